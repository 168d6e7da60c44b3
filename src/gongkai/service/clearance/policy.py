"""Who may speak in a review: by duty at the level, one person a level, the writer at the first only.

条例 art. 17; 保密法实施条例 art. 42. A person counts, not a post: who acts for two, or as a deputy, is one.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.clearance.models import Review
from gongkai.service.clearance.standing import Standing, State
from gongkai.service.organs.duties import Duty
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power, acts_for, check_can, check_in_force


def check_can_open(post: Post, organ: Organ, on: date, power: Power = Power.DRAFT) -> None:
    """Whoever drafts submits for review, in her own organ; what was taken in, whoever supervises."""
    check_can(post, power, organ, on)


def check_can_set_procedure(post: Post, organ: Organ, on: date) -> None:
    """How an organ reviews is decided by those who approve: the head of its office, or its leader."""
    check_can(post, Power.APPROVE, organ, on)


def check_can_speak(post: Post, standing: Standing, on: date) -> None:
    """Refuse a post that may not give the opinion whose turn it is; the sentence says why, and who may.

    Each level is spoken by another person, so a review takes as many people as it has levels, which is
    two at least. Who wrote what is reviewed speaks at the first level or not at all.
    """
    review, level = standing.review, standing.level
    _check_of_organ(post, review, on)
    if level is None:
        raise NotAllowed(
            _("%(review)s已经结束（%(says)s），不再发表意见。") % {"review": review, "says": standing.says}
        )
    duties = standing.levels[level].duties
    name = standing.levels[level].words
    if post.duty not in duties:
        raise NotAllowed(
            _("现在是%(name)s，由%(duties_in_words)s作出；您的职责是%(title)s。")
            % {"name": name, "duties_in_words": duties_in_words(duties), "title": post.title}
        )
    if level > 0 and is_writer(post, review):
        raise NotAllowed(
            _("您参与了这份稿件的起草，不能%(name)s；请由另一位%(duties_in_words)s作出。")
            % {"name": name, "duties_in_words": duties_in_words(duties)}
        )
    for opinion in standing.opinions:
        if opinion.level != level and opinion.by.person_id == post.person_id:
            earlier = standing.levels[opinion.level].words
            raise NotAllowed(
                _("您已经作出%(earlier)s，不能再%(name)s；各级审查由不同的人作出。")
                % {"earlier": earlier, "name": name}
            )


def check_can_answer_hits(post: Post, standing: Standing, on: date) -> None:
    """A find is answered by who may speak now and did not write it: nobody excuses her own text."""
    check_can_speak(post, standing, on)
    if is_writer(post, standing.review):
        raise NotAllowed(_("您参与了这份稿件的起草，扫描发现的问题由其他审查人答复；您可以修改后重新送审。"))


def check_can_record_answer(post: Post, review: Review, on: date) -> None:
    """What the authority answered is entered by a reviewer, the office's head or the leader: not a writer."""
    _check_of_organ(post, review, on)
    if post.duty not in (Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER):
        raise NotAllowed(_("报请确定的答复，由审查人员、政府信息公开工作机构负责人或者分管领导登记。"))
    if is_writer(post, review):
        raise NotAllowed(_("您参与了这份稿件的起草，报请确定的答复请由其他人登记。"))


def why_not(post: Post, standing: Standing, on: date) -> str:
    """Return why a post may not speak now; "" if it may."""
    if standing.state is State.REFERRED:
        return _("已经报请确定，收到答复并登记以后再继续审查。")
    try:
        check_can_speak(post, standing, on)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def is_waiting_for(post: Post, standing: Standing, on: date) -> bool:
    """Whether the next word is a post's: an opinion, or what the authority answered to a referral."""
    if standing.state is not State.REFERRED:
        return not why_not(post, standing, on)
    try:
        check_can_record_answer(post, standing.review, on)
    except NotAllowed:
        return False
    return True


def is_writer(post: Post, review: Review) -> bool:
    """Whether the person of a post wrote in what is reviewed."""
    return post.person_id in review.drafted_by


def duties_in_words(duties: tuple[str, ...]) -> str:
    """Return duties for a sentence: 审查人员、分管领导."""
    return _("或者").join(str(Duty(duty).label) for duty in duties)


def _check_of_organ(post: Post, review: Review, on: date) -> None:
    check_in_force(post, on)
    if not acts_for(post, review.organ, on):
        raise NotAllowed(
            _("这是%(organ)s的审查，不由%(post_organ)s作出。")
            % {"organ": review.organ, "post_organ": post.organ}
        )

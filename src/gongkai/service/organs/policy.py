"""Who may do what: powers come from a post in force on the day, and from nothing else.

A refusal is NotAllowed with the reason, in the words of the person reading. *Whose* an object is and
whether she may know of it at all is asked at the doors (`doors.py`), which answer "not here".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.organs.continuity import above
from gongkai.service.organs.duties import Duty
from gongkai.service.organs.models import Organ, Person, Post
from gongkai.service.organs.queries import forebears


class NotAllowed(Exception):
    """This post may not do this; the message says why, and who may."""


class Power(StrEnum):
    """What a duty may carry. The value is stored nowhere; rooms above name powers, not duties."""

    SEE = "see"  # what the organ has not published: drafts, cases
    DRAFT = "draft"  # write and change drafts, import
    REVIEW_FIRST = "review_first"  # 初审
    REVIEW = "review"  # 复审
    APPROVE = "approve"  # 批准
    HANDLE = "handle"  # handle a request for information
    CONSENT = "consent"  # what the head of the disclosure office consents to (条例 art. 33)
    SUPERVISE = "supervise"  # see and order what is under the organ (条例 art. 46, 47)
    MANAGE_ORGANS = "manage_organs"
    MANAGE_PEOPLE = "manage_people"
    READ_LOG = "read_log"


P = Power
POWERS: Mapping[Duty, frozenset[Power]] = MappingProxyType(
    {
        Duty.CLERK: frozenset({P.SEE, P.DRAFT, P.REVIEW_FIRST, P.HANDLE}),
        Duty.REVIEWER: frozenset({P.SEE, P.REVIEW_FIRST, P.REVIEW}),
        Duty.OFFICE_HEAD: frozenset(
            {P.SEE, P.DRAFT, P.REVIEW_FIRST, P.REVIEW, P.APPROVE, P.HANDLE, P.CONSENT}
        ),
        Duty.LEADER: frozenset({P.SEE, P.REVIEW, P.APPROVE, P.CONSENT}),
        Duty.SUPERVISOR: frozenset({P.SEE, P.SUPERVISE}),
        # 三员分立: who manages accounts sees no papers; who reads the log changes nothing.
        Duty.SYSTEM_ADMIN: frozenset({P.MANAGE_ORGANS, P.MANAGE_PEOPLE}),
        Duty.AUDIT_ADMIN: frozenset({P.READ_LOG}),
    }
)
ALONE = frozenset({Duty.SYSTEM_ADMIN, Duty.AUDIT_ADMIN})
"""Duties that a person holds together with no other."""

WORDS: Mapping[Power, str | Promise] = MappingProxyType(
    {
        P.SEE: gettext_lazy("查看尚未公开的内容"),
        P.DRAFT: gettext_lazy("起草和编辑"),
        P.REVIEW_FIRST: gettext_lazy("初审"),
        P.REVIEW: gettext_lazy("复审"),
        P.APPROVE: gettext_lazy("批准"),
        P.HANDLE: gettext_lazy("办理公开申请"),
        P.CONSENT: gettext_lazy("作须由工作机构负责人同意的决定"),
        P.SUPERVISE: gettext_lazy("监督其他机关"),
        P.MANAGE_ORGANS: gettext_lazy("管理机关资料"),
        P.MANAGE_PEOPLE: gettext_lazy("管理人员和任职"),
        P.READ_LOG: gettext_lazy("查看操作日志"),
    }
)


def in_force(post: Post, on: date) -> bool:
    """Say whether a post gives power on a day: begun, not ended, its person active, its principal's too."""
    if not post.person.is_active or not _covers(post, on):
        return False
    return post.deputy_of is None or _covers(post.deputy_of, on)


def has(post: Post, power: Power) -> bool:
    """Say whether the duty of a post carries a power; whether it is in force is another question."""
    return power in POWERS[Duty(post.duty)]


def holders(power: Power) -> str:
    """Return the duties that carry a power, for a sentence."""
    return _("、").join(str(duty.label) for duty, powers in POWERS.items() if power in powers)


def check_in_force(post: Post, on: date) -> None:
    """Refuse a post that is not in force that day."""
    if not in_force(post, on):
        raise NotAllowed(
            _("您的任职（%(organ)s%(title)s）在%(on)s不在任期内，请向系统管理员核实。")
            % {"organ": post.organ, "title": post.title, "on": on}
        )


def check_has(post: Post, power: Power, on: date) -> None:
    """Refuse a post that is not in force that day, or whose duty does not carry the power."""
    check_in_force(post, on)
    if not has(post, power):
        raise NotAllowed(
            _("%(title)s无权%(words)s；这项职权属于：%(holders)s。")
            % {"title": post.title, "words": WORDS[power], "holders": holders(power)}
        )


def check_can(post: Post, power: Power, organ: Organ, on: date) -> None:
    """Refuse, unless the post carries the power that day and the matter is its own organ's, or came to it."""
    check_has(post, power, on)
    if not acts_for(post, organ, on):
        raise NotAllowed(
            _("这是%(organ)s的事项，不由%(post_organ)s办理。") % {"organ": organ, "post_organ": post.organ}
        )


def acts_for(post: Post, organ: Organ, on: date) -> bool:
    """Say whether an organ's matters are those of the post's organ: it is that one, or came after it.

    After a rename, a merger or a split the old organ's posts have ended; what it drafted and published
    is corrected and withdrawn by who has taken over its powers.
    """
    return post.organ_id == organ.pk or organ.pk in forebears(post.organ_id, on)


def supervises(post: Post, organ: Organ, on: date) -> bool:
    """Say whether the post supervises an organ that day.

    It does where it has the power, and its organ is the authority in charge of disclosure over that
    organ, directly or over the authority above it (条例 art. 3, 46, 47); so it is over what passed to an
    organ it supervises, and after its own predecessor.
    """
    if not in_force(post, on) or not has(post, Power.SUPERVISE):
        return False
    return post.organ_id in above([organ.pk], "supervisor_id", on)


def may_see(post: Post, organ: Organ, on: date) -> bool:
    """Say whether the post may see what an organ has not published.

    It may of its own, of one that came before it, and of one it supervises.
    """
    if not in_force(post, on) or not has(post, Power.SEE):
        return False
    return acts_for(post, organ, on) or supervises(post, organ, on)


def manages(post: Post, organ: Organ, on: date) -> bool:
    """Say whether an organ is the administrator's own, one its own came after, or under it in the tree."""
    return acts_for(post, organ, on) or post.organ_id in above([organ.pk], "parent_id", on)


def check_can_manage_organ(post: Post, organ: Organ, on: date) -> None:
    """Refuse, unless the post administers organs, and this one is its own or under it."""
    check_has(post, Power.MANAGE_ORGANS, on)
    if not manages(post, organ, on):
        raise NotAllowed(
            _("%(organ)s不在%(post_organ)s之下，不由您管理。") % {"organ": organ, "post_organ": post.organ}
        )


def check_can_manage_posts(post: Post, organ: Organ, on: date) -> None:
    """Refuse, unless the post administers people, and the organ is its own or under it."""
    check_has(post, Power.MANAGE_PEOPLE, on)
    if not manages(post, organ, on):
        raise NotAllowed(
            _("%(organ)s不在%(post_organ)s之下，那里的任职不由您管理。")
            % {"organ": organ, "post_organ": post.organ}
        )


def check_can_manage_person(post: Post, person: Person, on: date) -> None:
    """Refuse, unless the post administers people, and every organ the person serves is its own or under it.

    Nobody manages herself: another administrator does.
    """
    check_has(post, Power.MANAGE_PEOPLE, on)
    if person.pk == post.person_id:
        raise NotAllowed(_("不能管理自己的账号和任职，请由另一位系统管理员办理。"))
    for held in person.posts.select_related("organ").exclude(until__lte=on):
        if not manages(post, held.organ, on):
            raise NotAllowed(
                _("%(person)s在%(organ)s任职，其账号不由%(post_organ)s管理。")
                % {"person": person, "organ": held.organ, "post_organ": post.organ}
            )


def check_can_hold(person: Person, duty: Duty, since: date, until: date | None) -> None:
    """Refuse a duty that may not be held together with another the person holds in those days.

    The administrators of the system and of its log hold no other duty (三员分立).
    """
    for held in person.posts.all():
        if overlaps(held, since, until) and held.duty != duty and ({held.duty, duty} & ALONE):
            raise NotAllowed(
                _(
                    "%(person)s在此期间任%(organ)s%(title)s，不能同时任%(label)s："
                    "系统管理员和审计管理员不得兼任其他职责。"
                )
                % {"person": person, "organ": held.organ, "title": held.title, "label": duty.label}
            )


def overlaps(post: Post, since: date, until: date | None) -> bool:
    """Say whether a post has a day in common with the days from `since` up to but without `until`."""
    return (until is None or post.since < until) and (post.until is None or since < post.until)


def _covers(post: Post, on: date) -> bool:
    return post.since <= on and (post.until is None or on < post.until)

"""Who may do what with requests. Whose a case is to see is asked at the doors (`doors.py`)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power, acts_for, check_can, has, in_force
from gongkai.service.requests.models import Paper
from gongkai.service.requests.words import PAPERS


def check_can_handle(post: Post, organ: Organ, on: date) -> None:
    """Register a request and handle it: enter events, draft letters, send and deliver, archive."""
    check_can(post, Power.HANDLE, organ, on)


def check_can_consent(post: Post, organ: Organ, on: date) -> None:
    """Consent to what the head of the disclosure office consents to (条例 art. 33), or to an annulment."""
    check_can(post, Power.CONSENT, organ, on)


def check_can_answer(post: Post, organ: Organ, proposed_by: Post, on: date) -> None:
    """Answer a proposal: who may consent, and did not make it herself, in whatever post."""
    check_can_consent(post, organ, on)
    if post.person_id == proposed_by.person_id:
        raise NotAllowed(_("这是您自己提出的，不能由您本人同意，请由另一位有权同意的人答复。"))


def check_can_take_back(post: Post, organ: Organ, proposed_by: Post, on: date) -> None:
    """Take back a proposal: who handles requests, and made it herself."""
    check_can_handle(post, organ, on)
    if post.person_id != proposed_by.person_id:
        raise NotAllowed(_("只有提出的人可以收回；您有权同意而不同意的，请答复不同意。"))


def check_can_reveal(post: Post, organ: Organ, on: date) -> None:
    """Read an identity number or paper in clear: who handles requests."""
    check_can(post, Power.HANDLE, organ, on)


def sees_names(post: Post, organ: Organ, on: date) -> bool:
    """Say whether a post reads the names of requesters and third parties: everybody of the organ that has the
    case and may see it, for letters name them and are reviewed. A supervisor orders and counts without names.
    """
    return in_force(post, on) and has(post, Power.SEE) and acts_for(post, organ, on)


def sees_contacts(post: Post, organ: Organ, on: date) -> bool:
    """Say whether a post reads how to reach them: who handles requests there, nobody else (个保法 art. 34).

    Reviewers, leaders and supervisors see telephone, e-mail and address masked; identity numbers stand masked
    for everybody, and are read one by one through `vault.reveal`.
    """
    return has(post, Power.HANDLE) and sees_names(post, organ, on)


# What a reviewer needs to judge a reply; the others tell who asked and how to reach them.
REVIEWED = frozenset({Paper.Kind.ORIGINAL, Paper.Kind.RELEASE, Paper.Kind.OPINION, Paper.Kind.EVIDENCE})


def opens(post: Post, paper: Paper, on: date) -> bool:
    """Say whether a post opens a paper of a case it may see: who handles it any, but those that prove who
    somebody is (only through `vault`); who reviews, what the reply rests on; a supervisor none.
    """
    organ = paper.case.organ
    if paper.is_sealed:
        return False
    return sees_contacts(post, organ, on) or (paper.kind in REVIEWED and sees_names(post, organ, on))


def check_can_open(post: Post, paper: Paper, on: date) -> None:
    """Refuse a paper that the post does not open, with the reason."""
    if not opens(post, paper, on):
        raise NotAllowed(
            _(
                "%(title)s不能打开这份“%(paper)s”：身份证明只在说明目的后查看，"
                "申请材料和送达凭证由办理人员打开，审查人员打开答复所依据的材料。"
            )
            % {"title": post.title, "paper": PAPERS[paper.kind]}
        )


def handles(post: Post, organ: Organ, on: date) -> bool:
    """Say whether a post handles the requests of an organ."""
    return in_force(post, on) and has(post, Power.HANDLE) and acts_for(post, organ, on)

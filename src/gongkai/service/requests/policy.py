"""Who may do what with requests. Whose a case is to see is asked at the doors (`doors.py`)."""

from __future__ import annotations

from datetime import date

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed, Power, acts_for, check_can, has, in_force


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
        raise NotAllowed("这是您自己提出的，不能由您本人同意，请由另一位有权同意的人答复。")


def check_can_take_back(post: Post, organ: Organ, proposed_by: Post, on: date) -> None:
    """Take back a proposal: who handles requests, and made it herself."""
    check_can_handle(post, organ, on)
    if post.person_id != proposed_by.person_id:
        raise NotAllowed("只有提出的人可以收回；您有权同意而不同意的，请答复不同意。")


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

"""Who may do what with requests. Whose a case is to see is asked at the doors (`doors.py`)."""

from __future__ import annotations

from datetime import date

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, check_can


def check_can_handle(post: Post, organ: Organ, on: date) -> None:
    """Register a request and handle it: enter events, draft letters, send and deliver, archive."""
    check_can(post, Power.HANDLE, organ, on)


def check_can_consent(post: Post, organ: Organ, on: date) -> None:
    """Consent to what the head of the disclosure office consents to (条例 art. 33), or to an annulment."""
    check_can(post, Power.CONSENT, organ, on)


def check_can_reveal(post: Post, organ: Organ, on: date) -> None:
    """Read an identity number or paper in clear: who handles requests."""
    check_can(post, Power.HANDLE, organ, on)

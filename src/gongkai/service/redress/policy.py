"""Who may enter what happens in a proceeding: who handles requests."""

from __future__ import annotations

from datetime import date

from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, check_can


def check_can_handle(post: Post, organ: Organ, on: date) -> None:
    """Open a proceeding and enter its steps."""
    check_can(post, Power.HANDLE, organ, on)

"""Enter the reply: its making, its dispatch, its arrival (条例 art. 33, 36; 235号).

Whether the conditions of an ending are met is asked where it is decided (`deciding`); here only whether the
statute has a place for it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gongkai.service.organs.models import Post
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.events import Answered, Delivered, Sent


@transaction.atomic
def answer(case: Case, *, outcome: str, on: date, by: Post, at: datetime, seen: int | None = None) -> Entry:
    """Enter that the request was answered with an outcome (a key of the statute). NotAllowed, CannotDo."""
    return enter(case, Answered(on=on, outcome=outcome), by=by, at=at, seen=seen)


@transaction.atomic
def mark_sent(case: Case, *, on: date, means: str, by: Post, at: datetime, seen: int | None = None) -> Entry:
    """Enter that the reply left: by mail the day of posting decides whether it was in time."""
    return enter(case, Sent(on=on, means=means), by=by, at=at, seen=seen)


@transaction.atomic
def mark_delivered(case: Case, *, on: date, by: Post, at: datetime, seen: int | None = None) -> Entry:
    """Enter that the reply arrived: the day of signature counts for what was handed over."""
    return enter(case, Delivered(on=on), by=by, at=at, seen=seen)

"""What of the kept pages still holds, as far as one process has asked the database.

Exact means: no page is served that a change committed more than `EVERY` seconds ago has made wrong, in
whichever process it was made; and none after the moment at which something was scheduled to appear or to
go. The database is asked for two numbers, at most once in `EVERY` seconds and only when somebody comes; where
it cannot be asked, nothing is known to hold.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db import connection
from django.utils import timezone

from gongkai.service.catalogue.beside import organs_beside
from gongkai.service.catalogue.changes import since
from gongkai.service.catalogue.models import Change, ChangeCounter
from gongkai.service.organs.models import Revision
from gongkai.statute.law import Law, law

EVERY = 0.4  # seconds
# Two renderings made in one second must not share a date of change: until it is that old, none is told.
SETTLED = timedelta(seconds=2)


@dataclass(slots=True)
class Turn:
    """When something last changed: as a step of this process, and as a moment."""

    step: int
    at: datetime


class Freshness:
    """The steps at which everything, the lists over all organs, and the pages of each organ last changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = float("-inf")
        self._step = 0
        self._all = Turn(0, timezone.now())
        self._lists = Turn(0, self._all.at)
        self._organs: dict[str, Turn] = {}
        self._known: tuple[int, int] | None = None  # the last change and revision that were read
        self._law: Law | None = None
        self._day: date | None = None
        self._ahead: list[Change] = []  # in the order of their moments

    def look(self, now: datetime) -> int:
        """Return the step this process is at, having asked what has changed unless it just did.

        Raises DatabaseError, InterfaceError or OSError where it cannot be known.
        """
        if time.monotonic() - self._asked > EVERY:
            with self._lock:
                if time.monotonic() - self._asked > EVERY:  # nobody else has asked meanwhile
                    begun = time.monotonic()
                    self._ask(now)
                    self._asked = begun
        if (self._ahead and self._ahead[0].at <= now) or self._day != timezone.localdate(now):
            with self._lock:
                self._come(now)
        return self._step

    def last(self, organ: str) -> Turn:
        """Return the last change of an organ's pages; of those over all organs where it is ""."""
        turn = self._organs.get(organ, self._all) if organ else self._lists
        return turn if turn.step > self._all.step else self._all

    def _ask(self, now: datetime) -> None:
        known, applied = _numbers(), law(settings.GONGKAI_DATA)
        before = self._known
        if before is None:
            self._ahead = list(Change.objects.filter(at__gt=now).order_by("at", "number"))
            self._turn_all(now)
        elif known[0] < before[0] or known[1] != before[1] or applied is not self._law:
            # Fewer changes than before: another database has taken the place of the one that was asked.
            self._turn_all(now)
        if before is not None and known[0] > before[0]:
            fresh = since(before[0])
            self._turn(fresh, now)
            ahead = [*self._ahead, *(change for change in fresh if change.at > now)]
            self._ahead = sorted(ahead, key=lambda change: (change.at, change.number))
            known = (max(change.number for change in fresh), known[1])
        self._known, self._law = known, applied

    def _come(self, now: datetime) -> None:
        """Let happen what time brings: a new day, and what was scheduled."""
        if (today := timezone.localdate(now)) != self._day:
            self._day = today
            self._turn_all(now)
        if come := [change for change in self._ahead if change.at <= now]:
            self._turn(come, now)
            self._ahead = self._ahead[len(come) :]

    def _turn(self, changes: list[Change], now: datetime) -> None:
        documents = {change.document for change in changes if change.document is not None}
        organs = organs_beside(documents, {change.organ_code for change in changes})
        turn = Turn(self._step + 1, now)
        self._organs.update(dict.fromkeys(organs, turn))
        self._lists = turn
        self._step = turn.step  # last: who reads it without the lock finds the turns in place

    def _turn_all(self, now: datetime) -> None:
        self._all = Turn(self._step + 1, now)
        self._organs = {}
        self._step = self._all.step


def _numbers() -> tuple[int, int]:
    """Return the last change and the last revision, in one query."""
    quote = connection.ops.quote_name
    changes, revisions = (quote(model._meta.db_table) for model in (ChangeCounter, Revision))  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT last FROM {changes}), (SELECT number FROM {revisions})")  # noqa: S608
        last, number = cursor.fetchone()
    return last or 0, number or 0

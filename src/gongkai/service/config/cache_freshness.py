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
# What was made while a change was under way must not have its date: until it is that old, none is told.
SETTLED = timedelta(seconds=2)

Numbers = tuple[int, int]  # the last change and the last revision


@dataclass(frozen=True, slots=True)
class Turn:
    """When something last changed: as a step of this process, and as a moment.

    `at` is the moment as the database has it, so that every process tells the same; None where it could not
    be told from the one before, of which a visitor may still have the page: dates of HTTP count seconds.
    `latest` is the last moment that may have been told.
    """

    step: int
    at: datetime | None
    latest: datetime

    def after(self, step: int, moment: datetime | None) -> Turn:
        """Return the turn that a change at a moment makes of this one; None is a moment nobody has noted."""
        if moment is None or moment.replace(microsecond=0) <= self.latest.replace(microsecond=0):
            return Turn(step, None, max(self.latest, moment or self.latest))
        return Turn(step, moment, moment)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A moment before the workers parted, and what was the last change then: from there they all count."""

    at: datetime
    numbers: Numbers


_beginning: Beginning | None = None


def begin(now: datetime) -> None:
    """Note for all workers to come what is public now; DatabaseError where it cannot be known."""
    global _beginning
    _beginning = Beginning(now, _numbers())


class Freshness:
    """The steps at which everything, the lists over all organs, and the pages of each organ last changed."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = float("-inf")
        self._step = 0
        self._all = self._lists = Turn(0, None, timezone.now())
        self._organs: dict[str, Turn] = {}
        self._known: Numbers | None = None  # as last read
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
            self._day = timezone.localdate(now)
            self._begin(known, now)
        elif known[0] < before[0] or known[1] != before[1] or applied is not self._law:
            # Fewer changes than before: another database has taken the place of the one that was asked.
            self._turn_all(None, now)
        if before is not None and known[0] > before[0]:
            fresh = since(before[0])
            for moment in dict.fromkeys(change.recorded_at for change in fresh):
                self._turn([change for change in fresh if change.recorded_at == moment], moment)
            ahead = [*self._ahead, *(change for change in fresh if change.at > now)]
            self._ahead = sorted(ahead, key=lambda change: (change.at, change.number))
            known = (max(change.number for change in fresh), known[1])
        self._known, self._law = known, applied

    def _come(self, now: datetime) -> None:
        """Let happen what time brings: a new day, and what was scheduled."""
        if (today := timezone.localdate(now)) != self._day:
            self._day = today
            midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
            self._turn_all(midnight, now)
        if come := [change for change in self._ahead if change.at <= now]:
            for moment in dict.fromkeys(change.at for change in come):
                self._turn([change for change in come if change.at == moment], moment)
            self._ahead = self._ahead[len(come) :]

    def _begin(self, known: Numbers, now: datetime) -> None:
        """Count from where all workers begin if nothing has changed since; else from here, without a date."""
        begun = _beginning
        if (
            begun is None
            or begun.numbers != known
            or begun.at > now
            or (
                timezone.localdate(begun.at) != self._day
                or Change.objects.filter(at__gt=begun.at, at__lte=now).exists()
            )
        ):
            self._turn_all(None, now)
        else:
            self._all = self._lists = Turn(self._step + 1, begun.at, begun.at)
            self._organs = {}
            self._step = self._all.step

    def _turn(self, changes: list[Change], moment: datetime) -> None:
        documents = {change.document for change in changes if change.document is not None}
        organs = organs_beside(documents, {change.organ_code for change in changes})
        step = self._step + 1
        self._organs.update({organ: self.last(organ).after(step, moment) for organ in organs})
        self._lists = self.last("").after(step, moment)
        self._step = step  # last: who reads it without the lock finds the turns in place

    def _turn_all(self, moment: datetime | None, now: datetime) -> None:
        """Let everything change: at a moment that every process takes for it, or (None) without one."""
        latest = max(turn.latest for turn in (self._all, self._lists, *self._organs.values()))
        if moment is None:
            latest = max(latest, now)
        self._all = Turn(self._step, None, latest).after(self._step + 1, moment)
        self._lists = self._all
        self._organs = {}
        self._step = self._all.step


def _numbers() -> Numbers:
    """Return the last change and the last revision, in one query."""
    quote = connection.ops.quote_name
    changes, revisions = (quote(model._meta.db_table) for model in (ChangeCounter, Revision))  # noqa: SLF001
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT (SELECT last FROM {changes}), (SELECT number FROM {revisions})")  # noqa: S608
        last, number = cursor.fetchone()
    return last or 0, number or 0

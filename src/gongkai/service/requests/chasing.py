"""Opinions that were asked for and have no last day: nobody entered the delivery, or no term is set.

The law sets no day on which an organ has to ask after them. That somebody does, every so many working days
(`GONGKAI_CHASE_DAYS`), is a habit of this desk: without it such a request would wait for ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.conf import settings

from gongkai.statute.clock import Clock
from gongkai.statute.consultation import Consultation


def without_day(clock: Clock) -> Iterator[Consultation]:
    """Yield the consultations that hold a request up and end by themselves on no day."""
    if clock.ending is not None or clock.fixed:
        return
    yield from (c for c in clock.consultations if c.open and c.stops and c.lapses_on is None)


def first_day(asked: Consultation, clock: Clock) -> date:
    """Return the first day on which somebody is to ask after an opinion."""
    return clock.law.calendar.after(asked.since, settings.GONGKAI_CHASE_DAYS)


def owed_since(asked: Consultation, clock: Clock, on: date) -> date | None:
    """Return since when somebody is to ask after it again, as of a day; None before the first time."""
    calendar, every = clock.law.calendar, settings.GONGKAI_CHASE_DAYS
    times = calendar.between(asked.since, on) // every if on > asked.since else 0
    return calendar.after(asked.since, times * every) if times else None

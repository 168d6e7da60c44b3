"""How table 3 of the annual report counts a case, as the index keeps it (`statute/counting.py`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gongkai.statute import counting
from gongkai.statute.clock import Clock
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law

FAULTY = "?"
"""In the place of an outcome: the case cannot be counted, and its row says why."""

READINGS = ("year_of_request", "redone_requests", "split_requests", "closing_told")
RULES = "3"  # of this code: another number makes every row be counted anew
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Count:
    """One time a case is counted: received and ended in these years, with this outcome ("": still open)."""

    received: int | None
    ended: int | None = None
    outcome: str = ""
    fault: str = ""


def counts(found: Clock) -> tuple[Count, ...]:
    """Return how a case is counted: nowhere while receipt is not confirmed, once, or again after orders.

    What the statute cannot count is one Count with its sentence, over the years it would be in.
    """
    try:
        counted = counting.counted(found)
    except NoRule as fault:
        begun = found.received_on or found.arrived_on
        ended = max((ending.on.year for ending in found.endings), default=None)
        return (Count(begun.year if begun else None, ended, FAULTY, shortened(str(fault))),)
    return tuple(Count(each.received, each.ended, each.outcome or "") for each in counted)


def by(law: Law) -> str:
    """Return what tells the readings by which cases are counted here from others."""
    known = law.readings
    chosen = [choice for choice in known.choices if choice.reading in READINGS]
    said = [f"{one.reading} {one.value} {one.since} {one.until}" for one in chosen]
    said += [f"{key} {known.reading(key).default}" for key in READINGS if key in known.all]
    return hashlib.sha256("\n".join([RULES, *sorted(said)]).encode()).hexdigest()[:16]


def shortened(fault: str) -> str:
    """Return a sentence as the index has room for it."""
    return fault if len(fault) <= LONGEST else f"{fault[: LONGEST - 1]}…"

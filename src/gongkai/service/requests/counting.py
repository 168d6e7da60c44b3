"""How table 3 of the annual report counts a case, as the index keeps it (`statute/counting.py`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.statute import counting
from gongkai.statute.clock import Clock
from gongkai.statute.counting import Chosen
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law

FAULTY = "?"
"""In the place of an outcome: the case cannot be counted, and its row says why."""

READINGS = ("year_of_request", "redone_requests", "split_requests", "closing_told", "year_of_ending")
RULES = "4"  # of this code: another number makes every row be counted anew
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Count:
    """One time a case is counted: received and ended in these years, with this outcome ("": still open)."""

    received: int | None
    ended: int | None = None
    outcome: str = ""
    fault: str = ""


def counts(found: Clock, parts: Sequence[Clock] = (), chosen: Chosen | None = None) -> tuple[Count, ...]:
    """Return how a case is counted: nowhere while receipt is not confirmed, once, or again after orders.

    `parts` count with it, `chosen` is what a person settled on (`settling.py`). What the statute cannot count
    is one Count with its sentence, over the years it would be in.
    """
    try:
        counted = counting.counted(found, parts, chosen)
    except NoRule as fault:
        return (faulty(found, str(fault), parts),)
    return tuple(Count(each.received, each.ended, each.outcome or "") for each in counted)


def faulty(found: Clock, fault: str, parts: Sequence[Clock] = ()) -> Count:
    """Return the count of a case that cannot be counted: over the years it would be in."""
    begun = found.received_on or found.arrived_on
    ends = [max((ending.on.year for ending in one.endings), default=None) for one in (found, *parts)]
    known = [year for year in ends if year is not None]
    ended = max(known) if len(known) == len(ends) else None
    return Count(begun.year if begun else None, ended, FAULTY, shortened(fault))


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

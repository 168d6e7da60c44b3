"""With which one result a request is counted in table 3 where a person has to say it.

The parts of a split that count as one request may have ended in ways that make none together (L-0025); what
ended before 15 May 2019 ended by rules whose results are not stored. Somebody who handles the request settles
on one, with a reason; what was settled says nothing any more once the parts have other results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger, splitting
from gongkai.service.requests.counting import FAULTY
from gongkai.service.requests.models import Case, Settled, Standing
from gongkai.statute import clock, counting
from gongkai.statute.clock import Clock
from gongkai.statute.counting import Undecided
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Split
from gongkai.statute.law import Law
from gongkai.statute.outcomes import first_day


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be settled of a request, and what was."""

    says: str
    of: tuple[str, ...]
    choices: tuple[str, ...]
    settled: Settled | None


def chosen(cases: Collection[int]) -> dict[int, dict[frozenset[str], str]]:
    """Return what was settled of these requests, the newest of each question."""
    found: dict[int, dict[frozenset[str], str]] = {}
    for row in Settled.objects.filter(case__in=cases).order_by("pk") if cases else ():
        found.setdefault(row.case_id, {})[frozenset(row.of)] = row.outcome
    return found


def may_ask(found: Clock) -> bool:
    """Whether a request, by itself, may have ended so that a person has to say how it is counted."""
    return any(ending.on < first_day() for ending in found.endings)


def counts_with(parts: Iterable[Clock]) -> list[Clock]:
    """Return those clocks of what was split off that count with the whole."""
    return [part for part in parts if not splitting.part_counts(part)]


def is_asked(case: Case, row: Standing | None, found: Clock | None) -> bool:
    """Whether somebody has to settle something of a request with this row and this clock, or has.

    Only what was split, or ended long ago, costs a question.
    """
    if row is not None and row.counted_outcome == FAULTY:
        return True
    if found is None:
        return False
    was_split = any(isinstance(event, Split) for _, event in found.entries)
    return (was_split or may_ask(found)) and case.settled.exists()


def question(case: Case, law: Law | None = None) -> Question | None:
    """Return what a person has to settle of a request, or has settled; None where nothing is asked."""
    law = law or law_here()
    parts = splitting.families([case.pk]).get(case.pk)
    if parts is None:
        return None  # it counts with what it was split off: the question is asked there
    histories = ledger.events_of_all([case.pk, *parts])
    try:
        found, *others = (clock.read(histories[key], law) for key in (case.pk, *parts))
        counting.counted(found, counts_with(others))
    except Undecided as asked:
        rows = Settled.objects.filter(case=case).select_related("by__person").order_by("-pk")
        settled = next((row for row in rows if frozenset(row.of) == asked.of), None)
        return Question(str(asked), tuple(sorted(asked.of)), asked.choices, settled)
    except StatuteError:
        return None  # a fault of its own, which its page tells
    return None

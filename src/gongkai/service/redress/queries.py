"""What pages and the annual report read of proceedings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.redress.course import Course, course
from gongkai.service.redress.models import Proceeding, Step
from gongkai.statute.contests import CountedContest, counted_contest
from gongkai.statute.law import Law


def courses(proceedings: Iterable[Proceeding], law: Law | None = None) -> list[Course]:
    """Return where proceedings stand, in their order, in one query."""
    law = law or law_here()
    found = list(proceedings)
    steps: dict[int, list[Step]] = {each.pk: [] for each in found}
    for step in Step.objects.filter(proceeding__in=found).order_by("place"):
        steps[step.proceeding_id].append(step)
    return [course(each, steps[each.pk], law) for each in found]


def table4(organs: Iterable[Organ], year: int, law: Law | None = None) -> Counter[tuple[str, str]]:
    """Return table 4 of a year: how many cases by (kind, result): upheld, corrected, other, pending.

    A case counts as readings L-0029 and L-0030 say. Raises NoRule for an end without a known result.
    """
    law = law or law_here()
    rows = Proceeding.objects.filter(organ__in=organs).exclude(kind=Proceeding.Kind.COMPLAINT)
    counted: Counter[tuple[str, str]] = Counter()
    for found in courses(rows, law):
        for place in places(found, date(year, 12, 31), law):
            if place.year == year:
                counted[found.proceeding.kind, place.result] += 1
    return counted


def places(found: Course, until: date, law: Law) -> tuple[CountedContest, ...]:
    """Return where a proceeding stands in the tables of the years ended by a day; nowhere for a complaint."""
    contest = found.contest()
    return () if contest is None else counted_contest(contest, until, law)

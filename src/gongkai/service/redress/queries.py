"""What pages and the annual report read of proceedings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.redress import pressing
from gongkai.service.redress.course import Course, course
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.pressing import Pressing
from gongkai.service.requests.models import Case
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


def of_case(case: Case) -> list[Proceeding]:
    """Return the proceedings over a request, the oldest first; asked for once however often."""
    rows = Proceeding.objects.select_related("organ").order_by("pk")
    prefetch_related_objects([case], Prefetch("proceedings", rows))
    return list(case.proceedings.all())


def maybe_open(proceedings: QuerySet[Proceeding]) -> QuerySet[Proceeding]:
    """Return those that may not be over: without an end, appealed, partly annulled, or with an order.

    A superset, so that a list needs not fold the steps of everything that ever was.
    """
    return proceedings.filter(is_maybe_open())


def is_maybe_open() -> Q:
    """Return the condition of `maybe_open`."""
    of_it = Step.objects.filter(proceeding=OuterRef("pk"))
    again = of_it.filter(Q(kind__in=(Step.Kind.APPEALED, Step.Kind.ANNULLED)) | Q(orders=True))
    return ~Q(Exists(of_it.filter(kind=Step.Kind.ENDED))) | Q(Exists(again))


@dataclass(frozen=True, slots=True)
class Row:
    """A proceeding in a list: where it stands and how pressing it is."""

    course: Course
    pressing: Pressing

    @property
    def proceeding(self) -> Proceeding:
        """The proceeding itself."""
        return self.course.proceeding


def rows(proceedings: Iterable[Proceeding], on: date, law: Law | None = None) -> list[Row]:
    """Return proceedings with how pressing each is: what cannot wait first; ended ones last, newest first."""
    law = law or law_here()
    found = courses(proceedings, law)
    redone = pressing.redone(found, on, law)
    made = [Row(each, pressing.of(each, on, law, redone.get(each.proceeding.pk))) for each in found]
    return sorted(made, key=lambda row: (row.pressing.place, -row.proceeding.pk))


def in_table4(
    organs: Iterable[Organ], year: int, law: Law | None = None
) -> Mapping[tuple[str, str], list[Course]]:
    """Return the proceedings in each cell of table 4 of a year, by (kind, result).

    Results: upheld, corrected, other, pending; which, and in which year, as readings L-0029 and L-0030 say.
    Raises NoRule for an end without a known result.
    """
    law = law or law_here()
    counted: dict[tuple[str, str], list[Course]] = {}
    found = Proceeding.objects.filter(organ__in=organs).exclude(kind=Proceeding.Kind.COMPLAINT)
    for each in courses(found.select_related("organ", "case"), law):
        for place in places(each, date(year, 12, 31), law):
            if place.year == year:
                counted.setdefault((each.proceeding.kind, place.result), []).append(each)
    return counted


def table4(organs: Iterable[Organ], year: int, law: Law | None = None) -> Counter[tuple[str, str]]:
    """Return table 4 of a year: how many cases by (kind, result): upheld, corrected, other, pending."""
    return Counter({cell: len(found) for cell, found in in_table4(organs, year, law).items()})


def places(found: Course, until: date, law: Law) -> tuple[CountedContest, ...]:
    """Return where a proceeding stands in the tables of the years ended by a day; nowhere for a complaint."""
    contest = found.contest()
    return () if contest is None else counted_contest(contest, until, law)

"""The proceedings of a year, as table 4 counts them: which, and under which way and result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from gongkai.report.compute import Contest
from gongkai.service.annual.whose import Division
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.course import course
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.queries import maybe_open, places
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One proceeding as table 4 counts it; `fault` where it cannot be counted."""

    proceeding: int
    way: str
    result: str
    fault: str = ""

    @property
    def counts_as(self) -> Contest:
        """What is alike of it."""
        return Contest(self.way, self.result)


def lines(of: Division, year: int, law: Law | None = None) -> Iterator[tuple[int, Line]]:
    """Yield (the organ it is of or went to, the proceeding) for all these organs, in two queries."""
    law = law or law_here()
    until = date(year, 12, 31)
    found = list(_candidates(of, year))
    steps: dict[int, list[Step]] = {each.pk: [] for each in found}
    for step in Step.objects.filter(proceeding__in=steps).order_by("place"):
        steps[step.proceeding_id].append(step)
    for each in found:
        to = of.went_to(each.organ_id, each.case_id, each.pk)
        try:
            for place in places(course(each, steps[each.pk], law), until, law):
                if place.year == year:
                    yield to, Line(each.pk, each.kind, place.result)
        except (StatuteError, CannotDo) as fault:
            yield to, Line(each.pk, each.kind, "", str(fault))


def _candidates(of: Division, year: int) -> Iterator[Proceeding]:
    """Yield those that may be in a year's table: not over, or with something in that year or later."""
    whose = Q(organ__in=of.organs | of.shared) | Q(case__in=of.cases) | Q(pk__in=of.proceedings)
    rows = Proceeding.objects.filter(whose).exclude(kind=Proceeding.Kind.COMPLAINT)
    later = Step.objects.filter(proceeding=OuterRef("pk"), on__gte=date(year, 1, 1))
    open_ = maybe_open(Proceeding.objects.filter(whose)).values("pk")
    return rows.filter(Q(pk__in=open_) | Exists(later)).order_by("pk").iterator()

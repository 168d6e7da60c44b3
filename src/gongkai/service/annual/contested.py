"""The proceedings of a year, as table 4 counts them: which, and under which way and result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.report.compute import Contest
from gongkai.service.annual.whose import Division, Whose
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.course import COURTS, Told, course, folded
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.queries import is_maybe_open, maybe_open
from gongkai.statute.contests import counted_contest
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
    """Yield (the organ it is of or went to, the proceeding) for all these organs, in one query."""
    law = law or law_here()
    until = date(year, 12, 31)
    rows = _candidates(of, year).values_list(*_OF_PROCEEDING, *Told._fields)
    for (key, organ, case, kind), steps in groupby(rows.iterator(AT_ONCE), key=_proceeding):
        to = of.went_to(organ, case, key)
        try:
            found = folded(kind, [Told._make(row[len(_OF_PROCEEDING) :]) for row in steps]).contest(kind)
            for place in () if found is None else counted_contest(found, until, law):
                if place.year == year:
                    yield to, Line(key, kind, place.result)
        except (StatuteError, CannotDo) as fault:
            yield to, Line(key, kind, "", str(fault))


def doubtful(whose: Whose, year: int, law: Law | None = None) -> tuple[list[int], list[int]]:
    """Return the proceedings that may belong to a year's table 4 and do not, as far as the ledger says.

    First those entered by the next January of which nothing is entered further; then those whose copy came,
    or whose answer or hearing was, in that January, without the day they were accepted.
    """
    until, told = date(year, 12, 31), date(year + 1, 1, 31)
    rows = Proceeding.objects.filter(whose.is_counted(case="case"), as_co_defendant=False)
    rows = rows.exclude(kind=Proceeding.Kind.COMPLAINT).filter(opened_at__date__lte=told)
    accepted = Step.objects.filter(proceeding=OuterRef("pk"), kind=Step.Kind.ACCEPTED, on__lte=until)
    found = list(maybe_open(rows).exclude(Exists(accepted)).order_by("pk"))
    steps = _steps(found)
    bare, near = [], []
    for each in found:
        try:
            stands = course(each, steps[each.pk], law or law_here())
        except (StatuteError, CannotDo):
            continue  # a fault of its own
        if stands.begun_on is None:
            bare.append(each.pk)
        elif stands.accepted_on is None and until < stands.begun_on <= told:
            near.append(each.pk)
    return bare, near


def unripe(whose: Whose, year: int, law: Law | None = None) -> list[int]:
    """Return the suits a year counts by a judgment that could still be appealed when the year ended.

    行诉法85: fifteen days from service, for a ruling ten, so what is of the last fifteen days may not have
    taken effect (D14); whether somebody appealed in January, only people know. Who withdrew or agreed cannot.
    """
    first, last = date(year, 12, 17), date(year, 12, 31)
    ended = Step.objects.filter(proceeding=OuterRef("pk"), kind=Step.Kind.ENDED, on__range=(first, last))
    ended = ended.exclude(result__in=AGREED)
    rows = Proceeding.objects.filter(
        Exists(ended), whose.is_counted(case="case"), kind__in=COURTS, as_co_defendant=False
    )
    found = list(rows.order_by("pk"))
    steps = _steps(found)
    open_ = []
    for each in found:
        try:
            stands = course(each, steps[each.pk], law or law_here())
        except (StatuteError, CannotDo):
            continue  # a fault of its own
        appealed = any(step.kind == Step.Kind.APPEALED for step in stands.steps)
        if stands.ended_on is not None and first <= stands.ended_on <= last and not appealed:
            open_.append(each.pk)
    return open_


def kinds_of(whose: Whose, year: int) -> Counter[str]:
    """Return how many reconsiderations and suits there were in a year, by kind, whether accepted or not.

    Those entered, or of which something happened, by its last day, and that were not over before it.
    """
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    rows = Proceeding.objects.filter(whose.is_counted(case="case")).exclude(kind=Proceeding.Kind.COMPLAINT)
    by_then = Step.objects.filter(proceeding=OuterRef("pk"), on__lte=ends).exclude(kind=Step.Kind.ANNULLED)
    later = Step.objects.filter(proceeding=OuterRef("pk"), on__gte=begins)
    there = rows.filter(Q(opened_at__date__lte=ends) | Exists(by_then))
    return Counter(there.filter(is_maybe_open() | Q(Exists(later))).values_list("kind", flat=True))


def _steps(found: Collection[Proceeding]) -> dict[int, list[Step]]:
    steps: dict[int, list[Step]] = {each.pk: [] for each in found}
    for step in Step.objects.filter(proceeding__in=steps).order_by("place"):
        steps[step.proceeding_id].append(step)
    return steps


AGREED = ("withdrawn", "mediated")
_OF_PROCEEDING = ("proceeding", "proceeding__organ", "proceeding__case", "proceeding__kind")
_proceeding = itemgetter(slice(len(_OF_PROCEEDING)))
AT_ONCE = 5000


def _candidates(of: Division, year: int) -> QuerySet[Step]:
    """Return the steps of those that may be in a year's table: not over, or with a step in it or later.

    What has no step is in no table: nothing shows that it was accepted. A suit in which the organ is
    co-defendant as the reconsideration body is in the table of the organ that acted (30号).
    """
    whose = Q(organ__in=of.organs | of.shared) | Q(case__in=of.cases) | Q(pk__in=of.proceedings)
    rows = Proceeding.objects.filter(whose, as_co_defendant=False).exclude(kind=Proceeding.Kind.COMPLAINT)
    later = Step.objects.filter(proceeding=OuterRef("pk"), on__gte=date(year, 1, 1))
    candidates = rows.filter(is_maybe_open() | Q(Exists(later)))
    return Step.objects.filter(proceeding__in=candidates.values("pk")).order_by("proceeding_id", "place")

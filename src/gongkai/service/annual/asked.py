"""The requests of a year, from the index: how many are alike, and which they are (table 3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import BooleanField, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce

from gongkai.report.compute import Request
from gongkai.service.annual.models import ClosedCase, Closing
from gongkai.service.annual.whose import Division, Whose
from gongkai.service.requests.counting import FAULTY
from gongkai.service.requests.models import CountedAgain, Entry, Standing
from gongkai.statute.events import Received


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One request as table 3 counts it; `again` above 0 is one counted anew after an order."""

    case: int
    again: int
    requester_class: str
    carried_in: bool
    outcome: str = ""

    @property
    def counts_as(self) -> Request:
        """What is alike of it."""
        return Request(self.requester_class, self.carried_in, self.outcome)


def groups(of: Division, year: int) -> Iterator[tuple[int, Request, int]]:
    """Yield (organ, what is alike, how many) for all of them, in two queries; what was allotted apart."""
    moved = set(of.cases)
    rows = _seen(Standing.objects.filter(organ__in=of.organs), year)
    if moved:
        rows = rows.exclude(pk__in=moved)
    for organ, kind, carried_in, outcome, n in (
        rows.order_by().values_list("organ", "kind", "carried_in", "ending").annotate(n=Count("*"))
    ):
        for owner in of.owners.get(organ, ()):
            yield owner, Request(kind, carried_in, outcome), n
    for organ, line in _apart(of, year, moved):
        for owner in of.owners.get(of.went_to(organ, line.case), ()):
            yield owner, line.counts_as, 1


def lines(whose: Whose, year: int, only: Q | None = None) -> list[Line]:
    """Return the requests an organ counts in a year, those that match `only`, by case.

    `only` is of what each row has: `kind`, `carried_in`, `ending`.
    """
    found = []
    for rows in (
        _seen(Standing.objects.filter(whose.is_counted()), year),
        _seen_again(CountedAgain.objects.filter(whose.is_counted(case="case")), year),
    ):
        matching = rows if only is None else rows.filter(only)
        found += [Line(*each) for each in matching.values_list(*_FIELDS)]
    return sorted(found)


def faulty(whose: Whose, year: int) -> list[tuple[int, str]]:
    """Return the cases that cannot be counted, with the sentence that says why.

    One whose history cannot be read is in no year for certain: it was registered by the end of it, and not
    closed as over in a year before (`over_unread`).
    """
    rows = Standing.objects.filter(whose.is_counted(), counted_outcome=FAULTY)
    known = rows.filter(_in(year)).values_list("pk", "counted_fault")
    unread = rows.filter(_unread(year)).values_list("pk", "counted_fault")
    over = _closed_before([key for key, _ in unread], year)
    return sorted([*known, *((key, fault) for key, fault in unread if key not in over)])


def with_faulty(of: Division, year: int) -> set[int]:
    """Return which of these organs have cases that cannot be counted in a year, or not for certain.

    One query. What an earlier year was closed with as over is among them; `faulty` says of one organ what
    there is.
    """
    theirs = Q(organ__in=of.organs) | Q(pk__in=of.cases)
    rows = Standing.objects.filter(theirs, counted_outcome=FAULTY).filter(_in(year) | _unread(year))
    found: set[int] = set()
    for case, organ in rows.order_by().values_list("pk", "organ"):
        found.update(of.owners.get(of.went_to(organ, case), ()))
    return found


def over_unread(whose: Whose, year: int) -> list[int]:
    """Return the cases whose history cannot be read and that an earlier year was closed with as ended."""
    rows = Standing.objects.filter(whose.is_counted()).filter(_unread(year))
    return sorted(_closed_before(rows.values_list("pk", flat=True), year))


def _unread(year: int) -> Q:
    """Return the condition for what cannot be read, of the cases registered by the end of a year."""
    return Q(counted_outcome=FAULTY, counted_received=None, case__opened_at__year__lte=year)


def _closed_before(cases: Collection[int], year: int) -> set[int]:
    """Return which of these cases had ended by the last closing before a year that has them."""
    if not cases:
        return set()
    newer = Closing.objects.filter(filing=OuterRef("closing__filing"), number__gt=OuterRef("closing__number"))
    rows = ClosedCase.objects.filter(case__in=cases, closing__filing__year__lt=year).exclude(Exists(newer))
    last: dict[int, tuple[int, bool]] = {}
    for case, closed, outcome in rows.values_list("case", "closing__filing__year", "outcome"):
        before, is_over = last.get(case, (closed, True))
        if closed >= before:
            last[case] = (closed, outcome != "" and (is_over or closed > before))
    return {case for case, (_, is_over) in last.items() if is_over}


def awaited(whose: Whose, year: int) -> list[int]:
    """Return the cases that came in by the end of a year and whose receipt nobody has confirmed yet.

    They are in no cell (reading L-0027); the day of their confirmation, once known, may lie in the year.
    """
    rows = Standing.objects.filter(
        whose.is_counted() | whose.is_undivided(),
        state="receipt_awaited",
        counted_received=None,
        counted_outcome="",
    )
    came = Entry.objects.filter(case=OuterRef("pk"), kind=Received.kind, on__year__lte=year)
    return list(rows.filter(Exists(came)).order_by("pk").values_list("pk", flat=True))


def unsent(whose: Whose, year: int) -> tuple[list[int], list[int]]:
    """Return the cases that were decided by the end of a year and whose letter left later, or never.

    First those that the year carries over for it, then those that it counts as ended all the same: by the
    other value of reading L-0040, or ended without a reply (L-0037).
    """
    last = date(year, 12, 31)
    rows = Standing.objects.filter(whose.is_counted(), ended_on__lte=last).exclude(sent_on__lte=last)
    rows = rows.exclude(counted_outcome=FAULTY).order_by("pk")
    over = Q(counted_ended=None) | Q(counted_ended__gt=year)
    return (
        list(rows.filter(over).values_list("pk", flat=True)),
        list(rows.filter(counted_ended=year).values_list("pk", flat=True)),
    )


def undivided(whose: Whose, year: int) -> list[int]:
    """Return the cases of a year that a split left, and nobody was given; what cannot be read among them."""
    if not whose.shared:
        return []
    rows = Standing.objects.filter(whose.is_undivided()).filter(_in(year) | _unread(year))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def of_cases(year: int, cases: Collection[int]) -> list[Line]:
    """Return how these cases are counted in a year, whosever they are."""
    rows = _seen(Standing.objects.filter(pk__in=cases), year)
    again = _seen_again(CountedAgain.objects.filter(case__in=cases), year)
    return sorted(Line(*each) for found in (rows, again) for each in found.values_list(*_FIELDS))


_FIELDS = ("case", "nth", "kind", "carried_in", "ending")


def _apart(of: Division, year: int, moved: Collection[int]) -> Iterator[tuple[int, Line]]:
    """Yield what is not in the groups: cases that were allotted, and times a case is counted again."""
    again = CountedAgain.objects.filter(Q(organ__in=of.organs) | Q(case__in=moved))
    found = [_seen_again(again, year)]
    if moved:
        found.append(_seen(Standing.objects.filter(pk__in=moved), year))
    for rows in found:
        for organ, *line in rows.values_list("organ", *_FIELDS):
            yield organ, Line(*line)


def _in(year: int, received: str = "counted_received", ended: str = "counted_ended") -> Q:
    """Return the condition for what is in a year's table: received by its end, not ended before it."""
    return Q(**{f"{received}__lte": year}) & (Q(**{ended: None}) | Q(**{f"{ended}__gte": year}))


def _seen(rows: QuerySet[Standing], year: int) -> QuerySet[Any]:
    """Return the rows that are in a year's table, each as new or carried in, with its ending in that year."""
    counted = rows.filter(_in(year)).exclude(counted_outcome=FAULTY)
    return _with(
        counted,
        nth=Value(0),
        kind=F("requester_class"),
        carried_in=_earlier("counted_received", year),
        ending=_ending("counted_ended", "counted_outcome", year),
    )


def _seen_again(rows: QuerySet[CountedAgain], year: int) -> QuerySet[Any]:
    return _with(
        rows.filter(_in(year, "received", "ended")),
        nth=F("again"),
        kind=Coalesce("case__indexed__requester_class", Value("")),
        carried_in=_earlier("received", year),
        ending=_ending("ended", "outcome", year),
    )


def _with(rows: QuerySet[Any], **facts: Any) -> QuerySet[Any]:
    """Return rows with what a Line has of each."""
    return cast("QuerySet[Any]", rows.annotate(**facts))


def _earlier(received: str, year: int) -> Choice:
    before = When(Q(**{f"{received}__lt": year}), then=Value(True))
    return Choice(before, default=Value(False), output_field=BooleanField())


def _ending(ended: str, outcome: str, year: int) -> Choice:
    return Choice(When(Q(**{ended: year}), then=F(outcome)), default=Value(""), output_field=CharField())

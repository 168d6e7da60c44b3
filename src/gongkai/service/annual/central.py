"""The reports of a year of everybody who reports to an authority, in one place, in public (30号：集中公布).

Only what is public stands here: whether a report was published, when and where; that one was handed in,
returned or accepted is between its organ and the authority. Of an organ without a report it is said why it
has none: its last day has not come or is past, its work stands in another's, it ended within the year.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.loader import editions
from gongkai.service.annual import deadlines, queries, summing
from gongkai.service.annual.models import FiledReport, Filing, Reporter
from gongkai.service.annual.obliged import Obliged, obliged, scope_of, summing_of
from gongkai.service.organs.continuity import kept_by, under
from gongkai.service.organs.models import Organ, Succession

OWN, AGGREGATE = str(Filing.Scope.OWN), str(Filing.Scope.AGGREGATE)
ELEMENTS = ("administrative", "external", "independent")

Filed = dict[tuple[int, str], FiledReport]


class State(StrEnum):
    """How a report of a year stands in public."""

    PUBLISHED = "published"
    NOT_YET = "not_yet"  # its last day has not come
    OVERDUE = "overdue"
    NOT_HERE = "not_here"  # of an older year nobody worked on here: whether it was published is not known
    WITHIN = "within"
    ELSEWHERE = "elsewhere"
    ENDED = "ended"
    UNDETERMINED = "undetermined"


STATES: dict[State, str | Promise] = {
    State.PUBLISHED: _("已公布"),
    State.NOT_YET: _("尚未公布"),
    State.OVERDUE: _("逾期尚未公布"),
    State.NOT_HERE: _("本网没有载入"),
    State.WITHIN: _("不单独编制"),
    State.ELSEWHERE: _("向其他主管部门报送"),
    State.ENDED: _("年内变更或者撤销"),
    State.UNDETERMINED: _("没有认定是否单独编制"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One report of the list: whose, of what, how it stands, and why."""

    organ: Organ
    scope: str
    state: State
    must: bool | None  # whether the organ had to report for itself that year; None where it is not known
    filed: FiledReport | None = None
    by: date | None = None  # the last day of the law for publishing it
    to: tuple[Organ, ...] = ()  # in whose report the work stands, or to whom it is reported
    lacks: tuple[str, ...] = ()  # of ELEMENTS
    change: Succession | None = None  # how the organ ended, within the year or since

    @property
    def says(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state]

    @property
    def is_sum(self) -> bool:
        """Whether it is the sum over those who report to the organ."""
        return self.scope == AGGREGATE


@dataclass(frozen=True, slots=True)
class Central:
    """The list of an authority for a year."""

    authority: Organ
    year: int
    on: date
    government: tuple[Line, ...] = ()  # its aggregate, and the report of its own work
    reporting: tuple[Line, ...] = ()  # who had to report
    others: tuple[Line, ...] = ()  # who had not, or of whom it is not known

    @property
    def lines(self) -> Iterator[Line]:
        """Every line, the government's first."""
        yield from self.government
        yield from self.reporting
        yield from self.others

    @property
    def due(self) -> int:
        """How many organs had to report, the government apart."""
        return sum(line.must is True for line in self.reporting)

    @property
    def published(self) -> int:
        """How many of them have published."""
        return sum(line.must is True and line.filed is not None for line in self.reporting)


@dataclass(frozen=True, slots=True)
class SumOf:
    """Of whose reports a public sum is made: who is in it, who is lacking, whose was corrected since."""

    organs: list[Organ]
    lacking: list[Organ]
    amended: list[tuple[Organ, date]]


def central(authority: Organ, year: int, on: date) -> Central:
    """Return the public list of an authority for a year as it stands on a day, in a handful of queries.

    Of a year before the forms (2008–2018) only what was published is told: who had to report then stands in
    no register here.
    """
    kept = kept_by([authority.pk], on)
    who = obliged(authority, year, on)
    filed = _filed(_organs(who) | kept, year)
    maker = _Maker(who, on, filed, _ended_since(who, on))
    found = Central(
        *(authority, year, on),
        government=tuple(maker.government(kept)),
        reporting=tuple(sorted(maker.reporting(), key=lambda line: (line.organ.code, not line.is_sum))),
        others=tuple(maker.others()),
    )
    if any(form.covers(year) for form in editions()):
        return found
    public = tuple(line for line in (*found.reporting, *found.others) if line.filed is not None)
    top = tuple(line for line in found.government if line.filed is not None)
    return Central(authority, year, on, top, public)


def sum_of(filed: FiledReport) -> SumOf | None:
    """Return of what a sum made here is the sum; None of one made elsewhere, whose parts are not known."""
    if filed.version is None or filed.version.was_received or filed.filing.scope != AGGREGATE:
        return None
    organs = summing.organs_of(filed.version)
    authority, year = filed.filing.organ, filed.filing.year
    reporting = [organ for organ, _row in obliged(authority, year, filed.published_on).reporting]
    due = sorted(reporting, key=lambda organ: organ.code)  # as the report itself names them
    return SumOf(
        organs,
        [organ for organ in due if organ not in organs],
        summing.amended_since(filed.version, filed.published_on),
    )


def has_list(organ: Organ, on: date) -> bool:
    """Say whether somebody reports to an organ, so that it publishes their reports in one place."""
    kept = kept_by([organ.pk], on)
    below = Organ.objects.filter(Q(supervisor__in=kept) | Q(pk__in=_sent_to(kept))).exclude(pk__in=kept)
    return below.exists()


def _sent_to(authorities: Collection[int]) -> QuerySet[Reporter, dict[str, int]]:
    return Reporter.objects.filter(to__in=authorities).values("organ")


def authority_of(organ: Organ, on: date) -> Organ | None:
    """Return the organ in whose list the reports of one stand: itself, or the one it reports to; None.

    The list stands in the area of its authority (国办公开办函〔2021〕30号), so that one without has none.
    Asked on every page of an organ's years, so in three questions: of names before, the last two are seen.
    """
    before = "supervisor__endings__successors"
    mine = Q(supervisor=organ) | Q(**{before: organ}) | Q(**{f"{before}__endings__successors": organ})
    below = Organ.objects.filter(mine | Q(pk__in=_sent_to([organ.pk]))).exclude(pk=organ.pk)
    if organ.has_area and below.exists():
        return organ
    rows = Reporter.objects.filter(organ=organ, since__lt=on.year).select_related("to", "under__supervisor")
    row = rows.order_by("-since", "-pk").first()
    over = (row.to if row is not None else None) or organ.supervisor
    return over if over is not None and over.has_area else None


def years_listed(authority: Organ, on: date) -> list[int]:
    """Return the years that an authority has a list of, newest first: the last that is over, and those in
    which somebody published or had to report."""
    kept = kept_by([authority.pk], on)
    below = under([authority.pk], "supervisor_id", on) | kept
    below |= set(Reporter.objects.filter(to__in=kept).values_list("organ", flat=True))
    filed = FiledReport.objects.filter(filing__organ__in=below, filing__year__lt=on.year)
    years = set(filed.values_list("filing__year", flat=True)) | {on.year - 1}
    first = Reporter.objects.filter(organ__in=below).aggregate(first=Min("since"))["first"]
    return sorted(years | set(range(first or on.year, on.year)), reverse=True)


def _organs(who: Obliged) -> set[int]:
    rows = (*who.within, *who.elsewhere)
    found = {organ.pk for organ, _row in who.reporting} | {organ.pk for organ in who.unregistered}
    return found | {row.organ_id for row in rows} | {gone.organ.pk for gone in who.ended}


def _filed(organs: Collection[int], year: int) -> Filed:
    rows = queries.newest().filter(filing__organ__in=organs, filing__year=year)
    return {(row.filing.organ_id, row.filing.scope): row for row in rows}


def _ended_since(who: Obliged, on: date) -> dict[int, Succession]:
    """Return how organs ended after the year: their reports are theirs still."""
    rows = Succession.objects.filter(
        predecessors__in=_organs(who), on__gt=date(who.year, 12, 31), on__lte=on
    ).distinct()
    return {
        organ.pk: each
        for each in rows.prefetch_related("predecessors", "successors").order_by("-on", "-pk")
        for organ in each.predecessors.all()
    }


class _Maker:
    """Makes the lines of a list from the register and from what is public."""

    def __init__(self, who: Obliged, on: date, filed: Filed, since: dict[int, Succession]) -> None:
        self.who, self.on, self.filed, self.since = who, on, filed, since
        filings = Filing.objects.filter(year=who.year, versions__isnull=False)
        self.begun = set(filings.values_list("organ", "scope"))

    def government(self, kept: Collection[int]) -> Iterator[Line]:
        """Yield the aggregate and the report of its own work; of a former name what is public of it."""
        authority, own = self.who.authority, self.who.own
        former = sorted(set(kept) - {authority.pk})
        for scope in (AGGREGATE, OWN):
            before = [found for organ in former if (found := self.filed.get((organ, scope))) is not None]
            mine = self.filed.get((authority.pk, scope))
            for each in before:
                yield self._public(each.filing.organ, scope, each)
            if mine is None and before:
                continue  # it reported under the name of then
            if scope == OWN and own is not None and not own.must_report:
                yield self._within(own)
            elif scope == OWN:
                yield self._due(self.who.own_organs[0] if mine is None else authority, scope, own)
            elif authority.kind in deadlines.GOVERNMENTS or mine is not None:
                yield self._due(authority, scope, None)

    def reporting(self) -> Iterator[Line]:
        """Yield who had to report, with what else is public of it; and who had not, but did."""
        who = self.who
        summing = summing_of([organ.pk for organ, _row in who.reporting], who.year)
        for organ, row in who.reporting:
            if organ in who.own_organs:
                continue
            scope = scope_of(organ, summing)
            yield self._due(organ, scope, row)
            other = OWN if scope == AGGREGATE else AGGREGATE
            if (found := self.filed.get((organ.pk, other))) is not None:
                yield self._public(organ, other, found)

    def others(self) -> Iterator[Line]:
        """Yield who did not report for itself, and why; what is public of it all the same."""
        for row in self.who.within:
            yield self._within(row)
        for row in self.who.elsewhere:
            to = (row.to,) if row.to is not None else ()
            yield self._else(Line(row.organ, OWN, State.ELSEWHERE, True, to=to))
        for gone in self.who.ended:
            yield self._else(Line(gone.organ, OWN, State.ENDED, False, to=gone.to, change=gone.change))
        for organ in self.who.unregistered:
            yield self._else(Line(organ, OWN, State.UNDETERMINED, None))

    def _due(self, organ: Organ, scope: str, row: Reporter | None) -> Line:
        by = deadlines.published_until(organ, scope, row, self.who.year)
        found = self.filed.get((organ.pk, scope))
        state = State.PUBLISHED if found else self._lacking(organ, scope, by)
        return Line(organ, scope, state, True, found, by, change=self.since.get(organ.pk))

    def _lacking(self, organ: Organ, scope: str, by: date | None) -> State:
        if by is None or self.on <= by:
            return State.NOT_YET
        is_last = self.who.year == self.on.year - 1
        return State.OVERDUE if is_last or (organ.pk, scope) in self.begun else State.NOT_HERE

    def _within(self, row: Reporter) -> Line:
        to = (row.under,) if row.under is not None else ()
        lacks = tuple(name for name in ELEMENTS if not getattr(row, name))
        return self._else(Line(row.organ, OWN, State.WITHIN, False, to=to, lacks=lacks))

    def _public(self, organ: Organ, scope: str, found: FiledReport) -> Line:
        change = self.since.get(organ.pk)
        return Line(organ, scope, State.PUBLISHED, None, found, change=change)

    def _else(self, line: Line) -> Line:
        """Return a line with what is public of the organ all the same."""
        found = self.filed.get((line.organ.pk, OWN))
        if found is None and line.organ not in self.who.own_organs:  # whose sum has a line of its own
            found = self.filed.get((line.organ.pk, AGGREGATE))
        change = line.change or self.since.get(line.organ.pk)
        scope = line.scope if found is None else found.filing.scope
        state = line.state if found is None else State.PUBLISHED
        return Line(line.organ, scope, state, line.must, found, line.by, line.to, line.lacks, change)


__all__ = [
    "ELEMENTS",
    "STATES",
    "Central",
    "Line",
    "State",
    "SumOf",
    "authority_of",
    "central",
    "has_list",
    "sum_of",
    "years_listed",
]

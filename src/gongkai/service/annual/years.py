"""The years of an organ as the public sees them: its figures year by year, as plots and as numbers.

An organ's own reports and its aggregates are two things and never one plot. Years before a renaming or a
merger are those of the organs it alone came after, added up, its own among them if it was there; what a split
left is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from gongkai.report.model import STATISTICS, Number, Report
from gongkai.service.annual import measures, queries
from gongkai.service.annual.carried import Carried, carried_over
from gongkai.service.annual.charts import Chart, Kind, Series, Text
from gongkai.service.annual.measures import Measure
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.passing import passed, reporting_at_the_end
from gongkai.service.organs.continuity import Kept, kept_of_each
from gongkai.service.organs.models import Organ

FEW = 2  # years with figures, below which nothing is plotted
AGGREGATE = Filing.Scope.AGGREGATE


@dataclass(frozen=True, slots=True)
class Year:
    """One report year: its reports, of one organ or of those that came together since."""

    year: int
    filed: tuple[FiledReport, ...]
    reports: tuple[Report, ...]
    missing: tuple[Organ, ...] = ()  # whose reports the sum would need, and that have none here

    def take(self, measure: Measure) -> Number | None:
        """Return the number of a measure; of several reports their sum, if every one has it."""
        if not self.reports:
            return None
        values = [measures.take(measure, report).value for report in self.reports]
        known = [value for value in values if value is not None]
        return sum(known) if len(known) == len(values) else None


@dataclass(frozen=True)
class Years:
    """The years of one scope of an organ, oldest first."""

    organ: Organ
    scope: str
    years: tuple[Year, ...]
    apart: tuple[FiledReport, ...] = ()  # of organs that were split: listed, never added
    carried: tuple[Carried, ...] = ()  # how each year's opening meets the closing of the year before

    @property
    def is_aggregate(self) -> bool:
        """Whether these are sums over the organs that report to this one."""
        return self.scope == AGGREGATE

    @cached_property
    def told(self) -> tuple[Year, ...]:
        """The years whose reports have cells."""
        return tuple(year for year in self.years if year.reports)

    @property
    def older(self) -> tuple[int, ...]:
        """The years of the older statistics table, which are in no plot."""
        return tuple(year.year for year in self.years if not year.reports and not year.missing)

    @property
    def incomplete(self) -> tuple[Year, ...]:
        """The years of which not every organ that this one came after has its report here: no sum is told."""
        return tuple(year for year in self.years if year.missing and not year.reports)

    @property
    def alone(self) -> tuple[Year, ...]:
        """The years told of this organ alone, for others that it took in since have no report here."""
        return tuple(year for year in self.years if year.missing and year.reports)

    @property
    def joined(self) -> tuple[Year, ...]:
        """The years whose figures are of organs that this one came after."""
        return tuple(y for y in self.told if any(f.filing.organ_id != self.organ.pk for f in y.filed))

    @cached_property
    def plots(self) -> tuple[Chart, ...]:
        """The plots over the years; none where there is no row of years to be seen."""
        return plots(self) if len(self.told) >= FEW else ()

    @property
    def figures(self) -> list[tuple[Text, Text, Number | None]]:
        """The numbers of the only year that has any: name, unit, number."""
        if len(self.told) != 1:
            return []
        (year,) = self.told
        return [(each.name, _("件"), year.take(each)) for each in measures.COUNTS]


def years_of(organ: Organ, filed: Iterable[FiledReport], on: date) -> list[Years]:
    """Return the figures of an organ, from its newest reports and those it came after: own ones first.

    Everything is asked once for all years: an organ may have twenty.
    """
    rows = list(filed)
    is_own = all(row.filing.organ_id == organ.pk for row in rows)  # then nothing of anybody is to be added
    kept = Kept(frozenset({organ.pk}), frozenset()) if is_own else kept_of_each([organ.pk], on)[0][organ.pk]
    with_cells = [row.pk for row in rows if row.form != STATISTICS and row.filing.organ_id not in kept.shared]
    read = {row.pk: queries.report_of(row) for row in queries.with_contents(with_cells)}
    # A year counts who was there at its end: who ended within it is in the report of the one that came after.
    scopes = {row.filing.scope for row in rows}
    several = len(kept.alone) > 1
    reporting = reporting_at_the_end(kept.alone, {r.filing.year for r in rows}, scopes) if several else {}
    found = []
    for scope in (Filing.Scope.OWN, AGGREGATE):
        of = [row for row in rows if row.filing.scope == scope]
        apart = tuple(row for row in of if row.filing.organ_id in kept.shared)
        added = [row for row in of if row.filing.organ_id not in kept.shared]
        years = _years(organ, added, reporting.get(scope, {}), read)
        if years:
            found.append(Years(organ, scope, years, apart))
    compared = {each.scope: [f for year in reversed(each.told[1:]) for f in year.filed] for each in found}
    held = carried_over([row for rows in compared.values() for row in rows], read)
    by_key = {each.filed.pk: each for each in held}
    return [
        replace(each, carried=tuple(by_key[row.pk] for row in compared[each.scope] if row.pk in by_key))
        for each in found
    ]


def _years(
    organ: Organ, rows: Sequence[FiledReport], there: Mapping[int, set[int]], read: Mapping[int, Report]
) -> tuple[Year, ...]:
    of_year: dict[int, list[FiledReport]] = {}
    for row in sorted(rows, key=lambda row: row.filing.year):
        of_year.setdefault(row.filing.year, []).append(row)
    told: dict[int, set[int]] = {}
    lacking: dict[int, set[int]] = {}
    for number, of in of_year.items():
        given = {row.filing.organ_id for row in of}
        told[number], lacking[number] = passed(organ.pk, there.get(number, given), given)
    named = _named(lacking)
    found = []
    for number, of in of_year.items():
        own = [row for row in of if row.filing.organ_id == organ.pk]
        those = [row for row in of if row.filing.organ_id in told[number]] or of
        if own and lacking[number]:
            those = own
        missing = tuple(each for each in named if each.pk in lacking[number])
        # The older table has no cells: a year of which one report is such has none to be added.
        with_cells = (own or not missing) and not any(row.form == STATISTICS for row in those)
        reports = tuple(read[row.pk] for row in those) if with_cells else ()
        found.append(Year(number, tuple(those), reports, missing))
    return tuple(found)


def _named(lacking: Mapping[int, Collection[int]]) -> list[Organ]:
    """Return the organs whose reports are lacking in some year, in the order of their codes."""
    keys = {key for each in lacking.values() for key in each}
    return list(Organ.objects.filter(pk__in=keys).order_by("code")) if keys else []


def plots(of: Years) -> tuple[Chart, ...]:
    """Return what is plotted over years: received, outcomes, carried over, what followed."""
    key = "sum" if of.is_aggregate else "own"
    span = range(of.told[0].year, of.told[-1].year + 1)
    by_year = {year.year: year for year in of.told}
    labels = tuple(str(number) for number in span)

    def series(*asked: Measure) -> tuple[Series, ...]:
        return tuple(
            Series(each.name, tuple(by_year[n].take(each) if n in by_year else None for n in span))
            for each in asked
        )

    def chart(name: str, title: Text, says: Text, kind: Kind, *asked: Measure) -> Chart:
        corner = _("年度")
        title = f"{title}{_('（汇总）')}" if of.is_aggregate else title
        return Chart(f"{key}-{name}", title, labels, series(*asked), kind, _("件"), says, corner)

    return (
        chart(
            "received",
            _("本年新收申请"),
            _("每一年度新收到的申请，表三第一项总计"),
            Kind.BARS,
            measures.RECEIVED,
        ),
        chart(
            "outcomes",
            _("办理结果"),
            _("每一年度办结的申请，按最终结果，表三第三项总计栏"),
            Kind.STACKED,
            *measures.OUTCOMES,
        ),
        chart(
            "carried",
            _("结转"),
            _("从上年转入的、转到下一年度的申请，表三第二项和第四项总计"),
            Kind.LINES,
            measures.CARRIED_IN,
            measures.CARRIED_OUT,
        ),
        chart(
            "contests",
            _("行政复议和行政诉讼"),
            _("表四各类总计，含年末尚未审结的"),
            Kind.STACKED,
            measures.RECONSIDERED,
            measures.SUED,
        ),
    )

"""What one year's report carried over, held against what the next carried in: as published, through reforms.

Only what is public is read here. What an organ alone came after is added up; what a split left is divided by
records that are not public, so that the rule is said to be checked there and not here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Number, Report
from gongkai.report.naming import column_name
from gongkai.report.rollup import rollup
from gongkai.service.annual import queries
from gongkai.service.annual.checking import ACROSS_YEARS
from gongkai.service.annual.models import Explanation, FiledReport, Filing
from gongkai.service.annual.releasing import said_in_public
from gongkai.service.annual.whose import begun_after, division
from gongkai.service.organs.queries import organs_on

Text = str | Promise
IN, OUT = "T3.R2", "T3.R4"
COLUMNS = ("C1", "C2", "C3", "C4", "C5", "C6", "C7")


@dataclass(frozen=True, slots=True)
class Before:
    """Last year's report as it passed to an organ, from what is public; or why there is none to be had."""

    report: Report | None
    filed: tuple[FiledReport, ...] = ()
    why: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what was carried out of the year before, and in."""

    code: str
    name: str
    out: Number
    into: Number

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.out != self.into


@dataclass(frozen=True, slots=True)
class Carried:
    """How a year's opening meets the closing of the year before."""

    filed: FiledReport
    before: tuple[FiledReport, ...]
    columns: tuple[Column, ...]
    why: Text = ""  # where they could not be held against one another
    explanations: tuple[tuple[Explanation, str], ...] = ()  # each with its words; "" if they are not public

    @property
    def total(self) -> Column | None:
        """The column of the totals."""
        return self.columns[-1] if self.columns else None

    @property
    def differing(self) -> tuple[Column, ...]:
        """The columns that differ."""
        return tuple(column for column in self.columns if column.differs)


def before(filed: FiledReport) -> Before:
    """Return what is public of the year before, as it passed to the organ of a report."""
    organ, year = filed.filing.organ_id, filed.filing.year - 1
    whose = division([organ], filed.filing.year).each[organ]
    if filed.filing.scope == Filing.Scope.AGGREGATE:
        if whose.shared:
            return Before(None, why=_("机构拆分，上一年度的汇总数不能划分，公布的报告不能直接比对"))
        return _together(_newest(whose.alone, year, Filing.Scope.AGGREGATE), 1, filed)
    if whose.shared or whose.came or whose.gone:
        return Before(None, why=_("机构拆分，结转的申请按移交登记逐件划分，公布的报告不能直接比对"))
    day = date(year, 12, 31)
    there = organs_on(day).filter(pk__in=whose.alone)
    keys = set(there.values_list("pk", flat=True)) - begun_after(whose.alone, year)
    return _together(_newest(keys, year, Filing.Scope.OWN), len(keys), filed)


def carried(filed: FiledReport) -> Carried | None:
    """Return how a report's opening meets the year before; None for a form that carries nothing over."""
    if filed.form == STATISTICS:
        return None
    found = before(filed)
    if found.report is None:
        return Carried(filed, found.filed, (), found.why)
    report, form = queries.report_of(filed), edition(filed.form)
    columns = []
    for code in COLUMNS:
        into = report.cells[f"{IN}.{code}"].value
        out = found.report.cells[f"{OUT}.{code}"].value
        if into is None or out is None:
            return Carried(filed, found.filed, (), _("有的格空白或者不能确定"))
        columns.append(Column(code, column_name(form.place(f"{IN}.{code}").column), out, into))
    made = Carried(filed, found.filed, tuple(columns))
    if not made.differing:
        return made
    return Carried(filed, found.filed, tuple(columns), explanations=tuple(explanations(filed, ACROSS_YEARS)))


def explanations(filed: FiledReport, rule: str) -> list[tuple[Explanation, str]]:
    """Return the approved explanations of a rule in what a report was made from; none of an imported one.

    Each with its words, "" where these are not public; one that says the same of other columns stands once.
    """
    closing = filed.version.closing_id if filed.version else None
    if not closing:
        return []
    rows = Explanation.objects.filter(closing=closing, rule=rule, answer__approves=True)
    words = said_in_public(filed)
    return list(
        {(each.kind, words.get(each.pk, "")): (each, words.get(each.pk, "")) for each in rows}.values()
    )


def _newest(organs: Iterable[int], year: int, scope: str) -> list[FiledReport]:
    rows = queries.newest().filter(filing__organ__in=list(organs), filing__year=year, filing__scope=scope)
    return list(rows.order_by("filing__organ__code"))


def _together(rows: list[FiledReport], wanted: int, filed: FiledReport) -> Before:
    given = tuple(rows)
    if not rows or len(rows) < wanted:
        return Before(None, given, _("本网没有上一年度的全部报告"))
    if any(row.form == STATISTICS for row in rows):
        return Before(None, given, _("上一年度用的是旧统计表，没有结转一栏"))
    reports = [queries.report_of(row) for row in rows]
    if len(reports) == 1:
        return Before(reports[0], given)
    if len({report.edition for report in reports}) > 1:
        return Before(None, given, _("上一年度各份报告的格式不同"))
    return Before(rollup(reports, organ=filed.filing.organ.name, year=filed.filing.year - 1), given)

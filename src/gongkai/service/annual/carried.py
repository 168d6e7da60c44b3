"""What one year's report carried over, held against what the next carried in: as published, through reforms.

Only what is public is read here. What an organ alone came after is added up; what a split left is divided by
records that are not public, so that the rule is said to be checked there and not here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Number, Report
from gongkai.report.naming import column_name
from gongkai.report.rollup import rollup
from gongkai.service.annual import queries
from gongkai.service.annual.checking import ACROSS_YEARS
from gongkai.service.annual.models import Explanation, FiledReport, Filing
from gongkai.service.annual.passing import Reporting, passed, reporting_at_the_end
from gongkai.service.annual.releasing import said_of_each
from gongkai.service.annual.whose import Whose, divisions

Text = str | Promise
Newest = Mapping[tuple[int, int, str], FiledReport]  # by organ, year and scope
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
    return befores([filed])[filed.pk]


def befores(rows: Collection[FiledReport], read: Mapping[int, Report] | None = None) -> dict[int, Before]:
    """Return `before` of many reports, by their keys, in as many queries as for one.

    `read` are the reports that have been read already, by the keys of their editions.
    """
    of = divisions({row.filing.organ_id for row in rows}, {row.filing.year for row in rows})
    whose = {row.pk: of[row.filing.year].each[row.filing.organ_id] for row in rows}
    organs = {key for each in whose.values() for key in each.alone}
    years = {row.filing.year - 1 for row in rows}
    reporting = reporting_at_the_end(organs, years, {row.filing.scope for row in rows})
    last = _newest(organs, years)
    found = {row.pk: _passed(row, whose[row.pk], reporting, last) for row in rows}
    known = dict(read or {})
    lacking = {each.pk for one in found.values() if not one.why for each in one.filed} - set(known)
    known |= {each.pk: queries.report_of(each) for each in queries.with_contents(lacking)} if lacking else {}
    return {row.pk: _together(found[row.pk], row, known) for row in rows}


def _passed(row: FiledReport, whose: Whose, reporting: Reporting, last: Newest) -> Before:
    """Return the reports of the year before that passed to the organ of one, or why none can be compared."""
    year, scope = row.filing.year - 1, row.filing.scope
    if scope == Filing.Scope.AGGREGATE and whose.shared:
        return Before(None, why=_("机构拆分，上一年度的汇总数不能划分，公布的报告不能直接比对"))
    if scope == Filing.Scope.OWN and (whose.shared or whose.came or whose.gone):
        return Before(None, why=_("机构拆分，结转的申请按移交登记逐件划分，公布的报告不能直接比对"))
    found = {organ: one for organ in whose.alone if (one := last.get((organ, year, scope))) is not None}
    told, lacking = passed(whose.organ, whose.alone & reporting[scope][year], found)
    given = sorted((found[organ] for organ in told), key=lambda each: each.filing.organ.code)
    if not given or lacking:
        return Before(None, tuple(given), _("本网没有上一年度的全部报告"))
    if any(each.form == STATISTICS for each in given):
        return Before(None, tuple(given), _("上一年度用的是旧统计表，没有结转一栏"))
    return Before(None, tuple(given))


def _together(found: Before, row: FiledReport, read: Mapping[int, Report]) -> Before:
    if found.why:
        return found
    reports = [read[each.pk] for each in found.filed]
    if len(reports) == 1:
        return Before(reports[0], found.filed)
    if len({report.edition for report in reports}) > 1:
        return Before(None, found.filed, _("上一年度各份报告的格式不同"))
    organ, year = row.filing.organ.name, row.filing.year - 1
    return Before(rollup(reports, organ=organ, year=year), found.filed)


def _newest(organs: Collection[int], years: Collection[int]) -> Newest:
    rows = queries.newest().filter(filing__organ__in=organs, filing__year__in=years)
    return {(row.filing.organ_id, row.filing.year, row.filing.scope): row for row in rows}


def carried_over(rows: Iterable[FiledReport], read: Mapping[int, Report]) -> list[Carried]:
    """Return how the opening of each report meets the year before; none for a form that carries nothing over.

    `read` are these reports, and others, by the keys of their editions. In as many queries as for one.
    """
    asked = [row for row in rows if row.form != STATISTICS]
    if not asked:
        return []
    last = befores(asked, read)
    found = [_held(row, read[row.pk], last[row.pk]) for row in asked]
    said = explanations([each.filed for each in found if each.differing], ACROSS_YEARS)
    return [replace(each, explanations=tuple(said.get(each.filed.pk, ()))) for each in found]


def _held(row: FiledReport, report: Report, last: Before) -> Carried:
    """Hold the opening of a report against the closing of the year before, column by column."""
    if last.report is None:
        return Carried(row, last.filed, (), last.why)
    form = edition(row.form)
    columns = []
    for code in COLUMNS:
        into = report.cells[f"{IN}.{code}"].value
        out = last.report.cells[f"{OUT}.{code}"].value
        if into is None or out is None:
            return Carried(row, last.filed, (), _("有的格空白或者不能确定"))
        columns.append(Column(code, column_name(form.place(f"{IN}.{code}").column), out, into))
    return Carried(row, last.filed, tuple(columns))


def explanations(rows: Collection[FiledReport], rule: str) -> dict[int, list[tuple[Explanation, str]]]:
    """Return the approved explanations of a rule in what each report was made from, by its key.

    None of an imported one. Each with its words, "" where these are not public; one that says the same of
    other columns stands once.
    """
    closings = FiledReport.objects.filter(pk__in=[row.pk for row in rows], version__closing__isnull=False)
    of = dict(closings.values_list("pk", "version__closing")) if rows else {}
    if not of:
        return {}
    approved: dict[int, list[Explanation]] = {}
    for each in Explanation.objects.filter(closing__in=of.values(), rule=rule, answer__approves=True):
        approved.setdefault(each.closing_id, []).append(each)
    words = said_of_each([row for row in rows if row.pk in of])
    return {key: _once(approved.get(closing, ()), words.get(key, {})) for key, closing in of.items()}


def _once(said: Iterable[Explanation], words: Mapping[int, str]) -> list[tuple[Explanation, str]]:
    pairs = [(each, words.get(each.pk, "")) for each in said]
    return list({(each.kind, says): (each, says) for each, says in pairs}.values())

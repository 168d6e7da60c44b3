"""What of annual reports is plotted and compared: a cell, a sum of cells, or a share of one sum in another.

A measure is the same in every edition that has its cells. Its number is known only where every cell of it is:
a blank is no zero, and a share of nothing is no number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.edition import Edition, Kind
from gongkai.report.loader import edition, editions
from gongkai.report.model import STATISTICS, Number, Report, Status
from gongkai.report.naming import column_name, row_name
from gongkai.report.sums import Sum

Text = str | Promise
TOTAL = "C7"
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a report. `of` are cells that are added, `over` those of the whole, for a share.

    `*` in an address stands for the rows below a heading; `{column}` for the column of table 3 that is
    asked for.
    """

    key: str
    name: Text
    of: tuple[str, ...]
    over: tuple[str, ...] = ()
    says: Text = ""  # of a share: how it is made
    is_chinese: bool = False  # the form's own words, which stay Chinese

    @property
    def is_share(self) -> bool:
        """Whether the number is a percentage."""
        return bool(self.over)

    @property
    def has_columns(self) -> bool:
        """Whether it may be asked for one class of requesters."""
        return any("{column}" in address for address in self.of)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a report has of a measure: the number, or why there is none; and the numbers it is made of."""

    value: Number | None
    why: Text = ""
    part: Number | None = None
    whole: Number | None = None
    unit: str = ""
    part_cells: tuple[str, ...] = ()
    whole_cells: tuple[str, ...] = ()


def _row(code: str) -> tuple[str, ...]:
    return (f"T3.{code}.{{column}}",)


_DONE = _row("R3_7")
_DECIDED_A = ("T4.V.A_upheld", "T4.V.A_corrected", "T4.V.A_other")
_DECIDED_S = tuple(f"T4.V.{way}_{result}" for way in "BC" for result in ("upheld", "corrected", "other"))

OUTCOMES = (
    Measure("granted", _("予以公开"), _row("R3_1")),
    Measure("partial", _("部分公开"), _row("R3_2")),
    Measure("refused", _("不予公开"), _row("R3_3_*")),
    Measure("unable", _("无法提供"), _row("R3_4_*")),
    Measure("not-processed", _("不予处理"), _row("R3_5_*")),
    Measure("other", _("其他处理"), _row("R3_6*")),
)
RECEIVED = Measure("received", _("本年新收申请"), _row("R1"))
CARRIED_IN = Measure("carried-in", _("上年结转申请"), _row("R2"))
DONE = Measure("done", _("本年办结申请"), _DONE)
CARRIED_OUT = Measure("carried-out", _("结转下年度申请"), _row("R4"))
RECONSIDERED = Measure("reconsiderations", _("行政复议"), ("T4.V.A_total",))
SUED = Measure("suits", _("行政诉讼"), ("T4.V.B_total", "T4.V.C_total"))
COUNTS = (RECEIVED, CARRIED_IN, DONE, *OUTCOMES, CARRIED_OUT, RECONSIDERED, SUED)
SHARES = (
    Measure(
        "granted-share",
        _("予以公开占比"),
        _row("R3_1"),
        _DONE,
        _("表三“（一）予以公开”÷“（七）总计”，同一类申请人"),
    ),
    Measure(
        "disclosed-share",
        _("全部或者部分公开占比"),
        (*_row("R3_1"), *_row("R3_2")),
        _DONE,
        _("表三“（一）予以公开”与“（二）部分公开”之和÷“（七）总计”，同一类申请人"),
    ),
    Measure(
        "refused-share",
        _("不予公开占比"),
        _row("R3_3_*"),
        _DONE,
        _("表三“（三）不予公开”各项之和÷“（七）总计”，同一类申请人"),
    ),
    Measure(
        "carried-share",
        _("结转占比"),
        _row("R4"),
        (*_row("R1"), *_row("R2")),
        _("表三“四、结转下年度继续办理”÷本年新收与上年结转之和，同一类申请人"),
    ),
    Measure(
        "reconsidered-rate",
        _("复议件数与办结件数之比"),
        ("T4.V.A_total",),
        ("T3.R3_7.C7",),
        _("表四行政复议总计÷表三“（七）总计”。复议可以针对往年的答复，所以是两个数之比，不是占比"),
    ),
    Measure(
        "corrected-share",
        _("复议纠错占比"),
        ("T4.V.A_corrected",),
        _DECIDED_A,
        _("表四行政复议“结果纠正”÷已审结（结果维持、结果纠正、其他结果之和），尚未审结的不计"),
    ),
    Measure(
        "lost-share",
        _("诉讼纠错占比"),
        ("T4.V.B_corrected", "T4.V.C_corrected"),
        _DECIDED_S,
        _("表四行政诉讼“结果纠正”÷已审结（结果维持、结果纠正、其他结果之和），两类起诉合计，尚未审结的不计"),
    ),
)


def cells_of_forms() -> tuple[Measure, ...]:
    """Return a measure for each row of table 3 and each cell of tables 2 and 4, of every edition, once."""
    found: dict[str, Measure] = {}
    for form in sorted(editions(), key=lambda form: form.first_year, reverse=True):
        for place in form.places.values():
            if place.kind is Kind.CHANGE:
                continue  # more or fewer than the year before: nothing to be held against another organ's
            if place.table == "T3":
                key, address = f"T3.{place.row.code}", f"T3.{place.row.code}.{{column}}"
                name = row_name(place.row)
            else:
                key = address = place.address
                name = " ".join(filter(None, (row_name(place.row), column_name(place.column))))
            known = found.get(key)
            if known is None:
                found[key] = Measure(key, name, (address,), is_chinese=True)
    return tuple(found.values())


def columns() -> tuple[tuple[str, str], ...]:
    """Return the columns of table 3 with the classes of requesters they are of, the total first."""
    form = max(editions(), key=lambda form: form.first_year)
    named = [(column.code, column_name(column)) for column in form.table("T3").blocks[0].columns]
    return (named[-1], *named[:-1])


def measure_of(key: str) -> Measure | None:
    """Return the measure of that key, None if there is none."""
    return next((m for m in (*COUNTS, *SHARES, *cells_of_forms()) if m.key == key), None)


def take(measure: Measure, report: Report | None, column: str = TOTAL) -> Taken:
    """Return what a report has of a measure, of one column of table 3."""
    if report is None:
        return Taken(None, _("本网没有这一年度的报告"))
    if report.edition == STATISTICS:
        return Taken(None, _("这一年度用的是旧统计表，口径不同"))
    form = edition(report.edition)
    parts = _addresses(measure.of, form, report, column)
    wholes = _addresses(measure.over, form, report, column)
    if not parts or (measure.over and not wholes):
        return Taken(None, _("这一年度的格式没有这一格"))
    if all(report.cells[address].status is Status.NA for address in parts):
        return Taken(None, _("不适用"))
    part, whole = _sum(parts, form, report), _sum(wholes, form, report)
    unit = "%" if measure.is_share else form.place(parts[0]).unit or ""
    found = Taken(None, "", part, whole, unit, tuple(parts), tuple(wholes))
    if part is None or whole is None:
        return replace(found, why=_("有的格空白或者不能确定"))
    if not measure.over:
        return replace(found, value=part, whole=None)
    if not whole:
        return replace(found, why=_("分母为零"))
    share = (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)
    return replace(found, value=share)


def _addresses(patterns: Iterable[str], form: Edition, report: Report, column: str) -> list[str]:
    """Return the cells that the patterns name, a folded row in place of those it stands for."""
    wanted = [pattern.format(column=column) for pattern in patterns]
    known = (*form.places, *(address for address in form.folded_places if address in report.cells))
    return [address for address in known if any(fnmatchcase(address, one) for one in wanted)]


def _sum(addresses: Iterable[str], form: Edition, report: Report) -> Number | None:
    total = Sum()
    for address in addresses:
        total.add_cell(report.cells.get(address), form.place(address))
    return total.known if total.is_known else None

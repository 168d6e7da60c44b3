"""Add many reports up into one (逐级汇总), and say what could not be added.

A cell of the result has a number only if every report has one there, or says that the item does
not apply. If one report leaves the cell blank, the sum of the others is not the sum of all: the
cell of the result is blank, and a finding says what the known numbers come to and whose is missing.

    S1  cells that have no sum, and why (blank, not a number, a unit that cannot be converted)
    S2  reports that were left out, and why (another form, another year, given twice)
    S3  numbers that were converted from another unit of money
    S4  what is not added up at all: the prose
    L1  rows printed in place of several, and where their numbers went
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import localcontext

from gongkai.report.gather import Gathered, gather, names
from gongkai.report.loader import edition
from gongkai.report.model import (
    STATISTICS,
    Cell,
    Finding,
    Provenance,
    Report,
    ReportError,
    Severity,
    Status,
)
from gongkai.report.naming import by_table, cell_name, table_name
from gongkai.report.sums import numbers_of, plain
from gongkai.report.units import EXACT

MOST_CANDIDATES = 16
"""An ambiguous sum with more possible values than this is blank: nobody can choose among them."""

MOST_CELLS = 20
"""So many cells without a sum are described one by one; `cells` has them all."""


class NothingToSum(ReportError):
    """Not one of the given reports can be added to the others."""


def rollup(reports: Sequence[Report], *, organ: str = "", year: int | None = None) -> Report:
    """Return the sum of reports of one year and one form; its findings say what is not in it.

    The form and the year are those of most reports (of the later form if it is a tie), or of most
    reports of `year` if it is given. Reports of another form or year are left out and named. The
    result does not depend on the order of the reports but for the order of names in sentences.
    Raises NothingToSum if no report is of a form that can be added up.
    """
    key, year = _common(reports, year)
    form = edition(key)
    summed, left_out = _chosen(reports, key, year)
    with localcontext(EXACT):
        gathered = gather(summed, form)
        cells = {address: _cell(gathered, address, len(summed)) for address in form.places}
        findings = [
            *left_out,
            *_unsummed(gathered, cells),
            *_converted(gathered),
            *gathered.folded_findings(),
            _prose(len(summed)),
        ]
    return Report(
        organ=organ,
        year=year,
        edition=key,
        title=form.title(organ, year) if organ else "",
        cells=cells,
        findings=findings,
        source="rollup",
    )


def _common(reports: Sequence[Report], year: int | None) -> tuple[str, int]:
    """Return the form and the year that most reports have."""
    found = Counter(
        (report.edition, report.year)
        for report in reports
        if report.edition != STATISTICS and report.year is not None and year in (None, report.year)
    )
    if not found:
        which = f"{year}年度的" if year else "年度分明的"
        raise NothingToSum(
            f"所给的{len(reports)}份报告中没有{which}三张表的年度报告，无从汇总。请检查所给的文件。"
        )
    (key, common), _ = max(found.items(), key=lambda item: (item[1], item[0]))
    return key, common or 0


def _chosen(reports: Sequence[Report], key: str, year: int) -> tuple[list[Report], list[Finding]]:
    """Return the reports to be added, and the findings (S2) about the others."""
    summed: list[Report] = []
    findings: list[Finding] = []
    seen: dict[str, Report] = {}
    for report in reports:
        name = report.organ or report.source or "未写机关名称的报告"
        if report.edition == STATISTICS:
            why = "是政府信息公开情况统计表，没有相应的格"
        elif report.year != year:
            why = f"是{report.year}年度的" if report.year else "年度不明"
        elif report.edition != key:
            why = f"用的是{report.edition}年格式"
        elif report.organ and report.organ in seen:
            if seen[report.organ].cells.items() == report.cells.items():
                why = "与另一份完全相同，只计一次"
            else:
                why = ""
                findings.append(_same_name(name))
        else:
            why = ""
        if why:
            findings.append(_left_out(name, report, why))
        else:
            seen.setdefault(report.organ, report)
            summed.append(report)
    return summed, findings


def _left_out(name: str, report: Report, why: str) -> Finding:
    file = f"（{report.source}）" if report.source and report.source != name else ""
    return Finding(
        "S2",
        Severity.ERROR_WITH_OVERRIDE,
        f"没有计入汇总：{name}{file}{why}",
        hint="更换或补齐这份报告后重新汇总；确实不应计入的，不必理会。",
    )


def _same_name(name: str) -> Finding:
    return Finding(
        "S2",
        Severity.ERROR_WITH_OVERRIDE,
        f"有两份不同的报告都是{name}的，两份都计入了汇总",
        hint="确认是否为同一机关报送两次；是同一机关的，只留一份后重新汇总。",
    )


def _cell(gathered: Gathered, address: str, reports: int) -> Cell:
    """Return one cell of the sum."""
    total = gathered.sum(address)
    kept = Provenance("rollup", f"{reports}份报告之和")
    if total.is_known:
        if gathered.given[address] or address in gathered.unsettled:
            return Cell(total.known, provenance=kept)
        return Cell(status=Status.NA, provenance=Provenance("rollup", f"{reports}份报告均不适用"))
    if not (total.open_up or total.open_down) and len(total.totals) <= MOST_CANDIDATES and total.exact:
        return Cell(status=Status.AMBIGUOUS, candidates=tuple(sorted(total.totals)), provenance=kept)
    known = Provenance("rollup", f"{reports}份报告中有不能计入的", f"已知之和{plain(total.known)}")
    return Cell(status=Status.BLANK, provenance=known)


def _unsummed(gathered: Gathered, cells: dict[str, Cell]) -> Iterator[Finding]:
    """Say (S1), a finding a table, which cells have no sum, what is known of them, and why."""
    missing = [address for address, cell in cells.items() if cell.status in (Status.BLANK, Status.AMBIGUOUS)]
    for table, addresses in by_table(gathered.form, missing).items():
        words = [_why(gathered, address) for address in addresses[:MOST_CELLS]]
        more = "……" if len(addresses) > len(words) else ""
        yield Finding(
            "S1",
            Severity.WARN,
            f"{table_name(table)}有{len(addresses)}格不能汇总：{'；'.join(words)}{more}",
            tuple(addresses),
            hint="请有关机关补正后重新汇总。空白没有按0计。",
        )


def _why(gathered: Gathered, address: str) -> str:
    place = gathered.form.place(address)
    reasons: dict[str, list[Report]] = {}
    for report, cell in gathered.unsettled[address]:
        if cell.status is Status.VALUE:
            if numbers_of(cell, place):
                continue  # converted
            reason = f"单位“{cell.unit}”不能换算"
        else:
            reason = {
                Status.BLANK: "空白",
                Status.UNREADABLE: "不是数",
                Status.AMBIGUOUS: "不止一种读法",
            }[cell.status]
        reasons.setdefault(reason, []).append(report)
    whose = "，".join(f"{names(reports, 3)}{reason}" for reason, reports in reasons.items())
    return f"{cell_name(place)}（已知之和{plain(gathered.sum(address).known)}；{whose}）"


def _converted(gathered: Gathered) -> Iterator[Finding]:
    """Say (S3) which numbers were converted from the unit they are printed in."""
    for address, unsettled in gathered.unsettled.items():
        place = gathered.form.place(address)
        words = []
        for report, cell in unsettled:
            if cell.value is not None and (numbers := numbers_of(cell, place)):
                printed, converted = f"{plain(cell.value)}{cell.unit}", f"{plain(numbers[0])}{place.unit}"
                words.append(f"{names([report])}{printed}＝{converted}")
        if words:
            yield Finding(
                "S3",
                Severity.WARN,
                f"{cell_name(place)}按{place.unit}换算：{'；'.join(words[:MOST_CELLS])}"
                + (f"等{len(words)}份" if len(words) > MOST_CELLS else ""),
                (address,),
                hint="核对原件所印的单位。",
            )


def _prose(reports: int) -> Finding:
    return Finding(
        "S4",
        Severity.NOT_ASSESSED,
        f"{reports}份报告的正文没有汇总：总体情况、问题和改进、其他事项要由汇总机关另写",
    )

"""Add up the same cell of many reports: what it comes to, and which reports leave it open.

Used by the roll-up (rollup.py) and by the check of somebody else's roll-up (G1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import localcontext

from gongkai.report.edition import Block, Edition, FoldedRow, Table
from gongkai.report.model import BLANK, Cell, Finding, Number, Report, Severity, Status
from gongkai.report.sums import Sum
from gongkai.report.units import EXACT

Fold = tuple[Table, Block, FoldedRow]


@dataclass(slots=True)
class Gathered:
    """The sums of the cells of an edition over some reports of that edition.

    `known` has the sum of the plain numbers. `given` counts the reports with a plain number there.
    `unsettled` has the reports with something else there (a blank, a choice, a unit of its own).
    `folded` has the reports that print a row in place of several, which the sum does not print.
    """

    form: Edition
    known: dict[str, Number]
    given: dict[str, int]
    unsettled: dict[str, list[tuple[Report, Cell]]] = field(default_factory=dict)
    folded: dict[str, list[Report]] = field(default_factory=dict)

    def sum(self, address: str) -> Sum:
        """Return what the sum of that cell over all reports can be."""
        total = Sum({self.known[address]})
        place = self.form.place(address)
        for _, cell in self.unsettled.get(address, ()):
            total.add_cell(cell, place)
        return total

    def folded_findings(self) -> Iterator[Finding]:
        """Say (L1) into which row the numbers of folded rows were added, and whose they are."""
        for table, block, row in folds(self.form):
            if reports := self.folded.get(row.code):
                into = next(r for r in block.rows if r.code == row.rolls_into)
                yield Finding(
                    "L1",
                    Severity.WARN,
                    f"{len(reports)}份报告把“{row.label}”印为一行，汇总时其数计入该项下的“{into.label}”"
                    f"（{names(reports)}）",
                    tuple(f"{table.code}.{into.code}.{column.code}" for column in block.columns),
                    hint="能查明分项数的，请该机关补报；不能查明的，在汇总报告中说明。",
                )


def gather(reports: Iterable[Report], form: Edition, folded: frozenset[str] = frozenset()) -> Gathered:
    """Add up reports of the edition `form`, cell by cell.

    `folded` are the folded rows that the sum itself prints. Where a report prints a folded row and
    the sum does not, its numbers go to the row that the edition names (R3_6 to R3_6_3); where the
    sum prints it, the parts of the others go to it.
    """
    addresses = list(_routes(form, frozenset(), folded).values())
    sums = Gathered(form, dict.fromkeys(addresses, 0), dict.fromkeys(addresses, 0))
    known, given, unsettled = sums.known, sums.given, sums.unsettled
    ways: dict[frozenset[str], dict[str, str]] = {}
    with localcontext(EXACT):
        for report in reports:
            own = folded_rows(report, form)
            if own not in ways:
                ways[own] = _routes(form, own, folded)
            cells = report.cells
            for row in own - folded:
                sums.folded.setdefault(row, []).append(report)
            for address, target in ways[own].items():
                cell = cells.get(address, BLANK)
                value = cell.value
                if value is not None and cell.unit is None:
                    known[target] += value
                    given[target] += 1
                elif cell.status is not Status.NA:
                    unsettled.setdefault(target, []).append((report, cell))
    return sums


def folds(form: Edition) -> Iterator[Fold]:
    """Yield the folded rows of a form with where they stand."""
    for table in form.tables:
        for block in table.blocks:
            for row in block.folded:
                yield table, block, row


def folded_rows(report: Report, form: Edition) -> frozenset[str]:
    """Return the codes of the form's folded rows that the report prints (finding L1)."""
    cells = report.cells
    return frozenset(p.row.code for address, p in form.folded_places.items() if address in cells)


def names(reports: Sequence[Report], most: int = 10) -> str:
    """Return the organs of reports for a sentence: ten of them, and how many there are."""
    words = "、".join(report.organ or report.source or "未写机关名称的报告" for report in reports[:most])
    return f"{words}等{len(reports)}个机关" if len(reports) > most else words


def _routes(form: Edition, printed: frozenset[str], wanted: frozenset[str]) -> dict[str, str]:
    """Return, for a report that prints the folded rows `printed`, to which cell each cell is added."""
    routes = {address: address for address in form.places}
    for table, block, row in folds(form):
        for column in block.columns:
            whole = f"{table.code}.{row.code}.{column.code}"
            parts = [f"{table.code}.{code}.{column.code}" for code in row.stands_for]
            if row.code in printed:
                for part in parts:
                    del routes[part]
                routes[whole] = (
                    whole if row.code in wanted else f"{table.code}.{row.rolls_into}.{column.code}"
                )
            elif row.code in wanted:
                routes |= dict.fromkeys(parts, whole)
    return routes

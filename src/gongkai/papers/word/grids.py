"""The tables of a Word file: merged cells as spans, repeated rows as heads, deleted rows left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol

from gongkai.papers.blocks import Block, Cell, Para
from gongkai.papers.errors import UnreadablePaper
from gongkai.papers.inlines import without
from gongkai.papers.office import attribute, is_on, local
from gongkai.papers.tables import Row, cell_of, finished
from gongkai.papers.word.lines import Line, joined
from gongkai.papers.word.numbering import integer

WIDEST, LONGEST = 200, 20_000  # columns and rows of one table


class _Reading(Protocol):
    """The body that a table stands in: it reads what the cells hold."""

    noticed: Counter[str]

    def flat(self, container: Any) -> Iterator[Any]:
        """Yield the children of a container."""

    def lines_in(self, container: Any) -> Iterator[Line]:
        """Yield what a container holds."""


class Grids:
    """Reads the tables of one body."""

    def __init__(self, body: _Reading) -> None:
        """`body` reads what stands in the cells."""
        self._body = body

    def read(self, element: Any) -> list[Block]:
        """Return a table, or what a mere frame holds."""
        rows: list[Row] = []
        bold_rows: list[bool] = []
        above: dict[int, tuple[Cell, int]] = {}  # column → the cell that may go on below, its width
        for row in self._body.flat(element):
            if local(row) != "tr":
                continue
            properties = next((child for child in row if local(child) == "trPr"), None)
            said = {} if properties is None else {local(child): child for child in properties}
            if "del" in said or is_on(said.get("hidden")):
                self._body.noticed["修订" if "del" in said else "隐藏文字"] += 1
                continue
            if len(rows) >= LONGEST:
                raise UnreadablePaper(f"一个表格超过{LONGEST}行。请把它另存为Excel文件，作为附件上传。")
            cells, bold, above = self._row(row, integer(_value(said.get("gridBefore")), 0), above)
            rows.append(("thead" if is_on(said.get("tblHeader")) else "", cells))
            bold_rows.append(bold)
        _mark_heads(rows, bold_rows)
        return finished(rows, [])

    def _row(
        self, row: Any, skipped: int, above: dict[int, tuple[Cell, int]]
    ) -> tuple[list[Cell], bool, dict[int, tuple[Cell, int]]]:
        cells: list[Cell] = []
        here: dict[int, tuple[Cell, int]] = {}
        looks: list[bool] = []
        column = min(skipped, WIDEST)
        cells += [Cell([], colspan=column)] if column else []
        last: tuple[int, Cell] | None = None
        for element in self._body.flat(row):
            if local(element) != "tc":
                continue
            properties = next((child for child in element if local(child) == "tcPr"), None)
            said = {} if properties is None else {local(child): child for child in properties}
            if "cellDel" in said:
                continue
            width = max(1, integer(_value(said.get("gridSpan")), 1))
            if column + width > WIDEST:
                raise UnreadablePaper(f"一个表格超过{WIDEST}列。请把它另存为Excel文件，作为附件上传。")
            down, along = _merge(said.get("vMerge")), _merge(said.get("hMerge"))
            lines = list(self._body.lines_in(element))
            if along == "continue" and last is not None:
                last[1].colspan += width
                if last[0] in here:
                    here[last[0]] = (last[1], last[1].colspan)
            elif down == "continue" and column in above and above[column][1] == width:
                cell = above[column][0]
                cell.rowspan += 1
                cell.blocks += [line.block for line in lines if line.text.strip()]
                here[column] = above[column]
            else:
                cell = cell_of(_joined_lists([line.block for line in lines]), (), width)
                cells.append(cell)
                looks += [line.is_bold for line in lines if line.text.strip()]
                last = (column, cell)
                if down:
                    here[column] = (cell, width)
            column += width
        return cells, bool(looks) and all(looks), here


def _joined_lists(blocks: list[Block]) -> list[Block]:
    return [line.block for line in joined([Line(block) for block in blocks])]


def _mark_heads(rows: list[Row], bold: list[bool]) -> None:
    """Make head cells of the rows that the file repeats on each page, else of a first row alone in bold."""
    heads = 0
    while heads < len(rows) and rows[heads][0] == "thead":
        heads += 1
    if not heads and len(rows) > 1 and bold[0] and not all(bold) and len(rows[0][1]) > 1:
        heads = 1
    reach = heads
    place = 0
    while place < reach:
        reach = max([reach, *(place + cell.rowspan for cell in rows[place][1])])
        place += 1
    if reach >= len(rows):
        reach = 0
    for place, (_, cells) in enumerate(rows):
        rows[place] = ("thead" if place < reach else "", cells)
        if place < reach:
            for cell in cells:
                cell.is_head = bool(cell.blocks)
                cell.blocks = [_plain_head(block) for block in cell.blocks]


def _plain_head(block: Block) -> Block:
    return (
        Para(without(("strong",), block.inlines), block.kind, block.classes)
        if isinstance(block, Para)
        else block
    )


def _value(element: Any | None) -> str:
    return "" if element is None else attribute(element, "val") or ""


def _merge(element: Any | None) -> str:
    return "" if element is None else attribute(element, "val") or "continue"

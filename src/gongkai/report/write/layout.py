"""A table of the report as it is printed: boxes with text, spans and headers, in no particular format.

Labels, order and merged cells come from the edition's data alone; every format draws this grid.
What a cell prints is decided here, once, so that every format reads back to the same cell:

| cell | printed |
|---|---|
| a count | its digits: `0`, `12` |
| a change | signed: `+1`, `-15`, `0` |
| an amount | digit for digit, as it was read: `18.8710` |
| a unit that is not the edition's | after the digits: `251000元` |
| blank | nothing |
| not applicable | `/` |
| ambiguous | its candidates: `2或26`; one alone `22或？`, none `？或？` |
| unreadable | `？` |

No other text of a cell is a number, so that a doubtful cell never turns into a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from gongkai.report.edition import Block, Edition, FoldedRow, Kind, LabelCell, Row, Table
from gongkai.report.model import BLANK, Cell, Indicator, Number, Report, ReportError, Status

NOT_APPLICABLE = "/"
UNREADABLE = "？"
OR = "或"
UNIT = re.compile(r"[^\W\d_]{1,12}")  # letters only: 251000 with a unit 「5元」 would read 2510005元


class Unwritable(ReportError):
    """A report that cannot be printed faithfully; says which cell or character and what to do."""


class Role(StrEnum):
    """What a box is for."""

    TITLE = "title"  # the head of a block, over its whole width: 第二十条第（一）项
    NOTE = "note"  # the text in the corner of table 3
    COLUMN = "column"  # a column's header, or a group's above several
    ROW = "row"  # a row's label, or a group's beside several
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Box:
    """One printed cell; `row` and `column` are its upper left corner, counted from 0."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    role: Role = Role.VALUE
    address: str = ""  # of a value: T3.R1.C1
    headers: tuple[tuple[int, int], ...] = ()  # of a value: the corners of the boxes that say what it is
    number: Number | None = None  # of a value that is one number in the edition's unit
    signed: bool = False


@dataclass(frozen=True, slots=True)
class DrawnTable:
    """A table as drawn. `parts` are the rows where a block begins; `head_rows` repeat on each page."""

    code: str
    caption: str
    boxes: tuple[Box, ...]
    height: int
    widths: tuple[float, ...]  # share of each grid column in the table's width; together 1
    head_rows: int
    parts: tuple[int, ...] = (0,)
    captioned: bool = False  # its caption is printed; else the section's title already says it

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return len(self.widths)

    def rows(self) -> list[list[Box]]:
        """Return the boxes that begin in each row, left to right."""
        rows: list[list[Box]] = [[] for _ in range(self.height)]
        for box in self.boxes:
            rows[box.row].append(box)
        for row in rows:
            row.sort(key=lambda box: box.column)
        return rows

    def share(self, box: Box) -> float:
        """Return the part of the table's width that a box takes."""
        return sum(self.widths[box.column : box.column + box.colspan])


def draw(edition: Edition, code: str, report: Report) -> DrawnTable:
    """Return table T2, T3 or T4 of a report in the edition's form.

    A folded row that the report has (R3_6 in the 2021 edition) is drawn in place of the rows it
    stands for. Raises Unwritable if those have numbers too.
    """
    table = edition.table(code)
    boxes: list[Box] = []
    parts: list[int] = []
    top = 0
    for block in table.blocks:
        parts.append(top)
        drawn, height = _draw_block(table, block, report.cells, top)
        boxes += drawn
        top += height
    return DrawnTable(
        code=code,
        caption=table.caption,
        boxes=tuple(boxes),
        height=top,
        widths=_widths(table, boxes),
        head_rows=len(table.blocks[0].header) if len(table.blocks) == 1 else 0,
        parts=tuple(parts),
    )


def _draw_block(table: Table, block: Block, cells: Mapping[str, Cell], top: int) -> tuple[list[Box], int]:
    heads = _headers(table, block, top)
    depth = len(block.header)
    spans = _column_spans(table, block)
    rows = _rows_printed(table, block, cells)
    labels = _place([row_labels for _, row_labels in rows], table.label_columns, top + depth, Role.ROW)
    boxes = [*heads, *labels]
    for number, (row, _) in enumerate(rows):
        line = top + depth + number
        beside = [box for box in labels if box.row <= line < box.row + box.rowspan]
        for column, (start, span) in zip(block.columns, spans, strict=True):
            address = f"{table.code}.{row.code}.{column.code}"
            above = [
                box
                for box in heads
                if box.role is not Role.NOTE
                and box.column <= start
                and start + span <= box.column + box.colspan
            ]
            cell = cells.get(address, BLANK)
            plain = cell.unit in (None, column.unit)
            boxes.append(
                Box(
                    text=printed(cell, column.kind, column.unit, address),
                    row=line,
                    column=start,
                    colspan=span,
                    address=address,
                    headers=tuple((box.row, box.column) for box in [*above, *beside]),
                    number=cell.value if plain else None,
                    signed=column.kind is Kind.CHANGE,
                )
            )
    return boxes, depth + len(rows)


def _headers(table: Table, block: Block, top: int) -> list[Box]:
    boxes = []
    for box in _place(block.header, table.grid_columns, top, Role.COLUMN):
        if box.colspan == table.grid_columns:
            box = replace(box, role=Role.TITLE)
        elif box.column < table.label_columns and box.rowspan == len(block.header):
            box = replace(box, role=Role.NOTE)
        boxes.append(box)
    return boxes


def _column_spans(table: Table, block: Block) -> list[tuple[int, int]]:
    """Return for each column where its values begin and how many grid columns they span.

    A value spans what the lowest header box above it spans: the single values of table 2 span three.
    """
    lowest: dict[int, tuple[int, int]] = {}
    for box in _place(block.header, table.grid_columns, 0, Role.COLUMN):
        for column in range(box.column, box.column + box.colspan):
            if column >= table.label_columns and box.row + box.rowspan == len(block.header):
                lowest[column] = (box.column, box.colspan)
    return sorted(set(lowest.values()))


def _rows_printed(
    table: Table, block: Block, cells: Mapping[str, Cell]
) -> list[tuple[Row | FoldedRow, tuple[LabelCell, ...]]]:
    """Return the rows to print with their label cells, folded rows in place of those they stand for."""
    rows: list[tuple[Row | FoldedRow, tuple[LabelCell, ...]]] = [(row, row.labels) for row in block.rows]
    for folded in block.folded:
        if not any(f"{table.code}.{folded.code}.{column.code}" in cells for column in block.columns):
            continue
        _refuse_both(table, block, folded, cells)
        gone = [n for n, (row, _) in enumerate(rows) if row.code in folded.stands_for]
        first, last = gone[0], gone[-1]
        shorter = [
            (row, _shorten(labels, number, first, last)) for number, (row, labels) in enumerate(rows[:first])
        ]
        rows = [*shorter, (folded, folded.labels), *rows[last + 1 :]]
    return rows


def _refuse_both(table: Table, block: Block, folded: FoldedRow, cells: Mapping[str, Cell]) -> None:
    for code in folded.stands_for:
        for column in block.columns:
            address = f"{table.code}.{code}.{column.code}"
            if cells.get(address, BLANK).status not in (Status.NA, Status.BLANK):
                raise Unwritable(
                    f"{table.code}.{folded.code}与{address}同时有内容：“{folded.label}”要么合为一行，"
                    f"要么分为{len(folded.stands_for)}行，不能都填。请删去其中一种。"
                )


def _shorten(labels: Sequence[LabelCell], start: int, first: int, last: int) -> tuple[LabelCell, ...]:
    """Return the label cells of row `start` where rows `first` to `last` have become one."""
    return tuple(
        replace(label, rowspan=label.rowspan - (last - first)) if start + label.rowspan > last else label
        for label in labels
    )


def _place(rows: Iterable[Sequence[LabelCell]], width: int, top: int, role: Role) -> list[Box]:
    """Set label cells into the grid, each at the first free place of its row."""
    boxes = []
    hanging = [0] * width  # how many rows each grid column is still covered from above
    for number, row in enumerate(rows):
        for label in row:
            column = hanging.index(0)
            boxes.append(
                Box(
                    label.text,
                    top + number,
                    column,
                    label.rowspan,
                    label.colspan,
                    role,
                )
            )
            hanging[column : column + label.colspan] = [label.rowspan] * label.colspan
        hanging = [max(0, left - 1) for left in hanging]
    return boxes


def _widths(table: Table, boxes: Sequence[Box]) -> tuple[float, ...]:
    """Share the width: a column of group labels takes little, the column of row labels most."""
    data = table.grid_columns - table.label_columns
    labels = []
    for column in range(table.label_columns):
        alone = [box for box in boxes if box.role is Role.ROW and box.column == column and box.colspan == 1]
        groups = bool(alone) and all(box.rowspan > 1 for box in alone)
        labels.append((0.065 + 0.045 * column) if groups else (0.31 if table.label_columns > 1 else 0.34))
    rest = (1 - sum(labels)) / data
    return (*labels, *[rest] * data)


def printed(cell: Cell, kind: Kind, unit: str | None = None, where: str = "") -> str:
    """Return what a cell prints; see the table at the head of this module.

    `unit` is the edition's, which is not printed again. Raises Unwritable for a number that has no
    digits (NaN, infinity); `where` names the cell in the message.
    """
    match cell.status:
        case Status.BLANK:
            return ""
        case Status.NA:
            return NOT_APPLICABLE
        case Status.UNREADABLE:
            return UNREADABLE
        case Status.AMBIGUOUS:
            numbers = [digits(number, kind, where) for number in cell.candidates]
            if len(numbers) < 2:  # what else it may be is not known
                numbers = [*(numbers or [UNREADABLE]), UNREADABLE]
            return OR.join(numbers) + (_suffix(cell, unit, where) if cell.candidates else "")
        case Status.VALUE:
            if cell.value is None:  # Cell refuses this already
                raise Unwritable(f"{where}：状态为value而没有数。")
            return digits(cell.value, kind, where) + _suffix(cell, unit, where)


def _suffix(cell: Cell, unit: str | None, where: str) -> str:
    """Return the unit to print behind a number; one that could be taken for a part of it is refused."""
    if not cell.unit or cell.unit == unit:
        return ""
    if not UNIT.fullmatch(cell.unit):
        raise Unwritable(f"{where}的单位“{cell.unit[:20]}”不是单位。请写明“元”“万元”等，不带数字和符号。")
    return cell.unit


def digits(number: Number, kind: Kind = Kind.COUNT, where: str = "") -> str:
    """Return a number digit for digit: `18.8710`, `+1` for a change, never an exponent."""
    if not isinstance(number, int) and not number.is_finite():
        raise Unwritable(f"{where}：{number}不是可以写出的数。")
    text = format(number, "f") if not isinstance(number, int) else str(number)
    return f"+{text}" if kind is Kind.CHANGE and number > 0 else text


STATISTICS_CAPTION = "政府信息公开情况统计表"


def draw_indicators(indicators: Sequence[Indicator]) -> DrawnTable:
    """Return the older statistics table: name, unit, this year and, where given, cumulative."""
    cumulative = any(item.cumulative is not None or item.candidates for item in indicators)
    labels = ["指标名称", "计量单位", "本年度", *(["历年累计"] if cumulative else [])]
    boxes = [Box(label, 0, column, role=Role.COLUMN) for column, label in enumerate(labels)]
    for line, item in enumerate(indicators, 1):
        boxes.append(Box(item.name, line, 0, role=Role.ROW, headers=((0, 0),)))
        boxes.append(Box(item.unit or "", line, 1, headers=((0, 1), (line, 0))))
        figures = [(item.value, 0), (item.cumulative, 1)][: len(labels) - 2]
        for column, (number, place) in enumerate(figures, 2):
            either = [digits(pair[place], where=item.name) for pair in item.candidates]
            boxes.append(
                Box(
                    OR.join(either) if either else "" if number is None else digits(number, where=item.name),
                    line,
                    column,
                    address=f"{item.name}·{labels[column]}",
                    headers=((0, column), (line, 0)),
                    number=None if either else number,
                )
            )
    share = 0.2 if len(labels) == 4 else 0.24
    return DrawnTable(
        code="S",
        caption=STATISTICS_CAPTION,
        boxes=tuple(boxes),
        height=len(indicators) + 1,
        widths=(1 - 0.14 - share * (len(labels) - 2), 0.14, *[share] * (len(labels) - 2)),
        head_rows=1,
        captioned=True,
    )


def boundaries(table: DrawnTable) -> list[tuple[int, int]]:
    """Return the first and last row (exclusive) of each part of the table."""
    return list(pairwise([*table.parts, table.height]))

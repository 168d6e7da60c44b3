"""Drawing a grid cell by cell, as HTML and Word describe their tables: spans become positions.

Published tables contradict themselves (spans that overlap, reach below the table, or are garbage).
The grid drawn here never does: a box gives way to the boxes already there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.report.model import UnreadableReport
from gongkai.report.read.limits import GRID_COLUMNS, GRID_ROWS
from gongkai.report.read.representation import Box, Grid

TO_THE_END = 0  # as a rowspan: down to the end of the row group


@dataclass(slots=True)
class Drawing:
    """A grid being drawn: open a row, place its cells from left to right, and so on to the end."""

    row: int = -1
    column: int = 0
    _drawn: list[Box] = field(default_factory=list)
    _free_from: list[int] = field(default_factory=list)  # by column: the first row not covered
    _group: int = 0  # the first box of the row group

    def new_row(self) -> None:
        """Begin the next row."""
        self.row += 1
        self.column = 0
        if self.row >= GRID_ROWS:
            raise UnreadableReport(f"一个表格超过{GRID_ROWS}行，不像年度报告。请只提供报告正文。")

    def place(self, text: str, rowspan: int = 1, colspan: int = 1) -> None:
        """Put a cell at the next free place of the row; `rowspan` may be `TO_THE_END`."""
        self.place_all(((text, rowspan, colspan),))

    def place_all(self, cells: Iterable[tuple[str, int, int]]) -> None:
        """Put cells (text, rowspan, colspan) at the next free places of the row, left to right."""
        if self.row < 0:
            self.new_row()
        free_from, row, column = self._free_from, self.row, self.column
        width = len(free_from)
        for text, rowspan, colspan in cells:
            while column < width and free_from[column] > row:
                column += 1
            if colspan == rowspan == 1 and column < width:  # the usual cell
                free_from[column] = row + 1
                self._drawn.append(Box(text, row, column))
                column += 1
                continue
            last = column + 1
            while last < column + colspan and (last >= width or free_from[last] <= row):
                last += 1
            if last > GRID_COLUMNS:
                raise UnreadableReport(f"一个表格超过{GRID_COLUMNS}列，不像年度报告。请只提供报告正文。")
            free_from.extend([0] * (last - width))
            width = len(free_from)
            covered = GRID_ROWS if rowspan == TO_THE_END else row + rowspan
            free_from[column:last] = [covered] * (last - column)
            self._drawn.append(Box(text, row, column, covered - row, last - column))
            column = last
        self.column = column

    def skip(self, columns: int) -> None:
        """Leave columns of the row without a box."""
        self.column = min(self.column + columns, GRID_COLUMNS)

    def end_group(self) -> None:
        """End a row group: no rowspan reaches beyond it."""
        end = self.row + 1
        for place, box in enumerate(self._drawn[self._group :], self._group):
            if box.row + box.rowspan > end:
                self._drawn[place] = box._replace(rowspan=end - box.row)
        self._free_from = [min(row, end) for row in self._free_from]
        self._group = len(self._drawn)

    @property
    def texts(self) -> list[str]:
        """The texts of the boxes in reading order."""
        return [box.text for box in self._drawn]

    @property
    def is_list(self) -> bool:
        """Whether no row has two boxes: then it frames text and is no table."""
        return all(a.row != b.row for a, b in pairwise(self._drawn))

    def grid(self, place: str) -> Grid:
        """Return the finished grid."""
        self.end_group()
        return Grid(tuple(self._drawn), place)

"""Stage one of reading: what stands in a file and where, before anybody asks what it means.

Every format (HTML, text, Markdown, DOCX, PDF, XLSX) becomes the same thing: lines and grids in
reading order. Nothing is interpreted here; a cell's text is what the file prints in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple


class Line(NamedTuple):
    """A paragraph or a line of running text, white space as in the source."""

    text: str
    place: str = ""  # where it stands, for people: "第12行", "第2页"


class Box(NamedTuple):
    """One cell of a grid. `row` and `column` are its upper left corner, counted from 0.

    A named tuple: a page has hundreds, and a frozen dataclass takes four times as long to make.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn: its boxes in reading order. A box may be empty; boxes never overlap."""

    boxes: tuple[Box, ...]
    place: str = ""  # "表格3", "第4页表格1"

    @property
    def height(self) -> int:
        """The number of rows."""
        return max((box.row + box.rowspan for box in self.boxes), default=0)

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((box.column + box.colspan for box in self.boxes), default=0)

    def rows(self) -> list[list[Box]]:
        """Return the boxes that begin in each row, left to right."""
        rows: list[list[Box]] = [[] for _ in range(self.height)]
        for box in self.boxes:
            rows[box.row].append(box)
        for row in rows:
            row.sort(key=attrgetter("column"))
        return rows


Block = Line | Grid


@dataclass(slots=True)
class Representation:
    """A file as lines and grids in reading order, with what its head says of itself.

    `meta` holds, where the format has them: "title" (of the document or its head), and the meta
    tags of a government page by their own names ("PubDate", "ContentSource", "ArticleTitle", …).
    `notes` say, in Chinese, what stands in the file and was left out or mended, and why.
    """

    format: str  # html · text · markdown · docx · pdf · xlsx
    blocks: list[Block] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    source: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        """The lines, grids left out."""
        return [block for block in self.blocks if isinstance(block, Line)]

    @property
    def grids(self) -> list[Grid]:
        """The grids, in reading order."""
        return [block for block in self.blocks if isinstance(block, Grid)]

    def text(self) -> str:
        """Return everything the file prints, a line or cell a line."""
        return "\n".join(
            text
            for block in self.blocks
            for text in ([block.text] if isinstance(block, Line) else [box.text for box in block.boxes])
        )

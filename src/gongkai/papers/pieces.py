"""What stands in a file, piece by piece: where, and whether a reader sees it."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """A paragraph, a cell, a page, or a text that lies in a file without being shown."""

    text: str
    place: str  # for people: "第3段", "表1第2行第3列", "附表!B3", "第2页"
    what: str = ""  # of what is not simply there to be read: "批注", "删除的文字", "隐藏的行", …
    seen: bool = True  # whether a reader of the printed page sees it
    row: tuple[int, int] | None = None  # table and row, of a cell
    before: str = ""  # the cell to the left, which may say what this one is
    broken: bool = False  # the end of one line and the start of the next: only what runs over counts

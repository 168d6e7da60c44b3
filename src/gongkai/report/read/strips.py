"""Stage two, first half: the file as strips — a label and the values that follow it.

A strip is what one row of a table looks like from outside, whatever the file made of it: a row of
an HTML table, a label line with seven number lines below it, 「行政规范性文件5845546」. Which row of
the form it is, and which value belongs to which column, is asked later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.report.read.quantity import NUMBER, is_odd_value, is_value
from gongkai.report.read.representation import Box, Grid, Line, Representation
from gongkai.report.read.wording import normal, of_labels

TABLE3_WIDTH = 7  # boxes of values in a row of table 3
WIDEST_ROW = 15  # boxes: a row without any text that is this wide is table 4 not yet filled in


class Value(NamedTuple):
    """One printed value: its normal text, and the grid columns it covers (None in running text)."""

    text: str
    column: int | None = None
    span: int = 1


@dataclass(slots=True)
class Strip:
    """A label and the values after it. `start` and `middle` are offsets in `Strips.text`.

    `own` is the label beside the values (same row, or the text right before them); `before` is text
    that stood between the previous values and this row of a grid.
    """

    start: int
    middle: int  # where the values begin
    own: str = ""
    before: str = ""
    values: list[Value] = field(default_factory=list)
    grid: int | None = None  # the number of the grid, None in running text
    row: int = 0  # the row of the grid
    place: str = ""
    lines: int = 0  # lines of running text that the values stand in
    whole: bool = False  # the file sets its cells apart elsewhere, so each value is one number here too

    @property
    def parted(self) -> bool:
        """Whether the values stand apart, in boxes or lines of their own: then none is a part of a number."""
        return self.whole or (len(self.values) > 1 and (self.grid is not None or self.lines > 1))

    @property
    def printed(self) -> list[Value]:
        """The values that are not blank."""
        return [value for value in self.values if value.text]


@dataclass(slots=True)
class Strips:
    """All strips of a file, and its whole text in normal spelling for finding places in it."""

    text: str
    strips: list[Strip]
    heads: dict[int, list[list[Box]]]  # grid number → its rows, normal text, for reading table heads


# In running text: a list number belongs to the label after it, also when digits run into it
# (「33042.政府公报」 is 3304 and 「2.政府公报」); a year or a day is part of a sentence.
_LABEL_START = r"[1-9][.、．,](?=\s*[“\"《(]?[\u4e00-\u9fff])"
_TOKEN = re.compile(
    r"(?=[\d(\[/+\-—减增约近超逾≥≤<>￥¥])(?:"  # most characters begin no token: one look, not seven
    rf"(?P<list>{_LABEL_START})"
    rf"|(?P<date>\d+\s*(?:年|月|日|号|时))"
    rf"|(?P<glued>\d+?)(?={_LABEL_START})"
    rf"|(?P<note>\((?:其中|含|包括|注)[^()]*\)|(?<=\d)\[[\d*]{{1,2}}\])"
    r"|(?P<about>[约近超逾]\d+(?![\d年月日号时%％]))"
    rf"|(?P<number>[≥≤<>￥¥]?(?:(?<![\d)])[+\-]|(?<=\d)[+\-](?=\d)|(?:减少?|增加?)(?=\d))?(?:{NUMBER})"
    # What makes the number another one, or none, belongs to it: 5215百元, 12万余件, 1、234, 12～15, 12%.
    r"(?:(?:\s?[.,、'’]\s?\d+)+|[百千万亿]{0,2}[余多几][万件条项个元]{0,2}|以上|以下|左右|\s?[~～]\s?\d+"
    r"|/\d+(?!\d*/)|类\d+[件条项个]?|\s?[%％]|\s?(?:[百千]?万|亿|百|千)?元|\s?[万亿](?:[件条项]|(?![\u4e00-\u9fff]))"
    r"|[件项个条](?![数目]))?)"
    rf"|(?P<na>(?<![\u4e00-\u9fff/\d.:])(?:/|—+|-+)(?![\u4e00-\u9fff/\d])))"
)
_MAY_BE_VALUE = re.compile(r"[\d/\-—]")
_PAGE_NUMBER = re.compile(
    r"[\-—–―·•]+\s*\d{1,4}\s*[\-—–―·•]+|第\s*\d{1,4}\s*页.*|共?\s*\d{1,4}\s*页|\d{1,4}\s*/\s*\d{1,4}"
)


def strips_of(representation: Representation) -> Strips:
    """Cut a representation into strips."""
    return _Cutter().cut(representation)


class _Cutter:
    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._at = 0  # length of the text so far
        self._strips: list[Strip] = []
        self._open: Strip | None = None  # the strip of running text that may still get values
        self._label: list[str] = []  # label text not yet followed by values
        self._label_start = 0
        self._heads: dict[int, list[list[Box]]] = {}

    def cut(self, representation: Representation) -> Strips:
        for number, block in enumerate(representation.blocks):
            if isinstance(block, Line):
                self._line(block)
            else:
                self._grid(block, number)
        self._close()
        return Strips("".join(self._pieces), self._strips, self._heads)

    def _write(self, text: str) -> int:
        start = self._at
        self._pieces.append(text)
        self._at += len(text)
        return start

    def _close(self) -> None:
        if self._open:
            self._strips.append(self._open)
            self._open = None

    def _add_label(self, text: str) -> None:
        if not text:
            return
        self._close()
        start = self._write(text)
        if not self._label:
            self._label_start = start
        self._label.append(text)

    def _line(self, line: Line) -> None:
        text = normal(line.text)
        if not text or (_PAGE_NUMBER.fullmatch(text) and not text.isdigit()):
            return
        if not _MAY_BE_VALUE.search(text):
            self._add_label(text.strip(" |"))
            return
        values, at = 0, 0
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup
            if kind in ("list", "date"):
                continue
            self._add_label(text[at : token.start()].strip(" |"))
            at = token.end()
            if kind != "note":  # an aside like （其中修订16件） is said of the number before it
                strip = self._add_value(token[0], line.place)
                if not values or strip.lines == 0:
                    strip.lines += 1
                values += 1
        self._add_label(text[at:].strip(" |"))
        if values > 1:
            self._close()  # a line with several values is a row; the next line begins another

    def _add_value(self, text: str, place: str) -> Strip:
        if self._open is None:
            start = self._label_start if self._label else self._at
            self._open = Strip(start, self._at, own="".join(self._label), place=place)
            self._label = []
        self._write(text)
        self._open.values.append(Value(text))
        return self._open

    def _grid(self, grid: Grid, number: int) -> None:
        if grid.width == 1:  # lines with a pipe after each: one cell a line
            for box in grid.boxes:
                self._line(Line(box.text, f"{grid.place}第{box.row + 1}行"))
            return
        self._close()
        rows = [[_normal_box(box) for box in row] for row in grid.rows()]
        self._heads[number] = rows
        for index, row in enumerate(rows):
            self._grid_row(row, number, index, f"{grid.place}第{index + 1}行")

    def _grid_row(self, row: list[Box], number: int, index: int, place: str) -> None:
        """Cut a row into labels and the values after them; two tables side by side give two strips."""
        labels: list[str] = []
        boxes: list[Box] = []
        printed = False  # whether one of the boxes holds a value
        for box in row:
            if box.text.isdigit() or _holds_values(box.text):
                boxes.append(box)
                printed = printed or bool(box.text)
                continue
            if printed and labels:
                self._grid_strip(labels, boxes, number, index, place)
                labels = []
            # Boxes before a label are no values: a running number, or merged cells drawn apart.
            boxes, printed = [], False
            labels.append(box.text)
        self._grid_strip(labels, boxes, number, index, place)

    def _grid_strip(self, labels: list[str], boxes: list[Box], number: int, index: int, place: str) -> None:
        blank = not (labels or any(box.text for box in boxes))
        if not boxes or (blank and len(boxes) < WIDEST_ROW):
            if labels:  # a head, a group, a sentence: perhaps with numbers run into it
                self._line(Line(" ".join(labels), place))
                self._close()
            return
        own = "".join(labels)
        before, start = "".join(self._label), self._label_start if self._label else self._at
        self._label = []
        self._write(own)
        values = list(_values(boxes, alone=sum(bool(box.text) for box in boxes) == 1))
        strip = Strip(start, self._at, own, before, values, number, index, place)
        self._write(" ".join(value.text for value in values))
        self._strips.append(strip)


def _normal_box(box: Box) -> Box:
    if box.text.isdigit() and box.text.isascii():  # most boxes
        return box
    text = normal(box.text)
    return box if text == box.text else box._replace(text=text)


@of_labels
def _holds_values(text: str) -> bool:
    return is_value(text) or all(is_value(part) for part in text.split(" ")) or is_odd_value(text)


def _values(boxes: list[Box], alone: bool) -> Iterator[Value]:
    """Yield the values of boxes: one each, or several that were printed into the one box there is.

    Beside others a box is one cell: 2 above 8 is a broken 28, and is no number here.
    """
    for box in boxes:
        parts = box.text.split(" ") if alone else []
        if len(parts) > 1 and not is_value(box.text) and all(map(is_value, parts)):
            yield from map(Value, parts)
        else:
            yield Value(box.text, box.column, box.colspan)

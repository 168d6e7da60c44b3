"""Plain text and Markdown as lines and grids.

A line with two or more pipes is a row of cells; one with a single pipe is one if its neighbours are.
Cells may also stand one a line, each followed by a line `|`, or wrapped as `| x |`: that is a grid of
one column in reading order, in which an empty box is a cell with nothing in it. Tabs part cells too
(text pasted from Excel). Rows are ragged: their boxes are counted from the left and nothing is known
of merged cells, so `a || b` is a, empty, b. HTML tables inside Markdown are read as HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.encoding import check_text, decode, unscramble
from gongkai.report.read.html import read_markup
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation

_PIPES = str.maketrans({"｜": "|", "│": "|", "┃": "|", "║": "|", "￨": "|"})
_FRAME_ONLY = re.compile(r"[\s|+─━┄┈═┌┐└┘├┤┬┴┼┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╟╢-]+")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_STRUCK = re.compile(r"~~[^~\n]{1,200}~~")
_RAISED = re.compile(r"(?:<sup>|\[\^)\s*(\w{1,3})\s*(?:</sup>|\])", re.I)
_UNESCAPED = re.compile(r"(?<!\\)\|")
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.I | re.S)
_HTML_TABLE_END = re.compile(r"</table\s*>", re.I)
_HTML_TABLE_START = re.compile(r"<table\b", re.I)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")
_BREAK = re.compile(r"<br\s*/?>", re.I)


def read_text(data: bytes, name: str = "", markdown: bool = False) -> Representation:
    """Return a text file as lines and grids. UnreadableReport if it is no text, too large or garbled."""
    if len(data) > limits.PAGE_BYTES:
        raise UnreadableReport(
            f"文本有{len(data) // limits.MEGABYTE}MB，超过{limits.PAGE_BYTES // limits.MEGABYTE}MB的上限。"
            "请只提供报告正文。"
        )
    decoded = decode(data)
    notes = list(decoded.notes)
    text = decoded.text
    if (repaired := unscramble(text)) is not None:
        text = repaired
        notes.append("文件是乱码（编码错误地转换过），已准确还原。")
    check_text(text)
    if not text.strip():
        raise UnreadableReport("文件里没有文字。请重新取得报告。")
    found = read_plain(text, markdown)
    found.source = name
    found.notes.extend(notes)
    return found


def read_markdown(data: bytes, name: str = "") -> Representation:
    """Return a Markdown file as lines and grids, its marks of emphasis and headings taken off."""
    return read_text(data, name, markdown=True)


def read_plain(text: str, markdown: bool = False) -> Representation:
    """Return a decoded text as lines and grids."""
    found = Representation("markdown" if markdown else "text")
    if text.count("\n") + text.count("\r") > limits.TEXT_LINES:
        raise UnreadableReport("文本的行数远多于任何报告，没有读取。请只提供报告正文。")
    place, number = 0, 1
    reader = _Reader(markdown)
    end = max((match.end() for match in _HTML_TABLE_END.finditer(text)), default=0)
    if _HTML_TABLE_START.search(text, end):
        raise UnreadableReport("文件不完整：在表格中间断了，后面的内容没有了。请重新取得完整的文件。")
    for table in _HTML_TABLE.finditer(text, 0, end):
        reader.read(text[place : table.start()], number)
        number += text.count("\n", place, table.start())
        reader.end_group()
        inner = read_markup(table.group())
        for block in inner.blocks:
            if isinstance(block, Grid):
                reader.grids += 1
                block = Grid(block.boxes, f"表格{reader.grids}（第{number}行起）")
            else:
                block = Line(block.text, f"第{number}行")
            reader.blocks.append(block)
        found.notes.extend(inner.notes)
        number += text.count("\n", table.start(), table.end())
        place = table.end()
    reader.read(text[place:], number)
    reader.end_group()
    found.blocks = reader.blocks
    return found


@dataclass(slots=True)
class _Source:
    """A line that is not blank."""

    number: int
    text: str
    pipes: int

    @property
    def is_bar(self) -> bool:
        return self.text.strip() == "|"


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, and whether a pipe stands before the first and after the last of them."""

    number: int
    cells: list[str]
    opened: bool = False
    closed: bool = False
    indented: bool = False  # blanks stand before the pipe that opens it


@dataclass(slots=True)
class _Reader:
    markdown: bool
    blocks: list[Block] = field(default_factory=list)
    grids: int = 0
    _rows: list[_Row] = field(default_factory=list)

    def read(self, text: str, first: int) -> None:
        """Take a stretch of text whose first line has the number `first`."""
        lines = list(_sources(text, first))
        at = 0
        while at < len(lines):
            at += self._take(lines, at)

    def _take(self, lines: list[_Source], at: int) -> int:
        """Take what stands at a line; return how many lines that was."""
        line = lines[at]
        if self._rows and _SEPARATOR.fullmatch(line.text) and "-" in line.text:
            self._new_table()
            return 1
        if _FRAME_ONLY.fullmatch(line.text) and any(c not in " \t|-" for c in line.text):
            return 1  # a drawn line of a table
        if line.is_bar or (line.pipes == 0 and at + 1 < len(lines) and lines[at + 1].is_bar):
            return self._take_barred(lines, at)
        if self._is_row(lines, at):
            self._add_row(line.number, *_cells(line.text), line.text[:1].isspace())
        elif self._is_tabbed(lines, at):
            self._add_row(line.number, [cell.strip() for cell in line.text.split("\t")])
        else:
            self.end_group()
            self.blocks.append(Line(self._shown(line.text).rstrip(), f"第{line.number}行"))
        return 1

    def _is_row(self, lines: list[_Source], at: int) -> bool:
        line = lines[at]
        if line.pipes >= 2:
            return True
        if line.pipes == 0:
            return False
        text = line.text.strip()
        if text.startswith("|") or text.endswith("|"):
            return True
        return bool(self._rows) or (at + 1 < len(lines) and lines[at + 1].pipes > 0)

    def _is_tabbed(self, lines: list[_Source], at: int) -> bool:
        inner = lines[at].text.strip(" ").count("\t")
        if "\t" not in lines[at].text.strip():  # an indented line
            return False
        if inner >= 2:
            return True
        return bool(self._rows) or (at + 1 < len(lines) and "\t" in lines[at + 1].text.strip())

    def _take_barred(self, lines: list[_Source], at: int) -> int:
        """Cells one a line, parted by lines `|` (or wrapped in two of them)."""
        end = at
        while end < len(lines) and (
            lines[end].is_bar
            or (lines[end].pipes == 0 and end + 1 < len(lines) and lines[end + 1].is_bar)
            or (lines[end].pipes == 0 and end == at)
        ):
            end += 1
        stretch = lines[at:end]
        runs = _bar_runs(stretch)
        wrapped = bool(runs) and all(run % 2 == 0 for run in runs)
        bars = 0
        if stretch[0].is_bar:  # an opening bar closes no cell, unless the cell before is closed: `0 |`
            before = lines[at - 1] if at else None
            is_closed = before is not None and before.pipes == 1 and before.text.rstrip().endswith("|")
            bars = 1 if is_closed else -1
        for line in stretch:
            if not line.is_bar:
                self._add_row(line.number, [self._shown(line.text).strip()])
                bars = 0
                continue
            bars += 1
            if bars > 2 and bars % 2 == 1 if wrapped else bars > 1:
                self._add_row(line.number, [""])
        return len(stretch)

    def _new_table(self) -> None:
        """A separator row: the row before it is the head of a new table."""
        head = self._rows.pop()
        self.end_group()
        self._rows = [head]

    def _add_row(
        self,
        number: int,
        cells: list[str],
        opened: bool = False,
        closed: bool = False,
        indented: bool = False,
    ) -> None:
        self._rows.append(_Row(number, [self._shown(cell) for cell in cells], opened, closed, indented))
        if len(self._rows) > limits.GRID_ROWS or len(cells) > limits.GRID_COLUMNS:
            raise UnreadableReport("文本中的一个表格过大，不像年度报告。请只提供报告正文。")

    def end_group(self) -> None:
        """Finish the grid that is open, if one is."""
        if not self._rows:
            return
        self.grids += 1
        boxes = tuple(
            Box(cell, row, column)
            for row, cells in enumerate(_framed(self._rows))
            for column, cell in enumerate(cells)
        )
        self.blocks.append(Grid(boxes, f"表格{self.grids}（第{self._rows[0].number}行起）"))
        self._rows = []

    def _shown(self, text: str) -> str:
        if self.markdown:
            if heading := _HEADING.fullmatch(text):
                text = heading.group(1)
            text = _STRUCK.sub("", unescape(text)).replace("**", "").replace("\\|", "|")
            text = _RAISED.sub(r"[\1]", text)
        return _BREAK.sub("\n", text).replace("\xa0", " ")


def _sources(text: str, first: int) -> Iterator[_Source]:
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), first):
        for part in re.split(r"[\x0b\x0c\x85\u2028\u2029]", line):
            part = part.replace("\ufeff", "").rstrip(" \r\u3000\xa0")
            if part.strip():
                bare = part.translate(_PIPES)
                pipes = bare.count("|") - bare.count("\\|")
                if pipes > limits.GRID_COLUMNS:
                    raise UnreadableReport(f"第{number}行有{pipes}个分隔符，不像年度报告。请只提供报告正文。")
                yield _Source(number, bare if pipes else part, pipes)


def _cells(text: str) -> tuple[list[str], bool, bool]:
    """Return the cells of a row, and whether a pipe opens and closes it."""
    cells = [cell.strip() for cell in _UNESCAPED.split(text)]
    opened = len(cells) > 1 and not cells[0]
    if opened:
        cells = cells[1:]
    closed = len(cells) > 1 and not cells[-1]
    if closed:
        cells = cells[:-1]
    return cells, opened, closed


def _framed(rows: Sequence[_Row]) -> list[list[str]]:
    """Return the cells of a table's rows: is a pipe at the end of a row its frame, or a blank cell?

    If every row has one it is the frame. Where only some have, a row that is one cell shorter than
    most of the others has a blank cell there.
    """
    opened, closed = all(row.opened for row in rows), all(row.closed for row in rows)
    plain = Counter(
        len(row.cells) for row in rows if (opened or not row.opened) and (closed or not row.closed)
    )
    usual = plain.most_common(1)[0][0] if plain else 0
    mostly_opened = sum(row.opened for row in rows) * 2 >= len(rows)
    found = []
    for row in rows:
        before = [""] if row.opened and not opened else []
        after = [""] if row.closed and not closed else []
        ways = [[*b, *row.cells, *a] for b in {(), tuple(before)} for a in {(), tuple(after)}]
        fitting = [way for way in ways if len(way) == usual]
        indented = before if row.indented and not mostly_opened else []  # blanks, then a pipe: a blank cell
        found.append(fitting[0] if len(fitting) == 1 else [*indented, *row.cells])
    return found


def _bar_runs(stretch: list[_Source]) -> list[int]:
    """Return how many lines `|` stand between two cells, each time."""
    runs, run, seen = [], 0, False
    for line in stretch:
        if line.is_bar:
            run += 1
            continue
        if seen:
            runs.append(run)
        run, seen = 0, True
    return runs

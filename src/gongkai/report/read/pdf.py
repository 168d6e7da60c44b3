"""A PDF with a text layer as lines and grids, page by page.

Ruled tables become grids by their rulings: every character goes to the cell that its middle lies in.
Where nothing is ruled, lines whose words stand in clear columns become a grid; other lines keep a tab
for every wide gap. Page numbers in the margins are dropped by their position.
"""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pdfplumber

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.encoding import check_text, scrambled
from gongkai.report.read.lattice import Lattice, Ruling, lattices
from gongkai.report.read.pdf_guard import DAMAGED, check_pdf
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation

for library in ("pdfminer", "pdfplumber", "pikepdf"):  # their remarks on odd files are not for our reader
    logging.getLogger(library).addHandler(logging.NullHandler())

THIN = 2.5  # points: a filled rectangle as thin as this is a ruling
PALE = 0.9  # a stroke lighter than this is not seen
GAP = 0.35  # of a character's height: a space
WIDE_GAP = 1.8  # of a character's height: the next column
TOUCHING = 0.1  # of a character's height: nearer digits are one number
NEAR_EDGE = 0.6  # points: a wall this near a digit's edge stands beside it, not in it
TOP_MARGIN, BOTTOM_MARGIN = 0.09, 0.88  # of the page's height
COLUMNS, ROWS = 3, 2  # the least that makes a grid without rulings; of two columns, three rows
SCANNED = "PDF是扫描件，没有文字层，读不出数字。请先做文字识别（OCR），或改传Word、网页版本。"

_NUMERIC = frozenset("0123456789０１２３４５６７８９.,+-")
_PAGE_NUMBER = re.compile(
    r"[-—–―－─·•~\s]*\d{1,3}[-—–―－─·•~\s]*|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}"
)


@dataclass(frozen=True, slots=True)
class _Char:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    turned: int  # 0 upright; 1 reads upwards; -1 reads downwards

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


def read_pdf(data: bytes, name: str = "") -> Representation:
    """Return what a PDF prints. UnreadableReport if it is locked, damaged, scanned or too large."""
    check_pdf(data)
    found = Representation("pdf", source=name)
    until = time.monotonic() + limits.PDF_SECONDS
    pictures = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for key in ("Title", "Author"):
                if isinstance(value := (pdf.metadata or {}).get(key), str) and value.strip():
                    found.meta[key.lower()] = value.strip()[:500]
            for page in pdf.pages:
                if time.monotonic() > until:
                    raise UnreadableReport("PDF的内容过于复杂，读取超时。请提供Word或网页版本。")
                blocks = _page(page)
                found.blocks.extend(blocks)
                if not blocks and page.images:
                    pictures.append(page.page_number)
                page.close()
    except UnreadableReport:
        raise
    except Exception as fault:  # the library's own faults on damaged files are of every kind
        raise UnreadableReport(DAMAGED) from fault
    _check_words(found, pictures)
    return found


def _check_words(found: Representation, pictures: list[int]) -> None:
    text = "".join(found.text().split())
    if len(text) < 20:
        raise UnreadableReport(SCANNED)
    lost = sum(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in text)
    if lost > len(text) / 5 or scrambled(text):
        raise UnreadableReport(
            "PDF里的文字没有可用的编码，读出来是乱码。请先做文字识别（OCR），或改传Word、网页版本。"
        )
    check_text(text)
    if pictures:
        pages = "、".join(map(str, pictures))
        found.notes.append(f"第{pages}页是图片，没有文字层，没有读。")


def _page(page: Any) -> list[Block]:
    chars = _chars(page)
    number = page.page_number
    rulings = _rulings(page)
    tables = lattices(*rulings)
    held: list[list[_Char]] = [[] for _ in tables]
    outside = []
    for char in chars:
        for table, inner in zip(tables, held, strict=True):
            if table.contains(char.centre, char.middle):
                inner.append(char)
                break
        else:
            outside.append(char)
    placed: list[tuple[float, float, Block]] = []
    count = 0
    for table, inner in zip(tables, held, strict=True):
        count += 1
        grid = _grid(table, _in_cells(table, inner), f"第{number}页表格{count}")
        placed.append((table.ys[0], table.xs[0], grid))
    for top, left, block in _running(_lines(outside), page.height, number, count, tables):
        placed.append((top, left, block))
    return [block for _, _, block in sorted(placed, key=lambda item: item[:2])]


def _chars(page: Any) -> list[_Char]:
    """Return the characters of a page, each once: some programs print bold by printing twice."""
    if len(page.chars) > limits.PDF_CHARACTERS:
        raise UnreadableReport(f"PDF第{page.page_number}页的内容过多，不像年度报告。请只提供报告正文。")
    seen: dict[tuple[str, int, int], list[_Char]] = {}
    found = []
    for raw in page.chars:
        text = raw["text"]
        if text.startswith("(cid:"):
            text = "\ufffd"
        if not text.strip() or text == "\x00":
            continue
        along, up = raw["matrix"][:2]
        turned = 0 if abs(along) >= abs(up) else (1 if up > 0 else -1)
        char = _Char(text, raw["x0"], raw["x1"], raw["top"], raw["bottom"], turned)
        key = (int(char.x0 // 4), int(char.top // 4))
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((text, key[0] + dx, key[1] + dy), ())
        )
        if any(
            abs(other.x0 - char.x0) < 0.25 * max(1.0, char.x1 - char.x0)
            and abs(other.top - char.top) < 0.25 * char.height
            for other in near
        ):
            continue
        seen.setdefault((text, *key), []).append(char)
        found.append(char)
    return found


def _rulings(page: Any) -> tuple[list[Ruling], list[Ruling]]:
    """Return the strokes a reader sees, horizontal and vertical."""
    if len(page.lines) + len(page.rects) + len(page.curves) > limits.PDF_RULINGS:
        raise UnreadableReport(f"PDF第{page.page_number}页的线条过多，不像年度报告。请提供Word或网页版本。")
    across: list[Ruling] = []
    down: list[Ruling] = []

    def add(x0: float, x1: float, top: float, bottom: float) -> None:
        if bottom - top <= THIN and x1 - x0 > THIN:
            across.append(Ruling((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THIN and bottom - top > THIN:
            down.append(Ruling((x0 + x1) / 2, top, bottom))

    for shape in (*page.lines, *page.rects, *page.curves):
        x0, x1, top, bottom = shape["x0"], shape["x1"], shape["top"], shape["bottom"]
        is_thin = min(x1 - x0, bottom - top) <= THIN
        is_seen = (shape["stroke"] and not _pale(shape.get("stroking_color"))) or (
            shape["fill"] and is_thin and not _pale(shape.get("non_stroking_color"))
        )
        if not is_seen:
            continue
        if is_thin:
            add(x0, x1, top, bottom)
        elif shape["object_type"] == "rect":
            add(x0, x1, top, top)
            add(x0, x1, bottom, bottom)
            add(x0, x0, top, bottom)
            add(x1, x1, top, bottom)
        elif shape["object_type"] == "curve":
            for (ax, ay), (bx, by) in pairwise(shape["pts"]):
                add(min(ax, bx), max(ax, bx), min(ay, by), max(ay, by))
    return across, down


def _pale(color: Any) -> bool:
    """Whether a colour is (nearly) the paper's white."""
    given = color if isinstance(color, list | tuple) else (color,)
    values = [float(value) for value in given if isinstance(value, int | float)]
    if not values or len(values) < len(given):
        return False
    if len(values) == 4:  # ink: cyan, magenta, yellow, black
        return max(values) < 1 - PALE
    return min(values) > PALE


def _in_cells(table: Lattice, chars: list[_Char]) -> list[list[_Char]]:
    """Put every character into the cell around its middle, but never part a number by that.

    A number wider than its cell runs over the wall: it belongs to the cell around the number's
    middle. Where digits touch exactly at a wall, nobody can tell one number from two: a bar between
    them makes both cells unreadable rather than wrong.
    """
    cells: list[list[_Char]] = [[] for _ in table.regions]
    for line in _lines(chars):
        for unit in _units(line):
            regions = [table.region_at(char.centre, char.middle) for char in unit]
            if len(set(regions)) > 1:
                unit, regions = _settled(table, unit, regions)
            for char, region in zip(unit, regions, strict=True):
                cells[region].append(char)
    return cells


def _units(line: list[_Char]) -> list[list[_Char]]:
    """Part a line into characters, digits that touch kept together."""
    units: list[list[_Char]] = []
    for char in line:
        if (
            units
            and char.text in _NUMERIC
            and units[-1][-1].text in _NUMERIC
            and char.x0 - units[-1][-1].x1 < TOUCHING * char.height
        ):
            units[-1].append(char)
        else:
            units.append([char])
    return units


def _settled(table: Lattice, unit: list[_Char], regions: list[int]) -> tuple[list[_Char], list[int]]:
    for (a, b), (here, there) in zip(pairwise(unit), pairwise(regions), strict=True):
        if here == there:
            continue
        walls = [x for x in table.xs if a.centre < x <= b.centre]
        if not any(c.x0 + NEAR_EDGE < wall < c.x1 - NEAR_EDGE for wall in walls for c in (a, b)):
            bars = [replace(a, text=a.text + "¦"), replace(b, text="¦" + b.text)]
            changed = [bars[0] if c is a else bars[1] if c is b else c for c in unit]
            return changed, regions
    middle = (unit[0].x0 + unit[-1].x1) / 2
    return unit, [table.region_at(middle, unit[0].middle)] * len(unit)


def _grid(table: Lattice, cells: list[list[_Char]], place: str) -> Grid:
    return Grid(
        tuple(
            Box(_cell_text(chars), region.row, region.column, region.rowspan, region.colspan)
            for region, chars in zip(table.regions, cells, strict=True)
        ),
        place,
    )


def _cell_text(chars: list[_Char]) -> str:
    turned = [char for char in chars if char.turned]
    if len(turned) * 2 > len(chars):
        return "\n".join(_joined(line) for line in _lines([_upright(char) for char in chars]))
    return "\n".join(_joined(line).replace("\t", " ") for line in _lines(chars))


def _upright(char: _Char) -> _Char:
    """Return a turned character as it stands when the page is turned to read it."""
    if char.turned > 0:  # upwards: further up is further right
        return _Char(char.text, -char.bottom, -char.top, char.x0, char.x1, 0)
    return _Char(char.text, char.top, char.bottom, -char.x1, -char.x0, 0)


def _lines(chars: Iterable[_Char]) -> list[list[_Char]]:
    """Group characters into lines, top to bottom, each from left to right."""
    lines: list[list[_Char]] = []
    middle = height = 0.0
    for char in sorted(chars, key=lambda c: c.middle):
        if lines and char.middle - middle < 0.5 * max(min(height, char.height), 1.0):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle, height = char.middle, char.height
    for line in lines:
        line.sort(key=lambda c: c.x0)
    return lines


def _joined(line: list[_Char]) -> str:
    """Return the text of a line: a space for a gap, a tab for a wide one, raised marks in brackets."""
    height = max(char.height for char in line)
    parts: list[str] = []
    before: _Char | None = None
    raised = False
    for char in line:
        if before is not None:
            gap = char.x0 - before.x1
            if gap > WIDE_GAP * height:
                parts.append("\t")
            elif gap > GAP * height:
                parts.append(" ")
        is_raised = (
            before is not None
            and char.text.isdigit()
            and char.height < 0.75 * height
            and char.bottom < max(c.bottom for c in line) - 0.2 * height
        )
        if is_raised != raised:
            parts.append("[" if is_raised else "]")
            raised = is_raised
        parts.append(char.text)
        before = char
    return "".join(parts) + ("]" if raised else "")


def _running(
    lines: list[list[_Char]], height: float, page: int, count: int, tables: list[Lattice]
) -> list[tuple[float, float, Block]]:
    """Return the lines outside ruled tables; those in clear columns as grids."""
    lines = [line for line in lines if not _is_page_number(line, lines, height)]
    found: list[tuple[float, float, Block]] = []
    number = 0
    for group in _groups(lines, tables):
        top, left = group[0][0].top, group[0][0].x0
        if (boxes := _columns(group)) is not None:
            count += 1
            found.append((top, left, Grid(boxes, f"第{page}页表格{count}")))
            continue
        for line in group:
            number += 1
            found.append((line[0].top, line[0].x0, Line(_joined(line), f"第{page}页第{number}行")))
    return found


def _groups(lines: list[list[_Char]], tables: list[Lattice]) -> list[list[list[_Char]]]:
    """Group lines of several words that follow each other with no ruled table between."""
    groups: list[list[list[_Char]]] = []
    open_group = False
    for line in lines:
        has_words = len(_words(line)) > 1
        if open_group and has_words:
            before = groups[-1][-1][0].top
            open_group = not any(before < table.ys[0] < line[0].top for table in tables)
        if open_group and has_words:
            groups[-1].append(line)
        else:
            groups.append([line])
        open_group = has_words
    return groups


def _is_page_number(line: list[_Char], lines: list[list[_Char]], height: float) -> bool:
    middle = line[0].middle
    if not (
        (line is lines[-1] and middle > BOTTOM_MARGIN * height)
        or (line is lines[0] and middle < TOP_MARGIN * height)
    ):
        return False
    return _PAGE_NUMBER.fullmatch(_joined(line).replace("\t", " ")) is not None


def _columns(group: list[list[_Char]]) -> tuple[Box, ...] | None:
    """Return the boxes of lines whose words stand in the same columns; None if they do not."""
    if len(group) < ROWS:
        return None
    words = [(row, *word) for row, line in enumerate(group) for word in _words(line)]
    spans: list[list[float]] = []
    for _, _, x0, x1 in sorted(words, key=lambda word: word[2]):
        if spans and x0 < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], x1)
        else:
            spans.append([x0, x1])
    boxes: dict[tuple[int, int], str] = {}
    for row, text, x0, x1 in words:
        column = next(i for i, (start, end) in enumerate(spans) if start <= x0 and x1 <= end)
        if (row, column) in boxes:
            return None
        boxes[row, column] = text
    if len(spans) < COLUMNS and (len(spans) < COLUMNS - 1 or len(group) < ROWS + 1):
        return None
    return tuple(
        Box(boxes.get((row, column), ""), row, column)
        for row in range(len(group))
        for column in range(len(spans))
    )


def _words(line: list[_Char]) -> list[tuple[str, float, float]]:
    """Return what stands between wide gaps, with its left and right end."""
    height = max(char.height for char in line)
    words: list[list[_Char]] = []
    for char in line:
        if words and char.x0 - words[-1][-1].x1 <= WIDE_GAP * height:
            words[-1].append(char)
        else:
            words.append([char])
    return [(_joined(word), word[0].x0, word[-1].x1) for word in words]

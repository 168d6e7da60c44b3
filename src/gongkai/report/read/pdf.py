"""A PDF with a text layer as lines and grids, page by page.

Ruled tables become grids by their rulings: every character goes to the cell that its middle lies in.
Where nothing is ruled, lines whose words stand in clear columns become a grid; other lines keep a tab
for every wide gap. Page numbers in the margins are dropped by their position; what stands askew (a
watermark) or is as white as the paper is no text of the page.
"""

from __future__ import annotations

import io
import logging
import re
import time
from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unicodedata import normalize

import pdfplumber

from gongkai.report.model import UnreadableReport
from gongkai.report.read import columns, limits
from gongkai.report.read.encoding import check_text, scrambled
from gongkai.report.read.glyphs import (
    GAP,
    TOUCHING,
    Char,
    characters,
    joined,
    lines_of,
    pale,
    upright,
    words_of,
)
from gongkai.report.read.lattice import Lattice, Ruling, lattices
from gongkai.report.read.pdf_guard import DAMAGED, check_pdf
from gongkai.report.read.representation import Block, Box, Grid, Line, Representation

for library in ("pdfminer", "pdfplumber", "pikepdf"):  # their remarks on odd files are not for our reader
    logging.getLogger(library).addHandler(logging.NullHandler())

THIN = 2.5  # points: a filled rectangle as thin as this is a ruling
NEAR_EDGE = 0.6  # points: a wall this near a digit's edge stands beside it, not in it
TOP_MARGIN, BOTTOM_MARGIN = 0.09, 0.88  # of the page's height
COLUMNS, ROWS = 3, 2  # the least that makes a grid without rulings; of two columns, three rows
SCANNED = "PDF是扫描件，没有文字层，读不出数字。请先做文字识别（OCR），或改传Word、网页版本。"

_NUMERIC = frozenset("0123456789０１２３４５６７８９.,+-")
_CLOSING = frozenset("）)】〕》”、，。；")
_NEW_ROW = re.compile(r"\d+[.．、,，]|\(?[一二三四五六七八九]+[)、]")
_SEVERAL = re.compile(r"[\d.,]+(?:[ \t]+[\d.,]+)+")
_PAGE_NUMBER = re.compile(
    r"[-—–―－─·•~\s]*\d{1,3}[-—–―－─·•~\s]*|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}"
)


def read_pdf(data: bytes, name: str = "") -> Representation:
    """Return what a PDF prints. UnreadableReport if it is locked, damaged, scanned or too large."""
    check_pdf(data)
    found = Representation("pdf", source=name)
    until = time.monotonic() + limits.PDF_SECONDS
    pictures = []
    spans: columns.Spans = ()  # of a table without rulings that may run on to the next page
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            for key in ("Title", "Author"):
                if isinstance(value := (pdf.metadata or {}).get(key), str) and value.strip():
                    found.meta[key.lower()] = value.strip()[:500]
            for page in pdf.pages:
                if time.monotonic() > until:
                    raise UnreadableReport("PDF的内容过于复杂，读取超时。请提供Word或网页版本。")
                blocks, spans = _page(page, spans)
                _join_pages(found.blocks, blocks)
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


def _join_pages(before: list[Block], after: list[Block]) -> None:
    """Where a row is cut by the end of a page, leave its empty half without boxes of values.

    Its label is read on, and the boxes of the other half are the row's. A row without values has
    nothing to lose.
    """
    if not before or not after or not isinstance(before[-1], Grid) or not isinstance(after[0], Grid):
        return
    upper, lower = before[-1], after[0]
    first, last = lower.rows()[0], upper.rows()[-1]
    if _NEW_ROW.match(normalize("NFKC", "".join(box.text for box in first)[:8])):
        return
    if len(upper.boxes) > len(last) and (kept := _label_alone(last)) is not None:
        before[-1] = Grid((*(box for box in upper.boxes if box.row != last[0].row), *kept), upper.place)
    elif len(lower.boxes) > len(first) and (kept := _label_alone(first)) is not None:
        after[0] = Grid((*kept, *(box for box in lower.boxes if box.row != first[0].row)), lower.place)


def _label_alone(row: list[Box]) -> list[Box] | None:
    """Return the boxes of a row up to its label if nothing but blank boxes follows it; else None."""
    texts = [n for n, box in enumerate(row) if box.text]
    if not texts or texts[-1] == len(row) - 1 or any(row[n].text.isascii() for n in texts):
        return None
    return row[: texts[-1] + 1]


def _page(page: Any, spans: columns.Spans) -> tuple[list[Block], columns.Spans]:
    chars = characters(page)
    number = page.page_number
    rulings = _rulings(page)
    tables = lattices(*rulings)
    held: list[list[Char]] = [[] for _ in tables]
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
    running, spans = _running(lines_of(outside), page.height, number, count, tables, spans)
    placed.extend(running)
    return [block for _, _, block in sorted(placed, key=lambda item: item[:2])], spans


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
        is_seen = (shape["stroke"] and not pale(shape.get("stroking_color"))) or (
            shape["fill"] and is_thin and not pale(shape.get("non_stroking_color"))
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


def _in_cells(table: Lattice, chars: list[Char]) -> list[list[Char]]:
    """Put every character into the cell around its middle, but never part a number by that.

    A number wider than its cell runs over the wall: it belongs to the cell around the number's
    middle. Where digits touch exactly at a wall, nobody can tell one number from two: a bar between
    them makes both cells unreadable rather than wrong.
    """
    cells: list[list[Char]] = [[] for _ in table.regions]
    for line in lines_of(chars):
        before: tuple[Char, int] | None = None
        for unit in _units(line):
            regions = [table.region_at(char.centre, char.middle) for char in unit]
            if len(set(regions)) > 1:
                unit, regions = _settled(table, unit, regions)
            elif before and unit[0].text in _CLOSING and _touches(unit[0], before[0]):
                regions[0] = before[1]  # （三） is one mark, even where it runs over the wall
            before = unit[-1], regions[-1]
            for char, region in zip(unit, regions, strict=True):
                cells[region].append(char)
    return cells


def _touches(char: Char, before: Char) -> bool:
    return char.x0 - before.x1 < TOUCHING * char.height


def _units(line: list[Char]) -> list[list[Char]]:
    """Part a line into characters, digits that touch kept together."""
    units: list[list[Char]] = []
    for char in line:
        if (
            units
            and char.text in _NUMERIC
            and units[-1][-1].text in _NUMERIC
            and _touches(char, units[-1][-1])
        ):
            units[-1].append(char)
        else:
            units.append([char])
    return units


def _settled(table: Lattice, unit: list[Char], regions: list[int]) -> tuple[list[Char], list[int]]:
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


def _grid(table: Lattice, cells: list[list[Char]], place: str) -> Grid:
    return Grid(
        tuple(
            Box(_cell_text(chars), region.row, region.column, region.rowspan, region.colspan)
            for region, chars in zip(table.regions, cells, strict=True)
        ),
        place,
    )


def _cell_text(chars: list[Char]) -> str:
    turned = [char for char in chars if char.turned]
    if len(turned) * 2 > len(chars):
        return "\n".join(joined(line) for line in lines_of([upright(char) for char in chars]))
    return "\n".join(joined(line).replace("\t", " ") for line in lines_of(chars))


def _running(
    lines: list[list[Char]],
    height: float,
    page: int,
    count: int,
    tables: list[Lattice],
    spans: columns.Spans,
) -> tuple[list[tuple[float, float, Block]], columns.Spans]:
    """Return the lines outside ruled tables; those in clear columns as grids.

    `spans` are the columns of a table that may run on from the page before.
    """
    lines = [line for line in lines if not _is_page_number(line, lines, height)]
    rows, spans = _rows(lines, tables, spans)
    places = {id(line): n for n, line in enumerate(lines)}
    found: list[tuple[float, float, Block]] = []
    number = 0
    for group in _groups(lines, tables, {id(lines[n]) for n in rows}):
        top, left = group[0][0].top, group[0][0].x0
        first = places[id(group[0])]
        if first in rows:
            count += 1
            aligned = _boxes([rows[n] for n in range(first, first + len(group))])
            found.append((top, left, Grid(aligned, f"第{page}页表格{count}")))
            continue
        if (boxes := _columns(group)) is not None:
            count += 1
            found.append((top, left, Grid(boxes, f"第{page}页表格{count}")))
            continue
        for line in group:
            number += 1
            found.append((line[0].top, line[0].x0, Line(joined(line), f"第{page}页第{number}行")))
    return found, spans


def _rows(
    lines: list[list[Char]], tables: list[Lattice], spans: columns.Spans
) -> tuple[dict[int, columns.Row], columns.Spans]:
    """Find the rows of tables without rulings, above, between and below the ruled ones."""
    words = [[columns.Word(*word) for word in words_of(line, GAP)] for line in lines]
    tops = sorted(table.ys[0] for table in tables)
    parts: dict[int, list[int]] = {}
    for n, line in enumerate(lines):
        parts.setdefault(bisect_left(tops, line[0].top), []).append(n)
    rows: dict[int, columns.Row] = {}
    level, last = -1, spans
    for level, part in sorted(parts.items()):
        found, last = columns.rows_of([words[n] for n in part], spans if level == 0 else ())
        rows.update({part[n]: row for n, row in found.items()})
    return rows, last if level == len(tables) else ()


def _boxes(rows: list[columns.Row]) -> tuple[Box, ...]:
    return tuple(
        Box(text, down, across)
        for down, row in enumerate(rows)
        for across, text in enumerate((row.label, *row.values))
        if across or text
    )


def _groups(lines: list[list[Char]], tables: list[Lattice], rows: set[int]) -> list[list[list[Char]]]:
    """Group rows, and lines of several words, that follow each other with no ruled table between."""
    groups: list[list[list[Char]]] = []
    open_group = was_row = False
    for line in lines:
        is_row = id(line) in rows
        has_words = is_row or len(words_of(line)) > 1
        open_group = open_group and is_row == was_row
        was_row = is_row
        if open_group and has_words:
            before = groups[-1][-1][0].top
            open_group = not any(before < table.ys[0] < line[0].top for table in tables)
        if open_group and has_words:
            groups[-1].append(line)
        else:
            groups.append([line])
        open_group = has_words
    return groups


def _is_page_number(line: list[Char], lines: list[list[Char]], height: float) -> bool:
    middle = line[0].middle
    if not (
        (line is lines[-1] and middle > BOTTOM_MARGIN * height)
        or (line is lines[0] and middle < TOP_MARGIN * height)
    ):
        return False
    return _PAGE_NUMBER.fullmatch(joined(line).replace("\t", " ")) is not None


def _columns(group: list[list[Char]]) -> tuple[Box, ...] | None:
    """Return the boxes of lines whose words stand in the same columns; None if they do not."""
    if len(group) < ROWS:
        return None
    words = [(row, *word) for row, line in enumerate(group) for word in words_of(line)]
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
    if any(text[0] in _NUMERIC for (_, column), text in boxes.items() if column) and (
        any(_SEVERAL.fullmatch(text) for text in boxes.values())
        or not any(all((row, column) in boxes for column in range(len(spans))) for row in range(len(group)))
    ):
        return None  # numbers with blanks between them, and no row that shows all the columns
    return tuple(
        Box(boxes.get((row, column), ""), row, column)
        for row in range(len(group))
        for column in range(len(spans))
    )

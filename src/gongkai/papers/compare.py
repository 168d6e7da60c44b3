"""Two editions of a text compared: what was added, struck out and changed, down to the words and the cells.

The same two texts always give the same comparison: where the words of a very long change are not compared,
that depends on its length alone, never on how busy the machine is, and is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gongkai.papers.blocks import Block, Cell, Listing, Para, Picture, Quote, Rule, Run, Table
from gongkai.papers.html_in import blocks_of

Operation = Literal["same", "added", "removed"]
Kind = Literal["same", "added", "removed", "changed"]

# Bounds, in comparisons of a character with a character; a second holds about ten thousand million of them.
WORDS_OF_ONE = 100_000_000  # a changed paragraph of 10,000 characters
WORDS_OF_ALL = 4_000_000_000
PAIRS = 600_000  # paragraphs of one changed stretch, each with those about as far along
LONGEST = 20_000  # paragraphs of one changed stretch
ALIKE = 0.4  # from here on two paragraphs are the same one changed
ROUGH = "改动太长，只比较到段落，没有比较字词。"

_TOKEN = re.compile(r"[A-Za-z]+|[0-9]+(?:[.,][0-9]+)*|\s+|.", re.S)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    operation: Operation
    text: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of two tables compared: what happened to it, and each of its cells as pieces."""

    kind: Kind
    cells: tuple[tuple[Piece, ...], ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A paragraph, or a table, of two editions compared.

    `tag` is what it is in the new edition (p, h2, …, table); `pieces` are its words, or `rows` those of a
    table; `notes` say what words do not show: a heading's level, a link's address, a comparison cut short.
    """

    kind: Kind
    tag: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()
    rows: tuple[RowChange, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is aligned: a paragraph, or a table as a grid."""

    tag: str
    text: str
    links: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    grid: tuple[tuple[str, ...], ...] = ()
    heads: int = 0  # rows of the grid that are its head


def compare(old_html: str, new_html: str) -> list[Change]:
    """Return two editions of a text compared, in reading order, what stayed included.

    Paragraphs are aligned, then the words of those that were changed; tables are aligned row by row and
    compared cell by cell. Work is bounded: what is beyond is compared by paragraphs, with a note (`ROUGH`).
    """
    old, new = _units(blocks_of(old_html)), _units(blocks_of(new_html))
    budget = _Budget()
    changes: list[Change] = []
    for kind, (i, j), (k, m) in _stretches([unit.text for unit in old], [unit.text for unit in new]):
        if kind == "same":
            changes += [_same(a, b, budget) for a, b in zip(old[i:j], new[k:m], strict=True)]
        else:
            changes += _changed_stretch(old[i:j], new[k:m], budget)
    return changes


def compare_metadata(old: Mapping[str, object], new: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Return the fields that differ as (field, old, new), in the new edition's order; "" for a blank."""
    fields = [*new, *(field for field in old if field not in new)]
    values = [(field, _shown(old.get(field)), _shown(new.get(field))) for field in fields]
    return [(field, before, after) for field, before, after in values if before != after]


def summary(changes: Iterable[Change]) -> str:
    """Return in a sentence how much was changed."""
    counts = {"added": 0, "removed": 0, "changed": 0}
    for change in changes:
        if change.kind != "same":
            counts[change.kind] += 1
    words = {"added": "增加{}处", "removed": "删去{}处", "changed": "修改{}处"}
    said = [words[kind].format(count) for kind, count in counts.items() if count]
    return "，".join(said) + "。" if said else "两个版本的正文没有不同。"


# Units


def _units(blocks: Iterable[Block]) -> list[_Unit]:
    found: list[_Unit] = []
    for block in blocks:
        match block:
            case Para():
                found.append(_unit(block))
            case Quote():
                found += _units(block.blocks)
            case Listing():
                for place, item in enumerate(block.items):
                    mark = f"{block.start + place}. " if block.ordered else "· "
                    units = _units(item)
                    if units and not units[0].grid:
                        first = units[0]
                        units[0] = _Unit(first.tag, mark + first.text, first.links, first.pictures)
                    found += units
            case Table():
                if block.caption:
                    found.append(_unit(Para(block.caption)))
                grid = _grid(block)
                found.append(
                    _Unit("table", "\n".join("\t".join(row) for row in grid), grid=grid, heads=block.heads)
                )
            case Rule():
                pass
    return found


def _unit(para: Para) -> _Unit:
    links = tuple(one.href for one in para.inlines if isinstance(one, Run) and one.href)
    pictures = tuple(one.src for one in para.inlines if isinstance(one, Picture))
    tag = para.kind if para.kind.startswith("h") else "p"
    return _Unit(tag, para.text or ("［图片］" if pictures else ""), links, pictures)


def _grid(table: Table) -> tuple[tuple[str, ...], ...]:
    """Return a table with every cell in its own column; what a cell spans is blank."""
    grid: list[list[str]] = []
    covered: dict[int, int] = {}  # column → rows still covered from above
    for row in table.rows:
        line: list[str] = []

        def skip(line: list[str] = line) -> None:
            while covered.get(len(line), 0) > 0:
                covered[len(line)] -= 1
                line.append("")

        for cell in row:
            skip()
            line += _cell_line(cell, covered, len(line))
        skip()
        grid.append(line)
    width = max(map(len, grid), default=0)
    return tuple(tuple(line + [""] * (width - len(line))) for line in grid)


def _cell_line(cell: Cell, covered: dict[int, int], column: int) -> list[str]:
    for under in range(column, column + cell.colspan):
        covered[under] = cell.rowspan - 1
    return [cell.text] + [""] * (cell.colspan - 1)


# Alignment


class _Budget:
    """How much may still be compared word by word."""

    def __init__(self) -> None:
        self._left = WORDS_OF_ALL

    def allows(self, old: int, new: int) -> bool:
        """Say whether a comparison of so many characters may be made, and take it from what is left."""
        return old * new <= WORDS_OF_ONE and self.takes(old * new)

    def takes(self, cost: int) -> bool:
        """Say whether work of so many comparisons may be done, and take it from what is left."""
        if cost > self._left:
            return False
        self._left -= cost
        return True


def _stretches(
    old: Sequence[str], new: Sequence[str]
) -> list[tuple[Literal["same", "changed"], tuple[int, int], tuple[int, int]]]:
    """Return the longest common course of two sequences, and what lies between, as places in both."""
    from rapidfuzz.distance import LCSseq

    numbers: dict[str, int] = {}
    first, second = ([numbers.setdefault(one, len(numbers)) for one in side] for side in (old, new))
    found: list[tuple[Literal["same", "changed"], tuple[int, int], tuple[int, int]]] = []
    i = k = 0
    for code in LCSseq.opcodes(first, second):
        if code.tag != "equal":
            continue
        if (i, k) != (code.src_start, code.dest_start):
            found.append(("changed", (i, code.src_start), (k, code.dest_start)))
        found.append(("same", (code.src_start, code.src_end), (code.dest_start, code.dest_end)))
        i, k = code.src_end, code.dest_end
    if (i, k) != (len(first), len(second)):
        found.append(("changed", (i, len(first)), (k, len(second))))
    return found


def _changed_stretch(old: Sequence[_Unit], new: Sequence[_Unit], budget: _Budget) -> list[Change]:
    """Compare two stretches that share nothing whole: what is alike is one thing changed."""
    changes: list[Change] = []
    i = k = 0
    pairs, note = _pairs(old, new, budget)
    for a, b in [*pairs, (len(old), len(new))]:
        changes += [_whole("removed", unit, note) for unit in old[i:a]]
        changes += [_whole("added", unit, note) for unit in new[k:b]]
        if a < len(old) and b < len(new):
            changes += _pair(old[a], new[b], budget)
        i, k = a + 1, b + 1
    return changes


def _pairs(old: Sequence[_Unit], new: Sequence[_Unit], budget: _Budget) -> tuple[list[tuple[int, int]], str]:
    """Return which units are the same ones changed, in order, so that likeness in all is greatest.

    Of a very long stretch only units about as far along in both are tried: a band around the diagonal.
    """
    if not old or not new:
        return [], ""
    half = max(8, PAIRS // (2 * len(old)))
    bands = []
    for a in range(len(old)):
        middle = a * len(new) // len(old)
        bands.append((max(0, middle - half), min(len(new), middle + half + 1)))
    tried = sum(high - low for low, high in bands)
    sizes = sum(len(unit.text) for unit in old) * sum(len(unit.text) for unit in new)
    if max(len(old), len(new)) > LONGEST or not budget.takes(sizes * tried // (len(old) * len(new))):
        return [], ROUGH
    like = [[_likeness(old[a], new[b]) for b in range(low, high)] for a, (low, high) in enumerate(bands)]
    best: list[list[float]] = [[] for _ in bands]

    def value(a: int, b: int) -> float:
        if a >= len(bands) or not bands[a][0] <= b < bands[a][1]:
            return 0.0
        return best[a][b - bands[a][0]]

    for a in range(len(old) - 1, -1, -1):
        low, high = bands[a]
        best[a] = [0.0] * (high - low)
        for b in range(high - 1, low - 1, -1):
            alike = like[a][b - low]
            paired = value(a + 1, b + 1) + alike if alike else 0.0
            best[a][b - low] = max(value(a + 1, b), value(a, b + 1), paired)
    found: list[tuple[int, int]] = []
    a = b = 0
    while a < len(old) and b < len(new):
        low, high = bands[a]
        alike = like[a][b - low] if low <= b < high else 0.0
        if alike and value(a, b) == value(a + 1, b + 1) + alike:
            found.append((a, b))
            a, b = a + 1, b + 1
        elif value(a, b) == value(a, b + 1) and b < high:
            b += 1
        else:
            a += 1
    return found, ""


def _likeness(old: _Unit, new: _Unit) -> float:
    """Return how much of two units is the same, 0 for what is not one unit changed."""
    from rapidfuzz.distance import Indel

    if bool(old.grid) != bool(new.grid):
        return 0.0
    alike = Indel.normalized_similarity(old.text, new.text, score_cutoff=ALIKE)
    return alike or (ALIKE / 2 if old.grid else 0.0)  # one table for another is a table changed


# Changes


def _same(old: _Unit, new: _Unit, budget: _Budget) -> Change:
    if old.grid or new.grid:
        return _pair(old, new, budget)[0] if old.grid != new.grid else _whole("same", new, "")
    notes = _notes(old, new)
    return Change(
        "changed" if notes else "same", new.tag, old.text, new.text, _all("same", new.text), notes=notes
    )


def _whole(kind: Literal["same", "added", "removed"], unit: _Unit, note: str) -> Change:
    old, new = ("" if kind == "added" else unit.text), ("" if kind == "removed" else unit.text)
    notes = (note,) if note else ()
    if unit.grid:
        rows = tuple(_row(kind, row, place < unit.heads) for place, row in enumerate(unit.grid))
        return Change(kind, "table", old, new, rows=rows, notes=notes)
    return Change(kind, unit.tag, old, new, _all(kind, unit.text), notes=notes)


def _pair(old: _Unit, new: _Unit, budget: _Budget) -> list[Change]:
    if not old.grid:
        pieces, note = _pieces(old.text, new.text, budget)
        notes = _notes(old, new) + ((note,) if note else ())
        return [Change("changed", new.tag, old.text, new.text, pieces, notes=notes)]
    if len(old.grid[0]) != len(new.grid[0]):
        note = f"表格由{len(old.grid[0])}列改为{len(new.grid[0])}列，整表对照。"
        return [_whole("removed", old, note), _whole("added", new, note)]
    rows, note = _rows(old, new, budget)
    return [Change("changed", "table", old.text, new.text, rows=rows, notes=(note,) if note else ())]


def _rows(first: _Unit, second: _Unit, budget: _Budget) -> tuple[tuple[RowChange, ...], str]:
    """Compare the rows of two tables of the same columns."""
    old, new = first.grid, second.grid
    found: list[RowChange] = []
    said = ""
    before, after = (["\t".join(row) for row in side] for side in (old, new))
    for kind, (i, j), (k, m) in _stretches(before, after):
        if kind == "same":
            found += [_row("same", new[at], at < second.heads) for at in range(k, m)]
            continue
        units = [[_Unit("tr", "\t".join(row)) for row in side] for side in (old[i:j], new[k:m])]
        pairs, note = _pairs(units[0], units[1], budget)
        said = said or note
        a, b = i, k  # the next row of each side
        for x, y in [*((i + x, k + y) for x, y in pairs), (j, m)]:
            found += [_row("removed", old[at], at < first.heads) for at in range(a, x)]
            found += [_row("added", new[at], at < second.heads) for at in range(b, y)]
            if x < j and y < m:
                compared = [_pieces(one, other, budget) for one, other in zip(old[x], new[y], strict=True)]
                said = next((note for _, note in compared if note), said)
                found.append(RowChange("changed", tuple(pieces for pieces, _ in compared), y < second.heads))
            a, b = x + 1, y + 1
    return tuple(found), said


def _row(kind: Literal["same", "added", "removed"], row: tuple[str, ...], is_head: bool) -> RowChange:
    return RowChange(kind, tuple(_all(kind, cell) for cell in row), is_head)


def _all(operation: Operation, text: str) -> tuple[Piece, ...]:
    return (Piece(operation, text),) if text else ()


def _notes(old: _Unit, new: _Unit) -> tuple[str, ...]:
    notes = []
    if old.tag != new.tag:
        notes.append(f"由{_LEVELS.get(old.tag, '正文')}改为{_LEVELS.get(new.tag, '正文')}。")
    if old.links != new.links:
        gone, come = "、".join(old.links) or "无", "、".join(new.links) or "无"
        notes.append(f"链接由{gone}改为{come}。")
    if old.pictures != new.pictures:
        notes.append("图片有变化。")
    return tuple(notes)


_LEVELS = {"h2": "一级标题", "h3": "二级标题", "h4": "三级标题", "h5": "四级标题", "h6": "五级标题"}


# Words


def _pieces(old: str, new: str, budget: _Budget) -> tuple[tuple[Piece, ...], str]:
    """Return the words of a change: a number or a western word is one, a Chinese character is one."""
    if old == new:
        return _all("same", new), ""
    if not budget.allows(len(old), len(new)):
        return _all("removed", old) + _all("added", new), ROUGH
    first, second = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    for kind, (i, j), (k, m) in _stretches(first, second):
        if kind == "same":
            pieces.append(Piece("same", "".join(second[k:m])))
        else:
            pieces += _all("removed", "".join(first[i:j])) + _all("added", "".join(second[k:m]))
    return tuple(_readable(pieces)), ""


def _readable(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces without single characters left standing between two changes: nobody reads a riddle."""
    found: list[Piece] = []
    gone = come = ""

    def flush() -> None:
        nonlocal gone, come
        found.extend(_all("removed", gone) + _all("added", come))
        gone = come = ""

    for place, piece in enumerate(pieces):
        if piece.operation == "removed":
            gone += piece.text
        elif piece.operation == "added":
            come += piece.text
        elif (
            (gone or come)
            and place + 1 < len(pieces)
            and len(piece.text.strip()) < 2
            and "\n" not in piece.text
        ):
            gone, come = gone + piece.text, come + piece.text
        else:
            flush()
            found.append(piece)
    flush()
    return found


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(map(_shown, value))
    return str(value).strip()

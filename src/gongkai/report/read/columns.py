"""The columns of a table that is printed without ruling lines, found by where its words stand.

A blank cell leaves no trace in a line of words: only the whole table says in which column a number
stands. Columns are the stretches of a page's width in which numbers of the table stand, and those
under the words of its head. Where numbers of one line share a column, or a column is not certain,
nothing is said and the lines stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

LEAST, MOST = 3, 30  # columns of values
HEAD_WORDS = 400  # more is no head of a table
SLACK = 0.5  # points by which words of neighbouring columns may overlap

_VALUE = re.compile(r"[-+]?\d(?:[\d,，.]*\d)?(?:\[\d{1,2}\])?[件条项个宗]?|[/／]|[-—–]+|\?")
_HEADING = re.compile(r"[一二三四五六七八九]、.{0,30}情况|第?二十条第.{0,6}项|.*[。;].*")  # in NFKC
_NUMBERED = re.compile(r"\d{1,2}[.．、]\s*[^\d\s]")
_ITEM = re.compile(r"\(?[一二三四五六七八九]+[)、]")


@dataclass(frozen=True, slots=True)
class Word:
    """What is printed without a gap in one line, from `x0` to `x1`."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its label, and what each column of values holds, "" for nothing."""

    label: str
    values: tuple[str, ...]


Line = Sequence[Word]
Spans = tuple[tuple[float, float], ...]


def rows_of(lines: Sequence[Line], known: Spans = ()) -> tuple[dict[int, Row], Spans]:
    """Return which lines are rows of a table with columns, by their number, and the last table's columns.

    `known` are the columns of a table that may run on from the page before; the columns returned are
    those of a table that may run on to the next one, () if none does.
    """
    rows: dict[int, Row] = {}
    start, spans = 0, known
    for end in [*(n for n, line in enumerate(lines) if _is_heading(line)), len(lines)]:
        part = range(start, end)
        found, spans = _table(lines, part, spans if start == 0 else ())
        rows.update(found)
        start = end + 1
    return rows, spans


def _is_heading(line: Line) -> bool:
    text = normalize("NFKC", "".join(word.text for word in line))  # some print 一 as the radical ⼀
    return not _parted(line)[1] and _HEADING.fullmatch(text) is not None


def _parted(line: Line) -> tuple[Line, Line]:
    """Part the words of a line into its label and the values at its end."""
    at = len(line)
    while at and _VALUE.fullmatch(line[at - 1].text):
        at -= 1
    return line[:at], line[at:]


def _table(lines: Sequence[Line], part: range, known: Spans) -> tuple[dict[int, Row], Spans]:
    parted = {n: _parted(lines[n]) for n in part}
    filled = [n for n in part if parted[n][1]]
    if not filled:
        return {}, known
    values = [word for n in filled for word in parted[n][1]]
    labels = [word for n in filled for word in parted[n][0]]
    left = max((word.x1 for word in labels), default=float("-inf"))
    head = [[w for w in lines[n] if w.x0 >= left - SLACK] for n in range(part.start, filled[0])]
    first = filled[0]  # below the head
    if known and len(spans := _joined([*known, *_spans_of(values)])) == len(known):
        is_sure, first = True, part.start  # there is no head: the table runs on
    else:
        spans, under_head = _with_head(_joined(_spans_of(values)), head)
        is_sure = under_head == len(spans) or any(len(parted[n][1]) == len(spans) for n in filled)
    if not is_sure or not LEAST <= len(spans) <= MOST or left > spans[0][0] + SLACK:
        return {}, ()
    rows = {}
    for n in filled:
        boxes = [""] * len(spans)
        for word in parted[n][1]:
            column = next(i for i, (x0, x1) in enumerate(spans) if x0 <= word.x0 and word.x1 <= x1)
            if boxes[column]:
                return {}, ()
            boxes[column] = word.text
        rows[n] = Row(_label(parted[n][0]), tuple(boxes))
    for n in range(first, part.stop - 1):
        if n not in rows and _is_numbered(parted[n][0]) and _is_blank_row(parted, range(n + 1, part.stop)):
            rows[n] = Row(_label(parted[n][0]), ("",) * len(spans))
    return dict(sorted(rows.items())), spans


def _label(words: Line) -> str:
    return " ".join(word.text for word in words)


def _is_numbered(label: Line) -> bool:
    return any(_NUMBERED.match(word.text) for word in label)


def _is_blank_row(parted: dict[int, tuple[Line, Line]], following: range) -> bool:
    """Say whether the row of a numbered label has no values: the next label comes before any."""
    for n in following:
        label, values = parted[n]
        if _is_numbered(label):
            return True
        if values:
            return any(_ITEM.match(normalize("NFKC", word.text)) for word in label)
    return False


def _spans_of(words: Sequence[Word]) -> list[tuple[float, float]]:
    return [(word.x0, word.x1) for word in words]


def _joined(spans: Sequence[tuple[float, float]]) -> Spans:
    """Join spans that overlap."""
    joined: list[tuple[float, float]] = []
    for x0, x1 in sorted(spans):
        if joined and x0 < joined[-1][1] - SLACK:
            joined[-1] = joined[-1][0], max(joined[-1][1], x1)
        else:
            joined.append((x0, x1))
    return tuple(joined)


def _with_head(spans: Spans, head: Sequence[Line]) -> tuple[Spans, int]:
    """Add the columns in which only the head prints words; return also how many the head names.

    Read upwards: the words next to the numbers name one column each, those above may name groups.
    """
    if sum(map(len, head)) > HEAD_WORDS:
        return spans, 0
    columns = list(spans)
    named: set[tuple[float, float]] = set()
    for line in reversed(head):
        for word in line:
            over = [span for span in columns if span[0] < word.x1 - SLACK and word.x0 + SLACK < span[1]]
            if len(over) > 1:
                continue
            new = (word.x0, word.x1)
            if over:
                columns.remove(over[0])
                named.discard(over[0])
                new = (min(over[0][0], word.x0), max(over[0][1], word.x1))
            columns.append(new)
            named.add(new)
    columns.sort()
    if any(b[0] < a[1] - SLACK for a, b in pairwise(columns)):
        return spans, 0  # the words of the head reach into each other's columns
    return tuple(columns), len(named)

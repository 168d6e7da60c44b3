"""What the head of a table says: in which column of the grid each cell of the form stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from gongkai.report.edition import Column
from gongkai.report.read.align import Matched
from gongkai.report.read.quantity import is_value
from gongkai.report.read.representation import Box
from gongkai.report.read.strips import Strip, Strips
from gongkai.report.read.wording import core, normal

_RESULTS = (
    ("维持", "upheld"),
    ("纠正", "corrected"),
    ("其他", "other"),
    ("尚未", "pending"),
    ("审结", "pending"),
    ("总计", "total"),
    ("合计", "total"),
)
_RESULT = re.compile("维持|纠正|其他|尚未|总计|合计")
_REQUESTERS = (
    ("自然", "C1"),
    ("商业", "C2"),
    ("科研", "C3"),
    ("公益", "C4"),
    ("法律", "C5"),
    ("总计", "C7"),
    ("合计", "C7"),
    ("其他", "C6"),
)


def value_columns(matched: Iterable[Matched], columns: Sequence[Column]) -> list[int] | None:
    """Return the grid columns of table 3's values, as most rows with all their boxes have them.

    None if no row has exactly as many value boxes as the form has columns, or if the rows do not
    end at one edge: in lines parted by pipes a box's number says nothing about its column.
    """
    strips = [found.strip for found in matched if found.strip.grid is not None]
    edges = {
        (strip.grid, last.column + last.span)
        for strip in strips
        if (last := strip.values[-1]).column is not None
    }
    if len(edges) > len({strip.grid for strip in strips}):
        return None
    seen = Counter(
        tuple(value.column for value in strip.values)
        for strip in strips
        if len(strip.values) == len(columns) and all(value.column is not None for value in strip.values)
    )
    if not seen:
        return None
    return [column for column in seen.most_common(1)[0][0] if column is not None]


def head_columns(rows: Sequence[Sequence[Box]], columns: Sequence[Column]) -> list[int] | None:
    """Return the grid columns of table 3's values as the head of that grid names them.

    None if it does not name all seven in the form's order, or if a row below it prints a label or a
    number where the head has none: then head and body are drawn on different grids.
    """
    found: dict[str, int] = {}
    body = next((n for n, row in enumerate(rows) if any(box.text.isdigit() for box in row)), len(rows))
    for row in rows[:body]:
        for box in row:
            code = None if "法人" in box.text else _first(_REQUESTERS, core(box.text)[:6])
            if code and box.colspan == 1 and found.setdefault(code, box.column) != box.column:
                return None
    named = [found.get(column.code, -1) for column in columns]
    if named != list(range(named[0], named[0] + len(columns))) or named[0] < 1:
        return None
    for row in rows[body:]:
        printed = [box for box in row if box.text]
        for box in printed if len(printed) > 1 else ():
            if is_value(box.text) != (box.column in named) or box.column + box.colspan - 1 > named[-1]:
                return None
    return named


def table2_order(block: Sequence[Strip], strips: Strips, columns: Sequence[Column]) -> tuple[int, ...] | None:
    """Return for each printed value of a block of table 2 its place in the form, as its head names them.

    None if the head does not name every column once; then they stand as the form has them.
    """
    if len(columns) < 2 or not block:
        return None
    labels = [core(normal(column.label)) for column in columns]

    def place(head: str) -> int | None:
        return next((n for n, label in enumerate(labels) if label in head), None)

    for strip in block:
        if strip.grid is not None and len(strip.values) == len(columns):
            return _named(strips, strip, place)
    head = core(block[0].own)
    at = [head.find(label) for label in labels]
    if block[0].grid is not None or min(at) < 0 or any(head.count(label) > 1 for label in labels):
        return None
    return tuple(sorted(range(len(labels)), key=at.__getitem__))


_NAMES = re.compile("自然人|商业企业|科研机构|社会公益组织|法律服务机构|其他|总计|合计")


def order_in_text(text: str, columns: Sequence[Column]) -> tuple[tuple[int, ...], bool] | None:
    """Return the order of table 3's columns as the words of its head stand in running text.

    And whether the words alone are enough: they are where 自然人 comes first and only the five kinds
    of organisations stand otherwise; else the sums must bear the order out. None for the form's own
    order (whose head of three lines prints 总计 second), and where the head is in pieces.
    """
    head = text[: found.start()] if (found := re.search("本年度?新收", text)) else ""
    words = _NAMES.findall(head.replace("法人或其他组织", ""))
    codes = [str(_first(_REQUESTERS, word)) for word in words]
    places = {column.code: place for place, column in enumerate(columns)}
    if sorted(codes) != sorted(places):
        return None
    if codes[:2] == ["C1", "C7"]:
        codes = ["C1", *codes[2:], "C7"]
    order = tuple(places[code] for code in codes)
    return None if order == tuple(range(len(columns))) else (order, codes[0] == "C1" and codes[-1] == "C7")


def table3_order(
    matched: Iterable[Matched], strips: Strips, columns: Sequence[Column]
) -> tuple[int, ...] | None:
    """Return for each printed value of table 3 its place in the form, if the head names every column once."""
    places = {column.code: place for place, column in enumerate(columns)}
    for found in matched:
        strip = found.strip
        if strip.grid is not None and len(strip.values) == len(columns):
            return _named(strips, strip, lambda head: places.get(_first(_REQUESTERS, head) or ""))
    return None


def table4_order(strip: Strip, strips: Strips, head: str, columns: Sequence[Column]) -> list[tuple[int, ...]]:
    """Return the possible orders of table 4's values: for each printed value its place in the form.

    One order if the head says which, as it does in nearly all reports. Some print 总计 first; where
    the head is in pieces both orders are possible and the identities may decide.
    """
    places = {column.code: place for place, column in enumerate(columns)}
    standard = tuple(range(len(columns)))

    def place(above: str) -> int | None:
        block = "B" if "直接起诉" in above else "C" if "后起诉" in above else "A" if "复议" in above else ""
        return places.get(f"{block}_{_first(_RESULTS, above)}")

    if strip.grid is not None and (named := _named(strips, strip, place)):
        return [named]
    total_first = tuple(start + at for start in range(0, len(columns), 5) for at in (4, 0, 1, 2, 3))
    words = [match[0] for match in _RESULT.finditer(head)]
    if len(words) >= 15 and words[:15] == ["维持", "纠正", "其他", "尚未", "总计"] * 3:
        return [standard]
    if words[:15] == ["总计", "维持", "纠正", "其他", "尚未"] * 3:
        return [total_first]
    if words[:1] == ["维持"] and "总计" in words[4:6]:
        return [standard]
    return [standard, total_first]


def _named(strips: Strips, strip: Strip, place_of: Callable[[str], int | None]) -> tuple[int, ...] | None:
    """Read the order of a row's values from the boxes above it; None unless they name every cell once."""
    if strip.grid is None or any(value.column is None for value in strip.values):
        return None
    heads = _head_above(strips.heads[strip.grid], strip.row)
    order = []
    for value in strip.values:
        column = value.column or 0
        above = "".join(core(b.text) for b in heads if b.column <= column < b.column + b.colspan)
        place = place_of(above)
        if place is None or place in order:
            return None
        order.append(place)
    return tuple(order)


def _head_above(rows: Sequence[list[Box]], row: int) -> list[Box]:
    """Return the boxes of the head nearest above a row: text rows up to the next row with numbers."""
    last = row - 1
    while last >= 0 and any(box.text.isdigit() for box in rows[last]):
        last -= 1
    first = last
    while first > 0 and not any(box.text.isdigit() for box in rows[first - 1]):
        first -= 1
    return [box for head in rows[max(first, 0) : last + 1] for box in head if box.text]


def _first(words: Iterable[tuple[str, str]], text: str) -> str | None:
    return next((key for word, key in words if word in text), None)

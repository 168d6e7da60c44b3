"""What the head of a table says: in which column of the grid each cell of the form stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from gongkai.report.edition import Column
from gongkai.report.read.align import Matched
from gongkai.report.read.representation import Box
from gongkai.report.read.strips import Strip, Strips
from gongkai.report.read.wording import core

_RESULTS = {"维持": "upheld", "纠正": "corrected", "其他": "other", "尚未": "pending", "审结": "pending", "总计": "total"}
_RESULT = re.compile("维持|纠正|其他|尚未|总计|合计")


def value_columns(matched: Iterable[Matched], columns: Sequence[Column], strips: Strips) -> list[int] | None:
    """Return the grid columns of table 3's values, as most rows with all their boxes have them.

    None if no row has exactly as many value boxes as the form has columns.
    """
    seen = Counter(
        tuple(value.column for value in found.strip.values)
        for found in matched
        if found.strip.grid is not None
        and len(found.strip.values) == len(columns)
        and all(value.column is not None for value in found.strip.values)
    )
    if not seen:
        return None
    return [column for column in seen.most_common(1)[0][0] if column is not None]


def table4_order(
    strip: Strip, strips: Strips, head: str, columns: Sequence[Column]
) -> list[tuple[int, ...]]:
    """Return the possible orders of table 4's values: for each printed value its place in the form.

    One order if the head says which, as it does in nearly all reports. Some print 总计 first; where
    the head is in pieces both orders are possible and the identities may decide.
    """
    standard = tuple(range(len(columns)))
    if strip.grid is not None and (named := _named_order(strips.heads[strip.grid], strip, columns)):
        return [named]
    total_first = tuple(start + place for start in range(0, len(columns), 5) for place in (4, 0, 1, 2, 3))
    words = [match[0] for match in _RESULT.finditer(head)]
    sets = [words[n : n + 5] for n in range(0, len(words), 5)]
    if len(words) >= 15 and all(w == ["维持", "纠正", "其他", "尚未", "总计"] for w in sets[:3]):
        return [standard]
    if words[:1] == ["总计"] or words[:1] == ["合计"]:
        return [total_first, standard]
    return [standard] if words[:1] == ["维持"] and "总计" in words[4:6] else [standard, total_first]


def _named_order(rows: list[list[Box]], strip: Strip, columns: Sequence[Column]) -> tuple[int, ...] | None:
    """Read the order from the boxes above each value; None unless they name every cell once."""
    heads = [box for row in rows for box in row if not (box.text.isdigit() or not box.text)]
    places = {column.code: place for place, column in enumerate(columns)}
    order = []
    for value in strip.values:
        if value.column is None:
            return None
        above = "".join(
            core(box.text) for box in heads if box.column <= value.column < box.column + box.colspan
        )
        result = next((key for word, key in _RESULTS.items() if word in above.replace("行政复议", "")), None)
        block = "B" if "直接起诉" in above else "C" if "后起诉" in above else "A" if "复议" in above else None
        place = places.get(f"{block}_{result}")
        if place is None or place in order:
            return None
        order.append(place)
    return tuple(order) if len(order) == len(columns) else None

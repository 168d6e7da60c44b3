"""The older 政府信息公开情况统计表 (report years 2008–2018), read as generic indicators.

Provinces used tables of their own, so no list of indicators is presumed: a row is a name, a unit, this
year's number and, where the table has the column, the cumulative one. Printed as running text the two
numbers stand glued together (主动公开文件数条206912106). Such a run is parted only where nothing else is
possible: the cumulative number is not below the year's, a part is not above its total, the parts of the
requests and of the answers sum to theirs, and the prose may name the number. What stays open is left
open, with its candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from gongkai.report.model import Indicator, Number
from gongkai.report.read.flow import even, flow, squeeze
from gongkai.report.read.numerals import CHINESE_DIGITS, halfwidth_digits, to_halfwidth
from gongkai.report.read.prose import prose
from gongkai.report.read.representation import Box, Grid, Representation
from gongkai.report.read.sections import sections

_UNITS = "万元|亿元|人次|条次|条|件|次|篇|元|个|人|份|起|宗|家|期|场|部|处|%"
_YEAR = rf"(?:20\d\d|[{CHINESE_DIGITS}]{{4}}) ?年?度?(?:数量?|合计|统计数)?"
_VALUE_HEAD = rf"(?:{_YEAR}|本年度?(?:数量?|统计数)?|当年数?|统计数据?|数量|数值|数据)"
_CUMULATIVE_HEAD = "(?:历年累计|累计)(?:数量?)?"
_HEADER = re.compile(
    rf"(?:统计)?(?:指标|项目)(?:名称|内容)?[\s|]*(?:计量)?单位[\s|]*{_VALUE_HEAD}[\s|]*(?P<cumulative>{_CUMULATIVE_HEAD})?"
)
_NAME_HEAD = re.compile(r"(?:统计)?(?:指标|项目)(?:名称|内容)?$")
_UNIT_HEAD = re.compile(r"(?:计量)?单位$")
_THREE_TABLES = re.compile(r"本年新收政府信息|结转下年度继续办理")

_ROW = re.compile(rf"(?P<unit>{_UNITS})[\s|)）]*(?P<run>\d[\d\s.,，|]*)")
_LONGEST_NAME = 70  # characters; a longer one is prose behind the table
_LIST_NUMBER = re.compile(r"^(?:其中 ?[：:]?)?\s*(?P<n>\d{1,2}) ?[.．、]")
_CATEGORY = re.compile(  # a heading of the table that has no number, run together with the row below it
    r"^(?:[一二三四五六七八九十]、[^（(]{2,24}?(?:情况)?[\s|—–-]*(?=[（(]一[)）])"
    r"|[（(][一二三四五六七八九十][)）][^（(\d]{2,24}情况[\s|—–-]*(?=\d)|[\s|—–-]+)"
)
_UNIT_IN_NAME = re.compile(rf"[（(](?P<unit>{_UNITS})[)）]$")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_DISCLOSED = re.compile(r"主动公开(?:各类)?(?:政府)?(?:信息|文件)(?:共计?|数)?(\d{1,9})条")
_MOST_COMBINATIONS = 20_000
_LONGEST_RUN = 40  # digits

Pair = tuple[Number, Number]


@dataclass(slots=True)
class _Row:
    """A row with the pairs (this year, cumulative) it may mean; `parts` are the rows under its 其中."""

    name: str
    unit: str | None
    pairs: list[Pair] = field(default_factory=list)
    value: Number | None = None
    cumulative: Number | None = None
    parts: list[_Row] = field(default_factory=list)


def is_statistics(representation: Representation) -> bool:
    """Tell whether the file carries the older statistics table and not the three tables of today."""
    text = flow(representation)
    if _THREE_TABLES.search(text):
        return False
    grids = [block for block in representation.blocks if isinstance(block, Grid)]
    if any(_THREE_TABLES.search(squeeze(box.text)) for grid in grids for box in grid.boxes):
        return False
    return _HEADER.search(text) is not None or any(_grid_header(grid) for grid in grids)


def statistics(representation: Representation) -> list[Indicator]:
    """Return the rows of the statistics table, in order; none if the file has no such table.

    The names keep their printed words and list numbers (其中：1.政府网站公开数). A number that cannot be told
    is None; where it is one of several, `candidates` has the pairs of value and cumulative.
    """
    rows = [
        row
        for block in representation.blocks
        if isinstance(block, Grid) and (columns := _grid_header(block)) is not None
        for row in _grid_rows(block, columns)
    ]
    if not rows:
        text = flow(representation)
        header = _HEADER.search(text)
        if header is None:
            return []
        rows = list(_text_rows(halfwidth_digits(text[header.end() :]), header["cumulative"] is not None))
        if any(len(row.pairs) > 1 for row in rows):
            _decide(rows, _stated(representation, text[: header.start()]))
    return [_indicator(row) for row in rows]


def _indicator(row: _Row) -> Indicator:
    if len(row.pairs) == 1:
        row.value, row.cumulative = row.pairs[0]
    candidates = tuple(sorted(row.pairs)) if len(row.pairs) > 1 else ()
    return Indicator(row.name, row.unit, row.value, row.cumulative, candidates)


# -- a grid -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a table are; `row` is the header's, columns that are missing are None."""

    row: int
    name: int
    unit: int | None
    value: int
    cumulative: int | None


def _grid_header(grid: Grid) -> _Columns | None:
    for number, row in enumerate(grid.rows()[:6]):
        words = [(squeeze(to_halfwidth(box.text)), box.column) for box in row]
        name = next((column for text, column in words if _NAME_HEAD.fullmatch(text)), None)
        unit = next((column for text, column in words if _UNIT_HEAD.fullmatch(text)), None)
        value = next((column for text, column in words if re.fullmatch(_VALUE_HEAD, text)), None)
        cumulative = next((column for text, column in words if re.fullmatch(_CUMULATIVE_HEAD, text)), None)
        if name is not None and value is not None and (unit is not None or cumulative is not None):
            return _Columns(number, name, unit, value, cumulative)
    return None


def _grid_rows(grid: Grid, columns: _Columns) -> Iterator[_Row]:
    first_number = min(c for c in (columns.unit, columns.value) if c is not None)
    for row in grid.rows()[columns.row + 1 :]:
        names = [text for box in row if box.column < first_number and (text := squeeze(box.text))]
        if not names:
            continue
        unit = _text_at(row, columns.unit) or None
        pairs = _either(_text_at(row, columns.value), _text_at(row, columns.cumulative))
        value = _number(_text_at(row, columns.value))
        cumulative = _number(_text_at(row, columns.cumulative))
        if unit is None and (in_name := _UNIT_IN_NAME.search(names[-1])):
            unit = in_name["unit"]
        if unit is None and value is None and not pairs:  # a heading inside the table
            continue
        yield _Row(names[-1], unit, pairs, value, cumulative)


def _either(value: str, cumulative: str) -> list[Pair]:
    """Return the pairs of a row that our own documents print as doubtful: 「3或33」 beside 「330或30」."""
    values, cumulatives = ([_number(word) for word in text.split("或")] for text in (value, cumulative))
    if len(values) < 2 or len(values) != len(cumulatives):
        return []
    pairs = zip(values, cumulatives, strict=True)
    return [(this, all_years) for this, all_years in pairs if this is not None and all_years is not None]


def _text_at(row: Iterable[Box], column: int | None) -> str:
    text = next((box.text for box in row if box.column == column), "")
    return re.sub(r"^[-—–/]+$", "", squeeze(even(text)))


def _number(text: str) -> Number | None:
    text = to_halfwidth(text)
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST_RUN:
        return None
    plain = text.replace(",", "")
    return Decimal(plain) if "." in plain else int(plain)


# -- running text -------------------------------------------------------------------------------------


def _text_rows(text: str, has_cumulative: bool) -> Iterator[_Row]:
    """Yield the rows printed in `text`, which begins behind the table's header."""
    found = list(_raw_rows(text))
    apart = any(len(tokens) > 1 for _, _, tokens in found)  # the numbers stand apart in this table
    total: _Row | None = None
    for name, unit, tokens in found:
        row = _Row(name, unit)
        numbers = [_number(token) for token in tokens]
        if not has_cumulative:
            row.value = numbers[0] if len(numbers) == 1 else None
        elif len(numbers) == 2:
            row.value, row.cumulative = numbers
        elif len(tokens) == 1 and not apart:
            row.pairs = _splits(tokens[0])
        number = _LIST_NUMBER.match(name)
        if name.startswith("其中") or (number and total is not None and total.parts):
            if total is not None:
                total.parts.append(row)
        else:
            total = row
        yield row


def _raw_rows(text: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, unit and number tokens of each row, the next row's list number taken off the run."""
    at, counter = 0, 0
    for found in _ROW.finditer(text):
        if found.start() < at:
            continue
        printed = text[at : found.start()]
        if len(printed) > 2 * _LONGEST_NAME or "。" in printed:
            return
        name = squeeze(_CATEGORY.sub("", printed.strip(" \n|"))).strip("|")
        in_brackets = name.endswith(("(", "（"))
        if in_brackets:  # 主动公开文件数（条）
            name += found["unit"] + ("）" if name.endswith("（") else ")")
        if not 2 <= len(name) <= _LONGEST_NAME:
            return
        number = _LIST_NUMBER.match(name)
        counter = int(number["n"]) if number else 0
        run, end = _without_list_number(text, found.start("run"), found["run"], counter + 1)
        yield name, found["unit"], run.replace("|", " ").split()
        at = end


def _without_list_number(text: str, start: int, run: str, expected: int) -> tuple[str, int]:
    """Return the run without the list number of the row behind it, and where that row begins.

    In 2069121062.政府公报公开数 the last 2 belongs to 2.政府公报公开数, being the number expected there.
    """
    end = start + len(run)
    marked = re.search(r"(\d+)\s*\.\s*$", run)
    digits_end = marked.end(1) if marked else len(run.rstrip())
    if not marked and text[end : end + 1] not in ("、", "．"):
        return run.rstrip("，,. \n"), end
    if not re.match(r"\s*[\u4e00-\u9fff]", text[end + (not marked) : end + 4]):
        return run.rstrip("，,. \n"), end
    number = str(expected)
    if run[:digits_end].endswith(number):
        return run[: digits_end - len(number)], start + digits_end - len(number)
    last = re.search(r"(?<=\s)\d{1,2}$", run[:digits_end])  # a number of its own, though not the expected
    if last:
        return run[: last.start()], start + last.start()
    return run[:digits_end], start + digits_end


def _splits(run: str) -> list[Pair]:
    """Return the ways to read a run of digits as this year's and the cumulative number."""
    if not run.isdecimal() or len(run) > _LONGEST_RUN:
        return []
    pairs: list[Pair] = []
    for at in range(1, len(run)):
        left, right = run[:at], run[at:]
        if any(len(part) > 1 and part[0] == "0" for part in (left, right)):
            continue
        if int(right) >= int(left):
            pairs.append((int(left), int(right)))
    return pairs


# -- deciding between splits --------------------------------------------------------------------------


def _stated(representation: Representation, text: str) -> dict[str, set[int]]:
    """Return the numbers that the prose above the table names, by what they count."""
    received = prose(sections(representation)[1], None).get("received")
    return {
        "主动公开": {int(number) for number in _DISCLOSED.findall(squeeze(text))},
        "申请": set() if received is None else {received},
    }


def _decide(rows: list[_Row], stated: dict[str, set[int]]) -> None:
    for row in rows:
        _by_prose(row, stated)
    for _ in range(3):  # a total decided may decide its parts, and they it
        for row in rows:
            _parts_not_above_total(row)
            _parts_sum_to_total(row)


def _by_prose(row: _Row, stated: dict[str, set[int]]) -> None:
    if len(row.pairs) < 2 or row.name.startswith("其中") or _LIST_NUMBER.match(row.name):
        return
    for word, numbers in stated.items():
        if word in row.name and "答复" not in row.name:
            named = [pair for pair in row.pairs if pair[0] in numbers]
            if len(named) == 1:
                row.pairs = named
            return


def _parts_not_above_total(total: _Row) -> None:
    if not total.pairs:
        return
    for part in total.parts:
        below = [pair for pair in part.pairs if any(_not_above(pair, whole) for whole in total.pairs)]
        part.pairs = below or part.pairs
        if part.pairs:
            above = [whole for whole in total.pairs if any(_not_above(pair, whole) for pair in part.pairs)]
            total.pairs = above or total.pairs


def _not_above(part: Pair, whole: Pair) -> bool:
    return part[0] <= whole[0] and part[1] <= whole[1]


def _parts_sum_to_total(total: _Row) -> None:
    """Keep the readings in which the parts sum to the total: requests by channel, answers by kind.

    Channels of 主动公开 overlap (the same paper on the site and in the gazette), so they are not summed.
    """
    family = [total, *total.parts]
    if "申请" not in total.name or len(total.parts) < 2 or not all(row.pairs for row in family):
        return
    combinations = 1
    for row in family:
        combinations *= len(row.pairs)
    if combinations > _MOST_COMBINATIONS or combinations == 1:
        return
    sound = [
        choice
        for choice in product(*(row.pairs for row in family))
        if all(choice[0][side] == sum(pair[side] for pair in choice[1:]) for side in (0, 1))
    ]
    for at, row in enumerate(family):
        row.pairs = sorted({choice[at] for choice in sound}) or row.pairs

"""Places of the form in words, for the sentences of findings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from gongkai.report.edition import Column, Edition, FoldedRow, Place, Row

NUMERALS = "〇一二三四五六七八九十"
MOST_LISTED = 6
"""A sentence names so many places and then says how many there are; `cells` has them all."""


def table_name(code: str) -> str:
    """Return what people call the table: T3 → 表三."""
    number = code.removeprefix("T")
    return f"表{NUMERALS[int(number)]}" if number.isdecimal() and int(number) <= 10 else f"表{number}"


def row_name(row: Row | FoldedRow) -> str:
    """Return the row with the group it cannot be told apart without: 「（六）其他处理3.其他」."""
    label = row.label.partition("（区分处理的")[0]  # the form's note on counting is not the name
    return "".join((*row.group[1:], label))


def column_name(column: Column) -> str:
    """Return the column with its groups where its own label says too little: 「行政复议总计」."""
    label = column.label.partition("（单位")[0]  # the unit is said with the number, if at all
    return label if column.key else "".join((*column.group, label))


def cell_name(place: Place) -> str:
    """Return the cell in words: 「表三“（一）予以公开”自然人栏」."""
    row = row_name(place.row)
    return f"{table_name(place.table)}{f'“{row}”' if row else ''}{column_name(place.column)}栏"


def listed(form: Edition, addresses: Iterable[str], name_table: bool = True) -> str:
    """Return cells in words, row by row: 「表三“（一）予以公开”（商业企业、科研机构）等9行」."""
    rows: dict[tuple[str, str], list[Place]] = {}
    for address in addresses:
        place = form.place(address)
        rows.setdefault((place.table, place.row.code), []).append(place)
    words = [_row_words(places, name_table) for places in list(rows.values())[:MOST_LISTED]]
    more = f"等{len(rows)}行" if len(rows) > MOST_LISTED else ""
    return "；".join(words) + more


def _row_words(places: list[Place], name_table: bool) -> str:
    first = places[0]
    row = row_name(first.row)
    name = f"{table_name(first.table) if name_table else ''}{f'“{row}”' if row else ''}"
    if len(places) == len(first.block.columns):
        return f"{name}整行"
    return f"{name}（{'、'.join(column_name(place.column) for place in places)}）"


def same_organ(one: str, other: str) -> bool:
    """Say whether two printed names are one organ's: equal but for spelling, or for the place above it.

    >>> same_organ("柳北区水利局", "柳州市 柳北区水利局"), same_organ("甲县水利局", "乙县水利局")
    (True, False)
    """
    shorter, longer = sorted((_plain(one), _plain(other)), key=len)
    if shorter == longer:
        return True
    above = longer.removesuffix(shorter)
    # 水利局 alone says no place: it may be any county's.
    return above != longer and bool(_PLACE.search(above) and _BEGINS_WITH_A_PLACE.match(shorter))


_PLACE = re.compile("[省市区县州盟旗]$")
_BEGINS_WITH_A_PLACE = re.compile("[^局委厅办院]{1,12}?[省市区县州盟旗镇乡]")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).removesuffix("人民政府")


def by_table(form: Edition, addresses: Iterable[str]) -> dict[str, list[str]]:
    """Return addresses by the table they stand in, in the order of the form."""
    tables: dict[str, list[str]] = {}
    for address in addresses:
        tables.setdefault(form.place(address).table, []).append(address)
    return tables

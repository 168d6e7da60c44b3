"""Declared numbers as a table (CSV or XLSX): an item a row, its months side by side or below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from gongkai.report.edition import Edition, Place
from gongkai.report.units import MONEY
from gongkai.service.annual import declaring
from gongkai.service.catalogue.imports.table import head_and_lines
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.blank_table import blank_table

MOST_ROWS = 2_000
LONGEST = 300  # characters of a cell

# The columns: the name of the field, the words of the head, and what else the head may say.
COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("item", "项目", ("事项", "信息内容", "指标", "指标名称", "表格位置", "address")),
    ("year", "年度", ("报告年度", "年份", "year")),
    ("month", "月份", ("月", "期间", "month")),
    ("value", "数", ("数量", "件数", "金额", "数值", "本年处理决定数量", "value")),
    ("unit", "单位", ("计量单位", "unit")),
    ("evidence", "依据", ("数据来源", "来源", "出处", "evidence")),
    ("why", "更正原因", ("原因", "更正说明", "why")),
)
WHOLE = "全年"
_MONTH = re.compile(r"(\d{1,2})月份?")
_KNOWN = {word: name for name, label, also in COLUMNS for word in (name, label, *also)}
_COUNTED_IN = ("件", "项", "个", "宗", "件次")


@dataclass(frozen=True)
class Row:
    """One number of the file: the row it stands in, what it is, and what in it cannot be read."""

    number: int
    address: str = ""
    item: str = ""
    month: int | None = None
    value: str = ""
    unit: str = ""
    evidence: str = ""
    why: str = ""
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as it travels, sealed, from the preview to its entering."""
        return asdict(self)


def read(data: bytes, name: str, form: Edition, year: int) -> list[Row]:
    """Return the numbers of a file; rows without any are passed over. CannotDo (file) for no such table."""
    head, lines = head_and_lines(data, name)
    fields = _head(head)
    found: list[Row] = []
    for number, cells in lines:
        if any(cells):
            found += _rows(number, fields, cells, form, year)
        if len(found) > MOST_ROWS:
            raise _wrong(_("超过%(most)s个数，请分成几个文件。") % {"most": MOST_ROWS})
    if not found:
        raise _wrong(_("表里没有填写任何数。没有发生的填0，不知道的空着。"))
    return found


def template(form: Edition, year: int, kind: str) -> bytes:
    """Return the empty table of a year, as "csv" or "xlsx": its items are there, the numbers are to come."""
    months = [f"{month}月" for month in range(1, 13)]
    head = ["项目", "单位", "依据", *months, WHOLE, "更正原因"]
    begun = [
        [declaring.name_of(place), place.unit or "", "", *("" for _month in months), "", ""]
        for place in declaring.places(form).values()
    ]
    return blank_table(f"{year}年填报", head, begun[0], kind, rows=60, more=begun[1:])


def _head(cells: Sequence[str]) -> list[str]:
    found = []
    for cell in cells:
        word = "".join(cell.split()).rstrip("*＊：:").partition("（")[0]
        found.append(_KNOWN.get(word) or _period(word) or (f"?{cell}" if cell else ""))
    if unknown := [name[1:] for name in found if name.startswith("?")]:
        known = "、".join([label for _name, label, _also in COLUMNS] + ["1月……12月", WHOLE])
        raise _wrong(
            _("不认识的表头：%(which)s。可用的有：%(known)s。")
            % {"which": "、".join(word[:30] for word in unknown), "known": known}
        )
    if twice := sorted({name for name in found if name and found.count(name) > 1}):
        raise _wrong(_("表头重复：%(which)s。") % {"which": "、".join(twice)})
    if "item" not in found:
        raise _wrong(_("缺少“项目”一列，例如：行政许可。可以先下载模板。"))
    has_periods = any(name[0] == "#" for name in found if name)
    if has_periods == ("value" in found):
        raise _wrong(_("数要么按月各占一列（1月、2月……全年），要么写在“数”一列并写明月份，二者用一种。"))
    return found


def _period(word: str) -> str:
    """Return the key of a column that is a month (#1 … #12) or the whole year (#0); "" for none."""
    if word in (WHOLE, "全年数", "本年", "合计全年"):
        return "#0"
    return f"#{int(found[1])}" if (found := _MONTH.fullmatch(word)) and 1 <= int(found[1]) <= 12 else ""


def _rows(
    number: int, fields: Sequence[str], cells: Sequence[str], form: Edition, year: int
) -> Iterator[Row]:
    given = {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell}
    faults = [_("“%(cell)s……”太长。") % {"cell": cell[:10]} for cell in given.values() if len(cell) > LONGEST]
    if any(cells[len(fields) :]):
        faults.append(_("本行的格子比表头多，请核对是否错位。"))
    item = given.get("item", "")
    place = _place(item, form)
    if place is None:
        known = "、".join(declaring.name_of(each) for each in declaring.places(form).values())
        faults.append(
            _("不认识的项目“%(item)s”。可填的有：%(known)s。") % {"item": item[:40], "known": known}
        )
    if (said := given.get("year", "").removesuffix("年度").removesuffix("年")) and said != str(year):
        faults.append(_("这一行是%(said)s年的，现在填报的是%(year)s年。") % {"said": said[:10], "year": year})
    for month, value in _numbers(given, faults):
        yield Row(
            number=number,
            address=place.address if place else "",
            item=declaring.name_of(place) if place else item[:40],
            month=month,
            value=value,
            unit=_unit(given.get("unit", ""), place),
            evidence=given.get("evidence", ""),
            why=given.get("why", ""),
            faults=list(faults),
        )


def _numbers(given: dict[str, str], faults: list[str]) -> Iterator[tuple[int | None, str]]:
    for name, cell in given.items():
        if name[0] == "#":
            yield int(name[1:]) or None, cell
    if "value" in given:
        said = given.get("month", WHOLE)
        key = _period("".join(said.split()).removesuffix("份")) or _period(f"{said.strip()}月")
        if not key:
            faults.append(_("月份“%(said)s”应当是1至12，或者“全年”。") % {"said": said[:10]})
        yield int(key[1:] or 0) or None if key else None, given["value"]


def _place(item: str, form: Edition) -> Place | None:
    places = declaring.places(form)
    plain = "".join(item.split()).replace("(", "（").replace(")", "）")
    if plain in places:
        return places[plain]
    by_name = {declaring.name_of(place): place for place in places.values()}
    by_name |= {f"{p.row.label}{p.column.label.partition('（')[0]}": p for p in places.values()}
    return by_name.get(plain)


def _unit(words: str, place: Place | None) -> str:
    """Return the unit of a row: what counts things says nothing, an amount keeps what is written."""
    word = words.strip().removeprefix("单位：")
    if place is not None and place.unit not in MONEY and word in _COUNTED_IN:
        return ""
    return word


def _wrong(says: str) -> CannotDo:
    return CannotDo({"file": [says]})

"""A tree of organs as a table (CSV or XLSX): one organ a row, read strictly, and the empty form of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Kind, accept, decode
from gongkai.papers.limits import MEGABYTE, Limits
from gongkai.service.organs.blank_table import blank_table
from gongkai.service.organs.models import Organ

MOST_ROWS = 5_000
MOST_BYTES = 5 * MEGABYTE
LONGEST = 2_000  # characters of one cell
CLEAR = "（清空）"
"""What is written into a cell to empty a fact: a blank cell leaves it as it is."""
SITE = "website."
YES, NO = ("是", "有", "true", "1", "yes"), ("否", "无", "没有", "false", "0", "no")

# The columns: the name of the field, the words of the head, and what else the head may say.
COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("code", "代码", ("机关代码",)),
    ("name", "名称", ("机关名称", "单位名称")),
    ("kind", "性质", ("机关性质", "类型")),
    ("level", "层级", ("级别",)),
    ("parent", "所属人民政府代码", ("上级机关代码", "上级代码", "所属人民政府")),
    ("supervisor", "主管部门代码", ("政府信息公开主管部门代码", "政府信息公开主管部门", "主管部门")),
    ("reconsideration_body", "行政复议机关", ("复议机关",)),
    ("uscc", "统一社会信用代码", ()),
    ("other_names", "其他名称", ("曾用名、简称", "简称")),
    ("established_on", "设立日期", ()),
    ("address", "办公地址", ("地址",)),
    ("postcode", "邮政编码", ("邮编",)),
    ("phone", "联系电话", ("电话",)),
    ("fax", "传真", ()),
    ("email", "电子邮箱", ("邮箱",)),
    ("office_hours", "办公时间", ()),
    ("contact_source", "联系方式的出处", ()),
    ("has_area", "设有专栏", ("在本网设有政府信息公开专栏",)),
    ("website.name", "网站名称", ()),
    ("website.domain", "网站域名", ("域名",)),
    ("website.identification_code", "网站标识码", ()),
    ("website.sponsor", "网站主办单位", ("主办单位",)),
    ("website.operator", "网站承办单位", ("承办单位",)),
)
EXAMPLE = {
    "code": "qingshan-danganju",
    "name": "（示例，导入前删去本行）青山区档案局",
    "kind": "地方人民政府部门",
    "level": "县级",
    "parent": "qingshan",
    "supervisor": "qingshan-bangongshi",
    "reconsideration_body": "青山区人民政府",
    "other_names": "区档案局、青山档案局",
    "established_on": "2019-03-01",
    "postcode": "000000",
    "office_hours": "工作日9:00—12:00，14:00—17:00",
    "has_area": "是",
}


class UnreadableTree(Exception):
    """The file is no table of organs; the message says what is wrong and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number in the file, the facts it gives, and what in it cannot be read."""

    number: int
    facts: dict[str, Any]
    faults: list[str] = field(default_factory=list)


def read(data: bytes, name: str) -> list[Row]:
    """Return the rows of a file. Raises UnreadableTree."""
    try:
        kind = accept(data, name, Limits(file_bytes=MOST_BYTES)).kind
    except Refused as fault:
        raise UnreadableTree(str(fault)) from fault
    if kind not in (Kind.CSV, Kind.TEXT, Kind.XLSX):
        raise UnreadableTree(_("请用CSV或XLSX文件；可以先下载模板，按模板填写。"))
    lines = list(_xlsx(data) if kind is Kind.XLSX else _csv(data))
    at = next((n for n, (_number, cells) in enumerate(lines) if any(cells)), None)
    if at is None:
        raise UnreadableTree(_("文件里没有内容。第一行应当是表头，可以先下载模板。"))
    fields = _head(lines[at][1])
    rows = [_row(number, fields, cells) for number, cells in lines[at + 1 :] if any(cells)]
    if not rows:
        raise UnreadableTree(_("表头下面没有机关。"))
    return rows


def template(form: str) -> bytes:
    """Return the empty table with its head and an example, as "csv" or "xlsx"."""
    head = [label for _name, label, _also in COLUMNS]
    example = [EXAMPLE.get(name, "") for name, _label, _also in COLUMNS]
    return blank_table("机关", head, example, form, rows=500)


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decode(data)
    if text is None:
        raise UnreadableTree(_("看不出文件的文字编码。请另存为“CSV UTF-8”或XLSX后再上传。"))
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    try:
        for cells in reader:
            if reader.line_num > MOST_ROWS + 1:
                raise UnreadableTree(_("超过%(most_rows)s行，请分成几个文件。") % {"most_rows": MOST_ROWS})
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as fault:
        raise UnreadableTree(
            _("第%(line_num)s行不是有效的CSV（多半是引号没有成对），请核对。") % {"line_num": reader.line_num}
        ) from fault


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise UnreadableTree(_("工作簿里没有可见的工作表。"))
        for number, cells in enumerate(sheets[0].iter_rows(values_only=True, max_col=60), 1):
            if number > MOST_ROWS + 1:
                raise UnreadableTree(_("超过%(most_rows)s行，请分成几个文件。") % {"most_rows": MOST_ROWS})
            yield number, [_text(cell) for cell in cells]
    except (ValueError, KeyError, OSError, TypeError) as fault:
        raise UnreadableTree(_("打不开这个XLSX文件，请用Excel或WPS另存后再上传。")) from fault


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "strftime"):
        return str(cell)[:10]
    return str(cell).strip()


def _head(cells: Sequence[str]) -> list[str]:
    """Return the field of each column; an empty one for a column without a head."""
    known = {word: name for name, label, also in COLUMNS for word in (name, label, *also)}
    found = ["" if not cell else known.get(cell.rstrip("*＊ "), f"?{cell}") for cell in cells]
    if unknown := [name[1:] for name in found if name.startswith("?")]:
        raise UnreadableTree(
            _("不认识的表头：%(which)s。可用的有：%(known)s。")
            % {"which": "、".join(unknown), "known": "、".join((label for _n, label, _a in COLUMNS))}
        )
    if twice := {name for name in found if name and found.count(name) > 1}:
        labels = {name: label for name, label, _also in COLUMNS}
        raise UnreadableTree(
            _("表头重复：%(which)s。") % {"which": "、".join(sorted(labels[name] for name in twice))}
        )
    if "code" not in found:
        raise UnreadableTree(_("缺少“代码”一列：每个机关要有自己的代码，例如 qingshan-danganju。"))
    return found


def _row(number: int, fields: Sequence[str], cells: Sequence[str]) -> Row:
    facts: dict[str, Any] = {}
    faults: list[str] = []
    for name, cell in zip(fields, cells, strict=False):
        if not name or not cell:
            continue  # a blank leaves the fact as it is
        if len(cell) > LONGEST:
            faults.append(_("“%(cell)s……”太长（%(count)s字）。") % {"cell": cell[:10], "count": len(cell)})
            continue
        try:
            value = _value(name, "" if cell == CLEAR else cell)
        except ValueError as fault:
            faults.append(str(fault))
            continue
        if name.startswith(SITE):
            facts.setdefault("website", {})[name.removeprefix(SITE)] = value
        else:
            facts[name] = value
    if any(cell for cell in cells[len(fields) :]):
        faults.append(_("本行的格子比表头多，请核对是否错位。"))
    if not facts.get("code"):
        faults.append(_("没有填代码。"))
    return Row(number, facts, faults)


def _value(name: str, cell: str) -> Any:
    """Return a cell as the field takes it; ValueError with a sentence."""
    if name in ("kind", "level"):
        with override("zh-hans"):  # the table is Chinese, in whichever language its page was read
            choices = [
                (key, str(label))
                for key, label in (Organ.Kind.choices if name == "kind" else Organ.Level.choices)
            ]
        by_word = {word: key for key, label in choices for word in (key, label)}
        by_word |= {label.split("（")[0]: key for key, label in choices}
        label = "性质" if name == "kind" else "层级"
        if cell and cell not in by_word:
            allowed = "、".join(words for _key, words in choices)
            raise ValueError(
                _("%(label)s“%(cell)s”不在可填的范围内：%(allowed)s。")
                % {"label": label, "cell": cell, "allowed": allowed}
            )
        return by_word.get(cell, "")
    if name == "has_area":
        if cell.lower() not in YES + NO:
            raise ValueError(_("设有专栏“%(cell)s”应当填“是”或“否”。") % {"cell": cell})
        return cell.lower() in YES
    if name == "other_names":
        parts = re.split("[、；;]", cell)
        return [part.strip() for part in parts if part.strip()]
    if name == "established_on":
        return cell.replace("/", "-").replace(".", "-") or None
    return cell


def labels() -> dict[str, str]:
    """Return the words of each column by its field, for the page that explains the table."""
    return {name: label for name, label, _also in COLUMNS}

"""A table of documents (CSV or XLSX): its columns by their Chinese or English names, its rows as words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongkai.papers.errors import Refused
from gongkai.papers.intake import Kind, accept, decode, extension_of, sniff
from gongkai.papers.limits import MEGABYTE, Limits
from gongkai.service.clearance.refusals import WrongFields
from gongkai.service.organs.blank_table import blank_table

MOST_BYTES = 50 * MEGABYTE
MOST_COLUMNS = 100
LONGEST = 500_000  # characters of one cell: a body may stand in it

# The columns: the name of the field, the words of the head, and what else the head may say.
COLUMNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("index_number", "索引号", ("索引", "信息索引号", "索引编号")),
    ("title", "标题", ("名称", "信息名称", "文件名称", "信息标题")),
    ("category", "法定主动公开类别", ("类别", "栏目", "公开类别", "法定主动公开内容", "组配分类")),
    ("formed_on", "成文日期", ("生成日期", "产生日期", "发文日期", "公文生成日期", "印发日期")),
    ("summary", "内容概述", ("概述", "摘要", "内容摘要")),
    ("document_number", "发文字号", ("文号", "备注/文号", "字号")),
    ("issuers", "发文机关", ("发文单位", "制发机关", "制定机关")),
    ("publisher", "公开机关", ("发布机构", "发布机关", "公开机构", "机关代码", "信息生成机构", "organ")),
    ("topic", "主题分类", ("主题", "主题导航")),
    ("genre", "体裁", ("文种", "体裁分类", "公文种类")),
    ("keywords", "主题词", ("关键词", "关键字")),
    ("attribute", "公开属性", ("公开方式", "公开类型")),
    ("ground", "不主动公开的依据", ("不予公开的依据", "不公开依据")),
    ("norm", "规章或者行政规范性文件", ("文件性质", "是否规范性文件")),
    ("arose_on", "形成或者变更之日", ("变更日期", "形成日期")),
    ("effective_on", "施行日期", ("实施日期", "生效日期")),
    ("expires_on", "有效期至", ("失效日期", "有效期")),
    ("validity", "有效性", ("时效", "是否有效", "有效", "效力")),
    ("mark_on", "废止/失效/修改日期", ("废止日期", "修改日期", "修订日期", "废止/失效日期", "废止失效日期")),
    ("mark_basis", "废止/失效/修改依据", ("废止依据", "失效依据", "修改依据", "废止文件", "废止/失效依据")),
    ("published_at", "原发布日期", ("发布日期", "公开日期", "发布时间", "公开时间")),
    ("source", "信息来源", ("来源",)),
    ("unit", "责任科室", ("责任部门", "承办科室")),
    ("body", "正文", ("内容", "信息内容", "公开内容")),
    ("files", "附件", ("附件名称", "附件文件", "附件文件名", "文件下载")),
)
LABELS = {name: label for name, label, _also in COLUMNS}
_KNOWN = {
    word.lower().replace("_", ""): name for name, label, also in COLUMNS for word in (name, label, *also)
}
NEEDED = ("title", "category")
EXAMPLE = {
    "title": "（示例，导入前删去本行）关于开放一批馆藏档案的通知",
    "category": "行政规范性文件",
    "formed_on": "2024年3月1日",
    "summary": "开放一批馆藏档案，写明范围和办法。",
    "document_number": "青档〔2024〕1号",
    "topic": "文秘工作",
    "genre": "通知",
    "keywords": "档案、开放",
    "attribute": "主动公开",
    "published_at": "2024-03-05",
    "body": "经研究，开放一批馆藏档案。",
    "files": "目录.xlsx；说明.pdf",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """One row as it stands in the file: its number there, the words of each known column, cells too many."""

    number: int
    cells: dict[str, str]
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head was understood; `rows` reads on as it is asked."""

    ignored: tuple[str, ...]
    rows: Iterator[Raw]


def read(data: bytes, name: str) -> Table:
    """Return a table whose rows are read one by one. Raises WrongFields (file) with a sentence.

    Rows that are wholly empty are passed over. What is wrong further down, such as a quotation mark
    without its other, raises while the rows are read.
    """
    head, lines = head_and_lines(data, name)
    fields, ignored = _head(head)
    return Table(tuple(ignored), _rows(lines, fields))


def head_and_lines(data: bytes, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the first row of any table that has words, and the rows after it with their numbers.

    Raises WrongFields (file) for what is no table.
    """
    try:
        kind = _kind(data, name)
    except Refused as fault:
        raise _wrong(str(fault)) from fault
    if kind not in (Kind.CSV, Kind.TEXT, Kind.XLSX):
        raise _wrong("请用CSV或XLSX文件；可以先下载模板，按模板填写。")
    lines = _xlsx(data) if kind is Kind.XLSX else _csv(data)
    head = next((cells for _n, cells in lines if any(cells)), None)
    if head is None:
        raise _wrong("文件里没有内容。第一行应当是表头，可以先下载模板。")
    return head, lines


def _kind(data: bytes, name: str) -> Kind:
    """Return what a file is. The bodies in a CSV of an old site have all that pages have: each is cleaned."""
    if extension_of(name) == "csv" and len(data) <= MOST_BYTES and sniff(data) == "html" and decode(data):
        return Kind.CSV
    return accept(data, name, Limits(file_bytes=MOST_BYTES, text_bytes=MOST_BYTES)).kind


def _rows(lines: Iterator[tuple[int, list[str]]], fields: Sequence[str]) -> Iterator[Raw]:
    for number, cells in lines:
        if any(cells):
            found = {name: cell for name, cell in zip(fields, cells, strict=False) if name and cell}
            yield Raw(number, found, any(cells[len(fields) :]))


def template(form: str) -> bytes:
    """Return the empty table with its head and an example, as "csv" or "xlsx"."""
    head = [label for _name, label, _also in COLUMNS]
    example = [EXAMPLE.get(name, "") for name, _label, _also in COLUMNS]
    return blank_table("信息", head, example, form, rows=300)


def safe_cell(words: str) -> str:
    """Return words as a cell of a CSV in which no program runs them as a formula."""
    return (
        f"'{words}"
        if words.lstrip(" \t\r\n\u3000")[:1] in tuple("=+-@＝＋－＠") or (words[:1] in "\t\r" and words)
        else words
    )


def csv_of(rows: Iterator[Sequence[str]]) -> bytes:
    """Return rows as a CSV for Excel and WPS, formulas made harmless."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decode(data)
    if text is None:
        raise _wrong("看不出文件的文字编码。请另存为“CSV UTF-8”或XLSX后再上传。")
    text = text.lstrip("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count) if any(sign in first for sign in ",\t;") else ","
    csv.field_size_limit(LONGEST)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            yield begins, [cell.strip(" \u3000\r\n") for cell in cells[:MOST_COLUMNS]]
            begins = reader.line_num + 1  # a row is named by the line it begins in
    except csv.Error as fault:
        raise _wrong(f"第{begins}行不是有效的CSV（多半是引号没有成对，或者一格太长），请核对。") from fault


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise _wrong("工作簿里没有可见的工作表。")
        formulas = load_workbook(io.BytesIO(data), read_only=True)[sheets[0].title]
        rows = (sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS) for sheet in (sheets[0], formulas))
        for number, (cells, entered) in enumerate(zip(*rows, strict=True), 1):
            if any(_is_unreckoned(cell, as_entered) for cell, as_entered in zip(cells, entered, strict=True)):
                raise _wrong(
                    f"第{number}行有公式没有计算结果，读不出数。请用Excel或WPS打开、保存一次，或者把公式改成数值。"
                )
            yield number, [_text(cell) for cell in cells]
    except (ValueError, KeyError, OSError, TypeError) as fault:
        raise _wrong("打不开这个XLSX文件，请用Excel或WPS另存后再上传。") from fault


def _is_unreckoned(cell: Any, entered: Any) -> bool:
    """Say whether a cell is a formula whose result nobody has computed: it is not empty."""
    return cell is None and isinstance(entered, str) and entered.startswith("=")


def _text(cell: Any) -> str:
    """Return what a cell of a workbook shows: a date as a date, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.strftime("%Y-%m-%d")
            if cell.time().isoformat() == "00:00:00"
            else f"{cell:%Y-%m-%d %H:%M:%S}"
        )
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip(" \u3000\r\n")


def _head(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the field of each column, "" where it is not imported, and the heads of those."""
    found, ignored = [], []
    for cell in cells:
        word = "".join(cell.split()).rstrip("*＊：:").lower().replace("_", "")
        name = _KNOWN.get(word, "")
        if cell and not name:
            ignored.append(cell[:50])
        found.append(name)
    if twice := sorted({name for name in found if name and found.count(name) > 1}):
        heads = [cell for cell, name in zip(cells, found, strict=True) if name in twice]
        raise _wrong(f"表头里有几列是同一项：{'、'.join(heads)}。请只留一列。")
    if lacking := [LABELS[name] for name in NEEDED if name not in found]:
        known = "、".join(LABELS.values())
        raise _wrong(f"缺少“{'”“'.join(lacking)}”一列。第一行应当是表头；可用的有：{known}。")
    return found, ignored


def is_head(words: str) -> bool:
    """Whether the words of a cell are the head of a column: a row that has slipped."""
    return "".join(words.split()).rstrip("：:") in LABELS.values() or words in (
        "发布机构",
        "关键词",
        "生成日期",
        "文号",
    )


def _wrong(says: str) -> WrongFields:
    return WrongFields({"file": [says]})

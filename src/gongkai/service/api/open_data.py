"""Everything public as files: the catalogue and the cells of the annual reports, as CSV and as JSON Lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import simplejson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS
from gongkai.report.naming import cell_name
from gongkai.service.annual import queries
from gongkai.service.api import reading, shaping
from gongkai.service.api.kept_files import handed_out, kept, stamp
from gongkai.service.catalogue.visibility import showing

BATCH = 2_000
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}
BYTE_ORDER_MARK = "\ufeff"  # by which a spreadsheet knows the characters
# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Data:
    """One body of open data."""

    key: str
    name: str
    says: str
    columns: tuple[tuple[str, str], ...]
    records: Callable[[shaping.Addresses], Iterable[Record]]


def documents(at: shaping.Addresses) -> Iterator[Record]:
    """Yield every document that the public sees now, in the order in which they were entered."""
    now = timezone.now()
    rows = showing(now).defer(*reading.HEAVY).order_by("edition__document", "pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        for given in shaping.documents_out(batch, at, now):
            yield {
                **{key: given[key] for key, _says in _DOCUMENT if key in given},
                "organ_code": given["organ"]["code"],
                "organ_name": given["organ"]["name"],
                "validity": given["validity"]["key"],
                "validity_since": given["validity"]["since"],
            }


def cells(at: shaping.Addresses) -> Iterator[Record]:
    """Yield every cell of the newest edition of every filed report."""
    for listed in reading.reports().order_by("filing__organ__code", "filing__year"):
        (filed,) = reading.with_content([listed.pk])
        report = queries.report_of(filed)
        places = {} if filed.form == STATISTICS else edition(filed.form).places
        for address, cell in report.cells.items():
            yield {
                "organ_code": filed.filing.organ.code,
                "organ_name": filed.filing.organ.name,
                "year": filed.filing.year,
                "edition": filed.number,
                "form": filed.form,
                "address": address,
                "name": cell_name(places[address]) if address in places else "",
                "value": cell.value,
                "status": str(cell.status),
                "unit": cell.unit or "",
                "url": at.of("edition", filed.filing.organ.code, filed.filing.year, filed.number),
            }


_DOCUMENT = (
    ("index_number", _("索引号")),
    ("title", _("标题")),
    ("document_number", _("发文字号")),
    ("organ_code", _("公开机关的代码")),
    ("organ_name", _("公开机关")),
    ("issuers", _("发文机关；CSV 中以顿号分开")),
    ("category", _("法定主动公开类别")),
    ("topic", _("主题分类的代码")),
    ("genre", _("体裁")),
    ("norm", _("rule 规章，normative 行政规范性文件，空为其他")),
    ("formed_on", _("成文日期")),
    ("published_at", _("本版的发布时间")),
    ("first_published_at", _("第一版的发布时间")),
    ("effective_on", _("施行日期")),
    ("expires_on", _("有效期至")),
    (
        "validity",
        _("有效性：in_force 现行有效，amended 已修改，not_yet 尚未施行，lapsed 失效，repealed 废止"),
    ),
    ("validity_since", _("有效性自何日起")),
    ("keywords", _("主题词；CSV 中以顿号分开")),
    ("summary", _("内容概述")),
    ("source", _("信息来源")),
    ("unit", _("责任科室")),
    ("edition", _("第几版")),
    ("url", _("网址")),
    ("api_url", _("接口中的地址")),
)
_CELL = (
    ("organ_code", _("机关的代码")),
    ("organ_name", _("机关")),
    ("year", _("报告年度")),
    ("edition", _("第几版")),
    ("form", _("格式：2019、2021 或者 statistics")),
    ("address", _("格的地址，固定不变")),
    ("name", _("格的名称")),
    ("value", _("数，逐位照原件；没有数为空")),
    ("status", _("value 有数，blank 空白，na 不适用，ambiguous 有歧义，unreadable 不能识别")),
    ("unit", _("与格式规定不同的单位")),
    ("url", _("网址")),
)
DATA = (
    Data("catalogue", _("政府信息目录"), _("现在公开的每一份信息，一份一行，不含正文"), _DOCUMENT, documents),
    Data("reports", _("年度报告统计数据"), _("每个机关、每个年度的现行版本，一格一行"), _CELL, cells),
)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show which files there are and what their columns mean."""
    return render(request, "api/open_data.html", {"data": DATA, "forms": MEDIA_TYPES})


@require_safe
def file(request: HttpRequest, key: str, form: str) -> HttpResponseBase:
    """Hand out one body of data as one file."""
    found = next((data for data in DATA if data.key == key), None)
    if found is None or form not in MEDIA_TYPES:
        raise Http404("没有这个文件。")
    at = shaping.Addresses(request)
    lines = {"csv": csv_lines, "jsonl": json_lines}[form]
    path = kept(f"{key}.{form}", stamp(at.site), lambda: lines(found, at))
    return handed_out(request, path, MEDIA_TYPES[form], f"{key}.{form}")


def csv_lines(data: Data, at: shaping.Addresses) -> Iterator[str]:
    """Yield the data as CSV (RFC 4180) for any spreadsheet."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow([name for name, _says in data.columns])
    yield BYTE_ORDER_MARK + _taken(line)
    for record in data.records(at):
        writer.writerow([cell_of(record.get(name)) for name, _says in data.columns])
        yield _taken(line)


def json_lines(data: Data, at: shaping.Addresses) -> Iterator[str]:
    """Yield the data as JSON Lines: an object a line, figures digit for digit."""
    for record in data.records(at):
        ordered = {name: record.get(name) for name, _says in data.columns}
        yield simplejson.dumps(ordered, ensure_ascii=False, use_decimal=True, default=_plain) + "\n"


def cell_of(value: Any) -> str:
    """Return a value as a cell that no spreadsheet runs: what looks like a formula gets an apostrophe."""
    if isinstance(value, list):
        value = "、".join(map(str, value))
    if not isinstance(value, str):
        return "" if value is None else str(_plain(value))
    return f"'{value}" if value.lstrip(" \u3000").startswith(FORMULA) or value.startswith(FORMULA) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text

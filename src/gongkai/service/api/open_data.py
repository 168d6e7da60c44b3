"""Everything public as files: the catalogue and the cells of the annual reports, as CSV and as JSON Lines."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import simplejson
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS
from gongkai.report.naming import cell_name
from gongkai.service.annual import identities, queries
from gongkai.service.annual.models import FiledReport
from gongkai.service.api import reading, shaping
from gongkai.service.api.kept_files import Part, handed_out_in_parts, stamp, streamed
from gongkai.service.catalogue.models import Change, Edition, Showing, ValidityChange
from gongkai.service.catalogue.validity import validities
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs import revision

BATCH = 2_000
OF_A_PART = 1_000  # keys of documents
ORGANS_AT_ONCE = 25  # whose reports are asked for together: those of every year, some hundred
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
    stretches: Callable[[], list[Stretch]]
    records: Callable[[Sequence[Stretch], shaping.Addresses], Iterator[Iterable[Record]]]
    at_once: int = 1  # stretches whose records are asked for together


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a body of data, with what it is made from (`kept_files.Part`).

    `of` says of what it consists: the keys of reports, the one number of a part of the documents.
    """

    key: str
    of: Sequence[int]
    made_from: object
    until: Callable[[], datetime | None] = lambda: None


def documents() -> list[Stretch]:
    """Return the documents that the public sees now, in the order in which they were entered."""
    now = timezone.now()
    place = F("edition__document") / OF_A_PART
    rows = Showing.objects.order_by().annotate(part=place).values("part")
    visible = Q(begins__lte=now) & (Q(ends__isnull=True) | Q(ends__gt=now))
    shown = rows.annotate(
        begun=Max("begins", filter=Q(begins__lte=now)),
        ended=Max("ends", filter=Q(ends__lte=now)),
        count=Count("pk", filter=visible),
    )
    by_document = {"part": F("document") / OF_A_PART}
    entered = Change.objects.order_by().annotate(**by_document).values("part").annotate(last=Max("number"))
    marked = ValidityChange.objects.order_by().annotate(**by_document).values("part")
    last = {row["part"]: row["last"] for row in entered}
    marks = {row["part"]: row["last"] for row in marked.annotate(last=Max("pk"))}
    revised = revision.current()
    return [
        Stretch(
            str(part),
            (part,),
            (row["begun"], row["ended"], row["count"], last.get(part), marks.get(part), revised),
            partial(_until, part),
        )
        for row in sorted(shown, key=lambda row: row["part"])
        if row["count"] and (part := row["part"]) is not None
    ]


def _documents(stretches: Sequence[Stretch], at: shaping.Addresses) -> Iterator[Iterable[Record]]:
    for stretch in stretches:
        (part,) = stretch.of
        yield _documents_of(part, at)


def _documents_of(part: int, at: shaping.Addresses) -> Iterator[Record]:
    now = timezone.now()
    rows = _of_part(showing(now), part).defer(*reading.HEAVY).order_by("edition__document_id", "pk")
    left = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        for given in shaping.documents_out(batch, at, now):
            yield {
                **{key: given[key] for key, _says in _DOCUMENT if key in given},
                "organ_code": given["organ"]["code"],
                "organ_name": given["organ"]["name"],
                "validity": given["validity"] and given["validity"]["key"],
                "validity_since": given["validity"] and given["validity"]["since"],
            }


def _of_part(rows: QuerySet[Showing], part: int) -> QuerySet[Showing]:
    low = part * OF_A_PART
    return rows.filter(edition__document__gte=low, edition__document__lt=low + OF_A_PART)


def _until(part: int) -> datetime | None:
    """Return when documents of a part come, go or change their force without anybody doing anything."""
    now = timezone.now()
    rows = _of_part(Showing.objects.all(), part)
    coming = rows.filter(begins__gt=now).aggregate(next=Min("begins"))["next"]
    going = rows.filter(ends__gt=now).aggregate(next=Min("ends"))["next"]
    shown = _of_part(showing(now), part).values_list("edition", flat=True)
    editions = Edition.objects.filter(pk__in=shown).only(
        "document", "effective_on", "expires_on", "formed_on"
    )
    forces = validities(editions, timezone.localdate(now)).values()
    turning = [reading.start_of(force.turns) for force in forces if force.turns]
    return min((moment for moment in (coming, going, *turning) if moment), default=None)


def reports() -> list[Stretch]:
    """Return the newest edition of every filed report, organ by organ."""
    listed = reading.reports().order_by("filing__organ__code", "filing__year")
    of: dict[str, list[int]] = {}
    for code, pk in listed.values_list("filing__organ__code", "pk"):
        of.setdefault(code, []).append(pk)
    revised = revision.current()
    return [Stretch(code, keys, (keys, revised)) for code, keys in of.items()]


def _cells(stretches: Sequence[Stretch], at: shaping.Addresses) -> Iterator[Iterable[Record]]:
    found = _of(stretches)
    for stretch in stretches:
        yield _cells_of([found[key] for key in stretch.of], at)


def _of(stretches: Sequence[Stretch]) -> dict[int, FiledReport]:
    """Return the reports of some stretches with what was read from them, by their keys."""
    rows = reading.with_content([key for stretch in stretches for key in stretch.of])
    return {row.pk: row for row in rows}


def _cells_of(rows: Sequence[FiledReport], at: shaping.Addresses) -> Iterator[Record]:
    for filed in rows:
        report = queries.report_of(filed)
        places = {} if filed.form == STATISTICS else edition(filed.form).places
        for address, cell in report.cells.items():
            yield {
                "organ_code": filed.filing.organ.code,
                "organ_name": filed.filing.organ.name,
                "year": filed.filing.year,
                "scope": filed.filing.scope,
                "edition": filed.number,
                "published_on": filed.published_on,
                "note": filed.note,
                "form": filed.form,
                "address": address,
                "name": cell_name(places[address]) if address in places else "",
                "value": cell.value,
                "status": str(cell.status),
                "unit": cell.unit or "",
                "unit_of_form": places[address].unit or "" if address in places else "",
                "url": at.report_edition(filed),
            }


def _proofs(stretches: Sequence[Stretch], at: shaping.Addresses) -> Iterator[Iterable[Record]]:
    found = _of(stretches)
    read = {key: queries.report_of(filed) for key, filed in found.items()}
    lines = identities.lines_of_each(found.values(), read)
    for stretch in stretches:
        yield _proofs_of([found[key] for key in stretch.of], lines, at)


def _proofs_of(
    rows: Sequence[FiledReport], lines: Mapping[int, list[identities.Line]], at: shaping.Addresses
) -> Iterator[Record]:
    for filed in rows:
        for line in lines[filed.pk]:
            yield {
                "organ_code": filed.filing.organ.code,
                "organ_name": filed.filing.organ.name,
                "year": filed.filing.year,
                "scope": filed.filing.scope,
                "edition": filed.number,
                "form": filed.form,
                **line.record,
                "url": at.report_edition(filed),
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
    ("scope", _("own 本机关的报告，aggregate 汇总报告")),
    ("edition", _("第几版")),
    ("published_on", _("本版的发布日期")),
    ("note", _("更正说明；没有更正为空")),
    ("form", _("格式：2019、2021 或者 statistics")),
    ("address", _("格的地址，固定不变")),
    ("name", _("格的名称")),
    ("value", _("数，逐位照原件；没有数为空")),
    ("status", _("value 有数，blank 空白，na 不适用，ambiguous 有歧义，unreadable 不能识别")),
    ("unit", _("与格式规定不同的单位")),
    ("unit_of_form", _("格式规定的单位；件数为空")),
    ("url", _("网址")),
)
_PROOF = (
    ("organ_code", _("机关的代码")),
    ("organ_name", _("机关")),
    ("year", _("报告年度")),
    ("scope", _("own 本机关的报告，aggregate 汇总报告")),
    ("edition", _("第几版")),
    ("form", _("格式：2019、2021 或者 statistics")),
    ("rule", _("勾稽关系的代码，例如 N1")),
    ("says", _("勾稽关系的内容")),
    ("severity", _("error 必须平衡，error_with_override 不平衡的要说明，warn 提示")),
    ("where", _("哪一栏、哪一行")),
    (
        "left_cells",
        _(
            "左边各格的地址；last-year/ 开头的是上一年度报告的格，"
            "children/ 开头的是汇总报告所汇总的各份报告同一格之和；CSV 中以顿号分开"
        ),
    ),
    ("right_cells", _("右边各格的地址")),
    ("left", _("左边之和；有的格没有确定的数为空")),
    ("right", _("右边之和")),
    ("verdict", _("holds 平衡，differs 不平衡，explained 不平衡且有说明，not_assessed 不能核对")),
    ("explanation", _("机关经批准的说明的原因类别")),
    ("explanation_words", _("各项说明的文字，与类别一一对应；不公开文字的为空")),
    ("url", _("网址")),
)
DATA = (
    Data(
        "catalogue",
        _("政府信息目录"),
        _("现在公开的每一份信息，一份一行，不含正文"),
        _DOCUMENT,
        documents,
        _documents,
    ),
    Data(
        "reports",
        _("年度报告统计数据"),
        _("每个机关、每个年度的现行版本，一格一行"),
        _CELL,
        reports,
        _cells,
        ORGANS_AT_ONCE,
    ),
    Data(
        "identities",
        _("年度报告勾稽关系"),
        _("每个机关、每个年度的现行版本，每一勾稽关系在每一栏、每一行一行"),
        _PROOF,
        reports,
        _proofs,
        ORGANS_AT_ONCE,
    ),
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
    lines, head = {"csv": (csv_lines, csv_head(found)), "jsonl": (json_lines, "")}[form]

    def packed() -> Iterator[bytes]:
        stretches = {one.key: one for one in found.stretches()}
        parts = [Part(k, _mark(at.site, one.made_from), one.until) for k, one in stretches.items()]

        def written(keys: Sequence[str]) -> Iterator[Iterable[str]]:
            for records in found.records([stretches[key] for key in keys], at):
                yield lines(found, records)

        yield from streamed(f"{key}.{form}", head, parts, written, found.at_once)

    return handed_out_in_parts(request, stamp(at.site), MEDIA_TYPES[form], f"{key}.{form}", packed)


def _mark(*made_from: object) -> str:
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:24]


def csv_head(data: Data) -> str:
    """Return the first line of the data as CSV."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([name for name, _says in data.columns])
    return BYTE_ORDER_MARK + line.getvalue()


def csv_lines(data: Data, records: Iterable[Record]) -> Iterator[str]:
    """Yield records as CSV (RFC 4180) for any spreadsheet."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    for record in records:
        writer.writerow([cell_of(record.get(name)) for name, _says in data.columns])
        yield _taken(line)


def json_lines(data: Data, records: Iterable[Record]) -> Iterator[str]:
    """Yield records as JSON Lines: an object a line, figures digit for digit."""
    for record in records:
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

"""The read API, first version: `/api/v1/`.

OpenAPI describes it in Chinese. Every description is marked for translation and stays the Chinese text: the
page about the API (`views.manual`) says it in the reader's language.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import simplejson
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import NinjaAPI, Path, Query
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from gongkai.service.annual import queries
from gongkai.service.api import reading, sending_described, shapes, shaping
from gongkai.service.api.limit import PerAddress
from gongkai.service.api.problems import MEDIA_TYPE, Gone, WrongParameter, answer_problems
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.finding import find
from gongkai.service.catalogue.models import Document, Showing
from gongkai.service.catalogue.places import WrongCursor
from gongkai.service.catalogue.search.find import MOST_PER_PAGE, Sort
from gongkai.service.catalogue.search.find import Query as Asked
from gongkai.service.catalogue.visibility import history, shown, withdrawn
from gongkai.service.organs.models import Organ

ABOUT = (
    _(
        "各机关主动公开的政府信息和政府信息公开工作年度报告，供程序读取。读取不需要登记；只有报送年度报告要用密钥。"
        "名称、说明和出错信息都是中文。"
    ),
    _(
        "公众能看到的，这里才有：撤下的立即消失（410），定时发布的到时才有。"
        "列表用 cursor 翻页：把上一页的 next 原样放进 cursor，其间有新的发布也不会重复、不会遗漏。"
        "每个回答有 ETag，带 If-None-Match 再问，没有变化时得到304。"
    ),
    _("出错时得到 application/problem+json，detail 是一句中文说明。数字逐位照原件，不经过浮点数。"),
)


class Renderer(BaseRenderer):
    """JSON in which figures stand digit for digit."""

    media_type = "application/json"

    def render(self, _request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ARG002
        return str(
            simplejson.dumps(data, ensure_ascii=False, use_decimal=True, default=NinjaJSONEncoder().default)
        )


class Api(NinjaAPI):
    """The API; anybody's page may read it (CORS)."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(*args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def get_root_path(self, path_params: Any) -> str:  # noqa: ARG002
        """Return where the API stands: it has no namespace of its own, every address has its own name."""
        return reverse("api-root")

    def get_openapi_schema(self, **given: Any) -> Any:
        """Return the description, with the media type that problems really have, and what takes reports."""
        described = super().get_openapi_schema(**given)
        for operations in described["paths"].values():
            for code, answer in operations["get"]["responses"].items():
                if int(code) >= 400 and "content" in answer:
                    answer["content"] = {MEDIA_TYPE: answer["content"].pop("application/json")}
        sending_described.add_to(described)
        return described


api = Api(
    title="公开：政府信息读取接口",
    version="1.0.0",
    description="\n\n".join(ABOUT),
    urls_namespace="api-v1",
    docs_url=None,
    renderer=Renderer(),
    throttle=[PerAddress()],
)
answer_problems(api)

FAULTS: dict[Any, Any] = {422: shapes.Problem, 429: shapes.Problem, 503: shapes.Problem}
ABSENT: dict[Any, Any] = {**FAULTS, 404: shapes.Problem, 410: shapes.Problem}

MOVED = {"responses": {301: {"description": "已移至 Location 所示的文件"}}}

Limit = Annotated[int, Query(20, ge=1, le=100, description=_("一页多少条"))]
Cursor = Annotated[str, Query("", max_length=60, description=_("上一页的 next"))]
Code = Annotated[str, Query("", max_length=64, description=_("机关代码"))]
Pk = Annotated[int, Path(ge=1, le=2**53)]
Number = Annotated[int, Path(ge=1, le=32767)]
ReportYear = Annotated[int, Path(ge=2008, le=9998)]
OrganPath = Annotated[str, Path(max_length=64)]


class Order(StrEnum):
    """In which order a list stands."""

    NEWEST = "newest"
    OLDEST = "oldest"


class Scope(StrEnum):
    """Of what a report is."""

    OWN = "own"
    AGGREGATE = "aggregate"


class NormKind(StrEnum):
    """Which norms."""

    ANY = "any"
    RULE = "rule"
    NORMATIVE = "normative"


OfScope = Annotated[Scope, Query(Scope.OWN, description=_("own 本机关的报告，aggregate 汇总报告"))]


@api.get(
    "/organs",
    response={200: shapes.Organs, **FAULTS},
    url_name="v1-organs",
    summary=_("机关"),
    description=_("列出设有专栏的机关，按代码排列。"),
)
def organs(request: HttpRequest, parent: Code = "", cursor: Cursor = "", limit: Limit = 20) -> Any:
    """List the organs that have an area here, by code."""
    rows = reading.organs().filter(code__gt=_text(cursor, "cursor"))
    if parent:
        rows = rows.filter(parent__code=_text(parent, "parent"))
    found = list(rows[: limit + 1])
    at = shaping.Addresses(request)
    return {
        "items": [shaping.organ_out(organ, at) for organ in found[:limit]],
        "next": found[limit - 1].code if len(found) > limit else None,
    }


@api.get(
    "/organs/{code}",
    response={200: shapes.OrganOut, **ABSENT},
    url_name="v1-organ",
    summary=_("一个机关"),
    description=_("给出一个机关的名称、联系方式和隶属关系。"),
)
def organ(request: HttpRequest, code: OrganPath) -> Any:
    """Give one organ with how to reach it."""
    return shaping.organ_out(_organ(code, reading.organs()), shaping.Addresses(request))


@api.get(
    "/documents",
    response={200: shapes.Documents, **FAULTS},
    url_name="v1-documents",
    summary=_("公开信息"),
    description=_("列出公众现在看得到的信息，不含正文。"),
)
def documents(
    request: HttpRequest,
    organ: Code = "",
    category: Annotated[str, Query("", max_length=32, description=_("法定主动公开类别，含其下级"))] = "",
    topic: Annotated[str, Query("", max_length=8, description=_("主题分类，含其下级"))] = "",
    norm: Annotated[NormKind | None, Query(None, description=_("规章库、行政规范性文件库"))] = None,
    since: Annotated[date | None, Query(None, description=_("发布日期不早于"))] = None,
    until: Annotated[date | None, Query(None, description=_("发布日期不晚于"))] = None,
    order: Annotated[Order, Query(Order.NEWEST, description=_("oldest 适合连续采集"))] = Order.NEWEST,
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Any:
    """List what is public now, without the texts."""
    wanted = reading.Wanted(
        organ=_known_organ(organ),
        category=_category(category),
        topic=_topic(topic),
        norm=norm or "",
        since=_day(since, "since"),
        until=_day(until, "until"),
    )
    now = timezone.now()
    rows, following = _stretch(reading.documents(now, wanted), cursor, limit, order)
    items = shaping.documents_out(rows, shaping.Addresses(request), now)
    return {"items": items, "next": following or None}


@api.get(
    "/documents/{pk}",
    response={200: shapes.DocumentWhole, **ABSENT},
    url_name="v1-document",
    openapi_extra=MOVED,
    summary=_("一份信息，现行的一版"),
    description=_("给出正文、附件、各版、有效性的变化和解读关系。已经撤下的是410，移到别处的是301。"),
)
def document(request: HttpRequest, pk: Pk) -> Any:
    """Give a document as it reads now; withdrawn is 410, moved is 301."""
    now = timezone.now()
    found = Document.objects.filter(pk=pk).first()
    row = shown(found, now) if found else None
    if row is None:
        return _absent(found, request)
    return shaping.document_whole(row, shaping.Addresses(request), now)


@api.get(
    "/documents/{pk}/editions/{number}",
    response={200: shapes.DocumentWhole, **ABSENT},
    url_name="v1-edition",
    openapi_extra=MOVED,
    summary=_("一份信息的某一版"),
    description=_("给出一版；信息撤下以后，从前各版也不再有。"),
)
def edition(request: HttpRequest, pk: Pk, number: Number) -> Any:
    """Give one edition of a document; once it is withdrawn none is given."""
    now = timezone.now()
    found = Document.objects.filter(pk=pk).first()
    rows = history(found, now) if found else []
    if not rows:
        return _absent(found, request)
    for row in rows:
        if row.edition.number == number:
            return shaping.document_whole(row, shaping.Addresses(request), now)
    raise Http404("这份文件没有这一版。")


@api.get(
    "/rules",
    response={200: shapes.Documents, **FAULTS},
    url_name="v1-rules",
    summary=_("规章和行政规范性文件"),
    description=_("列出规章库和行政规范性文件库，每一件有今天的有效性。"),
)
def rules(
    request: HttpRequest,
    organ: Code = "",
    kind: Annotated[NormKind, Query(NormKind.ANY, description=_("规章或者行政规范性文件"))] = NormKind.ANY,
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Any:
    """List the libraries of rules and normative documents, each with its force today."""
    now = timezone.now()
    wanted = reading.Wanted(organ=_known_organ(organ), norm=kind)
    rows, following = _stretch(reading.documents(now, wanted), cursor, limit, Order.NEWEST)
    items = shaping.documents_out(rows, shaping.Addresses(request), now)
    return {"items": items, "next": following or None}


@api.get(
    "/categories",
    response={200: shapes.Categories, **FAULTS},
    url_name="v1-categories",
    summary=_("法定主动公开类别"),
    description=_("给出《条例》第二十条、第二十一条列明事项的类别。"),
)
def categories(request: HttpRequest) -> Any:  # noqa: ARG001
    """Give the categories of articles 20 and 21."""
    return {
        "items": [
            {
                "key": c.key,
                "name": c.name,
                "under": c.under or None,
                "duty": c.duty,
                "since": c.since,
                "until": c.until,
            }
            for c in schemes.all_categories()
        ]
    }


@api.get(
    "/topics",
    response={200: shapes.Topics, **FAULTS},
    url_name="v1-topics",
    summary=_("主题分类"),
    description=_("给出国务院公文主题分类的22类及其下级。"),
)
def topics(request: HttpRequest) -> Any:  # noqa: ARG001
    """Give the scheme of topics."""
    return {"items": [{"code": t.code, "name": t.name, "under": t.under or None} for t in schemes.topics()]}


@api.get(
    "/search",
    response={200: shapes.Hits, **FAULTS},
    url_name="v1-search",
    summary=_("全文检索"),
    description=_("检索标题、文号、正文和附件文字。检索不可用时得到503，不会是空的结果。"),
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description=_("要找的词；“引号”内照原样，-词 表示不含"))],
    organ: Code = "",
    topic: Annotated[str, Query("", max_length=8, description=_("主题分类，含其下级"))] = "",
    category: Annotated[str, Query("", max_length=32, description=_("法定主动公开类别，含其下级"))] = "",
    year: Annotated[int | None, Query(None, ge=1949, le=9998, description=_("发布年份"))] = None,
    sort: Annotated[
        Sort, Query(Sort.RELEVANCE, description=_("relevance 按相关程度，newest 按发布日期"))
    ] = Sort.RELEVANCE,
    cursor: Annotated[str, Query("", max_length=60, description=_("上一页的 next"))] = "",
    limit: Annotated[int, Query(20, ge=1, le=MOST_PER_PAGE)] = 20,
) -> Any:
    """Search titles, numbers, texts and files; 503 where it cannot, never an empty result."""
    now = timezone.now()
    page = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 6 else 0 if cursor else 1
    if page < 1:
        raise WrongParameter("cursor", "cursor 应当是上一页给出的 next。")
    known = _known_organ(organ)
    found = find(
        Asked(
            text=q,
            organs=frozenset({known} - {""}),
            topics=frozenset({_topic(topic)} - {""}),
            categories=frozenset({_category(category)} - {""}),
            year_from=year,
            year_to=year,
            sort=sort,
            page=page,
            per_page=limit,
        ),
        now,
    )
    at = shaping.Addresses(request)
    return {
        "items": _hits(found.results, at, now),
        "total": found.total,
        "is_exact": found.is_exact,
        "did_you_mean": list(found.did_you_mean),
        "notes": list(found.notes),
        "next": str(page + 1) if found.reachable > page * limit else None,
    }


@api.get(
    "/reports",
    response={200: shapes.Reports, **FAULTS},
    url_name="v1-reports",
    summary=_("年度报告"),
    description=_("列出政府信息公开工作年度报告，每年的现行版本。"),
)
def reports(
    request: HttpRequest,
    organ: Code = "",
    year: Annotated[int | None, Query(None, ge=2008, le=9998, description=_("报告年度"))] = None,
    scope: Annotated[
        Scope | None, Query(None, description=_("own 本机关的报告，aggregate 汇总报告；不写为两种都列"))
    ] = None,
    cursor: Cursor = "",
    limit: Limit = 20,
) -> Any:
    """List the annual reports, the newest edition of each year."""
    rows = reading.reports(_known_reporting(organ), year, timezone.localdate(), scope or "")
    try:
        found, following = reading.report_stretch(rows, cursor, limit)
    except WrongCursor:
        raise WrongParameter("cursor", "cursor 应当是上一页给出的 next。") from None
    return {"items": shaping.reports_out(found, shaping.Addresses(request)), "next": following or None}


@api.get(
    "/reports/{code}/{year}",
    response={200: shapes.ReportWhole, **ABSENT},
    url_name="v1-report",
    summary=_("一份年度报告，现行的一版"),
    description=_("给出每一格的数、各部分的文字、核对的结果和文件的地址。"),
)
def report(request: HttpRequest, code: OrganPath, year: ReportYear, scope: OfScope = Scope.OWN) -> Any:
    """Give an annual report with every cell."""
    return _report(request, code, year, None, scope)


@api.get(
    "/reports/{code}/{year}/{number}",
    response={200: shapes.ReportWhole, **ABSENT},
    url_name="v1-report-edition",
    summary=_("一份年度报告的某一版"),
    description=_("给出被更正以前的一版，或者现行的一版。"),
)
def report_edition(
    request: HttpRequest, code: OrganPath, year: ReportYear, number: Number, scope: OfScope = Scope.OWN
) -> Any:
    """Give one edition of an annual report."""
    return _report(request, code, year, number, scope)


def _report(request: HttpRequest, code: str, year: int, number: int | None, scope: str) -> Any:
    editions = queries.editions(_organ(code, reading.reporting()), year, scope)
    for filed in editions:
        if number is None or filed.number == number:
            return shaping.report_whole(filed, editions, shaping.Addresses(request))
    raise Http404("本网没有这一份年度报告。")


def _hits(results: Any, at: shaping.Addresses, now: Any) -> list[dict[str, Any]]:
    """Return what was found, each asked once more whether the public sees it."""
    rows = reading.by_edition([r.key for r in results if r.kind == "document"], now)
    filed = reading.by_key([r.key for r in results if r.kind == "report"])
    found = []
    for result in results:
        if (row := rows.get(result.key)) is not None and result.kind == "document":
            given = shaping.documents_out([row], at, now)[0]
            published = timezone.localdate(row.begins)
        elif (one := filed.get(result.key)) is not None and result.kind == "report":
            given, published = shaping.reports_out([one], at)[0], one.published_on
        else:
            continue
        found.append(
            {
                "kind": result.kind,
                "title": given["title"],
                "excerpt": "".join(f"【{p.text}】" if p.hit else p.text for p in result.excerpt),
                "in_attachment": result.in_attachment,
                "published_on": published,
                "organ": given["organ"],
                "url": given["url"],
                "api_url": given["api_url"],
            }
        )
    return found


def _stretch(rows: Any, cursor: str, limit: int, order: Order) -> tuple[list[Showing], str]:
    try:
        return reading.stretch(rows, cursor, limit, oldest_first=order is Order.OLDEST)
    except WrongCursor:
        raise WrongParameter("cursor", "cursor 应当是上一页给出的 next。") from None


def _absent(found: Document | None, request: HttpRequest) -> HttpResponse:
    """Answer for a document that the public does not see: never did (404), moved (301), withdrawn (410)."""
    now = timezone.now()
    last = withdrawn(found, now) if found else None
    if last is None:
        raise Http404("本网没有这份文件。")
    if last.moved_to and shown(last.moved_to, now):
        at = shaping.Addresses(request)
        return HttpResponsePermanentRedirect(at.of("v1-document", last.moved_to.pk))
    raise Gone(f"这份信息已经撤下。{last.public_note}")


def _organ(code: str, among: QuerySet[Organ]) -> Organ:
    found = among.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise Http404("本网没有这个机关。")
    return found


def _known_organ(code: str) -> str:
    if code and ("\0" in code or not reading.organs().filter(code=code).exists()):
        raise WrongParameter("organ", "本网没有这个机关；代码见 /api/v1/organs。")
    return code


def _known_reporting(code: str) -> str:
    if code and ("\0" in code or not reading.reporting().filter(code=code).exists()):
        raise WrongParameter("organ", "本网没有这个机关的年度报告；有哪些，见 /api/v1/reports 各条的 organ。")
    return code


def _category(key: str) -> str:
    if key and key not in {c.key for c in schemes.all_categories()}:
        raise WrongParameter("category", "没有这个类别；类别见 /api/v1/categories。")
    return key


def _topic(code: str) -> str:
    if code and code not in {t.code for t in schemes.topics()}:
        raise WrongParameter("topic", "没有这个主题分类；主题分类见 /api/v1/topics。")
    return code


def _day(day: date | None, name: str) -> date | None:
    if day is not None and not 1949 <= day.year <= 9998:
        raise WrongParameter(name, "年份应当在1949年至9998年之间。")
    return day


def _text(value: str, name: str) -> str:
    if "\0" in value:
        raise WrongParameter(name, "不是可以接受的值。")
    return value

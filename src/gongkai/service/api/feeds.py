"""Atom feeds (RFC 4287) of any list and any search, page after page as far back as it goes (RFC 5005)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.api import reading, shaping
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.finding import find
from gongkai.service.catalogue.models import Showing
from gongkai.service.catalogue.places import WrongCursor
from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.find import Query, Sort
from gongkai.service.organs.models import Organ

LENGTH = 30  # entries of a page
MOST_VALUES = 20  # of one filter
SUMMARY = 200  # characters
NORMS = {"": "", "any": "规章和行政规范性文件", "rule": "规章库", "normative": "行政规范性文件库"}
# What XML 1.0 cannot hold.
_UNFIT = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER = datetime(
    2019, 5, 15, tzinfo=timezone.get_fixed_timezone(480)
)  # 条例 in its present form: of an empty list


class Feed(Atom1Feed):
    """A feed whose date is that of its newest entry, and that names the page after it."""

    def latest_post_date(self) -> datetime:
        """Return when an entry last changed."""
        return max((item["updateddate"] for item in self.items), default=_NEVER)

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        if following := self.feed.get("following"):
            handler.addQuickElement("link", "", {"rel": "next", "href": following})


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed is of."""

    title: str
    page: str  # the page of the same list
    asked: Mapping[str, str | list[str]] = field(default_factory=dict)
    author: str = "政府信息公开"


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Feed what was published: of all, or of `organ`, `category`, `topic`, `norm`, alone or together."""
    organ = _organ(request.GET.get("organ", ""), reading.organs())
    category = _one(request.GET.get("category", ""), {c.key: c.name for c in schemes.all_categories()})
    topic = _one(request.GET.get("topic", ""), {t.code: t.name for t in schemes.topics()})
    norm = _one(request.GET.get("norm", ""), NORMS)
    asked = {
        "organ": organ.code if organ else "",
        "category": request.GET.get("category", ""),
        "topic": request.GET.get("topic", ""),
        "norm": request.GET.get("norm", ""),
    }
    now, at = timezone.now(), shaping.Addresses(request)
    rows = reading.documents(now, _wanted(asked)).annotate(opening=Substr("edition__text", 1, SUMMARY * 2))
    try:
        found, following = reading.stretch(rows, request.GET.get("cursor", ""), LENGTH)
    except WrongCursor:
        raise Http404("列表里没有这个位置。") from None
    name = " · ".join(filter(None, [organ.name if organ else "", category, topic, norm])) or "政府信息公开"
    page = at.of("organ-documents", organ.code) if organ else at.of("documents")
    listing = Listing(f"{name}：最近公开", page, asked, organ.name if organ else "政府信息公开")
    return _feed(request, "feed-documents", listing, [_document(row, at) for row in found], following)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Feed the annual reports of all organs, or of one."""
    organ = _organ(request.GET.get("organ", ""), reading.reporting())
    at = shaping.Addresses(request)
    rows = reading.reports(organ.code if organ else "", on=timezone.localdate())
    try:
        found, following = reading.report_stretch(rows, request.GET.get("cursor", ""), LENGTH)
    except WrongCursor:
        raise Http404("列表里没有这个位置。") from None
    name = organ.name if organ else "政府信息公开"
    listing = Listing(
        f"{name}：政府信息公开工作年度报告",
        at.of("reports", organ.code) if organ else at.of("home"),
        {"organ": organ.code if organ else ""},
        name,
    )
    return _feed(request, "feed-reports", listing, [_report(filed, at) for filed in found], following)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Feed what a search finds, the newest first; of several values of one filter each is enough."""
    text = request.GET.get("q", "")[:200]
    given = {
        key: sorted({value[:200] for value in request.GET.getlist(key) if value})[:MOST_VALUES]
        for key in ("organ", "topic", "category", "validity", "kind")
    }
    now, at = timezone.now(), shaping.Addresses(request)
    query = Query(
        text=text,
        organs=frozenset(given["organ"]),
        topics=frozenset(given["topic"]),
        categories=frozenset(given["category"]),
        validities=frozenset(given["validity"]),
        kinds=frozenset(given["kind"]),
        sort=Sort.NEWEST,
        per_page=LENGTH,
    )
    try:
        results = find(query, now).results
    except SearchUnavailable as fault:
        refused = HttpResponse(str(fault), status=503, content_type="text/plain; charset=utf-8")
        refused["Retry-After"] = "60"
        return refused
    rows = reading.by_edition([r.key for r in results if r.kind == "document"], now)
    filed = reading.by_key([r.key for r in results if r.kind == "report"])
    entries = []
    for result in results:
        if result.kind == "document" and result.key in rows:
            entries.append(_document(rows[result.key], at))
        elif result.kind == "report" and result.key in filed:
            entries.append(_report(filed[result.key], at))
    asked: dict[str, str | list[str]] = {"q": text} if text else {}
    asked |= {key: values for key, values in given.items() if values}
    page = f"{at.of('search')}?{urlencode(asked, doseq=True)}"
    return _feed(request, "feed-search", Listing(f"检索“{text}”", page, asked), entries, "")


def _feed(
    request: HttpRequest, name: str, listing: Listing, entries: Iterable[dict[str, Any]], following: str
) -> HttpResponse:
    at = shaping.Addresses(request)
    asked = {key: value for key, value in listing.asked.items() if value}
    onward = urlencode({**asked, "cursor": following}, doseq=True)
    onward = urlencode({**asked, "cursor": following}, doseq=True)
    address = at.of(name) + (f"?{urlencode(asked, doseq=True)}" if asked else "")
    feed = Feed(
        title=fit(listing.title),
        link=listing.page,
        description="",
        language="zh-Hans",
        feed_url=request.build_absolute_uri(),
        feed_guid=address,
        author_name=fit(listing.author),
        following=f"{at.of(name)}?{onward}" if following else "",
    )
    for entry in entries:
        feed.add_item(**entry)
    # `utf-8` is what it is; a browser that shows no feeds shows it as text.
    response = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _document(row: Showing, at: shaping.Addresses) -> dict[str, Any]:
    edition = row.edition
    text = edition.summary or Truncator(getattr(row, "opening", "")).chars(SUMMARY)
    first = timezone.localtime(row.first_begins)
    return {
        "title": fit(edition.title),
        "link": at.document(row),
        "description": fit(text),
        "unique_id": tag(row.organ, first, f"document/{edition.document_id}"),
        "pubdate": first,
        "updateddate": timezone.localtime(row.begins),
        "author_name": fit(row.organ.name),
        "categories": tuple(
            fit(name) for name in (schemes.category(edition.category).name, _topic(edition.topic)) if name
        ),
    }


def _report(filed: FiledReport, at: shaping.Addresses) -> dict[str, Any]:
    organ, year = filed.filing.organ, filed.filing.year
    begun = datetime.combine(filed.published_on, filed.published_time or time())
    published = timezone.make_aware(begun)
    is_sum = filed.filing.scope == Filing.Scope.AGGREGATE
    says = (
        f"{organ.name}{year}年度政府信息公开工作年度报告{'（汇总）' if is_sum else ''}，第{filed.number}版。"
    )
    return {
        "title": fit(f"{filed.title}{'（汇总）' if is_sum else ''}"),
        "link": at.report(filed),
        "description": fit(says + (f"更正：{filed.note}" if filed.note else "")),
        "unique_id": tag(
            organ,
            datetime(year + 1, 1, 1, tzinfo=published.tzinfo),
            f"report/{organ.code}/{year}{'/aggregate' if is_sum else ''}",
        ),
        "pubdate": published,
        "updateddate": timezone.localtime(filed.imported_at),
        "author_name": fit(organ.name),
        "categories": ("政府信息公开工作年度报告",),
    }


def tag(organ: Organ, day: datetime, what: str) -> str:
    """Return the name of an entry (RFC 4151): the same whatever its title, edition or address becomes.

    The authority is the organ's code within this project's reserved name, so that a website that changes
    its domain does not make everything new to every reader.
    """
    return f"tag:{organ.code}.gongkai.invalid,{day:%Y-%m-%d}:{what}"


def fit(text: str) -> str:
    """Return text without the characters that XML cannot hold."""
    return _UNFIT.sub("", text)


def _wanted(asked: dict[str, str]) -> reading.Wanted:
    return reading.Wanted(asked["organ"], asked["category"], asked["topic"], asked["norm"])


def _topic(code: str) -> str:
    return schemes.topic(code).name if code else ""


def _organ(code: str, among: QuerySet[Organ]) -> Organ | None:
    if not code:
        return None
    found = among.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise Http404("本网没有这个机关。")
    return found


def _one(value: str, known: dict[str, str]) -> str:
    if value and value not in known:
        raise Http404("没有这个列表。")
    return known[value] if value else ""

"""What search engines are told: the sitemaps (sitemaps.org), robots.txt, and how to search here (OpenSearch).

An organ that is a demonstration is in none: its pages say `noindex` themselves, and robots.txt lets them be
read so that they can say it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.db.models import Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongkai.service.api import reading, shaping
from gongkai.service.api.kept_files import handed_out, kept, stamp
from gongkai.service.catalogue.models import Showing
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.models import Organ

MOST = 50_000  # addresses of one sitemap
XML = "application/xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PAGES = ("home", "documents", "organs", "map", "topics", "tools", "law", "open-data", "api")
PARTS = ("area", "guide", "rules", "mandatory", "reports", "request", "organ-documents")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps: one of pages, one of reports, and one for each 50,000 keys of documents."""
    at = shaping.Addresses(request)
    lines = [_entry("sitemap", at.of("sitemap-pages"), None)]
    filed = _reports().aggregate(last=Max("imported_at"))["last"]
    if filed:
        lines.append(_entry("sitemap", at.of("sitemap-reports"), filed))
    rows = _documents()
    ends = rows.order_by().aggregate(first=Min("edition__document"), last=Max("edition__document"))
    if ends["last"] is not None:
        for part in range(ends["first"] // MOST, ends["last"] // MOST + 1):
            last = _part(rows, part).order_by().aggregate(last=Max("begins"))["last"]
            if last:
                lines.append(_entry("sitemap", at.of("sitemap-documents", part), last))
    return _xml(f"<sitemapindex {NAMESPACE}>\n{''.join(lines)}</sitemapindex>\n")


@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """List the pages that are no documents: of the installation, and of each organ."""
    at = shaping.Addresses(request)
    lines = [_entry("url", at.of(name), None) for name in PAGES]
    for organ in _organs():
        lines += [_entry("url", at.of(name, organ.code), None) for name in PARTS]
    elsewhere = reading.reporting().filter(has_area=False, demonstration=False)
    lines += [_entry("url", at.of("reports", organ.code), None) for organ in elsewhere]
    return _xml(f"<urlset {NAMESPACE}>\n{''.join(lines)}</urlset>\n")


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """List the annual reports."""
    at = shaping.Addresses(request)
    lines = [_entry("url", at.report(filed), filed.imported_at) for filed in _reports()[:MOST]]
    return _xml(f"<urlset {NAMESPACE}>\n{''.join(lines)}</urlset>\n")


@require_safe
def documents(request: HttpRequest, part: int) -> HttpResponseBase:
    """List the documents whose keys lie in one stretch of 50,000."""
    if part > 2**40 or not _part(_documents(), part).exists():
        raise Http404("没有这一张网站地图。")
    at = shaping.Addresses(request)
    path = kept(f"sitemap-{part}", stamp(at.site), lambda: _document_lines(part, at))
    return handed_out(request, path, XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what robots may read, and where the sitemaps are."""
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /en/desk/"]
    # A search has no end of addresses; what it finds has addresses of its own.
    lines += ["Disallow: /search/", "Disallow: /en/search/", "Disallow: /feeds/search.atom"]
    lines += ["", f"Sitemap: {shaping.Addresses(request).of('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Describe the search for browsers and readers (OpenSearch 1.1)."""
    at = shaping.Addresses(request)
    page, feed = f"{at.of('search')}?q={{searchTerms}}", f"{at.of('feed-search')}?q={{searchTerms}}"
    own = at.of("opensearch")
    return _xml(
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        "<ShortName>政府信息公开</ShortName>\n"
        "<Description>检索各机关公开的政府信息和年度报告</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template={quoteattr(page)}/>\n'
        f'<Url type="application/atom+xml" template={quoteattr(feed)}/>\n'
        f'<Url type="application/opensearchdescription+xml" rel="self" template={quoteattr(own)}/>\n'
        "</OpenSearchDescription>\n",
        "application/opensearchdescription+xml; charset=utf-8",
    )


def _document_lines(part: int, at: shaping.Addresses) -> Iterator[str]:
    yield f"{HEAD}<urlset {NAMESPACE}>\n"
    rows = _part(_documents(), part).order_by("edition__document", "pk")
    area = reverse("document", args=["ORGAN", 0])  # filled in by hand: to reverse 50,000 takes seconds
    before, between, after = area.partition("ORGAN")[0], *area.partition("ORGAN")[2].split("0")
    given = rows.values_list("organ__code", "edition__document", "begins")
    for code, pk, begins in given.iterator(chunk_size=5_000):
        yield _entry("url", f"{at.site}{before}{code}{between}{pk}{after}", begins)
    yield "</urlset>\n"


def _documents() -> QuerySet[Showing]:
    return showing(timezone.now()).filter(organ__demonstration=False).select_related(None)


def _part(rows: QuerySet[Showing], part: int) -> QuerySet[Showing]:
    return rows.filter(edition__document__gte=part * MOST, edition__document__lt=(part + 1) * MOST)


def _organs() -> QuerySet[Organ]:
    return reading.organs().filter(demonstration=False)


def _reports() -> Any:
    return reading.reports().filter(filing__organ__demonstration=False)


def _entry(kind: str, address: str, changed: datetime | None) -> str:
    last = (
        f"<lastmod>{timezone.localtime(changed).isoformat(timespec='seconds')}</lastmod>" if changed else ""
    )
    return f"<{kind}><loc>{escape(address)}</loc>{last}</{kind}>\n"


def _xml(body: str, media_type: str = XML) -> HttpResponse:
    return HttpResponse(HEAD + body, content_type=media_type)

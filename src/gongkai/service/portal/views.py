"""The pages of the public face: each shows what is there, or says what is not."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header, http_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongkai.report.model import ReportError, Severity
from gongkai.report.write.html import fragment, style
from gongkai.service.annual import downloads, queries
from gongkai.service.annual.models import FiledReport
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs, organ_of, website_of
from gongkai.service.portal.page import (
    PARTS,
    Article,
    Crumb,
    Page,
    area_crumb,
    home_crumb,
    part,
    part_crumb,
)
from gongkai.service.portal.templatetags.portal import published
from gongkai.statute.duties import duties_on


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show whose information is to be found here, and what was published last."""
    organs = list(disclosing_organs())
    page = Page(
        title=gettext_lazy("政府信息公开"),
        crumbs=(),
        website=website_of(organs[0]) if organs else None,
        demonstration=any(organ.demonstration for organ in organs),
    )
    return _show(request, "home", page, organs=organs, latest=queries.latest_published(10))


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show an organ's area: the four fixed parts, the entry for requests, what was published last."""
    organ = _organ(code)
    return _show(
        request,
        "area",
        _page(organ, organ.name, lang="zh-Hans"),
        reports=queries.current_reports(organ),
    )


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show the guide (条例 art. 12), or what of it the organ's own report states."""
    organ = _organ(code)
    return _show(request, "guide", _part_page(organ, "guide"))


@require_safe
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """Show the organ's rules of disclosure, or which of them its newest report names."""
    organ = _organ(code)
    filed = next(iter(queries.current_reports(organ)), None)
    named = queries.rules_named(queries.report_of(filed)) if filed else []
    return _show(request, "rules", _part_page(organ, "rules"), filed=filed, named=named)


@require_safe
def mandatory(request: HttpRequest, code: str) -> HttpResponse:
    """Show what must be disclosed without being asked (条例 art. 20, 21), item by item."""
    organ = _organ(code)
    duties = duties_on(timezone.localdate())
    return _show(
        request,
        "mandatory",
        _part_page(organ, "mandatory"),
        duties=duties,
        items=duties.of(organ.kind),
    )


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """List the organ's annual reports by year."""
    organ = _organ(code)
    return _show(request, "reports", _part_page(organ, "reports"), reports=queries.current_reports(organ))


@require_safe
def report(request: HttpRequest, code: str, year: int, number: int | None = None) -> HttpResponse:
    """Show one year's report with our own check and the files: its newest edition, or that of a number."""
    organ = _organ(code)
    editions = queries.editions(organ, year)
    filed = _edition(editions, number)
    found = part("reports")
    page = Page(
        title=filed.title,
        lang="zh-Hans",
        crumbs=(
            home_crumb(),
            area_crumb(organ),
            part_crumb(organ, found),
            Crumb(_("%(year)s年度") % {"year": year}),
        ),
        organ=organ,
        part=found,
        website=website_of(organ),
        demonstration=organ.demonstration,
        article=Article(filed.title, published(filed), filed.source_label or organ.name),
    )
    findings = queries.findings_of(filed)
    return _show(
        request,
        "report",
        page,
        filed=filed,
        editions=editions,
        is_newest=filed == editions[0],
        fragment=mark_safe(fragment(queries.report_of(filed))),  # noqa: S308 - it escapes what it was given
        balance=str(queries.balance_of(filed, findings)),
        faults=[f for f in findings if f.severity in queries.GRAVE],
        warnings=[f for f in findings if f.severity is Severity.WARN],
        not_assessed=[f for f in findings if f.severity is Severity.NOT_ASSESSED],
        files=downloads.offers(filed),
    )


@require_safe
def request_entry(request: HttpRequest, code: str) -> HttpResponse:
    """Show how to request information (条例 art. 27–33, 42, 43) from this organ."""
    return _show(request, "request", _part_page(_organ(code), "request"))


@require_safe
@cache_control(public=True, no_cache=True)
def download(request: HttpRequest, code: str, year: int, number: int, form: str) -> HttpResponseBase:
    """Hand out one edition of a report as a file."""
    filed = _edition(queries.editions(_organ(code), year), number)
    try:
        file = downloads.rendition(filed, form)
    except (KeyError, ReportError):
        raise Http404(_("没有这种格式的文件。")) from None
    response = HttpResponse(file.data, content_type=file.media_type)
    disposition = content_disposition_header(as_attachment=True, filename=file.name)
    # The plain name is for programs that do not know the one that may hold Chinese (RFC 6266, RFC 5987).
    plain = f'attachment; filename="{code}-{year}.{form}"'
    response["Content-Disposition"] = disposition.replace("attachment", plain, 1) if disposition else plain
    response["ETag"] = file.etag
    response["Last-Modified"] = http_date(filed.imported_at.timestamp())
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Robots-Tag"] = "noindex" if filed.filing.organ.demonstration else "all"
    return response


@require_safe
def report_style(request: HttpRequest) -> HttpResponse:
    """Serve the style sheet that the writer of reports brings."""
    return HttpResponse(style(), content_type="text/css; charset=utf-8")


def bad_request(request: HttpRequest, exception: object = None, reason: str = "") -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _error(request, 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for what is not here, with the view's own words where it had any."""
    says = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    return _error(request, 404, says=says)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours."""
    return _error(request, 500)


def _error(request: HttpRequest, status: int, **context: str) -> HttpResponse:
    return render(request, f"portal/{status}.html", context, status=status)


def _organ(code: str) -> Organ:
    try:
        return organ_of(code)
    except Organ.DoesNotExist:
        raise Http404(_("本网没有这个机关。")) from None


def _edition(editions: list[FiledReport], number: int | None) -> FiledReport:
    for filed in editions:
        if number is None or filed.number == number:
            return filed
    raise Http404(_("本网没有这一份年度报告。"))


def _page(organ: Organ, title: str, lang: str = "") -> Page:
    return Page(
        title=title,
        lang=lang,
        crumbs=(home_crumb(), Crumb(organ.name, lang="zh-Hans")),
        organ=organ,
        website=website_of(organ),
        demonstration=organ.demonstration,
    )


def _part_page(organ: Organ, key: str) -> Page:
    found = part(key)
    return Page(
        title=found.name,
        crumbs=(home_crumb(), area_crumb(organ), Crumb(found.name)),
        organ=organ,
        part=found,
        website=website_of(organ),
        demonstration=organ.demonstration,
    )


def _show(request: HttpRequest, template: str, page: Page, **context: Any) -> HttpResponse:
    parts = PARTS if page.organ else ()
    return render(request, f"portal/{template}.html", {"page": page, "parts": parts, **context})

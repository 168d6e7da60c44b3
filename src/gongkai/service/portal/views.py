"""The pages of the public face: each shows what is there, or says what is not."""

from __future__ import annotations

from dataclasses import replace

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
from gongkai.service.catalogue.guide import alarm, parts
from gongkai.service.catalogue.schemes import GUIDE, INSTITUTIONS
from gongkai.service.catalogue.visibility import showing, showing_of
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs
from gongkai.service.portal.answers import (
    Ending,
    column,
    ended_here,
    ending_of,
    organ_named,
    organ_page,
    part_page,
    show,
    website_of_all,
)
from gongkai.service.portal.directory import GOVERNMENTS, by_kind
from gongkai.service.portal.document import body_of, url_of
from gongkai.service.portal.latest import SHOWN, latest
from gongkai.service.portal.list_views import columns_of, count_by_category
from gongkai.service.portal.lists import HEAVY
from gongkai.service.portal.page import Article, Crumb, Page, notice_of, part
from gongkai.service.portal.templatetags.portal import published
from gongkai.service.requests.reception import takes_online
from gongkai.statute.duties import duties_on

INSTITUTIONS_SHOWN = 100
CHANNELS = ("on_request_ways", "office_")  # parts of the guide that say where to apply
FEW = 3  # organs whose parts all stand on the front page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show whose information is to be found here, and what was published last."""
    organs = list(disclosing_organs())
    at = timezone.now()
    page = Page(
        title=gettext_lazy("政府信息公开"), crumbs=(), website=website_of_all(), notice=notice_of(organs)
    )
    return show(
        request,
        "home",
        page,
        organs=organs,
        groups=by_kind(organs) if len(organs) > FEW else [],
        governments=[o for o in organs if o.kind in GOVERNMENTS],
        latest=latest(at, queries.latest_published(SHOWN)),
    )


@require_safe
@column
def area(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show an organ's area: the four fixed parts, the entry for requests, what was published last."""
    at = timezone.now()
    today = timezone.localdate(at)
    before = ended_here(organ, today)
    reports = queries.current_reports(organ, today if before else None)  # of most, nobody came before
    return show(
        request,
        "area",
        organ_page(organ, organ.name, lang="zh-Hans"),
        ending=ending,
        before=before,
        latest=latest(at, reports[:SHOWN], organ),
        organ=organ,
    )


@require_safe
@column
def guide(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show the guide (条例 art. 12), or what of it the organ's own report states."""
    at = timezone.now()
    state = alarm(organ, at)
    if state.showing is None:
        former = showing_of(organ, at).filter(category=GUIDE).defer(*HEAVY)
        return show(request, "guide", part_page(organ, "guide"), ending=ending, former=former)
    row = state.showing
    article = Article(row.edition.title, row.began, row.edition.source or organ.name)
    page = organ_page(organ, part("guide").name, part=part("guide"), article=article)
    return show(
        request,
        "guide_shown",
        page,
        ending=ending,
        row=row,
        body=body_of(row.edition),
        looked_at=state.looked_at,
        url=url_of(row),
    )


@require_safe
@column
def rules(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show the organ's rules of disclosure, or which of them its newest report names."""
    filed = next(iter(queries.current_reports(organ)), None)
    named = queries.rules_named(queries.report_of(filed)) if filed else []
    at = timezone.now()
    shown = list(showing_of(organ, at).filter(category=INSTITUTIONS).defer(*HEAVY)[: INSTITUTIONS_SHOWN + 1])
    return show(
        request,
        "rules",
        part_page(organ, "rules"),
        ending=ending,
        filed=filed,
        named=named,
        shown=shown[:INSTITUTIONS_SHOWN],
        more=len(shown) > INSTITUTIONS_SHOWN,
    )


@require_safe
@column
def mandatory(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show what must be disclosed without being asked (条例 art. 20, 21), item by item."""
    at = timezone.now()
    today = timezone.localdate(at)
    duties, counted = duties_on(today), count_by_category(organ, at)
    rows = [(item, columns_of(item.force.article, organ, today, counted)) for item in duties.of(organ.kind)]
    filled = [row for row in rows if row[1]]
    return show(
        request,
        "mandatory",
        part_page(organ, "mandatory"),
        ending=ending,
        duties=duties,
        rows=filled or rows,  # what is lacking is shown to staff, item by item, at the desk
        any_shown=bool(filled),
        lacking=len(rows) - len(filled),
    )


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """List the organ's annual reports by year, and those of the organs it came after."""
    organ, today = organ_named(code), timezone.localdate()
    page, ending = part_page(organ, "reports"), ending_of(organ, today)
    return show(request, "reports", page, ending=ending, reports=queries.current_reports(organ, today))


@require_safe
def report(request: HttpRequest, code: str, year: int, number: int | None = None) -> HttpResponse:
    """Show one year's report with our own check and the files: its newest edition, or that of a number."""
    organ = organ_named(code)
    editions = queries.editions(organ, year)
    filed = _edition(editions, number)
    page = organ_page(
        organ,
        filed.title,
        part=part("reports"),
        lang="zh-Hans",
        article=Article(filed.title, published(filed), filed.source_label or organ.name, styled=True),
    )
    page = replace(page, crumbs=(*page.crumbs[:-1], Crumb(_("%(year)s年度") % {"year": year})))
    findings = queries.findings_of(filed)
    return show(
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
@column
def request_entry(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show how to request information (条例 art. 27–33, 42, 43) from this organ."""
    guide_shown = showing(timezone.now()).filter(organ=organ, category=GUIDE).first()
    form = (guide_shown.edition.form or {}) if guide_shown else {}
    channels = [(p.name, form[p.key]) for p in parts() if p.key.startswith(CHANNELS) and form.get(p.key)]
    return show(
        request,
        "request",
        part_page(organ, "request"),
        ending=ending,
        channels=channels,
        online=not ending and takes_online(organ, timezone.localdate()),
    )


@require_safe
@cache_control(public=True, no_cache=True)
def download(request: HttpRequest, code: str, year: int, number: int, form: str) -> HttpResponseBase:
    """Hand out one edition of a report as a file."""
    filed = _edition(queries.editions(organ_named(code), year), number)
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


def _edition(editions: list[FiledReport], number: int | None) -> FiledReport:
    for filed in editions:
        if number is None or filed.number == number:
            return filed
    raise Http404(_("本网没有这一份年度报告。"))

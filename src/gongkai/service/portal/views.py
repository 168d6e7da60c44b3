"""The pages of the public face: each shows what is there, or says what is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.annual import queries
from gongkai.service.catalogue.guide import alarm, parts
from gongkai.service.catalogue.schemes import GUIDE, INSTITUTIONS
from gongkai.service.catalogue.visibility import showing, showing_of
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs
from gongkai.service.portal.answers import (
    Ending,
    column,
    ended_here,
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
from gongkai.service.portal.page import Article, Page, notice_of, part
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
    reports = queries.latest_published(SHOWN)
    notice = notice_of({*organs, *(filed.filing.organ for filed in reports)})
    page = Page(title=gettext_lazy("政府信息公开"), crumbs=(), website=website_of_all(), notice=notice)
    return show(
        request,
        "home",
        page,
        organs=organs,
        groups=by_kind(organs) if len(organs) > FEW else [],
        governments=[o for o in organs if o.kind in GOVERNMENTS],
        latest=latest(at, reports),
    )


@require_safe
@column
def area(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Show an organ's area: the four fixed parts, the entry for requests, what was published last."""
    at = timezone.now()
    today = timezone.localdate(at)
    before = ended_here(organ, today)
    # Of most, nobody came before.
    reports = queries.current_reports(organ, today if before else None, scopes=queries.BOTH)
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
    filed = next(iter(queries.current_reports(organ, scopes=queries.OWN)), None)
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

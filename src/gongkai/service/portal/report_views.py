"""The pages of annual reports: the years of an organ, one year's report, and their files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import simplejson
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, http_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, ReportError, Severity
from gongkai.report.naming import cell_name
from gongkai.report.write import FORMATS
from gongkai.report.write.html import fragment, style
from gongkai.service.annual import downloads, identities, queries
from gongkai.service.annual.central import authority_of, sum_of
from gongkai.service.annual.checking import place_of
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.years import years_of
from gongkai.service.organs.models import Organ
from gongkai.service.portal.answers import ending_of, organ_page, part_page, reporting_organ, show
from gongkai.service.portal.page import Article, Crumb, Page, area_crumb, home_crumb, part
from gongkai.service.portal.templatetags.portal import published
from gongkai.service.requests.exporting import as_csv

OWN, AGGREGATE = Filing.Scope.OWN, Filing.Scope.AGGREGATE
CELLS = ("address", "name", "value", "status", "unit", "unit_of_form")
DATA = {"cells": ("csv", "json"), "identities": ("csv", "json")}
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list of years: the newest edition, and those it came after."""

    filed: FiledReport
    editions: Sequence[FiledReport]  # all of them, newest first; none where there is only one

    @property
    def notes(self) -> list[FiledReport]:
        """The editions that say what was amended, newest first."""
        return [one for one in self.editions or (self.filed,) if one.note]

    @property
    def has_cells(self) -> bool:
        """Whether there are cells and identities of it."""
        return self.filed.form != STATISTICS


@require_safe
def reports(request: HttpRequest, code: str) -> HttpResponse:
    """Show the organ's annual reports by year, those of the organs it came after, and what the years say."""
    organ, today = reporting_organ(code), timezone.localdate()
    gathered_at, ending = authority_of(organ, today), ending_of(organ, today)
    page = part_page(organ, "reports")
    if not organ.has_area:
        page = replace(page, crumbs=(*_way_without_area(gathered_at), Crumb(organ.name, lang="zh-Hans")))
    filed = queries.current_reports(organ, today, scopes=queries.BOTH)
    amended = queries.amendments(filed)
    return show(
        request,
        "reports",
        page,
        ending=ending,
        reports=[Row(one, amended.get(one.filing_id, ())) for one in filed],
        has_sums=any(one.filing.scope == AGGREGATE for one in filed),
        years=years_of(organ, filed, today),
        formats=FORMATS,
        gathered_at=gathered_at,
    )


@require_safe
def report(
    request: HttpRequest, code: str, year: int, number: int | None = None, scope: str = OWN
) -> HttpResponse:
    """Show one year's report with our own check and the files: its newest edition, or that of a number."""
    organ = reporting_organ(code)
    editions = queries.editions(organ, year, scope)
    filed = _edition(editions, number)
    page = organ_page(
        organ,
        filed.title,
        part=part("reports"),
        lang="zh-Hans",
        article=Article(filed.title, published(filed), filed.source_label or organ.name, styled=True),
    )
    step = _("%(year)s年度（汇总）") if scope == AGGREGATE else _("%(year)s年度")
    page = replace(page, crumbs=(*_way(organ, page), Crumb(step % {"year": year})))
    findings = queries.findings_of(filed)
    said = identities.explained(filed) if findings else {}
    beside = [(each, said.get((each.rule, place_of(each)), [])) for each in findings]
    return show(
        request,
        "report",
        page,
        filed=filed,
        editions=editions,
        is_newest=filed == editions[0],
        is_sum=scope == AGGREGATE,
        sum_of=sum_of(filed),
        fragment=mark_safe(fragment(queries.report_of(filed))),  # noqa: S308 - it escapes what it was given
        balance=str(queries.balance_of(filed, findings)),
        across=str(queries.across_of(filed, [(each, said) for each, said in beside])),
        faults=[each for each in beside if each[0].severity in queries.GRAVE],
        warnings=[each for each in beside if each[0].severity is Severity.WARN],
        not_assessed=[each for each in beside if each[0].severity is Severity.NOT_ASSESSED],
        files=downloads.offers(filed),
        has_cells=filed.form != STATISTICS,
    )


def _way(organ: Organ, page: Page) -> Sequence[Crumb]:
    """Return the way back from one report: by the area and its part, or by the list of its authority."""
    if organ.has_area:
        return page.crumbs[:-1]
    own = Crumb(organ.name, reverse("reports", args=[organ.code]), lang="zh-Hans")
    return (*_way_without_area(authority_of(organ, timezone.localdate())), own)


def _way_without_area(gathered_at: Organ | None) -> list[Crumb]:
    """Return the way back from the reports of an organ without an area: by where they are gathered."""
    if gathered_at is None:
        return [home_crumb()]
    lists = Crumb(_("各机关的年度报告"), reverse("all-reports", args=[gathered_at.code]))
    return [home_crumb(), area_crumb(gathered_at), lists]


@require_safe
@cache_control(public=True, no_cache=True)
def download(
    request: HttpRequest, code: str, year: int, number: int, form: str, scope: str = OWN
) -> HttpResponseBase:
    """Hand out one edition of a report as a file."""
    return written(_edition(queries.editions(reporting_organ(code), year, scope), number), form)


def written(filed: FiledReport, form: str) -> HttpResponse:
    """Return an edition as a file of a format of `report.write`; Http404 if there is none."""
    try:
        file = downloads.rendition(filed, form)
    except (KeyError, ReportError):
        raise Http404(_("没有这种格式的文件。")) from None
    return _file(filed, file.data, file.media_type, file.etag, file.name, f"{_plain(filed)}.{form}")


@require_safe
@cache_control(public=True, no_cache=True)
def data(
    request: HttpRequest, code: str, year: int, number: int, what: str, form: str, scope: str = OWN
) -> HttpResponse:
    """Hand out the cells or the identities of one edition, for programs."""
    filed = _edition(queries.editions(reporting_organ(code), year, scope), number)
    if form not in DATA.get(what, ()) or filed.form == STATISTICS:
        raise Http404(_("没有这种格式的文件。"))
    columns: Sequence[str]
    if what == "cells":
        columns, records = CELLS, _cells(filed)
    else:
        columns, records = identities.COLUMNS, [line.record for line in identities.lines(filed)]
    body = _as(form, columns, records, filed)
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    name = f"{_plain(filed)}-{what}.{form}"
    return _file(filed, body, MEDIA_TYPES[form], etag, name, name)


@require_safe
def report_style(request: HttpRequest) -> HttpResponse:
    """Serve the style sheet that the writer of reports brings."""
    return HttpResponse(style(), content_type="text/css; charset=utf-8")


def _cells(filed: FiledReport) -> list[dict[str, Any]]:
    form = edition(filed.form)
    return [
        {
            "address": address,
            "name": cell_name(form.place(address)),
            "value": cell.value,
            "status": str(cell.status),
            "unit": cell.unit or "",
            "unit_of_form": form.place(address).unit or "",
        }
        for address, cell in queries.report_of(filed).cells.items()
    ]


def _as(form: str, columns: Sequence[str], records: Iterable[dict[str, Any]], filed: FiledReport) -> bytes:
    """Return records as CSV, or as JSON under what they are of, figures digit for digit."""
    if form == "csv":
        lines = [[_one(record[name]) for name in columns] for record in records]
        return b"".join(as_csv([columns, *lines]))
    given = {
        "organ": {"code": filed.filing.organ.code, "name": filed.filing.organ.name},
        "year": filed.filing.year,
        "scope": filed.filing.scope,
        "edition": filed.number,
        "form": filed.form,
        "published_on": filed.published_on.isoformat(),
        "note": filed.note,
        "items": list(records),
    }
    return str(simplejson.dumps(given, ensure_ascii=False, use_decimal=True, indent=1)).encode()


def _one(value: Any) -> Any:
    """Return a value for one cell of a table."""
    return " ".join(value) if isinstance(value, list) else value


def _file(filed: FiledReport, body: bytes, media_type: str, etag: str, name: str, plain: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    # The plain name is for programs that do not know the one that may hold Chinese (RFC 6266, RFC 5987).
    ascii_name = f'attachment; filename="{plain}"'
    response["Content-Disposition"] = (
        disposition.replace("attachment", ascii_name, 1)
        if disposition and "filename*" in disposition
        else ascii_name
    )
    response["ETag"] = etag
    response["Last-Modified"] = http_date(filed.imported_at.timestamp())
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Robots-Tag"] = "noindex" if filed.filing.organ.demonstration else "all"
    return response


def _plain(filed: FiledReport) -> str:
    scope = "-aggregate" if filed.filing.scope == AGGREGATE else ""
    return f"{filed.filing.organ.code}-{filed.filing.year}{scope}"


def _edition(editions: list[FiledReport], number: int | None) -> FiledReport:
    for filed in editions:
        if number is None or filed.number == number:
            return filed
    raise Http404(_("本网没有这一份年度报告。"))

"""The reports of all who report to an authority, year by year, in one place; and the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import simplejson
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition_for, editions
from gongkai.report.model import STATISTICS
from gongkai.report.write import FORMATS
from gongkai.service.annual import addresses
from gongkai.service.annual.central import Central, Line, central, has_list, years_listed
from gongkai.service.organs.models import Organ
from gongkai.service.portal.answers import ending_of, organ_named, organ_page, show
from gongkai.service.portal.directory import by_kind
from gongkai.service.portal.page import Crumb, Text, notice_of, part
from gongkai.service.portal.report_views import written
from gongkai.service.requests.exporting import as_csv

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
COLUMNS = (
    *("organ_code", "organ_name", "year", "scope", "must_report", "state", "publish_by", "published_on"),
    *("edition", "title", "lacks", "in_report_of", "change", "changed_on", "url"),
    *(f"report_{form}" for form in FORMATS),
    *("cells_csv", "cells_json"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where what is public of a line stands."""

    line: Line
    url: str = ""  # the page of the report
    files: tuple[tuple[str, str], ...] = ()  # format, address
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under one heading."""

    key: str
    name: Text
    places: tuple[Place, ...]
    is_chinese: bool = False


@require_safe
def all_reports(request: HttpRequest, code: str, year: int | None = None) -> HttpResponse:
    """Show the reports of a year of every organ that reports to this one: the last year that is over."""
    authority, today = organ_named(code), timezone.localdate()
    ending = ending_of(authority, today)
    if ending and ending.heir:
        asked = [ending.heir.code, *([year] if year else [])]
        return HttpResponsePermanentRedirect(reverse(_name(year), args=asked))
    found = _asked(authority, year)
    title = _("%(year)s年度各机关的年度报告") % {"year": found.year}
    page = organ_page(authority, title, part=part("reports"))
    page = replace(
        page,
        crumbs=(*page.crumbs[:-1], Crumb(title)),
        notice=notice_of({authority, *(line.organ for line in found.lines)}),
        canonical=reverse("all-reports-year", args=[authority.code, found.year]),
    )
    form = edition_for(found.year) if any(each.covers(found.year) for each in editions()) else None
    return show(
        request,
        "all_reports",
        page,
        ending=ending,
        central=found,
        government=[_place(line) for line in found.government],
        sections=_sections(found),
        others=[_place(line) for line in found.others],
        years=years_listed(authority, today),
        norm=form.norm if form else None,
        file=reverse("all-reports-file", args=[authority.code, found.year, "csv"])
        .removesuffix("csv")
        .replace("/elder/", "/", 1),
    )


@require_safe
@cache_control(public=True, no_cache=True)
def all_reports_file(request: HttpRequest, code: str, year: int, form: str) -> HttpResponse:
    """Hand out the list of a year for programs: what the page shows, a line a report."""
    authority = organ_named(code)
    found = _asked(authority, year)
    if form not in MEDIA_TYPES:
        raise Http404(_("没有这种格式的文件。"))
    records = list(_records(request, found))
    if form == "csv":
        lines = [[_one(record[name]) for name in COLUMNS] for record in records]
        body = b"".join(as_csv([COLUMNS, *lines]))
    else:
        given = {
            "authority": {"code": authority.code, "name": authority.name},
            "year": year,
            "as_of": found.on.isoformat(),
            "items": records,
        }
        body = str(simplejson.dumps(given, ensure_ascii=False, indent=1, default=str)).encode()
    answer = HttpResponse(body, content_type=MEDIA_TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{authority.code}-{year}-reports.{form}"'
    answer["X-Robots-Tag"] = "noindex" if authority.demonstration else "all"
    return answer


@require_safe
@cache_control(public=True, no_cache=True)
def one_of_all(
    request: HttpRequest, code: str, year: int, organ: str, scope: str, form: str
) -> HttpResponseBase:
    """Hand out a report of the list, whichever edition is the newest: the list once led here."""
    found = _asked(organ_named(code), year)
    for line in found.lines:
        if (line.organ.code, line.scope) == (organ, scope) and line.filed:
            return written(line.filed, form)
    raise Http404(_("本网没有这一份年度报告。"))


def _asked(authority: Organ, year: int | None) -> Central:
    today = timezone.localdate()
    if not has_list(authority, today):
        raise Http404(_("没有机关向这个机关报送年度报告。"))
    asked = today.year - 1 if year is None else year
    if asked not in years_listed(authority, today):
        raise Http404(_("没有这一年度的名单。"))
    return central(authority, asked, today)


def _name(year: int | None) -> str:
    return "all-reports-year" if year else "all-reports"


def _sections(found: Central) -> list[Section]:
    """Return those who had to report by kind, each organ's own before what it sums."""
    organs = list({line.organ.pk: line.organ for line in found.reporting}.values())
    return [
        Section(
            group.key,
            group.name,
            tuple(_place(line) for line in found.reporting if line.organ in group.organs),
            group.is_chinese,
        )
        for group in by_kind(organs)
    ]


def _place(line: Line) -> Place:
    filed = line.filed
    if filed is None:
        return Place(line)
    cells = () if filed.form == STATISTICS else ("csv", "json")
    return Place(
        line,
        addresses.newest(filed),
        tuple((form, addresses.file(filed, form)) for form in FORMATS),
        tuple((form, addresses.data(filed, "cells", form)) for form in cells),
    )


def _records(request: HttpRequest, found: Central) -> Iterator[dict[str, Any]]:
    for line in found.lines:
        place, filed = _place(line), line.filed
        files, cells = dict(place.files), dict(place.cells)

        def whole(address: str | None) -> str | None:
            return request.build_absolute_uri(address) if address else None

        yield {
            "organ_code": line.organ.code,
            "organ_name": line.organ.name,
            "year": found.year,
            "scope": line.scope,
            "must_report": line.must,
            "state": str(line.state),
            "publish_by": line.by.isoformat() if line.by else None,
            "published_on": filed.published_on.isoformat() if filed else None,
            "edition": filed.number if filed else None,
            "title": filed.title if filed else None,
            "lacks": list(line.lacks),
            "in_report_of": [organ.name for organ in line.to],
            "change": line.change.kind if line.change else None,
            "changed_on": line.change.on.isoformat() if line.change else None,
            "url": whole(place.url),
            **{f"report_{form}": whole(files.get(form)) for form in FORMATS},
            **{f"cells_{form}": whole(cells.get(form)) for form in ("csv", "json")},
        }


def _one(value: Any) -> Any:
    """Return a value for one cell of a table."""
    if isinstance(value, list):
        return "、".join(value)
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value

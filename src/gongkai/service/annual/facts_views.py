"""The figures of a year as the official form has them; each number opens what it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.report.edition import Edition
from gongkai.report.loader import edition, editions
from gongkai.report.model import Report
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.report.write.html import style, tables
from gongkai.service.annual import counted, doors, listing
from gongkai.service.annual.actions.export_cell import export_cell
from gongkai.service.annual.facts import Behind, Facts, Origin, behind, gather, report_of
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.models import Closing, Version
from gongkai.service.annual.whose import divisible, division
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, has
from gongkai.service.requests import exporting
from gongkai.service.requests.case_ways import Visit, visit

A_PAGE = 50
NOW = "now"


@dataclass(frozen=True)
class Shown:
    """Whose figures of which year, and whether of a closing or as they are known now."""

    who: Visit
    organ: Organ
    year: int
    is_own: bool
    closings: list[Closing]
    closing: Closing | None

    @cached_property
    def of(self) -> Facts | Closing:
        """What is behind the cells."""
        return self.closing or self.facts

    @cached_property
    def facts(self) -> Facts:
        """The year as it is known now."""
        return gather(filing_at(self.organ, self.year), self.who.at)

    @cached_property
    def form(self) -> Edition:
        """The form of the year."""
        return edition(self.closing.form) if self.closing else self.facts.form

    @cached_property
    def report(self) -> Report:
        """The cells."""
        return report_of(self.closing) if self.closing else self.facts.report

    @cached_property
    def received(self) -> Version | None:
        """The report that brought these cells from elsewhere, if they were not counted here."""
        return counted.received_with(self.closing)

    @property
    def query(self) -> str:
        """What tells it in an address."""
        return f"?closing={self.closing.number if self.closing else NOW}"

    def cell(self, address: str) -> str:
        """Return the address of the page of a cell."""
        return reverse("desk-annual-cell", args=[self.organ.code, self.year, address]) + self.query

    @property
    def tables(self) -> SafeString:
        """The three tables, each number a link."""
        return mark_safe(tables(self.report, self.cell))  # noqa: S308 - the writer escapes everything


def shown(request: DeskRequest, code: str, year: int) -> Shown:
    """Return what is asked for; 403 for a duty that sees none, 404 for another organ's."""
    who = visit(request)
    organ = doors.organ_for(who.post, code, year, who.on)
    if year > who.on.year or not any(form.covers(year) for form in editions()):
        raise Http404
    is_own = doors.is_own(who.post, organ, who.on)
    closings = list(doors.closings_for(who.post, organ, year, who.on))
    asked = request.GET.get("closing", "")
    closing = next((each for each in closings if str(each.number) == asked), None)
    if closing is None and asked not in ("", NOW):
        raise Http404
    if closing is None and not asked and closings:
        closing = closings[0]
    if closing is None and not is_own:
        raise NotHere
    return Shown(who, organ, year, is_own, closings, closing)


@require_safe
def figures(request: DeskRequest, code: str, year: int) -> HttpResponse:
    """Show the three tables of a closing, or as known now with what cannot be counted."""
    page = shown(request, code, year)
    context = {
        "title": _("%(year)s年度的数据") % {"year": year},
        "shown": page,
        "received": page.received,
        "is_divided": page.is_own and _is_divided(page),
        "may_write": page.is_own and has(page.who.post, Power.DRAFT),
        "is_over": page.who.on >= date(year + 1, 1, 1),
        "faults": page.facts.faults if page.closing is None else [],
        "doubts": page.facts.doubts if page.closing is None else [],
    }
    return render(request, "annual/figures.html", context)


def _is_divided(page: Shown) -> bool:
    whose = division([page.organ.pk], page.year).each[page.organ.pk]
    return bool(divisible(whose, page.who.on))


@require_safe
def cell(request: DeskRequest, code: str, year: int, address: str) -> HttpResponse:
    """List what a cell counts."""
    page, found = _behind(request, code, year, address)
    count = listing.length(found)
    listed = Paginator(range(count), A_PAGE).get_page(request.GET.get("page"))
    first = listed.start_index() - 1 if count else 0
    reader = listing.Reader(page.who.post, page.who.on)
    rows = list(listing.rows(found, page.form, page.report.cells, reader, first, first + A_PAGE))
    value = page.report.cells[address].value
    context = {
        "title": _("一格的清单（%(address)s）") % {"address": address},
        "name": cell_name(page.form.places[address]),
        "shown": page,
        "received": page.received,
        "address": address,
        "value": None if value is None else plain(value),
        "unit": page.form.places[address].unit or "",
        "is_sum": found.origin is Origin.DERIVED,
        "head": listing.head(found.origin),
        "rows": [_linked(row, page, found) for row in rows],
        "page": listed,
    }
    return render(request, "annual/cell.html", context)


@require_safe
def taken(request: DeskRequest, code: str, year: int, address: str, form: str) -> HttpResponseBase:
    """Give the list behind a cell as CSV or XLSX, without names; the taking is logged."""
    if form not in exporting.MEDIA_TYPES:
        raise Http404
    page, found = _behind(request, code, year, address)
    if page.received is not None:
        raise Http404  # counted elsewhere: there is no list
    count = listing.length(found)
    export_cell(page.organ, year, address, form=form, count=count, by=page.who.post, at=page.who.at)
    name = f"annual-{code}-{year}-{address}.{form}"
    return exporting.answer(_lines(page, found), form, name, address)


@require_safe
def style_sheet(request: HttpRequest) -> HttpResponse:
    """Serve the style sheet that the writer of reports brings."""
    return HttpResponse(style(), content_type="text/css; charset=utf-8")


def _behind(request: DeskRequest, code: str, year: int, address: str) -> tuple[Shown, Behind]:
    page = shown(request, code, year)
    if address not in page.form.places:
        raise Http404
    return page, behind(page.of, address)


def _linked(row: listing.Row, page: Shown, found: Behind) -> tuple[str, Any, tuple[Any, ...]]:
    """Return where a line leads, its first word, and the others."""
    url = page.cell(row.url) if found.origin is Origin.DERIVED else row.url
    return url, row.words[0], row.words[1:]


def _lines(page: Shown, found: Behind) -> Iterator[list[Any]]:
    reader = listing.Reader(page.who.post, page.who.on)
    yield listing.head(found.origin)
    for first in range(0, listing.length(found), exporting.AT_ONCE):
        last = first + exporting.AT_ONCE
        for row in listing.rows(found, page.form, page.report.cells, reader, first, last):
            yield list(row.words)

"""A cell of a version: of a sum the reports it adds up with their numbers, of an organ's own its list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import composing, counted, doors, summing
from gongkai.service.annual.actions.export_cell import export_cell
from gongkai.service.annual.models import Filing, Part, Version
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests import exporting
from gongkai.service.requests.case_ways import Visit, visit

A_PAGE = 50


@require_safe
def cell(request: DeskRequest, number: int, address: str) -> HttpResponse:
    """List what a cell of a sum adds up, by organ; one of an organ's own report is shown by its closing."""
    who, found = _opened(request, number, address)
    if found.filing.scope == Filing.Scope.OWN:
        link = counted.link(found)
        if link is None:
            raise Http404
        return redirect(link(address))
    listed = Paginator(_parts(found), A_PAGE).get_page(request.GET.get("page"))
    value = composing.report_of(found).cells[address].value
    place = edition(found.form).places[address]
    context = {
        "title": _("一格的清单（%(address)s）") % {"address": address},
        "address": address,
        "name": cell_name(place),
        "version": found,
        "received": found if found.was_received else None,
        "value": None if value is None else plain(value),
        "unit": place.unit or "",
        "addends": _addends(who, found, listed.object_list, address),
        "page": listed,
    }
    return render(request, "annual/counted.html", context)


@require_safe
def taken(request: DeskRequest, number: int, address: str, form: str) -> HttpResponseBase:
    """Give what a cell of a sum adds up as CSV or XLSX, all of it; the taking is logged."""
    who, found = _opened(request, number, address)
    if form not in exporting.MEDIA_TYPES or found.filing.scope == Filing.Scope.OWN or found.was_received:
        raise Http404  # an organ's own list is taken from the cell of its closing
    filing, parts = found.filing, _parts(found)
    export_cell(filing.organ, filing.year, address, form=form, count=len(parts), by=who.post, at=who.at)
    lines = _lines(_addends(who, found, parts, address), edition(found.form).places[address].unit or "")
    name = f"annual-{filing.organ.code}-{filing.year}-sum-{found.number}-{address}.{form}"
    return exporting.answer(lines, form, name, address)


def _opened(request: DeskRequest, number: int, address: str) -> tuple[Visit, Version]:
    who = visit(request)
    found: Version = doors.version_for(who.post, number, who.on)
    if address not in edition(found.form).places:
        raise Http404
    if not doors.sees_version(who.post, found, who.on):
        raise NotHere
    return who, found


def _parts(version: Version) -> list[Part]:
    return sorted(summing.parts_of(version), key=lambda part: summing.organ_of(part).code)


def _addends(who: Visit, version: Version, parts: Iterable[Part], address: str) -> list[counted.Addend]:
    return counted.addends(list(parts), version.filing.year, address, who.post, who.on)


def _lines(addends: Iterable[counted.Addend], unit: str) -> Iterator[list[str | Decimal | None]]:
    yield ["机关代码", "机关", "数", "单位"]
    for each in addends:
        yield [each.organ.code, each.organ.name, None if each.value is None else Decimal(each.value), unit]

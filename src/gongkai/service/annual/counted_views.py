"""A cell of a version: of a sum the reports it adds up with their numbers, of an organ's own its list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.report.loader import edition
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import composing, counted, doors, summing
from gongkai.service.annual.models import Filing, Version
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests.case_ways import visit

A_PAGE = 50


@require_safe
def cell(request: DeskRequest, number: int, address: str) -> HttpResponse:
    """List what a cell of a sum adds up, by organ; one of an organ's own report is shown by its closing."""
    who = visit(request)
    found: Version = doors.version_for(who.post, number, who.on)
    place = edition(found.form).places.get(address)
    if place is None:
        raise Http404
    if not doors.sees_version(who.post, found, who.on):
        raise NotHere
    if found.filing.scope == Filing.Scope.OWN:
        link = counted.link(found)
        if link is None:
            raise Http404
        return redirect(link(address))
    parts = sorted(summing.parts_of(found), key=lambda part: summing.organ_of(part).code)
    listed = Paginator(parts, A_PAGE).get_page(request.GET.get("page"))
    value = composing.report_of(found).cells[address].value
    context = {
        "title": _("一格的清单（%(address)s）") % {"address": address},
        "name": cell_name(place),
        "version": found,
        "received": found if found.was_received else None,
        "value": None if value is None else plain(value),
        "unit": place.unit or "",
        "addends": counted.addends(list(listed.object_list), found.filing.year, address, who.post, who.on),
        "page": listed,
    }
    return render(request, "annual/counted.html", context)

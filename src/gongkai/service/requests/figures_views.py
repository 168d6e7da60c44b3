"""The live figures of an organ, the cases behind each, and both as tables to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.requests import exporting, figures, worklist
from gongkai.service.requests.actions.export_cases import export_cases
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.statute.calendar import Calendar

A_PAGE = 50


class Choose(forms.Form):
    """Of which organ and year."""

    organ = forms.ChoiceField(label=gettext_lazy("机关"))
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)


@dataclass(frozen=True, slots=True)
class Of:
    """Whose figures are asked for, and of which year."""

    who: Visit
    organ: Organ
    year: int
    calendar: Calendar
    organs: list[Organ]


@require_safe
def shown(request: DeskRequest) -> HttpResponse:
    """Show the figures; each opens its cases."""
    of = _of(request)
    form = Choose(initial={"organ": of.organ.code, "year": of.year})
    form.fields["organ"].choices = [(o.code, o.name) for o in of.organs]  # type: ignore[attr-defined]
    form.fields["year"].choices = [(y, y) for y in figures.years(of.organ, of.who.on)]  # type: ignore[attr-defined]
    context = {
        "title": _("申请办理情况"),
        "find": form,
        "of": of,
        "parts": figures.parts(of.organ, of.year, of.who.on, of.calendar),
        "middle": figures.middle(of.organ, of.year, of.calendar),
    }
    return render(request, "requests/figures.html", context)


@require_safe
def opened(request: DeskRequest, key: str) -> HttpResponse:
    """List the cases behind a figure."""
    of = _of(request)
    keys = _keys(of, key)
    page = Paginator(keys, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": figures.title(key),
        "of": of,
        "key": key,
        "page": page,
        "rows": worklist.shown(worklist.fetched(page.object_list), of.who),
        "several": False,
    }
    return render(request, "requests/figure.html", context)


@require_safe
def taken(request: DeskRequest, key: str, form: str) -> HttpResponseBase:
    """Give the figures (`all`), or the cases behind one, as CSV or XLSX; the taking is logged."""
    of = _of(request)
    if form not in exporting.MEDIA_TYPES:
        raise Http404
    if key == "all":
        parts = figures.parts(of.organ, of.year, of.who.on, of.calendar)
        rows = exporting.of_figures(parts)
        count = sum(len(part.figures) for part in parts)
    else:
        keys = _keys(of, key)
        count = len(keys)
        rows = _with_head(exporting.lines(keys, of.who, of.calendar))
    export_cases(of.organ, what=f"{key} {of.year}", form=form, count=count, by=of.who.post, at=of.who.at)
    name = f"requests-{of.organ.code}-{of.year}-{key}.{form}"
    return exporting.answer(rows, form, name, _("申请"))


def _with_head(rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    yield exporting.head()
    yield from rows


def _of(request: DeskRequest) -> Of:
    """Return whose figures are asked for: her own organ's where no other is named. Http404."""
    who = visit(request)
    organs = list(visible_organs(who.post, who.on))
    code = request.GET.get("organ") or who.post.organ.code
    organ = next((o for o in organs if o.code == code), None)
    if organ is None:
        raise Http404
    try:
        year = int(request.GET.get("year") or who.on.year)
    except ValueError:
        year = who.on.year
    if not 2008 <= year <= who.on.year:
        raise Http404
    return Of(who, organ, year, law_here().calendar, organs)


def _keys(of: Of, key: str) -> list[int]:
    try:
        return figures.keys(of.organ, of.year, key, of.calendar)
    except KeyError:
        raise Http404 from None

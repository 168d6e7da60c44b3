"""The desk over what happened in a year: the list, another, one corrected or taken back, none of a kind."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.annual import policy
from gongkai.service.annual.actions.record_occasion import record_none, record_occasion, withdraw_occasion
from gongkai.service.annual.declaring_forms import Year
from gongkai.service.annual.desk_years import year_known, year_of, years
from gongkai.service.annual.doors import is_own
from gongkai.service.annual.drafting import records
from gongkai.service.annual.models import Occasion
from gongkai.service.annual.occasion_words import KINDS
from gongkai.service.annual.writing_forms import Record, Withdraw
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, has


@require_http_methods(["GET", "HEAD", "POST"])
def occasions(request: DeskRequest) -> HttpResponse:
    """Show what is recorded of a year, and record another."""
    who = visit(request, Power.DRAFT if request.method == "POST" else Power.SEE)
    year = year_of(request, who.on)
    form = Record(request.POST or None, initial={"on": who.on, "kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        try:
            made = record_occasion(who.post.organ, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect(_list_of(made.on.year))
    rows = records.occasions(frozenset({who.post.organ_id}), year)
    said = {row.kind for row in rows if not records.is_none(row) or records.says_of_the_year(row)}
    is_over = year < who.on.year
    context = {
        "title": _("年度工作记录"),
        "year": year,
        "find": Year(years(who.on), initial={"year": year}),
        "rows": [(row, KINDS[row.kind], records.is_none(row)) for row in rows],
        "none": [(kind, KINDS[kind]) for kind in records.NONE_OF if is_over and kind not in said],
        "is_over": is_over,
        "form": form,
        "may_write": has(who.post, Power.DRAFT),
        "submit": _("登记"),
    }
    return render(request, "annual/occasions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def occasion(request: DeskRequest, number: int) -> HttpResponse:
    """Show one record, and correct it."""
    who = visit(request)
    row = _found(who, number)
    initial = {name: getattr(row, name) for name in ("on", "kind", "says", "number", "unit")}
    stands = not row.withdrawn and not hasattr(row, "replaced_by")
    form = Record(request.POST or None, initial=initial)
    if request.method == "POST":
        policy.check_can_write(who.post, row.organ, row.on.year, who.on)
        if form.is_valid():
            try:
                made = record_occasion(row.organ, replaces=row, by=who.post, at=who.at, **form.cleaned_data)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已更正。"))
                return redirect(_list_of(made.on.year))
    context = {
        "title": _("工作记录"),
        "row": row,
        "kind": KINDS[row.kind],
        "is_none": records.is_none(row),
        "is_standing": stands,
        "form": form,
        "back": Withdraw(),
        "may_write": stands and has(who.post, Power.DRAFT),
        "submit": _("更正"),
        "list": _list_of(row.on.year),
    }
    return render(request, "annual/occasion.html", context)


@require_POST
def withdrawn(request: DeskRequest, number: int) -> HttpResponse:
    """Take a record back, with the reason."""
    who = visit(request, Power.DRAFT)
    row = _found(who, number)
    try:
        withdraw_occasion(row, why=request.POST.get("back-why", ""), by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-occasion", row.pk)
    messages.success(request, _("已作废。"))
    return redirect(_list_of(row.on.year))


@require_POST
def none(request: DeskRequest, year: int) -> HttpResponse:
    """Record that there was nothing of a kind in a year."""
    who = visit(request, Power.DRAFT)
    year_known(year, who.on)
    try:
        record_none(who.post.organ, year=year, kind=request.POST.get("kind", ""), by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已登记：没有发生。"))
    return redirect(_list_of(year))


def _found(who: Visit, key: int) -> Occasion:
    """Return a record to a post of its organ, or of the one that came after it; NotHere."""
    found: Occasion | None = (
        Occasion.objects.select_related("organ", "by__person", "replaces", "replaced_by")
        .filter(pk=key)
        .first()
    )
    if found is None or not is_own(who.post, found.organ, who.on):
        raise NotHere
    return found


def _list_of(year: int) -> str:
    return f"{reverse('desk-occasions')}?year={year}"

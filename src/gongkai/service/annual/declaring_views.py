"""The desk over declared numbers: the year as a grid, an item with its history, a number, its evidence."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.report.edition import Place
from gongkai.report.loader import edition_for
from gongkai.service.annual import declared, declaring, policy
from gongkai.service.annual.actions.declare import Evidence, declare, take_back_declaration
from gongkai.service.annual.declaring_forms import Correct, Declare, Nothing, TakeBack, Year
from gongkai.service.annual.desk_years import year_known, year_of, years
from gongkai.service.annual.doors import is_own
from gongkai.service.annual.models import Declaration
from gongkai.service.annual.whose import division
from gongkai.service.catalogue import store
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, has


def organ_of(request: DeskRequest, organs: list[Organ]) -> Organ:
    """Return whose numbers are asked for, of those an organ answers for: its own unless told. NotHere."""
    asked = request.GET.get("organ", "")
    found = next((each for each in organs if each.code == asked), None) if asked else organs[0]
    if found is None:
        raise NotHere
    return found


def query_of(organ: Organ, who: Visit, sign: str = "&") -> str:
    """Return what tells in an address, after its year, that the numbers are those of an organ that ended.

    With `sign` "?" for an address that has nothing else to tell.
    """
    return "" if organ.pk == who.post.organ_id else f"{sign}organ={organ.code}"


@require_safe
def grid(request: DeskRequest) -> HttpResponse:
    """Show the year of the organ: items by months, with what is missing."""
    who = visit(request)
    year = year_of(request, who.on)
    organs = declaring.answered_for(who.post.organ, year, who.on)
    organ = organ_of(request, organs)
    lines = declaring.grid(organ, year, who.on)
    form = edition_for(year)
    faults = declared.of_each(division([who.post.organ_id], year), form, year)[who.post.organ_id].missing
    context = {
        "title": _("填报的数"),
        "year": year,
        "find": Year(years(who.on), initial={"year": year}),
        "lines": lines,
        "months": range(1, 13),
        "missing": sum(line.missing for line in lines),
        "faults": [fault.says for fault in faults],
        "organs": organs,
        "organ": organ,
        "of": query_of(organ, who),
        "may_write": has(who.post, Power.DRAFT),
    }
    return render(request, "annual/declared.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: DeskRequest, year: int, address: str) -> HttpResponse:
    """Show everything that was declared of an item, and take another number."""
    who = visit(request)
    place = _place(year_known(year, who.on), address)
    organ = organ_of(request, declaring.answered_for(who.post.organ, year, who.on))
    may_write = has(who.post, Power.DRAFT)
    month = request.GET.get("month", "")
    form = Declare(place, year, who.on, request.POST or None, request.FILES or None)
    form.initial = {"month": month} if month.isdecimal() else {}
    if request.method == "POST":
        visit(request, Power.DRAFT)
        if form.is_valid() and _declared(request, who, organ, year, place, form):
            return _to_item(organ, year, address, who)
    line = next(line for line in declaring.grid(organ, year, who.on) if line.place.address == address)
    context = {
        "title": _("%(year)s年填报的数") % {"year": year},
        "year": year,
        "line": line,
        "form": form,
        "nothing": Nothing() if _may_be_nothing(line, year, who) else None,
        "zero": _address("desk-declared-nothing", organ, year, address, who),
        "rows": declaring.history(organ, year, address),
        "organ": organ,
        "of": query_of(organ, who),
        "may_write": may_write,
        "submit": _("填报"),
    }
    return render(request, "annual/declared_item.html", context)


@require_POST
def nothing(request: DeskRequest, year: int, address: str) -> HttpResponse:
    """Declare that an item was zero in the whole year."""
    who = visit(request, Power.DRAFT)
    place = _place(year_known(year, who.on), address)
    organ = organ_of(request, declaring.answered_for(who.post.organ, year, who.on))
    form = Nothing(request.POST)
    unit = place.unit or ""
    if not form.is_valid():
        messages.error(request, _("请写明依据：从哪里看出全年没有发生。"))
        return _to_item(organ, year, address, who)
    try:
        declare(
            organ,
            year=year,
            month=None,
            address=address,
            value=0,
            unit=unit,
            by=who.post,
            at=who.at,
            **form.cleaned_data,
        )
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已填报：全年为零。"))
    return _to_item(organ, year, address, who)


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: DeskRequest, number: int) -> HttpResponse:
    """Show one number: who declared it, when, by what; correct it."""
    who = visit(request)
    row = _found(who, number)
    place = declaring.places(edition_for(row.year)).get(row.address)
    stands = not row.withdrawn and not hasattr(row, "replaced_by")
    may_write = has(who.post, Power.DRAFT) and stands and place is not None
    initial = {"evidence": row.evidence, "unit": row.unit}
    form = Correct(place, request.POST or None, request.FILES or None, initial) if place else None
    if request.method == "POST" and form is not None:
        policy.check_can_write(who.post, row.organ, row.year, who.on)
        if form.is_valid():
            try:
                made = declare(
                    row.organ,
                    year=row.year,
                    month=row.month,
                    address=row.address,
                    replaces=row,
                    by=who.post,
                    at=who.at,
                    **{**form.cleaned_data, "file": _file(form.cleaned_data["file"])},
                )
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已更正，原来的数可以在历史里查到。"))
                return redirect("desk-declared-number", made.pk)
    same = declaring.history(row.organ, row.year, row.address)
    context = {
        "title": _("%(year)s年填报的一个数") % {"year": row.year},
        "name": declaring.name_of(place) if place else row.address,
        "row": row,
        "of": query_of(row.organ, who),
        "is_standing": stands,
        "form": form,
        "back": TakeBack(),
        "rows": [each for each in same if each.month == row.month],
        "may_write": may_write,
        "submit": _("更正"),
    }
    return render(request, "annual/declared_number.html", context)


@require_POST
def taken_back(request: DeskRequest, number: int) -> HttpResponse:
    """Take a number back, with the reason."""
    who = visit(request, Power.DRAFT)
    row = _found(who, number)
    form = TakeBack(request.POST)
    try:
        take_back_declaration(row, why=form.data.get("back-why", ""), by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-declared-number", row.pk)
    messages.success(request, _("已作废，原来的数可以在历史里查到。"))
    return _to_item(row.organ, row.year, row.address, who)


@require_safe
def evidence(request: DeskRequest, number: int) -> HttpResponse:
    """Give the file that shows a number, to the organ's own posts."""
    row = _found(visit(request), number)
    if not row.file_sha256:
        raise Http404
    answer = HttpResponse(store.read(row.file_sha256), content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.file_name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _found(who: Visit, key: int) -> Declaration:
    """Return a declared number to a post of its organ, or of the one that came after it; NotHere."""
    rows = Declaration.objects.select_related("organ", "by__person", "by__organ", "replaces", "replaced_by")
    found: Declaration | None = rows.filter(pk=key).first()
    if found is None or not is_own(who.post, found.organ, who.on):
        raise NotHere
    return found


def _place(year: int, address: str) -> Place:
    found = declaring.places(edition_for(year)).get(address)
    if found is None:
        raise Http404
    return found


def _to_item(organ: Organ, year: int, address: str, who: Visit) -> HttpResponseRedirect:
    return redirect(_address("desk-declared-item", organ, year, address, who))


def _address(name: str, organ: Organ, year: int, address: str, who: Visit) -> str:
    return reverse(name, args=[year, address]) + query_of(organ, who, "?")


def _declared(request: DeskRequest, who: Visit, organ: Organ, year: int, place: Place, form: Declare) -> bool:
    given = {**form.cleaned_data, "file": _file(form.cleaned_data["file"])}
    try:
        declare(organ, year=year, address=place.address, by=who.post, at=who.at, **given)
    except CannotDo as refusal:
        refusal.show(form)
        return False
    messages.success(request, _("已填报。"))
    return True


def _may_be_nothing(line: declaring.Line, year: int, who: Visit) -> bool:
    is_empty = line.whole.row is None and all(square.row is None for square in line.months)
    return is_empty and declaring.is_over(year, 0, who.on) and has(who.post, Power.DRAFT)


def _file(uploaded: object) -> Evidence | None:
    name, read = getattr(uploaded, "name", ""), getattr(uploaded, "read", None)
    return Evidence(name, read()) if name and read is not None else None

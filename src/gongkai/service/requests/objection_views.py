"""Deciding on an objection, telling the third party, adding to an entry what is learnt later, archiving."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests import objections
from gongkai.service.requests.actions.archive import archive
from gongkai.service.requests.actions.decide_objection import decide_objection, tell_third_party
from gongkai.service.requests.actions.supplement import lacking, supplement
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import case_to_handle
from gongkai.service.requests.objection_forms import Decide, Supplement, TellThirdParty
from gongkai.service.requests.words import EVENTS
from gongkai.statute.fold import in_force


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: DeskRequest, number: int, whom: str) -> HttpResponse:
    """Decide on the objection of a third party; once decided to disclose, enter that it was told."""
    who, case = case_to_handle(request, number)
    found = next((row for row in objections.all_of(case) if row.party.key == whom), None)
    if found is None:
        raise Http404
    initial = {"on": who.on}
    telling = found.is_to_be_told and "again" not in request.GET
    made = TellThirdParty if telling else Decide
    form = made(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if telling and found.decision is not None:
                tell_third_party(found.decision, by=who.post, at=who.at, **given)
            else:
                decided = {
                    **given,
                    "holds": given["holds"] == "yes",
                    "discloses": given["discloses"] == "yes",
                }
                decide_objection(case, found.party, by=who.post, at=who.at, **decided)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-case", case.pk)
    page = CasePage(case, who)
    context = {
        "title": _("告知第三方公开的决定") if telling else _("决定第三方的异议"),
        "page": page,
        "case": case,
        "form": form,
        "objected": found,
        "name": page.names.get(whom, whom),
        "telling": telling,
    }
    return render(request, "requests/objection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def learnt(request: DeskRequest, number: int, place: int) -> HttpResponse:
    """Add to an entry what was not known when it was made."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    event = dict(in_force(page.events)).get(place)
    known = lacking(event) if event is not None else {}
    if event is None or not known:
        raise Http404
    form = Supplement(known, request.POST or None, initial={"seen": page.seen})
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in known if form.cleaned_data[name]}
        given = form.cleaned_data
        try:
            supplement(
                case,
                place,
                facts,
                by=who.post,
                at=who.at,
                seen=given["seen"],
                although=given["although"],
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已补记。"))
            return redirect("desk-case", case.pk)
    title = _("补记：%(what)s") % {"what": EVENTS[event.kind]}
    context = {
        "title": title,
        "page": page,
        "case": case,
        "form": form,
        "submit": _("补记"),
        "says": _("只补充当时还不知道的，已经写明的不变；写错的请提出撤销。"),
    }
    return render(request, "requests/step.html", context)


@require_POST
def archived(request: DeskRequest, number: int) -> HttpResponse:
    """Put a case that has ended into the archive."""
    who, case = case_to_handle(request, number)
    try:
        archive(case, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已归档。"))
    return redirect("desk-case", case.pk)

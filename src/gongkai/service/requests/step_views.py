"""A page for each move: its form, the refusal at its fields, and back to the case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests import moves, steps
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import case_to_handle
from gongkai.service.requests.fee_preview import preview
from gongkai.service.requests.words import EVENTS


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Ask for what a move needs, and do it; what the law has no place for is said with its sentence."""
    who, case = case_to_handle(request, number)
    how = steps.PAGES.get(key)
    if how is None:
        raise Http404
    page = CasePage(case, who)
    if request.method == "POST":
        form = steps.form_of(key, page, request.POST, request.FILES)
        if form.is_valid():
            doing = steps.Doing(case, who.post, who.at, form.cleaned_data["seen"])
            try:
                how.do(doing, form.given())
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, str(how.done))
                return redirect("desk-case", case.pk)
    else:
        form = steps.form_of(key, page, whom=request.GET.get("whom", ""))
    if "although" in form.errors:
        form.ask_why()
    found = [move for move in moves.moves(case, who.on, page.law) if move.key == key]
    told = [says for move in found for says in move.told]
    if told:
        form.ask_why()
    context: dict[str, Any] = {
        "title": EVENTS[key],
        "page": page,
        "case": case,
        "form": form,
        "says": how.says,
        "submit": how.button,
        "files": form.is_multipart(),
        "article": found[0].article if found else "",
        "why": "" if any(move.possible for move in found) else next((m.why for m in found), ""),
        "told": told,
    }
    if key == "fee_noticed":
        context["preview"], context["simulated"] = preview(case, request.GET, who.on)
    return render(request, "requests/step.html", context)

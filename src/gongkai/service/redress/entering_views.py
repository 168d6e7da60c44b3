"""Registering a proceeding, and entering what happened in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.redress import doors, policy
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.mark_co_defendant import mark_co_defendant
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.actions.set_number import set_number
from gongkai.service.redress.forms import CoDefendant, EnterStep, Number, OpenProceeding
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.page import ProceedingPage
from gongkai.service.redress.words import STEPS
from gongkai.service.requests import doors as request_doors
from gongkai.service.requests.case_ways import Visit, case_to_handle, visit
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case


@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: DeskRequest) -> HttpResponse:
    """Register a proceeding; over a reply or silence the request is named by its number."""
    return _open(request, visit(request, Power.HANDLE), None)


@require_http_methods(["GET", "HEAD", "POST"])
def opened_of(request: DeskRequest, number: int) -> HttpResponse:
    """Register a proceeding over what was done with a request."""
    who, case = case_to_handle(request, number)
    return _open(request, who, case)


def _open(request: DeskRequest, who: Visit, case: Case | None) -> HttpResponse:
    organ = case.organ if case is not None else who.post.organ
    earlier = doors.proceedings_of(who.post, who.on).filter(
        organ=organ, kind=Proceeding.Kind.RECONSIDERATION, **({"case": case} if case is not None else {})
    )
    form = OpenProceeding(case, list(earlier), organ.reconsideration_body, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            given["case"] = case if case is not None else _named(who, given.pop("case"))
            made = open_proceeding(organ, by=who.post, at=who.at, **given)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-proceeding", made.pk)
    context = {"title": _("登记复议、诉讼或者投诉"), "form": form, "case": case, "submit": _("登记")}
    return render(request, "redress/open.html", context)


def _named(who: Visit, number: str) -> Case | None:
    """Return the request of a number that was typed; CannotDo where there is none here."""
    if not number.strip():
        return None
    found = request_doors.cases_of(who.post, who.on).filter(number=number.strip()).first()
    if found is None:
        raise CannotDo({"case": [_("没有登记号为“%(number)s”的申请，请核对。") % {"number": number}]})
    return found


def _to_handle(request: DeskRequest, number: int) -> tuple[Visit, Proceeding]:
    who = visit(request, Power.HANDLE)
    found = doors.proceeding_for(who.post, number, who.on)
    policy.check_can_handle(who.post, found.organ, who.on)
    return who, found


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Enter what happened; what has no place is said with the reason."""
    who, found = _to_handle(request, number)
    if key not in STEPS:
        raise Http404
    page = ProceedingPage(found, who)
    form = EnterStep(page, key, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"on": who.on, **form.given()}
        try:
            enter_step(
                found,
                kind=key,
                by=who.post,
                at=who.at,
                paper=_upload(form.cleaned_data.get("paper")),
                **given,
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-proceeding", found.pk)
    context = {
        "title": STEPS[key],
        "page": page,
        "proceeding": found,
        "form": form,
        "files": "paper" in form.fields,
        "why": next(each.why for each in page.nexts if each.key == key),
        "annuls": key == "annulled",
    }
    return render(request, "redress/step.html", context)


def _upload(file: Any) -> Upload | None:
    return Upload(file.name or "", file.read()) if file else None


@require_POST
def marked(request: DeskRequest, number: int) -> HttpResponse:
    """Mark whether the organ is co-defendant: table 4 does not count such a suit."""
    who, found = _to_handle(request, number)
    form = CoDefendant(request.POST)
    if form.is_valid():
        try:
            mark_co_defendant(found, is_so=form.cleaned_data["as_co_defendant"], by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已更改。"))
            return redirect("desk-proceeding", found.pk)
    context = {"title": _("共同被告"), "page": ProceedingPage(found, who), "proceeding": found, "form": form}
    return render(request, "redress/step.html", context)


@require_POST
def numbered(request: DeskRequest, number: int) -> HttpResponse:
    """Enter the number of a proceeding."""
    who, found = _to_handle(request, number)
    form = Number(request.POST)
    if form.is_valid():
        set_number(found, number=form.cleaned_data["number"], by=who.post, at=who.at)
        messages.success(request, _("已登记案号。"))
        return redirect("desk-proceeding", found.pk)
    context = {"title": _("案号"), "page": ProceedingPage(found, who), "proceeding": found, "form": form}
    return render(request, "redress/step.html", context)

"""The rectifications of an organ: the list, one of them, what is done with it, its letter."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, acts_for, check_can, has, may_see
from gongkai.service.redress.actions.erase_rectification import erase_rectification
from gongkai.service.redress.actions.receive_rectification import receive_rectification
from gongkai.service.redress.actions.rectify import rectify
from gongkai.service.redress.record_forms import EnterRecordStep, ReceiveRectification
from gongkai.service.redress.records import Rectification
from gongkai.service.redress.rectifying import DECIDED, is_counted, stands
from gongkai.service.redress.words import RECORD_STEPS
from gongkai.service.requests import keeping, masking, policy
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.service.requests.worklist import Seen

A_PAGE = 30


def _found(who: Visit, number: int) -> Rectification:
    """Return a rectification to a post that may see it; NotHere for another organ's."""
    found = Rectification.objects.select_related("organ").filter(pk=number).first()
    if found is None or not may_see(who.post, found.organ, who.on):
        raise NotHere
    return found


@require_safe
def records(request: DeskRequest) -> HttpResponse:
    """List the rectifications, the newest first, each with where it stands."""
    who = visit(request)
    rows = Rectification.objects.filter(organ__in=visible_organs(who.post, who.on))
    page = Paginator(rows.select_related("organ").prefetch_related("steps"), A_PAGE).get_page(
        request.GET.get("page")
    )
    seen = Seen(who)
    context = {
        "title": _("更正政府信息记录"),
        "page": page,
        "rows": [(row, stands(row.steps.all()), seen.names(row.organ)) for row in page.object_list],
        "may_handle": has(who.post, Power.HANDLE),
    }
    return render(request, "redress/records.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: DeskRequest) -> HttpResponse:
    """Register one."""
    who = visit(request, Power.HANDLE)
    form = ReceiveRectification(request.POST or None, initial={"received_on": who.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = receive_rectification(who.post.organ, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-record", made.pk)
    context = {"title": _("登记更正申请"), "form": form, "submit": _("登记")}
    return render(request, "redress/record_form.html", context)


@require_safe
def record(request: DeskRequest, number: int) -> HttpResponse:
    """Show one: what is to be put right, by what evidence, what was done."""
    who = visit(request)
    found = _found(who, number)
    steps = list(found.steps.select_related("by__person", "said"))
    now = stands(steps)
    clear = policy.sees_contacts(who.post, found.organ, who.on)
    sees_name = policy.sees_names(who.post, found.organ, who.on)
    context = {
        "title": found.number,
        "record": found,
        "stands": now,
        "steps": [(step, RECORD_STEPS[step.kind]) for step in steps],
        "name": found.name if sees_name else masking.name(found.name),
        "contact": found.contact if clear else masking.hidden(found.contact),
        "next": [(kind, RECORD_STEPS[kind]) for kind in now.next if _may(who, found, kind)],
        "opens": clear,
        "sees_names": sees_name,
        "may_erase": now.told is not None
        and found.erased_at is None
        and has(who.post, Power.CONSENT)
        and acts_for(who.post, found.organ, who.on),
        "counted": is_counted(found, now, law_here()),
    }
    return render(request, "redress/record.html", context)


def _may(who: Visit, found: Rectification, kind: str) -> bool:
    power = Power.CONSENT if kind in DECIDED else Power.HANDLE
    return has(who.post, power) and acts_for(who.post, found.organ, who.on)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Enter what was done: check, decide, issue the letter."""
    if key not in RECORD_STEPS:
        raise Http404
    who = visit(request, Power.CONSENT if key in DECIDED else Power.HANDLE)
    found = _found(who, number)
    check_can(who.post, Power.CONSENT if key in DECIDED else Power.HANDLE, found.organ, who.on)
    form = EnterRecordStep(key, found.steps.count(), who.on, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"on": who.on, **form.cleaned_data}
        try:
            rectify(found, kind=key, by=who.post, at=who.at, **given)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-record", found.pk)
    context = {"title": RECORD_STEPS[key], "record": found, "form": form, "submit": RECORD_STEPS[key]}
    return render(request, "redress/record_form.html", context)


@require_POST
def erased(request: DeskRequest, number: int) -> HttpResponse:
    """Erase who asked, where she rightly wants it (个保法 art. 47)."""
    who = visit(request, Power.CONSENT)
    found = _found(who, number)
    policy.check_can_consent(who.post, found.organ, who.on)
    try:
        erase_rectification(found, grounds=request.POST.get("grounds", ""), by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("申请人的个人信息已经删除，办件记录没有改动。"))
    return redirect("desk-record", found.pk)


@require_safe
def letter(request: DeskRequest, number: int, form: str) -> HttpResponse:
    """Give the letter that was issued, to who handles it."""
    who = visit(request, Power.HANDLE)
    found = _found(who, number)
    check_can(who.post, Power.HANDLE, found.organ, who.on)
    told = stands(found.steps.all()).told
    if told is None or form not in TYPES:
        raise Http404
    data = keeping.stored(told.pdf if form == "pdf" else told.docx)
    answer = HttpResponse(data, content_type=TYPES[form])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{told.number}.{form}', safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

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

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere, visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, check_can, has, may_see
from gongkai.service.redress.actions.annul_record_step import answer_annulment, ask_annulment
from gongkai.service.redress.actions.erase_rectification import erase_rectification
from gongkai.service.redress.actions.receive_rectification import receive_rectification
from gongkai.service.redress.actions.rectify import rectify
from gongkai.service.redress.record_forms import EnterRecordStep, ReceiveRectification
from gongkai.service.redress.record_page import RecordPage, power_for
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.words import RECORD_STEPS
from gongkai.service.requests import keeping, policy
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.service.requests.models import Paper
from gongkai.service.requests.step_forms import uploads

A_PAGE = 30


def found_of(who: Visit, number: int) -> Rectification:
    """Return a rectification to a post that may see it; NotHere for another organ's."""
    found = Rectification.objects.select_related("organ__parent").filter(pk=number).first()
    if found is None or not may_see(who.post, found.organ, who.on):
        raise NotHere
    return found


@require_safe
def records(request: DeskRequest) -> HttpResponse:
    """List the rectifications, the newest first, each with where it stands and its last day."""
    who = visit(request)
    rows = Rectification.objects.filter(organ__in=visible_organs(who.post, who.on))
    page = Paginator(
        rows.select_related("organ__parent").prefetch_related("steps__by", "steps__said"), A_PAGE
    ).get_page(request.GET.get("page"))
    context = {
        "title": _("更正政府信息记录"),
        "page": page,
        "rows": [RecordPage(row, who) for row in page.object_list],
        "may_handle": has(who.post, Power.HANDLE),
    }
    return render(request, "redress/records.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: DeskRequest) -> HttpResponse:
    """Register one."""
    who = visit(request, Power.HANDLE)
    form = ReceiveRectification(request.POST or None, request.FILES or None, initial={"received_on": who.on})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        papers = uploads(given.pop("files"), Paper.Kind.IDENTITY)
        try:
            made = receive_rectification(who.post.organ, papers=papers, by=who.post, at=who.at, **given)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-record", made.pk)
    context = {"title": _("登记更正申请"), "form": form, "submit": _("登记"), "files": True}
    return render(request, "redress/record_form.html", context)


@require_safe
def record(request: DeskRequest, number: int) -> HttpResponse:
    """Show one: what is to be put right, by what evidence, what was done, by when, how its letter stands."""
    who = visit(request)
    page = RecordPage(found_of(who, number), who)
    return render(
        request, "redress/record.html", {"title": page.row.number, "record": page.row, "page": page}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Enter what was done: check, decide, issue the letter; have a wrong entry annulled."""
    if key not in RECORD_STEPS:
        raise Http404
    power = power_for(key)
    who = visit(request, power)
    found = found_of(who, number)
    check_can(who.post, power, found.organ, who.on)
    page = RecordPage(found, who)
    form = EnterRecordStep(key, page, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _entered(page, key, form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-record", found.pk)
    context = {
        "title": RECORD_STEPS[key],
        "record": found,
        "page": page,
        "form": form,
        "submit": RECORD_STEPS[key],
        "annuls": key == RecordStep.Kind.ANNUL_ASKED,
        "asked": page.asked if key.startswith("annul") else None,
    }
    return render(request, "redress/record_form.html", context)


def _entered(page: RecordPage, key: str, given: dict[str, Any]) -> None:
    by: dict[str, Any] = {"by": page.who.post, "at": page.who.at}
    if key == RecordStep.Kind.ANNUL_ASKED:
        ask_annulment(page.row, **by, **given)
    elif key in (RecordStep.Kind.ANNULLED, RecordStep.Kind.ANNUL_DECLINED):
        answer_annulment(page.row, granted=key == RecordStep.Kind.ANNULLED, **by, **given)
    else:
        rectify(page.row, kind=key, **by, **{"on": page.who.on, **given})


@require_POST
def erased(request: DeskRequest, number: int) -> HttpResponse:
    """Erase who asked, where she rightly wants it (个保法 art. 47)."""
    who = visit(request, Power.CONSENT)
    found = found_of(who, number)
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
    found = found_of(who, number)
    check_can(who.post, Power.HANDLE, found.organ, who.on)
    told = RecordPage(found, who).stands.told
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

"""The counter and the post room: a request is registered, its receipt printed, its form signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import Letter as Written
from gongkai.papers.typeset import CannotTypeset
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.requests import (
    codes,
    counter_codes,
    counter_files,
    counter_papers,
    handed_down,
    ledger,
    policy,
)
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.receive import Registered, receive, sent_before
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, case_to_handle, visit
from gongkai.service.requests.counter_form import SUBMIT_KEY, Counter
from gongkai.service.requests.models import Paper
from gongkai.service.requests.step_forms import uploads
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Received


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Register a request that came over the counter, by post, fax or e-mail, or was told by word of mouth."""
    who = visit(request, Power.HANDLE)
    organ = who.post.organ
    policy.check_can_handle(who.post, organ, who.on)
    if request.method != "POST":
        return _form(request, Counter(organ, who.on), counter_files.Files())
    form = Counter(organ, who.on, request.POST, request.FILES)
    if made := sent_before(form.key, organ, who.at):
        return _registered(request, made, who)  # pressed twice, or gone back
    files = counter_files.read(request)
    for place, sentences in files.faults.items():
        form.add_error(place, sentences)
    if form.is_valid() and not form.doubt():
        said = form.cleaned_data
        try:
            made = receive(
                organ,
                form.application(files.uploads),
                channel=said["channel"],
                arrived=said["on"],
                evidence=said["evidence"],
                by=who.post,
                at=who.at,
                submission=form.key,
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            files.forget()
            return _registered(request, made, who)
    files.stay(who.at)
    for place, sentences in files.faults.items():
        if place not in form.errors:
            form.add_error(place, sentences)
    return _form(request, form, files)


def _registered(request: DeskRequest, made: Registered, who: Visit) -> HttpResponse:
    if made.code:
        counter_codes.hold(request.session, made.case.pk, made.code, who.at)
    if made.again:
        messages.warning(request, _("这份表已经登记过，没有再登记一次。"))
    return redirect("desk-case-registered", made.case.pk)


def _form(request: DeskRequest, form: Counter, files: counter_files.Files) -> HttpResponse:
    context = {
        "title": _("登记申请"),
        "form": form,
        "organ": form.organ,
        "kept": list(files.shown()),
        "submit_key": SUBMIT_KEY,
    }
    return render(request, "requests/counter.html", context)


@require_safe
def registered(request: DeskRequest, number: int) -> HttpResponse:
    """Show what was registered: number and code, what is lacking, what else is there, the papers to print."""
    who, case = case_to_handle(request, number)
    page = CasePage(case, who)
    code = counter_codes.of_case(request.session, case.pk, who.at)
    is_oral = case.channel == "oral"
    context = {
        "title": _("已登记"),
        "page": page,
        "case": case,
        "code": codes.written(code) if code else "",
        "lacking": counter_papers.lacking(case),
        "is_oral": is_oral,
        "is_signed": handed_down.papers(case).filter(kind=Paper.Kind.SCAN, erased_at=None).exists(),
        "evidence": _evidence_owed(page),
    }
    return render(request, "requests/registered.html", context)


def _evidence_owed(page: CasePage) -> str:
    """What the channel's rule rests on, where nothing was noted of it; "" where it is not owed."""
    first = page.events[0] if page.events else None
    if not isinstance(first, Received) or first.evidence or page.case.channel != "registered_mail":
        return ""
    return page.law.channel(page.case.channel, first.on).evidence


@require_safe
def receipt(request: DeskRequest, number: int) -> HttpResponse:
    """Give the receipt to be printed; with the query code while it may be shown."""

    def words(page: CasePage, at: datetime) -> Written:
        code = counter_codes.of_case(request.session, page.case.pk, at)
        clock = ledger.clock_of(page.case)
        return counter_papers.receipt_of(
            page.case, clock, page.who.on, code=code, handler=str(page.who.post.person)
        )

    return _printed(request, number, words)


@require_safe
def sheet(request: DeskRequest, number: int) -> HttpResponse:
    """Give the form of the request, filled in, to be printed and signed (条例 art. 29)."""

    def words(page: CasePage, _at: datetime) -> Written:
        clock = ledger.clock_of(page.case)
        return counter_papers.sheet_of(page.case, clock, page.who.on, handler=str(page.who.post.person))

    return _printed(request, number, words)


def _printed(
    request: DeskRequest, number: int, words: Callable[[CasePage, datetime], Written]
) -> HttpResponse:
    who, case = case_to_handle(request, number)
    try:
        written = words(CasePage(case, who), who.at)
        made = counter_papers.pdf_of(written)
    except (PaperError, StatuteError, CannotTypeset) as fault:
        messages.error(request, str(fault))
        return redirect("desk-case-registered", case.pk)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{timezone.localdate(who.at):%Y%m%d}-{case.pk}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer


@require_POST
def signed(request: DeskRequest, number: int) -> HttpResponse:
    """Keep the form that the requester signed."""
    who, case = case_to_handle(request, number)
    given = uploads(request.FILES.getlist("files"), Paper.Kind.SCAN)
    try:
        if not given:
            raise CannotDo({"files": [_("请选择签过名的申请登记表的扫描件。")]})
        add_papers(case, given, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-case-registered", case.pk)
    messages.success(request, _("签过名的申请登记表已经存入。"))
    return redirect("desk-case", case.pk)

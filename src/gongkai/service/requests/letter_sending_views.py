"""A letter leaves: its number and day, how it is sent, how it arrived."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.requests import codes, doors, numbering, policy
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_forms import Deliver, Issue, Send, initial_of_sending
from gongkai.service.requests.letter_page import LetterPage, name_of
from gongkai.service.requests.letter_views import letter_to_handle
from gongkai.service.requests.letter_words import MEANS
from gongkai.service.requests.models import Paper


@require_http_methods(["GET", "HEAD", "POST"])
def issued(request: DeskRequest, number: int) -> HttpResponse:
    """Say which number it gets and what is entered with it; then give it number and day."""
    who, letter = letter_to_handle(request, number)
    view = LetterPage(letter, who)
    page = CasePage(letter.case, who)
    form = Issue(request.POST if request.method == "POST" else None, initial={"seen": page.seen})
    if request.method == "POST" and form.is_valid():
        try:
            issue(letter, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已编号，现在可以送达。"))
            return redirect("desk-letter", letter.pk)
    if "although" in form.errors:
        form.ask_why()
    number_next = (
        numbering.next_number(letter.case.organ, "letter", who.on) if view.template.has_number else ""
    )
    context = {
        "title": _("编号发出"),
        "kind": name_of(letter, who.on),
        "view": view,
        "letter": letter,
        "case": letter.case,
        "page": page,
        "form": form,
        "number_next": number_next,
    }
    return render(request, "requests/letter_issue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sent(request: DeskRequest, number: int) -> HttpResponse:
    """Enter how it left; the code of a download is shown once, on the page that answers."""
    who, letter = letter_to_handle(request, number)
    page = CasePage(letter.case, who)
    initial = {**initial_of_sending(letter, who.on), "seen": page.seen, "sent": letter.dispatches.count()}
    form = Send(request.POST if request.method == "POST" else None, initial=initial)
    context = {
        "title": _("送达文书"),
        "kind": name_of(letter, who.on),
        "view": LetterPage(letter, who),
        "letter": letter,
        "case": letter.case,
        "page": page,
        "form": form,
    }
    if request.method == "POST" and form.is_valid():
        try:
            sending = send(letter, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            if sending.code is None:
                messages.success(request, _("已登记发出。"))
                return redirect("desk-letter", letter.pk)
            context |= {
                "title": _("下载码"),
                "dispatch": sending.dispatch,
                "code": codes.written(sending.code),
            }
            return render(request, "requests/letter_code.html", context)
    if "although" in form.errors:
        form.ask_why()
    return render(request, "requests/letter_send.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delivered(request: DeskRequest, number: int) -> HttpResponse:
    """Enter that a letter arrived, with what proves it."""
    who = visit(request, Power.HANDLE)
    dispatch = doors.dispatch_for(who.post, number, who.on)
    letter = dispatch.letter
    policy.check_can_handle(who.post, letter.case.organ, who.on)
    posted = request.method == "POST"
    form = Deliver(
        request.POST if posted else None, request.FILES if posted else None, initial={"on": who.on}
    )
    if posted and form.is_valid():
        given = form.cleaned_data
        file = given["proof"]
        proof = Upload(file.name or "", file.read(), Paper.Kind.PROOF) if file else None
        try:
            deliver(dispatch, on=given["on"], says=given["says"], proof=proof, by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记送达。"))
            return redirect("desk-letter", letter.pk)
    context = {
        "title": _("登记送达"),
        "kind": name_of(letter, who.on),
        "view": LetterPage(letter, who),
        "letter": letter,
        "case": letter.case,
        "page": CasePage(letter.case, who),
        "form": form,
        "dispatch": dispatch,
        "means": MEANS[dispatch.means],
    }
    return render(request, "requests/letter_delivered.html", context)

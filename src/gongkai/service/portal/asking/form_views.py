"""Asking: the privacy notice, the form, a look at it before it is sent, the sending."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.organs.visitors import Counter
from gongkai.service.portal.answers import Ending, column, ending_of, organ_named, organ_page, show
from gongkai.service.portal.asking import csrf, sealed, uploads
from gongkai.service.portal.asking.form import AskForm
from gongkai.service.portal.asking.hints import fitting
from gongkai.service.portal.asking.notice import notice_for
from gongkai.service.portal.page import Crumb, Page, Text, part
from gongkai.service.requests import intake
from gongkai.service.requests.actions.receive import Registered, receive, sent_before
from gongkai.service.requests.reception import takes_online

HINTS_MOST = 60  # times in a minute that one address may have its words looked for
sent = Counter(3600)
hinted = Counter(60)


@require_safe
@column
def notice(request: HttpRequest, organ: Organ, ending: Ending | None) -> HttpResponse:
    """Tell, before anything is asked of anybody, what becomes of her data (个保法 17)."""
    if ending or not takes_online(organ, timezone.localdate()):
        return redirect("request", organ.code)
    page = _page(organ, gettext_lazy("在线申请"))
    return show(request, "asking/notice", page, told=notice_for(organ, timezone.now()), step=1)


@csrf_exempt  # the view asks itself, and gives back what was typed (csrf.py)
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, code: str) -> HttpResponse:
    """Show the form; with what was sent, check it, show it once more, or send it."""
    handler = uploads.bounded(request)
    organ, at = organ_named(code), timezone.now()
    is_open = ending_of(organ, timezone.localdate(at)) is None and takes_online(organ, timezone.localdate(at))
    if request.method != "POST":
        if not is_open:
            return redirect("request", organ.code)
        if request.GET.get("begin") != "1":
            return redirect("ask", organ.code)
        return _form(request, organ, AskForm(), uploads.Files())
    filled = AskForm(request.POST.dict())
    files = uploads.read(request, handler, at)
    if not csrf.passes(request):
        filled.above.append(
            _(
                "没有发送：浏览器没有带回本页的安全标记。请允许本网使用Cookie，再按一次；您填写的内容都在下面。"
            )
        )
        return _form(request, organ, filled, files, status=403)
    if not is_open:
        filled.above.append(_("本机关现在不在线受理申请，请按指南所列的其他途径提出；您填写的内容都在下面。"))
        return _form(request, organ, filled, files, status=409)
    return _step(request, organ, filled, files, at)


def _step(
    request: HttpRequest, organ: Organ, filled: AskForm, files: uploads.Files, at: datetime
) -> HttpResponse:
    """Answer a form that may be sent here: what the button that was pressed asks for."""
    step = request.POST.get("step", "check")
    if step == "send" and (made := sent_before(filled.submission, organ, at)):
        return _to_receipt(organ, made, at)  # pressed twice, or gone back: its files wait no more
    application = filled.application(files.uploads)
    filled.check_numbers()
    if step == "edit":
        return _form(request, organ, filled, files)
    filled.blame({**intake.lacking(application), **intake.wrong(application)})
    if filled.wrong or filled.above or files.faults:
        return _form(request, organ, filled, files, status=422)
    if step != "send":
        return _checked(request, organ, filled, files, at)
    if sent.count(request) > settings.GONGKAI_ASK_RATE:
        filled.above.append(
            _(
                "这个网络一小时内发送的申请太多，请过一会儿再发送；您填写的内容都在下面。急需的，可以当面或者邮寄提出。"
            )
        )
        return _form(request, organ, filled, files, status=429)
    try:
        made = receive(
            organ,
            application,
            channel="online",
            arrived=timezone.localdate(at),
            by=None,
            at=at,
            submission=filled.submission,
        )
    except CannotDo as refusal:
        filled.blame(refusal.faults)
        return _form(request, organ, filled, files, status=422)
    files.forget()
    return _to_receipt(organ, made, at)


def _to_receipt(organ: Organ, made: Registered, at: datetime) -> HttpResponse:
    response = HttpResponseRedirect(reverse("ask-receipt", args=[organ.code]))
    held = {"number": made.case.number, "code": made.code, "again": made.again}
    sealed.put(response, "receipt", held, at)
    return sealed.personal(response)


def _form(
    request: HttpRequest, organ: Organ, filled: AskForm, files: uploads.Files, status: int = 200
) -> HttpResponse:
    for name, said in files.faults.items():
        filled[name].errors += [one for one in said if one not in filled[name].errors]
    page = _page(organ, gettext_lazy("填写申请"))
    response = show(request, "asking/form", page, form=filled, kept=files.waiting, step=2)
    response.status_code = status
    return sealed.personal(response)


def _checked(
    request: HttpRequest, organ: Organ, filled: AskForm, files: uploads.Files, at: datetime
) -> HttpResponse:
    hints = fitting(filled["description"].value, organ, at)
    page = _page(organ, gettext_lazy("核对并发送"))
    response = show(request, "asking/check", page, form=filled, kept=files.waiting, hints=hints, step=3)
    return sealed.personal(response)


@require_POST
def hints(request: HttpRequest, code: str) -> HttpResponse:
    """Return the published documents that fit what is being typed, as a piece of the form's page.

    The words come in the body of the request, not in its address: no log has them.
    """
    organ = organ_named(code)
    if hinted.count(request) > HINTS_MOST:
        return sealed.personal(HttpResponse(status=429))
    found = fitting(request.POST.get("description", ""), organ, timezone.now())
    response = show(request, "asking/hints", _page(organ, ""), hints=found)
    return sealed.personal(response)


def _page(organ: Organ, title: Text) -> Page:
    found = part("request")
    ask = (Crumb(gettext_lazy("在线申请"), reverse("ask", args=[organ.code])),)
    steps = ask if title != gettext_lazy("在线申请") else ()
    return organ_page(organ, title, *steps, part=found)

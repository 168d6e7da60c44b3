"""What a requester may still do with her request: correct it, withdraw it, be reached elsewhere, download."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.portal.answers import show
from gongkai.service.portal.asking import csrf, moving, uploads
from gongkai.service.portal.asking.form import Filled
from gongkai.service.portal.asking.receipt_views import handed_out
from gongkai.service.portal.asking.track_views import hers, kept, mine_page
from gongkai.service.portal.page import Crumb, Text
from gongkai.service.requests import codes, downloads, receipts, tracking
from gongkai.service.requests.actions.ask_reasons import give_reasons
from gongkai.service.requests.actions.change_contact import FIELDS, change_contact
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.models import Paper
from gongkai.service.requests.tracking import Mine, Pass

LOST = gettext_lazy(
    "没有发送：浏览器没有带回本页的安全标记。请允许本网使用Cookie，再按一次；您填写的内容都在下面。"
)


@csrf_exempt  # the view asks itself, and gives back what was typed (csrf.py)
@require_http_methods(["GET", "HEAD", "POST"])
@hers
def correction(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Let her correct her request, where the organ asked for it (条例 art. 30)."""
    if not mine.may_correct:
        return _back("")
    if request.method != "POST":
        return _correction(request, mine, moving.correction(mine), uploads.Files())
    handler, at = uploads.bounded(request), timezone.now()
    form = moving.correction(mine, request.POST.dict())
    files = uploads.read(request, handler, at, {"files": Paper.Kind.CORRECTION})
    form.doubt("identity_kind", "identity_number")
    if not csrf.passes(request):
        form.above.append(str(LOST))
        return _correction(request, mine, form, files, 403)
    doubted = form["identity_number"].warning and request.POST.get("sure") != form["identity_number"].value
    if doubted:
        form.above.append(_("请再核对证件号码；确认无误的，再按一次提交。"))
    if files.faults or doubted:
        return _correction(request, mine, form, files, 422)
    number = form["identity_number"].value
    try:
        correct(
            tracking.case_for(held),
            on=timezone.localdate(at),
            by=None,
            at=at,
            channel="online",
            wish={name: form[name].value for name in ("description", "medium", "way")},
            identity=(form["identity_kind"].value, number) if number else None,
            files=files.uploads,
            seen=_seen(request),
        )
    except CannotDo as refusal:
        form.blame(refusal.faults)
        return _correction(request, mine, form, files, 422)
    files.forget()
    return _back("corrected")


def _correction(
    request: HttpRequest, mine: Mine, form: Filled, files: uploads.Files, status: int = 200
) -> HttpResponse:
    form.blame(files.faults)
    return _show(request, "correct", mine, _("补正申请"), status, form=form, kept=files.waiting)


@csrf_exempt  # the view asks itself, and gives back what was typed (csrf.py)
@require_http_methods(["GET", "HEAD", "POST"])
@hers
def reasons(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Let her give the reasons that she was asked for (条例 art. 35)."""
    if not mine.may_give_reasons:
        return _back("")
    if request.method != "POST":
        return _show(request, "reasons", mine, _("说明理由"), form=moving.reasons(), kept=[])
    handler, at = uploads.bounded(request), timezone.now()
    form = moving.reasons(request.POST.dict())
    files = uploads.read(request, handler, at, {"files": Paper.Kind.APPLICATION})
    status = 422
    if not csrf.passes(request):
        form.above.append(str(LOST))
        status = 403
    elif not files.faults:
        try:
            case, today = tracking.case_for(held), timezone.localdate(at)
            says = form["says"].value
            give_reasons(case, says=says, on=today, by=None, at=at, files=files.uploads, seen=_seen(request))
        except CannotDo as refusal:
            form.blame(refusal.faults)
        else:
            files.forget()
            return _back("reasons")
    form.blame(files.faults)
    return _show(request, "reasons", mine, _("说明理由"), status, form=form, kept=files.waiting)


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def withdrawal(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Let her withdraw her request, after she has been told what that means."""
    if not mine.may_withdraw:
        return _back("")
    form = Filled(())
    if request.method != "POST":
        return _show(request, "withdraw", mine, _("撤回申请"), form=form)
    at = timezone.now()
    try:
        case = tracking.case_for(held)
        withdraw(case, on=timezone.localdate(at), by=None, at=at, seen=_seen(request))
    except CannotDo as refusal:
        form.blame(refusal.faults)
        return _show(request, "withdraw", mine, _("撤回申请"), 422, form=form)
    return _back("withdrawn")


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def contact(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Let her say where she is reached now."""
    if request.method != "POST":
        return _show(request, "contact", mine, _("更新联系方式"), form=moving.contact(mine))
    form = moving.contact(mine, request.POST.dict())
    facts = {name: form[name].value for name in FIELDS}
    try:
        change_contact(tracking.case_for(held), facts, at=timezone.now())
    except CannotDo as refusal:
        form.blame(refusal.faults)
        return _show(request, "contact", mine, _("更新联系方式"), 422, form=form)
    return _back("contact")


@require_http_methods(["GET", "HEAD", "POST"])
@hers
def download(request: HttpRequest, held: Pass, mine: Mine, dispatch: int) -> HttpResponse:
    """Ask for the code of a letter that was sent for download; then show what there is to fetch."""
    letter = next((one for one in mine.letters if one.dispatch == dispatch and one.means == "portal"), None)
    if letter is None:
        raise Http404(_("没有这份文书。"))
    form = moving.download(request.POST.dict() if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            opened = downloads.open_with(held, dispatch, form["code"].value, timezone.now())
        except codes.TooManyTries as refusal:
            form["code"].errors.append(str(refusal))
            status = 429
        except CannotDo as refusal:
            form.blame(refusal.faults)
            status = 403
        else:
            return kept(HttpResponseRedirect(reverse("tracked-letter", args=[dispatch])), opened)
    form["code"].value = ""
    return _show(
        request,
        "letter",
        mine,
        _("下载文书"),
        status,
        form=form,
        letter=letter,
        names=downloads.names(held, dispatch, timezone.now()),
        is_over=letter.open_until is not None and timezone.now() > letter.open_until,
    )


@require_safe
@hers
def letter_file(request: HttpRequest, held: Pass, mine: Mine, dispatch: int, place: int) -> HttpResponse:
    """Hand out a letter, or a file that was sent with it, whose code was given."""
    try:
        file = downloads.file_for(held, dispatch, place, timezone.now())
    except tracking.Gone:
        raise Http404(_("没有这份文件，或者还没有输入下载码，或者下载的时间已过。")) from None
    return handed_out(file.name, file.media_type, file.data)


@require_safe
@hers
def receipt_paper(request: HttpRequest, held: Pass, mine: Mine) -> HttpResponse:
    """Hand out the receipt as an official paper."""
    try:
        data = receipts.receipt_pdf(tracking.case_for(held), timezone.localdate())
    except CannotDo as refusal:
        return _show(request, "no_receipt", mine, _("接收回执"), 409, says=str(refusal))
    return handed_out(f"{mine.number}.pdf", "application/pdf", data)


def _show(
    request: HttpRequest, template: str, mine: Mine, title: Text, status: int = 200, **context: object
) -> HttpResponse:
    above = Crumb(gettext_lazy("申请的办理情况"), reverse("tracked"))
    response = show(request, f"asking/{template}", mine_page(mine, above, title=title), mine=mine, **context)
    response.status_code = status
    return response


def _back(done: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("tracked") + (f"?done={done}" if done else ""))


def _seen(request: HttpRequest) -> int | None:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 7 else None

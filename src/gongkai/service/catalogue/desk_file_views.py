"""The files of a draft: brought in, put in order, taken out; and any file of an edition, to look at."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.papers.limits import Limits
from gongkai.service.catalogue import doors, store
from gongkai.service.catalogue.actions import attach as files_of
from gongkai.service.catalogue.desk_forms import Files
from gongkai.service.catalogue.desk_ways import Visit, edition_of, visit, where_of
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.drafts import WouldVoidReview
from gongkai.service.catalogue.models import Attachment, Edition
from gongkai.service.catalogue.policy import check_can_draft
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest

FILE_POLICY = "default-src 'none'; sandbox"


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: DeskRequest, number: int) -> HttpResponse:
    """Show the files of a draft with what was stripped of each; take in several, order, remove."""
    who, edition = edition_of(request, number)
    check_can_draft(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    refusals: list[tuple[str, str]] = []
    needs_consent = ""
    if request.method == "POST":
        try:
            refusals = _done(request, edition, who)
        except WouldVoidReview as ask:
            needs_consent = str(ask)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        if not refusals and not needs_consent:
            return redirect("desk-files", number)
        edition = doors.edition_for(who.post, number, who.on)
        where = where_of(edition, who)
    listed = in_order(edition.attachments.all())
    context = {
        "title": _("附件"),
        "edition": edition,
        "where": where,
        "files": listed,
        "form": Files(),
        "refusals": refusals,
        "needs_consent": needs_consent,
        "asks_consent": where.is_bound and where.review is not None and where.review.level is not None,
        "is_cleared": where.state == "cleared",
    }
    return render(request, "catalogue/files.html", context)


def _done(request: DeskRequest, edition: Edition, who: Visit) -> list[tuple[str, str]]:
    """Do what the pressed button says, and return the refused files, each with the reason."""
    consent = bool(request.POST.get("voids_review"))
    pressed = request.POST.get("do", "")
    verb, _dot, key = pressed.partition("-")
    if verb in ("up", "down", "remove"):
        _moved(edition, verb, key, who, consent)
        return []
    refusals = []
    uploads = request.FILES.getlist("file")
    if not uploads:
        return [("", _("请先选择文件。"))]
    for upload in uploads:
        name = upload.name or ""
        try:
            done = files_of.attach(
                edition,
                data=upload.read(Limits().file_bytes + 1),
                name=name,
                by=who.post,
                at=who.at,
                voids_review=consent,
            )
        except WouldVoidReview:
            raise
        except CannotDo as refusal:
            refusals.append((name, str(refusal)))
        else:
            _tell(request, done)
    return refusals


def _tell(request: DeskRequest, done: files_of.Attached) -> None:
    says = _("已附上“%(name)s”。") % {"name": done.attachment.name}
    if done.removed:
        says += _("发布的文件中已清除：%(what)s。") % {"what": "、".join(done.removed)}
    messages.success(request, says)
    for warning in done.warnings:
        messages.warning(request, f"“{done.attachment.name}”：{warning}")
    if done.found:
        says = _("“%(name)s”里有%(count)s处送审时要审查人员答复：%(what)s") % {
            "name": done.attachment.name,
            "count": len(done.found),
            "what": "；".join(f.says for f in done.found[:3]),
        }
        messages.warning(request, says)


def _moved(edition: Edition, verb: str, key: str, who: Visit, consent: bool) -> None:
    listed = in_order(edition.attachments.all())
    place = next((n for n, file in enumerate(listed) if str(file.pk) == key), None)
    if place is None:
        raise CannotDo(_("这个附件已经移除。"))
    if verb == "remove":
        files_of.remove_attachment(listed[place], by=who.post, at=who.at, voids_review=consent)
        return
    other = place - 1 if verb == "up" else place + 1
    if 0 <= other < len(listed):
        keys = [file.pk for file in listed]
        keys[place], keys[other] = keys[other], keys[place]
        files_of.reorder(edition, keys, by=who.post, at=who.at, voids_review=consent)


@require_safe
def file(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out a file of an edition: the one to be released, or with `?as=uploaded` the one that came."""
    who = visit(request)
    found = doors.attachment_for(who.post, number, who.on)
    uploaded = request.GET.get("as") == "uploaded"
    try:
        data = store.read(found.original_sha256 if uploaded else found.sha256)
    except FileNotFoundError:
        raise Http404(_("这个文件在存储里找不到，请系统管理员检查存储。")) from None
    response = HttpResponse(data, content_type=_type(found))
    return as_download(response, found.name)


def _type(found: Attachment) -> str:
    return found.media_type or "application/octet-stream"


def as_download(response: HttpResponse, name: str) -> HttpResponse:
    """Give a file the headers under which nothing in it can run here."""
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response["Content-Security-Policy"] = FILE_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response

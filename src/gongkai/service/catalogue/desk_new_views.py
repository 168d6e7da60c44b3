"""A new document: taken from a Word file and corrected, or typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.papers import html
from gongkai.papers.errors import Refused
from gongkai.papers.intake import Accepted, accept
from gongkai.papers.limits import Limits
from gongkai.papers.scan import Part
from gongkai.papers.text import text_of
from gongkai.papers.word import Draft, Found, read_docx
from gongkai.service.catalogue import pending, typed
from gongkai.service.catalogue.actions.attach import attach
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.desk_file_views import as_download
from gongkai.service.catalogue.desk_forms import Upload
from gongkai.service.catalogue.desk_ways import Visit, shown_html, visit
from gongkai.service.catalogue.fields import SUMMARY_CHARACTERS
from gongkai.service.catalogue.forms import EditionForm, interpretable
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.policy import check_can_begin
from gongkai.service.catalogue.scanning import look_through, refusals_logged
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import Power
from gongkai.service.organs.said import said

PENDING = "catalogue.pending"  # in the session: token → name of the file
MOST_PENDING = 5
KINDS_OF_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Source:
    """Something recognised in the Word file, for people: what, the value, the sentence, where, the doubt."""

    label: str
    value: str
    sentence: str
    where: str
    doubt: str


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Offer the ways a document begins; take a Word file in to be looked at."""
    who = visit(request, Power.DRAFT)
    check_can_begin(who.post, who.on)
    form = Upload(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = Upload(request.POST, request.FILES)
    if form.is_valid():
        try:
            token = _taken_in(form.cleaned_data["file"], request, who)
        except Refused as refused:
            form.add_error("file", said(str(refused)))
        except CannotDo as refusal:
            refusal.show(form)
        else:
            return redirect(f"{reverse('desk-new-word')}?file={token}")
    return render(request, "catalogue/new.html", {"title": _("新建信息"), "form": form})


def _taken_in(upload: UploadedFile[bytes], request: DeskRequest, who: Visit) -> str:
    """Keep an uploaded Word file for a day, and return its token.

    Raises Refused for a file that is not taken in or not Word, SecrecyMarked for one that bears a mark of
    secrecy: nothing of it is kept, and it is in the log that it happened.
    """
    data = read_upload(upload)
    with refusals_logged(who.post, who.at, "new"):
        accepted = accept(data, upload.name or "")
        look_through(_parts(accepted, data), who.post.organ)
    read_docx(data)
    token = pending.keep(data, who.at)
    kept = dict(list(request.session.get(PENDING, {}).items())[-MOST_PENDING + 1 :])
    request.session[PENDING] = {**kept, token: accepted.name}
    return token


def read_upload(upload: UploadedFile[bytes]) -> bytes:
    """Return the bytes of an upload, no more of them than tell that it is too large."""
    return bytes(upload.read(Limits().file_bytes + 1))


def _parts(accepted: Accepted, data: bytes) -> list[Part]:
    label = _("文件“%(name)s”") % {"name": accepted.name}
    return [Part(label, accepted.name), Part(label, data=data, kind=accepted.kind)]


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: DeskRequest) -> HttpResponse:
    """Show what was recognised in a Word file beside the original; save it corrected, original attached."""
    who = visit(request, Power.DRAFT)
    check_can_begin(who.post, who.on)
    token = str(request.POST.get("file") or request.GET.get("file", ""))
    kept = _kept(request, token)
    if kept is None:
        if token:
            messages.warning(request, _("上传的文件已经不在（最多保留一天），请重新上传。"))
        return redirect("desk-new-document")
    name, data = kept
    draft = read_docx(data)
    posted = request.POST if request.method == "POST" else None
    form = _form(request, who, initial_from(draft))
    if posted is not None and not only_shown(request) and form.is_valid():
        try:
            saved = draft_document(form.values(), by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            _attach_all(request, who, saved.edition, name, data, draft)
            pending.drop(token)
            _forget(request, token)
            for note in saved.notes:
                messages.warning(request, note.says)
            messages.success(
                request, _("已存为草稿，索引号%(number)s。") % {"number": saved.edition.document}
            )
            return after_saving(request, saved.edition)
    original = text_of(data, "docx")
    pictures = {image.name: "" for image in draft.images}
    context = {
        "title": _("核对从Word取用的内容"),
        "form": form,
        "token": token,
        "name": name,
        "sources": _sources(draft),
        "draft": draft,
        "body": shown_html(draft.html, pictures),
        "original_text": original.text,
        "original_url": f"{reverse('desk-word-original')}?file={token}",
        "original_warnings": original.warnings,
        "pictures": {},
    }
    return render(request, "catalogue/word.html", context)


@require_safe
def word_original(request: DeskRequest) -> HttpResponse:
    """Hand back the uploaded file, to whoever uploaded it."""
    visit(request, Power.DRAFT)
    kept = _kept(request, request.GET.get("file", ""))
    if kept is None:
        return redirect("desk-new-document")
    name, data = kept
    response = HttpResponse(data, content_type=KINDS_OF_DOCX)
    return as_download(response, name)


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def written(request: DeskRequest) -> HttpResponse:
    """Take a document that somebody types or pastes."""
    who = visit(request, Power.DRAFT)
    check_can_begin(who.post, who.on)
    category = request.GET.get("category", "")
    form = _form(request, who, {"category": category})
    if request.method == "POST" and not only_shown(request) and form.is_valid():
        try:
            saved = draft_document(form.values(), by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            for note in saved.notes:
                messages.warning(request, note.says)
            messages.success(
                request, _("已存为草稿，索引号%(number)s。") % {"number": saved.edition.document}
            )
            return after_saving(request, saved.edition)
    context = {"title": _("录入信息"), "form": form, "pictures": {}}
    return render(request, "catalogue/typed.html", context)


def only_shown(request: DeskRequest) -> bool:
    """Say whether the form comes back as typed: to look for what it interprets, or after signing in."""
    return request.POST.get("do") == "find" or carried.is_only_shown(request)


def after_saving(request: DeskRequest, edition: Edition) -> HttpResponseRedirect:
    """Go where the button that was pressed leads."""
    name = {"files": "desk-files", "submit": "desk-submit", "preview": "desk-preview"}.get(
        request.POST.get("do", ""), "desk-edition"
    )
    return HttpResponseRedirect(reverse(name, args=[edition.pk]))


def _form(request: DeskRequest, who: Visit, initial: dict[str, Any]) -> EditionForm:
    posted = request.POST if request.method == "POST" else None
    found = interpretable(posted.get("interprets_q", ""), who.post.organ, None) if posted is not None else []
    return EditionForm(who.post.organ, who.on, posted, initial=initial, found=found)


def initial_from(draft: Draft) -> dict[str, Any]:
    """Return the form as the Word file fills it; what is not recognised stays empty."""
    dated: date | None = draft.dated.value if draft.dated else None
    return {
        "title": draft.title.value if draft.title else "",
        "document_number": draft.number.value if draft.number else "",
        "formed_on": dated,
        "arose_on": dated,
        "issuers": "、".join(organ.value for organ in draft.organs),
        "genre": _genre(draft.title.value if draft.title else ""),
        "summary": html.excerpt(draft.html, SUMMARY_CHARACTERS),
        "body": typed.lines_of(draft.html),
    }


def _genre(title: str) -> str:
    from gongkai.service.catalogue.schemes import GENRES

    return next((genre for genre in GENRES[:15] if title.rstrip("）").endswith(genre)), "")


def _sources(draft: Draft) -> list[Source]:
    named: list[tuple[str, Found[Any] | None]] = [
        (_("标题"), draft.title),
        (_("发文字号"), draft.number),
        (_("成文日期"), draft.dated),
        *((_("发文机关"), organ) for organ in draft.organs),
        (_("主送机关"), draft.addressed_to),
        (_("公开属性的注记"), draft.disclosure),
    ]
    return [
        Source(
            label,
            found.value.isoformat() if isinstance(found.value, date) else str(found.value),
            found.sentence,
            found.where,
            found.doubt,
        )
        for label, found in named
        if found is not None
    ]


def _attach_all(
    request: DeskRequest, who: Visit, edition: Edition, name: str, data: bytes, draft: Draft
) -> None:
    """Attach the original and its pictures; what is refused is said, and the draft stays."""
    files = [(name, data, True), *((image.name, image.data, False) for image in draft.images)]
    for called, content, is_original in files:
        try:
            attach(edition, data=content, name=called, by=who.post, at=who.at, is_original=is_original)
        except CannotDo as refusal:
            says = _("“%(name)s”没有附上：%(why)s") % {"name": called, "why": str(refusal)}
            messages.error(request, says)


def _kept(request: DeskRequest, token: str) -> tuple[str, bytes] | None:
    name = request.session.get(PENDING, {}).get(token)
    if name is None:
        return None
    try:
        return str(name), pending.read(token)
    except pending.Gone:
        return None


def _forget(request: DeskRequest, token: str) -> None:
    request.session[PENDING] = {k: v for k, v in request.session.get(PENDING, {}).items() if k != token}

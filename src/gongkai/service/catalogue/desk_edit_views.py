"""The editor: an edition's metadata and text; what somebody else saved meanwhile is shown beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.papers.compare import compare, summary
from gongkai.papers.compare_out import html_of_changes
from gongkai.papers.errors import Refused
from gongkai.papers.word import read_pasted
from gongkai.service.catalogue import doors, typed
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.desk_new_views import after_saving, only_shown
from gongkai.service.catalogue.desk_ways import Visit, edition_of, pictures_of, visit, where_of
from gongkai.service.catalogue.drafts import Stale, WouldVoidReview, writable
from gongkai.service.catalogue.fields import notes
from gongkai.service.catalogue.forms import GUIDE_PREFIX, EditionForm, initial_of, interpretable
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.policy import check_can_draft
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import Power
from gongkai.service.organs.said import said

MOST_PASTED = 5_000_000  # characters


@dataclass(frozen=True, slots=True)
class Conflict:
    """What somebody saved since the form was opened, against what is being saved now."""

    says: str
    fields: list[tuple[str, str, str]]  # label, what stands, what was typed
    body: SafeString
    summary: str


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: DeskRequest, number: int) -> HttpResponse:
    """Let a draft be changed; nothing typed is lost by a fault, by another's saving, or by a review."""
    who, edition = edition_of(request, number)
    check_can_draft(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    posted = request.POST if request.method == "POST" else None
    words = posted.get("interprets_q", "") if posted is not None else ""
    found = interpretable(words, edition.document.organ, edition.document)
    form = EditionForm(edition.document.organ, who.on, posted, edition=edition, found=found)
    conflict: Conflict | None = None
    needs_consent = ""
    if posted is not None and not only_shown(request) and form.is_valid():
        try:
            saved = save_draft(
                edition,
                form.values(),
                version=form.cleaned_data["version"] or 0,
                by=who.post,
                at=who.at,
                voids_review=bool(posted.get("voids_review")),
            )
        except Stale as stale:
            edition = doors.edition_for(who.post, number, who.on)
            conflict = _conflict(edition, form, str(stale))
            form = _again(form, edition, who, posted, found)
        except WouldVoidReview as ask:
            needs_consent = str(ask)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            for note in saved.notes:
                messages.warning(request, note.says)
            messages.success(request, _("已保存。") if saved.is_changed else _("没有改动，不必保存。"))
            return after_saving(request, saved.edition)
    blocked = ""
    try:
        writable(edition, who.at, voids_review=True)
    except CannotDo as refusal:
        blocked = str(refusal)
    original = next((f for f in edition.attachments.all() if f.is_original), None)
    context = {
        "title": _("修改草稿"),
        "edition": edition,
        "where": where,
        "form": form,
        "conflict": conflict,
        "needs_consent": needs_consent,
        "blocked": blocked,
        "notes": [(note, form[note.field] if note.field in form.fields else None) for note in notes(edition)],
        "original_text": original.text if original else "",
        "original_url": f"{reverse('desk-file', args=[original.pk])}?as=uploaded" if original else "",
        "pictures": pictures_of(edition),
    }
    return render(request, "catalogue/edit.html", context)


def _conflict(edition: Edition, form: EditionForm, says: str) -> Conflict:
    """Compare what stands now with what was typed."""
    stands, typed_now = initial_of(edition), form.cleaned_data
    fields = []
    for name, field in form.fields.items():
        if name in ("version", "body", "interprets_q"):
            continue
        part = name.removeprefix(GUIDE_PREFIX)
        was = stands.get(name) if part == name else (edition.form or {}).get(part)
        old, new = _plain(was), _plain(typed_now.get(name))
        if old != new:
            fields.append((str(field.label), old, new))
    changes = compare(edition.body, str(typed_now.get("body", edition.body)))
    body = mark_safe(html_of_changes(changes, context=1))  # noqa: S308 - escaped by papers.compare_out
    return Conflict(says, fields, body, summary(changes))


def _again(form: EditionForm, edition: Edition, who: Visit, posted: Any, found: Any) -> EditionForm:
    """Return the same form over the newest version: saving it again is knowing of the other's."""
    data = posted.copy()
    data["version"] = str(edition.version)
    if "body" in form.cleaned_data:
        data["body"] = typed.lines_of(form.cleaned_data["body"])
    return EditionForm(edition.document.organ, who.on, data, edition=edition, found=found)


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "、".join(str(part) for part in value)
    return "" if value is None else str(value)


@require_POST
def paste(request: DeskRequest) -> HttpResponse:
    """Return what was on the clipboard as HTML that may be published: tables kept, junk gone."""
    visit(request, Power.DRAFT)
    marked, words = request.POST.get("html", ""), request.POST.get("text", "")
    if len(marked) + len(words) > MOST_PASTED:
        return _fragment(_("粘贴的内容太长。长篇内容请作为附件上传。"), 413)
    try:
        return _fragment(read_pasted(marked) if marked else typed.html_of(words), 200)
    except Refused as refused:
        return _fragment(said(str(refused)), 422)


def _fragment(words: str, status: int) -> HttpResponse:
    kind = "text/html" if status == 200 else "text/plain"
    return HttpResponse(words, status=status, content_type=f"{kind}; charset=utf-8")

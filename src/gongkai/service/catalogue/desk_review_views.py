"""Submitting a draft, and the page on which it is reviewed: what to read, what was found, who says what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.catalogue import doors, visibility
from gongkai.service.catalogue.actions import review as speaking
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.desk_document_views import compared_editions, facts
from gongkai.service.catalogue.desk_ways import Visit, edition_of, shown_body, where_of
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.fields import lacking, notes
from gongkai.service.catalogue.forms import EditionForm
from gongkai.service.catalogue.imports.models import ImportRow
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.policy import check_can_draft
from gongkai.service.catalogue.state import State, Where, whole
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.speaking import Typed, Voice, levels_of, spoken, voice_of, what_may_be_said
from gongkai.service.organs.actions.refusal import WHOLE, CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed


@require_http_methods(["GET", "HEAD", "POST"])
def submitted(request: DeskRequest, number: int) -> HttpResponse:
    """Say what is still lacking, or what the scan will look through; then submit."""
    who, edition = edition_of(request, number)
    check_can_draft(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            review = submit(edition, by=who.post, at=who.at)
        except CannotDo as refusal:
            faults = refusal.faults
        else:
            count = review.hits.count()
            messages.success(
                request,
                _("已送审。扫描发现%(count)s处，由审查人员逐处答复。") % {"count": count}
                if count
                else _("已送审。扫描没有发现需要答复的内容。"),
            )
            return redirect("desk-review", number)
    else:
        faults = lacking(edition)
    context = {
        "title": _("送审"),
        "edition": edition,
        "where": where,
        "faults": _labelled(faults, edition),
        "notes": notes(edition),
        "may_submit": where.state in (State.DRAFT, State.RETURNED, State.WITHHELD),
        "files": in_order(edition.attachments.all()),
    }
    return render(request, "catalogue/submit.html", context)


def _labelled(faults: dict[str, list[str]], edition: Edition) -> list[tuple[str, str, list[str]]]:
    """Return faults with the label of the field they stand at, and the way to it."""
    labels: dict[str, Any] = {name: field.label for name, field in EditionForm.base_fields.items()}
    labels["form"] = _("指南内容")
    edit = reverse("desk-edit", args=[edition.pk])
    return [
        (str(labels.get(name, "")), "" if name == WHOLE else f"{edit}#id_{name}", says)
        for name, says in faults.items()
    ]


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all who may see the draft; let whose turn it is answer finds and speak."""
    who, edition = edition_of(request, number)
    typed: Typed = {}
    if request.method == "POST":
        done = spoken(request, _voice(edition, who), typed)
        if done is not None:
            return done
        edition = doors.edition_for(who.post, number, who.on)
    where = where_of(edition, who)
    standing = where.review
    context: dict[str, Any] = {
        "title": _("审查：《%(title)s》") % {"title": edition.title},
        "edition": edition,
        "where": where,
        "standing": standing,
        "levels": levels_of(standing),
        "facts": facts(edition),
        "body": shown_body(edition),
        "files": in_order(edition.attachments.all()),
        "difference": _difference(edition, who),
        "notes": notes(edition),
        **_what_may_be_said(where, who, typed),
    }
    return render(request, "catalogue/review.html", context)


def _voice(edition: Edition, who: Visit) -> Voice:
    """Return by what is spoken in the review of an edition."""
    here, organ = reverse("desk-review", args=[edition.pk]), edition.document.organ
    return voice_of(speaking, edition, here=here, organ=organ, by=who.post, at=who.at)


def _difference(edition: Edition, who: Visit) -> Any:
    shown = visibility.shown(edition.document, who.at)
    if shown is None or shown.edition_id == edition.pk:
        return None
    return compared_editions(whole(Edition.objects.filter(pk=shown.edition_id)).get(), edition)


def _what_may_be_said(where: Where, who: Visit, typed: Typed) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not."""
    if where.review is not None and where.batch is not None:  # that is said on the page of the batch
        shown = [(hit, getattr(hit, "answer", None), None) for hit in hits_of(where)]
        return {"opinion": None, "why_not": "", "referral": None, "hits": shown}
    is_open = where.is_bound and where.may_be_changed
    is_void = not is_open and where.showing is None
    return what_may_be_said(
        where.review,
        who.post,
        who.on,
        typed,
        digest=where.digest,
        is_open=is_open,
        void=_("送审以后内容有改动，这次审查已经作废。") if is_void else "",
    )


def hits_of(where: Where) -> list[Hit]:
    """Return what the scan found in an edition: of the finds of a batch, those in its own row."""
    if where.review is None:
        return []
    if where.batch is None:
        return list(where.review.hits)
    rows = ImportRow.objects.filter(edition=where.edition, run__batches=where.batch)
    begins = tuple(f"第{number}行《" for number in rows.values_list("number", flat=True))
    return [hit for hit in where.review.hits if hit.part.startswith(begins)]

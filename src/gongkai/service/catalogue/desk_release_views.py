"""Release, schedule, withdraw, discard; the next edition; marks of force."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.catalogue import policy, visibility
from gongkai.service.catalogue.actions.discard import discard
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.mark_validity import annul_validity, mark_validity, standing_changes
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.actions.unschedule import unschedule
from gongkai.service.catalogue.actions.withdraw import withdraw
from gongkai.service.catalogue.desk_forms import Annul, NextEdition, Release, Validity, Withdraw
from gongkai.service.catalogue.desk_ways import Visit, document_of, edition_of, where_of
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.state import State
from gongkai.service.catalogue.validity import validity as force_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest


def _page(request: DeskRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return render(request, f"catalogue/{template}.html", {"title": title, **context})


@require_http_methods(["GET", "HEAD", "POST"])
def released(request: DeskRequest, number: int) -> HttpResponse:
    """Release what passed the review, now or at a time; or undo a time that was set."""
    who, edition = edition_of(request, number)
    policy.check_can_release(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    posted = request.POST if request.method == "POST" else None
    form: forms.Form
    if posted is not None and posted.get("do") == "unschedule":
        try:
            unschedule(edition, by=who.post, at=who.at)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("已取消定时发布。"))
        return redirect("desk-edition", number)
    form = Release(posted)
    if posted is not None and form.is_valid():
        begins = form.cleaned_data["begins"] if form.cleaned_data["when"] == "later" else None
        try:
            showing = release(edition, by=who.post, at=who.at, begins=begins)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            if begins is None:
                messages.success(request, _("已发布，读者现在就能看到。"))
            else:
                messages.success(request, _("已定时发布。"))
            return redirect("desk-edition", showing.edition_id)
    return _page(request, "release", _("发布"), edition=edition, where=where, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def withdrawn(request: DeskRequest, number: int) -> HttpResponse:
    """Take an edition from the public, with the reason for the file and the words for the reader."""
    who, edition = edition_of(request, number)
    policy.check_can_withdraw(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    form = Withdraw(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(edition, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已撤下，读者看到的是您写的说明。"))
            return redirect("desk-edition", number)
    may = where.state in (State.PUBLISHED, State.SUPERSEDED)
    return _page(request, "withdraw", _("撤下"), edition=edition, where=where, form=form, may=may)


@require_http_methods(["GET", "HEAD", "POST"])
def discarded(request: DeskRequest, number: int) -> HttpResponse:
    """Give up a draft, after asking."""
    who, edition = edition_of(request, number)
    policy.check_can_draft(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    if request.method == "POST":
        try:
            discard(edition, by=who.post, at=who.at, voids_review=True)
        except CannotDo as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("已作废。索引号%(number)s不再使用，审查意见留档。") % {"number": edition.document}
            )
        return redirect("desk-edition", number)
    return _page(request, "discard", _("作废草稿"), edition=edition, where=where)


@require_http_methods(["GET", "HEAD", "POST"])
def next_edition(request: DeskRequest, number: int) -> HttpResponse:
    """Draft the next edition of a document."""
    who, document = document_of(request, number)
    policy.check_can_draft(who.post, document.organ, who.on)
    form = NextEdition(request.POST if request.method == "POST" else None, initial={"arose_on": who.on})
    if request.method == "POST" and form.is_valid():
        try:
            saved = draft_edition(document, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(
                request,
                _("已起草第%(number)s版，内容与现行版本相同，请修改。") % {"number": saved.edition.number},
            )
            return redirect("desk-edit", saved.edition.pk)
    return _page(
        request,
        "next",
        _("起草新的一版"),
        document=document,
        form=form,
        latest=_latest(document),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def validity(request: DeskRequest, number: int) -> HttpResponse:
    """Mark a document as amended, lapsed or repealed; take a wrong mark back."""
    who, document = document_of(request, number)
    policy.check_can_mark_validity(who.post, document.organ, who.on)
    posted = request.POST if request.method == "POST" else None
    annulling = posted is not None and posted.get("do") == "annul"
    form = Validity(posted if posted is not None and not annulling else None, initial={"on": who.on})
    annul = Annul(posted if annulling else None, prefix="annul")
    done = False
    if annulling:
        done = _annulled(document, annul, posted, who)
    elif posted is not None and form.is_valid():
        try:
            mark_validity(document, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            done = True
    if done:
        messages.success(request, _("已更正标注。") if annulling else _("已标注有效性。"))
        return redirect("desk-document", number)
    showing = visibility.shown(document, who.at)
    return _page(
        request,
        "validity",
        _("标注有效性"),
        document=document,
        latest=_latest(document),
        showing=showing,
        force=force_of(showing.edition, who.on) if showing else None,
        form=form,
        annul=annul,
        annulled=posted.get("mark", "") if posted is not None and annulling else "",
        marks=standing_changes(document).select_related("by__person", "by_document"),
    )


def _annulled(document: Document, form: Annul, posted: Any, who: Visit) -> bool:
    if not form.is_valid():
        return False
    key = posted.get("mark", "")
    mark = standing_changes(document).filter(pk=int(key) if key.isdecimal() and len(key) < 18 else 0).first()
    try:
        if mark is None:
            raise CannotDo(_("这一标注已经更正过。"))
        annul_validity(mark, by=who.post, at=who.at, **form.cleaned_data)
    except CannotDo as refusal:
        refusal.show(form)
        return False
    return True


def _latest(document: Document) -> Edition | None:
    return document.editions.order_by("-number").first()

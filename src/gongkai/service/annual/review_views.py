"""The page on which a version is reviewed before release, level by level."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.report.write.html import fragment
from gongkai.service.annual import composing, doors, judging, releasing
from gongkai.service.annual.actions import review_version as speaking
from gongkai.service.annual.desk_forms import HoldBack
from gongkai.service.annual.models import ReviewedWords, Version
from gongkai.service.annual.standing import KIND, stands
from gongkai.service.clearance.speaking import Typed, Voice, levels_of, spoken, voice_of, what_may_be_said
from gongkai.service.clearance.standing import newest, standing
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.case_ways import Visit, visit

HOLD = "hold"


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all in the organ whose it is; let whose turn it is answer, hold back words, speak."""
    who = visit(request)
    found: Version = doors.reviewed_version_for(who.post, number, who.on)
    typed: Typed = {}
    if request.method == "POST":
        done = _said(request, found, who, typed)
        if done is not None:
            return done
    opened = newest(KIND, found.pk)
    where = standing(opened) if opened is not None else None
    at = stands(found.filing)
    is_open = at.version == found and at.is_in_review
    words = releasing.words_of(opened)
    digest = releasing.digest_of(found, words)
    may_be_said = what_may_be_said(where, who.post, who.on, typed, digest=digest, is_open=is_open)
    context = {
        "title": _("审查%(year)s年度报告") % {"year": found.filing.year},
        "version": found,
        "filing": found.filing,
        "stands": at,
        "says": judging.says(at, who.on),
        "standing": where,
        "levels": levels_of(where),
        "may_open": doors.sees(who.post, found.filing.organ, found.filing.year, who.on),
        "words": _words(words, typed, may_hold=may_be_said["opinion"] is not None),
        "paper": mark_safe(fragment(composing.report_of(found), 2)),  # noqa: S308 - the writer escapes
        **may_be_said,
    }
    return render(request, "annual/review.html", context)


def _said(request: DeskRequest, found: Version, who: Visit, typed: Typed) -> HttpResponse | None:
    """Do what was sent, and return where to go; or keep the form with its faults."""
    if request.POST.get("do") != HOLD:
        return spoken(request, _voice(found, who), typed)
    here = reverse("desk-annual-review", args=[found.pk])
    form = typed[HOLD] = HoldBack(request.POST, auto_id=f"words_{request.POST.get('words', '')[:12]}_%s")
    if carried.is_only_shown(request) or not form.is_valid():
        return None
    words = ReviewedWords.objects.filter(pk=form.cleaned_data["words"]).first()
    try:
        if words is None:
            raise CannotDo(_("没有这段文字，请重新打开。"))
        speaking.hold_back(found, words, reason=form.cleaned_data["reason"], by=who.post, at=who.at)
    except CannotDo as refusal:
        refusal.show(form)
        return None
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    messages.success(request, _("这段文字不公开，只公布原因类别。"))
    return redirect(f"{here}#said")


def _words(words: list[ReviewedWords], typed: Typed, *, may_hold: bool) -> list[dict[str, Any]]:
    """Return each text published beside the report: what it explains, if it was held back, and the form."""
    shown = []
    sent = typed.get(HOLD)
    for says, alike in releasing.grouped(words).items():
        first = alike[0]
        held = getattr(first, "held_back", None)
        form: forms.Form | None = None
        if may_hold and held is None:
            is_typed = sent is not None and sent.data.get("words") == str(first.pk)
            form = sent if is_typed else HoldBack(initial={"words": first.pk}, auto_id=f"words_{first.pk}_%s")
        explanations = [each.explanation for each in alike]
        shown.append({"says": says, "explanations": explanations, "held": held, "form": form})
    return shown


def _voice(found: Version, who: Visit) -> Voice:
    """Return by what is spoken in the review of a version."""
    opened = newest(KIND, found.pk)
    here = reverse("desk-annual-review", args=[found.pk])
    organ = opened.organ if opened is not None else found.filing.organ
    return voice_of(speaking, found, here=here, organ=organ, by=who.post, at=who.at)

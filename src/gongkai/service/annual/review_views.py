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
from gongkai.service.annual import composing, doors
from gongkai.service.annual.actions import review_version as speaking
from gongkai.service.annual.models import Version
from gongkai.service.annual.standing import KIND, Stage, stands
from gongkai.service.clearance import policy
from gongkai.service.clearance.forms import VERDICTS, HitAnswerForm, OpinionForm, ReferralAnswerForm
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.standing import Standing, newest, standing
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.case_ways import Visit, visit


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all in the organ who may see the version; let whose turn it is answer and speak."""
    who = visit(request)
    found: Version = doors.version_for(who.post, number, who.on)
    if not doors.is_own(who.post, found.filing.organ, who.on):
        raise NotHere
    typed: dict[str, forms.Form] = {}
    if request.method == "POST":
        done = _spoken(request, found, who, typed)
        if done is not None:
            return done
    opened = newest(KIND, found.pk)
    where = standing(opened) if opened is not None else None
    at = stands(found.filing)
    is_open = at.version == found and at.stage is Stage.IN_REVIEW
    context = {
        "title": _("审查%(year)s年度报告") % {"year": found.filing.year},
        "version": found,
        "filing": found.filing,
        "stands": at,
        "standing": where,
        "levels": _levels(where),
        "paper": mark_safe(fragment(composing.report_of(found), 2)),  # noqa: S308 - the writer escapes
        **_what_may_be_said(found, where, who, typed, is_open=is_open),
    }
    return render(request, "annual/review.html", context)


def _spoken(
    request: DeskRequest, found: Version, who: Visit, typed: dict[str, forms.Form]
) -> HttpResponse | None:
    """Do what was sent, and return where to go; or keep the form with its faults."""
    here = reverse("desk-annual-review", args=[found.pk])
    do = request.POST.get("do", "")
    if do not in ("answer", "referral"):
        do = "opinion"
    form: forms.Form
    if do == "answer":
        form = HitAnswerForm(request.POST, auto_id=f"id_{request.POST.get('hit', '')[:12]}_%s")
    elif do == "referral":
        form = ReferralAnswerForm(request.POST)
    else:
        form = OpinionForm(request.POST)
    typed[do] = form
    if carried.is_only_shown(request) or not form.is_valid():
        return None
    try:
        says = _said(do, found, form.cleaned_data, who)
    except CannotDo as refusal:
        refusal.show(form)
        return None
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    messages.success(request, says)
    return redirect(f"{here}#hits" if do == "answer" else here)


def _said(do: str, found: Version, given: dict[str, Any], who: Visit) -> str:
    if do == "answer":
        hit = Hit.objects.filter(pk=given["hit"], review__organ=found.filing.organ).first()
        if hit is None:
            raise CannotDo(_("没有这一处，请重新打开。"))
        speaking.answer(found, hit, reason=given["reason"], by=who.post, at=who.at)
        return _("已答复。")
    if do == "referral":
        speaking.enter_referral_answer(found, by=who.post, at=who.at, **given)
        return _("已登记答复。")
    speaking.speak(found, by=who.post, at=who.at, **given)
    return _("已记录您的意见：%(verdict)s。") % {"verdict": dict(VERDICTS)[given["verdict"]]}


def _levels(where: Standing | None) -> list[dict[str, Any]]:
    """Return each level: its name, who may speak, what was said at it, whether its turn is now."""
    if where is None:
        return []
    return [
        {
            "name": level.words,
            "duties": policy.duties_in_words(level.duties),
            "opinions": [opinion for opinion in where.opinions if opinion.level == place],
            "is_now": where.level == place,
        }
        for place, level in enumerate(where.levels)
    ]


def _what_may_be_said(
    found: Version, where: Standing | None, who: Visit, typed: dict[str, forms.Form], *, is_open: bool
) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not."""
    said: dict[str, Any] = {"opinion": None, "why_not": "", "referral": None, "hits": []}
    if where is None:
        return said
    may_answer = False
    if is_open and where.level is not None:
        said["why_not"] = policy.why_not(who.post, where, who.on)
        if where.referral is not None:
            said["referral"] = typed.get("referral") or _referral_form(who, where)
        elif not said["why_not"]:
            said["opinion"] = typed.get("opinion") or OpinionForm(initial={"digest": found.digest})
            may_answer = not policy.is_writer(who.post, where.review)
    answered = typed.get("answer")
    for hit in where.hits:
        form = None
        if may_answer and hit in where.unanswered:
            is_typed = answered is not None and answered.data.get("hit") == str(hit.pk)
            form = answered if is_typed else HitAnswerForm(initial={"hit": hit.pk}, auto_id=f"id_{hit.pk}_%s")
        said["hits"].append((hit, getattr(hit, "answer", None), form))
    return said


def _referral_form(who: Visit, where: Standing) -> ReferralAnswerForm | None:
    try:
        policy.check_can_record_answer(who.post, where.review, who.on)
    except NotAllowed:
        return None
    return ReferralAnswerForm()

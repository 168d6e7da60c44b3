"""The page on which a letter is reviewed, level by level: its words, what was found, who says what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.clearance import policy
from gongkai.service.clearance.forms import VERDICTS, HitAnswerForm, OpinionForm, ReferralAnswerForm
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import doors
from gongkai.service.requests.actions import review_letter as speaking
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.letter_page import LetterPage, name_of
from gongkai.service.requests.letter_views import letter_of
from gongkai.service.requests.models import Letter


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all who may see the letter; let whose turn it is answer finds and speak."""
    who, letter = letter_of(request, number)
    forms: dict[str, Any] = {}
    if request.method == "POST":
        done = _spoken(request, letter, who, forms)
        if done is not None:
            return done
        letter = doors.letter_for(who.post, number, who.on)
    view = LetterPage(letter, who)
    standing = view.where.review
    context: dict[str, Any] = {
        "title": _("审批文书"),
        "kind": name_of(letter, who.on),
        "page": CasePage(letter.case, who),
        "view": view,
        "letter": letter,
        "case": letter.case,
        "standing": standing,
        "levels": _levels(standing),
        **_what_may_be_said(view, forms),
    }
    return render(request, "requests/letter_review.html", context)


def _spoken(request: DeskRequest, letter: Letter, who: Visit, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was sent, and return where to go; or keep the form with its faults."""
    do = request.POST.get("do", "")
    is_shown = carried.is_only_shown(request)
    here = reverse("desk-letter-review", args=[letter.pk])
    try:
        if do == "answer":
            hit_form = HitAnswerForm(request.POST, auto_id=f"id_{request.POST.get('hit', '')[:12]}_%s")
            forms["answer"] = hit_form
            if not is_shown and hit_form.is_valid() and _answered(letter, hit_form, who):
                messages.success(request, _("已答复。"))
                return redirect(f"{here}#hits")
        elif do == "referral":
            answer_form = ReferralAnswerForm(request.POST)
            forms["referral"] = answer_form
            if not is_shown and answer_form.is_valid() and _referral_answered(letter, answer_form, who):
                messages.success(request, _("已登记答复。"))
                return redirect(here)
        else:
            form = OpinionForm(request.POST)
            forms["opinion"] = form
            if not is_shown and form.is_valid() and _opinion_given(letter, form, who):
                words = dict(VERDICTS)[form.cleaned_data["verdict"]]
                messages.success(request, _("已记录您的意见：%(verdict)s。") % {"verdict": words})
                return redirect(here)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    return None


def _answered(letter: Letter, form: HitAnswerForm, who: Visit) -> bool:
    hit = Hit.objects.filter(pk=form.cleaned_data["hit"], review__organ=letter.case.organ).first()
    try:
        if hit is None:
            raise CannotDo(_("没有这一处，请重新打开。"))
        speaking.answer(letter, hit, reason=form.cleaned_data["reason"], by=who.post, at=who.at)
    except CannotDo as refusal:
        refusal.show(form)
        return False
    return True


def _referral_answered(letter: Letter, form: ReferralAnswerForm, who: Visit) -> bool:
    try:
        speaking.enter_referral_answer(letter, by=who.post, at=who.at, **form.cleaned_data)
    except CannotDo as refusal:
        refusal.show(form)
        return False
    return True


def _opinion_given(letter: Letter, form: OpinionForm, who: Visit) -> bool:
    try:
        speaking.speak(letter, by=who.post, at=who.at, **form.cleaned_data)
    except CannotDo as refusal:
        refusal.show(form)
        return False
    return True


def _levels(standing: Standing | None) -> list[dict[str, Any]]:
    """Return each level: its name, who may speak, what was said at it, whether its turn is now."""
    if standing is None:
        return []
    return [
        {
            "name": level.words,
            "duties": policy.duties_in_words(level.duties),
            "opinions": [opinion for opinion in standing.opinions if opinion.level == place],
            "is_now": standing.level == place,
        }
        for place, level in enumerate(standing.levels)
    ]


def _what_may_be_said(view: LetterPage, forms: dict[str, Any]) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not."""
    where, who = view.where, view.who
    standing = where.review
    found: dict[str, Any] = {
        "opinion": None,
        "why_not": "",
        "referral": None,
        "hits": [],
        "may_answer": False,
    }
    if standing is None:
        return found
    is_open = where.is_bound and view.is_open
    if not where.is_bound and view.is_open:
        found["why_not"] = _("送审以后，文书或者案件有改动，这次审批已经作废。")
    elif is_open and standing.level is not None:
        found["why_not"] = policy.why_not(who.post, standing, who.on)
        if standing.referral is not None:
            found["referral"] = forms.get("referral") or _referral_form(who, standing)
        elif not found["why_not"]:
            found["opinion"] = forms.get("opinion") or OpinionForm(initial={"digest": where.digest})
            found["may_answer"] = not policy.is_writer(who.post, standing.review)
    typed = forms.get("answer")
    for hit in standing.hits:
        form = None
        if found["may_answer"] and hit in standing.unanswered:
            is_typed = typed is not None and typed.data.get("hit") == str(hit.pk)
            form = typed if is_typed else HitAnswerForm(initial={"hit": hit.pk}, auto_id=f"id_{hit.pk}_%s")
        found["hits"].append((hit, getattr(hit, "answer", None), form))
    return found


def _referral_form(who: Visit, standing: Standing) -> ReferralAnswerForm | None:
    try:
        policy.check_can_record_answer(who.post, standing.review, who.on)
    except NotAllowed:
        return None
    return ReferralAnswerForm()

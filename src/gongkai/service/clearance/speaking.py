"""What is said on the page of a review, whatever is reviewed: its levels, finds, forms for whose turn it is.

Each room shows what it reviews on a page of its own, and says by actions of its own (`Voice`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import ModuleType
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.forms import VERDICTS, HitAnswerForm, OpinionForm, ReferralAnswerForm
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import NotAllowed

ANSWER, REFERRAL, OPINION = "answer", "referral", "opinion"
Typed = dict[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Voice:
    """The actions of a room by which its reviews are spoken in; each raises NotAllowed or CannotDo.

    `answer` takes the find and `reason`, `refer` the fields of ReferralAnswerForm, `speak` those of
    OpinionForm. `organ` is the one whose review it is, `here` the address of the page.
    """

    here: str
    organ: Organ
    answer: Callable[..., object]
    refer: Callable[..., object]
    speak: Callable[..., object]


def voice_of(actions: ModuleType, thing: object, *, here: str, organ: Organ, by: Post, at: datetime) -> Voice:
    """Return the voice of a post in the review of a thing; `actions` is the room's module of its verbs."""
    given: dict[str, Any] = {"by": by, "at": at}
    return Voice(
        here=here,
        organ=organ,
        answer=partial(actions.answer, thing, **given),
        refer=partial(actions.enter_referral_answer, thing, **given),
        speak=partial(actions.speak, thing, **given),
    )


def spoken(request: DeskRequest, voice: Voice, typed: Typed) -> HttpResponse | None:
    """Do what was sent, and return where to go; None where its form stays, kept in `typed`."""
    do = request.POST.get("do", "")
    if do not in (ANSWER, REFERRAL):
        do = OPINION
    form = typed[do] = _form(do, request)
    if carried.is_only_shown(request) or not form.is_valid():
        return None
    try:
        says = _done(do, form.cleaned_data, voice)
    except CannotDo as refusal:
        refusal.show(form)
        return None
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(voice.here)
    messages.success(request, says)
    return redirect(f"{voice.here}#hits" if do == ANSWER else voice.here)


def _form(do: str, request: DeskRequest) -> forms.Form:
    if do == ANSWER:
        return HitAnswerForm(request.POST, auto_id=f"id_{request.POST.get('hit', '')[:12]}_%s")
    return ReferralAnswerForm(request.POST) if do == REFERRAL else OpinionForm(request.POST)


def _done(do: str, given: dict[str, Any], voice: Voice) -> str:
    if do == ANSWER:
        hit = Hit.objects.filter(pk=given["hit"], review__organ=voice.organ).first()
        if hit is None:
            raise CannotDo(_("没有这一处，请重新打开。"))
        voice.answer(hit, reason=given["reason"])
        return _("已答复。")
    if do == REFERRAL:
        voice.refer(**given)
        return _("已登记答复。")
    voice.speak(**given)
    return _("已记录您的意见：%(verdict)s。") % {"verdict": dict(VERDICTS)[given["verdict"]]}


def levels_of(standing: Standing | None) -> list[dict[str, Any]]:
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


def what_may_be_said(
    standing: Standing | None,
    post: Post,
    on: date,
    typed: Typed,
    *,
    digest: str,
    is_open: bool,
    void: str = "",
) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not, for the templates of this room.

    `digest` is that of what is shown; `is_open` whether the room lets anything be said of it now, and `void`
    the sentence for a review that what is shown has left behind.
    """
    found: dict[str, Any] = {"opinion": None, "why_not": void, "referral": None, "hits": []}
    if standing is None:
        return {**found, "why_not": ""}
    may_answer = False
    if is_open and standing.level is not None:
        found["why_not"] = policy.why_not(post, standing, on)
        if standing.referral is not None:
            found["referral"] = typed.get(REFERRAL) or referral_form(standing, post, on)
        elif not found["why_not"]:
            found["opinion"] = typed.get(OPINION) or OpinionForm(initial={"digest": digest})
            may_answer = not policy.is_writer(post, standing.review)
    found["hits"] = [
        (hit, getattr(hit, "answer", None), _answer_form(hit, typed.get(ANSWER)))
        if may_answer and hit in standing.unanswered
        else (hit, getattr(hit, "answer", None), None)
        for hit in standing.hits
    ]
    return found


def _answer_form(hit: Hit, typed: forms.Form | None) -> forms.Form:
    if typed is not None and typed.data.get("hit") == str(hit.pk):
        return typed
    return HitAnswerForm(initial={"hit": hit.pk}, auto_id=f"id_{hit.pk}_%s")


def referral_form(standing: Standing, post: Post, on: date) -> ReferralAnswerForm | None:
    """Return the form for what an authority answered; None for a post that may not enter it."""
    try:
        policy.check_can_record_answer(post, standing.review, on)
    except NotAllowed:
        return None
    return ReferralAnswerForm()

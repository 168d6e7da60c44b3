"""The page on which a letter is reviewed, level by level: its words, what was found, who says what."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.clearance.speaking import Typed, Voice, levels_of, spoken, voice_of, what_may_be_said
from gongkai.service.organs.gate import DeskRequest, shows_typed
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
    typed: Typed = {}
    if request.method == "POST":
        done = spoken(request, _voice(letter, who), typed)
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
        "levels": levels_of(standing),
        **_what_may_be_said(view, typed),
    }
    return render(request, "requests/letter_review.html", context)


def _voice(letter: Letter, who: Visit) -> Voice:
    """Return by what is spoken in the review of a letter."""
    here, organ = reverse("desk-letter-review", args=[letter.pk]), letter.case.organ
    return voice_of(speaking, letter, here=here, organ=organ, by=who.post, at=who.at)


def _what_may_be_said(view: LetterPage, typed: Typed) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not."""
    where, who = view.where, view.who
    is_void = view.is_open and not where.is_bound
    return what_may_be_said(
        where.review,
        who.post,
        who.on,
        typed,
        digest=where.digest,
        is_open=where.is_bound and view.is_open,
        void=_("送审以后，文书或者案件有改动，这次审批已经作废。") if is_void else "",
    )

"""The page on which a version is reviewed before release, level by level."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.report.write.html import fragment
from gongkai.service.annual import composing, doors
from gongkai.service.annual.actions import review_version as speaking
from gongkai.service.annual.models import Version
from gongkai.service.annual.standing import KIND, Stage, stands
from gongkai.service.clearance.speaking import Typed, Voice, levels_of, spoken, what_may_be_said
from gongkai.service.clearance.standing import newest, standing
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.requests.case_ways import Visit, visit


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all in the organ who may see the version; let whose turn it is answer and speak."""
    who = visit(request)
    found: Version = doors.version_for(who.post, number, who.on)
    if not doors.is_own(who.post, found.filing.organ, who.on):
        raise NotHere
    typed: Typed = {}
    if request.method == "POST":
        done = spoken(request, _voice(found, who), typed)
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
        "levels": levels_of(where),
        "paper": mark_safe(fragment(composing.report_of(found), 2)),  # noqa: S308 - the writer escapes
        **what_may_be_said(where, who.post, who.on, typed, digest=found.digest, is_open=is_open),
    }
    return render(request, "annual/review.html", context)


def _voice(found: Version, who: Visit) -> Voice:
    """Return by what is spoken in the review of a version."""
    given: dict[str, Any] = {"by": who.post, "at": who.at}
    return Voice(
        here=reverse("desk-annual-review", args=[found.pk]),
        organ=found.filing.organ,
        answer=partial(speaking.answer, found, **given),
        refer=partial(speaking.enter_referral_answer, found, **given),
        speak=partial(speaking.speak, found, **given),
    )

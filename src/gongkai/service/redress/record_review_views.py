"""The review of the letter of a rectification, and its sealed papers."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.clearance.speaking import Typed, Voice, levels_of, spoken, voice_of, what_may_be_said
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import Power, check_can
from gongkai.service.redress.actions import review_record_letter as speaking
from gongkai.service.redress.actions.add_record_papers import add_record_papers
from gongkai.service.redress.actions.open_record_paper import open_record_paper
from gongkai.service.redress.record_forms import AddPapers, OpenPaper
from gongkai.service.redress.record_page import RecordPage
from gongkai.service.redress.record_views import found_of
from gongkai.service.redress.records import RecordPaper, Rectification
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.service.requests.models import Paper
from gongkai.service.requests.step_forms import uploads


@require_POST
def submitted(request: DeskRequest, number: int) -> HttpResponse:
    """Put the letter of what was decided forward for its review."""
    who = visit(request, Power.HANDLE)
    found = found_of(who, number)
    check_can(who.post, Power.HANDLE, found.organ, who.on)
    try:
        review = speaking.submit(found, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-record", found.pk)
    if hits := review.hits.count():
        messages.warning(request, _("已送审；扫描发现%(count)s处，由审查人员逐处答复。") % {"count": hits})
    else:
        messages.success(request, _("已送审。"))
    return redirect("desk-record-review", found.pk)


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show the letter and its review to all who may see it; let whose turn it is answer finds and speak."""
    who = visit(request)
    found = found_of(who, number)
    typed: Typed = {}
    if request.method == "POST":
        done = spoken(request, _voice(found, who), typed)
        if done is not None:
            return done
    page = RecordPage(found_of(who, number), who)
    where = page.reviewed
    is_left = where.review is not None and where.stands.state == "decided" and not where.is_bound
    context: dict[str, Any] = {
        "title": _("审批文书"),
        "record": found,
        "page": page,
        "standing": where.review,
        "levels": levels_of(where.review),
        **what_may_be_said(
            where.review,
            who.post,
            who.on,
            typed,
            digest=where.digest,
            is_open=where.is_bound,
            void=_("送审以后决定有改动，这次审批已经作废。") if is_left else "",
        ),
    }
    return render(request, "redress/record_review.html", context)


def _voice(found: Rectification, who: Visit) -> Voice:
    """Return by what is spoken in the review of the letter of a rectification."""
    here = reverse("desk-record-review", args=[found.pk])
    return voice_of(speaking, found, here=here, organ=found.organ, by=who.post, at=who.at)


@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: DeskRequest, number: int) -> HttpResponse:
    """List the sealed papers; take in more; on a stated purpose give one."""
    who = visit(request, Power.HANDLE)
    found = found_of(who, number)
    check_can(who.post, Power.HANDLE, found.organ, who.on)
    is_adding = request.POST.get("do") == "add"
    adding = AddPapers(request.POST, request.FILES) if is_adding else AddPapers()
    opening = OpenPaper(request.POST) if request.method == "POST" and not is_adding else OpenPaper()
    form = adding if is_adding else opening
    if request.method == "POST" and form.is_valid():
        try:
            if not is_adding:
                return _file(found, who, opening.cleaned_data)
            given = uploads(adding.cleaned_data["files"], Paper.Kind.IDENTITY)
            add_record_papers(found, given, by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("材料已经加密保存。"))
            return redirect("desk-record-papers", found.pk)
    context = {
        "title": _("申请人的证件和证据"),
        "record": found,
        "page": RecordPage(found, who),
        "adding": adding,
        "form": opening,
    }
    return _uncached(render(request, "redress/record_papers.html", context))


def _file(found: Rectification, who: Visit, given: dict[str, Any]) -> HttpResponse:
    rows = RecordPaper.objects.select_related("rectification__organ")
    paper = rows.filter(rectification=found, pk=given["what"]).first()
    if paper is None:
        raise NotHere
    data = open_record_paper(paper, purpose=given["purpose"], by=who.post, at=who.at)
    answer = HttpResponse(data, content_type=paper.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name, safe='')}"
    answer["X-Content-Type-Options"] = "nosniff"
    return _uncached(answer)


def _uncached(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "no-store, private"
    return answer

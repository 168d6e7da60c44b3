"""What was proposed: the page of who consents, of who tells the requester, and of who takes it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.organs.said import said
from gongkai.service.requests import doors, ledger, policy, proposing, reclassing
from gongkai.service.requests.actions import consent as answering
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.service.requests.models import Proposal
from gongkai.service.requests.proposal_forms import Answer, Tell
from gongkai.service.requests.words import PROPOSED
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Extended


@dataclass(frozen=True, slots=True)
class Effect:
    """What the proposal would change: the due date before and after, and why it no longer can."""

    before: date | None
    after: date | None
    why_not: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: DeskRequest, number: int) -> HttpResponse:
    """Show a proposal with what it would change, and take the answer of who may consent."""
    who = visit(request, Power.CONSENT)
    proposal = doors.proposal_for(who.post, number, who.on)
    policy.check_can_consent(who.post, proposal.case.organ, who.on)
    page = CasePage(proposal.case, who)
    is_own = proposal.by.person_id == who.post.person_id
    form = Answer(request.POST or None, initial={"seen": page.seen, "on": who.on})
    if request.method == "POST":
        policy.check_can_answer(who.post, proposal.case.organ, proposal.by, who.on)
        if form.is_valid():
            try:
                _answer(proposal, form, who)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已答复。"))
                return redirect("desk-case", proposal.case_id)
    given = getattr(proposal, "consent", None)
    context = _context(proposal, page)
    return render(
        request,
        "requests/proposal.html",
        {**context, "form": form, "given": given, "is_own": is_own, "effect": _effect(proposal, page)},
    )


def _answer(proposal: Proposal, form: Answer, who: Visit) -> None:
    given = form.cleaned_data
    if given["granted"] == "yes":
        answering.consent(
            proposal, by=who.post, at=who.at, says=given["says"], on=given["on"], seen=given["seen"]
        )
    else:
        answering.decline(proposal, says=given["says"], by=who.post, at=who.at)


@require_http_methods(["GET", "HEAD", "POST"])
def told(request: DeskRequest, number: int) -> HttpResponse:
    """Enter that the requester was told of what was consented to: from then on it counts."""
    who = visit(request, Power.HANDLE)
    proposal = doors.proposal_for(who.post, number, who.on)
    policy.check_can_handle(who.post, proposal.case.organ, who.on)
    page = CasePage(proposal.case, who)
    form = Tell(proposal.kind, request.POST or None, initial={"seen": page.seen, "on": who.on})
    if request.method == "POST" and form.is_valid():
        try:
            tell(proposal, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记。"))
            return redirect("desk-case", proposal.case_id)
    return render(request, "requests/told.html", {**_context(proposal, page), "form": form})


@require_POST
def taken_back(request: DeskRequest, number: int) -> HttpResponse:
    """Take back one's own proposal."""
    who = visit(request, Power.HANDLE)
    proposal = doors.proposal_for(who.post, number, who.on)
    try:
        answering.take_back(proposal, by=who.post, at=who.at)
    except CannotDo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已收回。"))
    return redirect("desk-case", proposal.case_id)


def _context(proposal: Proposal, page: CasePage) -> dict[str, object]:
    what = PROPOSED[proposal.kind]
    return {
        "title": _("报请同意：%(what)s") % {"what": what},
        "what": what,
        "proposal": proposal,
        "case": proposal.case,
        "page": page,
        "particulars": _particulars(proposal),
    }


def _particulars(proposal: Proposal) -> list[tuple[str, object]]:
    if proposal.kind == reclassing.KIND:
        before, after = reclassing.classes_of(proposal)
        return [(_("原登记的类别"), reclassing.named(before)), (_("更正后的类别"), reclassing.named(after))]
    event = proposing.event_of(proposal)
    labels = {
        "days": _("延长几个工作日"),
        "until": _("答复延至"),
        "yuan": _("金额（元）"),
        "annuls": _("撤销第几条"),
    }
    basis = proposal.event.get("basis") or {}
    worked_out = {
        "pages": _("页数"),
        "before": _("同一申请人本月此前的件数"),
        "by_pages": _("按量计收（元）"),
        "by_items": _("按件计收（元）"),
    }
    found = [(label, value) for name, label in labels.items() if (value := getattr(event, name, None))]
    return found + [(label, basis[name]) for name, label in worked_out.items() if name in basis]


def _effect(proposal: Proposal, page: CasePage) -> Effect | None:
    """Return what would follow if it were consented to and the requester told today."""
    if page.clock is None or proposal.kind == reclassing.KIND:
        return None
    event = proposing.candidate(proposing.event_of(proposal))
    if isinstance(event, Extended):
        event = _told_on(event, page.who.on)
    try:
        after = clock.read([*page.events, ledger.entered(event, len(page.events) + 1)], page.law)
    except StatuteError as refusal:
        return Effect(page.clock.due, None, said(str(refusal)))
    return Effect(page.clock.due, after.due)


def _told_on(event: Extended, on: date) -> Extended:
    return replace(event, on=on, notified=on)

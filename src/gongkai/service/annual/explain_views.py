"""Explaining why an identity does not hold, and agreeing to it or not."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.annual import doors, policy
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.desk_forms import AnswerExplanation, Explain
from gongkai.service.annual.models import Version
from gongkai.service.annual.standing import stands
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import doors as cases
from gongkai.service.requests.case_ways import Visit, visit


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def explained(request: DeskRequest, number: int) -> HttpResponse:
    """Explain one finding of a version, named by its rule and place; without them, choose one."""
    who = visit(request)
    found: Version = doors.version_for(who.post, number, who.on)
    doors.writable_filing_for(who.post, found.filing_id, who.on)
    policy.check_can_write(who.post, found.filing.organ, found.filing.year, who.on)
    open_ = [v for v in verdicts_of(found) if v.may_be_explained and v.blocks]
    chosen = _chosen(open_, request.GET.get("rule", ""), request.GET.get("place", ""))
    form = None
    if chosen is not None:
        organs = _organs(found, who)
        data = request.POST if request.method == "POST" else None
        form = Explain(_left(chosen), organs, data)
        if request.method == "POST" and not carried.is_only_shown(request) and form.is_valid():
            try:
                _do(found, chosen, form, who)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已写明，等另一位负责人同意。"))
                return redirect("desk-annual-filing", found.filing_id)
    context = {
        "title": _("说明不符的原因"),
        "version": found,
        "filing": found.filing,
        "verdicts": open_,
        "verdict": chosen,
        "form": form,
    }
    return render(request, "annual/explain.html", context)


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answered(request: DeskRequest, number: int) -> HttpResponse:
    """Agree to an explanation, or not."""
    who = visit(request)
    found = doors.explanation_for(who.post, number, who.on)
    filing = found.closing.filing
    policy.check_can_agree(who.post, filing.organ, filing.year, who.on)
    why = ""
    try:
        policy.check_can_approve(who.post, filing.organ, filing.year, found.by, who.on)
    except NotAllowed as refusal:
        why = str(refusal)
    form = AnswerExplanation(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not carried.is_only_shown(request) and form.is_valid():
        try:
            answer_explanation(found, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已答复。"))
            return redirect("desk-annual-filing", filing.pk)
    context = {
        "title": _("答复不符的说明"),
        "filing": filing,
        "stands": stands(filing),
        "explanation": found,
        "form": form,
        "why": why or (_("这份说明已经有了答复。") if hasattr(found, "answer") else ""),
    }
    return render(request, "annual/answer.html", context)


def _chosen(open_: list[Verdict], rule: str, place: str) -> Verdict | None:
    return next((v for v in open_ if (v.finding.rule, v.address) == (rule, place)), None)


def _left(verdict: Verdict) -> Decimal | None:
    """Return what of the difference nobody has begun to explain."""
    if verdict.missing is None:
        return None
    return verdict.missing - sum((each.amount or Decimal(0) for each in verdict.waiting), Decimal(0))


def _organs(found: Version, who: Visit) -> list[Organ]:
    """Return the organs that an explanation may name: those before it, and those beside and under it."""
    organ = found.filing.organ
    keys = set(kept_by([organ.pk], who.on)) | set(
        visible_organs(who.post, who.on).values_list("pk", flat=True)
    )
    if organ.supervisor_id:
        keys |= set(Organ.objects.filter(supervisor=organ.supervisor_id).values_list("pk", flat=True))
    return list(Organ.objects.filter(pk__in=keys - {organ.pk}).order_by("code"))


def _do(found: Version, chosen: Verdict, form: Explain, who: Visit) -> None:
    given = form.cleaned_data
    numbers = form.numbers()
    rows = cases.cases_of(who.post, who.on).filter(number__in=numbers)
    by_number = dict(rows.values_list("number", "pk"))
    if unknown := [number for number in numbers if number not in by_number]:
        raise CannotDo(
            {"cases": [_("没有这些登记号的申请：%(numbers)s。") % {"numbers": "、".join(unknown)}]}
        )
    explain(
        found,
        rule=chosen.finding.rule,
        address=chosen.address,
        kind=given["kind"],
        amount=given.get("amount"),
        says=given["says"],
        cases=list(by_number.values()),
        organs=[organ.pk for organ in given.get("organs", ())],
        by=who.post,
        at=who.at,
    )

"""Submitting a draft, and the page on which it is reviewed: what to read, what was found, who says what."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.catalogue import doors, visibility
from gongkai.service.catalogue.actions import review as speaking
from gongkai.service.catalogue.actions.submit import submit
from gongkai.service.catalogue.desk_document_views import compared_editions, facts
from gongkai.service.catalogue.desk_ways import Visit, edition_of, shown_body, where_of
from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.fields import lacking, notes
from gongkai.service.catalogue.forms import EditionForm
from gongkai.service.catalogue.imports.models import ImportRow
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.policy import check_can_draft
from gongkai.service.catalogue.state import State, Where, whole
from gongkai.service.clearance import policy
from gongkai.service.clearance.forms import VERDICTS, HitAnswerForm, OpinionForm, ReferralAnswerForm
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.standing import Standing
from gongkai.service.organs import carried
from gongkai.service.organs.actions.refusal import WHOLE, CannotDo
from gongkai.service.organs.gate import DeskRequest, shows_typed
from gongkai.service.organs.policy import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def submitted(request: DeskRequest, number: int) -> HttpResponse:
    """Say what is still lacking, or what the scan will look through; then submit."""
    who, edition = edition_of(request, number)
    check_can_draft(who.post, edition.document.organ, who.on)
    where = where_of(edition, who)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            review = submit(edition, by=who.post, at=who.at)
        except CannotDo as refusal:
            faults = refusal.faults
        else:
            count = review.hits.count()
            messages.success(
                request,
                _("已送审。扫描发现%(count)s处，由审查人员逐处答复。") % {"count": count}
                if count
                else _("已送审。扫描没有发现需要答复的内容。"),
            )
            return redirect("desk-review", number)
    else:
        faults = lacking(edition)
    context = {
        "title": _("送审"),
        "edition": edition,
        "where": where,
        "faults": _labelled(faults, edition),
        "notes": notes(edition),
        "may_submit": where.state in (State.DRAFT, State.RETURNED, State.WITHHELD),
        "files": in_order(edition.attachments.all()),
    }
    return render(request, "catalogue/submit.html", context)


def _labelled(faults: dict[str, list[str]], edition: Edition) -> list[tuple[str, str, list[str]]]:
    """Return faults with the label of the field they stand at, and the way to it."""
    labels: dict[str, Any] = {name: field.label for name, field in EditionForm.base_fields.items()}
    labels["form"] = _("指南内容")
    edit = reverse("desk-edit", args=[edition.pk])
    return [
        (str(labels.get(name, "")), "" if name == WHOLE else f"{edit}#id_{name}", says)
        for name, says in faults.items()
    ]


@shows_typed
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: DeskRequest, number: int) -> HttpResponse:
    """Show a review to all who may see the draft; let whose turn it is answer finds and speak."""
    who, edition = edition_of(request, number)
    forms: dict[str, Any] = {}
    if request.method == "POST":
        done = _spoken(request, edition, who, forms)
        if done is not None:
            return done
        edition = doors.edition_for(who.post, number, who.on)
    where = where_of(edition, who)
    standing = where.review
    context: dict[str, Any] = {
        "title": _("审查：《%(title)s》") % {"title": edition.title},
        "edition": edition,
        "where": where,
        "standing": standing,
        "levels": levels_of(standing),
        "facts": facts(edition),
        "body": shown_body(edition),
        "files": in_order(edition.attachments.all()),
        "difference": _difference(edition, who),
        "notes": notes(edition),
        **_what_may_be_said(where, who, forms),
    }
    return render(request, "catalogue/review.html", context)


def _spoken(request: DeskRequest, edition: Edition, who: Visit, forms: dict[str, Any]) -> HttpResponse | None:
    """Do what was sent, and return where to go; or keep the form with its faults."""
    do = request.POST.get("do", "")
    if carried.is_only_shown(request):
        _shown_again(request, do, forms)
        return None
    try:
        if do == "answer":
            return _answered(request, edition, who, forms)
        if do == "referral":
            return _referral_answered(request, edition, who, forms)
        return _opinion_given(request, edition, who, forms)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("desk-review", edition.pk)


def _shown_again(request: DeskRequest, do: str, forms: dict[str, Any]) -> None:
    """Put a form on the page as it was typed, and do nothing by it."""
    if do == "answer":
        forms["answer"] = _answer_form(request)
    elif do == "referral":
        forms["referral"] = ReferralAnswerForm(request.POST)
    else:
        forms["opinion"] = OpinionForm(request.POST)


def _answer_form(request: DeskRequest) -> HitAnswerForm:
    return HitAnswerForm(request.POST, auto_id=f"id_{request.POST.get('hit', '')[:12]}_%s")


def _answered(
    request: DeskRequest, edition: Edition, who: Visit, forms: dict[str, Any]
) -> HttpResponse | None:
    form = _answer_form(request)
    if form.is_valid():
        hit = Hit.objects.filter(pk=form.cleaned_data["hit"], review__organ=edition.document.organ).first()
        try:
            if hit is None:
                raise CannotDo(_("没有这一处，请重新打开。"))
            speaking.answer(edition, hit, reason=form.cleaned_data["reason"], by=who.post, at=who.at)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已答复。"))
            return redirect(f"{reverse('desk-review', args=[edition.pk])}#hits")
    forms["answer"] = form
    return None


def _referral_answered(
    request: DeskRequest, edition: Edition, who: Visit, forms: dict[str, Any]
) -> HttpResponse | None:
    form = ReferralAnswerForm(request.POST)
    if form.is_valid():
        try:
            speaking.enter_referral_answer(edition, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记答复。"))
            return redirect("desk-review", edition.pk)
    forms["referral"] = form
    return None


def _opinion_given(
    request: DeskRequest, edition: Edition, who: Visit, forms: dict[str, Any]
) -> HttpResponse | None:
    form = OpinionForm(request.POST)
    if form.is_valid():
        try:
            opinion = speaking.speak(edition, by=who.post, at=who.at, **form.cleaned_data)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            words = dict(VERDICTS)[opinion.verdict]
            messages.success(request, _("已记录您的意见：%(verdict)s。") % {"verdict": words})
            return redirect("desk-review", edition.pk)
    forms["opinion"] = form
    return None


def levels_of(standing: Standing | None) -> list[dict[str, Any]]:
    """Return each level: its name, who may speak, what was said at it, whether its turn is now."""
    if standing is None:
        return []
    return [
        {
            "name": level.words,
            "duties": policy.duties_in_words(level.duties),
            "opinions": [o for o in standing.opinions if o.level == place],
            "is_now": standing.level == place,
        }
        for place, level in enumerate(standing.levels)
    ]


def _difference(edition: Edition, who: Visit) -> Any:
    shown = visibility.shown(edition.document, who.at)
    if shown is None or shown.edition_id == edition.pk:
        return None
    return compared_editions(whole(Edition.objects.filter(pk=shown.edition_id)).get(), edition)


def _what_may_be_said(where: Where, who: Visit, forms: dict[str, Any]) -> dict[str, Any]:
    """Return the forms the post may use now, and why not where it may not."""
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
    if where.batch is not None:  # what is said of a batch is said on the page of the batch
        found["hits"] = [(hit, getattr(hit, "answer", None), None) for hit in hits_of(where)]
        return found
    is_open = where.is_bound and where.may_be_changed
    if not is_open and where.showing is None:
        found["why_not"] = _("送审以后内容有改动，这次审查已经作废。")
    elif is_open and standing.level is not None:
        found["why_not"] = policy.why_not(who.post, standing, who.on)
        if standing.referral is not None:
            found["referral"] = forms.get("referral") or referral_form(who, standing)
        elif not found["why_not"]:
            found["opinion"] = forms.get("opinion") or OpinionForm(initial={"digest": where.digest})
            found["may_answer"] = not policy.is_writer(who.post, standing.review)
    answered = forms.get("answer")
    for hit in standing.hits:
        form = None
        if found["may_answer"] and hit in standing.unanswered:
            typed = answered is not None and answered.data.get("hit") == str(hit.pk)
            form = answered if typed else HitAnswerForm(initial={"hit": hit.pk}, auto_id=f"id_{hit.pk}_%s")
        found["hits"].append((hit, getattr(hit, "answer", None), form))
    return found


def hits_of(where: Where) -> list[Hit]:
    """Return what the scan found in an edition: of the finds of a batch, those in its own row."""
    if where.review is None:
        return []
    if where.batch is None:
        return list(where.review.hits)
    rows = ImportRow.objects.filter(edition=where.edition, run__batches=where.batch)
    begins = tuple(f"第{number}行《" for number in rows.values_list("number", flat=True))
    return [hit for hit in where.review.hits if hit.part.startswith(begins)]


def referral_form(who: Visit, standing: Standing) -> ReferralAnswerForm | None:
    """Return the form for what an authority answered; None for a post that may not enter it."""
    try:
        policy.check_can_record_answer(who.post, standing.review, who.on)
    except NotAllowed:
        return None
    return ReferralAnswerForm()

"""The desk's page of a batch in review: what is in it, what was found, what is left out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.service.catalogue.desk_file_views import as_download
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.catalogue.imports import batches, doors
from gongkai.service.catalogue.imports.actions import review as together
from gongkai.service.catalogue.imports.models import Batch
from gongkai.service.clearance import policy
from gongkai.service.clearance.forms import OpinionForm, ReferralAnswerForm
from gongkai.service.clearance.models import Hit
from gongkai.service.clearance.speaking import levels_of, referral_form
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import NotAllowed

A_PAGE = 50


class Answer(forms.Form):
    """Why finds may stand."""

    reason = forms.CharField(label=gettext_lazy("可以公开的理由"), max_length=2500)


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: DeskRequest, number: int) -> HttpResponse:
    """Show a batch in review; let whose turn it is answer finds, speak, or enter an authority's answer."""
    who = visit(request)
    found = doors.batch_for(who.post, number, who.on)
    given: dict[str, Any] = {}
    if request.method == "POST":
        done = _said(request, found, who, given)
        if done is not None:
            return done
    standing = together.review_of(found)
    asked = request.GET
    items = Paginator(found.items.order_by("edition_id"), A_PAGE).get_page(asked.get("page"))
    left = Paginator(batches.rows_left_out(found), A_PAGE).get_page(asked.get("left"))
    why_not = policy.why_not(who.post, standing, who.on)
    may_speak = standing.referral is None and not why_not
    context = {
        "title": _("成批审查：%(name)s") % {"name": found.run.name},
        "batch": found,
        "standing": standing,
        "levels": levels_of(standing),
        "page": items,
        "items": batches.items_now(list(items.object_list), who.at),
        "hits": Paginator(batches.finds(standing), A_PAGE).get_page(asked.get("finds")),
        "left": left,
        "left_out": batches.left_out(found, list(left.object_list)),
        "why_not": why_not,
        "opinion": (given.get("opinion") or OpinionForm(initial={"digest": standing.review.digest}))
        if may_speak
        else None,
        "referral": given.get("referral") or referral_form(standing, who.post, who.on)
        if standing.referral
        else None,
        "answer": given.get("answer") or Answer(),
        "chosen": given.get("chosen", ()),
        "choose_all": bool(asked.get("all")),
        "may_answer": may_speak and not policy.is_writer(who.post, standing.review),
    }
    return render(request, "imports/batch.html", context)


def _said(request: DeskRequest, found: Batch, who: Visit, given: dict[str, Any]) -> HttpResponse | None:
    """Do what was sent, and return where to go; or keep the form with its faults."""
    do = request.POST.get("do", "opinion")
    sorts: dict[str, type[forms.Form]] = {"answer": Answer, "referral": ReferralAnswerForm}
    form: Any = sorts.get(do, OpinionForm)(request.POST)
    here = reverse("desk-import-batch", args=[found.pk])
    try:
        if form.is_valid():
            if do == "answer":
                _answer(found, request.POST.getlist("hit"), form.cleaned_data["reason"], who)
                here = _back(request, here)
            elif do == "referral":
                together.enter_referral_answer(found, by=who.post, at=who.at, **form.cleaned_data)
            else:
                together.speak(found, by=who.post, at=who.at, **form.cleaned_data)
            messages.success(request, _("已记录。"))
            return redirect(here)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(here)
    except CannotDo as refusal:
        refusal.show(form)
    given[do] = form
    given["chosen"] = {int(key) for key in request.POST.getlist("hit") if key.isdecimal()}
    return None


def _answer(found: Batch, keys: list[str], reason: str, who: Visit) -> None:
    review = together.review_of(found).review
    hits = list(Hit.objects.filter(review=review, pk__in=[key for key in keys if key.isdecimal()]))
    if not hits:
        raise CannotDo(_("请先选中要答复的发现。"))
    together.answer(found, hits, reason=reason, by=who.post, at=who.at)


def _back(request: DeskRequest, here: str) -> str:
    """Return the way to the finds, where the reader was in the other lists."""
    asked = request.GET.copy()
    for name in ("all", "finds"):  # what was answered has gone to the end: the next ones come first
        asked.pop(name, None)
    return f"{here}{'?' if asked else ''}{asked.urlencode()}#hits"


@require_safe
def left_out(request: DeskRequest, number: int) -> HttpResponse:
    """Hand out the rows of the table that are not in a batch, with the reasons."""
    who = visit(request)
    found = doors.batch_for(who.post, number, who.on)
    data = batches.left_out_csv(found)
    return as_download(
        HttpResponse(data, content_type="text/csv; charset=utf-8"), f"第{found.pk}批以外的行.csv"
    )

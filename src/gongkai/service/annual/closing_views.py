"""Closing the year of an organ, closing it again, and what was learnt since."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain
from gongkai.service.annual import doors, policy
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.changes import Difference, since
from gongkai.service.annual.facts import Origin
from gongkai.service.annual.facts_views import shown
from gongkai.service.annual.filings import filing_at, filing_of
from gongkai.service.annual.from_elsewhere import works_here
from gongkai.service.annual.models import Declaration
from gongkai.service.annual.standing import stands
from gongkai.service.catalogue.models import Edition as Text
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.models import Case
from gongkai.service.requests.words import PROPOSED


class Close(forms.Form):
    """Closing a year the first time."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class CloseAgain(Close):
    """Closing it again, with the reason."""

    reason = forms.CharField(
        label=gettext_lazy("重新核定的原因"),
        max_length=500,
        widget=forms.Textarea,
        help_text=gettext_lazy("写明知道了什么、为什么第一次核定时不知道。原来的核定留存不变。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def closed(request: DeskRequest, code: str, year: int) -> HttpResponse:
    """Freeze the year as it is known now."""
    who = visit(request, Power.DRAFT)
    organ = doors.own_organ_for(who.post, code, who.on)
    policy.check_can_write(who.post, organ, year, who.on)
    page = shown(request, code, year)
    filing = filing_at(organ, year)
    last = page.closings[0] if page.closings else None
    form_class = CloseAgain if last else Close
    seen = stands(filing).seen if filing.pk else ""
    form = form_class(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = close_year(
                filing_of(organ, year),
                by=who.post,
                at=who.at,
                reason=given.get("reason", ""),
                seen=given["seen"] or None,
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已核定（第%(number)s次）。") % {"number": made.number})
            return redirect("desk-annual-figures", code, year)
    context = {
        "title": _("重新核定%(year)s年度的数据") % {"year": year}
        if last
        else _("核定%(year)s年度的数据") % {"year": year},
        "shown": page,
        "form": form,
        "last": last,
        "is_unworked": last is None and not works_here(filing),
        "faults": page.facts.faults,
        "doubts": page.facts.doubts,
        "submit": _("重新核定") if last else _("核定"),
    }
    return render(request, "annual/close.html", context)


@require_safe
def changed(request: DeskRequest, code: str, year: int) -> HttpResponse:
    """Show, thing by thing, what differs between the newest closing and what is known now."""
    page = shown(request, code, year)
    if not page.is_own or page.closing is None:
        raise Http404
    found = since(page.closing, page.who.at)
    context = {
        "title": _("核定以后的变化"),
        "shown": page,
        "rows": _rows(found, edition(page.closing.form)),
    }
    return render(request, "annual/changes.html", context)


def _rows(found: list[Difference], form: Edition) -> list[dict[str, Any]]:
    keys = {origin: [each.key for each in found if each.origin is origin] for origin in Origin}
    things: dict[Origin, dict[int, Any]] = {
        Origin.CASES: Case.objects.in_bulk(keys[Origin.CASES]),
        Origin.PROCEEDINGS: Proceeding.objects.in_bulk(keys[Origin.PROCEEDINGS]),
        Origin.NORMS: Text.objects.in_bulk(keys[Origin.NORMS]),
        Origin.DECLARATIONS: Declaration.objects.in_bulk(keys[Origin.DECLARATIONS]),
    }
    return [
        {
            "origin": str(each.origin),
            "thing": things[each.origin][each.key],
            "number": plain(things[each.origin][each.key].value)
            if each.origin is Origin.DECLARATIONS
            else "",
            "before": [cell_name(form.places[a]) for a in each.before],
            "after": [cell_name(form.places[a]) for a in each.after],
            "learnt": [(PROPOSED.get(one.kind, one.kind), one.on, one.recorded_at) for one in each.learnt],
        }
        for each in found
    ]

"""The sum of a year: for whom it stands, who is missing, whether it still holds, where the cases differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.report.loader import editions
from gongkai.service.annual import summing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import SUMMING
from gongkai.service.annual.register_forms import FindReporters
from gongkai.service.annual.standing import Stage, Stands, stands
from gongkai.service.annual.summing_forms import SumUp
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, has


@require_http_methods(["GET", "HEAD", "POST"])
def summed(request: DeskRequest) -> HttpResponse:
    """Show what the sum of a year is made of and where it stands; POST adds it up."""
    who = visit(request, Power.DRAFT if request.method == "POST" else Power.SEE)
    year, found = _of_year(request, who)
    form = SumUp(
        found.seen if found else "",
        is_public=found is not None and found.published is not None,
        data=request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        given = {"seen": form.cleaned_data["seen"] or None, "note": form.cleaned_data.get("note", "")}
        try:
            made = aggregate(who.post.organ, year, by=who.post, at=who.at, **given)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已汇总，成第%(number)s稿。") % {"number": made.number})
            return redirect(f"{reverse('desk-annual-sum')}?year={year}")
    now = summing.pieces_of(who.post.organ, year, who.on)
    version = found.version if found else None
    is_waiting = found is not None and found.stage is Stage.SUBMITTED
    context = {
        "title": _("汇总报告"),
        "find": FindReporters(who.on, request.GET),
        "year": year,
        "stands": found,
        "form": form,
        "now": now,
        "version": version,
        "organs": summing.organs_of(version) if version else [],
        "stale": summing.stale(version, now) if version else [],
        "is_same": version is not None
        and summing.keys_of(now.pieces) == summing.keys_of(summing.parts_of(version)),
        "differences": summing.differences(now.pieces, year, who.at),
        "may_draft": has(who.post, Power.DRAFT),
        "organ": who.post.organ,
        "may_see_words": who.post.organ.kind in SUMMING,
        "may_enter": is_waiting
        and has(who.post, Power.CONSENT)
        and not authorities_here(who.post.organ, year, who.on),
    }
    return render(request, "annual/sum.html", context)


def _of_year(request: DeskRequest, who: Visit) -> tuple[int, Stands | None]:
    """Return the year asked for, and where the sum of it stands if there is one."""
    year = FindReporters(who.on, request.GET).year_asked()
    if not any(form.covers(year) for form in editions()):
        raise NotHere
    filing = Filing.objects.select_related("organ").filter(
        organ=who.post.organ, year=year, scope=Filing.Scope.AGGREGATE
    )
    row = filing.first()
    return year, stands(row) if row else None

"""The sum of a year: for whom it stands, who is missing, whether it still holds, where the cases differ."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.report.loader import editions
from gongkai.service.annual import summing
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import SUMMING
from gongkai.service.annual.register_forms import FindReporters
from gongkai.service.annual.standing import Stage, stands
from gongkai.service.annual.summing_forms import SumUp
from gongkai.service.annual.whose_sum import sum_address, sums_of
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, has


@require_http_methods(["GET", "HEAD", "POST"])
def summed(request: DeskRequest) -> HttpResponse:
    """Show what the sum of a year is made of and where it stands; POST adds it up."""
    who = visit(request, Power.DRAFT if request.method == "POST" else Power.SEE)
    filing, others = _asked(request, who)
    organ, year = filing.organ, filing.year
    found = stands(filing) if filing.pk else None
    form = SumUp(
        found.seen if found else "",
        is_public=found is not None and found.published is not None,
        data=request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        given = {"seen": form.cleaned_data["seen"] or None, "note": form.cleaned_data.get("note", "")}
        try:
            made = aggregate(organ, year, by=who.post, at=who.at, **given)
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已汇总，成第%(number)s稿。") % {"number": made.number})
            return redirect(sum_address(made.filing))
    now = summing.pieces_of(organ, year, who.on)
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
        "organ": organ,
        "is_former": organ != who.post.organ,
        "others": [(each, sum_address(filing_at(each, year, filing.scope))) for each in others],
        "may_see_words": organ.kind in SUMMING,
        "may_enter": is_waiting
        and has(who.post, Power.CONSENT)
        and not authorities_here(organ, year, who.on),
    }
    return render(request, "annual/sum.html", context)


def _asked(request: DeskRequest, who: Visit) -> tuple[Filing, list[Organ]]:
    """Return the sum asked for, and in which other names the organ of the post files sums of that year.

    NotHere for a year without a form, and for a name in which it files none.
    """
    year = FindReporters(who.on, request.GET).year_asked()
    if not any(form.covers(year) for form in editions()):
        raise NotHere
    names = {organ.code: organ for organ in sums_of(who.post.organ, year, who.on)}
    organ = names.pop(request.GET.get("organ") or next(iter(names)), None)
    if organ is None:
        raise NotHere
    return filing_at(organ, year, Filing.Scope.AGGREGATE), list(names.values())

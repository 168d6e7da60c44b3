"""What an authority that is not here said to a report: entered by the organ that submitted it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.annual import doors
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.standing import stands
from gongkai.service.annual.summing_forms import JudgedElsewhere
from gongkai.service.catalogue.desk_ways import visit
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power


@require_http_methods(["GET", "HEAD", "POST"])
def judged(request: DeskRequest, number: int) -> HttpResponse:
    """Enter what the authority above, which is not here, said to a submitted report, own or summed."""
    who = visit(request, Power.CONSENT)
    filing = doors.own_filing_for(who.post, number, who.on)
    initial = {"seen": stands(filing).seen, "day": who.on, "accepts": "yes"}
    form = JudgedElsewhere(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            judged_elsewhere(filing, by=who.post, at=who.at, **form.given())
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已登记上级的审核结果。"))
            return redirect("desk-annual-filing", filing.pk)
    context = {"title": _("登记上级的审核结果"), "form": form, "filing": filing}
    return render(request, "annual/judged_elsewhere.html", context)

"""The queue of requests to be confirmed with the requester, and the attempt that is noted there."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.policy import Power
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.case_ways import Visit, case_to_handle, visit
from gongkai.service.requests.counter_form import CHANNELS
from gongkai.service.requests.counter_queue import queue as whom_to_call

KEYS = ("online", *CHANNELS)


class Attempt(forms.Form):
    """An attempt to reach a requester, as one line of the queue has it."""

    seen = forms.IntegerField()
    on = forms.DateField(label=gettext_lazy("联系之日"), widget=Day)
    means = forms.CharField(label=gettext_lazy("联系方式"), max_length=50)
    says = forms.CharField(label=gettext_lazy("记录"), max_length=500, required=False)
    reached = forms.ChoiceField(label=gettext_lazy("结果"), choices=[("yes", ""), ("no", "")])


@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    """List whom to reach today, the longest waiting first."""
    who = visit(request, Power.HANDLE)
    return render(request, "requests/unconfirmed.html", _context(request, who))


def _context(
    request: DeskRequest, who: Visit, typed: Attempt | None = None, case: int = 0
) -> dict[str, object]:
    channel = request.GET.get("channel", "")
    channel = channel if channel in KEYS else ""
    rows, by_channel, count = whom_to_call(who, channel)
    names = {row.case.channel: row.channel for row in rows}
    return {
        "title": _("待确认收到"),
        "rows": rows,
        "count": count,
        "channel": channel,
        "channels": [(key, names.get(key, key), n) for key, n in sorted(by_channel.items())],
        "today": who.on,
        "typed": typed,
        "wrong": case,
    }


@require_POST
def called(request: DeskRequest, number: int) -> HttpResponse:
    """Note an attempt; one that reached the requester fixes the day of receipt."""
    who, case = case_to_handle(request, number)
    form = Attempt(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            entry = contact(
                case,
                on=said["on"],
                means=said["means"],
                says=said["says"],
                reached=said["reached"] == "yes",
                by=who.post,
                at=who.at,
                seen=said["seen"],
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            told = {"number": case.number}
            if entry is None:
                messages.success(request, _("%(number)s：已记下没有联系上，今天排到后面。") % told)
            else:
                messages.success(request, _("%(number)s：已确认收到，答复期限自当日起算。") % told)
            return redirect("desk-requests-unconfirmed")
    return render(request, "requests/unconfirmed.html", _context(request, who, form, case.pk))

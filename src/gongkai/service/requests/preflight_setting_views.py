"""Which doubts before signing stop an organ's letters: shown to all of it, set by who consents there."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import policy
from gongkai.service.requests.actions.set_preflight import set_preflight
from gongkai.service.requests.case_ways import Visit, visit
from gongkai.service.requests.models import PreflightChoice
from gongkai.service.requests.preflight_rules import NAMES, SETTABLE, blocking


class Choice(forms.Form):
    """What blocks, from when, and why."""

    blocks = forms.MultipleChoiceField(
        label=gettext_lazy("不解决就不能发出"),
        choices=list(NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("没有选中的只作提示，由签发的人判断。"),
    )
    since = forms.DateField(label=gettext_lazy("自何日起"), widget=Day)
    says = forms.CharField(
        label=gettext_lazy("设定的理由"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preflight(request: DeskRequest) -> HttpResponse:
    """Show what stops a letter and what is only told; let who consents set it from a day on."""
    who = visit(request)
    organ = who.post.organ
    now = blocking(organ, who.on)
    posted = request.POST if request.method == "POST" else None
    form = Choice(posted, initial={"since": who.on, "blocks": sorted(now)})
    if posted is not None:
        policy.check_can_consent(who.post, organ, who.on)
        if form.is_valid():
            try:
                set_preflight(organ, by=who.post, at=who.at, **form.cleaned_data)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已登记。"))
                return redirect("desk-requests-preflight")
    rows = PreflightChoice.objects.filter(organ=organ).select_related("by__person").order_by("-since", "-pk")
    context = {
        "title": _("签发前检查"),
        "organ": organ,
        "now": [(NAMES[code], code in now) for code in SETTABLE],
        "form": form if _decides(who) else None,
        "past": [(row, [NAMES[code] for code in row.blocks if code in NAMES]) for row in rows],
    }
    return render(request, "requests/preflight_setting.html", context)


def _decides(who: Visit) -> bool:
    try:
        policy.check_can_consent(who.post, who.post.organ, who.on)
    except NotAllowed:
        return False
    return True

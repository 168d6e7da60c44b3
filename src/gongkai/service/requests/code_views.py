"""Another query code for a requester who has lost hers: shown once, on the page that made it."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.requests import codes
from gongkai.service.requests.actions.renew_code import renew_code
from gongkai.service.requests.case_ways import case_to_handle


class RenewCode(forms.Form):
    """How it was found that the requester herself asks."""

    says = forms.CharField(
        label=gettext_lazy("怎样核实是申请人本人"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        help_text=gettext_lazy("例如：回拨登记的电话、当面核对证件。会记入本件申请的备注。"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def renewed(request: DeskRequest, number: int) -> HttpResponse:
    """Ask how the requester was known, then show the new code once."""
    who, case = case_to_handle(request, number)
    form = RenewCode(request.POST if request.method == "POST" else None)
    code = ""
    if request.method == "POST" and form.is_valid():
        try:
            code = codes.written(renew_code(case, by=who.post, at=who.at, **form.cleaned_data))
        except CannotDo as refusal:
            refusal.show(form)
    context = {"title": _("重发查询码"), "case": case, "form": form, "code": code}
    return render(request, "requests/code.html", context)

"""The desk's page on whether the organ takes requests online: since when, and who said so."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.service.catalogue.guide import alarm
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import policy
from gongkai.service.requests.actions.set_reception import set_reception
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.models import Reception
from gongkai.service.requests.reception import reception_of


class ReceptionForm(forms.Form):
    """Open or closed, and from when."""

    online = forms.TypedChoiceField(
        label=gettext_lazy("在线受理"),
        choices=[("1", gettext_lazy("受理")), ("0", gettext_lazy("不受理"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label=gettext_lazy("自何日起"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
def online(request: DeskRequest) -> HttpResponse:
    """Show whether the organ takes requests online, and let who consents open or close it."""
    who = visit(request)
    organ = who.post.organ
    now = reception_of(organ, who.on)
    posted = request.POST if request.method == "POST" else None
    form = ReceptionForm(posted, initial={"online": "0" if now and now.online else "1", "since": who.on})
    if posted is not None:
        policy.check_can_consent(who.post, organ, who.on)
        if form.is_valid():
            try:
                set_reception(organ, by=who.post, at=who.at, **form.cleaned_data)
            except CannotDo as refusal:
                refusal.show(form)
            else:
                messages.success(request, _("已登记。指南中的申请途径也请相应更新。"))
                return redirect("desk-requests-online")
    try:
        policy.check_can_consent(who.post, organ, who.on)
    except NotAllowed:
        decides = False
    else:
        decides = True
    guide = alarm(organ, who.at).showing
    ways = ((guide.edition.form or {}) if guide else {}).get("on_request_ways", "")
    context = {
        "title": _("在线受理申请"),
        "organ": organ,
        "now": now,
        "ways": ways,
        "form": form if decides else None,
        "past": Reception.objects.filter(organ=organ).order_by("-since", "-pk").select_related("by__person"),
    }
    return render(request, "requests/online.html", context)

"""How an organ reviews before release: the levels, and who speaks at each. The reviews themselves are shown
by the rooms whose things they review."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.clearance import policy
from gongkai.service.clearance.actions.set_procedure import set_procedure
from gongkai.service.clearance.forms import ProcedureForm
from gongkai.service.clearance.levels import DEFAULT, UnsoundProcedure, levels_of, load
from gongkai.service.clearance.models import Procedure
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.duties import Duty
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import NotAllowed, Power, check_has


@require_http_methods(["GET", "HEAD", "POST"])
def procedure(request: DeskRequest) -> HttpResponse:
    """Show the levels of the organ's review, past ones too; let those who approve set new ones."""
    at = timezone.now()
    on = timezone.localdate(at)
    post = request.acting
    check_has(post, Power.SEE, on)
    organ = post.organ
    try:
        now = levels_of(organ, on)
    except UnsoundProcedure as fault:  # this is the page on which it is mended
        now = ()
        messages.error(request, str(fault))
    why_not = ""
    try:
        policy.check_can_set_procedure(post, organ, on)
    except NotAllowed as refusal:
        if request.method == "POST":
            raise
        why_not = str(refusal)
    form = ProcedureForm(now or DEFAULT, request.POST if request.method == "POST" else None, since=on)
    if form.is_valid():
        given = form.cleaned_data
        try:
            set_procedure(
                organ, levels=form.chosen(), since=given["since"], source=given["source"], by=post, at=at
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("审查程序已登记。已经送审的，仍按送审时的层级。"))
            return redirect("desk-procedure")
    past = [
        (row, [(level.words, _duties(level.duties)) for level in load(row.levels)])
        for row in Procedure.objects.filter(organ=organ)
        .order_by("-since", "-pk")
        .select_related("entered_by__person")
    ]
    context = {
        "title": _("审查程序"),
        "levels": [(level.words, _duties(level.duties)) for level in now],
        "past": past,
        "form": None if why_not else form,
        "why_not": why_not,
        "organ": organ,
    }
    return render(request, "clearance/procedure.html", context)


def _duties(keys: tuple[str, ...]) -> str:
    return _("、").join(str(Duty(key).label) for key in keys)

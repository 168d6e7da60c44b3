"""What was typed before signing in again: shown, to be sent once more or given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.organs import carried
from gongkai.service.organs.gate import DeskRequest, without_post

WORTH_SHOWING = 2  # characters: a chosen value or the number of a version says nothing to a reader


@without_post
@require_http_methods(["GET", "HEAD", "POST"])
def sent_again(request: DeskRequest) -> HttpResponse:
    """Show what waits in the session: back into its form, sent as it was, or given up."""
    held = carried.held(request.session)
    if request.method == "POST":
        carried.let_go(request.session)
        messages.info(request, _("没有提交的内容已经放弃。"))
        return redirect("desk")
    if held is None:
        return redirect("desk")
    context = {
        "title": _("您刚才填写的内容"),
        "held": held,
        "shown": [value for _name, value in held["fields"] if len(value.strip()) > WORTH_SHOWING],
        "may_look": _keeps_typed(str(held["path"])),
    }
    return render(request, "organs/carried.html", context)


def _keeps_typed(path: str) -> bool:
    """Say whether the page of an address can show a form as it was typed, and do nothing by it."""
    try:
        return bool(getattr(resolve(path).func, "shows_typed", False))
    except Resolver404:
        return False

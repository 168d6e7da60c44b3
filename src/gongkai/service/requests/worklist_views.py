"""The work list of requests: what is due, by whom, in words and shapes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, has
from gongkai.service.requests import urgency, worklist
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.worklist_forms import FindRequests

A_PAGE = 30


@require_safe
def requests(request: DeskRequest) -> HttpResponse:
    """List the requests of the organ, and of those it supervises: the most pressing first."""
    who = visit(request)
    organs = list(visible_organs(who.post, who.on))
    form = FindRequests(organs, who.post, request.GET)
    asked = form.asked()
    scoped = worklist.scoped(worklist.all_of(who, organs, asked.organ), asked, who)
    listed = worklist.narrowed(scoped, asked, who)
    page = Paginator(listed.values_list("pk", flat=True), A_PAGE).get_page(request.GET.get("page"))
    is_open = asked.state not in ("ended", "every")
    counted = worklist.counts(scoped, who) if is_open else {}
    context = {
        "title": _("依申请公开"),
        "find": form,
        "page": page,
        "rows": worklist.shown(worklist.fetched(page.object_list), who),
        "groups": [(key, urgency.GROUPS[key], n) for key, n in counted.items() if n or key in ALWAYS],
        "group": asked.group,
        "open": sum(counted.values()),
        "is_open": is_open,
        "several": len(organs) > 1,
        "may_handle": has(who.post, Power.HANDLE),
        "on": who.on,
    }
    return render(request, "requests/list.html", context)


ALWAYS = ("overdue", "today", "soon", "unconfirmed", "waiting")

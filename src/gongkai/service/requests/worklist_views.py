"""The work list of requests: what is due, by whom, in words and shapes.

What is looked for is mostly a name, and stands in no address, which browsers and servers keep: it is sent in
the body, kept in the session under a key, and the address has the key: pages, groups and the way back work.
"""

from __future__ import annotations

import dataclasses
import secrets

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, has
from gongkai.service.requests import urgency, worklist
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.worklist_forms import FindRequests

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: DeskRequest) -> HttpResponse:
    """List the requests of the organ, and of those it supervises: the most pressing first."""
    who = visit(request)
    organs = list(visible_organs(who.post, who.on))
    if request.method == "POST":
        return _looked_for(request, FindRequests(organs, who.post, request.POST))
    if request.GET.get("q"):  # an address from elsewhere: what it says is not left standing there
        return _looked_for(request, FindRequests(organs, who.post, request.GET))
    given, is_lost = request.GET.copy(), False
    if key := given.get("find", ""):
        words = request.session.get(KEPT, {}).get(key)
        given["q"], is_lost = words or "", words is None
    form = FindRequests(organs, who.post, given)
    asked = form.asked()
    seen = worklist.Seen(who, organs)
    scoped = worklist.scoped(worklist.all_of(who, organs, asked.organ), asked, seen)
    listed = worklist.narrowed(scoped, asked, who)
    is_open = asked.state not in ("ended", "every")
    counted = worklist.counts(scoped, who) if is_open else {}
    pages = Paginator(listed.values_list("pk", flat=True), A_PAGE)
    if is_open and not asked.state:  # the groups are counted already
        pages.count = counted.get(asked.group, 0) if asked.group else sum(counted.values())
    page = pages.get_page(request.GET.get("page"))
    context = {
        "title": _("依申请公开"),
        "is_lost": is_lost,
        "find": form,
        "page": page,
        "rows": worklist.shown(worklist.fetched(page.object_list, organs), who, seen),
        "groups": [(key, urgency.GROUPS[key], n) for key, n in counted.items() if n or key in ALWAYS],
        "group": asked.group,
        "open": sum(counted.values()),
        "is_open": is_open,
        "several": len(organs) > 1,
        "may_handle": has(who.post, Power.HANDLE),
        "on": who.on,
    }
    return render(request, "requests/list.html", context)


KEPT = "requests_find"
MOST = 20  # searches of one session that are kept


def _looked_for(request: DeskRequest, form: FindRequests) -> HttpResponse:
    """Keep what was looked for, and lead to the list that says it by its key."""
    asked = {name: value for name, value in dataclasses.asdict(form.asked()).items() if value}
    words = asked.pop("q", "")
    if words:
        kept = request.session.get(KEPT, {})
        known = next((key for key, said in kept.items() if said == words), None)
        key = known or secrets.token_urlsafe(9)
        request.session[KEPT] = {**dict(list(kept.items())[-MOST + 1 :]), key: words}
        asked["find"] = key
    return redirect(f"{reverse('desk-requests')}{f'?{urlencode(asked)}' if asked else ''}")


ALWAYS = ("overdue", "today", "soon", "unconfirmed", "waiting")

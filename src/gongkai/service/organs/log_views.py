"""The log of what was done, for the auditor."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.organs import doors
from gongkai.service.organs.desk import acts
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.people_forms import FindDeeds

A_PAGE = 100


@require_safe
def log(request: DeskRequest) -> HttpResponse:
    """List the deeds the auditor may read, the newest first, narrowed as she asks."""
    on = timezone.localdate()
    found = doors.readable_deeds(request.acting, on)
    form = FindDeeds(doors.managed_organs(request.acting, on), request.GET or None)
    if form.is_valid():
        asked = form.cleaned_data
        if asked["since"]:
            found = found.filter(at__gte=_midnight(asked["since"]))
        if asked["until"]:
            found = found.filter(at__lt=_midnight(asked["until"] + timedelta(days=1)))
        if asked["person"]:
            found = found.filter(person__username=asked["person"].strip().lower())
        if asked["organ"]:
            found = found.filter(organ=asked["organ"])
        if asked["act"]:
            found = found.filter(act=asked["act"])
        if asked["key"]:
            kind, _space, key = asked["key"].strip().rpartition(" ")
            found = found.filter(key=key, **({"kind": kind} if kind else {}))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    words = acts()
    rows = [(deed, words.get(deed.act, deed.act)) for deed in page]
    context = {"title": _("操作日志"), "page": page, "rows": rows, "find": form}
    return render(request, "organs/log.html", context)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

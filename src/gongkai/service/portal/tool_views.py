"""The calculators: what the law says for the case in the address. No law here: all of it is asked of
`gongkai.statute`, with the day passed in."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.portal import words
from gongkai.service.portal.fee_form import FeeForm
from gongkai.service.portal.history_form import HistoryForm
from gongkai.service.portal.page import TOOLS, Crumb, Page, site_page, tool
from gongkai.service.portal.remedy_form import RemedyForm
from gongkai.service.requests import icalendar
from gongkai.statute.clock import Standing
from gongkai.statute.history import write_history
from gongkai.statute.law import Law, law


def _today() -> date:
    return timezone.localdate()


def law_here() -> Law:
    """Return the law with the notices and readings of this installation."""
    return law(settings.GONGKAI_DATA)


@require_safe
def tools(request: HttpRequest) -> HttpResponse:
    """List the calculators and the pages of the law."""
    page = site_page(gettext_lazy("办事工具"))
    return render(request, "portal/tools.html", {"page": page, "parts": (), "tools": TOOLS})


@require_safe
def deadline(request: HttpRequest) -> HttpResponse:
    """Compute when a request must be answered, and why (条例 art. 30–35), from the events in the address."""
    form = HistoryForm(request.GET.dict(), law_here(), _today())
    if pressed := request.GET.get("do", ""):
        return HttpResponseRedirect(_after(pressed, form, request))
    if form.asked:
        form.read()
    context = {
        "form": form,
        "law": form.law,
        "groups": words.GROUPS,
        "events": words.EVENTS,
        "state": words.STATES[form.standing.state] if form.standing else "",
        "waiting_for": words.WAITING.get(form.standing.waiting_for or "", "") if form.standing else "",
        **_account(form),
        "address": form.address(),
        "remedy_address": _remedy_address(form),
    }
    return _show(request, "deadline", context, answered=form.asked)


def _after(pressed: str, form: HistoryForm, request: HttpRequest) -> str:
    """Return the address a pressed button leads to; everything typed goes with it."""
    place = "result"
    if pressed == "add":
        form.add(request.GET.get("add", ""))
        place = form.rows[-1].id
    elif pressed.startswith("drop-") and pressed[5:].isdecimal():
        form.drop(int(pressed[5:]))
        place = "events"
    return f"{request.path}?{form.address()}#{place}"


def _account(form: HistoryForm) -> dict[str, Any]:
    """Return why the due date is what it is: the trace, the readings it rests on, what is provisional."""
    clock, calendar = form.clock, form.law.calendar
    if clock is None or form.standing is None:
        return {}
    by_number = {reading.number: reading for reading in form.law.readings.all.values()}
    return {
        "added": ("pause", "extension", "later_date"),  # these lengthen a term; the others begin one
        "lines": [(line, line.says(calendar)) for line in clock.trace],
        "why_provisional": clock.why_provisional if clock.due else "",
        "readings": [
            {"reading": by_number[number], "says": by_number[number].says(value)}
            for number, value in sorted(clock.readings.items())
        ],
    }


def _remedy_address(form: HistoryForm) -> str:
    """Return where to go on from here: what can be done against silence, or against the answer."""
    standing = form.standing
    if standing is None or standing.clock.due is None:
        return ""
    ending = standing.clock.ending
    if ending is None:
        if standing.overdue_since is None:
            return ""
        return f"{reverse('remedy')}?outcome=silence&decided={standing.clock.due}"
    return f"{reverse('remedy')}?outcome={ending.outcome or ''}&decided={ending.on}"


@require_safe
def deadline_file(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out the result as JSON (as `gongkai clock --json` prints it), iCalendar, or events in YAML."""
    asked = HistoryForm(request.GET.dict(), law_here(), _today())
    asked.read()
    if asked.standing is None:
        return _refused(form, _sentences(asked))
    due = asked.standing.clock.due
    if form == "json":
        body = json.dumps(asked.standing.as_json(), ensure_ascii=False, indent=2) + "\n"
        return _file(body, "application/json", "")
    if form == "yaml":
        return _file(write_history(asked.events), "application/yaml; charset=utf-8", "申请事件.yaml")
    if due is None:
        return _refused(form, [_("答复期限现在不能确定，没有可以记入日历的日期。")])
    entry = _calendar_entry(asked, asked.standing, due, request)
    made = icalendar.calendar_of(entry, timezone.now())
    return _file(made, "text/calendar; charset=utf-8", f"答复期限{due}.ics")


def _calendar_entry(
    asked: HistoryForm, standing: Standing, due: date, request: HttpRequest
) -> icalendar.Entry:
    calendar = asked.law.calendar
    history = write_history(asked.events)
    page = request.build_absolute_uri(f"{reverse('deadline')}?{asked.address()}")
    return icalendar.Entry(
        uid=f"{sha256(history.encode()).hexdigest()[:32]}@deadline.gongkai",
        day=due,
        remind_on=calendar.on_or_before(date.fromordinal(due.toordinal() - 1)),
        summary=_("政府信息公开申请答复期限届满") + (_("（暂定）") if standing.clock.provisional else ""),
        description="\n".join(standing.says()),
        url=page,
    )


def _sentences(asked: HistoryForm) -> list[str]:
    """Return everything that is wrong, in sentences."""
    found = [
        _("第%(number)s条“%(event)s”的“%(blank)s”：%(error)s（%(article)s）")
        % {
            "number": row.number,
            "event": row.name,
            "blank": blank.label,
            "error": blank.error,
            "article": row.article,
        }
        for row in asked.rows
        for blank in row.blanks.values()
        if blank.error
    ]
    found += [row.refusal for row in asked.rows if row.refusal]
    found += [_("没有“%(kind)s”这种事件。") % {"kind": kind} for kind in asked.unknown]
    found += [f"{asked.on.label}：{asked.on.error}"] if asked.on.error else []
    return [*found, *([asked.failure] if asked.failure else [])]


def _refused(form: str, sentences: list[str]) -> HttpResponse:
    if form == "json":
        body = json.dumps({"errors": sentences}, ensure_ascii=False, indent=2) + "\n"
        return HttpResponse(body, content_type="application/json", status=400)
    return HttpResponse("\n".join(sentences) + "\n", content_type="text/plain; charset=utf-8", status=400)


def _file(body: str | bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    if name:
        plain = "deadline" + name[name.rindex(".") :]
        response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=utf-8''{quote(name)}"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def fee(request: HttpRequest) -> HttpResponse:
    """Compute the information processing fee (条例 art. 42; 109号), tier by tier."""
    form = FeeForm(request.GET.dict(), law_here(), _today())
    return _show(request, "fee", {"form": form, "law": form.law}, answered=form.asked)


@require_safe
def remedy(request: HttpRequest) -> HttpResponse:
    """Say what can be done against an answer or against silence (条例 art. 51), before whom, until when."""
    form = RemedyForm(request.GET.dict(), law_here(), _today())
    return _show(request, "remedy", {"form": form, "law": form.law}, answered=form.asked)


def _show(request: HttpRequest, key: str, context: dict[str, Any], answered: bool) -> HttpResponse:
    found = tool(key)
    page: Page = site_page(found.name, Crumb(gettext_lazy("办事工具"), reverse("tools")))
    given = {"page": page, "parts": (), "tool": found, **context}
    response = render(request, f"portal/{key}.html", given)
    if answered:
        # Somebody's case: for whoever has the address, not for a search engine or a shared cache.
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "private, no-cache"
    return response

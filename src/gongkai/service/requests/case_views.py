"""The page of a request, and its events as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.organs.desk import all_beside
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.policy import Power, acts_for, has
from gongkai.service.requests import settling
from gongkai.service.requests.actions.export_events import export_events
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import case_of
from gongkai.service.requests.models import Case, Standing
from gongkai.service.requests.office_forms import AddNote
from gongkai.service.requests.step_places import address, belated, first, next_moves


@require_safe
def case(request: DeskRequest, number: int) -> HttpResponse:
    """Show a request: what was asked, what happened, the due date and why, what may be done."""
    who, found = case_of(request, number)
    row: Standing | None = getattr(found, "indexed", None)  # as it was: the page computes it anew
    page = CasePage(found, who)
    is_own = acts_for(who.post, found.organ, who.on)
    may_handle = is_own and has(who.post, Power.HANDLE)
    possible, impossible = next_moves(page) if may_handle else ([], [])
    late = belated(page, possible)
    context = {
        "title": found.number,
        "page": page,
        "case": found,
        "is_own": is_own,
        "settling": settling.question(found) if settling.is_asked(found, row, page.clock) else None,
        "may_handle": may_handle,
        "may_consent": is_own and has(who.post, Power.CONSENT),
        "objected": [(row, page.names.get(row.party.key, "")) for row in page.objected],
        "may_archive": may_handle and page.may_be_archived,
        "letters": [(*told, address("desk-letter", told[0].pk)) for told in page.written],
        "decide": address("desk-case-decide", found.pk) if may_handle else "",
        "drafting": address("desk-case-letters", found.pk) if may_handle else "",
        "identity": address("desk-case-identity", found.pk) if may_handle else "",
        "beside": all_beside(found, who.post, who.at),
        "more": _more(found) if may_handle else [],
        "note_form": AddNote(auto_id="note_%s"),
        "unanswered": page.unanswered,
        "used_up": page.used_up,
        "untold": page.untold,
        "possible": [move for move in possible if move not in late],
        "belated": late,
        "first": first(page, possible),
        "impossible": impossible,
    }
    return render(request, "requests/case.html", context)


def _more(case: Case) -> list[tuple[object, str]]:
    """Return the pages of other parts of the desk about a case, as far as they are there."""
    pages = (
        (_("收件回执"), "desk-case-receipt"),
        (_("重发查询码"), "desk-case-code"),
    )
    return [(words, url) for words, name in pages if (url := address(name, case.pk))]


@require_safe
def events(request: DeskRequest, number: int) -> HttpResponse:
    """Give the events of a request as the YAML that `gongkai clock` reads."""
    who, found = case_of(request, number)
    text = export_events(found, by=who.post, at=who.at)
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="events-{found.pk}.yaml"'
    return answer

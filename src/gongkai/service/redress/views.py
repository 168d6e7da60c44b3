"""The proceedings of an organ: the list, table 4 with what stands behind each number, and one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, acts_for, has
from gongkai.service.redress import doors, queries
from gongkai.service.redress.actions.open_proceeding import no_co_defendant
from gongkai.service.redress.forms import CoDefendant, FindProceedings, Number, PickYear
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.page import ProceedingPage
from gongkai.service.redress.words import COUNTED, COUNTED_KINDS, KINDS, OVERS
from gongkai.service.requests import policy
from gongkai.service.requests.case_ways import visit

A_PAGE = 30


@require_safe
def proceedings(request: DeskRequest) -> HttpResponse:
    """List the proceedings against what the organ did, or one cell of table 4: the most pressing first."""
    who = visit(request)
    organs = visible_organs(who.post, who.on)
    form = FindProceedings(organs, request.GET)
    asked = form.asked()
    chosen = [asked["organ"]] if asked.get("organ") else list(organs)
    if asked.get("year"):
        cells = queries.in_table4(chosen, asked["year"])
        wanted = [
            each.proceeding
            for (kind, result), found in cells.items()
            for each in found
            if asked.get("kind") in ("", kind) and asked.get("result") in ("", result)
        ]
        rows = queries.rows(wanted, who.on)
    else:
        found = _of(doors.proceedings_of(who.post, who.on), asked, chosen)
        state = asked.get("state", "")
        rows = queries.rows(found if state else queries.maybe_open(found), who.on)
        rows = [row for row in rows if state == "every" or _is_over(row) == (state == "ended")]
    context = {
        "title": _("复议、诉讼和投诉"),
        "find": form,
        "cell": _cell(asked),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "several": len(organs) > 1,
        "may_handle": has(who.post, Power.HANDLE),
        "kinds": KINDS,
        "overs": OVERS,
    }
    return render(request, "redress/list.html", context)


def _of(
    found: QuerySet[Proceeding], asked: Mapping[str, Any], organs: Iterable[Organ]
) -> QuerySet[Proceeding]:
    found = found.filter(organ__in=organs)
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if words := asked.get("q", "").strip():
        found = found.filter(
            Q(number__icontains=words) | Q(case__number__icontains=words) | Q(body__icontains=words)
        )
    return found


def _is_over(row: queries.Row) -> bool:
    """Whether nothing of it is owed or waited for: ended, and not being answered anew."""
    return row.pressing.key == "ended"


def _cell(asked: Mapping[str, Any]) -> str:
    """The words for a cell of table 4, "" where none was asked for."""
    if not asked.get("year"):
        return ""
    parts = [
        _("%(year)s年表四") % {"year": asked["year"]},
        str(KINDS[asked["kind"]]) if asked.get("kind") else "",
        str(COUNTED[asked["result"]]) if asked.get("result") else "",
    ]
    return " · ".join(part for part in parts if part)


@require_safe
def table(request: DeskRequest) -> HttpResponse:
    """Show table 4 of a year as it is counted from the proceedings, each number opening them."""
    who = visit(request)
    organs = visible_organs(who.post, who.on)
    form = PickYear(organs, who.on, request.GET)
    year, organ = form.asked()
    cells = queries.table4([organ] if organ else organs, year, law_here())
    rows = [
        (
            kind,
            KINDS[kind],
            [
                *((result, label, cells[kind, result]) for result, label in COUNTED.items()),
                ("", "", sum(cells[kind, result] for result in COUNTED)),
            ],
        )
        for kind in COUNTED_KINDS
    ]
    context = {
        "title": _("行政复议、行政诉讼情况（表四）"),
        "find": form,
        "year": year,
        "organ": organ,
        "columns": list(COUNTED.values()),
        "rows": rows,
        "is_running": year == who.on.year,
    }
    return render(request, "redress/table.html", context)


@require_safe
def proceeding(request: DeskRequest, number: int) -> HttpResponse:
    """Show a proceeding: where it stands, what it asks of the organ and until when, what is to be proven."""
    who = visit(request)
    found: Proceeding = doors.proceeding_for(who.post, number, who.on)
    page = ProceedingPage(found, who)
    is_own = acts_for(who.post, found.organ, who.on)
    may_handle = is_own and has(who.post, Power.HANDLE)
    context = {
        "title": str(KINDS[found.kind]),
        "page": page,
        "proceeding": found,
        "kind": KINDS[found.kind],
        "over": OVERS[found.over],
        "is_own": is_own,
        "sees_names": policy.sees_names(who.post, found.organ, who.on),
        "may_handle": may_handle,
        "possible": [step for step in page.nexts if not step.why],
        "number_form": Number(initial={"number": found.number}),
        "mark_form": _mark_form(found) if may_handle else None,
        "later": found.followed_by.all(),
    }
    return render(request, "redress/proceeding.html", context)


def _mark_form(found: Proceeding) -> CoDefendant | None:
    """The form for the mark, where the organ may be co-defendant at all."""
    if no_co_defendant(found.kind, found.case, found.follows):
        return None
    return CoDefendant(initial={"as_co_defendant": found.as_co_defendant})

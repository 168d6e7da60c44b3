"""The list of what an organ publishes, as the desk sees it: drafts and all; and what is missing from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.catalogue import doors, guide, schemes, visibility
from gongkai.service.catalogue import due as limits
from gongkai.service.catalogue.desk_forms import FindDocuments
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.catalogue.due import Item
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import State, Where, states
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power, has

A_PAGE = 30
_UNRELEASED = ("draft", "in_review", "returned", "referred", "withheld", "cleared")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list."""

    where: Where
    item: Item | None

    @property
    def edition(self) -> Edition:
        """The edition."""
        return self.where.edition


@require_safe
def documents(request: DeskRequest) -> HttpResponse:
    """List the editions of the organ, and of those it supervises, by state; what is due comes first."""
    who = visit(request)
    organs = visible_organs(who.post, who.on)
    form = FindDocuments(organs, who.post.organ, who.on, request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    law = law_here()
    found = _narrowed(doors.editions_of(who.post, who.on, asked.get("organ")), asked, who)
    state = asked.get("state", "")
    if state in _UNRELEASED:
        every = states(found, who.at)
        listed = [w.edition for w in every.values() if w.state == State(state)]
        page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    else:
        page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    where = states(page.object_list, who.at)
    rows = [
        Row(
            where[e.pk], limits.item(e, who.on, law) if not e.released_digest and not e.discarded_at else None
        )
        for e in page.object_list
    ]
    is_supervisor = has(who.post, Power.SUPERVISE)
    soon = (
        []
        if is_supervisor
        else [i for i in limits.waiting(who.post.organ, who.on, law) if i.left is not None and i.left <= 10]
    )
    context = {
        "title": _("信息目录"),
        "find": form,
        "page": page,
        "rows": rows,
        "soon": soon[:5],
        "more_soon": max(0, len(soon) - 5),
        "may_draft": has(who.post, Power.DRAFT),
        "several": organs.count() > 1,
        "unknown": [row.item for row in rows if row.item and row.item.why_unknown],
    }
    return render(request, "catalogue/documents.html", context)


def _narrowed(rows: QuerySet[Edition], asked: dict[str, object], who: Visit) -> QuerySet[Edition]:
    words, category, state = asked.get("q"), asked.get("category"), asked.get("state", "")
    if isinstance(words, str) and words.strip():
        words = words.strip()
        rows = rows.filter(
            Q(title__icontains=words)
            | Q(document_number__icontains=words)
            | Q(document__index_number__icontains=words)
        )
    if isinstance(category, str) and category:
        rows = rows.filter(category__in=schemes.below(category))
    live = Q(showing__ends=None) | Q(showing__ends__gt=who.at)
    gone = Q(showing__ended_how="withdrawn", showing__ends__lte=who.at)
    if state == "discarded":
        return rows.exclude(discarded_at=None)
    rows = rows.filter(discarded_at=None)
    if state in (*_UNRELEASED, "working"):
        return rows.filter(released_digest="")
    if state == "published":
        return rows.filter(live, showing__begins__lte=who.at)
    if state == "scheduled":
        return rows.filter(showing__begins__gt=who.at)
    if state == "withdrawn":
        return rows.filter(gone)
    if state == "superseded":
        return rows.filter(showing__ended_how="superseded", showing__ends__lte=who.at)
    return rows.filter(Q(released_digest="") | live | gone)


@require_safe
def gaps(request: DeskRequest) -> HttpResponse:
    """Show the categories the organ has by law with how much is public in each: gaps as gaps, to staff."""
    who = visit(request)
    organ: Organ = who.post.organ
    counted = {
        row["category"]: row["n"]
        for row in visibility.showing_of(organ, who.at)
        .order_by()
        .select_related(None)
        .values("category")
        .annotate(n=Count("pk"))
    }
    tops = [c for c in schemes.categories(organ.kind, who.on) if not c.under]
    found = []
    for top in tops:
        keys = schemes.below(top.key)
        under = [
            (c, counted.get(c.key, 0)) for c in schemes.categories(organ.kind, who.on) if c.under == top.key
        ]
        found.append((top, sum(counted.get(key, 0) for key in keys), under))
    context = {
        "title": _("栏目内容和缺漏"),
        "categories": found,
        "empty": sum(1 for _top, n, _under in found if not n),
        "alarm": guide.alarm(organ, who.at),
        "organ": organ,
        "may_draft": has(who.post, Power.DRAFT),
    }
    return render(request, "catalogue/gaps.html", context)

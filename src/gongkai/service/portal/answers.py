"""How the views of the portal begin and end: the organ an address names, the page shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual.queries import reporting_in_public
from gongkai.service.organs.models import Organ, Succession, Website
from gongkai.service.organs.queries import forebears, organ_of, website_of
from gongkai.service.portal.page import (
    PARTS,
    Crumb,
    Page,
    Part,
    Text,
    area_crumb,
    home_crumb,
    notice_of,
    part,
    part_crumb,
)


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of an organ that is no more, and who came after it."""

    organ: Organ
    what: Succession
    successors: tuple[Organ, ...]

    @property
    def heir(self) -> Organ | None:
        """The one organ to which its columns lead now; None where there are several, or none."""
        return self.successors[0] if len(self.successors) == 1 and self.successors[0].has_area else None


def organ_named(code: str) -> Organ:
    """Return the organ of that code that has an area here; 404 if there is none."""
    try:
        return organ_of(code)
    except Organ.DoesNotExist:
        raise Http404(_("本网没有这个机关。")) from None


def reporting_organ(code: str) -> Organ:
    """Return the organ of that code whose annual reports have pages here, with an area or without; or 404."""
    found = reporting_in_public().filter(code=code).first()
    if found is None:
        raise Http404(_("本网没有这个机关。"))
    return found


def ending_of(organ: Organ, on: date) -> Ending | None:
    """Return how an organ has ended by that day, if it has."""
    what = (
        Succession.objects.filter(predecessors=organ, on__lte=on)
        .prefetch_related("successors")
        .order_by("-on", "-pk")
        .first()
    )
    return None if what is None else Ending(organ, what, tuple(what.successors.all()))


def ended_here(organ: Organ, on: date) -> list[Ending]:
    """Return the organs that this one came after, directly or through others, and how they ended."""
    before = forebears(organ, on)
    rows = Succession.objects.filter(predecessors__in=before, on__lte=on).distinct()
    rows = rows.prefetch_related("predecessors", "successors").order_by("-on", "-pk")
    return [
        Ending(one, what, tuple(what.successors.all()))
        for what in rows
        for one in what.predecessors.all()
        if one.pk in before
    ]


def column(
    view: Callable[[HttpRequest, Organ, Ending | None], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Make a view of a column of an organ's area: it is given the organ, and how it ended if it has.

    A column of an organ that one other came after leads to the same column there (301): old links live on.
    """

    @wraps(view)
    def answer(request: HttpRequest, code: str) -> HttpResponse:
        organ = organ_named(code)
        ending = ending_of(organ, timezone.localdate())
        if ending and ending.heir and request.resolver_match:
            name = request.resolver_match.url_name or "area"
            return HttpResponsePermanentRedirect(reverse(name, args=[ending.heir.code]))
        return view(request, organ, ending)

    return answer


def organ_page(organ: Organ, title: Text, *crumbs: Crumb, lang: str = "", **given: Any) -> Page:
    """Return a page of an organ's area: its way back leads by what is between, and by the area.

    `given` are other fields of Page; with `part` the way leads by that part too.
    """
    found: Part | None = given.get("part")
    way = [home_crumb()]
    if found or crumbs or title != organ.name:
        way.append(area_crumb(organ))
    if found and title != found.name:
        way.append(part_crumb(organ, found))
    return Page(
        title=title,
        crumbs=(*way, *crumbs, Crumb(title, lang=lang)),
        organ=organ,
        website=website_of(organ),
        notice=notice_of([organ]),
        lang=lang,
        **given,
    )


def page_of_all(
    title: Text, *above: Crumb, lang: str = "", organs: Iterable[Organ] | None = None, **given: Any
) -> Page:
    """Return a page over all organs of the installation, under the website in whose name it stands.

    `organs` are those of whom something is public, where the caller has asked for them already.
    """
    if organs is None:
        shown = reporting_in_public().filter(demonstration=True).only("demonstration", "fictitious")
        organs = shown.select_related(None)
    return Page(
        title=title,
        crumbs=(home_crumb(), *above, Crumb(title, lang=lang)),
        website=website_of_all(),
        notice=notice_of(organs),
        lang=lang,
        **given,
    )


def website_of_all() -> Website | None:
    """Return the website in whose name the whole installation stands; never a copied one beside its own."""
    order = ("organ__demonstration", "-organ__fictitious", "organ__code")
    return Website.objects.order_by(*order).first()


def part_page(organ: Organ, key: str) -> Page:
    """Return the page of a part of an organ's area."""
    found = part(key)
    return organ_page(organ, found.name, part=found)


def show(request: HttpRequest, template: str, page: Page, **context: Any) -> HttpResponse:
    """Return a page drawn by a template of the portal."""
    parts = PARTS if page.organ and page.organ.has_area else ()
    return render(request, f"portal/{template}.html", {"page": page, "parts": parts, **context})


def minute(moment: datetime) -> str:
    """Return a moment as the norms print it: YYYY-MM-DD HH:MM, in the country's time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"

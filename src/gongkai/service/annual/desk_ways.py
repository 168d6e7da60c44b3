"""How every page of the desk over annual reports begins: the moment, the power, the year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404
from django.utils import timezone

from gongkai.report.loader import editions
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, check_has

YEAR_BEGINS = 4  # until March the work is on the report of the year before


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and when."""

    post: Post
    at: datetime
    on: date


def visit(request: DeskRequest, power: Power = Power.SEE) -> Visit:
    """Return who asks and when, after the power was asked of her post (NotAllowed: 403 with the reason)."""
    at = timezone.now()
    found = Visit(request.acting, at, timezone.localdate(at))
    check_has(found.post, power, found.on)
    return found


def years(on: date) -> list[int]:
    """Return the report years that have a form, the newest first, this year last begun."""
    return [year for year in range(on.year, 2018, -1) if any(form.covers(year) for form in editions())]


def year_of(request: DeskRequest, on: date) -> int:
    """Return the year that was asked for, else the one whose report is being prepared."""
    given = request.GET.get("year", "")
    if given.isascii() and given.isdecimal() and len(given) == 4 and int(given) in years(on):
        return int(given)
    return on.year - 1 if on.month < YEAR_BEGINS else on.year


def year_known(year: int, on: date) -> int:
    """Return a year that has a form and has begun; Http404."""
    if year not in years(on):
        raise Http404
    return year

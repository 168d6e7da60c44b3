"""Of which year a page of the desk over annual reports is."""

from __future__ import annotations

from datetime import date

from django.http import Http404

from gongkai.report.loader import editions
from gongkai.service.organs.gate import DeskRequest

YEAR_BEGINS = 4  # until March the work is on the report of the year before


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

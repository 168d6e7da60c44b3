"""Comparison for an authority: organs and years side by side, over what was submitted to it or is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongkai.service.annual import measures
from gongkai.service.annual.comparing import Compared, numbers
from gongkai.service.annual.models import Filing
from gongkai.service.annual.submitted import given_of, submitted_to
from gongkai.service.catalogue.desk_ways import Visit, visit
from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power
from gongkai.service.requests.exporting import MEDIA_TYPES, as_csv, as_xlsx

MOST, FIRST = 100, 20  # organs held against one another at once, and those shown before any is chosen
ROWS = 12  # rows of the form at once
OWN, AGGREGATE = str(Filing.Scope.OWN), str(Filing.Scope.AGGREGATE)


@dataclass(frozen=True)
class Asked:
    """What is asked for, and what may be: nothing that the reader may not see stands in either."""

    known: tuple[Organ, ...]
    organs: tuple[Organ, ...]
    known_years: tuple[int, ...]
    years: tuple[int, ...]
    column: str
    scope: str
    compared: tuple[Compared, ...]

    @property
    def query(self) -> str:
        """The question as an address asks it."""
        pairs: list[tuple[str, str]] = [("column", self.column), ("scope", self.scope)]
        pairs += [("what", each.measure.key) for each in self.compared]
        pairs += [("year", str(year)) for year in self.years]
        pairs += [("organ", organ.code) for organ in self.organs]
        return urlencode(pairs)

    @property
    def files(self) -> list[tuple[str, str]]:
        """The files: their name in the address, and in words."""
        return [("table", _("本表")), ("data", _("各数的来源"))]

    @property
    def chosen(self) -> set[str]:
        """The keys of the rows that are shown."""
        return {each.measure.key for each in self.compared}


@require_safe
def compare(request: DeskRequest) -> HttpResponse:
    """Show organs and years side by side."""
    asked = _asked(request, visit(request, Power.SUPERVISE))
    context = {
        "title": _("比较各机关的年度报告"),
        "asked": asked,
        "most": MOST,
        "most_rows": ROWS,
        "counts": measures.COUNTS,
        "shares": measures.SHARES,
        "cells": measures.cells_of_forms(),
        "columns": measures.columns(),
    }
    return render(request, "annual/compare.html", context)


@require_safe
def compare_file(request: DeskRequest, what: str, form: str) -> HttpResponseBase:
    """Hand out the tables, or what every number of them is made of."""
    asked = _asked(request, visit(request, Power.SUPERVISE))
    if what not in ("table", "data") or form not in MEDIA_TYPES:
        raise NotHere
    lines = _table(asked) if what == "table" else _data(asked)
    if form == "csv":
        answer: HttpResponseBase = HttpResponse(b"".join(as_csv(lines)), content_type=MEDIA_TYPES["csv"])
    else:
        answer = FileResponse(as_xlsx(lines, what), content_type=MEDIA_TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="compare-{what}.{form}"'
    return answer


def _asked(request: DeskRequest, who: Visit) -> Asked:
    asked = request.GET
    scope = AGGREGATE if asked.get("scope") == AGGREGATE else OWN
    rows = submitted_to(who.post, scope, who.on)
    known = tuple(sorted({row.organ for row in rows}, key=lambda organ: organ.code))
    wanted = set(asked.getlist("organ"))
    organs = tuple([organ for organ in known if organ.code in wanted][:MOST] or known[:FIRST])
    known_years = tuple(sorted({row.year for row in rows}))
    years = numbers(asked.getlist("year"), known_years)
    keys = dict.fromkeys(asked.getlist("what"))
    chosen = [each for key in keys if (each := measures.measure_of(key)) is not None][:ROWS]
    column = asked.get("column", "")
    column = column if column in dict(measures.columns()) else measures.TOTAL
    given = given_of([row for row in rows if row.organ in organs and row.year in years])
    compared = tuple(
        Compared(measure, column, scope, years, organs, given, str(place))
        for place, measure in enumerate(chosen or [measures.RECEIVED])
    )
    return Asked(known, organs, known_years, years, column, scope, compared)


def _table(asked: Asked) -> Iterator[Sequence[Any]]:
    yield [_("项目"), _("机关"), *asked.years]
    for each in asked.compared:
        for line in islice(each.table(), 1, None):
            yield [str(each.measure.name), *line]


def _data(asked: Asked) -> Iterator[Sequence[Any]]:
    for place, each in enumerate(asked.compared):
        yield from islice(each.records(), 1 if place else 0, None)

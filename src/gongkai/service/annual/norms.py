"""The norms of a year from the library, by the cells of table 2 they stand in (条例 art. 20(1)).

The form of 2021 asks what was made, repealed and is in force; that of 2019 what was made, what was newly
published in the year, and what is public in all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongkai.report.edition import Edition
from gongkai.service.annual.whose import Division
from gongkai.service.catalogue import library
from gongkai.service.catalogue.library import Counts, Norm

ROWS = {"gz": "rule", "gfxwj": "normative"}


@dataclass(frozen=True, slots=True)
class Norms:
    """The editions of the norms in each cell of an organ's table, and those nobody has after a split."""

    cells: Mapping[str, tuple[int, ...]]
    undivided: tuple[int, ...] = ()


def addresses(form: Edition) -> tuple[str, ...]:
    """Return the cells of a form that count norms."""
    return tuple(a for a, p in form.places.items() if p.table == "T2" and p.row.code in ROWS)


def of_each(of: Division, form: Edition, year: int, at: datetime) -> dict[int, Norms]:
    """Return the norms of a year of each organ, as published by a moment, in two queries for all of them."""
    asked = {organ: (whose.alone, whose.shared) for organ, whose in of.each.items()}
    counted = library.counts_of_each(asked, year, at)
    found = {}
    for organ in asked:
        cells: dict[str, tuple[int, ...]] = {}
        loose: list[int] = []
        for address in addresses(form):
            place = form.places[address]
            counts = counted.get((organ, ROWS[place.row.code]))
            norms = () if counts is None else _of(counts, place.column.code, year)
            cells[address] = tuple(norm.edition.pk for norm in norms)
        for kind in ROWS.values():
            if (counts := counted.get((organ, kind))) is not None:
                loose += [norm.edition.pk for norm in counts.undivided]
        found[organ] = Norms(cells, tuple(loose))
    return found


def _of(counts: Counts, column: str, year: int) -> tuple[Norm, ...]:
    match column:
        case "made" | "made_new":
            return counts.made
        case "repealed":
            return counts.repealed
        case "in_force":
            return counts.in_force
        case "disclosed_new":
            return tuple(n for n in counts.every if _first_public(n) == year)
        case "disclosed_total":
            return tuple(n for n in counts.every if _first_public(n) <= year)
        case _:
            raise KeyError(column)


def _first_public(norm: Norm) -> int:
    return timezone.localdate(norm.showing.first_begins).year

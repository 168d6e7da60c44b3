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
from gongkai.report.model import Number
from gongkai.service.annual.whose import Division
from gongkai.service.catalogue import library
from gongkai.service.catalogue.library import Counts, Held

ROWS = {"gz": "rule", "gfxwj": "normative"}


@dataclass(frozen=True, slots=True)
class Norms:
    """The editions of the norms in each cell of an organ's table, and those nobody has after a split."""

    cells: Mapping[str, tuple[int, ...]]
    undivided: tuple[int, ...] = ()

    def numbers(self) -> dict[str, Number]:
        """Return how many are in each cell."""
        return {address: len(keys) for address, keys in self.cells.items()}


def addresses(form: Edition) -> tuple[str, ...]:
    """Return the cells of a form that count norms."""
    return tuple(a for a, p in form.places.items() if p.table == "T2" and p.row.code in ROWS)


def of_each(of: Division, form: Edition, year: int, at: datetime) -> dict[int, Norms]:
    """Return the norms of a year of each organ, as published by a moment, in two queries for all of them."""
    asked = {organ: (whose.alone, whose.shared) for organ, whose in of.each.items()}
    places = [(a, ROWS[form.places[a].row.code], form.places[a].column.code) for a in addresses(form)]
    none: dict[str, tuple[int, ...]] = {address: () for address, _kind, _column in places}
    found = {organ: Norms(none) for organ in asked}
    for (organ, kind), counts in library.counts_of_each(asked, year, at).items():
        its = {
            address: tuple(norm.listed.edition for norm in _of(counts, column, year))
            for address, counted, column in places
            if counted == kind
        }
        before = found[organ]
        loose = (*before.undivided, *(norm.listed.edition for norm in counts.undivided))
        found[organ] = Norms({**before.cells, **its}, loose)
    return found


def _of(counts: Counts[Held], column: str, year: int) -> tuple[Held, ...]:
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


def _first_public(norm: Held) -> int:
    return timezone.localdate(norm.listed.first_begins).year

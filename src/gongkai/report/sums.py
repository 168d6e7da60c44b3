"""Sums of cells of which some are not known.

A blank is not a zero. A sum with a blank among its parts is at least what the known parts add to,
because counts and amounts are not negative; a signed change that is blank leaves the sum open on
both sides. An ambiguous cell gives as many sums as it has candidates. Two sides of an equation
contradict each other only if no completion of what is missing makes them equal.

The candidates of two ambiguous cells are taken to be independent, even if in the source only
certain pairs are possible: this may overlook an error, it never accuses a correct report.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.report.edition import Kind, Place
from gongkai.report.model import Cell, Number, Status
from gongkai.report.units import convert

MOST_TOTALS = 4096
"""Beyond so many possible sums only the smallest and the greatest are remembered."""


@dataclass(slots=True)
class Sum:
    """What a sum can be: one of `totals`, and more if `open_up`, less if `open_down`.

    If not `exact`, `totals` holds the smallest and the greatest of too many possible sums.
    """

    totals: set[Number] = field(default_factory=lambda: {0})
    open_up: bool = False
    open_down: bool = False
    exact: bool = True

    @property
    def is_known(self) -> bool:
        """Say whether the sum is one number."""
        return len(self.totals) == 1 and not (self.open_up or self.open_down)

    @property
    def known(self) -> Number:
        """The sum of the known parts; with ambiguous ones among them, the smallest."""
        return min(self.totals)

    def add(self, *choices: Number) -> None:
        """Add a part that is one of `choices`."""
        if len(choices) == 1:
            self.totals = {total + choices[0] for total in self.totals}
            return
        self.totals = {total + choice for total in self.totals for choice in choices}
        if len(self.totals) > MOST_TOTALS:
            self.totals, self.exact = {min(self.totals), max(self.totals)}, False

    def add_unknown(self, kind: Kind) -> None:
        """Add a part of which nothing is known but its kind."""
        self.open_up = True
        if kind is Kind.CHANGE:
            self.open_down = True

    def add_cell(self, cell: Cell | None, place: Place) -> None:
        """Add the cell of a place; a missing cell is blank, one that does not apply adds nothing."""
        if cell is None:
            self.add_unknown(place.kind)
        elif cell.status is Status.NA:
            return
        elif choices := numbers_of(cell, place):
            self.add(*choices)
        else:
            self.add_unknown(place.kind)

    def add_sum(self, other: Sum) -> None:
        """Add a part that is itself a sum."""
        self.add(*other.totals)
        self.open_up |= other.open_up
        self.open_down |= other.open_down
        self.exact &= other.exact

    def meets(self, other: Sum) -> bool:
        """Say whether the two sums can be equal."""
        if self._is_closed and other._is_closed:
            return not self.totals.isdisjoint(other.totals)
        above = self.open_up or other.open_down or max(self.totals) >= min(other.totals)
        below = self.open_down or other.open_up or min(self.totals) <= max(other.totals)
        return above and below

    @property
    def _is_closed(self) -> bool:
        return self.exact and not (self.open_up or self.open_down)

    def __str__(self) -> str:
        """The sum in words: 「5」, 「至少5」, 「3或30」."""
        if self.open_down:
            return "不能确定"
        if self.open_up:
            return f"至少{plain(self.known)}"
        if self.exact and len(self.totals) <= 4:
            return "或".join(plain(total) for total in sorted(self.totals))
        return f"{plain(min(self.totals))}至{plain(max(self.totals))}之间"


def numbers_of(cell: Cell, place: Place) -> tuple[Number, ...]:
    """Return the numbers a cell can be, in the unit of its place; none if it cannot be told."""
    if cell.value is not None:
        given: tuple[Number, ...] = (cell.value,)
    elif cell.status is Status.AMBIGUOUS and len(cell.candidates) > 1:
        given = cell.candidates  # one alone is not ambiguous as a number: the cell may be empty
    else:
        return ()
    converted = tuple(convert(number, cell.unit, place.unit) for number in given)
    return tuple(n for n in converted if n is not None) if None not in converted else ()


def plain(number: Number) -> str:
    """Return a number for people: no exponent, no superfluous zeros after the point."""
    text = f"{number:f}" if not isinstance(number, int) else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text

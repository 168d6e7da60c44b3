"""What a generated report says: figures that balance, and how each cell is printed.

The figures come first; a layout only writes them down. A sheet therefore knows for every address
what a reader may find there, whatever the file looks like.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from gongkai.report.edition import Edition, Kind, Place
from gongkai.report.loader import edition, editions
from gongkai.report.model import Number, Status

ORGANS = ("演示区教育局", "演示县城市管理和综合执法局", "演示市人民政府办公室", "演示区虚构街道办事处")
CLASSES = tuple(f"C{n}" for n in range(1, 7))
RESULTS = ("upheld", "corrected", "other", "pending")
FOLDED_ROW = "R3_6"
VALUE = frozenset({Status.VALUE})
NOTHING = frozenset({Status.BLANK})
NOT_APPLICABLE = frozenset({Status.NA})


@dataclass(frozen=True, slots=True)
class Entry:
    """One printed cell: its text, the number meant, and the statuses a reader may give it."""

    text: str
    number: Number | None
    statuses: frozenset[Status] = VALUE
    unit: str | None = None  # where the printed unit is not the edition's


@dataclass(frozen=True, repr=False)
class Sheet:
    """One organ's year. `entries` holds every address that is printed, in the order of the form."""

    organ: str
    year: int
    edition: Edition
    entries: Mapping[str, Entry]
    folded: bool = False  # 2021 form with the single row （六）其他处理

    def __repr__(self) -> str:
        """The form and the first cells that are not 0: a whole sheet would fill a screen."""
        told = [f"{address}={entry.text!r}" for address, entry in self.entries.items() if entry.text != "0"]
        form = self.edition.key + (" folded" if self.folded else "")
        return f"<{form} {self.organ}{self.year} {' '.join(told[:12])}{' …' if told[12:] else ''}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002
        printer.text(repr(self))

    @property
    def expected(self) -> dict[str, Entry]:
        """Every address a reader must account for, the rows that the folded one stands for included."""
        found = dict(self.entries)
        if self.folded:
            for place in self.edition.places.values():
                if place.address not in found:
                    found[place.address] = Entry("", None, NOT_APPLICABLE)
        return found

    def rows(self, table: str) -> dict[str, list[str]]:
        """The printed addresses of a table by row code."""
        rows: dict[str, list[str]] = {}
        for address in self.entries:
            code, row, _ = address.split(".")
            if code == table:
                rows.setdefault(row, []).append(address)
        return rows

    def printed(self, change: Callable[[Place, Entry], Entry]) -> Sheet:
        """The same sheet with every entry passed through `change`."""
        return replace(self, entries={a: change(self.edition.place(a), e) for a, e in self.entries.items()})


def show(place: Place, number: Number) -> str:
    """A number as the form expects it: a change keeps its sign, but no plus."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


def of_numbers(
    form: Edition, numbers: Mapping[str, Number], organ: str, year: int, folded: bool = False
) -> Sheet:
    """The sheet of these numbers; an address without one is 0."""
    places = dict(form.places)
    if folded:
        (row,) = form.table("T3").blocks[0].folded
        gone = {f"T3.{code}." for code in row.stands_for}
        order: dict[str, Place] = {}
        for address, place in places.items():
            if address.startswith("T3.R3_7.C1"):
                order |= form.folded_places
            if not any(address.startswith(prefix) for prefix in gone):
                order[address] = place
        places = order
    entries = {}
    for address, place in places.items():
        number = numbers.get(address, 0)
        entries[address] = Entry(show(place, number), number)
    return Sheet(organ, year, form, entries, folded)


def leaf_rows(form: Edition, folded: bool = False) -> list[str]:
    """The rows of table 3 that （七）总计 adds up."""
    rows = [r.code for r in form.table("T3").blocks[0].rows if r.code.startswith("R3_") and r.code != "R3_7"]
    return [r for r in rows if not r.startswith("R3_6_")] + [FOLDED_ROW] if folded else rows


def balanced(
    rows: list[str], leaves: Mapping[tuple[str, str], int], open_: Mapping[str, tuple[int, int]]
) -> dict[str, Number]:
    """Table 3 from its leaves: every row and column adds up, and what came in went out or stays.

    `open_` gives for each class of requester (carried in at most, carried out).
    """
    cells: dict[tuple[str, str], int] = {}
    for c in CLASSES:
        for r in rows:
            cells[r, c] = leaves.get((r, c), 0)
        handled = sum(cells[r, c] for r in rows)
        brought, left = open_.get(c, (0, 0))
        brought = min(brought, handled + left)
        cells["R3_7", c] = handled
        cells["R4", c] = left
        cells["R2", c] = brought
        cells["R1", c] = handled + left - brought
    for r in (*rows, "R1", "R2", "R3_7", "R4"):
        cells[r, "C7"] = sum(cells[r, c] for c in CLASSES)
    return {f"T3.{r}.{c}": number for (r, c), number in cells.items()}


def outcomes(results: Mapping[tuple[str, str], int]) -> dict[str, Number]:
    """Table 4 from its leaves, each block with its total."""
    found: dict[str, Number] = {}
    for block in "ABC":
        for result in RESULTS:
            found[f"T4.V.{block}_{result}"] = results.get((block, result), 0)
        found[f"T4.V.{block}_total"] = sum(results.get((block, result), 0) for result in RESULTS)
    return found


small = st.integers(0, 9)
counts = st.one_of(small, st.integers(0, 60), st.integers(0, 3000))
amounts = st.one_of(
    st.just(Decimal(0)),
    st.decimals(0, 99999, places=2, allow_nan=False),
    st.decimals(0, 999, places=6, allow_nan=False),
)


def _number_of(place: Place) -> st.SearchStrategy[Number]:
    if place.kind is Kind.CHANGE:
        return st.one_of(st.just(0), st.integers(-60, 60))
    return amounts if place.kind is Kind.AMOUNT else counts


@st.composite
def sheets(
    draw: st.DrawFn,
    form: str | None = None,
    folded: bool | None = None,
    count: st.SearchStrategy[int] = counts,
    busy: bool = False,
) -> Sheet:
    """Sheets that balance. `busy` fills every leaf with a number of its own, so that a shift shows."""
    chosen = edition(form) if form else draw(st.sampled_from(editions()))
    fold = bool(chosen.folded_places) and (draw(st.booleans()) if folded is None else folded)
    rows = leaf_rows(chosen, fold)
    seed = draw(st.integers(0, 2**32 - 1)) if busy else 0
    die = dice(seed)
    if busy:
        leaves = {(r, c): die.randrange(1, 400) for r in rows for c in CLASSES}
        open_ = {c: (die.randrange(1, 50), die.randrange(1, 50)) for c in CLASSES}
        results = {(b, r): die.randrange(1, 90) for b in "ABC" for r in RESULTS}
        first: dict[str, Number] = {
            a: die.randrange(1, 900) for a in chosen.places if a.startswith("T2.") and not a.endswith("delta")
        } | {a: die.randrange(-90, 90) for a in chosen.places if a.endswith("delta")}
    else:
        cell = st.tuples(st.sampled_from(rows), st.sampled_from(CLASSES))
        leaves = draw(st.dictionaries(cell, count, max_size=20))
        open_ = draw(st.dictionaries(st.sampled_from(CLASSES), st.tuples(count, count), max_size=3))
        result = st.tuples(st.sampled_from("ABC"), st.sampled_from(RESULTS))
        results = draw(st.dictionaries(result, count, max_size=6))
        first = {a: draw(_number_of(p)) for a, p in chosen.places.items() if a.startswith("T2.")}
    numbers = {**first, **balanced(rows, leaves, open_), **outcomes(results)}
    organ = draw(st.sampled_from(ORGANS))
    years = range(chosen.first_year, (chosen.last_year or chosen.first_year + 4) + 1)
    return of_numbers(chosen, numbers, organ, draw(st.sampled_from(years)), fold)


@st.composite
def unbalanced(draw: st.DrawFn, base: st.SearchStrategy[Sheet] | None = None) -> Sheet:
    """Sheets as organs really publish them: one to six cells do not add up."""
    sheet = draw(sheets() if base is None else base)
    wrong = draw(st.lists(st.sampled_from(sorted(sheet.entries)), min_size=1, max_size=6, unique=True))
    entries = dict(sheet.entries)
    for address in wrong:
        number = draw(counts)
        entries[address] = Entry(str(number), number)
    return replace(sheet, entries=entries)


def dice(seed: int) -> Random:
    """A small random source for what need not shrink: where a label is cut, which line is lost."""
    return Random(seed)  # noqa: S311


seeds = st.integers(0, 2**32 - 1)


def flat(form: str, numbers: Mapping[str, Number]) -> Sheet:
    """A sheet of zeros but for these numbers, whether or not they add up."""
    chosen = edition(form)
    return of_numbers(chosen, numbers, ORGANS[0], chosen.last_year or chosen.first_year + 2)


def busy(form: str) -> Sheet:
    """A fixed sheet that balances and in which nearly every cell has a number of its own."""
    chosen, die = edition(form), dice(7)
    rows = leaf_rows(chosen)
    leaves = {(r, c): die.randrange(1, 400) for r in rows for c in CLASSES}
    results = {(b, r): die.randrange(1, 90) for b in "ABC" for r in RESULTS}
    first = {a: die.randrange(1, 900) for a in chosen.places if a.startswith("T2.")}
    open_ = {c: (die.randrange(1, 50), die.randrange(1, 50)) for c in CLASSES}
    return flat(form, {**first, **balanced(rows, leaves, open_), **outcomes(results)})

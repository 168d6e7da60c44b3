"""Sheets as they are really printed: one of the habits of offices laid over balanced figures."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from tests.report.variety import printing
from tests.report.variety.sheet import Sheet, dice, seeds, sheets, unbalanced

Dress = Callable[[Sheet, Random], Sheet]

PLAIN: dict[str, Dress] = {
    "as the form": lambda sheet, _: sheet,
    "full-width digits": lambda sheet, _: printing.full_width(sheet),
    "thousands": lambda sheet, die: printing.thousands(sheet, die.choice((",", "，"))),
    "padding": printing.padded,
    "signs": printing.signed,
    "notes": printing.with_notes,
    "units": printing.with_units,
    "not applicable": printing.not_applicable,
    "yuan": lambda sheet, die: printing.yuan(sheet, Decimal(die.randrange(1, 10**8)) / 100),
}
EMPTY: dict[str, Dress] = {
    "dashes": lambda sheet, _: printing.dashes(sheet),
    **{
        f"blank: {pattern}": (lambda sheet, die, pattern=pattern: printing.blanks(sheet, pattern, die))
        for pattern in printing.BLANK_PATTERNS
    },
}
ALL = PLAIN | EMPTY


@st.composite
def dressed(
    draw: st.DrawFn, dresses: dict[str, Dress] = ALL, base: st.SearchStrategy[Sheet] | None = None
) -> Sheet:
    """Sheets, balanced or not, printed in one of the given ways."""
    every = st.one_of(sheets(), sheets(), sheets(busy=True), unbalanced())
    sheet = draw(every if base is None else base)
    dress = dresses[draw(st.sampled_from(sorted(dresses)))]
    return dress(sheet, dice(draw(seeds)))

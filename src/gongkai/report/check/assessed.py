"""Every identity of a report, place by place, with the numbers of both sides: not only those that fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import localcontext
from enum import StrEnum

from gongkai.report.check.matter import Matter, Previous
from gongkai.report.check.plan import Balance, Part, plan
from gongkai.report.edition import Identity, Source
from gongkai.report.gather import Gathered, gather
from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Number, Report
from gongkai.report.sums import Sum
from gongkai.report.units import EXACT


class Verdict(StrEnum):
    """What came of an identity at one place."""

    HOLDS = "holds"
    DIFFERS = "differs"
    NOT_ASSESSED = "not_assessed"  # a number is lacking: neither held nor failed


@dataclass(frozen=True, slots=True)
class Assessed:
    """One identity at one place: its two sides as cells, and their sums where every cell is known."""

    identity: Identity
    where: str
    left_cells: tuple[Part, ...]
    right_cells: tuple[Part, ...]
    left: Number | None
    right: Number | None
    verdict: Verdict

    @property
    def own(self) -> tuple[str, ...]:
        """The cells of the report itself."""
        return tuple(a for source, a in (*self.left_cells, *self.right_cells) if source is Source.OWN)


def assessed(
    report: Report, previous: Report | None = None, children: Sequence[Report] | None = None
) -> list[Assessed]:
    """Return every identity of the report's form at every place, in the order of the form.

    `previous` is last year's report of the same organ, `children` are those an aggregate sums: None of a
    report that sums nothing, empty where nobody knows which they are. Without them what needs them is not
    assessed. The older statistics table has no identities: an empty list.
    """
    if report.edition == STATISTICS:
        return []
    with localcontext(EXACT):
        matter = Matter(report, previous, children or (), previous_is=Previous.KNOWN)
        return list(_assessed(matter, is_sum=children is not None))


def _assessed(matter: Matter, *, is_sum: bool) -> Iterator[Assessed]:
    laid_out = plan(matter.report.edition, matter.folded)
    across = [balance for balances in laid_out.last_year.values() for balance in balances]
    down = [balance for balances in laid_out.children.values() for balance in balances]
    below = None
    if matter.children and matter.edition is not None:
        below = gather(matter.children, matter.edition, matter.folded)
    for balance in (*laid_out.own, *across, *(down if is_sum else ())):
        left, right = _side(matter, balance.left, below), _side(matter, balance.right, below)
        yield _one(balance, left, right)


def _side(matter: Matter, parts: Sequence[Part], below: Gathered | None) -> Sum:
    """Return what one side adds up to; open where a report that it needs is not there."""
    total = matter.sum(*(address for source, address in parts if source is Source.OWN))
    previous = None if matter.no_last_year else matter.previous
    for source, address in parts:
        if source is Source.LAST_YEAR:
            form = None if previous is None or previous.edition == STATISTICS else edition(previous.edition)
            if form is None or previous is None or address not in form.places:
                total.open_up = total.open_down = True
            else:
                total.add_cell(previous.cells.get(address), form.place(address))
        elif source is Source.CHILDREN and below is None:
            total.open_up = total.open_down = True
        elif source is Source.CHILDREN and below is not None:
            total.add_sum(below.sum(address))
    return total


def _one(balance: Balance, left: Sum, right: Sum) -> Assessed:
    if not left.meets(right):
        verdict = Verdict.DIFFERS
    else:
        verdict = Verdict.HOLDS if left.is_known and right.is_known else Verdict.NOT_ASSESSED
    return Assessed(
        balance.identity,
        balance.where,
        balance.left,
        balance.right,
        left.known if left.is_known else None,
        right.known if right.is_known else None,
        verdict,
    )

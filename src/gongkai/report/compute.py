"""What was counted → the cells of an edition: the identities within a report hold by how they are made.

A request stands in one column, as new or carried in, and ends in one row or is carried out; whoever has no
column or whose ending has no row in this edition is in no cell and is told. Every total is the sum of the
cells that the edition's own identities say it is, so it cannot differ from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from gongkai.report.edition import Edition, Identity, Per, Table
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Number, Provenance, UnsoundEdition

REQUESTS, CONTESTS = "T3", "T4"
NEW, CARRIED_IN, CARRIED_OUT = "R1", "R2", "R4"
WAYS = {"reconsideration": "A", "direct_suit": "B", "suit_after_reconsideration": "C"}
RESULTS = ("upheld", "corrected", "other", "pending")
ROW_OF_CONTESTS = "V"
COUNTED = Provenance("counted")
SUMMED = Provenance("derived")


class Request(NamedTuple):
    """How requests are alike for table 3: who asked, new or carried in, how it ended ("": carried out)."""

    requester_class: str
    carried_in: bool
    outcome: str = ""


class Contest(NamedTuple):
    """How proceedings are alike for table 4: the way, and its result or `pending`."""

    way: str
    result: str


@dataclass(frozen=True, slots=True)
class Computed:
    """The cells of a form, and what of the given has no place in it, with how many of each there are."""

    cells: dict[str, Cell]
    homeless: dict[Request | Contest, int]


def compute(
    form: Edition,
    requests: Mapping[Request, int],
    contests: Mapping[Contest, int],
    given: Mapping[str, Number],
) -> Computed:
    """Return every cell of a form.

    `given` are the numbers of cells that are neither requests, proceedings nor sums (norms, declared
    numbers); such a cell without one is blank. Raises KeyError for a given number that has no such cell.
    """
    numbers: dict[str, Number] = {}
    homeless: dict[Request | Contest, int] = {}
    counted: tuple[tuple[Request | Contest, int], ...] = (*requests.items(), *contests.items())
    for what, n in counted:
        addresses = _adds_to(form.key, what)
        if not addresses:
            homeless[what] = n
        for address in addresses:
            numbers[address] = numbers.get(address, 0) + n
    for address, number in given.items():
        if address.partition(".")[0] in (REQUESTS, CONTESTS) or address not in form.places:
            raise KeyError(address)
        numbers[address] = number
    sums = parts(form)
    cells = _nothing(form.key).copy()
    for address, number in numbers.items():
        cells[address] = _cell(number, address in sums)
    return Computed(cells, homeless)


def request_cells(form: Edition, request: Request) -> tuple[str, ...]:
    """Return the two cells a request stands in: how it came, how it ended; none where one of them is not."""
    column = _columns(form.key).get(request.requester_class)
    row = CARRIED_OUT if not request.outcome else _rows(form.key).get(request.outcome)
    if column is None or row is None:
        return ()
    came = CARRIED_IN if request.carried_in else NEW
    return (f"{REQUESTS}.{came}.{column}", f"{REQUESTS}.{row}.{column}")


def contest_cells(form: Edition, contest: Contest) -> tuple[str, ...]:
    """Return the cell a proceeding stands in; none for a way or a result without a column."""
    way = WAYS.get(contest.way)
    if way is None or contest.result not in RESULTS:
        return ()
    address = f"{CONTESTS}.{ROW_OF_CONTESTS}.{way}_{contest.result}"
    return (address,) if address in form.places else ()


def requests_of(form: Edition, address: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Return what a cell of table 3 counts: the class, the row's code, its outcomes; None for any other."""
    place = form.places[address]
    if place.table != REQUESTS or address in parts(form):
        return None
    return place.column.key, place.row.code, getattr(place.row, "counts", ())


def contests_of(form: Edition, address: str) -> Contest | None:
    """Return what a cell of table 4 counts; None for any other."""
    if form.places[address].table != CONTESTS or address in parts(form):
        return None
    letter, _, result = form.places[address].column.code.partition("_")
    return Contest({letter: way for way, letter in WAYS.items()}[letter], result)


def parts(form: Edition) -> Mapping[str, tuple[str, ...]]:
    """Return, for each cell that is a sum, the cells it is the sum of, as the edition's identities say.

    A total of totals (表三总计栏的总计行) is that of its row.
    """
    return _parts(form.key)


@cache
def _parts(key: str) -> Mapping[str, tuple[str, ...]]:
    form = edition(key)
    found: dict[str, tuple[str, ...]] = {}
    for identity in form.identities:
        if len(identity.right) != 1 or any(t.source for t in (*identity.left, *identity.right)):
            continue
        for table in form.tables:
            if identity.table in (None, table.code):
                found |= _sums(identity, table)
    return {address: found[address] for address in form.places if address in found}


def _sums(identity: Identity, table: Table) -> dict[str, tuple[str, ...]]:
    whole, of = identity.right[0].key, [term.key for term in identity.left]
    found = {}
    for place in table.places:
        row, column = place.row.code, place.column.code
        if identity.per is Per.COLUMN and row == whole and place.row.derived:  # type: ignore[union-attr]
            if not place.column.derived:
                found[place.address] = tuple(f"{table.code}.{part}.{column}" for part in of)
        elif identity.per is Per.ROW and column == whole and place.column.derived:
            found[place.address] = tuple(f"{table.code}.{row}.{part}" for part in of)
    return found


@lru_cache(maxsize=4096)  # as many as there are classes, endings and results
def _adds_to(key: str, what: Request | Contest) -> tuple[str, ...]:
    """Return every cell that one more of it makes one more, sums of sums among them."""
    form = edition(key)
    cells = request_cells(form, what) if isinstance(what, Request) else contest_cells(form, what)
    above = _above(key)
    return (*cells, *(total for address in cells for total in above.get(address, ())))


@cache
def _above(key: str) -> Mapping[str, tuple[str, ...]]:
    """Return, for each cell, the sums it is part of, those of which these are part, and so on up."""
    direct: dict[str, list[str]] = {}
    for total, of in _parts(key).items():
        if total.partition(".")[0] not in (REQUESTS, CONTESTS):
            raise UnsoundEdition(f"{key}年格式的{total}是别的格之和：没有填报的格不是0，不能相加。")
        for part in of:
            direct.setdefault(part, []).append(total)

    def up(address: str) -> tuple[str, ...]:
        return tuple(each for total in direct.get(address, ()) for each in (total, *up(total)))

    return {address: up(address) for address in direct}


@cache
def _nothing(key: str) -> dict[str, Cell]:
    """Return the cells where nothing was counted or given: zero of requests and proceedings, else blank."""
    form = edition(key)
    sums = parts(form)
    return {
        address: _cell(0, address in sums) if place.table in (REQUESTS, CONTESTS) else BLANK
        for address, place in form.places.items()
    }


@lru_cache(maxsize=4096, typed=True)  # most cells of most organs are zero
def _cell(number: Number, is_sum: bool) -> Cell:
    return Cell(number, provenance=SUMMED if is_sum else COUNTED)


@cache
def _columns(key: str) -> Mapping[str, str]:
    (block,) = edition(key).table(REQUESTS).blocks
    return {column.key: column.code for column in block.columns if column.key and not column.derived}


@cache
def _rows(key: str) -> Mapping[str, str]:
    (block,) = edition(key).table(REQUESTS).blocks
    return {outcome: row.code for row in block.rows for outcome in row.counts}

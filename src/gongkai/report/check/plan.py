"""The identities of an edition, laid out once into lists of addresses.

An edition says "for each column, these rows"; a plan says which cells that is, column by column
and row by row. Each balance is checked for itself, so that two errors which cancel in 总计 are
still found in their columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from operator import itemgetter

from gongkai.report.edition import Block, Edition, FoldedRow, Identity, Per, Row, Source, Table, Term
from gongkai.report.loader import edition
from gongkai.report.model import Number
from gongkai.report.naming import cell_name, column_name, row_name

Part = tuple[Source, str]
"""Whose report, and which cell of it."""

Terms = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """One identity at one place: the cells of its two sides. `where` is the place in words."""

    identity: Identity
    where: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    numbers: Callable[[dict[str, Number]], tuple[Number, ...]]  # those of both sides, left first

    @property
    def own(self) -> tuple[str, ...]:
        """The cells of the checked report itself."""
        return tuple(address for source, address in (*self.left, *self.right) if source is Source.OWN)


@dataclass(slots=True)
class Plan:
    """The balances of one edition: those of a report alone, and by identity those that need more."""

    own: list[Balance] = field(default_factory=list)
    last_year: dict[str, list[Balance]] = field(default_factory=dict)
    children: dict[str, list[Balance]] = field(default_factory=dict)


@cache
def plan(key: str, folded: frozenset[str] = frozenset()) -> Plan:
    """Lay out the identities of an edition for reports that print the `folded` rows."""
    form, laid_out = edition(key), Plan()
    for identity in form.identities:
        sources = {term.source for term in (*identity.left, *identity.right)}
        tables = form.tables if identity.table is None else (form.table(identity.table),)
        balances = [b for table in tables for b in _balances(form, identity, table, folded)]
        if Source.CHILDREN in sources:
            laid_out.children[identity.code] = balances
        elif Source.LAST_YEAR in sources:
            laid_out.last_year[identity.code] = balances
        else:
            laid_out.own += balances
    return laid_out


def _balances(form: Edition, identity: Identity, table: Table, folded: frozenset[str]) -> Iterator[Balance]:
    for block in table.blocks:
        match identity.per:
            case Per.COLUMN:
                yield from _by_column(identity, table, block, folded)
            case Per.ROW:
                yield from _by_row(identity, table, block, folded)
            case Per.CELL:
                for code in _rows(block, folded, hide_parts=True):
                    for column in block.columns:
                        address = f"{table.code}.{code}.{column.code}"
                        where = cell_name(form.place(address))
                        yield _balance(identity, where, partial(_in_cell, address))


def _by_column(identity: Identity, table: Table, block: Block, folded: frozenset[str]) -> Iterator[Balance]:
    known = {row.code for row in block.rows}
    if not {term.key for term in (*identity.left, *identity.right)} <= known:
        return  # the identity is about another block of the table
    for column in block.columns:
        yield _balance(
            identity,
            f"{column_name(column)}栏",
            partial(_in_column, table.code, column.code),
            partial(_with_folds, block, folded),
        )


def _by_row(identity: Identity, table: Table, block: Block, folded: frozenset[str]) -> Iterator[Balance]:
    for code in _rows(block, folded):
        if not identity.rows or code in identity.rows:
            yield _balance(
                identity,
                _row_words(block, code, min(identity.left, identity.right, key=len)[0]),
                partial(_in_row, table.code, code),
            )


def _balance(
    identity: Identity,
    where: str,
    address: Callable[[Term], str],
    terms: Callable[[Terms], Terms] = tuple,
) -> Balance:
    left = tuple((term.source, address(term)) for term in terms(identity.left))
    right = tuple((term.source, address(term)) for term in terms(identity.right))
    # Neither side is empty (the loader sees to it), so itemgetter always returns a tuple.
    return Balance(identity, where, left, right, itemgetter(*(a for _, a in (*left, *right))))


def _rows(block: Block, folded: frozenset[str], hide_parts: bool = False) -> list[str]:
    """Return the codes of the rows a report prints, in order, a folded row before those it replaces."""
    printed = [row for row in block.folded if row.code in folded]
    parts = {code for row in printed for code in row.stands_for}
    before = {row.stands_for[0]: row.code for row in printed}
    codes: list[str] = []
    for row in block.rows:
        codes += [before[row.code]] if row.code in before else []
        codes += [] if hide_parts and row.code in parts else [row.code]
    return codes


def _in_column(table: str, column: str, term: Term) -> str:
    return f"{table}.{term.key}.{column}"


def _in_row(table: str, row: str, term: Term) -> str:
    return f"{table}.{row}.{term.key}"


def _in_cell(address: str, _: Term) -> str:
    return address


def _with_folds(block: Block, folded: frozenset[str], terms: Terms) -> Terms:
    """Count a folded row once, in place of the rows it stands for."""
    for row in block.folded:
        if row.code in folded and set(row.stands_for) <= {term.key for term in terms}:
            first, rest = row.stands_for[0], row.stands_for[1:]
            terms = tuple(
                Term(row.code, term.source) if term.key == first else term
                for term in terms
                if term.key not in rest
            )
    return terms


def _row_words(block: Block, code: str, first: Term) -> str:
    rows: list[Row | FoldedRow] = [*block.rows, *block.folded]
    row = next(row for row in rows if row.code == code)
    if row.labels:
        return row_name(row)
    # A table of one row without a label: the column whose total it is says more than its code.
    return f"{column_name(next(c for c in block.columns if c.code == first.key))}栏"

"""Stage three, where several readings are possible: the identities may decide.

A reading of a row of table 3 must satisfy A2 (总计 = the other six). Where several still do, N1 and
A1 over all rows decide if exactly one combination satisfies them. What remains open is ambiguous,
cell by cell: cells on which all readings agree are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

from gongkai.report.edition import Identity, Per, Source
from gongkai.report.read.splits import RUN_LIMIT, splits

Reading = tuple[int | None, ...]  # one row: a number a column, None where nothing is printed

COMBINATIONS_LIMIT = 40_000


def balanced(reading: Reading) -> bool:
    """Say whether the last number is the sum of the others (blanks count as nothing known)."""
    total = reading[-1]
    if total is None:
        return True
    known = sum(number for number in reading[:-1] if number is not None)
    return known == total if None not in reading else known <= total


def decide_rows(
    candidates: Mapping[str, Sequence[Reading]], identities: Iterable[Identity]
) -> dict[str, list[Reading]]:
    """Narrow each row's readings to those that balance, then to those that fit each other.

    `candidates` holds the rows of table 3 by code; a row printed without doubt has one reading,
    which is never dropped. `identities` are the edition's; those per column of one report (N1, A1)
    are used, with every row they name. Rows that nothing decides keep several readings.
    """
    rows = {code: _balancing(readings) for code, readings in candidates.items()}
    for identity in identities:
        terms = (*identity.left, *identity.right)
        if identity.per is Per.COLUMN and all(term.source is Source.OWN for term in terms):
            left, right = ([term.key for term in side] for side in (identity.left, identity.right))
            if {*left, *right} <= rows.keys():
                _fit(rows, left, right)
    return rows


def table4_readings(tokens: Sequence[str], blocks: int = 3, width: int = 5) -> list[Reading]:
    """Return the readings of a run as table 4: blocks of five whose last is the sum of the others.

    Exactly as many digits as cells have one reading, whether it balances or not.
    """
    digits = "".join(tokens)
    if not digits.isdigit() or not blocks * width <= len(digits) <= RUN_LIMIT:
        return []
    if len(digits) == blocks * width:
        return [tuple(map(int, digits))]
    return list(_blocks(digits, blocks, width))


def _blocks(digits: str, blocks: int, width: int) -> Iterator[Reading]:
    if blocks == 0:
        if not digits:
            yield ()
        return
    room = len(digits) - (blocks - 1) * width
    for length in range(width, room + 1):
        for split in splits(digits[:length], width):
            block = tuple(map(int, split))
            if balanced(block):
                for rest in _blocks(digits[length:], blocks - 1, width):
                    yield (*block, *rest)


def _balancing(readings: Sequence[Reading]) -> list[Reading]:
    if len(readings) == 1:
        return list(readings)
    return [reading for reading in readings if balanced(reading)] or list(readings)


def _fit(rows: dict[str, list[Reading]], left: Sequence[str], right: Sequence[str]) -> None:
    """Keep, in every row, the readings that occur in a combination with equal sums in all columns.

    A column with a blank says nothing. Nothing is dropped when no combination fits (the report
    itself does not balance) or when there are too many combinations to look at.
    """
    codes = [*left, *right]
    if prod(len(rows[code]) for code in codes) > COMBINATIONS_LIMIT:
        return
    open_rows = [code for code in codes if len(rows[code]) > 1]
    if not open_rows:
        return
    sides = {code: 1 if code in left else -1 for code in codes}
    fixed = _sum((sides[code], rows[code][0]) for code in codes if code not in open_rows)
    kept: dict[str, list[Reading]] = {code: [] for code in open_rows}
    for combination in product(*(rows[code] for code in open_rows)):
        moved = _sum((sides[code], reading) for code, reading in zip(open_rows, combination, strict=True))
        if all(a is None or b is None or a + b == 0 for a, b in zip(fixed, moved, strict=True)):
            for code, reading in zip(open_rows, combination, strict=True):
                if reading not in kept[code]:
                    kept[code].append(reading)
    for code, readings in kept.items():
        if readings:
            rows[code] = readings


def _sum(terms: Iterable[tuple[int, Reading]]) -> list[int | None]:
    """Add signed rows column by column; a column with a blank has no sum."""
    total: list[int | None] = [0] * 7
    for sign, reading in terms:
        for column, number in enumerate(reading):
            so_far = total[column]
            total[column] = None if so_far is None or number is None else so_far + sign * number
    return total

"""Digits that ran together, and the ways to part them again.

`713000074` is 71 3 0 0 0 0 74 or 7 13 0 0 0 0 74 or many others. Only splits without leading zeros
are printed by anybody; which of them was meant, the identities may say (resolve.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

RUN_LIMIT = 36  # digits of seven counts in one row; a longer run is not taken apart
SPLITS_LIMIT = 60_000  # ways; beyond, nothing can be told
_PARTS = re.compile(r"([+\-]|[减增])?(\d+(?:\.\d+)?)(元|万元)?")


def splits(digits: str, parts: int) -> Iterator[tuple[str, ...]]:
    """Yield every way to part a run of digits into that many numbers without leading zeros."""
    if parts == 1:
        if digits and (digits[0] != "0" or digits == "0"):
            yield (digits,)
        return
    longest = 1 if digits[:1] == "0" else len(digits) - parts + 1
    for length in range(1, longest + 1):
        for rest in splits(digits[length:], parts - 1):
            yield (digits[:length], *rest)


def readings(tokens: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    """Return the ways to read printed tokens as `parts` numbers; [] if none or too many.

    The spaces between tokens are boundaries of numbers if that is possible, else they are stray
    (a space inside a number is met too: 「49100005 0」 is 49 1 0 0 0 0 50).
    """
    if not all(token.isdigit() for token in tokens):
        return []
    digits = "".join(tokens)
    if not parts <= len(digits) <= RUN_LIMIT:
        return []
    kept = _along_spaces(tokens, parts)
    return kept or _limited(splits(digits, parts))


def balanced_readings(tokens: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    """Return the ways to read tokens as `parts` numbers of which the last is the sum of the others.

    Found without trying every split: a run of twenty digits has tens of thousands of them. Spaces
    are boundaries if a reading with all of them adds up, else they are stray.
    """
    digits = "".join(tokens)
    if not digits.isdigit() or not parts <= len(digits) <= RUN_LIMIT:
        return []
    walls = tuple(accumulate(len(token) for token in tokens))[:-1]
    return _adding_up(digits, parts, walls) or (_adding_up(digits, parts, ()) if walls else [])


def _adding_up(digits: str, parts: int, walls: tuple[int, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for start in range(max(parts - 1, *walls, 0), len(digits)):
        total = digits[start:]
        if total == "0" or total[0] != "0":
            addends = _addends(digits, 0, start, parts - 1, int(total), walls)
            found += [(*way, total) for way in islice(addends, SPLITS_LIMIT + 1)]
        if len(found) > SPLITS_LIMIT:
            return []
    return found


def _addends(
    digits: str, at: int, end: int, parts: int, rest: int, walls: tuple[int, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield the ways to part digits[at:end] into numbers that add up to `rest`."""
    if parts == 1:  # what is left over must be what is left to add
        if digits[at:end] == str(rest) and not any(at < w < end for w in walls):
            yield (digits[at:end],)
        return
    longest = len(str(rest))
    # Too few or too many digits for a sum of that size, however they are cut.
    if not parts <= end - at <= parts * longest or longest > end - at - parts + 2:
        return
    for stop in range(at + 1, min(at + longest, end - parts + 1) + 1):
        piece = digits[at:stop]
        number = int(piece)
        if (len(piece) > 1 and piece[0] == "0") or number > rest or any(at < w < stop for w in walls):
            return  # a longer piece begins with the same digits and is larger still
        for way in _addends(digits, stop, end, parts - 1, rest - number, walls):
            yield (piece, *way)


def _along_spaces(tokens: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()]
    for place, token in enumerate(tokens):
        left = len(tokens) - place - 1
        longer = []
        for head in found:
            room = parts - len(head) - left
            for count in range(1, min(room, len(token)) + 1):
                longer += [(*head, *split) for split in splits(token, count)]
                if len(longer) > SPLITS_LIMIT:
                    return []
        found = longer
    return [split for split in found if len(split) == parts]


def _limited(ways: Iterator[tuple[str, ...]]) -> list[tuple[str, ...]]:
    found = []
    for way in ways:
        found.append(way)
        if len(found) > SPLITS_LIMIT:
            return []
    return found


def signed_readings(
    text: str, parts: int, signed: Sequence[bool], decimal: Sequence[bool]
) -> list[tuple[str, ...]]:
    """Return the readings of a run in which some parts may have a sign or a decimal point.

    `2648-18538` in three parts of which the second may have a sign: 2648 | -1 | 8538, 2648 | -18 |
    538, …. A sign begins a number; a point and a unit (元) stand in the last number before them.
    """
    pieces = _PARTS.findall(text.replace(" ", ""))
    if "".join("".join(piece) for piece in pieces) != text.replace(" ", "") or len(text) > RUN_LIMIT:
        return []
    found: list[tuple[str, ...]] = [()]
    for sign, number, unit in pieces:
        whole, point, fraction = number.partition(".")
        longer: list[tuple[str, ...]] = []
        for head in found:
            for count in range(1, min(parts - len(head), len(whole)) + 1):
                for split in splits(whole, count):
                    words = list(split)
                    words[0] = sign + words[0]
                    words[-1] += point + fraction + unit
                    longer.append((*head, *words))
        found = longer
    return [way for way in found if len(way) == parts and _fits(way, signed, decimal)]


def _fits(way: tuple[str, ...], signed: Sequence[bool], decimal: Sequence[bool]) -> bool:
    return all(
        (s or word[0] not in "+-减增") and (d or ("." not in word and "元" not in word))
        for word, s, d in zip(way, signed, decimal, strict=True)
    )

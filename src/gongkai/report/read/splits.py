"""Digits that ran together, and the ways to part them again.

`713000074` is 71 3 0 0 0 0 74 or 7 13 0 0 0 0 74 or many others. Only splits without leading zeros
are printed by anybody; which of them was meant, the identities may say (resolve.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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


def strict_readings(tokens: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    """Return only the readings in which every space is a boundary."""
    return _along_spaces(tokens, parts)


def all_readings(tokens: Sequence[str], parts: int) -> list[tuple[str, ...]]:
    """Return the readings that take every space for stray."""
    digits = "".join(tokens)
    if not digits.isdigit() or not parts <= len(digits) <= RUN_LIMIT:
        return []
    return _limited(splits(digits, parts))


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

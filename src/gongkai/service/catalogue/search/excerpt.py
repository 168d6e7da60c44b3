"""Pieces of a text around the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from gongkai.service.catalogue.search.asked import Term
from gongkai.service.catalogue.search.words import fold, parts

LENGTH = 120  # characters of an excerpt
BEFORE = 24  # of them before the first hit
MOST_HITS = 400  # that are looked at to choose an excerpt
_CLEAR = r"[\s〔〕\[\]【】()（）]*"
_STOPS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is one of the words looked for."""

    text: str
    hit: bool = False


def pattern(terms: Sequence[Term]) -> re.Pattern[str]:
    """Return what finds the terms in a folded text, the longest first."""
    stretches = {
        tuple(atoms)
        for term in terms
        for atoms in ([[*term.text]] if term.is_exact else parts(term.text))
        if atoms
    }
    ordered = sorted(stretches, key=lambda atoms: (-len("".join(atoms)), atoms))
    return re.compile("|".join(_CLEAR.join(map(re.escape, atoms)) for atoms in ordered))


def marked(text: str, found: re.Pattern[str]) -> tuple[Piece, ...]:
    """Return the whole of a short text, such as a title, with its hits marked."""
    return _cut(text, 0, len(text), found)


def excerpt(text: str, found: re.Pattern[str]) -> tuple[Piece, ...]:
    """Return the stretch of a text in which most different words stand, from the beginning of a sentence."""
    folded = _folded(text, found)
    hits = [(match.start(), match[0]) for match in _first(found, folded)]
    start = _best(hits)
    if start:
        stop = max((folded.rfind(sign, max(0, start - BEFORE * 2), start) for sign in _STOPS), default=-1)
        start = stop + 1 if stop >= 0 else max(0, start - BEFORE)
    end = min(len(text), start + LENGTH)
    pieces = _cut(text, start, end, found)
    return (
        *((Piece("…"),) if start else ()),
        *pieces,
        *((Piece("…"),) if end < len(text) else ()),
    )


def stands_in(found: re.Pattern[str], text: str) -> bool:
    """Say whether any of the terms stands in a text."""
    return bool(found.search(text) or found.search(fold(text)))


def _folded(text: str, found: re.Pattern[str]) -> str:
    """Return a text in which hits can be looked for: as it is where it has some, which spares the folding."""
    return text if found.search(text) else fold(text)


def _first(found: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return [match for match in islice(found.finditer(text), MOST_HITS) if match[0]]


def _best(hits: list[tuple[int, str]]) -> int:
    """Return the start of the window with most different words, the first of equals."""
    best, place = 0, 0
    for number, (start, _) in enumerate(hits):
        inside = {word for at, word in hits[number : number + 20] if at < start + LENGTH - BEFORE}
        if len(inside) > best:
            best, place = len(inside), start
    return place


def _cut(text: str, start: int, end: int, found: re.Pattern[str]) -> tuple[Piece, ...]:
    part = text[start:end]
    pieces: list[Piece] = []
    done = 0
    for match in found.finditer(fold(part)):
        if match.start() > done:
            pieces.append(Piece(part[done : match.start()]))
        if match[0]:
            pieces.append(Piece(part[match.start() : match.end()], hit=True))
        done = match.end()
    if done < len(part):
        pieces.append(Piece(part[done:]))
    return tuple(pieces)

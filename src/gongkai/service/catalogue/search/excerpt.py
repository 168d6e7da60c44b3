"""Pieces of a text around the words that were looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.service.catalogue.search.asked import Term
from gongkai.service.catalogue.search.words import fold, parts

LENGTH = 120  # characters of an excerpt
BEFORE = 24  # of them before the first hit
_CLEAR = r"[\s〔〕\[\]【】()（）]*"
_STOPS = "。！？；\n"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is one of the words looked for."""

    text: str
    hit: bool = False


def pattern(terms: Sequence[Term]) -> re.Pattern[str] | None:
    """Return what finds the terms in a folded text, the longest first; None if there is none."""
    stretches = {
        tuple(atoms)
        for term in terms
        for atoms in ([[*term.text]] if term.is_exact else parts(term.text))
        if atoms
    }
    if not stretches:
        return None
    ordered = sorted(stretches, key=lambda atoms: (-len("".join(atoms)), atoms))
    return re.compile("|".join(_CLEAR.join(map(re.escape, atoms)) for atoms in ordered))


def marked(text: str, found: re.Pattern[str] | None) -> tuple[Piece, ...]:
    """Return the whole of a short text, such as a title, with its hits marked."""
    return _cut(text, 0, len(text), found)


def excerpt(text: str, found: re.Pattern[str] | None) -> tuple[Piece, ...]:
    """Return the stretch of a text in which most different words stand, from the beginning of a sentence."""
    folded = fold(text)
    hits = [] if found is None else [(match.start(), match[0]) for match in _first(found, folded, 400)]
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


def _first(found: re.Pattern[str], folded: str, most: int) -> list[re.Match[str]]:
    hits = []
    for match in found.finditer(folded):
        if match[0]:
            hits.append(match)
        if len(hits) == most:
            break
    return hits


def _best(hits: list[tuple[int, str]]) -> int:
    """Return the start of the window with most different words, the first of equals."""
    best, place = 0, 0
    for number, (start, _) in enumerate(hits):
        inside = {word for at, word in hits[number : number + 20] if at < start + LENGTH - BEFORE}
        if len(inside) > best:
            best, place = len(inside), start
    return place


def _cut(text: str, start: int, end: int, found: re.Pattern[str] | None) -> tuple[Piece, ...]:
    part = text[start:end]
    pieces: list[Piece] = []
    done = 0
    if found is not None:
        for match in found.finditer(fold(part)):
            if match.start() == match.end():
                continue
            if match.start() > done:
                pieces.append(Piece(part[done : match.start()]))
            pieces.append(Piece(part[match.start() : match.end()], hit=True))
            done = match.end()
    if done < len(part):
        pieces.append(Piece(part[done:]))
    return tuple(pieces)

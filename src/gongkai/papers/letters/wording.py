"""The small language of the templates: words, places in braces, and brackets around what may be left out.

`{收到日期}` is filled with a fact, `{条例33(2)}` with the citation of that article. What stands in `[…]` is
said only if every place in it can be filled. Text is cut into pieces once, and what is put into a place is
never read again: braces in a name are braces in a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongkai.papers.errors import PaperError
from gongkai.statute.citation import words

_PIECE = re.compile(r"\{([^{}\[\]]*)\}|\[|\]|[{}]|[^{}\[\]]+")
_TYPED = re.compile(r"\{([^{}]*)\}|[{}]|[^{}]+")
_CITED = re.compile(r"(条例|2008年条例|法释〔\d{4}〕\d+号)\s*\d+(\(\d+\))*(、\d+(\(\d+\))*)*|\d+号")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a fact is put into, or an article is cited in."""

    name: str

    @property
    def cites(self) -> str:
        """Return the citation as people read it, "" for a place that a fact is put into."""
        return words(self.name) if _CITED.fullmatch(self.name) else ""


@dataclass(frozen=True, slots=True)
class Maybe:
    """Words that are said only if each of their places can be filled."""

    pieces: tuple[str | Place, ...]


Piece = str | Place | Maybe


def template(text: str, where: str) -> tuple[Piece, ...]:
    """Return the pieces of a template's text; PaperError if its braces or brackets do not fit."""
    found: list[Piece] = []
    inner: list[str | Place] | None = None
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece in ("{", "}") or (piece in ("[", "]") and (piece == "[") != (inner is None)):
            raise PaperError(f"{where}：花括号或者方括号没有成对。")
        if piece == "[":
            inner = []
        elif piece == "]":
            found.append(Maybe(tuple(inner or ())))
            inner = None
        else:
            (found if inner is None else inner).append(Place(match[1]) if match[1] is not None else piece)
    if inner is not None:
        raise PaperError(f"{where}：方括号没有成对。")
    return tuple(found)


def typed(text: str, known: Iterable[str]) -> tuple[Piece, ...]:
    """Return the pieces of what a clerk wrote: places in braces, anything else as it stands.

    PaperError names a place that is not known, or a single brace.
    """
    found: list[Piece] = []
    names = frozenset(known)
    for match in _TYPED.finditer(text):
        if match[0] in ("{", "}"):
            raise PaperError("花括号只用来括住要填写的事项，应当成对，例如{收到日期}。")
        if match[1] is None:
            found.append(match[0])
            continue
        place = Place(match[1].strip())
        if place.name not in names and not place.cites:
            raise PaperError(f"没有“{{{place.name}}}”这一事项，请改为现有的事项或者直接写明。")
        found.append(place)
    return tuple(found)


def places(pieces: Iterable[Piece], *, optional: bool = True) -> Iterator[Place]:
    """Yield the places of a text; with `optional` False only those that must be filled."""
    for piece in pieces:
        if isinstance(piece, Place):
            yield piece
        elif isinstance(piece, Maybe) and optional:
            yield from (inner for inner in piece.pieces if isinstance(inner, Place))

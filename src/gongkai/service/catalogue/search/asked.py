"""What somebody typed, as what is asked of the index.

    营商环境 方案      both words, anywhere
    “营商环境”         exactly so (also 「」 and 《》)
    -废止              without this word

Nothing else has a meaning: there are no brackets, fields or stars, and no text is a mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.service.catalogue.search import numbers
from gongkai.service.catalogue.search.cutting import cut
from gongkai.service.catalogue.search.words import HEAD, clean, fold, pairs, parts

LONGEST = 200  # characters of a query that are looked at
MOST_TERMS = 40

# Words that bind, and the words of a question: of no use for finding, unless one asks for nothing else.
_BINDING = frozenset("的了和与及或在是对为之吗呢吧啊呀请我你您想要有") | set(
    "怎么 怎样 如何 什么 哪些 哪里 请问".split()  # noqa: SIM905 - a list to be read
)
_PIECE = re.compile(
    r"(?P<minus>[-－−–—]?)(?:\"(?P<q1>[^\"]*)\"|“(?P<q2>[^”“]*)[”“]|「(?P<q3>[^」]*)」|『(?P<q4>[^』]*)』"
    r"|《(?P<q5>[^》]*)》|(?P<word>[^\s\"“「『《]+))"
)


_QUOTED = ("q1", "q2", "q3", "q4", "q5")
_BRACKET = re.compile(r"[〔\[【(]")
_FIRST_HAN = "\u2e80"


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: as typed and folded, and the words of the index that it needs.

    A single Chinese character is looked for in the head alone: titles, numbers, issuers, keywords.
    `other` are the words of the same 文号 written as documents print it.
    """

    text: str
    words: tuple[str, ...]
    is_exact: bool = False
    other: tuple[str, ...] = ()

    @property
    def head(self) -> tuple[str, ...]:
        """The same words where they stand in the head."""
        return tuple(word if word.startswith(HEAD) else HEAD + word for word in self.words)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query read: what must be there, what must not, and what the reader is told about the reading."""

    text: str
    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    number: tuple[str, int, int] | None = None


def read(typed: str) -> Asked:
    """Return what a query asks for. Any text is one; from some nothing can be asked, and the notes say so."""
    text = " ".join(clean(typed[: LONGEST * 50]).split())
    notes = []
    if len(text) > LONGEST or len(typed) > LONGEST * 50:
        text = text[:LONGEST]
        notes.append(f"搜索词太长，只用了前{LONGEST}个字。")
    number = numbers.read(text)
    terms: list[Term] = []
    without: list[Term] = []
    if number is not None:
        terms.append(_number_term(text, number))
    else:
        for found in _PIECE.finditer(text):
            quoted = next((found[name] for name in _QUOTED if found[name] is not None), None)
            inner = found["word"] if quoted is None else quoted
            if found["minus"]:
                without += _phrase(inner)
            elif quoted is not None:
                terms += _phrase(inner)
            else:
                terms += _terms(inner)
    kept = tuple(dict.fromkeys(terms))
    if len(kept) > MOST_TERMS:
        kept = kept[:MOST_TERMS]
        notes.append(f"搜索词太多，只用了前{MOST_TERMS}个。")
    if not kept:
        notes.append("只有要排除的字词，请再输入要查找的字词。" if without else "请输入要查找的字词。")
    elif single := "、".join(f"“{term.text}”" for term in kept if _is_single(term)):
        notes.append(f"单字{single}只在标题、文号和机关名称中查找。")
    return Asked(text, kept, tuple(without), tuple(notes), number)


def _is_single(term: Term) -> bool:
    return len(term.words) == 1 and term.words[0].startswith(HEAD)


def _phrase(text: str) -> list[Term]:
    """Return a text as a term that must stand exactly so; nothing if there is nothing to look for in it."""
    words = _words(fold(text))
    return [Term(fold(text).strip(), words, is_exact=len(words) > 1)] if words else []


def _words(folded: str) -> tuple[str, ...]:
    """Return the words of a text in which nothing is cut: pairs, and what stands alone."""
    found: dict[str, None] = {}
    for atoms in parts(folded):
        found.update(dict.fromkeys(pairs(atoms) if len(atoms) > 1 else [_alone(atoms[0])]))
    return tuple(found)


def _alone(atom: str) -> str:
    return atom if atom < _FIRST_HAN else HEAD + atom


def _terms(chunk: str) -> list[Term]:
    """Return what was typed without a blank as the words it is made of."""
    if (number := numbers.read(chunk)) is not None:
        return [_number_term(chunk, number)]
    terms = [term for atoms in parts(fold(chunk)) for term in _of_stretch(atoms)]
    return [term for term in terms if not _is_single(term) and term.text not in _BINDING] or terms


def _number_term(typed: str, number: tuple[str, int, int]) -> Term:
    """Return a 文号 as a term: as documents print it, or as it was typed.

    In brackets it is meant as one piece; without them ("云政办发 2025 3") its parts may stand apart.
    """
    folded = fold(typed)
    if _BRACKET.search(folded):
        words = _words(folded)
    else:
        terms = [term for atoms in parts(folded) for term in _of_stretch(atoms)]
        words = tuple(dict.fromkeys(word for term in terms if not _is_single(term) for word in term.words))
    printed = _words(fold(numbers.written(*number)))
    return Term(folded, words, other=printed if printed != words else ())


def _of_stretch(atoms: list[str]) -> list[Term]:
    """Return the words in a stretch without breaks; a lone character joins digits beside it (3号, 2025年)."""
    pieces: list[list[str]] = []
    for piece in _cut(atoms):
        lone = len(piece) == 1
        if pieces and lone and piece[0] not in _BINDING and _joins(pieces[-1], piece[0]):
            pieces[-1].append(piece[0])
        else:
            pieces.append(piece)
    found = []
    for piece in pieces:
        if len(piece) > 1:
            found.append(Term("".join(piece), tuple(dict.fromkeys(pairs(piece)))))
        else:
            found.append(Term(piece[0], (_alone(piece[0]),)))
    return found


def _joins(before: list[str], atom: str) -> bool:
    """Say whether a lone atom goes with the piece before: 3 + 号, 第 + 3, or single characters in a row."""
    if atom >= _FIRST_HAN and before[-1].isdigit():
        return True
    is_single = len(before) == 1 and before[0] >= _FIRST_HAN and before[0] not in _BINDING
    return is_single and (atom >= _FIRST_HAN or atom.isdigit())


def _cut(atoms: list[str]) -> list[list[str]]:
    """Return the atoms in groups as the dictionary cuts them; digits and letters are groups of their own."""
    groups: list[list[str]] = []
    run: list[str] = []
    for atom in [*atoms, ""]:
        if atom >= _FIRST_HAN:
            run.append(atom)
            continue
        groups += [list(word) for word in cut("".join(run))] if run else []
        run = []
        if atom:
            groups.append([atom])
    return groups

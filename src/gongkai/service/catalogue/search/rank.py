"""How well an entry answers a query: the same figure on either database, from the entry's own text."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import NamedTuple

from gongkai.service.catalogue.search.asked import Asked
from gongkai.service.catalogue.search.entry import day_of
from gongkai.service.catalogue.search.words import fold

# Of a word: where it stands; in a text from half the points on, the more the oftener. What stands in a row
# as it was typed, or is the very title or number, gets points on top.
TITLE, NUMBER, BODY, FILES = 10.0, 6.0, 5.0, 1.0
IN_A_ROW, IN_A_ROW_BELOW, IS_THE_TITLE, IS_THE_NUMBER = 12.0, 2.0, 12.0, 100.0
FRESH, HALF_LIFE = 2.0, 4.0  # points of an entry of today, and the years in which they halve

_SIGNS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return a text folded and without any sign, to compare wordings."""
    return _SIGNS.sub("", fold(text))


class Candidate(NamedTuple):
    """What is weighed of an entry beside its text."""

    pk: int
    title: str
    number: str
    index_number: str
    issuers: str
    keywords: str
    number_word: str
    number_year: int | None
    number_serial: int | None


class Weight(NamedTuple):
    """The points of an entry so far: those of its head, and which words are still to be looked for below.

    With `words` there the text gives more or less, and `in_a_row` says that the query may stand in it as
    typed.
    """

    of_words: float
    beside: float
    words: tuple[str, ...] = ()
    in_a_row: bool = False


class Scale:
    """The weighing of entries against one query on one day."""

    def __init__(self, asked: Asked, today: date) -> None:
        self.asked = asked
        self.today = today
        self.typed = fold(asked.text)
        self.whole = bare(asked.text)
        self.terms = [(term.text, bare(term.text)) for term in asked.terms]

    def weigh(self, entry: Candidate) -> Weight:
        """Return what the head of an entry gives."""
        title = bare(entry.title)
        rest: str | None = None
        of_words, beside = 0.0, 0.0
        left = []
        for term, word in self.terms:
            if word in title:
                of_words += TITLE
                continue
            if rest is None:
                rest = bare(f"{entry.number} {entry.index_number} {entry.issuers} {entry.keywords}")
            if word in rest:
                of_words += NUMBER
            else:
                left.append(term)
        in_title = self.whole in title
        if in_title:
            beside += IN_A_ROW * len(self.whole) / len(title)
            beside += IS_THE_TITLE if self.whole == title else 0
        if self.asked.number == (entry.number_word, entry.number_year, entry.number_serial):
            beside += IS_THE_NUMBER
        years = max(0, (self.today - day_of(entry.pk)).days) / 365.25
        beside += FRESH * math.exp2(-years / HALF_LIFE)
        return Weight(of_words, beside, tuple(left), len(self.terms) > 1 and not in_title)

    def most(self, weight: Weight) -> float:
        """Return the most points that an entry can have, whatever stands in its text."""
        points = weight.of_words + BODY * len(weight.words)
        return self._sum(points, weight.beside + (IN_A_ROW_BELOW if weight.in_a_row else 0))

    def points(self, weight: Weight, text: str) -> float:
        """Return the points of an entry with such a text."""
        of_words, beside = weight.of_words, weight.beside
        for term in weight.words:
            often = text.count(term)
            of_words += BODY * (often + 3) / (often + 6) if often else FILES
        if weight.in_a_row and self.typed in text:
            beside += IN_A_ROW_BELOW
        return self._sum(of_words, beside)

    def _sum(self, of_words: float, beside: float) -> float:
        return round(of_words / len(self.terms) + beside, 6)

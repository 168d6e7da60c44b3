"""How well an entry answers a query: the same figure on either database, from the entry's own text."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import NamedTuple

from gongkai.service.catalogue.search.asked import Asked
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
    """What is weighed of an entry; `beginning` is that of its text."""

    pk: int
    title: str
    number: str
    index_number: str
    issuers: str
    keywords: str
    dated: date
    number_word: str
    number_year: int | None
    number_serial: int | None
    beginning: str | None


class Scale:
    """The weighing of entries against one query on one day."""

    def __init__(self, asked: Asked, today: date) -> None:
        self.asked = asked
        self.today = today
        self.typed = fold(asked.text)
        self.whole = bare(asked.text)
        self.terms = [(term.text, bare(term.text)) for term in asked.terms]

    def points(self, entry: Candidate) -> float:
        """Return the points of an entry."""
        title, text = bare(entry.title), entry.beginning or ""
        rest: str | None = None
        points = 0.0
        for term, word in self.terms:
            if word in title:
                points += TITLE
                continue
            if rest is None:
                rest = bare(f"{entry.number} {entry.index_number} {entry.issuers} {entry.keywords}")
            if word in rest:
                points += NUMBER
            elif often := text.count(term):
                points += BODY * (often + 3) / (often + 6)
            else:
                points += FILES
        points /= len(self.terms)
        if self.whole in title:
            points += IN_A_ROW * len(self.whole) / len(title)
            points += IS_THE_TITLE if self.whole == title else 0
        elif len(self.terms) > 1 and self.typed in text:
            points += IN_A_ROW_BELOW
        if self.asked.number == (entry.number_word, entry.number_year, entry.number_serial):
            points += IS_THE_NUMBER
        years = max(0, (self.today - entry.dated).days) / 365.25
        return round(points + FRESH * math.exp2(-years / HALF_LIFE), 6)

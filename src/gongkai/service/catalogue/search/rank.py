"""How well an entry answers a query: the same figure on either database, from the entry's own text."""

from __future__ import annotations

import math
import re
from datetime import date

from gongkai.service.catalogue.search.asked import Asked
from gongkai.service.catalogue.search.models import Indexed
from gongkai.service.catalogue.search.words import fold

# Of a word: where it stands. The whole query in a row, or as the very title, comes on top.
TITLE, NUMBER, BODY, FILES = 10.0, 6.0, 4.0, 1.0
IN_A_ROW, IS_THE_TITLE, IS_THE_NUMBER = 12.0, 12.0, 100.0
FRESH, HALF_LIFE = 2.0, 4.0  # points of an entry of today, and the years in which they halve

_SIGNS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return a text folded and without any sign, to compare wordings."""
    return _SIGNS.sub("", fold(text))


def score(row: Indexed, body: str, asked: Asked, today: date) -> float:
    """Return the points of an entry; `body` is as much of its text as is looked at."""
    title = bare(row.title)
    rest = bare(f"{row.number} {row.index_number} {row.issuers} {row.keywords}")
    points = 0.0
    for term in asked.terms:
        word = bare(term.text)
        if word in title:
            points += TITLE
        elif word in rest:
            points += NUMBER
        elif often := body.count(term.text):
            points += BODY * often / (often + 3)
        else:
            points += FILES
    points /= len(asked.terms)
    whole = bare(asked.text)
    if whole in title:
        points += IN_A_ROW * len(whole) / len(title) + (IS_THE_TITLE if whole == title else 0)
    if asked.number and asked.number == (row.number_word, row.number_year, row.number_serial):
        points += IS_THE_NUMBER
    years = max(0, (today - row.dated).days) / 365.25
    return round(points + FRESH * math.exp2(-years / HALF_LIFE), 6)

"""文号: 机关代字〔年份〕序号, however it was typed, and which existing number somebody may have meant."""

from __future__ import annotations

import re
from datetime import datetime

from django.db.models import Q
from rapidfuzz import fuzz

from gongkai.service.catalogue.search.models import Indexed
from gongkai.service.catalogue.search.words import fold

_OPEN, _SHUT = r"[〔\[【((]", r"[〕\]】))]"
_NUMBER = re.compile(
    rf"(?P<word>[\u4e00-\u9fff]{{1,20}})\s*(?:{_OPEN}\s*)?(?P<year>(?:19|20)\d\d)\s*(?:年|{_SHUT})?\s*"
    r"第?\s*(?P<serial>\d{1,5})\s*号?"
)
NEAR = 20  # candidates of each kind that are compared
LEAST = 60  # of 100: how alike a number must be to be proposed
MOST = 3  # proposals


def read(text: str) -> tuple[str, int, int] | None:
    """Return word, year and serial if the whole text is one 文号 in whatever brackets; None if it is not."""
    found = _NUMBER.fullmatch(fold(text).strip())
    return None if found is None else (found["word"], int(found["year"]), int(found["serial"]))


def written(word: str, year: int, serial: int) -> str:
    """Return a 文号 as documents print it (GB/T 9704-2012, 7.2.5)."""
    return f"{word}〔{year}〕{serial}号"


def did_you_mean(text: str, at: datetime) -> list[str]:
    """Return the numbers nearest to the one asked for, if that is a number which nothing visible has."""
    asked = read(text)
    if asked is None:
        return []
    word, year, serial = asked
    seen = Indexed.objects.filter(Q(ends__isnull=True) | Q(ends__gt=at), begins__lte=at)
    if seen.filter(number_word=word, number_year=year, number_serial=serial).exists():
        return []
    same_word = seen.filter(number_word=word)
    near = [
        same_word.filter(number_year=year, number_serial__lte=serial).order_by("-number_serial"),
        same_word.filter(number_year=year, number_serial__gte=serial).order_by("number_serial"),
        same_word.filter(number_serial=serial).order_by("-number_year"),
        seen.filter(number_year=year, number_serial=serial).order_by("number_word"),
    ]
    found: set[tuple[str, int, int]] = set()
    for rows in near:
        for row in rows.only("number_word", "number_year", "number_serial")[:NEAR]:
            if row.number_year is not None and row.number_serial is not None:
                found.add((row.number_word, row.number_year, row.number_serial))
    wanted = written(*asked)
    scored = [(-fuzz.ratio(wanted, written(*number)), written(*number)) for number in found]
    return [number for likeness, number in sorted(scored) if -likeness >= LEAST][:MOST]

"""Whose index numbers a number is one of: an import keeps an organ's own, and takes none of another's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.db.models import Q
from django.db.models.functions import Substr

from gongkai.service.catalogue.index import fronts
from gongkai.service.catalogue.models import IndexPattern
from gongkai.service.organs.models import Organ

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")


class Series:
    """What the numbers of organs begin with, as far as these numbers may be theirs; in two queries."""

    def __init__(self, numbers: Iterable[str]) -> None:
        begins = {front for number in numbers for front in _begins(number)}
        listed = Organ.objects.annotate(nine=Substr("uscc", 9, 9)).filter(
            Q(code__in=begins) | Q(uscc__in=begins) | Q(nine__in=begins)
        )
        self._by_name: dict[str, list[Organ]] = {}
        for organ in listed if begins else ():
            for name in {organ.code, organ.uscc, organ.uscc[8:17]} - {""}:
                self._by_name.setdefault(name, []).append(organ)
        patterns = IndexPattern.objects.select_related("organ") if begins else ()
        self._by_front = [(front, row.organ) for row in patterns for front in fronts(row)]

    def other(self, number: str, own: Collection[int]) -> Organ | None:
        """Return the organ in whose series a number stands, if it is none of `own`; None if in nobody's.

        The longest beginning counts: the number of a bureau begins with the code of its government, too.
        """
        found = [(len(front), organ) for front in _begins(number) for organ in self._by_name.get(front, ())]
        found += [(len(front), organ) for front, organ in self._by_front if number.startswith(front)]
        longest = max((length for length, _organ in found), default=0)
        organs = [organ for length, organ in found if length == longest]
        return None if any(organ.pk in own for organ in organs) or not organs else organs[0]


def year_in(number: str) -> int | None:
    """Return the year that stands in an index number, the last if several do; None if none does."""
    years = _YEAR.findall(number.rpartition("-")[0] or number)
    return int(years[-1]) if years else None


def _begins(number: str) -> set[str]:
    """Return what a number begins with, up to each of its signs, with and without hyphens."""
    parts = {number[: sign.start()] for sign in re.finditer(r"[/\-_.]", number)}
    return parts | {part.replace("-", "") for part in parts}

"""In whose name the sum of a year is filed: in that of the organ as it was at the end of the year.

A government that was renamed or merged since owes last year's sum under the name of then: the authority
above looks for it under that name (`obliged.own_organs`), and who came after makes it (条例49; 30号).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.urls import reverse

from gongkai.service.annual.deadlines import GOVERNMENTS
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import SUMMING, summing_of
from gongkai.service.annual.whose import there_at_the_end
from gongkai.service.organs.continuity import came_after, kept_by, kept_of_each
from gongkai.service.organs.models import Organ


def sums_of(organ: Organ, year: int, on: date) -> list[Organ]:
    """Return in whose names the posts of an organ file the sums of a year: its own name first.

    Those it answers for that were there at the end of the year; and one under whose name the sum of that year
    was filed already. Of two that merged each has its own. Never empty: who sums nothing has its own name.
    """
    names = kept_by([organ.pk], on)
    if names == {organ.pk}:
        return [organ]
    there = there_at_the_end(names, [year])[year]
    filings = Filing.objects.filter(organ__in=names, year=year, scope=Filing.Scope.AGGREGATE)
    begun = set(filings.filter(~Q(versions=None) | ~Q(reports=None)).values_list("organ", flat=True))
    then = list(Organ.objects.filter(pk__in=there | begun).order_by("code"))
    over = summing_of([each.pk for each in then], year)

    def sums(each: Organ) -> bool:
        if each == organ or each.pk in begun:
            return True
        return each.kind in GOVERNMENTS or (each.kind in SUMMING and each.pk in over)

    found = [each for each in then if sums(each)] or [each for each in then if each.kind in SUMMING]
    return sorted(found, key=lambda each: each != organ) or [organ]


def must_sum(organs: Collection[Organ], year: int, on: date) -> set[int]:
    """Return the keys of those that were there at the end of a year and have others that report to them.

    Under the name of then, a former one, or that of who came after: who reports may be entered under each.
    """
    heads = {organ.pk for organ in organs if organ.kind in SUMMING}
    heads = there_at_the_end(heads, [year])[year] if heads else set()
    if not heads:
        return set()
    after, (before, _ended) = came_after(heads, on), kept_of_each(heads, on)
    names = {key: {key} | after[key] | before[key].alone | before[key].shared for key in heads}
    over = summing_of(set().union(*names.values()), year)
    return {key for key in heads if over & names[key]}


def sum_address(filing: Filing) -> str:
    """Return the address of the page that sums a year in the name of the organ of a filing."""
    return f"{reverse('desk-annual-sum')}?year={filing.year}&organ={filing.organ.code}"


__all__ = ["must_sum", "sum_address", "sums_of"]

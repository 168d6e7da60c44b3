"""Whose report of a year stands under a former name: it was handed in before the renaming was entered.

A new name is the same organ, and one report of a year is what it owes (条例49、50). So the one that was
submitted or published under the former name is its report of that year, in the register and in every sum,
until the organ hands in one under its new name.
"""

from __future__ import annotations

from django.db.models import Q

from gongkai.service.annual.deadlines import former_names
from gongkai.service.annual.models import Filing, Step


def reported_under(year: int) -> dict[int, int]:
    """Return the former name for each organ whose report of a year stands under it: two queries."""
    names = former_names()
    if not names:
        return {}
    handed_in = Q(reports__isnull=False) | Q(versions__steps__kind=Step.Kind.SUBMITTED)
    keys = names.keys() | {former.organ for each in names.values() for former in each}
    found = Filing.objects.filter(handed_in, year=year, organ__in=keys).order_by()
    reported = set(found.values_list("organ", flat=True))
    stands = {}
    for organ, each in names.items():
        under = (former.organ for former in each if former.since <= year and former.organ in reported)
        if organ not in reported and (old := next(under, None)) is not None:
            stands[organ] = old
    return stands


__all__ = ["reported_under"]

"""Whose reports of a year pass to the organ that came after: of all who had one, or nothing.

One rule for the own reports and for the sums, for the desk and for the public page: a part of what is wanted
is told as nobody's.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Min, Q

from gongkai.service.annual.models import Filing, Reporter
from gongkai.service.annual.obliged import scope_of
from gongkai.service.annual.whose import there_at_the_end
from gongkai.service.organs.models import Organ

OWN, AGGREGATE = str(Filing.Scope.OWN), str(Filing.Scope.AGGREGATE)
Reporting = dict[str, dict[int, set[int]]]  # by scope and year


def reporting_at_the_end(
    organs: Collection[int], years: Collection[int], scopes: Collection[str] = (OWN, AGGREGATE)
) -> Reporting:
    """Return which of these organs reported for each of these years, by scope, in as many queries as for one.

    Who was there at the end of a year has a report of its own; a sum has who sums the reports of others.
    """
    there = there_at_the_end(organs, years)
    found = {OWN: there}
    if AGGREGATE in scopes:
        since = _summing_since(organs)
        found[AGGREGATE] = {
            year: {organ for organ in keys if since.get(organ, year + 1) <= year}
            for year, keys in there.items()
        }
    return found


def _summing_since(organs: Collection[int]) -> dict[int, int]:
    """Return from which year on each of these organs sums: a government ever since, who never does is
    not named.

    Any other organ does from the first year in which others reported to it, or of which its sum is here.
    """
    done = Q(reports__isnull=False) | Q(closings__isnull=False)
    sums = Filing.objects.filter(done, organ__in=organs, scope=AGGREGATE).order_by()
    found = dict(sums.values_list("organ").annotate(Min("year")))
    below = Reporter.objects.filter(to__in=organs).order_by()
    reported_to = dict(below.values_list("to").annotate(Min("since")))
    over = Organ.objects.filter(supervisor__in=organs).order_by().values_list("supervisor", flat=True)
    reported_to |= dict.fromkeys(over.distinct(), 0)
    for organ in Organ.objects.filter(pk__in=organs).only("kind"):
        if scope_of(organ, ()) == AGGREGATE:
            found[organ.pk] = 0
        elif scope_of(organ, reported_to) == AGGREGATE:
            found[organ.pk] = min(reported_to[organ.pk], found.get(organ.pk, reported_to[organ.pk]))
    return found


def passed(organ: int, wanted: Collection[int], given: Collection[int]) -> tuple[set[int], set[int]]:
    """Return whose reports together are the year of an organ, and whose are lacking.

    `wanted` are those who reported for the year, `given` those whose report is here. One in the name of an
    organ that was not there yet is of all that it came after, and stands for what is lacking of theirs.
    """
    lacking = set(wanted) - set(given)
    if lacking and organ in given and organ not in wanted:
        return {organ}, set()
    return set(wanted) & set(given), lacking


__all__ = ["AGGREGATE", "OWN", "passed", "reporting_at_the_end"]

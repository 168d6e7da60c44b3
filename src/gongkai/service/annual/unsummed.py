"""The sum that an authority owes and that nobody has begun: with how many reports it could sum by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gongkai.report.loader import editions
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import obliged, scope_of, summing_of
from gongkai.service.annual.standing import Stage, stands_of
from gongkai.service.annual.whose_sum import must_sum
from gongkai.service.organs.models import Organ


@dataclass(frozen=True, slots=True)
class Unsummed:
    """The filing of a sum without a version, and how many reports below were accepted or are public."""

    filing: Filing
    ready: int


def unsummed(authority: Organ, year: int, on: date) -> Unsummed | None:
    """Return the sum of a year that an authority owes and has not added up; None where it owes none.

    The authority is asked under the name of the end of the year (`whose_sum.sums_of`). Who has nobody
    reporting to it has nothing to sum (30号：逐级汇总). Words that were written before the sum do
    not begin it. A handful of queries, however many report.
    """
    if not any(form.covers(year) for form in editions()) or not must_sum([authority], year, on):
        return None
    filing = filing_at(authority, year, Filing.Scope.AGGREGATE)
    if filing.pk and (filing.versions.exists() or filing.reports.exists()):
        return None
    due = obliged(authority, year, on)
    own = {organ.pk for organ in due.own_organs}
    below = {organ.pk: organ for organ, _row in due.reporting if organ.pk not in own}
    if not below:
        return None
    sums = summing_of(below, year)
    scopes = {key: scope_of(organ, sums) for key, organ in below.items()}
    begun = Filing.objects.filter(year=year, organ__in=below).select_related("organ")
    found = stands_of(filing for filing in begun if filing.scope == scopes[filing.organ_id])
    ready = [each for each in found.values() if each.stage is Stage.ACCEPTED or each.published is not None]
    return Unsummed(filing, len(ready))


__all__ = ["Unsummed", "unsummed"]

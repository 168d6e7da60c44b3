"""Whether a request that was split off counts for itself (30号; reading L-0025)."""

from __future__ import annotations

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Link
from gongkai.statute.clock import Clock
from gongkai.statute.law import Law


def counts(case: Case, law: Law | None = None) -> bool:
    """Return whether a case is a request of its own in the annual report.

    One that was split off counts with the one it came from, unless the organ has chosen to count each:
    by the reading in force on the day of receipt.
    """
    if not Link.objects.filter(case=case, kind=Link.Kind.SPLIT).exists():
        return True
    return part_counts(ledger.clock_of(case, law or law_here()))


def part_counts(found: Clock) -> bool:
    """Return whether a case that was split off, whose clock this is, counts for itself."""
    day = found.received_on or found.arrived_on
    return day is None or found.law.reads("split_requests", day) == "each"

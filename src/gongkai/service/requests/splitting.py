"""What was split off a request: whether it counts for itself, and with what if not (30号; reading L-0025)."""

from __future__ import annotations

from collections.abc import Collection

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


def families(cases: Collection[int]) -> dict[int, tuple[int, ...]]:
    """Return the requests that cases were split off, each with all that was split off it, and off those.

    `cases` are keys of parts, or of what was split; one that is neither is a family of itself.
    """
    parts: dict[int, list[int]] = {}
    of = {whole: whole for whole in wholes(cases).values()}
    while of:
        rows = (
            Link.objects.filter(kind=Link.Kind.SPLIT, other__in=of)
            .order_by("pk")
            .values_list("case", "other")
        )
        under = {case: of[other] for case, other in rows}
        for whole in of.values():
            parts.setdefault(whole, [])
        for case, whole in under.items():
            parts[whole].append(case)
        of = under
    return {whole: tuple(found) for whole, found in parts.items()}


def wholes(cases: Collection[int]) -> dict[int, int]:
    """Return for each case the one that it was split off from in the end, or itself."""
    above: dict[int, int] = {}
    new = set(cases)
    while new:
        rows = Link.objects.filter(kind=Link.Kind.SPLIT, case__in=new)
        found = dict(rows.values_list("case", "other"))
        above |= found
        new = set(found.values()) - above.keys()
    return {case: _first(case, above) for case in cases}


def _first(case: int, above: dict[int, int]) -> int:
    while case in above:
        case = above[case]
    return case

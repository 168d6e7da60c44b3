"""What proceedings keep of a request: as long as one is open, nothing of who asked is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.queries import courses


def held_until(cases: Iterable[int]) -> dict[int, date]:
    """Return the last day of proceedings by the case they follow; date.max while one is open."""
    found: dict[int, date] = {}
    for each in courses(Proceeding.objects.filter(case__in=list(cases))):
        key = each.proceeding.case_id
        if key is None:  # over what the organ published: of no request
            continue
        until = each.ended_on if each.state == "ended" and each.ended_on else date.max
        found[key] = max(found.get(key, until), until)
    return found

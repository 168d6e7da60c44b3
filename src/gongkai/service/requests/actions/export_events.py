"""Export the events of a case as the file that `gongkai clock` reads."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.organs import doors
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, check_has
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.happenings import untold
from gongkai.service.requests.models import Case
from gongkai.statute.history import write_history


@transaction.atomic
def export_events(case: Case, *, by: Post, at: datetime) -> str:
    """Return the ledger of a case as YAML, and log who took it. Raises NotAllowed, NotHere.

    Parties stand in it by their keys. What was written as words is in it for whoever reads names there; who
    supervises has days, numbers and keys, from which the clock reads the same.
    """
    check_has(by, Power.SEE, timezone.localdate(at))
    doors.check_visible(by, case.organ, timezone.localdate(at))
    events = ledger.events_of(case)
    if not policy.sees_names(by, case.organ, timezone.localdate(at)):
        events = tuple(untold(event) for event in events)
    text = write_history(events)
    record("requests.export_events", by=by, at=at, kind="case", key=case.pk, organ=case.organ)
    return text

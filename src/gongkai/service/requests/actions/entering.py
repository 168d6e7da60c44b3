"""What every action that enters an event has in common: may she, has it a place, who did it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.events import Event


@transaction.atomic
def enter(
    case: Case, event: Event, *, by: Post, at: datetime, seen: int | None = None, **particulars: Any
) -> Entry:
    """Enter an event as somebody who handles requests, and log it.

    `seen` is how many entries she had before her. Raises NotAllowed, CannotDo (Overtaken).
    """
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    entry = ledger.append(case, event, by=by, at=at, seen=seen)
    record(
        f"requests.{event.kind}",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        place=entry.place,
        on=event.on,
        **particulars,
    )
    return entry

"""Take the list behind a cell out as a table: which, by whom, and when is logged before it leaves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.annual import doors
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, check_has


@transaction.atomic
def export_cell(
    organ: Organ, year: int, address: str, *, form: str, count: int, by: Post, at: datetime
) -> None:
    """Log it. Raises NotAllowed, NotHere. No name and no number of a person is in what is taken out."""
    on = timezone.localdate(at)
    check_has(by, Power.SEE, on)
    doors.organ_for(by, organ.code, year, on)
    record(
        "annual.exported",
        by=by,
        at=at,
        kind="organ",
        key=organ.code,
        organ=organ,
        year=year,
        address=address,
        form=form,
        count=count,
    )

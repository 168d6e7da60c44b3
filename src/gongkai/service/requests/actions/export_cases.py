"""Take cases out as a table: which, by whom, and when is logged before the first line leaves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.organs import doors
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power, check_has


@transaction.atomic
def export_cases(organ: Organ, *, what: str, form: str, count: int, by: Post, at: datetime) -> None:
    """Log that figures or the cases behind one are taken out. Raises NotAllowed, NotHere.

    `what` is the key of a figure with its year, or `figures`; no name and no number of a person is in what
    is taken out.
    """
    check_has(by, Power.SEE, timezone.localdate(at))
    doors.check_visible(by, organ, timezone.localdate(at))
    record(
        "requests.exported",
        by=by,
        at=at,
        kind="organ",
        key=organ.code,
        organ=organ,
        what=what,
        form=form,
        count=count,
    )

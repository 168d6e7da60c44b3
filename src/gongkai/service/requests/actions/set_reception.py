"""Open or close an organ's online requests, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.revision import advance
from gongkai.service.requests import policy
from gongkai.service.requests.models import Reception


@transaction.atomic
def set_reception(organ: Organ, *, online: bool, since: date, by: Post, at: datetime) -> Reception:
    """Enter that an organ takes requests online, or no longer, from a day on.

    Not from a day that is past: what was open yesterday was open. Raises NotAllowed, CannotDo (since).
    """
    today = timezone.localdate(at)
    policy.check_can_consent(by, organ, today)
    if since < today:
        raise CannotDo({"since": [_("不能早于今天（%(today)s）。") % {"today": today.isoformat()}]})
    row = Reception.objects.create(organ=organ, online=online, since=since, by=by, at=at)
    record(
        "requests.reception",
        by=by,
        at=at,
        kind="organ",
        key=organ.pk,
        organ=organ,
        online=online,
        on=since,
    )
    advance()  # the entry of the organ's area says so
    return row

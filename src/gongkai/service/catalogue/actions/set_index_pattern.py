"""Set how an organ's index numbers are formed, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue import index, policy
from gongkai.service.catalogue.models import IndexPattern
from gongkai.service.clearance.refusals import WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post


@transaction.atomic
def set_index_pattern(organ: Organ, *, pattern: str, since: date, by: Post, at: datetime) -> IndexPattern:
    """Add the organ's pattern, and return it; numbers already given stay as they are.

    Raises NotAllowed, WrongFields (pattern, since).
    """
    on = timezone.localdate(at)
    policy.check_can_set_pattern(by, organ, on)
    faults: dict[str, list[str]] = {}
    try:
        index.check_pattern(pattern)
    except index.WrongPattern as fault:
        faults["pattern"] = [str(fault)]
    if since < on:
        faults["since"] = [_("不能从过去的日期起改，请填今天或者以后的日期。")]
    if faults:
        raise WrongFields(faults)
    made = IndexPattern.objects.create(
        organ=organ, since=since, pattern=pattern, entered_by=by, entered_at=at
    )
    record(
        "catalogue.set_index_pattern",
        by=by,
        at=at,
        kind="index_pattern",
        key=made.pk,
        organ=organ,
        since=since,
    )
    return made

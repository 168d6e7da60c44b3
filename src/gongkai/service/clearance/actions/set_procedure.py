"""Set the levels of an organ's review before release, from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.levels import UnsoundProcedure, read, stored
from gongkai.service.clearance.models import Procedure
from gongkai.service.clearance.refusals import WrongFields
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post


@transaction.atomic
def set_procedure(
    organ: Organ,
    *,
    levels: Sequence[Mapping[str, Any]],
    since: date,
    by: Post,
    at: datetime,
    source: str = "",
) -> Procedure:
    """Add the organ's choice of levels, and return it; reviews already opened keep theirs.

    `levels` is a list of {"name": "初审", "duties": ["clerk", "reviewer"]}, first to last; `source` the
    organ's own rule. By the head of the office or the leader. Raises NotAllowed, WrongFields (levels,
    since, source).
    """
    on = timezone.localdate(at)
    policy.check_can_set_procedure(by, organ, on)
    faults: dict[str, list[str]] = {}
    try:
        sound = stored(read(levels))
    except UnsoundProcedure as fault:
        faults["levels"] = [str(fault)]
    if since < on:
        faults["since"] = [_("审查程序不能从过去的日期起改，请填今天或者以后的日期。")]
    if len(source) > 200:
        faults["source"] = [_("依据不超过200字。")]
    if faults:
        raise WrongFields(faults)
    made = Procedure.objects.create(
        organ=organ, since=since, levels=sound, source=source.strip(), entered_by=by, entered_at=at
    )
    record(
        "clearance.set_procedure",
        by=by,
        at=at,
        kind="procedure",
        key=made.pk,
        organ=organ,
        since=since,
        levels=len(sound),
    )
    return made

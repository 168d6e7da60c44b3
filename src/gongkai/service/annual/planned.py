"""Why a report is not public on the day that was chosen for it: asked anew whenever it is shown."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.outdated import refuse_outdated
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import Stage, Stands
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo


def why_not_public(found: Stands, on: date) -> str:
    """Return what keeps the version from being published on the day chosen; "" if nothing does.

    That the post of who chose it has ended since does not (`publish_as_planned`).
    """
    planned, version = found.planned, found.version
    if planned is None or version is None:
        return ""
    try:
        check_released(version)
        refuse_blocked(found)
        if found.stage is Stage.CLEARED:
            refuse_outdated(found, timezone.make_aware(datetime.combine(on, time.max)))
    except (CannotDo, NotCleared) as refusal:
        return str(refusal)
    return ""

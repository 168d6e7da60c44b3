"""Set which doubts before signing stop an organ's letters, from a day on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import policy
from gongkai.service.requests.models import PreflightChoice
from gongkai.service.requests.preflight_rules import SETTABLE


@transaction.atomic
def set_preflight(
    organ: Organ, *, blocks: Collection[str], since: date, says: str, by: Post, at: datetime
) -> PreflightChoice:
    """Enter which of the settable doubts stop a letter from a day on, with the reason; the rest are told.

    Raises NotAllowed, CannotDo (since; says; blocks: a doubt that is not the organ's to set).
    """
    today = timezone.localdate(at)
    policy.check_can_consent(by, organ, today)
    faults: dict[str, list[str]] = {}
    if since < today:
        faults["since"] = [_("不能早于今天（%(today)s）。") % {"today": today.isoformat()}]
    if set(blocks) - set(SETTABLE):
        faults["blocks"] = [_("这一项由法律规定或者由事实决定，不能由机关设定。")]
    if len(says.strip()) < 4:
        faults["says"] = [_("请写明理由（至少4个字）。")]
    if faults:
        raise CannotDo(faults)
    row = PreflightChoice.objects.create(
        organ=organ, blocks=sorted(set(blocks)), since=since, says=says.strip(), by=by, at=at
    )
    record(
        "requests.preflight",
        by=by,
        at=at,
        kind="organ",
        key=organ.pk,
        organ=organ,
        on=since,
        blocks=row.blocks,
    )
    return row

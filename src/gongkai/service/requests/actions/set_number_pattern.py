"""Set how an organ forms the numbers of its requests or letters, from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import numbering, policy
from gongkai.service.requests.models import NumberPattern


@transaction.atomic
def set_number_pattern(
    organ: Organ, *, of: str, pattern: str, since: date, by: Post, at: datetime
) -> NumberPattern:
    """Add a pattern of an organ (`of`: case or letter) and return it; numbers already given stay.

    Raises NotAllowed, CannotDo (of, pattern, since), also where another organ's numbers would be the same.
    """
    today = timezone.localdate(at)
    policy.check_can_consent(by, organ, today)
    faults: dict[str, list[str]] = {}
    if of not in NumberPattern.Of.values:
        faults["of"] = [_("请选择登记号还是文号。")]
    try:
        numbering.check_pattern(pattern)
        numbering.refuse_taken(organ, pattern)
    except numbering.WrongPattern as fault:
        faults["pattern"] = [str(fault)]
    if since < today:
        faults["since"] = [_("不能早于今天（%(today)s）。") % {"today": today.isoformat()}]
    if faults:
        raise CannotDo(faults)
    row = NumberPattern.objects.create(organ=organ, of=of, pattern=pattern, since=since, by=by, at=at)
    record("requests.number_pattern", by=by, at=at, kind="organ", key=organ.pk, organ=organ, of=of, on=since)
    return row

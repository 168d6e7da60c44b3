"""Confirm with the requester that the request was received: that day is the day of receipt (条例 art. 31)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Contact, Entry
from gongkai.statute.events import ReceiptConfirmed


@transaction.atomic
def contact(
    case: Case,
    *,
    on: date,
    means: str,
    reached: bool,
    by: Post,
    at: datetime,
    says: str = "",
    seen: int | None = None,
) -> Entry | None:
    """Note an attempt to reach the requester; where it succeeded, enter the confirmation.

    Each attempt is evidence of its own, successful or not. Raises NotAllowed, CannotDo (on, means).
    """
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    ledger.check_day(on, timezone.localdate(at))
    if not means.strip():
        raise CannotDo({"means": [_("请写明用什么方式联系，例如电话。")]})
    Contact.objects.create(
        case=case, on=on, means=means.strip(), reached=reached, says=says.strip(), by=by, at=at
    )
    if not reached:
        return None
    event = ReceiptConfirmed(on=on, by_whom=f"{by.organ}{by.title}", means=means.strip())
    return enter(case, event, by=by, at=at, seen=seen)

"""Find that a request is given up: not corrected, or not paid for, in time (条例 30; 109号)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import kindred
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.events import CorrectionLapsed, FeeLapsed


@transaction.atomic
def confirm_correction_lapse(
    case: Case, *, says: str, on: date, by: Post, at: datetime, seen: int | None = None
) -> Entry:
    """Enter that no correction came in time and, as `says` tells, for no good reason: the request ends.

    Raises NotAllowed, CannotDo (says) before the last day set is over, or where the correction came in under
    the number of a request split from this one meanwhile.
    """
    if why := kindred.uncorrected(case):
        raise CannotDo(why)
    event = CorrectionLapsed(on=on, confirmed_by=f"{by.organ}{by.title}")
    return enter(case, event, by=by, at=at, seen=seen, said={"says": _found(says)})


@transaction.atomic
def confirm_fee_lapse(
    case: Case, *, says: str, on: date, by: Post, at: datetime, seen: int | None = None
) -> Entry:
    """Enter that the fee was not paid in time, as `says` tells was looked up: the request ends.

    Raises NotAllowed, CannotDo (says) before the last day for payment is over.
    """
    event = FeeLapsed(on=on, confirmed_by=f"{by.organ}{by.title}")
    return enter(case, event, by=by, at=at, seen=seen, said={"says": _found(says)})


def _found(says: str) -> str:
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明核对的情况：查了什么，申请人有无说明正当理由。")]})
    return says.strip()

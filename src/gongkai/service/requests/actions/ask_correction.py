"""Ask the requester to correct an unclear request: once, within seven working days (条例 art. 30)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.events import CorrectionAsked


@transaction.atomic
def ask_correction(
    case: Case,
    *,
    items: str,
    correct_by: date,
    on: date,
    by: Post,
    at: datetime,
    seen: int | None = None,
    although: str = "",
) -> Entry:
    """Enter that the requester was told what to correct (`items`) and by which day (`correct_by`).

    A notice that is late, the second one, or that gives more than the usual time is entered only with the
    reason (`although`). Raises NotAllowed, CannotDo (items; Doubted on `although`).
    """
    if not items.strip():
        raise CannotDo({"items": [_("请写明需要补正的事项：补正告知书应当一次写清要补什么、为什么。")]})
    event = CorrectionAsked(on=on, by=correct_by, items=items.strip())
    return enter(case, event, by=by, at=at, seen=seen, although=although)

"""Enter that a court or a reconsideration ordered a new reply: a duty with its own clock."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry, Standing
from gongkai.statute.events import RedoOrdered

ORDERED_BY = ("court", "reconsideration")


@transaction.atomic
def order_redo(
    case: Case,
    *,
    ordered_by: str,
    on: date,
    by: Post,
    at: datetime,
    served: date | None = None,
    until: date | None = None,
    seen: int | None = None,
) -> Entry:
    """Enter the order of a day, served on another, with the last day it sets if it sets one.

    A case that was archived is open again. Raises NotAllowed, CannotDo (ordered_by).
    """
    if ordered_by not in ORDERED_BY:
        raise CannotDo({"ordered_by": [_("请选择是人民法院判决，还是行政复议决定。")]})
    case = ledger.locked(case)
    event = RedoOrdered(on=on, by=ordered_by, served=served, until=until)
    entry = enter(case, event, by=by, at=at, seen=seen)
    Standing.objects.filter(case=case).update(archived_on=None)
    return entry

"""Record what the prose of a report tells of: when it happened, or that there was nothing of a kind."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.drafting.records import NONE_OF, says_of_the_year
from gongkai.service.annual.filings import Overtaken, take_turns
from gongkai.service.annual.models import Occasion
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post


@transaction.atomic
def record_occasion(
    organ: Organ,
    *,
    on: date,
    kind: str,
    says: str,
    by: Post,
    at: datetime,
    number: Decimal | None = None,
    unit: str = "",
    replaces: Occasion | None = None,
) -> Occasion:
    """Record something that happened on a day, in the place of an earlier record if one is given.

    Raises NotAllowed, CannotDo, Overtaken if that one was replaced or withdrawn meanwhile.
    """
    today = timezone.localdate(at)
    policy.check_can_write(by, organ, on.year, today)
    faults = {}
    if on > today:
        faults["on"] = [_("日期在今天以后，还没有发生的不登记。")]
    if not says.strip():
        faults["says"] = [_("请写明内容，照此写进报告。")]
    if number is not None and number < 0:
        faults["number"] = [_("数不能是负数。")]
    if number == 0:
        faults["number"] = [_("没有发生的，用“没有发生”登记，不填0。")]
    if faults:
        raise CannotDo(faults)
    return _made(organ, on, kind, says, number, unit, replaces, False, by, at)


@transaction.atomic
def record_none(organ: Organ, *, year: int, kind: str, by: Post, at: datetime) -> Occasion:
    """Record that there was nothing of a kind in a year that is over; recorded already, it is returned.

    What was recorded before its end said nothing of the rest, and is replaced. Raises NotAllowed; CannotDo
    for a kind of which nobody asks it, for a year that is not over, and where something is recorded.
    """
    today = timezone.localdate(at)
    policy.check_can_write(by, organ, year, today)
    if kind not in NONE_OF:
        raise CannotDo(_("这一类不必登记没有发生。"))
    if year >= today.year:
        raise CannotDo(_("%(year)s年还没有过完，年末以后才能登记全年没有发生。") % {"year": year})
    take_turns(organ)
    rows = Occasion.objects.filter(
        organ=organ, kind=kind, on__year=year, replaced_by=None, withdrawn=False
    ).order_by("pk")
    before: Occasion | None = rows.filter(number=0).first()
    if before is not None and says_of_the_year(before):
        return before
    if rows.exclude(number=0).exists() or rows.filter(number=None).exists():
        raise CannotDo(_("本年度这一类已经登记了事项，不能再登记没有发生。"))
    return _made(organ, date(year, 12, 31), kind, "没有", Decimal(0), "", before, False, by, at)


@transaction.atomic
def withdraw_occasion(row: Occasion, *, why: str, by: Post, at: datetime) -> Occasion:
    """Take a record back, with the reason. Raises NotAllowed, CannotDo, Overtaken."""
    policy.check_can_write(by, row.organ, row.on.year, timezone.localdate(at))
    if not why.strip():
        raise CannotDo({"why": [_("请写明作废的原因。")]})
    return _made(row.organ, row.on, row.kind, why, row.number, row.unit, row, True, by, at)


def _made(
    organ: Organ,
    on: date,
    kind: str,
    says: str,
    number: Decimal | None,
    unit: str,
    replaces: Occasion | None,
    withdrawn: bool,
    by: Post,
    at: datetime,
) -> Occasion:
    take_turns(organ)
    if replaces is not None and (replaces.withdrawn or Occasion.objects.filter(replaces=replaces).exists()):
        raise Overtaken(_("您打开以后，这条记录已由别人更正或者作废。请看过现在的记录后再办理。"))
    row = Occasion(
        organ=organ,
        on=on,
        kind=kind,
        says=says.strip(),
        number=number,
        unit=unit.strip(),
        replaces=replaces,
        withdrawn=withdrawn,
        by=by,
        at=at,
    )
    blank = [name for name in ("replaces", "number") if getattr(row, name) is None]
    try:
        row.clean_fields(exclude=blank)
    except ValidationError as fault:
        raise CannotDo(fault.message_dict) from fault
    row.save()
    act = "annual.withdraw_occasion" if withdrawn else "annual.record_occasion"
    record(act, by=by, at=at, kind="occasion", key=row.pk, organ=organ, on=on, of=kind)
    return row

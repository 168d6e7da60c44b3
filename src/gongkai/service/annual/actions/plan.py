"""Choose the day on which an accepted report becomes public, or give it up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deadlines import until
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.judging import published_from
from gongkai.service.annual.models import Filing, Step
from gongkai.service.annual.outdated import refuse_outdated
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post


@transaction.atomic
def plan(filing: Filing, day: date, *, by: Post, at: datetime, seen: str | None = None) -> Step:
    """Let the accepted version become public on a day to come; another day takes the place of the first.

    Or the cleared one, where nobody accepts it.

    Raises NotAllowed, NotCleared, CannotDo (day; what blocks it), Overtaken.
    """
    today = timezone.localdate(at)
    policy.check_can_write(by, filing.organ, filing.year, today)
    found = locked(filing, seen)
    version = at_stage(found, published_from(found, today), _("公布报告"))
    if day <= today:
        raise CannotDo({"day": [_("确定的日期应当在今天之后；今天公布的，直接公布。")]})
    last = until(filing).publish_by
    if last is not None and found.published is None and today <= last < day:
        raise CannotDo({"day": [_("法定的公布日期最迟为%(day)s。") % {"day": last.isoformat()}]})
    if day.year > filing.year + 1 and found.published is None:
        raise CannotDo({"day": [_("%(year)s年度的报告应当在次年公布，请核对日期。") % {"year": filing.year}]})
    if found.planned is not None and found.planned.on == day:
        raise CannotDo({"day": [_("已经确定在这一天公布。")]})
    check_released(version)
    refuse_blocked(found)
    if found.stage is Stage.CLEARED:
        refuse_outdated(found, at)
    return add_step(found, Step.Kind.PLANNED, by=by, at=at, on=day)


@transaction.atomic
def unplan(filing: Filing, *, by: Post, at: datetime, seen: str | None = None) -> Step:
    """Give up the day chosen. Raises NotAllowed, CannotDo, Overtaken."""
    today = timezone.localdate(at)
    policy.check_can_write(by, filing.organ, filing.year, today)
    found = locked(filing, seen)
    at_stage(found, published_from(found, today), _("取消公布日期"))
    if found.planned is None:
        raise CannotDo(_("没有确定公布日期。"))
    return add_step(found, Step.Kind.UNPLANNED, by=by, at=at)

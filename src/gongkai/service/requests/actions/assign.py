"""Give a case to a unit or a person inside the organ, with an internal term; handing it over is the same."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, acts_for, has, in_force
from gongkai.service.requests import index, ledger, policy
from gongkai.service.requests.models import Assignment, Case


@transaction.atomic
def assign(
    case: Case,
    *,
    by: Post,
    at: datetime,
    unit: str = "",
    to: Post | None = None,
    finish_by: date | None = None,
    says: str = "",
) -> Assignment:
    """Give a case to a unit, to a person in her post, or to both; the newest counts.

    The internal term binds nobody but the office: the law's stands beside it. Raises NotAllowed, CannotDo
    (to: who does not handle requests here; finish_by: a day that is over).
    """
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    case = ledger.locked(case)
    unit = unit.strip() or (to.unit if to else "")
    faults = {}
    if not unit and to is None:
        faults["to"] = [_("请选择承办人，或者写明科室。")]
    if to is not None and not (
        in_force(to, today) and has(to, Power.HANDLE) and acts_for(to, case.organ, today)
    ):
        faults["to"] = [_("这个人现在不在本机关办理公开申请，不能交办。")]
    if finish_by is not None and finish_by < today:
        faults["finish_by"] = [_("内部期限已经过去，请重新填写。")]
    if faults:
        raise CannotDo(faults)
    given = Assignment.objects.create(
        case=case, unit=unit, to=to, finish_by=finish_by, says=says.strip(), by=by, at=at
    )
    index.refresh(case, today)
    record(
        "requests.assigned",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        to=to.pk if to else None,
        finish_by=finish_by,
    )
    return given

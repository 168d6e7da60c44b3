"""Settle with which one result a request is counted in table 3, where the facts do not say it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import index, ledger, policy, settling
from gongkai.service.requests.models import Case, Settled

SHORTEST = 4


@transaction.atomic
def settle_result(case: Case, *, outcome: str, says: str, by: Post, at: datetime) -> Settled:
    """Settle on one of the results that are open to choice, with the reason; the newest counts.

    Nothing in the ledger changes: only how the request is counted. Raises NotAllowed, CannotDo (nothing is
    asked; outcome; says; the same as before).
    """
    today = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, today)
    case = ledger.locked(case)
    asked = settling.question(case)
    if asked is None:
        raise CannotDo(_("这件申请计入表三的结果由登记的办理结果得出，不需要另行确定。"))
    faults = {}
    if outcome not in asked.choices:
        faults["outcome"] = [_("请从列出的结果中选择一种。")]
    elif asked.settled is not None and asked.settled.outcome == outcome:
        faults["outcome"] = [_("已经确定计入这一种结果，没有变化。")]
    if len(says.strip()) < SHORTEST:
        faults["says"] = [_("请写明为什么计入这一种结果。")]
    if faults:
        raise CannotDo(faults)
    row = Settled.objects.create(
        case=case, of=list(asked.of), outcome=outcome, says=says.strip(), by=by, at=at
    )
    index.refresh(case, today)
    record("requests.settled", by=by, at=at, kind="case", key=case.pk, organ=case.organ, outcome=outcome)
    return row

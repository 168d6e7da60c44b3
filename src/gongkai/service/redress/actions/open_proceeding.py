"""Register a reconsideration, a suit or a complaint."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.redress import policy
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case


@transaction.atomic
def open_proceeding(
    organ: Organ,
    *,
    kind: str,
    over: str,
    body: str,
    by: Post,
    at: datetime,
    case: Case | None = None,
    number: str = "",
    follows: Proceeding | None = None,
) -> Proceeding:
    """Register a proceeding and return it. Over a reply or silence it names the request (`case`).

    A suit after reconsideration names the reconsideration it follows, where that is here. Raises NotAllowed,
    CannotDo by field.
    """
    policy.check_can_handle(by, organ, timezone.localdate(at))
    faults: dict[str, list[str]] = {}
    if kind not in Proceeding.Kind.values:
        faults["kind"] = [_("请选择是行政复议、行政诉讼还是投诉举报。")]
    if over not in Proceeding.Over.values:
        faults["over"] = [_("请选择针对的是什么行为。")]
    elif over in (Proceeding.Over.REPLY, Proceeding.Over.SILENCE) and case is None:
        faults["case"] = [_("针对答复或者逾期未答复的，请填写申请的登记号。")]
    if case is not None and case.organ_id != organ.pk:
        faults["case"] = [_("这件申请不是本机关的。")]
    if not body.strip():
        faults["body"] = [_("请填写受理的机关或者人民法院。")]
    if follows is not None:
        if kind != Proceeding.Kind.SUIT_AFTER or follows.kind != Proceeding.Kind.RECONSIDERATION:
            faults["follows"] = [_("只有复议后起诉的案件接在一件行政复议之后。")]
        elif follows.organ_id != organ.pk:
            faults["follows"] = [_("那件行政复议不是本机关的。")]
    if faults:
        raise CannotDo(faults)
    made = Proceeding.objects.create(
        organ=organ,
        case=case,
        kind=kind,
        over=over,
        body=body.strip(),
        number=number.strip(),
        follows=follows,
        opened_by=by,
        opened_at=at,
    )
    record("redress.open", by=by, at=at, kind="proceeding", key=made.pk, organ=organ, proceeding=kind)
    return made

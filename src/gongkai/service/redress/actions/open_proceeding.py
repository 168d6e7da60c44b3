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
    as_co_defendant: bool = False,
) -> Proceeding:
    """Register a proceeding and return it. Over a reply or silence it names the request (`case`).

    A suit after reconsideration names the reconsideration it follows, where that is here. `as_co_defendant`:
    the organ is sued as the reconsideration body that upheld another's act (行诉法26(2)), whose request and
    reconsideration are not its own. Raises NotAllowed, CannotDo by field.
    """
    policy.check_can_handle(by, organ, timezone.localdate(at))
    faults: dict[str, list[str]] = {}
    if kind not in Proceeding.Kind.values:
        faults["kind"] = [_("请选择是行政复议、行政诉讼还是投诉举报。")]
    if over not in Proceeding.Over.values:
        faults["over"] = [_("请选择针对的是什么行为。")]
    elif over in (Proceeding.Over.REPLY, Proceeding.Over.SILENCE) and case is None and not as_co_defendant:
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
    if as_co_defendant and (why := no_co_defendant(kind, case, follows)):
        faults["as_co_defendant"] = [why]
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
        as_co_defendant=as_co_defendant,
        opened_by=by,
        opened_at=at,
    )
    record("redress.open", by=by, at=at, kind="proceeding", key=made.pk, organ=organ, proceeding=kind)
    return made


def no_co_defendant(kind: str, case: Case | None, follows: Proceeding | None) -> str:
    """Say why an organ cannot be co-defendant in such a proceeding; "" where it can."""
    if kind != Proceeding.Kind.SUIT_AFTER:
        return _(
            "只有复议后起诉的案件有共同被告：复议机关决定维持原行为的（《行政诉讼法》第二十六条第二款）。"
        )
    if case is not None or follows is not None:
        return _("针对本机关自己的答复或者行为的，本机关是原行为主体，不作为共同被告的复议机关登记。")
    return ""

"""Tell the requester that another organ is the right one, or pass the request on (条例 art. 36(5))."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.events import PassedOn


@transaction.atomic
def pass_on(
    case: Case,
    *,
    reasons: str,
    on: date,
    by: Post,
    at: datetime,
    to: str = "",
    contact: str = "",
    forwarded: bool = False,
    seen: int | None = None,
) -> Entry:
    """Enter that the matter is not this organ's, with the reasons: the request ends here.

    `to` and `contact` name the right organ where it can be determined; `forwarded` says that the request
    itself was sent there. Raises NotAllowed, CannotDo (reasons, to, contact).
    """
    faults = {}
    if len(reasons.strip()) < 4:
        faults["reasons"] = [_("请说明为什么不属于本机关负责公开（《条例》第三十六条第五项）。")]
    if to.strip() and not contact.strip():
        faults["contact"] = [_("能够确定负责机关的，要一并告知它的联系方式（《条例》第三十六条第五项）。")]
    if forwarded and not to.strip():
        faults["to"] = [_("转送的，请写明转送给哪个机关。")]
    if faults:
        raise CannotDo(faults)
    said = {
        "reasons": reasons.strip(),
        "contact": contact.strip(),
        "forwarded": "已经转送" if forwarded else "",
    }
    return enter(case, PassedOn(on=on, to=to.strip()), by=by, at=at, seen=seen, said=said)

"""Give a requester another query code, after it was found that it is she who asks; the one before is dead."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import codes, ledger, policy
from gongkai.service.requests.models import Case, Note


@transaction.atomic
def renew_code(case: Case, *, says: str, by: Post, at: datetime) -> str:
    """Return a new query code, to be shown once; whoever was in with the old one is out.

    `says` is how it was found that the requester herself asks: a note of the case keeps it. Raises
    NotAllowed, CannotDo (says).
    """
    case = ledger.locked(case)
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    says = says.strip()
    if not 4 <= len(says) <= 500:
        raise CannotDo(
            {"says": [_("请写明怎样核实是申请人本人（4至500字），例如回拨登记的电话、核对证件。")]}
        )
    code = codes.new()
    case.code_digest = codes.digest(code)
    case.save(update_fields=["code_digest"])
    codes.clear(case.number)
    Note.objects.create(case=case, says=_("重发查询码：%(says)s") % {"says": says}, by=by, at=at)
    record("requests.code_renewed", by=by, at=at, kind="case", key=case.pk, organ=case.organ)
    return code

"""Enter that the requester withdrew the request: it ends without a reply."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, ledger
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Party
from gongkai.statute.events import Withdrawn


@transaction.atomic
def withdraw(
    case: Case,
    *,
    on: date,
    by: Post | None,
    at: datetime,
    says: str = "",
    files: Iterable[Upload] = (),
    seen: int | None = None,
) -> Entry:
    """Enter the withdrawal; `by` None is the requester's own, an officer tells how she knows of it (`says`).

    Raises NotAllowed, CannotDo (says, files).
    """
    uploads = list(files)
    if by is not None and len(says.strip()) < 4 and not uploads:
        raise CannotDo({"says": [_("请写明申请人怎样撤回的（例如当面递交书面撤回），或者附上撤回的材料。")]})
    case = ledger.locked(case)
    entry = enter(case, Withdrawn(on=on), by=by, at=at, seen=seen, said={"says": says.strip()})
    requester = Party.objects.get(case=case, role=Party.Role.REQUESTER)
    keeping.keep(case, uploads, party=requester, by=by, at=at)
    return entry

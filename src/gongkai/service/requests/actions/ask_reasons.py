"""Ask why somebody makes requests beyond reason, and enter the reasons given (条例 art. 35)."""

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
from gongkai.statute.events import ReasonsAsked, ReasonsGiven


@transaction.atomic
def ask_reasons(case: Case, *, says: str, on: date, by: Post, at: datetime, seen: int | None = None) -> Entry:
    """Enter that the requester was asked for the reasons; `says` is what is found beyond reason, and why.

    That it is so is found by the person who asks, never by a count. Raises NotAllowed, CannotDo (says).
    """
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明为什么认为数量、频次明显超过合理范围，例如本月件数。")]})
    return enter(case, ReasonsAsked(on=on), by=by, at=at, seen=seen, said={"says": says.strip()})


@transaction.atomic
def give_reasons(
    case: Case,
    *,
    says: str,
    on: date,
    by: Post | None,
    at: datetime,
    files: Iterable[Upload] = (),
    seen: int | None = None,
) -> Entry:
    """Enter the reasons the requester gave; `by` None is the requester's own form.

    Raises NotAllowed, CannotDo (says, files).
    """
    uploads = list(files)
    if not says.strip() and not uploads:
        raise CannotDo({"says": [_("请写明理由，或者附上说明理由的材料。")]})
    case = ledger.locked(case)
    entry = enter(case, ReasonsGiven(on=on), by=by, at=at, seen=seen, said={"says": says.strip()})
    requester = Party.objects.get(case=case, role=Party.Role.REQUESTER)
    keeping.keep(case, uploads, party=requester, by=by, at=at)
    return entry

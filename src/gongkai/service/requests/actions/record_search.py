"""Record a search for what was asked: where, with which words, by whom, when (法释〔2025〕8号 5(2)(6))."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.models import Case, RecordSearch


@transaction.atomic
def record_search(
    case: Case,
    *,
    on: date,
    where: str,
    words: str,
    by_whom: str,
    found: bool,
    says: str = "",
    by: Post,
    at: datetime,
) -> RecordSearch:
    """Add a search to the file and return it. Raises NotAllowed, CannotDo with every field that is empty."""
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    ledger.check_day(on, timezone.localdate(at))
    given = {"where": where.strip(), "words": words.strip(), "by_whom": by_whom.strip()}
    asked = {
        "where": _("请写明检索了哪里，例如档案室、业务系统的名称。"),
        "words": _("请写明用了什么检索词。"),
        "by_whom": _("请写明由谁检索。"),
    }
    if faults := {name: [asked[name]] for name, value in given.items() if not value}:
        raise CannotDo(faults)
    made = RecordSearch.objects.create(
        case=case, on=on, found=found, says=says.strip(), by=by, at=at, **given
    )
    record("requests.search", by=by, at=at, kind="case", key=case.pk, organ=case.organ, found=found)
    return made

"""Add a note among colleagues to a case: no event, and erased with the case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import policy
from gongkai.service.requests.models import Case, Note

LONGEST = 2000


@transaction.atomic
def add_note(case: Case, *, says: str, by: Post, at: datetime) -> Note:
    """Add a note. Raises NotAllowed, CannotDo (says)."""
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    says = says.strip()
    if not says or len(says) > LONGEST:
        raise CannotDo({"says": [_("请写备注的内容，不超过%(most)s字。") % {"most": LONGEST}]})
    note = Note.objects.create(case=case, says=says, by=by, at=at)
    record("requests.noted", by=by, at=at, kind="case", key=case.pk, organ=case.organ)
    return note

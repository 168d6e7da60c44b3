"""Enter the number that the authority or the court gave a proceeding: it is known once it is accepted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress import policy
from gongkai.service.redress.models import Proceeding


@transaction.atomic
def set_number(proceeding: Proceeding, *, number: str, by: Post, at: datetime) -> None:
    """Set or correct the number of a proceeding. Raises NotAllowed, CannotDo (number)."""
    proceeding = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    policy.check_can_handle(by, proceeding.organ, timezone.localdate(at))
    if not number.strip():
        raise CannotDo({"number": [_("请填写案号。")]})
    proceeding.number = number.strip()
    proceeding.save(update_fields=["number"])
    record("redress.number", by=by, at=at, kind="proceeding", key=proceeding.pk, organ=proceeding.organ)

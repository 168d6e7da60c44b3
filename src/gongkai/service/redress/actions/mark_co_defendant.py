"""Mark that the organ is co-defendant in a suit as the reconsideration body, or that it is not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.redress import policy
from gongkai.service.redress.actions.open_proceeding import no_co_defendant
from gongkai.service.redress.models import Proceeding


@transaction.atomic
def mark_co_defendant(proceeding: Proceeding, *, is_so: bool, by: Post, at: datetime) -> None:
    """Set or take away the mark: it decides whether table 4 counts the suit (30号).

    After a closing it is a change that a restatement tells. Raises NotAllowed, CannotDo (nothing changes; a
    proceeding that has no co-defendant, or over an act of its own; over a reply without a request, once the
    mark is gone).
    """
    proceeding = Proceeding.objects.select_for_update(of=("self",)).get(pk=proceeding.pk)
    policy.check_can_handle(by, proceeding.organ, timezone.localdate(at))
    if is_so == proceeding.as_co_defendant:
        raise CannotDo({"as_co_defendant": [_("与现在登记的相同，没有变化。")]})
    if is_so and (why := no_co_defendant(proceeding.kind, proceeding.case, proceeding.follows)):
        raise CannotDo({"as_co_defendant": [why]})
    of_a_request = (Proceeding.Over.REPLY, Proceeding.Over.SILENCE)
    if not is_so and proceeding.case_id is None and proceeding.over in of_a_request:
        raise CannotDo(
            {"as_co_defendant": [_("针对本机关答复的案件要写明申请的登记号，请另行登记这件案件。")]}
        )
    proceeding.as_co_defendant = is_so
    proceeding.save(update_fields=["as_co_defendant"])
    record(
        "redress.co_defendant",
        by=by,
        at=at,
        kind="proceeding",
        key=proceeding.pk,
        organ=proceeding.organ,
        is_so=is_so,
    )

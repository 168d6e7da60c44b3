"""What the authority in charge says to a report submitted to it (30号：审核把关)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.judging import check_can_accept
from gongkai.service.annual.models import Filing, Step
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post


@transaction.atomic
def accept(filing: Filing, *, by: Post, at: datetime, seen: str | None = None, says: str = "") -> Step:
    """Accept what was submitted; its identities are asked once more. NotAllowed, CannotDo, Overtaken."""
    found = locked(filing, seen)
    check_can_accept(by, found, timezone.localdate(at))
    at_stage(found, Stage.SUBMITTED, _("审核"))
    refuse_blocked(found)
    return add_step(found, Step.Kind.ACCEPTED, by=by, at=at, says=says)


@transaction.atomic
def send_back(filing: Filing, *, by: Post, at: datetime, says: str, seen: str | None = None) -> Step:
    """Return it with reasons, also one accepted before that is not yet public.

    Raises NotAllowed, CannotDo (says), Overtaken.
    """
    policy.check_can_judge(by, filing.organ, filing.year, timezone.localdate(at))
    if not says.strip():
        raise CannotDo({"says": [_("退回要写明理由，报送机关据此修改。")]})
    found = locked(filing, seen)
    if found.stage is not Stage.ACCEPTED:
        at_stage(found, Stage.SUBMITTED, _("退回"))
    return add_step(found, Step.Kind.RETURNED, by=by, at=at, says=says)

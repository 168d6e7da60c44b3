"""Submit a report to the authority in charge, or take it back before it was judged."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import Filing, Step
from gongkai.service.annual.outdated import refuse_outdated
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.models import Post


@transaction.atomic
def submit(filing: Filing, *, by: Post, at: datetime, seen: str | None = None, says: str = "") -> Step:
    """Send the newest version to the authority: cleared with exactly this digest, and nothing blocks it.

    Its figures are those of the ledgers as they are known now, or the year is closed again with a reason.
    Raises NotAllowed, NotCleared, CannotDo, Overtaken.
    """
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    found = locked(filing, seen)
    version = at_stage(found, Stage.CLEARED, _("报送"))
    check_released(version)
    refuse_blocked(found)
    refuse_outdated(found, at)
    return add_step(found, Step.Kind.SUBMITTED, by=by, at=at, says=says)


@transaction.atomic
def take_back(filing: Filing, *, by: Post, at: datetime, says: str, seen: str | None = None) -> Step:
    """Take a submitted report back, which nobody has judged yet. Raises NotAllowed, CannotDo, Overtaken."""
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    found = locked(filing, seen)
    at_stage(found, Stage.SUBMITTED, _("撤回"))
    return add_step(found, Step.Kind.TAKEN_BACK, by=by, at=at, says=says)

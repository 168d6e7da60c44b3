"""Enter what a higher authority that is not here said to a report submitted to it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.annual import policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.models import Filing, Step
from gongkai.service.annual.standing import Stage
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post


@transaction.atomic
def judged_elsewhere(
    filing: Filing,
    *,
    accepts: bool,
    authority: str,
    reference: str,
    day: date,
    by: Post,
    at: datetime,
    says: str = "",
    seen: str | None = None,
) -> Step:
    """Enter that the higher authority accepted or returned a submitted report: who, when, its reference.

    Only where no authority over the organ is here to say it itself. Raises NotAllowed, CannotDo, Overtaken.
    """
    on = timezone.localdate(at)
    policy.check_can_consent(by, filing.organ, on)
    found = locked(filing, seen)
    at_stage(found, Stage.SUBMITTED, _("登记上级的审核"))
    faults: dict[str, list[str]] = {}
    if authorities_here(filing.organ, filing.year, on):
        raise CannotDo(_("这份报告由本平台上的主管部门审核，请等它办理。"))
    if not authority.strip():
        faults["authority"] = [_("请写明由哪个上级机关审核。")]
    if not reference.strip():
        faults["reference"] = [_("请写明审核意见的文号或者凭据。")]
    submitted = found.was_submitted
    if day > on or (submitted is not None and day < submitted.on):
        faults["day"] = [_("审核日期应当在报送以后、今天以前，请核对。")]
    if not accepts and not says.strip():
        faults["says"] = [_("退回要写明理由。")]
    if faults:
        raise CannotDo(faults)
    if accepts:
        refuse_blocked(found)
    words = f"{authority.strip()} {day.isoformat()} {reference.strip()}"
    kind = Step.Kind.ACCEPTED if accepts else Step.Kind.RETURNED
    return add_step(found, kind, by=by, at=at, says="；".join(filter(None, (words, says.strip()))))

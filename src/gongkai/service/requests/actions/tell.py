"""Tell the requester what was proposed and consented to: from then on it counts (条例 33(2), 35; 109号)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy, proposing, used_up
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import CarriedOut, Consent, Entry, Proposal, Standing
from gongkai.statute.events import ReplyRevoked


@transaction.atomic
def tell(
    proposal: Proposal,
    *,
    on: date,
    by: Post,
    at: datetime,
    delivered: date | None = None,
    seen: int | None = None,
    although: str = "",
) -> Entry:
    """Enter what was consented to: the requester was told of it on a day (the notice left).

    `delivered` is when a fee notice arrived, if known; learnt later, `supplement` adds it. Raises NotAllowed,
    CannotDo (not consented to, entered already, replaced by a later proposal, of a term that runs no more;
    Doubted, Overtaken).
    """
    policy.check_can_handle(by, proposal.case.organ, timezone.localdate(at))
    case = ledger.locked(proposal.case)
    given = Consent.objects.filter(proposal=proposal).select_related("by__organ").first()
    if given is None or not given.granted:
        raise CannotDo(_("还没有经同意，不能告知申请人。"))
    if CarriedOut.objects.filter(proposal=proposal).exists():
        raise ledger.Overtaken(_("已经登记过告知申请人。"))
    if proposal not in proposing.untold(case):
        raise CannotDo(_("这项提议以后又有新的提议，请以新的为准。"))
    if on < given.on:
        raise CannotDo({"on": [_("告知之日早于同意之日；应当先经同意再告知，请核对。")]})
    ledger.check_day(on, timezone.localdate(at))
    if why := used_up.why(case, proposal, on):
        raise CannotDo(why)
    event = proposing.consented(proposal, given, on, delivered)
    entry = enter(case, event, by=by, at=at, seen=seen, although=although)
    if event.kind == ReplyRevoked.kind:  # a case that was archived is open again
        Standing.objects.filter(case=case).update(archived_on=None)
    CarriedOut.objects.create(proposal=proposal, entry=entry)
    return entry

"""A consent to an extension that gives no more days: the term began anew, or stopped, before it was told.

It was given for a term that runs no more (条例30, 33(2); readings L-0003, L-0036). Told all the same, it
would promise a day that it does not bring; an extension is proposed and consented to anew, for the term
that runs now.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger, proposing
from gongkai.service.requests.models import Case, Proposal
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import (
    Corrected,
    CorrectionAsked,
    Extended,
    FeeNoticed,
    FeePaid,
    LaterReplySet,
    ReceiptConfirmed,
    RedoOrdered,
    ReplyRevoked,
)

# What stops a term, begins it anew or sets its day by itself.
_TURNS = (
    *(Corrected, CorrectionAsked, FeeNoticed, FeePaid, LaterReplySet),
    *(ReceiptConfirmed, RedoOrdered, ReplyRevoked),
)


def why(case: Case, proposal: Proposal, on: date) -> str:
    """Say why an extension consented to cannot be told on a day any more; "" where it can.

    One that was told before the term turned, and is entered late, had its effect: it is no question here.
    """
    if proposal.kind != Extended.kind:
        return ""
    events, law = ledger.events_of(case), law_here()
    event = proposing.consented(proposal, proposal.consent, on, None)
    try:
        before = clock.read(events, law)
        after = clock.read([*events, ledger.entered(event, len(events) + 1)], law)
    except StatuteError:  # entering it says what is wrong
        return ""
    turned = [one for _entry, one in before.entries if isinstance(one, _TURNS) and one.on >= event.on]
    if turned and on < turned[-1].on:
        return ""
    moved = after.due != before.due if before.due is not None else not before.halted
    if moved and _lost(after) == _lost(before):
        return ""
    if not turned:
        return _("按现在的记录，同意的延长不增加答复期限，不能告知申请人已经延长。请重新报请同意。")
    return _(
        "%(consented)s同意延长以后，%(turned)s登记了“%(what)s”，同意的延长不再算在答复期限里，"
        "不能告知申请人已经延长（《条例》第三十条、第三十三条）。确有需要的，请按现在的期限重新报请同意。"
    ) % {
        "consented": event.on.isoformat(),
        "turned": turned[-1].on.isoformat(),
        "what": turned[-1].name,
    }


def to_tell(case: Case, on: date) -> list[Proposal]:
    """Return what was consented to and is to be told: without an extension that gives no more days."""
    return [row for row in proposing.untold(case) if not why(case, row, on)]


def _lost(found: Clock) -> int:
    return sum(finding.code == "extension_lost" for finding in found.findings)

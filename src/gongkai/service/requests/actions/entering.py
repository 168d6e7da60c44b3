"""What every action that enters an event has in common: may she, has it a place, was she told, who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import ledger, policy
from gongkai.service.requests.models import Case, Entry
from gongkai.statute.clock import Clock
from gongkai.statute.events import Event
from gongkai.statute.trace import Finding

# What the statute finds and lets pass, for it happened in many an old file: done here and now it is refused.
REFUSED = frozenset({"fees_not_in_use"})
# What is entered only by somebody who was told of it first, and says why it is entered all the same.
ASK_WHY = frozenset(
    {
        "consulted_after_expiry",
        "correction_notice_late",
        "correction_period_long",
        "extension_told_before",
        "extension_told_late",
        "fee_noticed_after_expiry",
        "fee_paid_late",
        "reasons_not_asked",
        "second_correction_notice",
    }
)


class Doubted(CannotDo):
    """The statute finds something that a person has to know and answer for before it is entered."""

    def __init__(self, findings: list[Finding]) -> None:
        told = [said(finding.says) for finding in findings]
        super().__init__({"although": [*told, _("确实要登记的，请写明理由；理由随这条记录保存。")]})
        self.findings = findings


@transaction.atomic
def enter(
    case: Case,
    event: Event,
    *,
    by: Post | None,
    at: datetime,
    seen: int | None = None,
    although: str = "",
    said: Mapping[str, str] | None = None,
    **particulars: Any,
) -> Entry:
    """Enter an event as somebody who handles requests, or (`by` None) the requester's own act, and log it.

    `seen` is how many entries she had before her; `although` why she enters what the statute finds fault
    with; `said` what was said beside the event. Raises NotAllowed, CannotDo (Overtaken, Doubted).
    """
    if by is not None:
        policy.check_can_handle(by, case.organ, timezone.localdate(at))
    beside = {**(said or {}), "although": although.strip()}
    entry = ledger.append(case, event, by=by, at=at, seen=seen, said=beside)
    refuse_doubtful(ledger.clock_of(case), entry.place, although)
    record(
        f"requests.{event.kind}",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        place=entry.place,
        on=event.on,
        **particulars,
    )
    return entry


def refuse_doubtful(clock: Clock, place: int, although: str) -> None:
    """Refuse what the statute finds fault with at an entry: some always, some unless `although` says why."""
    found = [finding for finding in clock.findings if finding.entry == place]
    if refused := [said(finding.says) for finding in found if finding.code in REFUSED]:
        raise CannotDo("；".join(refused))
    doubtful = [finding for finding in found if finding.code in ASK_WHY]
    if doubtful and len(although.strip()) < 4:
        raise Doubted(doubtful)

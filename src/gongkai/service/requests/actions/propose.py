"""Propose what another has to consent to: an extension, a later reply, a fee, a revocation, an annulment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy, proposing, together
from gongkai.service.requests.actions.entering import refuse_doubtful
from gongkai.service.requests.models import Case, Proposal
from gongkai.statute.events import EntryAnnulled, Extended, LaterReplySet, ReplyRevoked
from gongkai.statute.fold import in_force


def propose_extension(
    case: Case,
    *,
    days: int,
    says: str,
    by: Post,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
) -> Proposal:
    """Propose to extend the reply term by working days (条例 art. 33(2)), with the reason (`says`).

    `on` is the day of the proposal where it was made earlier, on paper. Raises NotAllowed, CannotDo.
    """
    on = on or timezone.localdate(at)
    return propose(case, Extended(on=on, days=days), says=says, by=by, at=at, seen=seen)


def propose_later_reply(
    case: Case,
    *,
    until: date,
    says: str,
    by: Post,
    at: datetime,
    on: date | None = None,
    seen: int | None = None,
    although: str = "",
) -> Proposal:
    """Propose another day for the reply to one of too many requests (条例 art. 35). NotAllowed, CannotDo."""
    event = LaterReplySet(on=on or timezone.localdate(at), until=until)
    return propose(case, event, says=says, by=by, at=at, seen=seen, although=although)


def propose_revocation(
    case: Case,
    *,
    says: str,
    by: Post,
    at: datetime,
    seen: int | None = None,
) -> Proposal:
    """Propose that the reply the requester has is revoked, with the reason; a new one is owed then (L-0038).

    Raises NotAllowed, CannotDo where no reply left.
    """
    return propose(case, ReplyRevoked(on=timezone.localdate(at)), says=says, by=by, at=at, seen=seen)


def propose_annulment(
    case: Case, *, place: int, reason: str, by: Post, at: datetime, seen: int | None = None
) -> Proposal:
    """Propose that the entry at a place is annulled from the beginning, with the reason.

    Raises NotAllowed, CannotDo where there is no such entry in force, or what came after rests on it.
    """
    if place not in {number for number, _ in in_force(ledger.events_of(case))}:
        raise CannotDo({"place": [_("没有第%(place)s条记录，或者它已经撤销。") % {"place": place}]})
    if why := together.why_not_annulled(case, place):
        raise CannotDo({"place": [why]})
    event = EntryAnnulled(on=timezone.localdate(at), annuls=place, reason=reason.strip())
    return propose(case, event, says=reason, by=by, at=at, seen=seen)


@transaction.atomic
def propose(
    case: Case,
    event: proposing.Proposed,
    *,
    says: str,
    by: Post,
    at: datetime,
    seen: int | None = None,
    although: str = "",
    basis: Mapping[str, Any] | None = None,
) -> Proposal:
    """Propose an event, which the statute has to have a place for already now.

    Raises NotAllowed, CannotDo (says), where one of its kind waits for an answer, Doubted, Overtaken.
    """
    policy.check_can_handle(by, case.organ, timezone.localdate(at))
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明理由（至少4个字）：同意的人要看，日后也要查。")]})
    case = ledger.locked(case)
    ledger.check_day(event.on, timezone.localdate(at))
    past = ledger.events_of(case)
    if seen is not None and len(past) != seen:
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再提出。"))
    clock = ledger.refuse_out_of_turn([*past, ledger.entered(proposing.candidate(event), len(past) + 1)])
    refuse_doubtful(clock, len(past) + 1, although)
    given = proposing.written(event, basis)
    for waiting in proposing.unanswered(case):
        same = waiting.event["particulars"].get("annuls") == given["particulars"].get("annuls")
        if waiting.kind == event.kind and same:
            raise CannotDo(_("已经有人在%(on)s提出过，尚待答复。") % {"on": timezone.localdate(waiting.at)})
    proposal = Proposal.objects.create(
        case=case, kind=event.kind, event=given, says=says.strip(), by=by, at=at
    )
    record("requests.proposed", by=by, at=at, kind="case", key=case.pk, organ=case.organ, proposed=event.kind)
    return proposal

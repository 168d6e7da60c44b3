"""Consent to a proposal, or not: who may, and did not make it herself (条例 art. 33(2))."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, policy, proposing, reclassing, together
from gongkai.service.requests.actions.correct_class import set_class
from gongkai.service.requests.models import CarriedOut, Consent, Proposal
from gongkai.statute.events import EntryAnnulled


@transaction.atomic
def consent(
    proposal: Proposal,
    *,
    by: Post,
    at: datetime,
    says: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> Consent:
    """Consent to a proposal. An annulment is entered at once, the class of a requester set; the others are
    entered once the requester is told (`tell`).

    `on` is the day of a consent given earlier, on paper. Raises NotAllowed (also to who proposed it),
    CannotDo where the statute has no place for the event any more, or it was answered already (Overtaken).
    """
    today = timezone.localdate(at)
    on = on or today
    policy.check_can_answer(by, proposal.case.organ, proposal.by, today)
    ledger.check_day(on, today)
    if on < date.fromisoformat(proposal.event["on"]):
        raise CannotDo({"on": [_("同意之日早于提出之日，请核对。")]})
    case = ledger.locked(proposal.case)
    given = answered(proposal, granted=True, on=on, says=says, by=by, at=at)
    if proposal.kind == reclassing.KIND:
        set_class(proposal, by=by, at=at, on=on)
        return given
    event = proposing.consented(proposal, given, None, None)
    if isinstance(event, EntryAnnulled):
        if why := together.why_not_annulled(case, event.annuls):  # it left since this was proposed
            raise CannotDo(why)
        entry = ledger.append(case, event, by=by, at=at, seen=seen)
        CarriedOut.objects.create(proposal=proposal, entry=entry)
        record(
            f"requests.{event.kind}",
            by=by,
            at=at,
            kind="case",
            key=case.pk,
            organ=case.organ,
            place=entry.place,
            annuls=event.annuls,
        )
        return given
    past = ledger.events_of(case)
    if seen is not None and len(past) != seen:
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再答复。"))
    ledger.refuse_out_of_turn([*past, ledger.entered(event, len(past) + 1)])
    return given


@transaction.atomic
def decline(proposal: Proposal, *, says: str, by: Post, at: datetime) -> Consent:
    """Refuse a proposal, with the reason. NotAllowed, CannotDo (says; Overtaken where it was answered)."""
    policy.check_can_answer(by, proposal.case.organ, proposal.by, timezone.localdate(at))
    if len(says.strip()) < 4:
        raise CannotDo({"says": [_("请写明不同意的理由（至少4个字）。")]})
    return answered(proposal, granted=False, on=timezone.localdate(at), says=says, by=by, at=at)


@transaction.atomic
def take_back(proposal: Proposal, *, by: Post, at: datetime) -> Consent:
    """Take back one's own proposal before it is answered. NotAllowed, Overtaken."""
    policy.check_can_take_back(by, proposal.case.organ, proposal.by, timezone.localdate(at))
    return answered(proposal, granted=False, on=timezone.localdate(at), says="提出人收回", by=by, at=at)


def answered(proposal: Proposal, *, granted: bool, on: date, says: str, by: Post, at: datetime) -> Consent:
    """Keep the answer to a proposal, once, and log it; the caller's transaction holds it. Overtaken."""
    case = ledger.locked(proposal.case)
    if Consent.objects.filter(proposal=proposal).exists():
        raise ledger.Overtaken(_("这项提议已经有了答复，请看过最新情况。"))
    given = Consent.objects.create(proposal=proposal, granted=granted, on=on, says=says.strip(), by=by, at=at)
    record(
        "requests.consented" if granted else "requests.declined",
        by=by,
        at=at,
        kind="case",
        key=case.pk,
        organ=case.organ,
        proposed=proposal.kind,
    )
    return given

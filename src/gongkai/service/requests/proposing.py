"""Proposals that another has to consent to: the event each stands for, and which wait for what."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from gongkai.service.requests.happenings import put_together, taken_apart
from gongkai.service.requests.models import Case, Consent, Proposal
from gongkai.statute.events import (
    EntryAnnulled,
    Event,
    Extended,
    FeeNoticed,
    LaterReplySet,
    ReplyRevoked,
)

Proposed = Extended | LaterReplySet | FeeNoticed | ReplyRevoked | EntryAnnulled
TOLD = (
    Extended,
    LaterReplySet,
    FeeNoticed,
    ReplyRevoked,
)  # have effect once the requester was told (条例 33(2), 35; 109号)
KINDS = frozenset(kind.kind for kind in (*TOLD, EntryAnnulled))
OWED_TELLING = frozenset(kind.kind for kind in TOLD)


def written(event: Proposed, basis: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return an event as a proposal holds it, with the numbers it was worked out from."""
    particulars, _ = taken_apart(event)
    return {"on": event.on.isoformat(), "particulars": particulars, "basis": dict(basis or {})}


def event_of(proposal: Proposal) -> Event:
    """Return the event a proposal stands for, as it was proposed: nobody has consented, nobody was told."""
    on = date.fromisoformat(proposal.event["on"])
    gives_reason = (EntryAnnulled.kind, ReplyRevoked.kind)
    texts = {"reason": proposal.says} if proposal.kind in gives_reason else {}
    return put_together(proposal.kind, on, 0, on, proposal.event["particulars"], texts)


def consented(proposal: Proposal, consent: Consent, told: date | None, delivered: date | None) -> Event:
    """Return the event as it is entered: who consented, and when the requester was told."""
    event = event_of(proposal)
    if isinstance(event, Extended):
        by = f"{consent.by.organ}{consent.by.title}"
        return dataclasses.replace(event, on=consent.on, consented_by=by, notified=told)
    if isinstance(event, ReplyRevoked):
        by = f"{consent.by.organ}{consent.by.title}"
        return dataclasses.replace(event, on=told or consent.on, consented_by=by)
    if isinstance(event, FeeNoticed) and told is not None:
        return dataclasses.replace(event, on=told, delivered=delivered)
    return dataclasses.replace(event, on=told or consent.on)


def candidate(event: Event) -> Event:
    """Return an event as the statute is asked about it before anybody has consented."""
    return dataclasses.replace(event, consented_by="（拟）") if isinstance(event, Extended) else event


def unanswered(case: Case) -> list[Proposal]:
    """Return the proposals of a case that wait for an answer, the oldest first."""
    rows = Proposal.objects.filter(case=case, consent=None).select_related("by__person", "by__organ")
    return list(rows.order_by("pk"))


def untold(case: Case) -> list[Proposal]:
    """Return the proposals consented to of which the requester was not told: they have no effect yet.

    One that a later proposal of its kind has replaced is left out.
    """
    rows = Proposal.objects.filter(case=case).select_related("carried_out", "by__person", "by__organ")
    return untold_among(rows.select_related("consent__by__organ").order_by("pk"))


def untold_among(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the same of all the proposals of a case, the oldest first."""
    found = list(proposals)
    newest = {row.kind: row.pk for row in found}
    return [
        row
        for row in found
        if row.kind in OWED_TELLING
        and hasattr(row, "consent")
        and row.consent.granted
        and not hasattr(row, "carried_out")
        and row.pk == newest[row.kind]
    ]

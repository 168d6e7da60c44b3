"""Who objects to disclosure, what was decided on it, whether the third party was told (条例 art. 32)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Entry, Objection, Party
from gongkai.statute.events import Event, OpinionReceived
from gongkai.statute.fold import in_force


@dataclass(frozen=True, slots=True)
class Objected:
    """A third party that objects, and the newest decision on it: none yet, or told, or still to be told."""

    party: Party
    entry: int
    decision: Objection | None

    @property
    def is_open(self) -> bool:
        """Whether the organ still has to decide on it."""
        return self.decision is None

    @property
    def is_to_be_told(self) -> bool:
        """Whether the third party still has to be told in writing what is disclosed against its objection."""
        return self.decision is not None and self.decision.discloses and not hasattr(self.decision, "told")


def of(case: Case, party: Party) -> OpinionReceived | None:
    """Return the objection of a third party that is in force, None if its last opinion is none."""
    if party.case_id != case.pk or party.role != Party.Role.THIRD_PARTY:
        return None
    return _last(case).get(party.key)


def all_of(case: Case) -> list[Objected]:
    """Return every third party that objects, in the order they were named."""
    parties = Party.objects.filter(case=case, role=Party.Role.THIRD_PARTY).order_by("pk")
    return among(ledger.events_of(case), Entry.objects.filter(case=case).order_by("place"), parties)


def among(events: Sequence[Event], entries: Iterable[Entry], parties: Iterable[Party]) -> list[Objected]:
    """Return the same of what a page has fetched of a case already: its ledger and its parties."""
    last = _objecting(events)
    if not last:
        return []
    named = {
        party.pk: party for party in parties if party.role == Party.Role.THIRD_PARTY and party.key in last
    }
    recorded = {entry.place: entry.recorded_at for entry in entries}
    decided: dict[int, Objection] = {}
    rows = Objection.objects.filter(party__in=named).select_related("told", "by").order_by("pk")
    for row in rows:  # what was decided before this objection came in was decided on another
        row.party = named[row.party_id]
        if row.at >= recorded[last[row.party.key].entry]:
            decided[row.party_id] = row
    return [Objected(party, last[party.key].entry, decided.get(party.pk)) for party in named.values()]


def _last(case: Case) -> dict[str, OpinionReceived]:
    return _objecting(ledger.events_of(case))


def _objecting(events: Sequence[Event]) -> dict[str, OpinionReceived]:
    """The last opinion of each party where it objects."""
    said: dict[str, OpinionReceived] = {}
    for _, event in in_force(events):
        if isinstance(event, OpinionReceived):
            said[event.whom] = event
    return {whom: event for whom, event in said.items() if event.agrees is False}

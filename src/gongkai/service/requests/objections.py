"""Who objects to disclosure, what was decided on it, whether the third party was told (条例 art. 32)."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Entry, Objection, Party
from gongkai.statute.events import OpinionReceived
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
    last = _last(case)
    recorded = dict(Entry.objects.filter(case=case).values_list("place", "recorded_at"))
    decided: dict[int, Objection] = {}
    rows = Objection.objects.filter(party__case=case).select_related("told", "by", "party").order_by("pk")
    for row in rows:  # what was decided before this objection came in was decided on another
        if row.party.key in last and row.at >= recorded[last[row.party.key].entry]:
            decided[row.party_id] = row
    parties = Party.objects.filter(case=case, role=Party.Role.THIRD_PARTY, key__in=last).order_by("pk")
    return [Objected(party, last[party.key].entry, decided.get(party.pk)) for party in parties]


def _last(case: Case) -> dict[str, OpinionReceived]:
    """The last opinion of each party where it objects."""
    said: dict[str, OpinionReceived] = {}
    for _, event in in_force(ledger.events_of(case)):
        if isinstance(event, OpinionReceived):
            said[event.whom] = event
    return {whom: event for whom, event in said.items() if event.agrees is False}

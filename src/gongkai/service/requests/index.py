"""The index of where cases stand: computed from the ledger to find candidates, never shown as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests.models import Assignment, Case, Party, Standing
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.clock import Standing as Stands
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

# All of a row but what an action writes into it: the day it was archived.
COMPUTED = (
    *("organ", "state", "waiting_for", "received_on", "due", "next_on", "provisional", "ended_on", "outcome"),
    *("sent_on", "requester_class", "entries", "unit", "handler", "internal_by"),
)
UNREADABLE = "unreadable"  # a history that today's law and calendar cannot read: shown as such, never hidden


def refresh(case: Case, on: date, events: Sequence[Event] | None = None) -> None:
    """Compute the row of one case anew, as it stands on a day; `events` are its ledger, if just read."""
    refresh_all([case.pk], on, histories=None if events is None else {case.pk: events})


def refresh_all(
    cases: Iterable[int],
    on: date,
    law: Law | None = None,
    histories: Mapping[int, Sequence[Event]] | None = None,
) -> int:
    """Compute the rows of these cases anew, as they stand on a day; return how many there are.

    `histories` are their ledgers, where whoever calls has just read them under the lock.
    """
    from gongkai.service.requests.ledger import events_of_all

    law = law or law_here()
    keys = list(cases)
    histories = events_of_all(keys) if histories is None else histories
    organs = dict(Case.objects.filter(pk__in=keys).values_list("pk", "organ"))
    classes = _classes(keys)
    given = _given(keys)
    counts = {key: len(events) for key, events in histories.items()}
    rows = []
    for key in keys:
        row = Standing(case_id=key, organ_id=organs[key], entries=counts[key])
        row.requester_class = classes.get(key, "")
        if assignment := given.get(key):
            row.unit, row.handler_id, row.internal_by = (
                assignment.unit,
                assignment.to_id,
                assignment.finish_by,
            )
        try:
            fill(row, clock.read(histories[key], law), on)
        except StatuteError:
            row.state = UNREADABLE
        rows.append(row)
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=COMPUTED, batch_size=500
    )
    return len(rows)


def fill(row: Standing, found: Clock, on: date) -> None:
    """Write into a row what a clock says on a day; nothing is saved."""
    stands = found.standing(on)
    row.state = stands.state
    row.waiting_for = stands.waiting_for or ""
    row.received_on = found.received_on
    row.due = found.due
    row.next_on = next_day(found, stands)
    row.provisional = found.provisional
    if found.ending is not None:
        row.ended_on, row.outcome = found.ending.on, found.ending.outcome or ""
        row.sent_on = found.ending.sent


def next_day(found: Clock, stands: Stands) -> date | None:
    """Return the next day on which something is due or runs out; None once the reply was sent."""
    if stands.state == "ended":
        return None
    days = [found.due, found.correct_by if found.halted == "correction" else None]
    days.append(found.pay_by if found.halted == "payment" else None)
    days += [c.lapses_on for c in found.consultations if c.open]
    return min((day for day in days if day is not None), default=None)


def _classes(keys: Sequence[int]) -> dict[int, str]:
    rows = Party.objects.filter(case__in=keys, role=Party.Role.REQUESTER).order_by("-pk")
    return dict(rows.values_list("case", "requester_class"))


def _given(keys: Sequence[int]) -> dict[int, Assignment]:
    return {row.case_id: row for row in Assignment.objects.filter(case__in=keys).order_by("pk")}

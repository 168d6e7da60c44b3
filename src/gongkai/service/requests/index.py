"""The index of where cases stand: computed from the ledger to find candidates, never shown as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import chasing, counting, settling, splitting
from gongkai.service.requests.counting import Count
from gongkai.service.requests.models import Assignment, Case, CountedAgain, Link, Party, Standing
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.clock import Standing as Stands
from gongkai.statute.counting import Chosen
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

# All of a row but what an action writes into it: the day it was archived.
COMPUTED = (
    *("organ", "state", "waiting_for", "received_on", "due", "next_on", "provisional", "ended_on", "outcome"),
    *("sent_on", "requester_class", "entries", "unit", "handler", "internal_by"),
    *("counted_by", "counted_received", "counted_ended", "counted_outcome", "counted_fault"),
)
AT_ONCE = 500
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

    With a part of a split the row of what it was split off: they may count together. `histories` are the
    ledgers, where whoever calls has just read them under the lock.
    """
    from gongkai.service.requests.ledger import events_of_all

    law = law or law_here()
    keys = list(dict.fromkeys(cases))
    known = _cases(keys)
    families = splitting.families([key for key in keys if known[key].is_split])
    if wholes := [key for key in families if key not in known]:
        known |= _cases(wholes)
        keys += wholes
    needed = {*keys, *(part for parts in families.values() for part in parts)} - (histories or {}).keys()
    histories = {**(histories or {}), **(events_of_all(needed) if needed else {})}
    read = {key: _read(events, law) for key, events in histories.items()}
    asked = [key for key in keys if key in families or _may_ask(read[key])]
    chosen = settling.chosen(asked)
    by = counting.by(law)
    classes = _classes(keys)
    given = _given(keys)
    counts = {key: len(events) for key, events in histories.items()}
    rows = []
    again: dict[int, tuple[Count, ...]] = {}
    for key in keys:
        row = Standing(case_id=key, organ_id=known[key].organ, entries=counts[key], counted_by=by)
        row.requester_class = classes.get(key, "")
        if assignment := given.get(key):
            row.unit, row.handler_id, row.internal_by = (
                assignment.unit,
                assignment.to_id,
                assignment.finish_by,
            )
        found = read[key]
        if isinstance(found, Clock):
            fill(row, found, on)
            if not known[key].is_part or splitting.part_counts(found):
                parts = [read[part] for part in families.get(key, ())]
                again[key] = _count(row, found, parts, chosen.get(key))
        else:
            row.state = UNREADABLE
            row.counted_outcome, row.counted_fault = counting.FAULTY, counting.shortened(str(found))
        rows.append(row)
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=COMPUTED, batch_size=500
    )
    _count_again({key for key in keys if known[key].is_again}, again, {key: known[key].organ for key in keys})
    return len(rows)


class _Known(NamedTuple):
    """Of a case: the organ, whether it was split off another or was split, whether it was counted again."""

    organ: int
    is_part: bool
    is_whole: bool
    is_again: bool

    @property
    def is_split(self) -> bool:
        return self.is_part or self.is_whole


def _cases(keys: Sequence[int]) -> dict[int, _Known]:
    links = Link.objects.filter(kind=Link.Kind.SPLIT)
    counted = CountedAgain.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(pk__in=keys).annotate(
        part=Exists(links.filter(case=OuterRef("pk"))),
        whole=Exists(links.filter(other=OuterRef("pk"))),
        again=Exists(counted),
    )
    return {
        row[0]: _Known._make(row[1:]) for row in rows.values_list("pk", "organ", "part", "whole", "again")
    }


def _read(events: Sequence[Event], law: Law) -> Clock | StatuteError:
    """Return the clock of a history, or why it cannot be read."""
    try:
        return clock.read(events, law)
    except StatuteError as fault:
        return fault


def _may_ask(found: Clock | StatuteError) -> bool:
    return isinstance(found, Clock) and settling.may_ask(found)


def _count(
    row: Standing, found: Clock, parts: Sequence[Clock | StatuteError], chosen: Chosen | None
) -> tuple[Count, ...]:
    """Write into a row how the case is counted, with its parts; return the times it is counted again."""
    fault = next((str(part) for part in parts if not isinstance(part, Clock)), "")
    clocks = settling.counts_with(part for part in parts if isinstance(part, Clock))
    counts = (counting.faulty(found, fault),) if fault else counting.counts(found, clocks, chosen)
    first, *again = counts or (None,)
    if first is not None:
        row.counted_received, row.counted_ended = first.received, first.ended
        row.counted_outcome, row.counted_fault = first.outcome, first.fault
    return tuple(count for count in again if count is not None)


def _count_again(
    before: Collection[int], now: Mapping[int, tuple[Count, ...]], organs: Mapping[int, int]
) -> None:
    rows = [
        CountedAgain(
            case_id=key,
            organ_id=organs[key],
            again=n,
            received=count.received,
            ended=count.ended,
            outcome=count.outcome,
        )
        for key, counts in now.items()
        for n, count in enumerate(counts, 1)
        if count.received is not None
    ]
    if before:
        CountedAgain.objects.filter(case__in=before).delete()
    if rows:
        CountedAgain.objects.bulk_create(rows)


def bring_up_counts(rows: QuerySet[Standing], on: date, law: Law | None = None) -> int:
    """Count those of these rows that were never counted, or by other readings; return how many."""
    law = law or law_here()
    by = counting.by(law)
    by_others = Q(counted_by__lt=by) | Q(counted_by__gt=by)
    if not Standing.objects.filter(by_others).exists():  # from the index alone, as nearly always
        return 0
    stale = rows.filter(by_others)
    keys = list(stale.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        refresh_all(keys[first : first + AT_ONCE], on, law)
    return len(keys)


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
    days += [chasing.first_day(asked, found) for asked in chasing.without_day(found)]
    return min((day for day in days if day is not None), default=None)


def _classes(keys: Sequence[int]) -> dict[int, str]:
    rows = Party.objects.filter(case__in=keys, role=Party.Role.REQUESTER).order_by("-pk")
    return dict(rows.values_list("case", "requester_class"))


def _given(keys: Sequence[int]) -> dict[int, Assignment]:
    return {row.case_id: row for row in Assignment.objects.filter(case__in=keys).order_by("pk")}

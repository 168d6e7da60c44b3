"""The next moves of a request: for every kind of event whether the law has a place for it now, or why not.

Nothing here knows the course of a request. Each move is an event as it could happen on the day asked about;
the statute reads the ledger with it at the end, and what it says is shown: no table of states can grow stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.said import said
from gongkai.service.requests import ledger, together
from gongkai.service.requests.actions.entering import ASK_WHY, REFUSED
from gongkai.service.requests.models import Case
from gongkai.service.requests.proposing import KINDS as PROPOSED
from gongkai.statute import clock, events
from gongkai.statute.citation import words
from gongkai.statute.clock import Clock
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.fold import in_force
from gongkai.statute.law import Law

ANYBODY = "—"  # a party of whom nothing is known yet: one that will be named with the letter


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that could be entered now. `why` is the statute's own sentence where it cannot be.

    `told` is what the statute would find fault with: it is entered only with the reason for it. `whom` is
    the party it concerns; `proposed` says that another has to consent first (`actions/propose.py`).
    """

    key: str  # the kind of the event
    label: str
    article: str  # in words: 《条例》第三十条
    possible: bool
    why: str = ""
    told: tuple[str, ...] = ()
    whom: str = ""
    proposed: bool = False


def moves(case: Case, on: date, law: Law | None = None) -> tuple[Move, ...]:
    """Return for every kind of event whether it could be entered for a case as happening on a day.

    Opinions, deliveries and silence are asked about for every party that was consulted. One query.
    """
    return moves_after(ledger.events_of(case), on, law)


def moves_after(past: Sequence[Event], on: date, law: Law | None = None) -> tuple[Move, ...]:
    """Return the moves after these events."""
    law = law or law_here()
    found = []
    for kind, made in _CANDIDATES.items():
        tried = [_try(past, event, law) for event in made(past, on)]
        if kind == events.EntryAnnulled.kind:  # any of them: which, its own page asks (`annullable`)
            tried = [next((move for move in tried if move.possible), tried[0])] if tried else []
        found += tried
    return tuple(found)


def annullable(case: Case, on: date, law: Law | None = None) -> dict[int, str]:
    """Return for every entry in force, by its place, why it cannot be annulled; "" where it can."""
    past = ledger.events_of(case)
    found = {}
    for event in _annulments(past, on):
        move = _try(past, event, law or law_here())
        left = together.why_not_annulled(case, event.annuls)
        found[event.annuls] = left or ("" if move.possible else move.why)
    return dict(sorted(found.items()))


def _try(past: Sequence[Event], event: Event, law: Law) -> Move:
    event = ledger.entered(event, len(past) + 1)
    whom = getattr(event, "whom", "")
    why, told = _asked(past, event, law)
    return Move(
        key=event.kind,
        label=event.name,
        article=words(event.article),
        possible=not why,
        why=why,
        told=told,
        whom="" if whom == ANYBODY else whom,
        proposed=event.kind in PROPOSED,
    )


def _asked(past: Sequence[Event], event: Event, law: Law) -> tuple[str, tuple[str, ...]]:
    """Why an event cannot be entered, "" if it can; and what the statute would find fault with."""
    try:
        found = clock.read([*past, event], law)
    except StatuteError as refusal:
        return said(_plainly(str(refusal), event)), ()
    if event.kind in _MUST_MOVE and _stands(found) == _stands(clock.read(past, law)):
        says = "".join(line.says(law.calendar) for line in found.trace if line.entry == event.entry)
        return said(says), ()
    faults = [finding for finding in found.findings if finding.entry == event.entry]
    if refused := [said(fault.says) for fault in faults if fault.code in REFUSED]:
        return refused[0], ()
    return "", tuple(said(fault.says) for fault in faults if fault.code in ASK_WHY)


def _plainly(says: str, event: Event) -> str:
    """The statute's sentence without the number and day of an entry that does not exist."""
    return says.removeprefix(f"第{event.entry}条“{event.name}”（{chinese_day(event.on)}）：")


def _stands(found: Clock) -> tuple[object, ...]:
    return found.due, found.received_on, found.halted


def _consulted(past: Sequence[Event]) -> list[str]:
    """The parties whose opinion was asked, in the order they were."""
    return list(dict.fromkeys(e.whom for _, e in in_force(past) if isinstance(e, _ASKED))) or [ANYBODY]


# What the law lets pass at any time, and what is a move only where it moves something.
_MUST_MOVE = frozenset({events.ReceiptConfirmed.kind})
_ASKED = (events.ThirdPartyConsulted, events.CoProducerConsulted, events.OtherOrganConsulted)


def _annulments(past: Sequence[Event], on: date) -> Iterator[events.EntryAnnulled]:
    """The annulment of every entry in force, the last first."""
    for place, _ in sorted(in_force(past), key=lambda pair: -pair[0]):
        yield events.EntryAnnulled(on=on, annuls=place, reason=ANYBODY)


def _of_whom(
    kind: type[events.LetterDelivered | events.OpinionReceived | events.OpinionLapsed],
) -> Callable[[Sequence[Event], date], Iterator[Event]]:
    def made(past: Sequence[Event], on: date) -> Iterator[Event]:
        for whom in _consulted(past):
            yield kind(on=on, whom=whom)

    return made


def _one(kind: Callable[[date], Event]) -> Callable[[Sequence[Event], date], Iterator[Event]]:
    def made(_: Sequence[Event], on: date) -> Iterator[Event]:
        yield kind(on)

    return made


def _later(past: Sequence[Event], on: date) -> Iterator[Event]:
    """A later reply wants a day after the present one: whether there is any is what is asked."""
    try:
        found = clock.read(past, law_here())
    except StatuteError:
        found = None
    last = max(on, found.due) if found is not None and found.due is not None else on
    yield events.LaterReplySet(on=on, until=last + timedelta(days=30))


_CANDIDATES: Mapping[str, Callable[[Sequence[Event], date], Iterator[Event]]] = {
    events.Received.kind: _one(lambda on: events.Received(on=on)),
    events.ReceiptConfirmed.kind: _one(lambda on: events.ReceiptConfirmed(on=on)),
    events.CorrectionAsked.kind: _one(lambda on: events.CorrectionAsked(on=on)),
    events.Corrected.kind: _one(lambda on: events.Corrected(on=on)),
    events.CorrectionLapsed.kind: _one(lambda on: events.CorrectionLapsed(on=on)),
    events.ReasonsAsked.kind: _one(lambda on: events.ReasonsAsked(on=on)),
    events.ReasonsGiven.kind: _one(lambda on: events.ReasonsGiven(on=on)),
    events.LaterReplySet.kind: _later,
    events.ThirdPartyConsulted.kind: _one(lambda on: events.ThirdPartyConsulted(on=on, whom=ANYBODY)),
    events.CoProducerConsulted.kind: _one(lambda on: events.CoProducerConsulted(on=on, whom=ANYBODY)),
    events.OtherOrganConsulted.kind: _one(lambda on: events.OtherOrganConsulted(on=on, whom=ANYBODY)),
    events.LetterDelivered.kind: _of_whom(events.LetterDelivered),
    events.OpinionReceived.kind: _of_whom(events.OpinionReceived),
    events.OpinionLapsed.kind: _of_whom(events.OpinionLapsed),
    events.Extended.kind: _one(lambda on: events.Extended(on=on, days=1, consented_by=ANYBODY, notified=on)),
    events.FeeNoticed.kind: _one(lambda on: events.FeeNoticed(on=on)),
    events.FeePaid.kind: _one(lambda on: events.FeePaid(on=on)),
    events.FeeLapsed.kind: _one(lambda on: events.FeeLapsed(on=on)),
    events.PassedOn.kind: _one(lambda on: events.PassedOn(on=on)),
    events.Joined.kind: _one(lambda on: events.Joined(on=on)),
    events.Split.kind: _one(lambda on: events.Split(on=on)),
    events.Withdrawn.kind: _one(lambda on: events.Withdrawn(on=on)),
    events.Answered.kind: _one(lambda on: events.Answered(on=on)),
    events.Sent.kind: _one(lambda on: events.Sent(on=on)),
    events.Delivered.kind: _one(lambda on: events.Delivered(on=on)),
    events.RedoOrdered.kind: _one(lambda on: events.RedoOrdered(on=on, by="reconsideration")),
    events.ReplyRevoked.kind: _one(lambda on: events.ReplyRevoked(on=on)),
    events.EntryAnnulled.kind: _annulments,
}

"""Histories for properties: lists of events a request can really have, drawn at random."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from gongkai.statute.clock import Clock, read
from gongkai.statute.events import (
    Answered,
    CoProducerConsulted,
    Corrected,
    CorrectionAsked,
    Event,
    Extended,
    FeeNoticed,
    FeePaid,
    LetterDelivered,
    OpinionReceived,
    OtherOrganConsulted,
    ReasonsAsked,
    ReceiptConfirmed,
    Received,
    Sent,
    ThirdPartyConsulted,
)
from gongkai.statute.law import law

LAW = law()
received = st.dates(date(2021, 1, 4), date(2026, 3, 1))


def later(days: int, start: date) -> date:
    return start + timedelta(days=days)


@st.composite
def histories(draw: st.DrawFn, ended: bool = True) -> list[Event]:
    """A lawful history: receipt, perhaps a correction, consultations, an extension, a fee, an answer."""
    day = draw(received)
    online = draw(st.booleans())
    events: list[Event] = [Received(on=day, channel="online" if online else "in_person")]
    if online:
        day = later(draw(st.integers(0, 3)), day)
        events.append(ReceiptConfirmed(on=day, by_whom="李四", means="电话"))
    if draw(st.booleans()):
        asked = later(draw(st.integers(0, 12)), day)
        events.append(CorrectionAsked(on=asked, by=later(20, asked)))
        day = later(draw(st.integers(0, 20)), asked)
        events.append(Corrected(on=day))
    if draw(st.booleans()):
        events.append(ReasonsAsked(on=later(1, day)))
    for n in range(draw(st.integers(0, 3))):
        events += _consultation(draw, f"{'甲乙丙'[n]}公司", day)
    if draw(st.booleans()):
        # on the day the term starts an extension is never too late
        events.append(Extended(on=day, days=draw(st.integers(1, 20)), consented_by="王主任", notified=day))
    last = max(event.on for event in events)
    due = read(events, LAW).due
    if due is not None and last <= due and draw(st.booleans()):
        noticed = last
        last = later(draw(st.integers(0, 20)), noticed)
        events += [FeeNoticed(on=noticed, delivered=noticed), FeePaid(on=last)]
    if ended and draw(st.booleans()):
        answered = later(draw(st.integers(0, 30)), last)
        events += [Answered(on=answered), Sent(on=later(1, answered))]
    return events


def _consultation(draw: st.DrawFn, whom: str, start: date) -> list[Event]:
    kind = draw(st.sampled_from([ThirdPartyConsulted, CoProducerConsulted, OtherOrganConsulted]))
    sent = later(draw(st.integers(0, 40)), start)
    delivered = later(draw(st.integers(0, 5)), sent)
    told_later = draw(st.booleans())
    events: list[Event] = [kind(on=sent, whom=whom, delivered=None if told_later else delivered)]
    if told_later:
        events.append(LetterDelivered(on=delivered, whom=whom))
    if draw(st.booleans()):
        closed = later(draw(st.integers(0, 30)), delivered)
        events.append(
            OpinionReceived(on=closed, whom=whom, agrees=draw(st.sampled_from([True, False, None])))
        )
    return events


def clock(events: list[Event]) -> Clock:
    return read(events, LAW)


def numbered(events: list[Event]) -> list[Event]:
    """The events with the numbers of their entries, so that they can be shuffled."""
    return [replace(event, entry=n) for n, event in enumerate(events, 1)]


def effect(found: Clock) -> tuple[object, ...]:
    """What a clock says, without the numbers of the entries and the lines of annulments."""
    lines = [line._replace(entry=0) for line in found.trace if line.event != "entry_annulled"]
    findings = [finding._replace(entry=0) for finding in found.findings]
    ending = found.ending and (found.ending.event, found.ending.on, found.ending.outcome, found.ending.sent)
    return found.received_on, found.due, found.unrestarted_due, found.halted, ending, lines, findings

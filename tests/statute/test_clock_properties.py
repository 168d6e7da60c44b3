"""What holds for every history, not only for the examples."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gongkai.statute.calendar import Holiday, Notice
from gongkai.statute.clock import read
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import (
    KINDS,
    Delivered,
    EntryAnnulled,
    OpinionReceived,
    OtherOrganConsulted,
    ReasonsAsked,
    Received,
    ThirdPartyConsulted,
    Withdrawn,
)
from tests.statute.histories import LAW, clock, effect, histories, later, numbered, received

DAYS = LAW.calendar
few = settings(max_examples=60, deadline=None)


@few
@given(histories())
def test_a_due_date_is_a_working_day(events):
    due = clock(events).due

    assert due is None or DAYS.is_working(due)


@few
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(events, chance: random.Random):
    entered = numbered(events)
    shuffled = entered[:]
    chance.shuffle(shuffled)

    assert effect(clock(shuffled)) == effect(clock(entered))


@few
@given(histories(ended=False), st.integers(0, 40), st.integers(0, 40))
def test_a_pause_never_brings_a_deadline_forward(events, wait, took):
    before = clock(events).due
    sent = later(wait, events[0].on)
    more = [
        ThirdPartyConsulted(on=sent, whom="丁公司", delivered=sent),
        OpinionReceived(on=later(took, sent), whom="丁公司"),
    ]
    assume(before is not None)

    try:
        after = clock(events + more).due
    except StatuteError:  # the later date lies beyond the calendar, or an extension now comes too late
        return
    # None: the term now lasts long enough for a consultation without a last day to stop it
    assert after is None or after >= before


@few
@given(received, st.integers(0, 30), st.integers(0, 40))
def test_an_opinion_within_the_term_moves_the_due_date_by_the_working_days_it_took(start, wait, took):
    plain = clock([Received(on=start, channel="in_person")]).due
    sent = later(wait, start)
    assume(sent <= plain)
    closed = later(took, sent)
    consulted = OtherOrganConsulted(on=sent, whom="市税务局")

    due = clock(
        [Received(on=start, channel="in_person"), consulted, OpinionReceived(on=closed, whom="市税务局")]
    ).due

    assert DAYS.between(plain, due) == DAYS.between(sent, closed)


@few
@given(histories(), st.integers(0, 60))
def test_an_unrelated_later_event_changes_nothing(events, wait):
    found = clock(events)
    last = later(wait, max(event.on for event in events))
    more = Delivered(on=last) if found.ending else ReasonsAsked(on=last)

    after = clock([*events, more])

    assert (after.due, after.halted, after.ending) == (found.due, found.halted, found.ending)
    assert [line for line in after.trace if line.entry != len(events) + 1] == list(found.trace)


@few
@given(histories(), st.data())
def test_an_annulled_entry_leaves_no_effect(events, data):
    found = clock(events)
    wrong = data.draw(st.sampled_from([Withdrawn(on=events[-1].on), ReasonsAsked(on=events[0].on)]))
    annulled = EntryAnnulled(on=events[-1].on, annuls=len(events) + 1, reason="登错件")

    assert effect(clock([*events, wrong, annulled])) == effect(found)


@few
@given(histories())
def test_every_prefix_of_a_history_is_a_history_or_raises_with_a_sentence(events):
    for length in range(1, len(events)):
        try:
            clock(events[:length])
        except StatuteError as refusal:
            assert str(refusal).endswith("。")


@settings(few, max_examples=150)
@given(histories())
def test_the_days_of_the_trace_since_the_last_restart_add_up_to_the_due_date(events):
    found = clock(events)
    assume(found.due is not None)
    starts = [n for n, line in enumerate(found.trace) if line.parameter in ("reply_term", "restart")]
    lines = found.trace[starts[-1] :]

    assert sum(line.days for line in lines) == DAYS.between(lines[0].start, found.due)
    said = [line.due for line in lines if line.due is not None]
    assert said == sorted(said) and said[-1] == found.due


@few
@given(histories())
def test_no_line_leaves_out_more_working_days_than_it_speaks_of(events):
    for line in clock(events).trace:
        if line.parameter == "pause" and line.days:
            assert line.days <= DAYS.between(line.start, line.end)


@few
@given(histories(), st.integers(1, 10))
def test_a_later_announced_holiday_moves_only_dates_not_yet_past(events, length):
    """Days off are announced on the last day of the history, for days after it."""
    today = max(event.on for event in events)
    first = later(1, today)
    assume(first.year == later(length, today).year)
    notice = Notice(
        first.year, "试验", "试验", today, "", today, (Holiday("试验", first, later(length - 1, first)),)
    )
    changed = replace(LAW, calendar=DAYS.with_notices([notice]))

    try:
        before, after = read(events, LAW).due, read(events, changed).due
    except StatuteError:
        return
    assert before == after or before > today


@given(st.sampled_from(sorted(KINDS)))
def test_every_kind_of_event_has_a_name_and_a_place_in_the_day(kind):
    assert KINDS[kind].kind == kind
    assert KINDS[kind].name and KINDS[kind].rank >= 0


@few
@given(histories(), st.dates(date(2021, 1, 4), date(2026, 12, 1)))
def test_every_standing_can_be_said_and_written(events, on):
    standing = clock(events).standing(on)

    assert all(sentence.strip() for sentence in standing.says())
    assert {"due", "provisional", "state", "waiting_for", "trace"} <= set(standing.as_json())
    for line in standing.as_json()["trace"]:
        assert {"event", "article", "days", "from", "to", "says"} <= set(line)
        assert line["says"].endswith("。") and "None" not in line["says"]


def test_a_history_that_runs_past_the_calendar_raises_with_a_sentence():
    with pytest.raises(StatuteError, match="calendar add"):
        clock([Received(on=date(2027, 12, 20), channel="in_person")])
    assert clock([Received(on=date(2027, 11, 1), channel="in_person")]).provisional

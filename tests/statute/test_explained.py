"""A date that is said is explained: each line brings its days, and what is to come is said to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gongkai.statute.calendar import Calendar, stored_notices
from gongkai.statute.clock import read
from gongkai.statute.history import read_history
from tests.spec import LAW, clock, codes, day, says

RECEIVED = "received, on: 2025-09-01, channel: in_person"
LETTER = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"


def lines(history: str) -> list[tuple[str, int, str | None]]:
    """The lines that speak of the term: event, days, last day."""
    return [
        (line.event, line.days, line.due and line.due.isoformat())
        for line in clock(history).trace
        if line.parameter not in ("note", "day_of_receipt")
    ]


def test_the_due_date_of_an_answered_request_is_explained_to_its_last_day():
    ended = LETTER + "\nanswered, on: 2025-10-24, outcome: refused_third_party\nsent, on: 2025-10-24"

    assert lines(ended) == [("received", 20, "2025-09-28"), ("opinion_awaited", 17, "2025-10-28")]
    assert set(clock(ended).readings) == {"L-0001", "L-0002", "L-0004"}
    assert "没有登记甲公司的意见，其期限已于10月10日届满" in says(ended)
    assert [line.event for line in clock(ended).trace][-3:] == ["opinion_awaited", "answered", "sent"]


def test_an_opinion_entered_after_the_answer_explains_nothing_twice():
    ended = LETTER + "\nanswered, on: 2025-09-18\nopinion_received, on: 2025-09-20, whom: 甲公司"

    assert lines(ended) == [("received", 20, "2025-09-28"), ("opinion_awaited", 17, "2025-10-28")]
    assert "甲公司此时尚未提出意见，按到10月10日期满仍未提出计算" in says(ended)


@pytest.mark.parametrize("end", ["withdrawn, on: 2025-09-18", "passed_on, on: 2025-09-18, to: 市税务局"])
def test_the_due_date_of_a_request_that_ends_without_a_reply_is_explained_too(end):
    assert lines(LETTER + "\n" + end)[-1] == ("opinion_awaited", 17, "2025-10-28")


def test_an_extension_during_a_consultation_names_its_own_days_and_says_what_is_to_come():
    history = LETTER + "\nextended, on: 2025-09-15, days: 10, consented_by: 王主任, notified: 2025-09-15"

    assert lines(history)[1:] == [("extended", 10, "2025-10-17"), ("opinion_awaited", 17, "2025-11-11")]
    assert "期限至2025年10月17日（星期五）届满，尚未结束的征求意见所需时间另加" in says(history)
    extended = clock(history).trace[-2]
    assert (extended.start, extended.as_json(clock(history).law.calendar)["open_consultations_to_add"]) == (
        day("2025-09-28"),
        True,
    )
    heard = history + "\nopinion_received, on: 2025-09-26, whom: 甲公司"
    assert lines(heard)[1:] == [("extended", 10, "2025-10-17"), ("opinion_received", 12, "2025-11-04")]
    assert not clock(heard).trace[-1].more


def test_a_consultation_sent_before_a_day_set_by_itself_leaves_no_day_out_of_it():
    history = f"""{RECEIVED}
    reasons_asked, on: 2025-09-05
    third_party_consulted, on: 2025-09-08, whom: 甲公司, delivered: 2025-09-09
    later_reply_set, on: 2025-09-10, until: 2025-11-28"""
    heard = history + "\nopinion_received, on: 2025-09-20, whom: 甲公司"

    assert lines(heard) == [("received", 20, "2025-09-28"), ("later_reply_set", 40, "2025-11-28")]
    assert "答复日期已经另行确定，征求意见不使其顺延" in says(heard)
    assert "正在征求的意见不使其顺延" in says(history)
    standing = clock(history).standing(day("2025-09-15"))
    assert (standing.state, standing.waiting_for) == ("running", "organ")


def test_a_silent_lapse_nobody_entered_is_explained_before_what_rests_on_it():
    history = f"""{LETTER}
    other_organ_consulted, on: 2025-10-13, whom: 市税务局
    opinion_received, on: 2025-10-20, whom: 市税务局"""

    assert lines(history)[1:] == [
        ("opinion_awaited", 17, "2025-10-28"),
        ("opinion_received", 5, "2025-11-04"),
    ]
    entered = history + "\nopinion_lapsed, on: 2025-10-27, whom: 甲公司"
    assert lines(entered) == lines(history)
    assert "其时间已按期满计算" in says(entered)


def test_an_annulment_dated_before_what_it_annuls_is_found_out():
    wrong = RECEIVED + "\nwithdrawn, on: 2025-09-05"
    annulled = "\nentry_annulled, on: {}, entry: 2, reason: 登错件"

    assert codes(wrong + annulled.format("2025-09-05")) == []
    assert codes(wrong + annulled.format("2025-09-04")) == ["annulled_too_early"]
    recorded = wrong + ", recorded: 2025-09-08"
    assert codes(recorded + annulled.format("2025-09-07")) == ["annulled_too_early"]
    assert codes(recorded + annulled.format("2025-09-08")) == []


def test_a_year_on_the_way_that_has_no_notice_makes_the_date_provisional():
    """The region's notice for 2024 is there and that for 2023 is not."""
    known = [notice for notice in stored_notices() if (notice.region, notice.year) != ("guangxi", 2023)]
    here = replace(LAW, calendar=Calendar(known, "guangxi"))
    found = read(read_history("- {event: received, on: 2023-12-20, channel: in_person}"), here)

    assert found.due is not None and found.due.year == 2024
    assert not here.calendar.is_provisional(found.due)
    assert found.provisional
    assert found.why_provisional.startswith("2023年")
    assert any("2023年" in said and "没有录入" in said for said in found.standing(date(2024, 1, 3)).says())

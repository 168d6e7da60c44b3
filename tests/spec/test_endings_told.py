"""以答复以外的方式办结的：告知文书发出才算了结，是否逾期以发出之日为准（决定L-0037，235号）。"""

import pytest

from gongkai.statute.counting import counted
from tests.spec import clock, codes, day, due

RECEIVED = "received, on: 2025-09-01, channel: in_person"
PASSED_ON = RECEIVED + "\npassed_on, on: 2025-09-05, to: 市公安局"
UNCORRECTED = (
    RECEIVED + "\ncorrection_asked, on: 2025-09-03, by: 2025-09-17\ncorrection_lapsed, on: 2025-09-18"
)
UNPAID = RECEIVED + "\nfee_noticed, on: 2025-09-04, delivered: 2025-09-04\nfee_lapsed, on: 2025-11-03"


@pytest.mark.parametrize("history", [PASSED_ON, UNCORRECTED, UNPAID])
def test_a_request_whose_requester_was_not_told_of_its_end_waits_for_the_organ(history):
    untold = clock(history).standing(day("2025-11-10"))

    assert (untold.state, untold.waiting_for) == ("untold", "organ")
    for left in ("sent", "delivered"):
        assert clock(f"{history}\n{left}, on: 2025-11-10").standing(day("2025-11-10")).state == "ended"


def test_a_withdrawn_request_is_owed_no_letter():
    assert clock(RECEIVED + "\nwithdrawn, on: 2025-09-05").standing(day("2025-09-05")).state == "ended"


def test_a_request_of_another_organ_is_in_time_if_its_letter_left_in_time():
    assert due(PASSED_ON) == "2025-09-28"
    in_time = clock(PASSED_ON + "\nsent, on: 2025-09-28")

    assert in_time.findings == ()
    assert in_time.standing(day("2025-12-31")).overdue_since is None


def test_a_letter_that_leaves_after_the_term_is_late_whenever_it_was_found_to_be_another_organs():
    late = PASSED_ON + "\nsent, on: 2025-10-31"

    assert codes(late) == ["sent_late"]
    assert clock(late).standing(day("2025-12-31")).overdue_since == day("2025-09-29")


def test_a_letter_that_has_not_left_by_the_last_day_is_overdue_and_said_so():
    unsent = clock(PASSED_ON).standing(day("2025-09-29"))

    assert unsent.overdue_since == day("2025-09-29")
    assert [finding.code for finding in unsent.findings] == ["answered_not_sent"]
    assert "“告知其他机关或者转送”已于9月5日认定" in unsent.findings[0].says.replace("2025年", "")


def test_who_is_told_after_the_term_that_another_organ_is_the_right_one_is_told_late():
    assert codes(RECEIVED + "\npassed_on, on: 2025-09-29, to: 市公安局") == ["closed_late"]


@pytest.mark.parametrize("history", [UNCORRECTED, UNPAID])
def test_a_lapse_is_not_overdue_for_no_term_was_running(history):
    found = clock(history + "\nsent, on: 2025-12-01")

    assert found.due is None
    assert not {"sent_late", "closed_late", "answered_not_sent"} & set(codes(history))
    assert found.standing(day("2025-12-31")).overdue_since is None


@pytest.mark.parametrize("history", [PASSED_ON, UNCORRECTED, UNPAID])
def test_when_the_letter_leaves_changes_nothing_in_table_three(history):
    untold, told = clock(history), clock(history + "\nsent, on: 2026-01-05")

    assert counted(untold) == counted(told)
    assert [(one.received, one.ended) for one in counted(told)] == [(2025, 2025)]
    assert counted(told)[0].outcome is not None

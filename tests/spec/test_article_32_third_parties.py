"""第三十二条：第三方应当自收到征求意见书之日起15个工作日内提出意见；逾期未提出的，由行政机关决定。"""

import pytest

from gongkai.statute.errors import OutOfTurn
from tests.spec import clock, codes, day, due, says

SENT = """received, on: 2025-09-01, channel: in_person
third_party_consulted, on: 2025-09-10, whom: 甲公司"""
DELIVERED = SENT + ", delivered: 2025-09-12"
REPLIED = DELIVERED + "\nopinion_received, on: 2025-09-26, whom: 甲公司, agrees: false"


def test_the_worked_example_is_due_on_21_october():
    assert due("received, on: 2025-09-01, channel: in_person") == "2025-09-28"
    assert due(REPLIED) == "2025-10-21"


def test_without_a_reply_the_consultation_lapses_on_10_october_and_the_request_is_due_on_28_october():
    assert clock(DELIVERED).consultations[0].lapses_on == day("2025-10-10")
    assert due(DELIVERED) == "2025-10-28"
    assert due(DELIVERED + "\nopinion_lapsed, on: 2025-10-11, whom: 甲公司") == "2025-10-28"


def test_the_due_date_of_an_open_consultation_does_not_depend_on_the_day_one_looks():
    open_clock = clock(DELIVERED)

    for looked in ("2025-09-15", "2025-10-20", "2025-12-01"):
        assert open_clock.standing(day(looked)).clock.due == day("2025-10-28")


def test_the_next_move_is_the_third_partys_and_after_the_lapse_the_organs():
    open_clock = clock(DELIVERED)

    assert open_clock.standing(day("2025-10-10")).waiting_for == "third_party"
    assert open_clock.standing(day("2025-10-10")).whom == ("甲公司",)
    assert open_clock.standing(day("2025-10-11")).waiting_for == "organ"


def test_no_due_date_stands_while_nobody_knows_when_the_letter_arrived():
    assert due(SENT) is None
    assert due(SENT + "\nletter_delivered, on: 2025-09-12, whom: 甲公司") == "2025-10-28"


def test_an_opinion_after_the_fifteen_days_counts_as_the_lapse():
    assert due(DELIVERED + "\nopinion_received, on: 2025-10-15, whom: 甲公司, agrees: true") == "2025-10-28"


def test_the_third_party_has_the_whole_of_its_last_day():
    with pytest.raises(OutOfTurn, match="意见期限至2025年10月10日，尚未届满"):
        clock(DELIVERED + "\nopinion_lapsed, on: 2025-10-10, whom: 甲公司")

    assert due(DELIVERED + "\nopinion_lapsed, on: 2025-10-11, whom: 甲公司") == "2025-10-28"


def test_silence_leaves_the_decision_to_the_organ():
    lapsed = clock(DELIVERED + "\nopinion_lapsed, on: 2025-10-11, whom: 甲公司")

    assert lapsed.consultations[0].agrees is None
    assert "由本机关决定是否公开" in says(DELIVERED + "\nopinion_lapsed, on: 2025-10-11, whom: 甲公司")


def test_an_opinion_never_sought_cannot_be_closed():
    with pytest.raises(OutOfTurn, match="没有正在征求“乙公司”的意见（正在征求的：甲公司）"):
        clock(DELIVERED + "\nopinion_received, on: 2025-09-26, whom: 乙公司")


def test_a_letter_whose_arrival_is_unknown_cannot_lapse():
    with pytest.raises(OutOfTurn, match="请先登记送达"):
        clock(SENT + "\nopinion_lapsed, on: 2025-11-11, whom: 甲公司")


def test_an_answer_while_the_third_party_still_has_time_is_remarked():
    assert codes(DELIVERED + "\nanswered, on: 2025-09-20") == ["answered_while_consulting"]


def test_a_letter_cannot_arrive_before_it_was_sent():
    with pytest.raises(OutOfTurn, match="早于发出之日"):
        clock(SENT + ", delivered: 2025-09-09")


def test_nobody_is_consulted_twice_at_once():
    with pytest.raises(OutOfTurn, match="正在征求甲公司的意见"):
        clock(DELIVERED + "\nthird_party_consulted, on: 2025-09-11, whom: 甲公司")


def test_before_2019_the_third_party_had_no_term():
    asked = (
        "received, on: 2018-03-01\nthird_party_consulted, on: 2018-03-05, whom: 甲公司, delivered: 2018-03-06"
    )

    assert due(asked) is None
    assert due(asked + "\nopinion_received, on: 2018-03-12, whom: 甲公司, agrees: true") == "2018-03-29"


def test_an_opinion_after_the_asking_was_over_is_entered_and_moves_no_day():
    lapsed = DELIVERED + "\nopinion_lapsed, on: 2025-10-11, whom: 甲公司"
    late = lapsed + "\nopinion_received, on: 2025-10-15, whom: 甲公司, agrees: false"

    assert due(late) == due(lapsed)
    assert clock(late).consultations[0].agrees is False
    assert "征求意见结束以后又收到甲公司的意见（不同意公开）" in says(late)
    changed = REPLIED + "\nopinion_received, on: 2025-09-29, whom: 甲公司, agrees: true"
    assert (due(changed), clock(changed).consultations[0].agrees) == (due(REPLIED), True)


def test_an_opinion_after_the_reply_left_is_refused():
    sent = REPLIED + "\nanswered, on: 2025-10-09\nsent, on: 2025-10-09"
    with pytest.raises(OutOfTurn, match="答复已于2025年10月9日发出"):
        clock(sent + "\nopinion_received, on: 2025-10-10, whom: 甲公司, agrees: false")


def test_a_party_asked_again_on_the_day_it_answers_is_read_in_that_order_though_it_spoke_late_before():
    late = REPLIED + "\nopinion_received, on: 2025-09-29, whom: 甲公司, agrees: true"
    again = late + "\nthird_party_consulted, on: 2025-09-30, whom: 甲公司, delivered: 2025-09-30"
    both = (
        again
        + "\nopinion_received, on: 2025-10-09, whom: 甲公司, agrees: true"
        + "\nthird_party_consulted, on: 2025-10-09, whom: 甲公司, delivered: 2025-10-09"
    )
    assert [one.open for one in clock(both).consultations] == [False, False, True]

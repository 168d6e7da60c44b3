"""第三十四条（共同制作机关）、第三十五条（超出合理范围）、第四十二条（信息处理费）。"""

import pytest

from gongkai.statute.errors import NoRule, OutOfTurn
from tests.spec import LAW, clock, codes, day, due

RECEIVED = "received, on: 2025-09-01, channel: in_person\n"
LEAD = RECEIVED + "co_producer_consulted, on: 2025-09-10, whom: 市财政局, delivered: 2025-09-12"


def test_a_co_producer_that_keeps_silent_for_fifteen_working_days_agrees():
    lapsed = clock(LEAD + "\nopinion_lapsed, on: 2025-10-11, whom: 市财政局")

    assert lapsed.consultations[0].lapses_on == day("2025-10-10")
    assert lapsed.consultations[0].agrees is True
    assert lapsed.due == day("2025-10-28")


def test_before_2019_nobody_consulted_a_co_producer_by_the_regulations():
    with pytest.raises(NoRule, match="征求共同制作机关意见"):
        clock("received, on: 2018-03-01\nco_producer_consulted, on: 2018-03-05, whom: 市财政局")


def test_asking_for_reasons_stops_nothing():
    asked = RECEIVED + "reasons_asked, on: 2025-09-03"

    assert due(asked) == "2025-09-28"
    assert due(asked + "\nreasons_given, on: 2025-09-08") == "2025-09-28"


def test_reasons_nobody_asked_for_are_refused():
    with pytest.raises(OutOfTurn, match="没有要求过申请人说明理由"):
        clock(RECEIVED + "reasons_given, on: 2025-09-08")


def test_a_later_reply_is_due_on_the_day_set():
    history = RECEIVED + "reasons_asked, on: 2025-09-03\nreasons_given, on: 2025-09-08\n"

    assert due(history + "later_reply_set, on: 2025-09-10, until: 2025-12-01") == "2025-12-01"


def test_a_later_reply_set_for_a_rest_day_is_due_on_the_next_working_day():
    history = RECEIVED + "reasons_asked, on: 2025-09-03\nlater_reply_set, on: 2025-09-10, until: 2025-10-01"

    assert due(history) == "2025-10-09"


def test_a_later_reply_without_asking_for_reasons_is_remarked():
    assert codes(RECEIVED + "later_reply_set, on: 2025-09-10, until: 2025-12-01") == ["reasons_not_asked"]


@pytest.mark.parametrize("until", ["2025-09-28", "2025-09-20"])
def test_a_later_reply_must_be_later(until):
    with pytest.raises(OutOfTurn, match="不晚于原期限"):
        clock(RECEIVED + f"later_reply_set, on: 2025-09-10, until: {until}")


def test_a_later_reply_cannot_be_set_once_the_term_has_run_out():
    with pytest.raises(OutOfTurn, match="不能再另定答复日期"):
        clock(RECEIVED + "later_reply_set, on: 2025-09-29, until: 2025-12-01")


def test_a_day_once_set_is_not_extended_by_article_33():
    history = RECEIVED + "later_reply_set, on: 2025-09-10, until: 2025-12-01\n"

    with pytest.raises(OutOfTurn, match="不能再延长"):
        clock(history + "extended, on: 2025-09-11, days: 5, consented_by: 王主任")


NOTICED = RECEIVED + "fee_noticed, on: 2025-09-10, delivered: 2025-09-11, yuan: 1700"


def test_no_due_date_stands_while_payment_is_awaited():
    noticed = clock(NOTICED)

    assert noticed.due is None
    assert noticed.pay_by == LAW.calendar.after(day("2025-09-11"), 20)
    assert noticed.standing(day("2025-09-12")).waiting_for == "requester"


def test_the_full_term_runs_again_and_the_day_of_payment_is_day_zero():
    assert due(NOTICED + "\nfee_paid, on: 2025-09-22") == "2025-10-24"


def test_an_unpaid_fee_ends_the_request_after_the_last_day_for_payment():
    last = clock(NOTICED).pay_by

    with pytest.raises(OutOfTurn, match="尚未届满"):
        clock(NOTICED + f"\nfee_lapsed, on: {last}")
    assert clock(NOTICED + "\nfee_lapsed, on: 2025-11-03").ending.outcome == "fee_unpaid"


def test_a_payment_nobody_asked_for_is_refused():
    with pytest.raises(OutOfTurn, match="没有等待缴费的收费通知"):
        clock(RECEIVED + "fee_paid, on: 2025-09-22")


def test_a_fee_notice_after_the_term_has_run_out_is_remarked_with_the_date_beside_it():
    late = NOTICED.replace("2025-09-10", "2025-10-09").replace("2025-09-11", "2025-10-10")

    assert codes(late) == ["fee_noticed_after_expiry"]
    assert clock(late + "\nfee_paid, on: 2025-10-13").unrestarted_due == day("2025-09-28")


def test_before_2021_there_was_no_such_fee():
    with pytest.raises(NoRule, match="信息处理费缴纳期限"):
        clock("received, on: 2020-09-01\nfee_noticed, on: 2020-09-02")

"""第四十二条：信息处理费的通知、缴纳与答复期限（国办函〔2020〕109号）。"""

import pytest

from gongkai.statute.errors import NoRule, OutOfTurn
from tests.spec import LAW, clock, codes, day, due

RECEIVED = "received, on: 2025-09-01, channel: in_person\n"
NOTICED = RECEIVED + "fee_noticed, on: 2025-09-10, delivered: 2025-09-11, yuan: 1700"


def test_no_due_date_stands_while_payment_is_awaited():
    noticed = clock(NOTICED)

    assert noticed.due is None
    assert noticed.pay_by == LAW.calendar.after(day("2025-09-11"), 20)
    assert noticed.standing(day("2025-09-12")).waiting_for == "requester"


def test_the_organ_owes_the_next_move_only_after_the_last_day_for_payment():
    noticed = clock(NOTICED)

    assert noticed.pay_by == day("2025-10-15")  # the 11th of October is a make-up Saturday
    assert noticed.standing(day("2025-10-15")).waiting_for == "requester"
    assert noticed.standing(day("2025-10-16")).waiting_for == "organ"


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

    assert codes(late) == ["fees_not_in_use", "fee_noticed_after_expiry"]
    assert clock(late + "\nfee_paid, on: 2025-10-13").unrestarted_due == day("2025-09-28")


def test_before_2021_there_was_no_such_fee():
    with pytest.raises(NoRule, match="信息处理费缴纳期限"):
        clock("received, on: 2020-09-01\nfee_noticed, on: 2020-09-02")


def test_a_last_day_for_payment_in_an_unannounced_year_is_provisional():
    history = "received, on: 2026-11-02, channel: in_person\nfee_noticed, on: 2026-11-03, delivered: "

    assert clock(history + "2026-12-18").pay_by == day("2027-01-15")
    assert clock(history + "2026-12-18").provisional
    assert not clock(history + "2026-11-03").provisional


def test_an_extension_on_the_day_of_payment_follows_it():
    paid = NOTICED + "\nfee_paid, on: 2025-09-22"
    same_day = "\nextended, on: 2025-09-22, days: 1, consented_by: 王主任, notified: 2025-09-22"

    assert due(paid) == "2025-10-24"
    assert due(paid + same_day) == "2025-10-27"


def test_a_fee_notice_of_an_organ_that_has_not_switched_fees_on_is_found_out():
    assert codes(NOTICED) == ["fees_not_in_use"]

"""第三十条：收到申请之日起7个工作日内一次性告知补正；答复期限自收到补正的申请之日起计算。"""

import pytest

from gongkai.statute.errors import OutOfTurn
from tests.spec import clock, codes, day, due, says

ASKED = """received, on: 2025-09-01, channel: in_person
correction_asked, on: 2025-09-10, by: 2025-09-24"""
ASKED_LATE = ASKED.replace("2025-09-10", "2025-09-11")
CORRECTED = "\ncorrected, on: 2025-09-22"


def test_no_due_date_stands_while_a_correction_is_awaited():
    standing = clock(ASKED).standing(clock(ASKED).correct_by)

    assert standing.clock.due is None
    assert standing.state == "awaiting_correction"
    assert standing.waiting_for == "requester"


def test_the_full_term_runs_again_from_the_corrected_request():
    assert due(ASKED + CORRECTED) == "2025-10-24"  # the row of 2025-09-22 in the worked table


def test_the_seventh_working_day_is_in_time_and_the_eighth_is_late():
    assert codes(ASKED) == []
    assert codes(ASKED_LATE) == ["correction_notice_late"]


def test_a_notice_on_a_rest_day_after_the_seventh_working_day_is_late():
    history = "received, on: 2025-03-05, channel: in_person\ncorrection_asked, on: "

    assert codes(history + "2025-03-14") == []  # a Friday
    assert codes(history + "2025-03-15") == ["correction_notice_late"]


def test_a_late_notice_still_restarts_the_term_with_the_unrestarted_date_beside_it():
    late = clock(ASKED_LATE + CORRECTED)

    assert late.due.isoformat() == "2025-10-24"
    assert late.unrestarted_due.isoformat() == "2025-09-28"


def test_a_notice_in_time_has_no_second_date():
    assert clock(ASKED + CORRECTED).unrestarted_due is None


def test_a_second_notice_warns():
    twice = ASKED + CORRECTED + "\ncorrection_asked, on: 2025-09-24\ncorrected, on: 2025-09-26"

    assert codes(twice) == ["second_correction_notice"]
    assert due(twice) == "2025-10-30"
    assert clock(twice).unrestarted_due.isoformat() == "2025-10-24"


def test_a_second_notice_on_the_day_of_the_first_answer_awaits_another():
    twice = ASKED + CORRECTED + "\ncorrection_asked, on: 2025-09-22"

    assert due(twice) is None


def test_a_second_notice_asked_and_answered_on_one_day_restarts_from_that_day():
    twice = ASKED + CORRECTED + "\ncorrected, on: 2025-09-24\ncorrection_asked, on: 2025-09-24"

    assert due(twice) == "2025-10-28"


def test_an_extension_belongs_to_the_term_it_extended():
    early = "received, on: 2025-09-01, channel: in_person\n"
    extended = "extended, on: 2025-09-02, days: 15, consented_by: 王主任, notified: 2025-09-02\n"
    asked = "correction_asked, on: 2025-09-03\ncorrected, on: 2025-09-22\n"

    assert due(early + extended + asked) == "2025-10-24"
    assert (
        due(early + extended + asked + extended.replace("09-02", "09-23").replace("15", "20")) == "2025-11-21"
    )


def test_nobody_is_deemed_to_have_given_up_on_the_last_day_set():
    with pytest.raises(OutOfTurn, match="尚未届满"):
        clock(ASKED + "\ncorrection_lapsed, on: 2025-09-24")


def test_a_lapsed_correction_ends_the_request_in_its_own_row():
    ended = clock(ASKED + "\ncorrection_lapsed, on: 2025-09-25, confirmed_by: 王主任")

    assert ended.ending.outcome == "correction_lapsed"


def test_a_notice_without_a_last_day_cannot_lapse():
    with pytest.raises(OutOfTurn, match="没有定期限"):
        clock("received, on: 2025-09-01\ncorrection_asked, on: 2025-09-02\ncorrection_lapsed, on: 2025-12-01")


def test_a_correction_nobody_asked_for_is_refused():
    with pytest.raises(OutOfTurn, match=r"第2条“收到补正”（2025年9月3日）：没有告知过补正.*第三十条"):
        clock("received, on: 2025-09-01\ncorrected, on: 2025-09-03")


def test_a_correction_after_the_last_day_is_put_to_a_person():
    assert codes(ASKED + "\ncorrected, on: 2025-09-25") == ["correction_late"]


def test_a_longer_period_than_fifteen_working_days_is_remarked():
    assert codes(ASKED.replace("by: 2025-09-24", "by: 2025-09-30")) == []
    assert codes(ASKED.replace("by: 2025-09-24", "by: 2025-10-09")) == ["correction_period_long"]


def test_a_corrected_request_that_comes_online_waits_for_confirmation():
    online = ASKED + "\ncorrected, on: 2025-09-22, channel: online"
    confirmed = "\nreceipt_confirmed, on: 2025-09-23, by_whom: 李四, means: 电话"

    assert due(online) is None
    assert due(online + confirmed) == "2025-10-27"


def test_before_2019_no_limit_for_the_notice_was_set():
    history = """received, on: 2018-03-01, channel: in_person
    correction_asked, on: 2018-03-20
    corrected, on: 2018-03-26"""

    assert "correction_notice_late" not in codes(history)
    assert due(history) == "2018-04-17"


def test_before_2019_nothing_said_that_a_correction_restarts_the_term_and_both_dates_are_told():
    history = """received, on: 2018-03-01, channel: in_person
    correction_asked, on: 2018-03-20
    corrected, on: 2018-04-02"""
    found = clock(history)

    assert codes(history) == ["restart_without_rule"]
    assert "没有规定收到补正后期限重新计算" in found.findings[0].says
    assert (found.due, found.unrestarted_due) == (day("2018-04-24"), day("2018-03-22"))
    assert "第三十条" not in says(history)
    assert "告知申请人补正；收到补正以前期限不进行（2008年《条例》第二十一条第四项）" in says(history)
    assert found.findings[0].article == "2008年条例21(4)"


def test_a_correction_of_an_old_request_comes_in_as_the_channels_of_its_day_had_it():
    history = """received, on: 2019-05-10, channel: in_person
    correction_asked, on: 2019-05-13
    corrected, on: 2019-05-20, channel: email"""

    # 207号: the day the mail system receives it; under the present Regulations both sides confirm
    assert due(history) == "2019-06-11"
    assert due(history.replace("05-10", "05-15").replace("05-13", "05-16")) is None


def test_still_unclear_after_correction_needs_a_correction():
    unclear = "\nanswered, on: 2025-09-19, outcome: still_unclear"
    received = ASKED.partition("\n")[0]
    corrected = ASKED + "\ncorrected, on: 2025-09-17"

    assert codes(received + unclear) == ["never_corrected"]
    assert codes(ASKED + unclear) == ["never_corrected", "answered_while_correcting"]
    assert codes(corrected + unclear) == []
    assert codes(received + unclear.replace("still_unclear", "not_held")) == []


@pytest.mark.parametrize(
    ("on", "measured"),
    [
        ("2025-09-28", "至2025年9月28日届满，答复没有逾期"),
        ("2025-12-24", "至2025年9月28日届满，答复逾期58个工作日"),
    ],
)
def test_an_answer_while_a_correction_is_awaited_is_measured_by_the_term_as_it_ran(on, measured):
    found = clock(ASKED + f"\nanswered, on: {on}\nsent, on: {on}")

    assert (found.due, found.unrestarted_due) == (None, day("2025-09-28"))
    assert [finding.code for finding in found.findings] == ["answered_while_correcting"]
    assert measured in found.findings[0].says


def test_an_answer_before_the_receipt_of_a_correction_is_confirmed_is_found_out():
    assert codes(ASKED + "\ncorrected, on: 2025-09-22, channel: online\nanswered, on: 2025-09-23") == [
        "answered_while_correcting"
    ]
    never = ASKED.replace("in_person", "online") + "\nanswered, on: 2025-09-23"
    assert codes(never) == ["receipt_never_confirmed"]


def test_the_restart_is_read_aloud():
    assert (
        "2025年9月22日（星期一）收到补正材料，答复期限自次日起重新计算20个工作日，"
        "期限至2025年10月24日（星期五）届满（《条例》第三十条）。"
    ) in says(ASKED + CORRECTED)


def test_a_correction_online_confirmed_on_the_day_it_comes_is_received_that_day():
    online = ASKED + "\ncorrected, on: 2025-09-22, channel: online"
    confirmed = "\nreceipt_confirmed, on: 2025-09-22, by_whom: 张三, means: 电话"

    assert due(online) is None
    assert due(online + confirmed) == "2025-10-24"
    assert clock(online + confirmed).received_on == day("2025-09-01")


def test_one_confirmation_may_be_of_the_request_and_of_its_correction():
    history = """received, on: 2025-09-01, channel: online
    correction_asked, on: 2025-09-02
    corrected, on: 2025-09-22, channel: online
    receipt_confirmed, on: 2025-09-22, by_whom: 张三, means: 电话"""

    assert due(history) == "2025-10-24"
    assert clock(history).received_on == day("2025-09-22")


EXTENDED_ASKED = """received, on: 2025-09-01, channel: in_person
extended, on: 2025-09-08, days: 20, consented_by: 王主任, notified: 2025-09-08
correction_asked, on: 2025-09-10, by: 2025-09-24"""


def test_an_extension_lost_by_a_restart_is_said_and_may_be_granted_again():
    restarted = EXTENDED_ASKED + "\ncorrected, on: 2025-09-19"
    again = restarted + "\nextended, on: 2025-10-20, days: 20, consented_by: 王主任, notified: 2025-10-20"

    assert due(EXTENDED_ASKED.rpartition("\n")[0]) == "2025-10-31"
    assert due(restarted) == "2025-10-23"
    assert codes(restarted) == ["extension_lost"]
    assert "此前延长的20个工作日（延长至2025年10月31日）不再算" in clock(restarted).findings[0].says
    assert "收到补正材料，此前延长的20个工作日不再算，答复期限自次日起重新计算" in says(restarted)
    assert clock(restarted).readings["L-0036"] == "lapses"
    assert due(again) == "2025-11-20"


def test_a_restart_without_an_extension_says_nothing_of_one():
    assert codes(ASKED + CORRECTED) == []
    assert "L-0036" not in clock(ASKED + CORRECTED).readings


def test_the_unrestarted_date_says_what_of_it_is_an_extension():
    late = EXTENDED_ASKED.replace("2025-09-10", "2025-09-11") + "\ncorrected, on: 2025-09-19"
    found = clock(late).standing(day("2025-09-25"))

    assert found.clock.unrestarted_due == day("2025-10-31")
    assert "不重新计算时的期限：2025年10月31日（星期五），其中延长20个工作日" in found.says()
    assert clock(ASKED_LATE + CORRECTED).unrestarted_extension == 0


# On one day the receipt is confirmed, a correction asked for, and supplied. Twenty working days from
# Wednesday 2025-09-10: 11 and 12 (2), 15–19 (7), 22–26 (12), Sunday 28 worked (13), 29 and 30 (15), then
# October 9, 10 (17), Saturday 11 worked (18), 13 and 14 (20).
ONE_DAY = """received, on: 2025-09-01, channel: online
receipt_confirmed, on: 2025-09-10, by_whom: 张三, means: 电话
correction_asked, on: 2025-09-10, by: 2025-09-24"""
SUPPLIED = "\ncorrected, on: 2025-09-10"
CONFIRMED_AGAIN = "\nreceipt_confirmed, on: 2025-09-10, by_whom: 李四, means: 电话"


def test_receipt_confirmed_correction_asked_and_supplied_on_one_day_are_told_in_that_order():
    found = clock(ONE_DAY + SUPPLIED + ", channel: in_person")

    assert [event.kind for _entry, event in found.entries] == [
        *("received", "receipt_confirmed", "correction_asked", "corrected")
    ]
    assert (found.received_on, found.due) == (day("2025-09-10"), day("2025-10-14"))
    assert "不因此改变" not in says(ONE_DAY + SUPPLIED + ", channel: in_person")


def test_the_confirmation_of_that_day_is_of_the_request_and_its_online_correction_awaits_its_own():
    online = ONE_DAY + SUPPLIED + ", channel: online"

    assert (clock(online).due, clock(online).halted) == (None, "receipt")
    assert clock(online).received_on == day("2025-09-10")
    assert due(online + CONFIRMED_AGAIN) == "2025-10-14"
    assert "不因此改变" not in says(online + CONFIRMED_AGAIN)
    assert due(online + CONFIRMED_AGAIN.replace("2025-09-10", "2025-09-11")) == "2025-10-15"


def test_a_confirmation_that_the_request_did_not_need_is_of_the_correction_of_that_day():
    in_person = ONE_DAY.replace("2025-09-01, channel: online", "2025-09-08, channel: in_person")

    assert due(in_person + SUPPLIED + ", channel: online") == "2025-10-14"
    assert clock(in_person + SUPPLIED + ", channel: online").received_on == day("2025-09-08")

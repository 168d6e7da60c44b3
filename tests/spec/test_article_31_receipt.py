"""第三十一条：收到申请之日的确定。"""

from datetime import date

import pytest

from gongkai.statute.errors import NoRule, OutOfTurn, StatuteError
from gongkai.statute.receipt import day_of_receipt, unconfirmed
from tests.spec import LAW, clock, codes, day, due, says

BY_ARRIVAL = ("in_person", "registered_mail", "oral")
BY_CONFIRMATION = ("ordinary_mail", "online", "fax", "email")


@pytest.mark.parametrize("channel", BY_ARRIVAL)
def test_submission_or_signature_is_the_day_of_receipt(channel):
    assert due(f"received, on: 2025-09-01, channel: {channel}") == "2025-09-28"


@pytest.mark.parametrize("channel", BY_CONFIRMATION)
def test_the_day_both_sides_confirm_is_the_day_of_receipt(channel):
    arrived = f"received, on: 2025-08-29, channel: {channel}"
    confirmed = "\nreceipt_confirmed, on: 2025-09-01, by_whom: 李四, means: 电话"

    assert clock(arrived).standing(day("2025-09-01")).state == "receipt_awaited"
    assert due(arrived) is None
    assert due(arrived + confirmed) == "2025-09-28"
    assert clock(arrived + confirmed).received_on == day("2025-09-01")


def test_a_confirmation_on_a_rest_day_is_still_day_zero():
    history = "received, on: 2025-11-08, channel: online\n"

    assert due(history + "receipt_confirmed, on: 2025-11-09, by_whom: 李四, means: 短信") == "2025-12-05"


def test_confirming_what_was_handed_over_in_person_moves_nothing():
    history = "received, on: 2025-09-01, channel: in_person\n"

    assert due(history + "receipt_confirmed, on: 2025-09-05, by_whom: 李四, means: 电话") == "2025-09-28"


def test_a_confirmation_without_who_and_how_is_remarked():
    history = "received, on: 2025-09-01, channel: fax\nreceipt_confirmed, on: 2025-09-01"

    assert codes(history) == ["confirmation_without_evidence"]


def test_e_mail_was_received_when_the_system_had_it_before_2019():
    assert day_of_receipt("email", date(2018, 3, 1), None, LAW).day == date(2018, 3, 1)
    assert day_of_receipt("email", date(2025, 9, 1), None, LAW).day is None


def test_a_request_is_received_once():
    with pytest.raises(OutOfTurn, match="一件申请只能收到一次"):
        clock("received, on: 2025-09-01\nreceived, on: 2025-09-02")


def test_nothing_happens_before_receipt():
    with pytest.raises(OutOfTurn, match=r"“征求第三方意见”（2025年8月29日）.*收到申请以前"):
        clock("received, on: 2025-09-01\nthird_party_consulted, on: 2025-08-29, whom: 甲公司")


def test_a_day_without_rule_or_calendar_is_refused_with_the_event_and_its_article():
    with pytest.raises(StatuteError, match=r"第1条“收到申请”（2007年12月31日）：.*《条例》第三十一条"):
        clock("received, on: 2007-12-31")
    with pytest.raises(StatuteError, match=r"第1条“收到申请”（2029年1月5日）：.*calendar add.*第三十一条"):
        clock("received, on: 2029-01-05")


def test_an_unknown_channel_is_refused_with_the_known_ones():
    with pytest.raises(NoRule, match="没有“微信”这一提交渠道；可用：in_person"):
        clock("received, on: 2025-09-01, channel: 微信")


def test_a_confirmation_before_arrival_is_refused():
    with pytest.raises(OutOfTurn, match="早于申请到达之日"):
        day_of_receipt("online", date(2025, 9, 2), date(2025, 9, 1), LAW)


def test_a_receipt_names_what_it_rests_on():
    found = day_of_receipt("fax", date(2025, 9, 1), date(2025, 9, 2), LAW)

    assert (found.day, found.channel, found.article) == (date(2025, 9, 2), "fax", "条例31(3)")
    assert found.evidence == "双方确认的记录（何人、何时、何种方式）"
    assert day_of_receipt("fax", date(2025, 9, 1), date(2025, 9, 1), LAW).day == date(2025, 9, 1)


def test_the_queue_says_what_to_do():
    (waiting,) = unconfirmed([("一号", "fax", date(2025, 9, 1), None)], LAW)

    assert (waiting.request, waiting.arrived, waiting.channel) == ("一号", date(2025, 9, 1), "fax")
    assert waiting.to_do == "传真：请与申请人联系，双方确认收到之日并记明何人、何时、何种方式。"


def test_the_queue_holds_what_waits_for_its_day_the_oldest_first():
    queue = unconfirmed(
        [
            ("三号", "ordinary_mail", date(2025, 9, 3), None),
            ("二号", "online", date(2025, 9, 1), date(2025, 9, 2)),
            ("一号", "fax", date(2025, 9, 1), None),
            ("四号", "in_person", date(2025, 8, 1), None),
        ],
        LAW,
    )

    assert [waiting.request for waiting in queue] == ["一号", "三号"]


def test_an_unconfirmed_request_is_waited_for_by_the_organ_even_while_correction_is_asked():
    history = """received, on: 2025-09-01, channel: online
    correction_asked, on: 2025-09-02, by: 2025-09-12
    receipt_confirmed, on: 2025-09-03, by_whom: 李四, means: 电话"""

    assert clock(history).received_on == day("2025-09-03")
    assert due(history) is None
    assert due(history + "\ncorrected, on: 2025-09-22") == "2025-10-24"


@pytest.mark.parametrize("channel", BY_ARRIVAL)
def test_before_the_letter_of_2015_the_trace_says_that_the_day_is_inferred(channel):
    inferred = says(f"received, on: 2009-03-02, channel: {channel}").splitlines()[0]
    known = says(f"received, on: 2016-03-01, channel: {channel}").splitlines()[0]

    assert inferred.endswith("当日为收到申请之日（当时没有规定，参照后来的国办公开办函〔2015〕207号推定）。")
    assert known.endswith("当日为收到申请之日（国办公开办函〔2015〕207号）。")


def test_the_letter_of_2015_is_cited_from_the_day_its_oldest_copy_was_posted():
    assert day_of_receipt("fax", date(2015, 11, 17), None, LAW).article == "207号（参照）"
    assert day_of_receipt("fax", date(2015, 11, 18), None, LAW).article == "207号"

"""第三十三条：自收到申请之日起20个工作日内答复；延长最长不得超过20个工作日；征求意见所需时间不计算在内。"""

from datetime import timedelta

import pytest

from gongkai.statute.errors import OutOfTurn
from tests.spec import LAW, clock, codes, day, due, says

# received, 7, 15, 20 and 40 working days: computed from the official calendars
WORKED = [
    ("2025-03-03", "2025-03-12", "2025-03-24", "2025-03-31", "2025-04-28"),
    ("2025-03-17", "2025-03-26", "2025-04-08", "2025-04-15", "2025-05-15"),
    ("2025-09-22", "2025-09-30", "2025-10-17", "2025-10-24", "2025-11-21"),
    ("2025-09-01", "2025-09-10", "2025-09-22", "2025-09-28", "2025-10-31"),
    ("2025-10-11", "2025-10-21", "2025-10-31", "2025-11-07", "2025-12-05"),
    ("2025-11-09", "2025-11-18", "2025-11-28", "2025-12-05", "2026-01-05"),
    ("2025-12-15", "2025-12-24", "2026-01-06", "2026-01-13", "2026-02-10"),
    ("2026-02-10", "2026-02-26", "2026-03-09", "2026-03-16", "2026-04-14"),
    ("2026-11-02", "2026-11-11", "2026-11-23", "2026-11-30", "2026-12-28"),
    ("2020-12-28", "2021-01-07", "2021-01-19", "2021-01-26", "2021-02-26"),
    ("2020-01-20", "2020-02-06", "2020-02-18", "2020-02-25", "2020-03-24"),
]
RECEIVED = "received, on: 2025-09-01, channel: in_person"


def extended(on: str, days: int, more: str = "") -> str:
    return f"\nextended, on: {on}, days: {days}, consented_by: 王主任, notified: {on}{more}"


@pytest.mark.parametrize(("received", "seven", "fifteen", "twenty", "forty"), WORKED)
def test_the_worked_deadlines(received, seven, fifteen, twenty, forty):
    start = day(received)
    history = f"received, on: {received}, channel: in_person"

    assert LAW.calendar.after(start, 7) == day(seven)
    assert LAW.calendar.after(start, 15) == day(fifteen)
    assert due(history) == twenty
    assert due(history + extended(twenty, 20)) == forty


@pytest.mark.parametrize("row", WORKED)
def test_no_worked_deadline_is_provisional(row):
    assert clock(f"received, on: {row[0]}, channel: in_person").provisional is False


def test_a_due_date_can_be_a_sunday_and_the_trace_says_why():
    assert (
        "自收到申请的次日起20个工作日内答复，期限至2025年9月28日（星期日，调休上班）届满（《条例》第三十三条第二款）。"
        in says(RECEIVED)
    )


def test_the_days_of_the_trace_add_up_to_the_term():
    history = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"
    history += "\nopinion_received, on: 2025-09-26, whom: 甲公司" + extended("2025-10-20", 7)

    found = clock(history)

    assert sum(line.days for line in found.trace) == LAW.calendar.between(day("2025-09-01"), found.due)


def test_an_extension_begins_where_the_term_with_its_suspensions_ends():
    history = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"
    history += "\nopinion_received, on: 2025-09-26, whom: 甲公司"

    assert due(history + extended("2025-10-20", 20)) == LAW.calendar.after(day("2025-10-21"), 20).isoformat()


@pytest.mark.parametrize("days", [21, 100])
def test_an_extension_over_the_limit_is_refused(days):
    with pytest.raises(OutOfTurn, match=f"累计延长{days}个工作日，超出上限20个工作日.*第三十三条第二款"):
        clock(RECEIVED + extended("2025-09-20", days))


def test_two_extensions_share_the_limit():
    twice = RECEIVED + extended("2025-09-20", 15)

    assert due(twice + extended("2025-09-21", 5)) == "2025-10-31"
    with pytest.raises(OutOfTurn, match="累计延长21个工作日"):
        clock(twice + extended("2025-09-21", 6))


def test_an_extension_without_consent_is_refused():
    with pytest.raises(OutOfTurn, match="应当经政府信息公开工作机构负责人同意"):
        clock(RECEIVED + "\nextended, on: 2025-09-20, days: 10, notified: 2025-09-20")


def test_an_extension_on_the_last_day_stands_and_a_day_later_is_refused():
    assert due(RECEIVED + extended("2025-09-28", 20)) == "2025-10-31"
    with pytest.raises(OutOfTurn, match="期限已于2025年9月28日届满，不能再延长"):
        clock(RECEIVED + extended("2025-09-29", 20))


def test_an_extension_the_requester_was_not_told_of_is_remarked():
    assert codes(RECEIVED + "\nextended, on: 2025-09-20, days: 10, consented_by: 王主任") == [
        "extension_untold"
    ]


def test_an_extension_of_no_days_is_refused():
    with pytest.raises(OutOfTurn, match="应当是正数"):
        clock(RECEIVED + extended("2025-09-20", 0))


def test_two_consultations_at_once_stop_the_clock_once():
    history = """received, on: 2025-03-03, channel: in_person
    third_party_consulted, on: 2025-03-05, whom: 甲公司, delivered: 2025-03-05
    other_organ_consulted, on: 2025-03-06, whom: 市税务局
    opinion_received, on: 2025-03-11, whom: 甲公司, agrees: true
    opinion_received, on: 2025-03-12, whom: 市税务局, agrees: true"""

    # 2025-03-06 to 2025-03-12: five working days, each left out once
    assert due(history) == LAW.calendar.after(day("2025-03-31"), 5).isoformat()


def test_one_consultation_after_another_stops_the_clock_twice():
    history = """received, on: 2025-03-03, channel: in_person
    other_organ_consulted, on: 2025-03-05, whom: 市税务局
    opinion_received, on: 2025-03-07, whom: 市税务局
    other_organ_consulted, on: 2025-03-10, whom: 市公安局
    opinion_received, on: 2025-03-12, whom: 市公安局"""

    assert due(history) == LAW.calendar.after(day("2025-03-31"), 4).isoformat()


def test_another_organ_has_no_term_and_its_silence_is_never_consent():
    asked = RECEIVED + "\nother_organ_consulted, on: 2025-09-10, whom: 市税务局, delivered: 2025-09-10"
    lapsed = asked + "\nopinion_lapsed, on: 2025-09-26, whom: 市税务局"

    assert due(asked) is None
    assert due(lapsed) == "2025-10-21"
    assert clock(lapsed).consultations[0].agrees is None
    assert codes(lapsed) == ["silence_is_not_consent"]


def test_waiting_for_another_organ_may_end_though_nobody_knows_when_its_letter_arrived():
    asked = RECEIVED + "\nother_organ_consulted, on: 2025-09-10, whom: 市税务局"

    assert due(asked + "\nopinion_lapsed, on: 2025-09-26, whom: 市税务局") == "2025-10-21"


def test_a_consultation_sent_on_the_last_day_still_stops_the_term():
    history = RECEIVED + "\nother_organ_consulted, on: 2025-09-28, whom: 市税务局"
    history += "\nopinion_received, on: 2025-09-30, whom: 市税务局"

    assert due(history) == "2025-09-30"


def test_a_consultation_after_the_term_has_run_out_revives_nothing():
    history = RECEIVED + "\nother_organ_consulted, on: 2025-09-29, whom: 市税务局"
    history += "\nopinion_received, on: 2025-10-15, whom: 市税务局"

    assert due(history) == "2025-09-28"
    assert codes(history) == ["consulted_after_expiry"]


def test_a_consultation_of_one_day_leaves_nothing_out():
    history = RECEIVED + "\nother_organ_consulted, on: 2025-09-10, whom: 市税务局"
    history += "\nopinion_received, on: 2025-09-10, whom: 市税务局"

    assert due(history) == "2025-09-28"


def test_the_law_of_the_day_of_receipt_governs_to_the_end():
    # fifteen working days for what was received by 2019-05-14, twenty from 2019-05-15
    assert due("received, on: 2019-05-14, channel: in_person") == "2019-06-04"
    assert due("received, on: 2019-05-15, channel: in_person") == "2019-06-13"
    with pytest.raises(OutOfTurn, match="超出上限15个工作日"):
        clock("received, on: 2019-05-14, channel: in_person" + extended("2019-05-20", 16))


def test_before_2019_time_with_other_organs_counted():
    history = """received, on: 2018-03-01, channel: in_person
    other_organ_consulted, on: 2018-03-05, whom: 市税务局"""

    assert codes(history) == ["organ_time_counts"]
    assert due(history + "\nopinion_received, on: 2018-03-12, whom: 市税务局") == "2018-03-22"


def test_an_answer_on_the_due_day_is_in_time_and_a_day_later_overdue():
    in_time = RECEIVED + "\nanswered, on: 2025-09-28, outcome: full_disclosure\nsent, on: 2025-09-28"
    late = RECEIVED + "\nanswered, on: 2025-09-29, outcome: full_disclosure"

    assert codes(in_time) == []
    assert clock(in_time).standing(day("2025-12-31")).overdue_since is None
    assert codes(late) == ["answered_late"]
    assert clock(late).standing(day("2025-12-31")).overdue_since == day("2025-09-29")


REDONE = """
answered, on: 2025-09-20
sent, on: 2025-09-20
redo_ordered, on: 2026-01-20, by: reconsideration, until: 2026-02-24"""


def test_an_answer_made_in_time_and_posted_late_is_late():
    history = RECEIVED + "\nanswered, on: 2025-09-28\nsent, on: 2025-09-29, means: 邮寄"

    assert codes(history) == ["sent_late"]
    assert clock(history).standing(day("2025-09-30")).overdue_since == day("2025-09-29")


@pytest.mark.parametrize(
    ("before", "end", "due_on", "since"),
    [("", "2025-09-25", "2025-09-28", "2025-09-29"), (REDONE, "2026-02-03", "2026-02-24", "2026-02-25")],
)
def test_an_answer_made_and_never_sent_is_overdue_once_its_last_day_is_over(before, end, due_on, since):
    history = RECEIVED + before + f"\nanswered, on: {end}"
    found = clock(history)

    assert found.due == day(due_on)
    assert found.standing(day(due_on)).overdue_since is None
    assert found.standing(day(due_on)).findings == ()
    later = found.standing(day("2026-11-23"))
    assert (later.state, later.waiting_for, later.overdue_since) == ("answered", "organ", day(since))
    assert [finding.code for finding in later.findings] == ["answered_not_sent"]
    sent = clock(history + f"\nsent, on: {due_on}").standing(day("2026-11-23"))
    assert (sent.overdue_since, sent.findings) == (None, ())


def test_days_left_and_overdue_by_the_day_one_looks():
    open_clock = clock(RECEIVED)

    assert open_clock.standing(day("2025-09-26")).days_left == 1
    assert open_clock.standing(day("2025-09-28")).days_left == 0
    assert open_clock.standing(day("2025-09-28")).overdue_since is None
    assert open_clock.standing(day("2025-09-29")).overdue_since == day("2025-09-29")


def test_an_annulled_answer_leaves_the_request_open():
    history = (
        RECEIVED + "\nanswered, on: 2025-09-05\nentry_annulled, on: 2025-09-08, entry: 2, reason: 登错件"
    )

    assert clock(history).ending is None
    assert due(history) == "2025-09-28"


def test_an_annulment_can_itself_be_annulled():
    history = (
        RECEIVED + "\nanswered, on: 2025-09-05\nentry_annulled, on: 2025-09-08, entry: 2, reason: 登错件"
    )
    history += "\nentry_annulled, on: 2025-09-09, entry: 3, reason: 没有登错"

    assert clock(history).ending.on == day("2025-09-05")


@pytest.mark.parametrize("entry", [2, 3, 9, 0])
def test_only_an_earlier_entry_can_be_annulled(entry):
    with pytest.raises(OutOfTurn, match="不存在或者不在其前"):
        clock(RECEIVED + f"\nentry_annulled, on: 2025-09-08, entry: {entry}, reason: 登错件")


def test_nothing_follows_the_end_but_dispatch_service_and_orders():
    ended = RECEIVED + "\nwithdrawn, on: 2025-09-05"

    assert clock(ended).ending.outcome == "other"
    with pytest.raises(OutOfTurn, match="申请已于2025年9月5日办结"):
        clock(ended + extended("2025-09-08", 5))


def test_an_order_to_redo_has_its_own_clock():
    history = RECEIVED + "\nanswered, on: 2025-09-20, outcome: not_held\nsent, on: 2025-09-20"
    court = history + "\nredo_ordered, on: 2026-03-02, by: court, served: 2026-03-05"

    assert clock(court).standing(day("2026-03-06")).state == "redo"
    assert clock(court).due == LAW.calendar.after(day("2026-03-05"), 20)
    assert (
        due(history + "\nredo_ordered, on: 2026-03-02, by: reconsideration, until: 2026-03-20")
        == "2026-03-20"
    )
    assert (
        clock(court + "\nanswered, on: 2026-03-20, outcome: full_disclosure").ending.outcome
        == "full_disclosure"
    )


def test_each_ending_is_one_outcome():
    assert clock(RECEIVED + "\npassed_on, on: 2025-09-03, to: 市公安局").ending.outcome == "not_held"


def test_a_due_date_in_an_unannounced_year_is_provisional():
    found = clock("received, on: 2026-12-15, channel: in_person")

    assert found.due - timedelta(days=365) > day("2026-01-01")
    assert found.provisional is True


SENT = RECEIVED + "\nanswered, on: 2025-09-05\nsent, on: 2025-09-05"
REDO = SENT + "\nredo_ordered, on: 2026-03-02, by: court, served: 2026-03-05"


def test_a_correction_does_not_move_the_day_a_court_has_set():
    asked = REDO + "\ncorrection_asked, on: 2026-03-06, by: 2026-03-20\ncorrected, on: 2026-03-19"

    assert due(asked) == due(REDO) == "2026-04-02"
    assert codes(asked) == ["date_is_fixed"]
    assert "不因此重新计算" in says(asked)


def test_a_fee_notice_does_not_move_the_day_a_court_has_set():
    with pytest.raises(OutOfTurn, match="正在重新答复"):
        clock(REDO + "\nfee_noticed, on: 2026-03-06, delivered: 2026-03-06")


def test_an_answer_handed_over_counts_on_the_day_of_signature():
    answered = RECEIVED + "\nanswered, on: 2025-09-26\ndelivered, on: "
    late = clock(answered + "2025-09-29").standing(day("2025-12-31"))

    assert codes(answered + "2025-09-28") == []
    assert clock(answered + "2025-09-28").standing(day("2025-12-31")).state == "ended"
    assert codes(answered + "2025-09-29") == ["sent_late"]
    assert late.overdue_since == day("2025-09-29")


def test_an_answer_posted_in_time_is_in_time_whenever_it_is_delivered():
    posted = RECEIVED + "\nanswered, on: 2025-09-26\nsent, on: 2025-09-26\ndelivered, on: 2025-10-09"

    assert codes(posted) == []
    assert clock(posted).standing(day("2025-12-31")).overdue_since is None


def test_a_request_whose_receipt_was_annulled_waits_for_its_receipt():
    annulled = clock(RECEIVED + "\nentry_annulled, on: 2025-09-02, entry: 1, reason: 登错件")

    assert annulled.due is None
    assert annulled.standing(day("2025-09-03")).state == "receipt_awaited"


def test_a_redo_without_a_day_of_its_own_stops_and_is_extended_like_the_first_handling():
    redo = SENT + "\nredo_ordered, on: 2026-01-20, by: reconsideration"
    asked = redo + "\nthird_party_consulted, on: 2026-01-22, whom: 甲公司, delivered: 2026-01-23"
    heard = asked + "\nopinion_received, on: 2026-01-30, whom: 甲公司, agrees: false"

    assert due(redo) == "2026-02-24"
    assert clock(asked).standing(day("2026-01-26")).state == "consulting"
    assert due(heard) == "2026-03-03"  # six working days later
    assert codes(heard) == []
    assert clock(heard).standing(day("2026-02-02")).state == "redo"
    assert due(redo + extended("2026-02-10", 5)) == "2026-03-02"


def test_a_letter_of_the_first_handling_does_not_stop_the_second():
    answered = RECEIVED + "\nthird_party_consulted, on: 2025-09-02, whom: 甲公司\nanswered, on: 2025-09-05"

    assert due(answered + "\nredo_ordered, on: 2026-01-20, by: reconsideration") == "2026-02-24"


def test_a_letter_does_not_move_the_day_a_court_has_set():
    asked = REDO + "\nthird_party_consulted, on: 2026-03-06, whom: 甲公司, delivered: 2026-03-06"

    assert due(asked) == due(REDO)
    assert [finding.article for finding in clock(asked).findings] == ["法释〔2025〕8号 11"]


def test_a_second_letter_on_the_day_of_the_first_answer_follows_it():
    asked = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-10"
    again = """
    opinion_received, on: 2025-09-15, whom: 甲公司
    third_party_consulted, on: 2025-09-15, whom: 甲公司, delivered: 2025-09-15
    opinion_received, on: 2025-09-17, whom: 甲公司, agrees: true"""

    assert due(asked + again) == "2025-10-11"  # five working days left out


def test_a_notice_of_extension_before_the_consent_is_found_out():
    history = RECEIVED + "\nextended, on: 2025-09-20, days: 20, consented_by: 王主任, notified: 2025-08-29"

    assert codes(history) == ["extension_told_before"]


def test_an_event_entered_before_it_happened_is_found_out():
    assert codes(RECEIVED + "\nreasons_asked, on: 2025-09-05, recorded: 2025-09-01") == [
        "recorded_before_it_happened"
    ]
    assert codes(RECEIVED + "\nreasons_asked, on: 2025-09-05, recorded: 2025-09-05") == []


def test_the_last_day_of_an_opinion_in_an_unannounced_year_is_provisional_too():
    history = """received, on: 2026-12-10, channel: in_person
    third_party_consulted, on: 2026-12-11, whom: 乙公司
    third_party_consulted, on: 2026-12-21, whom: 甲公司, delivered: """

    assert clock(history + "2026-12-21").due is None
    assert clock(history + "2026-12-21").provisional
    assert "暂定" in "".join(clock(history + "2026-12-21").standing(day("2026-12-22")).says())


def test_what_is_done_on_the_day_of_an_order_to_redo_is_done_in_obedience_to_it():
    order = "\nredo_ordered, on: 2026-01-20, by: reconsideration"
    answer = "\nanswered, on: 2026-01-20, outcome: full_disclosure\nsent, on: 2026-01-20"
    letter = "\nthird_party_consulted, on: 2026-01-20, whom: 甲公司, delivered: 2026-01-20"
    redone = [clock(SENT + order + answer), clock(SENT + answer + order)]

    for found in redone:
        assert [ending.on.isoformat() for ending in found.endings] == ["2025-09-05", "2026-01-20"]
        assert found.standing(day("2026-01-21")).state == "ended"
    assert clock(SENT + letter + order).standing(day("2026-01-21")).state == "consulting"


REVOKED = SENT + "\nreply_revoked, on: 2026-01-20, reason: 查到了信息"


def test_a_revoked_reply_leaves_the_request_without_one_and_a_full_term_for_another():
    found = clock(REVOKED)

    assert found.ending is None
    assert found.standing(day("2026-01-21")).state == "redo"
    assert found.due == LAW.calendar.after(day("2026-01-20"), 20)
    assert "撤销2025年9月5日作出的答复" in says(REVOKED)


def test_what_revokes_a_reply_may_answer_anew_the_same_day_and_both_replies_are_kept():
    found = clock(REVOKED + "\nanswered, on: 2026-01-20, outcome: full_disclosure\nsent, on: 2026-01-21")

    assert [(ending.on.isoformat(), ending.replaces) for ending in found.endings] == [
        ("2025-09-05", False),
        ("2026-01-20", True),
    ]
    assert found.standing(day("2026-01-22")).state == "ended"


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ("", "没有此前作出的答复"),
        ("\nanswered, on: 2025-09-05", "还没有发出"),
        ("\nwithdrawn, on: 2025-09-05", "没有此前作出的答复"),
    ],
)
def test_only_a_reply_that_left_is_revoked(before, why):
    with pytest.raises(OutOfTurn, match=why):
        clock(RECEIVED + before + "\nreply_revoked, on: 2026-01-20")


def test_an_order_against_silence_is_obeyed_by_the_answer_of_the_same_day():
    silent = (
        RECEIVED + "\nanswered, on: 2026-01-20, outcome: not_held\nredo_ordered, on: 2026-01-20, by: court"
    )

    assert clock(silent).standing(day("2026-01-21")).state == "answered"
    assert codes(silent) == []


def test_an_earlier_answer_posted_on_the_day_of_the_order_is_still_the_earlier_answer():
    posted = RECEIVED + "\nanswered, on: 2025-09-05\nsent, on: 2026-01-20"
    found = clock(posted + "\nredo_ordered, on: 2026-01-20, by: reconsideration")

    assert found.endings[0].sent == day("2026-01-20")
    assert found.standing(day("2026-01-21")).state == "redo"


def test_the_year_is_named_wherever_the_days_of_a_sentence_are_not_all_of_one():
    asked = (
        "received, on: 2025-12-15, channel: in_person\nthird_party_consulted, on: 2025-12-22, whom: 甲公司"
    )
    letter = asked + ", delivered: "

    assert "2025年12月23日送达，应在2026年1月14日以前提出意见" in says(letter + "2025-12-23")
    assert "2025年12月23日至2026年1月14日征求意见" in says(letter + "2025-12-23")
    assert "应在2026年1月14日以前提出意见" in says(asked + "\nletter_delivered, on: 2025-12-23, whom: 甲公司")
    late = "\nopinion_received, on: 2026-02-02, whom: 甲公司"
    assert "，已过1月14日的期限" in says(letter + "2025-12-23" + late)
    over = "received, on: 2025-11-20, channel: in_person\nthird_party_consulted, on: 2025-11-24, whom: 甲公司"
    assert "已过2025年12月16日的期限" in says(
        over + ", delivered: 2025-11-25\nopinion_received, on: 2026-01-05, whom: 甲公司"
    )
    assert "（人民法院判决，2026年1月4日送达）" in says(
        SENT + "\nredo_ordered, on: 2025-12-30, by: court, served: 2026-01-04"
    )


def test_the_year_is_left_out_where_the_sentence_has_named_it():
    letter = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"

    assert "9月12日送达，应在10月10日以前提出意见" in says(letter)
    assert "，9月11日至10月10日征求意见" in says(letter)


def test_a_day_before_receipt_shows_no_state_of_what_came_later():
    letter = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"
    before = clock(letter).standing(day("2024-08-01"))

    assert (before.state, before.waiting_for, before.days_left) == ("not_received", None, None)
    assert before.clock.due == day("2025-10-28")
    assert [finding.code for finding in before.findings] == ["looked_before_receipt"]
    assert "2024年8月1日还没有收到申请" in before.findings[0].says


def test_the_state_is_that_of_the_day_one_looks_and_says_that_more_is_on_file():
    answered = RECEIVED + "\nanswered, on: 2025-09-20, outcome: not_held\nsent, on: 2025-09-20"
    earlier = clock(answered).standing(day("2025-09-19"))

    assert (earlier.state, earlier.waiting_for, earlier.overdue_since) == ("running", "organ", None)
    assert [finding.code for finding in earlier.findings] == ["looked_before_entries"]
    assert "以后还有2条记录" in earlier.findings[0].says
    assert clock(answered).standing(day("2025-09-20")).state == "ended"
    assert clock(answered).standing(day("2025-09-20")).findings == ()


SENT_TODAY = """received, on: 2025-09-01, channel: in_person
answered, on: 2025-09-10, outcome: not_held
sent, on: 2025-09-10, means: portal
delivered, on: 2025-09-10"""
TAKEN_BACK = "\nreply_revoked, on: 2025-09-10, reason: 漏检一份文件, consented_by: 王主任"
GIVEN_ANEW = "\nanswered, on: 2025-09-10, outcome: full_disclosure\nsent, on: 2025-09-10, means: portal"


def test_a_reply_that_left_today_is_revoked_today():
    found = clock(SENT_TODAY + TAKEN_BACK)

    assert found.standing(day("2025-09-10")).state == "redo"
    assert found.due == day("2025-10-14")  # twenty working days from 2025-09-10
    assert [event.kind for _entry, event in found.entries][-2:] == ["delivered", "reply_revoked"]


def test_revoked_and_given_anew_on_the_day_of_the_first_reply_both_stay_and_the_second_stands():
    found = clock(SENT_TODAY + TAKEN_BACK + GIVEN_ANEW)

    assert [ending.outcome for ending in found.endings] == ["not_held", "full_disclosure"]
    assert found.ending.outcome == "full_disclosure"
    assert found.ending.sent == day("2025-09-10")
    assert found.standing(day("2025-09-10")).state == "ended"
    later = SENT_TODAY + TAKEN_BACK + GIVEN_ANEW.replace("2025-09-10", "2025-09-11")
    assert clock(later).standing(day("2025-09-11")).state == "ended"


def test_a_reply_of_today_that_did_not_leave_is_not_revoked():
    with pytest.raises(OutOfTurn, match="还没有发出"):
        clock(SENT_TODAY.rpartition("\nsent")[0] + TAKEN_BACK)


def test_a_second_reply_is_revoked_on_its_own_day_as_the_first_was():
    second = GIVEN_ANEW.replace("2025-09-10", "2025-09-15")
    found = clock(SENT_TODAY + TAKEN_BACK + second + TAKEN_BACK.replace("2025-09-10", "2025-09-15"))

    assert found.standing(day("2025-09-15")).state == "redo"
    assert len(found.endings) == 2


def test_a_revocation_on_the_day_of_the_new_reply_still_comes_before_it():
    told = SENT_TODAY + (TAKEN_BACK + GIVEN_ANEW).replace("2025-09-10", "2025-11-03")

    assert [event.kind for _entry, event in clock(told).entries][-3:] == ["reply_revoked", "answered", "sent"]

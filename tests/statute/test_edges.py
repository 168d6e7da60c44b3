"""The edges: what happens on the very last day, in the other branch, and in what nobody usually asks."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.statute.calendar import Calendar, stored_notices
from gongkai.statute.clock import Clock, read
from gongkai.statute.errors import NoCalendar, OutOfTurn, UnreadableHistory, UnsoundLaw
from gongkai.statute.events import Joined, OpinionReceived
from gongkai.statute.history import read_history, write_history
from gongkai.statute.law import Law, law
from gongkai.statute.trace import day_in_words
from tests.spec import clock, codes, due, says
from tests.statute.test_calendar import NOTICE_2027, add

RECEIVED = "received, on: 2025-09-01, channel: in_person"
LETTER = RECEIVED + "\nthird_party_consulted, on: 2025-09-10, whom: 甲公司, delivered: 2025-09-12"


@pytest.fixture
def chosen(tmp_path):
    """A law with one choice of an installation."""

    def choose(reading: str, value: str) -> Law:
        (tmp_path / "readings.toml").write_text(
            f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = 2018-01-01\n'
            'decided_by = "某县政务公开办"\nreason = "试验"\n',
            "utf-8",
        )
        return law(tmp_path)

    return choose


def under(here: Law, history: str) -> Clock:
    """The clock of a history under another law."""
    return read(read_history("".join(f"- {{event: {line}}}\n" for line in history.splitlines())), here)


# The last day belongs to the term.


def test_a_fee_notice_on_the_due_date_is_within_the_term():
    noticed = RECEIVED + "\nfee_noticed, delivered: 2025-09-30, on: "

    assert codes(noticed + "2025-09-28") == ["fees_not_in_use"]
    assert codes(noticed + "2025-09-29") == ["fees_not_in_use", "fee_noticed_after_expiry"]


def test_a_fee_paid_on_the_last_day_is_in_time():
    noticed = RECEIVED + "\nfee_noticed, on: 2025-09-10, delivered: 2025-09-11"

    assert "fee_paid_late" not in codes(noticed + "\nfee_paid, on: 2025-10-15")
    assert "fee_paid_late" in codes(noticed + "\nfee_paid, on: 2025-10-16")


def test_a_correction_on_the_last_day_set_is_in_time():
    asked = RECEIVED + "\ncorrection_asked, on: 2025-09-05, by: 2025-09-12"

    assert codes(asked + "\ncorrected, on: 2025-09-12") == []
    assert codes(asked + "\ncorrected, on: 2025-09-13") == ["correction_late"]


def test_the_day_of_the_notice_may_be_the_last_day_for_correcting():
    assert clock(RECEIVED + "\ncorrection_asked, on: 2025-09-05, by: 2025-09-05").correct_by is not None


def test_an_extension_may_be_told_on_the_day_of_consent_and_on_the_last_day():
    extended = RECEIVED + "\nextended, on: 2025-09-22, days: 5, consented_by: 王主任, notified: "

    assert codes(extended + "2025-09-22") == codes(extended + "2025-09-28") == []
    assert codes(extended + "2025-09-29") == ["extension_told_late"]
    told_before = clock(extended + "2025-09-21").findings[0]
    assert (told_before.code, told_before.article) == ("extension_told_before", "条例33(2)")
    assert told_before.says.startswith("告知申请人之日2025年9月21日早于同意延长之日")


def test_extensions_add_up_to_the_limit():
    one = "\nextended, on: 2025-09-{}, days: 8, consented_by: 王主任, notified: 2025-09-{}"
    twice = RECEIVED + one.format("10", "10") + one.format("11", "11")

    assert due(twice) == "2025-10-27"
    with pytest.raises(OutOfTurn, match="累计延长24个工作日"):
        clock(twice + one.format("12", "12"))


# What stands still cannot be moved.


@pytest.mark.parametrize(
    "event",
    [
        "extended, on: 2025-09-08, days: 5, consented_by: 王主任",
        "later_reply_set, on: 2025-09-08, until: 2025-11-03",
        "fee_noticed, on: 2025-09-08",
    ],
)
def test_nothing_moves_a_term_that_waits_for_a_correction(event):
    with pytest.raises(OutOfTurn, match="期限没有进行"):
        clock(RECEIVED + "\ncorrection_asked, on: 2025-09-05\n" + event)


def test_no_open_letter_is_looked_ahead_to_while_the_term_stands_still_or_is_fixed():
    halted = LETTER + "\ncorrection_asked, on: 2025-09-15"
    fixed = LETTER + "\nreasons_asked, on: 2025-09-15\nlater_reply_set, on: 2025-09-16, until: 2025-12-01"

    for history in (halted, fixed):
        assert [line.event for line in clock(history).trace if line.event == "opinion_awaited"] == []


def test_after_an_order_to_redo_a_correction_is_asked_for_the_first_time():
    redo = RECEIVED + "\nanswered, on: 2025-09-20\nredo_ordered, on: 2026-01-20, by: reconsideration"

    assert codes(redo + "\ncorrection_asked, on: 2026-01-22, by: 2026-02-03") == []


def test_an_opinion_given_before_its_last_day_leaves_nobody_waiting():
    heard = LETTER + "\nopinion_received, on: 2025-09-15, whom: 甲公司, agrees: false"

    assert clock(heard).consultations[0].agrees is False
    assert codes(heard + "\nanswered, on: 2025-09-20") == []


# What is said.


def test_one_day_left_out_is_one_day():
    heard = LETTER.replace("2025-09-12", "2025-09-11") + "\nopinion_received, on: 2025-09-11, whom: 甲公司"

    assert "，9月11日征求意见所需的1个工作日不计入期限" in says(heard)


def test_while_another_letter_is_out_the_term_cannot_be_told():
    two = LETTER + "\nother_organ_consulted, on: 2025-09-10, whom: 市税务局"
    said = says(two + "\nopinion_received, on: 2025-09-15, whom: 甲公司")

    assert "不计入期限，期限暂不能确定（" in said


def test_a_holiday_is_named_beside_its_weekday():
    assert day_in_words(date(2025, 10, 1), law().calendar) == "2025年10月1日（星期三，国庆节、中秋节放假）"


def test_a_line_in_json_has_the_day_it_was_recorded_and_whom_it_is_about():
    heard = LETTER + "\nopinion_received, on: 2025-09-26, whom: 甲公司, recorded: 2025-09-29"
    line = clock(heard).trace[-1].as_json(law().calendar)

    assert (line["on"], line["recorded"], line["whom"]) == ("2025-09-26", "2025-09-29", "甲公司")
    assert line["readings"] == ["L-0001", "L-0002"]
    assert clock(RECEIVED).trace[0].as_json(law().calendar)["recorded"] is None


# Other readings.


def test_time_waited_for_payment_may_be_added_and_the_line_says_so(chosen):
    history = RECEIVED + "\nfee_noticed, on: 2025-09-10, delivered: 2025-09-11\nfee_paid, on: 2025-09-22"
    line = under(chosen("after_payment", "resume"), history).trace[-1]

    assert (line.event, line.article, line.parameter) == ("fee_paid", "109号", "extension")
    assert (line.days, line.start, line.end) == (8, date(2025, 9, 10), date(2025, 9, 22))
    assert (line.due, line.readings) == (date(2025, 10, 15), ("L-0005",))
    assert line.detail == "申请人缴费，等待缴费的时间不计算"


def test_an_open_letter_may_lapse_on_the_day_before_its_last(chosen):
    found = under(chosen("suspension_end", "before_reply"), LETTER)

    assert str(found.due) == "2025-10-27"
    assert str(found.trace[-1].end) == "2025-10-09"


def test_a_term_that_includes_the_day_of_receipt_says_so(chosen):
    said = under(chosen("day_zero", "included"), RECEIVED).trace[1].says(law().calendar)

    assert said.startswith("自收到申请的当日起20个工作日内答复")


def test_e_mail_received_by_the_system_names_its_reading(chosen):
    mailed = RECEIVED.replace("in_person", "email")

    assert under(chosen("email_receipt", "system_receipt"), mailed).trace[0].readings == ("L-0008",)


# The file of events.


def test_lists_and_truths_are_written_as_yaml_has_them():
    events = [
        OpinionReceived(on=date(2025, 9, 2), whom="甲", agrees=True),
        OpinionReceived(on=date(2025, 9, 2), whom='甲"乙\\丙', agrees=False),
        Joined(on=date(2025, 9, 3), requests=("第1号", "第2号")),
    ]

    assert write_history(events) == (
        "- {event: opinion_received, on: 2025-09-02, whom: 甲, agrees: true}\n"
        '- {event: opinion_received, on: 2025-09-02, whom: "甲\\"乙\\\\丙", agrees: false}\n'
        "- {event: joined, on: 2025-09-03, requests: [第1号, 第2号]}\n"
    )


def test_what_follows_an_unknown_value_is_still_read():
    (event,) = read_history("- {event: received, on: 2025-09-01, recorded: null, channel: online}")

    assert event.channel == "online"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("- {event: received, on: 2025-09-01}\n\n- {event: [", "第4行：不是有效的YAML"),
        ("- &a {event: received, on: 2025-09-01}", "第1行：不支持YAML的锚点"),
    ],
)
def test_a_fault_is_named_with_its_line(text, says):
    with pytest.raises(UnreadableHistory, match=f"^{says}"):
        read_history(text + "\n")


# The calendar of a region.

REGIONAL = NOTICE_2027.replace("year = 2027", 'year = 2025\nregion = "guangxi"').replace("2027-", "2025-")
REGIONAL = REGIONAL.replace("published = 2026", "published = 2024").replace(
    "work = [2025-09-26, 2025-10-09]", ""
)


def test_a_regional_notice_is_stored_for_its_region_and_counts_there_alone(tmp_path, chosen):
    said = add(tmp_path, REGIONAL, "guangxi.toml")
    again = add(tmp_path, REGIONAL, "guangxi.toml")

    assert (tmp_path / "var/holidays/regions/guangxi/2025.toml").is_file()
    assert [file.name for file in (tmp_path / "var/holidays").rglob("*") if file.is_file()] == ["2025.toml"]
    stored = stored_notices(tmp_path / "var")
    assert not Calendar(stored, "guangxi").is_provisional(date(2025, 4, 1))
    assert not Calendar(stored, "guangxi").is_working(date(2025, 1, 2))
    assert Calendar(stored).is_working(date(2025, 1, 2))
    assert "没有新的通知，日历不变。" not in said
    assert "没有新的通知，日历不变。" in again


def test_a_region_is_named_in_plain_letters(tmp_path):
    for name in ("../x", "广西"):
        with pytest.raises(UnsoundLaw, match="region 应为读法L-0007所列的地区名"):
            add(tmp_path, REGIONAL.replace("guangxi", name))
    assert add(tmp_path, REGIONAL.replace("guangxi", "inner_mongolia"), "nei.toml")


def test_a_calendar_as_it_was_known_keeps_its_region_and_its_end():
    guangxi = Calendar(stored_notices(), "guangxi", beyond=0)

    for other in (guangxi.known_on(date(2026, 1, 1)), guangxi.with_notices([])):
        assert (other.region, other.last_year) == ("guangxi", 2026)


def test_a_calendar_begins_and_ends_where_it_says_and_knows_its_days_by_name():
    fresh = Calendar(stored_notices())

    assert not fresh.is_working(date(2008, 1, 1))
    assert (fresh.name(date(2025, 5, 1)), fresh.name(date(2025, 4, 27))) == ("劳动节", "劳动节调休上班")
    assert fresh.place(date(2027, 12, 31)) > fresh.place(date(2026, 12, 31))
    with pytest.raises(NoCalendar, match=r"^2028-01-01在2027年以后"):
        fresh.place(date(2028, 1, 1))


def test_a_notice_without_effect_and_its_answer_say_that_the_term_runs_on(chosen):
    history = RECEIVED + "\ncorrection_asked, on: 2025-09-15\ncorrected, on: 2025-09-19"
    asked, answered = under(chosen("late_correction_notice", "does_not_restart"), history).trace[-2:]

    assert (asked.article, asked.detail) == ("条例30", "告知申请人补正；期限不因此停止")
    assert (answered.article, answered.detail) == ("条例30", "收到补正材料；期限不因此重新计算")
    assert answered.readings == ("L-0013",)


def test_a_correction_under_a_day_set_by_a_court_is_remarked_with_the_article_of_that_day():
    redo = RECEIVED + "\nanswered, on: 2025-09-20\nredo_ordered, on: 2026-03-02, by: court"
    (found,) = clock(redo + "\ncorrection_asked, on: 2026-03-06").findings

    assert found.article == "法释〔2025〕8号 11"
    assert found.says == "重新答复的期限由决定或者判决确定，告知补正不使其停止，也不重新计算。"


def test_a_request_never_confirmed_is_received_when_its_correction_is_handed_in():
    history = "received, on: 2025-09-01, channel: online\ncorrection_asked, on: 2025-09-03\n"
    found = clock(history + "corrected, on: 2025-09-22, channel: in_person")

    assert str(found.received_on) == "2025-09-22"
    assert str(found.due) == "2025-10-24"

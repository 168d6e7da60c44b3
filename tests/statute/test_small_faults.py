"""Small faults that a mutation run left unnoticed: of the calendar, the data and the readings."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gongkai.statute import dated
from gongkai.statute.calendar import Calendar, Holiday, Notice, notices, stored_notices
from gongkai.statute.citation import articles
from gongkai.statute.clock import read
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoCalendar, NoRule, OutOfTurn, UnsoundLaw
from gongkai.statute.fees import MOST, fee
from gongkai.statute.history import read_history
from gongkai.statute.law import law
from gongkai.statute.limits import due
from gongkai.statute.outcomes import refuse_unready
from gongkai.statute.readings import package_readings
from gongkai.statute.rulebook import rules_of
from tests.spec import LAW, clock
from tests.statute.test_calendar import NOTICE_2027, add

DAY = date(2025, 9, 1)
CONFIRMED = date(2026, 11, 23)


def notice(number: str, published: date, *of: Holiday, year: int = 2026, region: str = "") -> Notice:
    """An invented notice."""
    return Notice(year, number, "试验", published, "", CONFIRMED, of, region)


def written(text: str) -> tuple[Notice, ...]:
    """The notices of a file's text."""
    import tomllib

    return notices(Entry(tomllib.loads(text), "试验.toml"))


# The calendar.


def test_a_break_of_thirty_one_days_may_be_and_one_of_thirty_two_is_a_slip():
    longest = NOTICE_2027.replace("to = 2027-10-07", "to = 2027-10-31").replace(", 2027-10-09]", "]")
    (found,) = written(longest)

    assert found.holidays[1].last == date(2027, 10, 31)
    with pytest.raises(UnsoundLaw, match="起止日"):
        written(longest.replace("to = 2027-10-31", "to = 2027-11-01"))


def test_a_notice_without_an_address_has_none():
    (found,) = written(re.sub(r"(?m)^source.*$", "", NOTICE_2027))

    assert found.source == ""


def test_a_contradiction_is_named_with_its_place():
    with pytest.raises(UnsoundLaw, match=r"^试验\.toml·notices第1项：2027-10-02既放假又上班"):
        written(NOTICE_2027.replace("2027-09-26, 2027-10-09]", "2027-10-02]"))


def test_two_notices_of_one_day_may_stand_in_one_file():
    second = NOTICE_2027.replace("year = 2027", "").replace("1号", "2号")

    assert len(written(NOTICE_2027 + second)) == 2


def test_a_calendar_of_the_country_is_certain_and_counts_one_year_more():
    fresh = Calendar(stored_notices())

    assert not fresh.is_provisional(DAY)
    assert fresh.last_year == fresh.last_announced + 1


def test_the_notice_of_a_region_stands_above_a_later_one_of_the_country():
    day = date(2026, 6, 3)
    region = notice("地区1号", date(2026, 1, 5), Holiday("节", day, day), region="guangxi")
    country = notice("全国2号", date(2026, 3, 1), Holiday("调整", date(2026, 6, 1), date(2026, 6, 1), (day,)))

    assert not Calendar((*stored_notices(), region, country), "guangxi").is_working(day)
    assert Calendar((*stored_notices(), region, country)).is_working(day)


def test_the_last_day_of_the_last_year_may_be_off_or_worked():
    stored = [each for each in stored_notices() if each.year <= 2022 and not each.region]
    off = notice(
        "试验1号", date(2021, 12, 1), Holiday("节", date(2021, 12, 31), date(2021, 12, 31)), year=2021
    )
    saturday = date(2022, 12, 31)
    worked = notice("试验2号", date(2022, 12, 1), Holiday("节", DAY, DAY, (saturday,)), year=2022)
    until_2021 = [each for each in stored if each.year <= 2021]

    assert not Calendar((*until_2021, off), beyond=0).is_working(date(2021, 12, 31))
    assert Calendar((*stored, worked), beyond=0).is_working(saturday)


def test_a_count_that_runs_out_of_the_calendar_says_that_the_day_sought_is_too_late():
    with pytest.raises(NoCalendar, match=r"^所求的日期在2027年以后"):
        LAW.calendar.after(date(2027, 12, 30), 5)


def test_on_the_last_day_announced_it_is_the_region_that_lacks_its_notice():
    here = Calendar(stored_notices(), "guangxi", region_name="广西壮族自治区")

    assert here.why_provisional(date(2026, 12, 31)).startswith("2026年广西壮族自治区的放假安排没有录入")
    assert here.why_provisional(date(2027, 1, 1)).startswith("2027年的放假安排尚未公布")


def test_a_running_service_sees_what_is_written_moved_or_added_for_a_region(tmp_path):
    def choose(region: str) -> None:
        (tmp_path / "readings.toml").write_text(
            f'[[choices]]\nreading = "regional_calendar"\nvalue = "{region}"\nfrom = 2018-01-01\n'
            'decided_by = "张三"\nreason = "试"\n',
            "utf-8",
        )

    thursday = date(2025, 1, 2)
    holidays = tmp_path / "holidays" / "regions"
    regional = NOTICE_2027.replace("2027-", "2025-").replace("year = 2027", "year = 2025")
    regional = regional.replace("published = 2026", "published = 2024").replace(
        "work = [2025-09-26, 2025-10-09]", ""
    )
    choose("ningxia")
    assert law(tmp_path).calendar.is_working(thursday)
    (holidays / "guangxi").mkdir(parents=True)
    (holidays / "guangxi" / "2025.toml").write_text(regional, "utf-8")
    assert law(tmp_path).calendar.is_working(thursday)
    choose("guangxi")  # as many letters as before: it is the file that has changed, not its length
    assert not law(tmp_path).calendar.is_working(thursday)
    (holidays / "guangxi").rename(holidays / "ningxia")
    assert law(tmp_path).calendar.is_working(thursday)
    (holidays / "guangxi").mkdir()
    (holidays / "ningxia" / "2025.toml").rename(holidays / "guangxi" / "2025.toml")
    assert not law(tmp_path).calendar.is_working(thursday)


def test_a_further_year_must_wait_for_the_one_before_and_a_long_name_is_a_name(tmp_path):
    with pytest.raises(UnsoundLaw, match="2027年的放假安排还没有录入"):
        add(tmp_path, NOTICE_2027.replace("2027", "2028").replace("work", "# work"), "2028.toml")


# The data.


def test_a_rule_of_one_day_is_a_rule():
    made = {"from": DAY, "until": DAY, "article": "条例33", "norm": "", "mark": "read", "confirmed": DAY}

    assert dated.force(Entry(made, "试验")).covers(DAY)
    with pytest.raises(UnsoundLaw, match="until早于from"):
        dated.force(Entry({**made, "until": date(2025, 8, 31)}, "试验"))


def test_a_table_within_a_table_names_its_place_and_an_absent_number_is_its_default():
    with pytest.raises(UnsoundLaw, match=r"^试验·off：缺少“to”"):
        Entry({"off": {}}, "试验").entry("off").day("to")
    assert Entry({}, "试验").number("n", 3) == 3


def test_the_articles_of_a_citation_end_where_it_stops_being_one():
    assert articles("条例29、31(1)") == (29, 31)
    assert articles("条例29、附件一、31") == (29,)


def test_the_largest_number_has_a_fee_and_a_day_before_the_scale_is_named_for_what_it_lacks():
    assert fee("items", MOST, DAY).yuan > 0
    with pytest.raises(NoRule, match="没有关于信息处理费的规定"):
        fee("items", 1, date(2020, 1, 1))


def test_what_is_missing_is_said_of_the_outcome_by_its_name():
    with pytest.raises(OutOfTurn, match=r"^以“部分公开”答复以前"):
        refuse_unready("partial_disclosure", "条例37", (), DAY)


def test_a_reading_takes_the_ends_of_its_range_and_nothing_beyond():
    term = package_readings()["organ_reply_term"]

    assert [term.allows(value) for value in ("0", "1", "60", "61")] == [False, True, True, False]


def test_the_rules_of_an_article_have_their_names_and_their_numbers():
    found = {(rule.file, rule.key, rule.force.until is None): rule for rule in rules_of(33)}

    reply = found["terms", "reply", True]
    assert (reply.name, reply.measure) == ("答复期限", "20个工作日")
    assert {rule.name for rule in rules_of(36) if rule.file == "outcomes"} >= {"予以公开"}
    assert {rule.name for rule in rules_of(51) if rule.file == "remedies"} == {""}


def test_a_line_as_json_has_its_day_and_its_readings():
    line = clock("received, on: 2025-09-01, channel: in_person").trace[1].as_json(LAW.calendar)

    assert (line["on"], line["readings"]) == ("2025-09-01", ["L-0004"])
    assert (line["event"], line["article"], line["days"]) == ("received", "条例33(2)", 20)


# The events.

RECEIVED = "received, on: 2025-09-01, channel: in_person"


def test_a_notice_still_unanswered_comes_after_its_answer_whatever_lies_between():
    history = RECEIVED + (
        "\ncorrection_asked, on: 2025-09-03, by: 2025-09-24"
        "\nreasons_asked, on: 2025-09-05"
        "\ncorrection_asked, on: 2025-09-10, by: 2025-09-28"
        "\ncorrected, on: 2025-09-10"
    )
    found = clock(history)

    assert [line.event for line in found.trace][-2:] == ["corrected", "correction_asked"]
    assert found.due is None


def test_an_entry_made_before_its_day_is_remarked_with_both_days():
    (found,) = clock("received, on: 2025-09-01, channel: in_person, recorded: 2025-08-30").findings

    assert found.article == "条例31"
    assert found.says == "登记之日2025年8月30日早于发生之日2025年9月1日；请核对两个日期。"


def test_a_fee_may_be_asked_for_under_a_later_day_and_not_in_a_redo():
    later = RECEIVED + "\nreasons_asked, on: 2025-09-03\nlater_reply_set, on: 2025-09-05, until: 2025-11-28"
    redo = RECEIVED + "\nanswered, on: 2025-09-20\nredo_ordered, on: 2026-03-02, by: court"

    assert clock(later + "\nfee_noticed, on: 2025-09-10").due is None
    with pytest.raises(
        OutOfTurn, match=r"：正在重新答复，期限由决定或者判决确定，不因收费停止；请在该期限以前答复（"
    ):
        clock(redo + "\nfee_noticed, on: 2026-03-06")


def test_a_fee_is_paid_once():
    paid = RECEIVED + "\nfee_noticed, on: 2025-09-05\nfee_paid, on: 2025-09-10"

    with pytest.raises(OutOfTurn, match="没有等待缴费的收费通知"):
        clock(paid + "\nfee_paid, on: 2025-09-11")


def test_a_fee_asked_for_before_the_organ_used_fees_is_remarked(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "fees_in_use"\nvalue = "on"\nfrom = 2025-09-08\n'
        'decided_by = "张三"\nreason = "试"\n',
        "utf-8",
    )
    here = law(tmp_path)

    def codes(day: str) -> list[str]:
        text = f"- {{event: {RECEIVED}}}\n- {{event: fee_noticed, on: {day}}}\n"
        return [finding.code for finding in read(read_history(text), here).findings]

    assert codes("2025-09-05") == ["fees_not_in_use"]
    assert codes("2025-09-08") == []


def test_a_reminder_on_the_day_itself_is_a_choice_from_its_day_on(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "rest_day_reminder"\nvalue = "none"\nfrom = 2025-06-01\n'
        'decided_by = "张三"\nreason = "试"\n',
        "utf-8",
    )
    here = law(tmp_path)

    assert due("budget_publication", date(2025, 2, 3), here).remind_by == date(2025, 2, 21)
    chosen = due("rule_list", date(2025, 12, 31), here)
    assert (chosen.day, chosen.remind_by) == (date(2026, 1, 31), date(2026, 1, 31))

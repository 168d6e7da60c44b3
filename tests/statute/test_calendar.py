"""The working days: against two public packages, in mid-year, in a region, and at the edges."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.calendar import Calendar, Notice, stored_notices
from gongkai.statute.calendar_store import add_notices
from gongkai.statute.errors import NoCalendar, UnsoundLaw
from gongkai.statute.law import law

CALENDAR = Calendar(stored_notices())
DAYS = [date(2008, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2008, 1, 1)).days)]
days = st.dates(date(2008, 1, 1), date(2026, 6, 30))


def test_every_day_from_2008_to_2026_is_as_chinesecalendar_has_it():
    assert [day for day in DAYS if CALENDAR.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_from_2008_to_2026_is_as_holidays_has_it():
    """The two packages agree on every day of these years, so there is nothing to decide between them."""
    public = holidays.country_holidays("CN", years=range(2008, 2027))

    def works(day: date) -> bool:
        return day in public.weekend_workdays or (day.weekday() < 5 and day not in public)

    assert [day for day in DAYS if CALENDAR.is_working(day) != works(day)] == []


def test_the_last_announced_year_is_2026_also_for_the_packages():
    """On 2026-11-22 neither package had the notice for 2027; `holidays` computes that year unasked."""
    assert CALENDAR.last_announced == 2026
    assert max(chinese_calendar.constants.workdays).year == 2026


@pytest.mark.parametrize(
    ("year", "working"),
    [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_the_working_days_of_a_year(year, working):
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == working


def test_every_year_names_its_notice():
    for notice in CALENDAR.notices:
        assert notice.number.startswith(("国办发明电〔", "国发明电〔"))
        assert notice.published.year in (notice.year - 1, notice.year)


def test_the_break_of_2020_was_as_announced_until_it_was_extended_on_27_january():
    before, after = CALENDAR.known_on(date(2020, 1, 26)), CALENDAR.known_on(date(2020, 1, 27))

    assert before.is_working(date(2020, 1, 31)) and before.is_working(date(2020, 2, 1))
    assert not after.is_working(date(2020, 1, 31)) and not after.is_working(date(2020, 2, 1))
    assert after.is_working(date(2020, 2, 3))


@pytest.mark.parametrize(
    ("announced", "changed"),
    [(date(2015, 5, 13), date(2015, 9, 3)), (date(2019, 3, 22), date(2019, 5, 2))],
)
def test_a_change_in_mid_year_was_not_known_the_day_before(announced, changed):
    assert CALENDAR.known_on(announced - timedelta(days=1)).is_working(changed)
    assert not CALENDAR.known_on(announced).is_working(changed)


@given(days, st.integers(0, 60))
def test_a_later_change_moves_only_dates_not_yet_past(start, count):
    """What was due before the announcement of 2020-01-27 is due on the same day after it."""
    announced = date(2020, 1, 27)
    before, after = CALENDAR.known_on(date(2020, 1, 26)), CALENDAR.known_on(announced)
    start = min(start, date(2020, 12, 1))

    assert before.after(start, count) == after.after(start, count) or after.after(start, count) >= announced


@given(days, st.integers(1, 120))
def test_the_nth_day_after_is_a_working_day_n_working_days_on(start, count):
    last = CALENDAR.after(start, count)

    assert CALENDAR.is_working(last)
    assert CALENDAR.between(start, last) == count
    assert (
        sum(CALENDAR.is_working(start + timedelta(days=n)) for n in range(1, (last - start).days + 1))
        == count
    )


@given(days)
def test_the_day_itself_is_day_zero(start):
    assert CALENDAR.after(start, 0) == start


@given(days.filter(lambda day: day > date(2008, 1, 1)))  # before it no working day is known
def test_the_next_and_the_last_working_day_enclose_a_rest_day(day):
    earlier, later = CALENDAR.on_or_before(day), CALENDAR.on_or_after(day)

    assert earlier <= day <= later
    assert CALENDAR.is_working(earlier) and CALENDAR.is_working(later)
    assert (earlier == later) == CALENDAR.is_working(day)


def test_before_2008_there_is_no_calendar():
    with pytest.raises(NoCalendar, match="自2008年起"):
        CALENDAR.after(date(2007, 12, 31), 1)
    assert CALENDAR.is_working(date(2008, 1, 1)) is False


def test_the_year_after_the_last_announced_counts_plain_weekends_and_is_provisional():
    assert CALENDAR.is_working(date(2027, 10, 1))  # a Friday; no notice says otherwise yet
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert "尚未公布" in CALENDAR.why_provisional(date(2027, 1, 1))


def test_two_years_after_the_last_announced_there_is_no_calendar():
    assert CALENDAR.after(date(2027, 12, 30), 1) == date(2027, 12, 31)
    for question in (
        lambda: CALENDAR.after(date(2027, 12, 30), 2),
        lambda: CALENDAR.is_working(date(2028, 1, 1)),
    ):
        with pytest.raises(NoCalendar, match="gongkai calendar add"):
            question()


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="晚于终止日"):
        CALENDAR.between(date(2025, 9, 2), date(2025, 9, 1))
    with pytest.raises(ValueError, match="负数"):
        CALENDAR.after(date(2025, 9, 2), -1)


def test_a_region_has_its_own_days_and_the_country_does_not_see_them():
    guangxi = Calendar(stored_notices(), "guangxi")

    assert not guangxi.is_working(date(2024, 4, 11)) and CALENDAR.is_working(date(2024, 4, 11))
    assert not guangxi.is_working(date(2017, 4, 1)) and CALENDAR.is_working(date(2017, 4, 1))
    assert guangxi.is_working(date(2017, 4, 8)) and not CALENDAR.is_working(date(2017, 4, 8))


def test_a_year_whose_regional_notice_is_not_stored_is_provisional_in_the_region():
    guangxi = Calendar(stored_notices(), "guangxi")

    assert guangxi.is_provisional(date(2025, 4, 1))
    assert not guangxi.is_provisional(date(2024, 4, 11))
    assert guangxi.why_provisional(date(2025, 4, 1)) == (
        "2025年本地区的放假安排没有录入，暂按全国安排计算；"
        "请按当年的通知用 gongkai calendar add 录入，录入后须重新计算。"
    )


def test_the_days_off_of_a_region_are_those_of_its_notice_and_not_of_the_moon():
    """In 2023 the third day of the third month was Saturday, 22 April; the notice gave Friday instead."""
    guangxi = Calendar(stored_notices(), "guangxi")

    assert not guangxi.is_working(date(2023, 4, 21)) and CALENDAR.is_working(date(2023, 4, 21))
    assert guangxi.is_working(date(2023, 4, 24))
    assert not guangxi.is_provisional(date(2023, 3, 20))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 10, 1), "国庆节"),
        (date(2025, 9, 28), "国庆节调休上班"),
        (date(2025, 9, 27), "星期六"),
        (date(2025, 9, 26), ""),
    ],
)
def test_a_day_says_why_it_is_a_rest_day(day, name):
    assert CALENDAR.name(day).replace("国庆节、中秋节", "国庆节").replace("中秋节、国庆节", "国庆节") == name


NOTICE_2027 = """year = 2027
[[notices]]
number = "试验〔2026〕1号"
title = "关于2027年部分节假日安排的通知（试验）"
published = 2026-11-20
confirmed = 2026-11-22
[[notices.holidays]]
name = "元旦"
off = { from = 2027-01-01, to = 2027-01-03 }
[[notices.holidays]]
name = "国庆节"
off = { from = 2027-10-01, to = 2027-10-07 }
work = [2027-09-26, 2027-10-09]
"""


def add(folder: Path, text: str, name: str = "2027.toml") -> list[str]:
    file = folder / f"given-{name}"
    file.write_text(text, "utf-8")
    return add_notices(file, folder / "var")


def test_next_years_notice_needs_no_release(tmp_path):
    said = add(tmp_path, NOTICE_2027)

    calendar = law(tmp_path / "var").calendar
    assert calendar.last_announced == 2027
    assert not calendar.is_working(date(2027, 10, 1)) and calendar.is_working(date(2027, 9, 26))
    assert not calendar.is_provisional(date(2027, 12, 31)) and calendar.is_provisional(date(2028, 1, 3))
    assert "放假安排现在公布到2027年。" in said
    assert (
        "共有8天由工作日变为休息日或者相反" in said[-1]
    )  # 1 January, 1 and 4–7 October, two weekends worked


def test_a_change_in_mid_year_is_added_to_the_same_file(tmp_path):
    add(tmp_path, NOTICE_2027)
    change = """[[notices]]
number = "试验〔2027〕2号"
title = "关于延长假期的通知（试验）"
published = 2027-09-30
confirmed = 2027-09-30
[[notices.holidays]]
name = "国庆节"
off = { from = 2027-10-01, to = 2027-10-08 }
"""
    add(tmp_path, NOTICE_2027 + change)

    calendar = Calendar(stored_notices(tmp_path / "var"))
    assert not calendar.is_working(date(2027, 10, 8))
    assert calendar.known_on(date(2027, 9, 29)).is_working(date(2027, 10, 8))


def test_the_same_notice_may_come_again(tmp_path):
    add(tmp_path, NOTICE_2027)

    assert "没有新的通知，日历不变。" in add(tmp_path, NOTICE_2027)


def with_(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("year = 2027", "没有 \\[\\[notices\\]\\]"),
        ("year = \n", "不是有效的TOML文件，第1行第8列附近有误。$"),
        ("year = 2027\n[[notices", "不是有效的TOML文件，文件末尾不完整。$"),
        (with_(NOTICE_2027, "work = [2027-09-26,", "work = [2027-09-27,"), "不是周末"),
        (with_(NOTICE_2027, "2027-09-26, 2027-10-09]", "2027-10-02]"), "既放假又上班"),
        (with_(NOTICE_2027, "to = 2027-10-07", "to = 2027-09-07"), "起止日"),
        (
            with_(NOTICE_2027, "from = 2027-10-01, to = 2027-10-07", "from = 2026-10-01, to = 2026-10-07"),
            "不在2027年",
        ),
        (with_(NOTICE_2027, "title", "titel"), "缺少“title”"),
        (NOTICE_2027 + 'of = "x"\n', "不认识的键：of"),
        (NOTICE_2027.replace("work", "# work").replace("2027", "2029"), "2027年的放假安排还没有录入"),
        (with_(NOTICE_2027, "published = 2026-11-20", 'published = "2026-11-20"'), "“published”应为日期"),
        (with_(NOTICE_2027, "试验〔2026〕1号", "国办发明电〔2025〕7号"), "与已有的数据不同"),
    ],
)
def test_an_unsound_file_is_refused_and_nothing_is_stored(tmp_path, text, says):
    with pytest.raises(UnsoundLaw, match=says):
        add(tmp_path, text)
    assert not (tmp_path / "var").exists()


def test_a_file_that_drops_what_was_stored_is_refused(tmp_path):
    add(tmp_path, NOTICE_2027)

    with pytest.raises(UnsoundLaw, match="新文件没有包含"):
        add(tmp_path, NOTICE_2027.replace("1号", "9号"))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(UnsoundLaw, match="没有文件"):
        add_notices(tmp_path / "none.toml", tmp_path)


def test_a_gap_between_the_years_is_refused():
    with pytest.raises(UnsoundLaw, match="缺少2012年"):
        Calendar(notice for notice in stored_notices() if notice.year != 2012)
    with pytest.raises(UnsoundLaw, match="没有任何年度"):
        Calendar(())


def test_a_notice_given_twice_with_different_days_is_refused(tmp_path):
    folder = tmp_path / "holidays"
    folder.mkdir()
    text = (NOTICE_2027).replace("试验〔2026〕1号", "国办发明电〔2025〕7号")
    (folder / "2027.toml").write_text(text, "utf-8")

    with pytest.raises(UnsoundLaw, match="两份不同的数据"):
        stored_notices(tmp_path)


def test_further_notices_make_a_new_calendar():
    extra = Notice(2026, "试验", "试验", date(2026, 11, 1), "", date(2026, 11, 1), ())

    assert CALENDAR.with_notices([extra]).last_announced == 2026

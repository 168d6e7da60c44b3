"""Document numbers and dates, as they are typed."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.papers.numbers import DocumentNumber, date_of, dates_in, find, meant, normal, parse, same


@pytest.mark.parametrize(
    "typed",
    [
        "云政办发〔2025〕3号",
        "云政办发[2025]3号",
        "云政办发［2025］3号",
        "云政办发（2025）3号",
        "云政办发(2025)第3号",
        "云政办发【２０２５】３号",
        " 云政办发 〔2025〕 03 号 ",
        "（云政办发〔2025〕3号）",
        "云政办发\u3000〔2025年〕3号",
    ],
)
def test_one_number_typed_in_many_ways_is_one_number(typed):
    assert parse(typed) == DocumentNumber("云政办发", 2025, 3)
    assert normal(typed) == "云政办发〔2025〕3号"
    assert same(typed, "云政办发〔2025〕3号")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "无文号",
        "无〔〕号",
        "云政办发〔2025〕号",
        "〔2025〕3号",
        "2025年第",
        "关于云政办发〔2025〕3号的说明",
    ],
)
def test_what_is_no_number_is_none_and_never_the_same(typed):
    assert parse(typed) is None
    assert not same(typed, typed)


def test_an_order_has_no_year_and_an_announcement_keeps_its_form():
    assert parse("国务院令第711号") == DocumentNumber("国务院令", None, 711)
    assert str(parse("公告2025年第３号")) == "公告2025年第3号"


def test_two_serials_two_years_two_organs_are_not_the_same():
    number = "云政办发〔2025〕3号"

    assert not any(
        same(number, other) for other in ("云政办发〔2025〕13号", "云政办发〔2024〕3号", "云政发〔2025〕3号")
    )


def test_the_numbers_a_sentence_mentions_are_found_without_the_words_before_them():
    text = "根据《某办法》（云政办发〔2024〕8号）和国办函〔2020〕109号，废止云政发[2019]2号。"

    assert [str(number) for number in find(text)] == [
        "云政办发〔2024〕8号",
        "国办函〔2020〕109号",
        "云政发〔2019〕2号",
    ]


def test_a_slip_of_the_pen_is_told_what_it_may_have_meant():
    known = ["云政办发〔2025〕3号", "云政办发〔2024〕3号", "云政发〔2025〕3号", "云教发〔2019〕77号"]

    assert meant("云政办发2025年第3号", known)[0] == "云政办发〔2025〕3号"
    assert meant("云政办〔2025〕3号", known)[:1] == ["云政办发〔2025〕3号"]
    assert "云教发〔2019〕77号" not in meant("云政办发〔2025〕3号", known)
    assert meant("你好", known) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年3月4日", date(2025, 3, 4)),
        ("２０２５年３月４日", date(2025, 3, 4)),
        ("2025 年 3 月 4 日", date(2025, 3, 4)),
        ("2025-03-04", date(2025, 3, 4)),
        ("2025.3.4", date(2025, 3, 4)),
        ("二〇二五年三月四日", date(2025, 3, 4)),
        ("二○二五年十月十日", date(2025, 10, 10)),
        ("二０二五年十二月三十一日", date(2025, 12, 31)),
        ("二零二五年元月二十日", date(2025, 1, 20)),
    ],
)
def test_a_date_is_read_in_digits_and_in_chinese(text, day):
    assert date_of(text) == day


@pytest.mark.parametrize(
    "text", ["2025年2月30日", "二〇二五年十三月一日", "2025年3月", "自2025年3月4日起施行", "3月4日", ""]
)
def test_what_is_no_day_or_more_than_a_day_is_not_a_date(text):
    assert date_of(text) is None


def test_digits_that_run_on_are_no_year():
    assert dates_in("编号12025年3月4日") == []


@pytest.mark.parametrize("piece", ["〔2025 ", " ", "字", "2025年", "字〔2025〕", "第", "二〇二五年"])
def test_a_long_query_made_to_hurt_is_read_at_once(piece):
    begun = time.perf_counter()
    text = "政〔2025" + piece * 10_000

    parse(text), list(find(text)), dates_in(text), meant(text, ["政〔2025〕1号"])

    assert time.perf_counter() - begun < 2


def test_an_impossible_day_is_found_with_its_words_and_without_a_day():
    assert [(one.words, one.day) for one in dates_in("定于2025年2月30日召开")] == [("2025年2月30日", None)]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_written_in_chinese_is_read_back(day):
    digits = "〇一二三四五六七八九"

    def counted(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")

    words = "".join(digits[int(c)] for c in str(day.year)) + f"年{counted(day.month)}月{counted(day.day)}日"

    assert date_of(words) == day


@given(
    st.integers(1950, 2099),
    st.integers(1, 99999),
    st.sampled_from(["云政办发", "国办函", "厦湖卫健", "A县字"]),
)
def test_every_number_written_by_the_standard_is_read_back(year, serial, agency):
    number = DocumentNumber(agency, year, serial)

    assert parse(str(number)) == number

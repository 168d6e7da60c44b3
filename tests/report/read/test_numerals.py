"""Numbers and dates are read as printed, and nothing else is taken for one."""

from datetime import date

import pytest

from gongkai.report.read.numerals import chinese_number, parse_date, to_halfwidth


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("2020", 2020),
        ("二〇二〇", 2020),
        ("二零二〇", 2020),
        ("二○一二", 2012),
        ("二O二0", 2020),
        ("十", 10),
        ("十二", 12),
        ("三十五", 35),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一千二百三十", 1230),
        ("三万零五", 30005),
        ("两千", 2000),
        ("3万", 30000),
        ("１２９５", 1295),
        ("1,295", 1295),
        ("１，２９５", 1295),
        ("零", 0),
    ],
)
def test_a_number_in_chinese_or_arabic_numerals_is_read(printed, number):
    assert chinese_number(printed) == number


@pytest.mark.parametrize("printed", ["", "件", "1,29", "12.5", "二三百", "十月", "-3", "1,2,3", "万件", "²"])
def test_what_is_no_whole_number_is_none(printed):
    assert chinese_number(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "2021-01-15 17:55",
        "2021-1-15T08:00:00+08:00",
        "2021/1/15",
        "2021.01.15",
        "2021年1月15日",
        "2021 年 1 月 15 日",
        "２０２１年１月１５日",
        "二〇二一年一月十五日",
        "二0二一年一月十五日",
        "二O二一年一月十五日",
        "二○二一年元月十五日",
        "发布日期：2021-01-15",
    ],
)
def test_a_date_is_read_in_every_usual_form(printed):
    assert parse_date(printed) == date(2021, 1, 15)


@pytest.mark.parametrize("printed", ["", "2021年", "2021年2月30日", "12021-01-15", "2021-01-155", "1月15日"])
def test_what_is_no_date_is_none(printed):
    assert parse_date(printed) is None


def test_day_thirty_one_in_chinese_numerals_is_read_whole():
    assert parse_date("二〇二〇年十二月三十一日") == date(2020, 12, 31)


def test_full_width_forms_become_ascii_and_chinese_stays():
    assert to_halfwidth("（１２）％　年") == "(12)% 年"

"""Heading, sections, prose and statistics of the real reports in ../shared/corpus."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import simplejson

from gongkai.report.read.heading import heading
from gongkai.report.read.prose import prose
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Representation
from gongkai.report.read.sections import sections
from gongkai.report.read.statistics import is_statistics, statistics
from tests.components import SHARED

pytestmark = pytest.mark.shared

PUBLISHED = {
    "00": date(2021, 1, 15),
    "01": None,
    "03": None,
    "09": date(2024, 1, 17),
    "12": None,
    "14": date(2026, 3, 10),
    "17": date(2023, 2, 20),
    "18": date(2022, 2, 8),
    "20": date(2020, 1, 20),
    "21": date(2019, 1, 10),
    "25": date(2015, 1, 2),
}
STATED = {
    "00": {},
    "01": {"received": 21},
    "03": {"received": 3119, "closed": 3050, "carried_over": 103, "reconsideration": 351, "litigation": 46},
    "09": {"received": 26},
    "12": {"received": 1295, "closed": 1191},
    "14": {"received": 154, "closed": 148, "carried_over": 6, "reconsideration": 36, "litigation": 9},
    "17": {"received": 75, "reconsideration": 2, "litigation": 1},
    "18": {"received": 70, "closed": 69, "carried_over": 1},
    "20": {},
    "21": {"received": 0, "reconsideration": 0, "litigation": 0},
    "25": {"reconsideration": 0},
}
NUMBERS = {"12": [1, 2, 3, 4, 6], "25": [2, 3, 4, 5, 6]}  # what these two print; the others have all six


@cache
def report(number: str) -> tuple[str, Representation]:
    path = next((Path(SHARED) / "corpus" / "reports").glob(f"{number}*"))
    return path.name, represent(path.read_bytes(), path.name)


@pytest.mark.parametrize("number", PUBLISHED)
def test_organ_and_year_are_those_a_careful_reader_takes(number):
    name, found = report(number)
    expected = simplejson.loads((Path(SHARED) / "corpus" / "expected.json").read_text("utf-8")).get(name)
    read = heading(found, None)

    assert (read.refusal, read.others, read.findings) == ("", (), ())
    assert read.published == PUBLISHED[number]
    assert read.period == read.year
    if expected:
        assert (read.organ, read.year) == (expected["organ"], expected["year"])


@pytest.mark.parametrize("number", STATED)
def test_the_prose_states_these_totals_and_no_others(number):
    _, found = report(number)

    assert prose(sections(found)[1], heading(found, None).year) == STATED[number]


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_sections_are_those_printed_and_hold_no_table(number):
    preamble, found = sections(report(number)[1])

    assert [section.number for section in found] == NUMBERS.get(number, [1, 2, 3, 4, 5, 6])
    assert preamble.startswith(("本报告", "本年度报告", "根据"))
    assert preamble.endswith(("。", "……略……]"))
    for section in found:
        for word in ("本年新收", "信息内容", "复议后起诉", "计量单位", "主办单位", "附件下载"):
            assert word not in section.text


def test_the_last_section_ends_before_signature_and_furniture():
    assert sections(report("00")[1])[1][-1].text == "无。"
    assert sections(report("09")[1])[1][-1].text == "2023年度，县发展和改革局政府信息公开未发生收费情况。"
    assert sections(report("18")[1])[1][-1].text == "2021年，无收取信息处理费情况。"


@pytest.mark.parametrize("number", PUBLISHED)
def test_only_the_two_older_reports_are_statistics(number):
    assert is_statistics(report(number)[1]) == (number in ("21", "25"))


def test_the_older_tables_are_read_row_by_row():
    glued = {i.name: (i.unit, i.value, i.cumulative) for i in statistics(report("21")[1])}
    spaced = {i.name: (i.unit, i.value, i.cumulative) for i in statistics(report("25")[1])}

    assert (len(glued), len(spaced)) == (15, 16)
    assert glued["主动公开文件数"] == ("条", 2069, 12106)
    assert glued["其中：1.政府网站公开数"] == ("条", 2069, 12106)
    assert glued["4.其他类型答复数"] == ("条", 0, 0)
    assert spaced["主动公开文件数"] == ("条", 2543, 78967)
    assert spaced["政府信息公开收费减免金额"] == ("元", 0, 0)
    assert spaced["其中：1、同意公开答复数"] == ("条", 1, 1)

"""The older statistics table, spaced, glued, as a grid; what cannot be parted is not guessed."""

import time
from decimal import Decimal

import pytest

from gongkai.report.read.representation import Box, Grid, Line, Representation
from gongkai.report.read.statistics import is_statistics, statistics

HEADER = "六、政府信息公开情况统计表 指标名称 计量单位 2014年度 历年累计 "


def paper(text: str) -> Representation:
    return Representation("text", [Line(line) for line in text.split("\n")])


def grid(*rows: tuple[str, ...]) -> Representation:
    boxes = tuple(Box(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Representation("html", [Grid(boxes)])


def read(representation: Representation) -> list[tuple]:
    assert is_statistics(representation)
    return [(i.name, i.unit, i.value, i.cumulative) for i in statistics(representation)]


SPACED = [
    ("主动公开文件数", "条", 2543, 78967),
    ("其中：1、政府网站公开数", "条", 2543, 78967),
    ("2、政府公报公开数", "条", 0, 0),
    ("行政复议数", "件", 0, 1),
]


@pytest.mark.parametrize("gap", [" ", "\n", "\n\n", " | ", "\u00a0\u00a0"])
def test_rows_whose_numbers_stand_apart_are_read_as_printed(gap):
    cells = [cell for row in SPACED for cell in map(str, row)]

    assert read(paper(HEADER.replace(" ", gap) + gap.join(cells) + gap + "附件下载")) == SPACED


def test_a_run_that_can_be_parted_in_one_way_only_is_parted():
    text = "指标名称计量单位2018年度历年累计行政复议数件00行政诉讼数件11接受举报数件015附件下载"

    assert read(paper(text)) == [
        ("行政复议数", "件", 0, 0),
        ("行政诉讼数", "件", 1, 1),
        ("接受举报数", "件", 0, 15),
    ]


GLUED = (
    "指标名称计量单位2018年度历年累计主动公开文件数条206912106"
    "其中：1.政府网站公开数条2069121062.政府公报公开数条00"
)


def test_a_run_that_can_be_parted_in_several_ways_is_left_open_with_its_candidates():
    total, site, gazette = statistics(paper(GLUED))

    assert (total.value, total.cumulative) == (None, None)
    assert total.candidates == ((20, 6912106), (206, 912106), (2069, 12106))
    assert site.name == "其中：1.政府网站公开数"
    assert site.candidates == total.candidates
    assert (gazette.name, gazette.value, gazette.cumulative) == ("2.政府公报公开数", 0, 0)


def test_what_the_prose_says_decides_and_a_total_decides_its_parts():
    text = (
        "二、主动公开政府信息情况 2018年全区主动公开政府信息2069条。其中各乡镇主动公开政府信息477条。" + GLUED
    )

    assert [(i.value, i.cumulative) for i in statistics(paper(text))] == [
        (2069, 12106),
        (2069, 12106),
        (0, 0),
    ]


def test_two_candidates_named_by_the_prose_decide_nothing():
    text = "主动公开政府信息2069条。各乡镇主动公开政府信息206条。" + GLUED

    assert statistics(paper(text))[0].value is None


def test_the_kinds_of_requests_sum_to_their_total():
    text = (
        "指标名称计量单位2018年度历年累计受理依申请公开信息总数条1236"
        "其中：1.当面申请数条122.网上申请数条11343.信函、传真申请数条00"
    )

    assert [(i.value, i.cumulative) for i in statistics(paper(text))] == [(12, 36), (1, 2), (11, 34), (0, 0)]


def test_a_run_with_a_leading_zero_in_every_reading_is_no_number():
    (row,) = statistics(paper("指标名称计量单位2018年度历年累计行政复议数件000"))

    assert (row.value, row.cumulative, row.candidates) == (None, None, ())


def test_a_lone_number_where_two_are_due_is_not_taken_for_either():
    rows = statistics(paper(HEADER + "主动公开文件数 条 2543 78967 行政复议数 件 12 "))

    assert (rows[1].value, rows[1].cumulative, rows[1].candidates) == (None, None, ())


NATIONAL = (
    "统计指标 单位 统计数 一、主动公开情况 —— —— "
    "（一）主动公开政府信息数 （不同渠道和方式公开相同信息计1条） 条 1,234 其中：主动公开规范性文件数 条 5 "
    "（二）通过不同渠道和方式公开政府信息的情况 1.政府公报公开政府信息数 条 0 "
    "2.政府网站公开政府信息数 条 1234 七、依申请公开信息收取的费用 万元 0.5 （二）接受培训人员数 人次 １２"
)


def test_the_national_form_has_one_number_a_row():
    assert read(paper(NATIONAL)) == [
        ("（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", 1234, None),
        ("其中：主动公开规范性文件数", "条", 5, None),
        ("1.政府公报公开政府信息数", "条", 0, None),
        ("2.政府网站公开政府信息数", "条", 1234, None),
        ("七、依申请公开信息收取的费用", "万元", Decimal("0.5"), None),
        ("（二）接受培训人员数", "人次", 12, None),
    ]


def test_a_grid_is_read_by_its_columns():
    found = grid(
        ("指标名称", "计量单位", "2014年度", "历年累计"),
        ("主动公开文件数", "条", "2,543", "78967"),
        ("其中：1.政府网站公开数", "条", "２５４３", ""),
        ("行政复议数", "件", "—", "0"),
    )

    assert read(found) == [
        ("主动公开文件数", "条", 2543, 78967),
        ("其中：1.政府网站公开数", "条", 2543, None),
        ("行政复议数", "件", None, 0),
    ]


def test_a_grid_of_the_national_form_has_headings_without_numbers():
    found = grid(
        ("政府信息公开情况统计表", "", ""),
        ("统计指标", "单位", "统计数"),
        ("一、主动公开情况", "", ""),
        ("（一）主动公开政府信息数", "条", "12"),
        ("八、专项经费", "万元", "1.50"),
    )

    assert read(found) == [
        ("（一）主动公开政府信息数", "条", 12, None),
        ("八、专项经费", "万元", Decimal("1.50"), None),
    ]


def test_a_unit_printed_in_the_name_is_the_unit():
    found = grid(("指标名称", "本年度", "历年累计"), ("主动公开文件数（条）", "3", "4"))

    assert read(found) == [("主动公开文件数（条）", "条", 3, 4)]


def test_a_report_with_todays_tables_is_no_statistics_report():
    assert not is_statistics(paper("一、本年新收政府信息公开申请数量 0\n统计指标 单位 统计数"))
    assert not is_statistics(paper("一、概述\n全年公开信息12条。"))
    assert statistics(paper("一、概述\n全年公开信息12条。")) == []


@pytest.mark.parametrize("piece", ["数条1", "1", "条1.", "其中：1.数条12", "主动公开", "条 1 "])
def test_a_wreck_of_a_text_costs_no_time(piece):
    began = time.process_time()
    statistics(paper("指标名称计量单位2018年度历年累计" + piece * (200_000 // len(piece))))

    assert time.process_time() - began < 3

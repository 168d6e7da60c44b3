"""Organ, year, title and publication date, from the wordings that offices use."""

from datetime import date

import pytest

from gongkai.report.read.heading import heading
from gongkai.report.read.representation import Box, Grid, Line, Representation
from gongkai.report.read.titles import title_of

BODY = """
一、总体情况
2020年，本局依法公开政府信息。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
公开内容有待拓展。
六、其他需要报告的事项
无。
"""


def paper(text: str, **meta: str) -> Representation:
    return Representation("text", [Line(line) for line in text.split("\n")], meta)


@pytest.mark.parametrize(
    ("printed", "organ", "year"),
    [
        ("甲县水利局2020年政府信息公开工作年度报告", "甲县水利局", 2020),
        ("甲县水利局２０２０年度政府信息公开工作年度报告", "甲县水利局", 2020),
        ("2020 年甲县水利局政府信息公开工作年度报告", "甲县水利局", 2020),
        ("甲县水利局政府信息公开工作2020年度报告", "甲县水利局", 2020),
        ("甲县水利局关于2020年度政府信息公开情况的报告", "甲县水利局", 2020),
        ("甲县水利局二○二○年政府信息公开年报", "甲县水利局", 2020),
        ("甲县水利局二O二O年政府信息公开年报", "甲县水利局", 2020),
        ("甲县水利局二0二0年政府信息公开年报", "甲县水利局", 2020),
        ("甲县水利局202020年政府信息公开工作年度报告", "甲县水利局", None),
        ("甲县水利局20201年度政府信息公开工作年度报告", "甲县水利局", None),
        ("甲县第21中学2020年政府信息公开工作年度报告", "甲县第21中学", 2020),
        ("【年报】甲县水利局2020年政府信息公开年报.docx", "甲县水利局", 2020),
        ("甲县水利局二零二〇年信息公开年报", "甲县水利局", 2020),
        ("甲县水利局2020年政府信息公开 工作告年度报", "甲县水利局", 2020),
        ("甲县水利局2020年政府信息公开年度工作 报 告", "甲县水利局", 2020),
        ("甲县水利局政府信息公开工作年度报告（2020年）", "甲县水利局", 2020),
        ("首页>政务公开>甲县水利局2020年政府信息公开工作年度报告", "甲县水利局", 2020),
        ("甲县水利局2020年政府信息公开年度报告-甲县水利局", "甲县水利局", 2020),
        ("标题: 乙区管委会2014年度政府信息公开工作年度报告", "乙区管委会", 2014),
        ("关于2020年度政府信息公开工作情况的报告", "", 2020),
        ("政府信息公开工作年度报告", "", None),
    ],
)
def test_a_title_gives_organ_and_year(printed, organ, year):
    title = title_of(printed)

    assert title is not None
    assert (title.organ, title.year) == (organ, year)


@pytest.mark.parametrize(
    "printed",
    [
        "关于报送2020年政府信息公开工作年度报告的通知",
        "甲县水利局政府信息公开指南",
        "甲县2020年部门预算公开报告",
        "本年度报告根据《中华人民共和国政府信息公开条例》编制。",
        "《甲县水利局2020年政府信息公开工作年度报告》已发布",
        "2020年法治政府建设年度报告",
    ],
)
def test_another_paper_has_no_title_of_an_annual_report(printed):
    assert title_of(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "甲县水利局2020年\n\n政府信息公开工作年度报告",
        "甲县水利局\n2020年政府信息公开工作年度报告",
        "甲县水利局\n2020年度\n政府信息公开工作\n年度报告",
        "正文\n2020 年甲县水利局政府信息公开\n工作年度报告",
        "2020\n甲县水利局2020年政府信息公开工作年度报告\n来源: 县水利局  |   发布日期: 2021-01-15 17:55",
        "当前位置： 首页 年报 甲县水利局2020年度政府信息公开工作年度报告 来源：甲县 时间：2021-01-15",
        "甲县水利局2018年政府信息公开工作年度报告\n甲县水利局2019年政府信息公开工作年度报告\n"
        "甲县水利局2020年政府信息公开工作年度报告",
    ],
)
def test_a_title_is_found_over_lines_under_a_menu_and_in_running_text(printed):
    found = heading(paper(printed + BODY), None)

    assert (found.organ, found.year) == ("甲县水利局", 2020)


def test_a_menu_of_other_years_gives_way_to_what_the_page_declares():
    menu = "甲县水利局2020年政府信息公开工作年度报告\n甲县水利局2012年政府信息公开工作年度报告"

    found = heading(paper(menu + BODY, ArticleTitle="甲县水利局2020年政府信息公开工作年度报告"), None)

    assert found.year == 2020


def test_the_report_of_a_government_is_named_after_its_place():
    assert heading(paper("丙市人民政府2020年政府信息公开工作年度报告" + BODY), None).organ == "丙市"
    assert heading(paper("丁镇人民政府2020年政府信息公开工作年度报告" + BODY), None).organ == "丁镇人民政府"
    of_office = "丙市人民政府办公室2020年政府信息公开工作年度报告"
    assert heading(paper(of_office + BODY), None).organ == "丙市人民政府办公室"


def test_a_district_has_its_city_before_it_where_the_report_prints_it():
    text = "戊区人民政府\n2020年政府信息公开工作年度报告\n本报告由丙山市戊区人民政府办公室编制。" + BODY

    assert heading(paper(text), None).organ == "丙山市戊区"


def test_without_an_organ_in_the_title_the_signature_says_it():
    text = "2020年政府信息公开工作年度报告" + BODY + "甲县水利局\n2021年1月15日"

    found = heading(paper(text), None)

    assert (found.organ, found.published) == ("甲县水利局", date(2021, 1, 15))


def test_without_any_organ_none_is_made_up():
    assert heading(paper("2020年政府信息公开工作年度报告" + BODY), None).organ == ""


@pytest.mark.parametrize(
    "period",
    [
        "统计期限自2020年1月1日起至2020年12月31日止。",
        "统计期限为2020 年 1 月 1 日至 12 月 31 日。",
        "统计期限自20201月1日至202012月31日。",
        "统计期限自202011日至20201231日。",
        "统计期限为二〇二〇年一月一日至十二月三十一日。",
        "统计时限：2020年1月1日—2020年12月31日。",
        "统计期限从2020年1月1日到12月底。",
        "统计期限为2020.1.1-2020.12.31。",
        "根据国办公开办函〔2021〕30号编制，统计期限自2020年1月1日至2020年12月31日。",
    ],
)
def test_without_a_year_in_the_title_the_reporting_period_says_it(period):
    found = heading(paper("甲县水利局政府信息公开工作年度报告\n" + period + BODY), None)

    assert found.year == 2020


def test_neither_a_cited_norm_nor_publication_makes_a_year():
    text = "甲县水利局政府信息公开工作年度报告\n发布日期：2021-01-15\n根据国办公开办函〔2021〕30号编制。"

    assert heading(paper(text + BODY.replace("2020年，", "")), None).year is None


def test_the_title_wins_over_another_period_and_a_finding_says_so():
    text = "甲县水利局2020年政府信息公开工作年度报告\n统计期限自2019年1月1日起至2019年12月31日止。"

    found = heading(paper(text + BODY), None)

    assert found.year == 2020
    assert [(f.rule, f.left, f.right) for f in found.findings] == [("H1", 2020, 2019)]


def test_the_year_the_caller_gives_wins_and_a_finding_says_so():
    found = heading(paper("甲县水利局2020年政府信息公开工作年度报告" + BODY), 2019)

    assert found.year == 2019
    assert [(f.rule, f.left, f.right) for f in found.findings] == [("H1", 2019, 2020)]


def test_a_period_with_two_years_is_found_and_decides_nothing():
    text = "甲县水利局政府信息公开工作年度报告\n统计期限自2019年1月1日起至2020年12月31日止。"

    found = heading(paper(text + BODY), None)

    assert found.year is None
    assert [f.rule for f in found.findings] == ["H1"]


@pytest.mark.parametrize(
    ("above", "below", "meta"),
    [
        ("", "", {"PubDate": "2021-01-15 10:00"}),
        ("发布日期: 2021-01-15 17:55\n", "", {}),
        ("来源：甲县 时间：2021-01-15 16:34\n", "", {}),
        ("公开日期2021-01-15\n", "", {}),
        ("", "甲县水利局\n2021年1月15日", {}),
        ("", "甲县水利局\n二〇二一年一月十五日\n主办单位：甲县人民政府", {}),
        ("", "甲县水利局 2021年1月15日", {}),
        ("", "甲县水利局\n二0二一年一月十五日", {}),
        ("", "甲县水利局\n2021.1.15", {}),
        ("", "甲县水利局\n２０２１．１．１５", {}),
        ("", "甲县水利局 2021/01/15", {}),
        ("", "甲县水利局\n2021-1-15 10:20:11", {}),
        ("", "甲县水利局\n（2021-01-15 10:20）\n主办单位：甲县人民政府", {}),
        ("", "甲县水利局\n2021年1月15", {}),
        ("", "甲县水利局\n2021年1月15\n打印本页", {}),
        ("发布日期：2008-05-01\n", "甲县水利局\n2021年1月15日", {}),
        ("采集时间：2025-12-30T21:37:37\n发布时间：2021-01-15\n", "2021年1月20日", {}),
    ],
)
def test_the_publication_date_is_the_pages_or_the_signatures(above, below, meta):
    text = above + "甲县水利局2020年政府信息公开工作年度报告" + BODY + below

    assert heading(paper(text, **meta), None).published == date(2021, 1, 15)


def test_the_publication_date_is_read_from_a_grid_of_particulars():
    found = paper("甲县水利局2020年政府信息公开工作年度报告" + BODY)
    found.blocks.insert(
        0, Grid((Box("公开日期", 0, 0), Box("2021-01-15", 0, 1), Box("文号", 0, 2), Box("", 0, 3)))
    )

    assert heading(found, None).published == date(2021, 1, 15)


def test_a_title_whose_year_has_lost_its_shape_leaves_the_year_to_the_reporting_period():
    text = "甲县水利局202020年政府信息公开工作年度报告\n统计期限自2020年1月1日起至2020年12月31日止。"

    found = heading(paper(text + BODY), None)

    assert (found.organ, found.year) == ("甲县水利局", 2020)


@pytest.mark.parametrize(
    "end",
    [
        "网址：http://www.example.gov.cn/2021-01-15",
        "编号为3.2021.1.15",
        "2021.1.155",
        "联系电话：2021-1-15-3",
    ],
)
def test_figures_that_only_look_like_a_date_are_none(end):
    text = "甲县水利局2020年政府信息公开工作年度报告" + BODY + end

    assert heading(paper(text), None).published is None


def test_no_publication_date_is_made_up():
    assert heading(paper("甲县水利局2020年政府信息公开工作年度报告" + BODY), None).published is None


def test_a_publication_before_the_year_is_over_is_taken_and_noted():
    found = heading(paper("发布日期：2020-12-20\n甲县水利局2020年政府信息公开工作年度报告" + BODY), None)

    assert found.published == date(2020, 12, 20)
    assert [f.rule for f in found.findings] == ["H2"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("甲县水利局政府信息公开指南\n为方便公民获取政府信息，编制本指南。", "指南"),
        ("关于做好2020年政府信息公开工作年度报告编制工作的通知\n各科室：请于1月20日前报送。", "公文"),
        ("甲县水利局2020年部门预算\n一、部门概况\n二、收支情况", "预算"),
        ("甲县水利局召开政务公开推进会\n1月5日，甲县水利局召开会议。", "新闻"),
        ("菜谱\n水煮鱼", "没有年度报告的标题"),
        ("甲县水利局2020年政府信息公开工作年度报告\n附件下载", "没有正文"),
    ],
)
def test_another_paper_is_refused_with_the_reason(text, named):
    assert named in heading(paper(text), None).refusal


def test_a_report_is_not_refused_nor_is_one_behind_a_cover_letter():
    cover = "关于报送2020年政府信息公开工作年度报告的通知\n县政府办：现将我局年报报上。\n附件\n"
    report = "甲县水利局2020年政府信息公开工作年度报告" + BODY

    for text in (report, cover + report):
        found = heading(paper(text), None)
        assert (found.refusal, found.others, found.organ) == ("", (), "甲县水利局")


def test_two_reports_in_one_file_are_seen():
    one = "甲县水利局2020年政府信息公开工作年度报告" + BODY
    other = "甲县水利局2019年政府信息公开工作年度报告" + BODY

    assert [t.year for t in heading(paper(one + other), None).others] == [2019]

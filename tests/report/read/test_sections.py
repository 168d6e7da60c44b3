"""A report's preamble and sections, whatever the wording and however the lines are broken."""

import time

import pytest

from gongkai.report.read.representation import Box, Grid, Line, Representation
from gongkai.report.read.sections import sections

TITLE = "甲县水利局2021年政府信息公开工作年度报告"
PREAMBLE = "本报告根据《中华人民共和国政府信息公开条例》编制。统计期限自2021年1月1日起至2021年12月31日止。"
TABLE = Grid((Box("一、本年新收政府信息公开申请数量", 0, 0), Box("1", 0, 1)))


def paper(text: str, form: str = "text") -> Representation:
    return Representation(form, [TABLE if line == "GRID" else Line(line) for line in text.split("\n")])


def read(text: str, form: str = "text") -> list[tuple[int, str, str]]:
    return [(s.number, s.title, s.text) for s in sections(paper(text, form))[1]]


PLAIN = f"""{TITLE}
{PREAMBLE}
一、总体情况
全年公开信息11条。
（一）主动公开
按要求公开。
二、主动公开政府信息情况
GRID
三、收到和处理政府信息公开申请情况
GRID
四、政府信息公开行政复议、行政诉讼情况
GRID
五、存在的主要问题及改进情况
公开内容有待拓展。
六、其他需要报告的事项
无。
甲县水利局
2022年1月15日
主办单位：甲县人民政府
"""


def test_preamble_and_six_sections_of_a_plain_report():
    preamble, found = sections(paper(PLAIN))

    assert preamble == PREAMBLE
    assert [(s.number, s.title, s.text) for s in found] == [
        (1, "一、总体情况", "全年公开信息11条。\n（一）主动公开\n按要求公开。"),
        (2, "二、主动公开政府信息情况", ""),
        (3, "三、收到和处理政府信息公开申请情况", ""),
        (4, "四、政府信息公开行政复议、行政诉讼情况", ""),
        (5, "五、存在的主要问题及改进情况", "公开内容有待拓展。"),
        (6, "六、其他需要报告的事项", "无。"),
    ]


ONE_LINE = (
    f"当前位置： 首页 年报 {TITLE} 来源：甲县 时间：2022-01-15 微信 微博 全真版 --> {PREAMBLE}一、总体情况 "
    "2021年公开信息11条。（一）依申请公开方面 收到申请1件。 二、主动公开政府信息情况第二十条第（一）项 "
    "信息内容 本年制发件数 本年废止件数 现行有效件数 规章000行政规范性文件5845546第二十条第（五）项信息内容"
    "本年处理决定数量行政许可2418第二十条第（六）项信息内容本年处理决定数量行政处罚644行政强制64"
    "第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费4166.24 "
    "三、收到和处理政府信息公开申请情况（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） "
    "申请人情况 自然人 法人或其他组织 总计 一、本年新收政府信息公开申请数量 1000001"
    "二、上年结转政府信息公开申请数量 0000000三、本年度办理结果 （一）予以公开 1000001（七）总计 1000001"
    "四、结转下年度继续办理 0000000 四、政府信息公开行政法复议、行政诉讼情况行政复议 行政诉讼 "
    "结果维持结果纠正其他结果尚未审结总计 未经复议直接起诉 复议后起诉 结果维持结果纠正其他结果尚未审结总计 "
    "0 1 1 0 2 0 0 0 0 0 五、存在的主要问题及改进情况 公开内容有待拓展。六、其他需要报告的事项 无。 附件下载"
)


def test_headings_inside_one_long_line_are_found_and_its_tables_cut_out():
    preamble, found = sections(paper(ONE_LINE))

    assert preamble == PREAMBLE
    assert [(s.number, s.title, s.text) for s in found] == [
        (1, "一、总体情况", "2021年公开信息11条。（一）依申请公开方面 收到申请1件。"),
        (2, "二、主动公开政府信息情况", ""),
        (3, "三、收到和处理政府信息公开申请情况", ""),
        (4, "四、政府信息公开行政法复议、行政诉讼情况", ""),
        (5, "五、存在的主要问题及改进情况", "公开内容有待拓展。"),
        (6, "六、其他需要报告的事项", "无。"),
    ]


def test_a_table_with_one_cell_a_line_is_no_part_of_the_text_but_a_note_below_it_is():
    text = """三、收到和处理政府信息公开申请情况
(本列数据的钩稽关系为:第一项加第二项之和,等于第三项加第四项之和)

申请人情况
自然人
法人或其他组织
总计
一、本年新收政府信息公开申请数量
1
0
1
三、本年度办理结果
(七)总计
1
0
1
四、结转下年度继续办理
0
0
0
注：含派出机构收到的申请。
四、政府信息公开行政复议、行政诉讼情况
行政复议
行政诉讼
结果
维持
总计
0
0
五、存在的主要问题及改进情况
无"""

    assert read(text) == [
        (3, "三、收到和处理政府信息公开申请情况", "注：含派出机构收到的申请。"),
        (4, "四、政府信息公开行政复议、行政诉讼情况", ""),
        (5, "五、存在的主要问题及改进情况", "无"),
    ]


def test_words_before_and_after_a_grid_stay():
    text = (
        "二、主动公开政府信息情况\n本局无规章。\nGRID\n单位：件\nGRID\n说明：许可已划转。\n六、其他事项\n无"
    )

    assert read(text)[0] == (2, "二、主动公开政府信息情况", "本局无规章。\n说明：许可已划转。")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("一、概述", 1),
        ("一、工作基本情况", 1),
        ("一、总体情况、", 1),
        ("一、 总 体 情 况", 1),
        ("一、政府信息公开工作总体情况", 1),
        ("第一部分 概述", 1),
        ("二、主动公开政府信息工作情况", 2),
        ("二、主公开政府信息情况", 2),
        ("三、依申请公开政府信息办理情况", 3),
        ("三、收到和处理政府信息公开\n申请情况", 3),
        ("三．政府信息依申请公开工作情况", 3),
        ("四、因政府信息公开申请行政复议、提起行政诉讼的情况", 4),
        ("四、政府信息公开行政法复议、行政诉讼情况", 4),
        ("四、复议、诉讼和申诉情况", 4),
        ("五、存在的主要问题及整改措施", 5),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5),
        ("六、其他需要报告的事项", 6),
        ("六、其它需报告的事项", 6),
        ("七、其他需要报告的事项", 6),
    ],
)
def test_a_section_is_known_by_its_words_whatever_their_form(title, number):
    found = read(f"{title}\n文字说明如此。")

    assert [(n, text) for n, _, text in found] == [(number, "文字说明如此。")]


def test_a_section_of_their_own_between_gets_a_number_beyond_the_form():
    text = PLAIN.replace("五、存在", "六、存在").replace("六、其他", "七、其他")
    text = text.replace("六、存在", "五、创新性做法\n上门公开。\n六、存在")

    found = read(text)

    assert [(n, title) for n, title, _ in found[4:]] == [
        (7, "五、创新性做法"),
        (5, "六、存在的主要问题及改进情况"),
        (6, "七、其他需要报告的事项"),
    ]


def test_a_report_without_section_five_has_no_section_five():
    text = PLAIN.replace("五、存在的主要问题及改进情况\n公开内容有待拓展。\n六、", "五、")

    assert [n for n, _, _ in read(text)] == [1, 2, 3, 4, 6]


def test_a_list_of_contents_is_not_taken_for_the_sections():
    contents = "目录\n一、总体情况…1\n二、主动公开政府信息情况…2\n三、收到和处理政府信息公开申请情况…3\n"

    assert [n for n, _, _ in read(contents + PLAIN)] == [1, 2, 3, 4, 5, 6]


def test_the_same_report_printed_twice_has_its_sections_once():
    copy = PLAIN.replace("全年公开信息11条。", "全年公开信息 11 条。")

    assert [n for n, _, _ in read(PLAIN + copy)] == [1, 2, 3, 4, 5, 6]


def test_a_report_in_parts_keeps_the_sections_of_each():
    other = "一、总体情况\n下属单位另有情形，与前文不同。\n二、主动公开政府信息情况\n文字。\n六、其他\n没有。"

    assert [n for n, _, _ in read(PLAIN + other)][6:] == [1, 2, 6]


@pytest.mark.parametrize("piece", ["注：含上年结转。", "本局无规章制定权，规章一栏不填。"])
def test_a_sentence_between_the_pieces_of_a_table_stays(piece):
    text = f"二、主动公开政府信息情况\nGRID\n{piece}\n信息内容\nGRID\n六、其他事项\n无"

    assert read(text)[0][2] == piece


def test_the_name_of_a_norm_on_a_line_of_its_own_is_no_title():
    norm = "本报告根据国务院办公厅印发的\n政府信息公开工作年度报告\n格式编制。"

    preamble, _ = sections(paper(PLAIN.replace(PREAMBLE, norm)))

    assert preamble == norm


def test_the_name_of_a_norm_broken_over_lines_is_no_title():
    norm = "本报告根据《关于印发〈中华人民共和国政府信息公开工作年度报告\n格式〉的通知》编制。"

    preamble, _ = sections(paper(PLAIN.replace(PREAMBLE, norm)))

    assert preamble == norm


def test_a_list_numbered_anew_inside_a_section_stays_in_it():
    text = PLAIN.replace("公开内容有待拓展。", "一、存在的主要问题\n内容不够。\n二、改进措施\n加强学习。")

    found = read(text)

    assert [n for n, _, _ in found] == [1, 2, 3, 4, 5, 6]
    assert found[4][2] == "一、存在的主要问题\n内容不够。\n二、改进措施\n加强学习。"


def test_titles_without_numerals_are_found_when_numbering_was_lost():
    text = PLAIN
    for numeral in "一二三四五六":
        text = text.replace(f"\n{numeral}、", "\n")

    assert [n for n, _, _ in read(text)] == [1, 2, 3, 4, 5, 6]


def test_lines_broken_by_the_pages_width_are_paragraphs_again():
    text = """一、总体情况
二〇二一年，甲县水利局坚持以人民为中心，认真贯彻落实条例规
定，不断完善政府信息公开制度，建立健全政府信息公开保障机制，始
终将政务公开工作摆在重要位置，推进政府信息公开工作规范、有序、
健康发展。
- 1 -
（一）主动公开情况。主要通过政府门户网站主动公开政府文件等
各类信息。
六、其他需要报告的事项
无。"""

    assert read(text)[0][2] == (
        "二〇二一年，甲县水利局坚持以人民为中心，认真贯彻落实条例规定，不断完善政府信息公开制度"
        "，建立健全政府信息公开"
        "保障机制，始终将政务公开工作摆在重要位置，推进政府信息公开工作规范、有序、健康发展。\n"
        "（一）主动公开情况。主要通过政府门户网站主动公开政府文件等各类信息。"
    )


@pytest.mark.parametrize(
    "end",
    [
        "\n甲县水利局\n2022年1月15日",
        "\n甲县水利局\n二〇二二年一月十五日",
        " 甲县水利局 2022年1月15日",
        "\n2022年1月15日",
        "\n甲县水利局办公室\n（2022年1月15日）\n【打印本页】 【关闭窗口】",
        "\n附件：年报.docx\n主办单位：甲县人民政府",
        "\n甲县水利局\n2022年1月15日\n甲县水利局2020年政府信息公开工作年度报告\n甲县水利局2019年政府信息公开工作年度报告",
        "\n甲县水利局2020年政府信息公开工作年度报告\n甲县水利局2019年政府信息公开工作年度报告",
        "\n上一篇：甲县水利局2020年年报\n下一篇：没有了",
    ],
)
def test_signature_and_site_furniture_are_no_part_of_the_last_section(end):
    assert read("六、其他需要报告的事项\n无其他需要报告的事项。" + end)[-1][2] == "无其他需要报告的事项。"


def test_the_older_report_keeps_its_own_numerals():
    text = (
        "二、主动公开政府信息情况 公开2543条。 三、政府信息依申请公开工作情况 无。 四、政府信息"
        "公开的收费及减免情况 "
        "暂不收费。 五、主要问题和改进措施 无。 六、甲区政府信息公开情况统计表 指标名称 计量单"
        "位 2014年度 历年累计 "
        "主动公开文件数 条 2543 78967 行政诉讼数 件 0 0 附件下载"
    )

    assert read(text) == [
        (2, "二、主动公开政府信息情况", "公开2543条。"),
        (3, "三、政府信息依申请公开工作情况", "无。"),
        (4, "四、政府信息公开的收费及减免情况", "暂不收费。"),
        (5, "五、主要问题和改进措施", "无。"),
        (6, "六、甲区政府信息公开情况统计表", ""),
    ]


@pytest.mark.parametrize(
    "piece", ["一、", "二、主动公开", "第二十条第（一）项", "0 ", "|", "行政复议", "甲", "\n", "2021年公开"]
)
def test_a_wreck_of_a_text_costs_no_time(piece):
    began = time.process_time()
    sections(paper(PLAIN + piece * (300_000 // len(piece))))

    assert time.process_time() - began < 3

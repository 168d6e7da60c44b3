"""What stands in the printed report, and in which order."""

from datetime import date

import pytest

from gongkai.report.model import Cell, Indicator, Report, ReportError, Section
from gongkai.report.write import FORMATS, write
from gongkai.report.write.document import (
    Paragraph,
    Style,
    break_title,
    chinese_number,
    document,
    paragraphs,
)
from gongkai.report.write.layout import DrawnTable, Unwritable
from tests.report.write.material import report, statistics


def outline(made):
    return [
        part.code if isinstance(part, DrawnTable) else part.text
        for part in document(made).parts
        if isinstance(part, DrawnTable) or part.style is Style.HEAD
    ]


def test_tables_stand_in_sections_two_three_and_four():
    assert outline(report()) == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "T2",
        "三、收到和处理政府信息公开申请情况",
        "T3",
        "四、政府信息公开行政复议、行政诉讼情况",
        "T4",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


def test_a_report_without_sections_is_printed_with_the_titles_of_the_form():
    bare = report()
    bare.sections = []

    assert outline(bare) == outline(report())


def test_titles_stay_as_they_were_read_and_a_section_beyond_the_form_keeps_its_place():
    made = report()
    made.sections[0] = Section(1, "一、工作基本情况", "略。")
    made.sections.insert(5, Section(5, "五、创新性做法", "略。"))
    made.sections.append(Section(7, "", "附则。"))

    heads = outline(made)

    assert heads[0] == "一、工作基本情况"
    assert heads[7:9] == ["五、存在的主要问题及改进情况", "五、创新性做法"]
    assert heads[-1] == "七"
    assert heads.count("T2") == heads.count("T3") == heads.count("T4") == 1


def test_a_title_without_its_number_is_given_it():
    made = report()
    made.sections[0] = Section(1, "总体情况", "略。")

    assert outline(made)[0] == "一、总体情况"


def test_a_note_stands_below_the_table_and_other_text_above_it():
    made = report()
    made.sections[2] = Section(3, made.sections[2].title, "2024年情况如下：\n注：含上年结转。")
    parts = document(made).parts
    place = next(n for n, part in enumerate(parts) if isinstance(part, DrawnTable) and part.code == "T3")

    assert parts[place - 1] == Paragraph("2024年情况如下：")
    assert parts[place + 1] == Paragraph("注：含上年结转。")


@pytest.mark.parametrize(
    ("line", "style", "lead"),
    [
        ("（一）主动公开", Style.SUBHEAD, 0),
        ("(一)主动公开", Style.SUBHEAD, 0),
        ("（一）主动公开。", Style.SUBHEAD, 0),
        ("（一）主动公开。全年公开5条。", Style.BODY, 8),
        ("（一）全年公开5条，其中2条，另有3条，共计若干，" + "详" * 30 + "。", Style.BODY, 0),
        ("1.及时澄清", Style.BODY, 0),
    ],
)
def test_a_line_is_a_head_a_paragraph_or_a_paragraph_with_a_head(line, style, lead):
    assert list(paragraphs(line)) == [Paragraph(line, style, lead)]


def test_no_control_character_reaches_a_file():
    made = report()
    made.sections[0] = Section(1, "一、总体\x0b情况", "正\x00文\ud800\x1f。")

    assert "正文\ufffd。" in [p.text for p in document(made).parts if isinstance(p, Paragraph)]
    assert outline(made)[0] == "一、总体情况"


@pytest.mark.parametrize(
    ("organ", "indents"),
    [("柳北区工业和信息化局", (2, 3.5)), ("测试局", (7.5, 2))],
)
def test_organ_and_date_stand_as_documents_without_a_seal_have_them(organ, indents):
    signature = document(Report(organ, 2020, "2019", published=date(2021, 1, 15))).signature

    assert (signature.organ_indent, signature.day_indent) == pytest.approx(indents)
    assert signature.day == "2021年1月15日"


def test_a_long_title_breaks_where_its_sense_allows():
    assert break_title("柳北区工业和信息化局2020年政府信息公开工作年度报告") == (
        "柳北区工业和信息化局2020年",
        "政府信息公开工作年度报告",
    )
    assert break_title("某局年报") == ("某局年报",)


def test_a_report_without_year_or_organ_is_still_titled():
    assert document(Report("", None, "2021")).title == "政府信息公开工作年度报告"
    assert document(statistics()).title == "测试县2014年政府信息公开工作年度报告"


def test_a_cell_the_form_has_no_place_for_is_refused():
    made = report("2019")
    made.cells["T3.R3_6_1.C1"] = Cell(1)

    with pytest.raises(Unwritable, match=r"T3\.R3_6_1\.C1"):
        document(made)


def test_an_unknown_format_is_refused_with_those_there_are():
    with pytest.raises(ReportError, match="html、docx、pdf、xlsx、json"):
        write(report(), "doc")


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (0, "0"), (100, "100")],
)
def test_a_number_in_chinese(number, text):
    assert chinese_number(number) == text


@pytest.mark.parametrize("format_", FORMATS)
def test_what_is_far_too_long_or_hostile_is_still_written(format_):
    made = report()
    made.organ = "长" * 3000
    made.sections[0] = Section(1, "一、" + "题" * 500, "文" * 40_000 + "\n\u202e反\ufffe写\x00\n" * 50)
    older = statistics()
    older.indicators.append(Indicator("名\x0b称\n其二", "条\x01", 1))

    assert write(made, format_)
    assert write(older, format_)

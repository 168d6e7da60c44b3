"""Plain text and Markdown become lines and grids, and nothing is lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.model import UnreadableReport
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Line
from gongkai.report.read.text import read_plain


def shape(text, markdown=False):
    """A line as its text, a grid as its rows."""
    return [
        block.text if isinstance(block, Line) else [[box.text for box in row] for row in block.rows()]
        for block in read_plain(text, markdown).blocks
    ]


def test_lines_keep_their_order_and_number():
    found = read_plain("标题\n\n规章\n0\n")

    assert [(line.text, line.place) for line in found.blocks] == [
        ("标题", "第1行"),
        ("规章", "第3行"),
        ("0", "第4行"),
    ]


def test_a_line_with_two_pipes_is_a_row_and_rows_may_be_ragged():
    assert shape("二、情况\n规章 | 0 | 0 | 0 |\n行政许可 | 550 | \n| 行政处罚 | 7 |\n后文") == [
        "二、情况",
        [["规章", "0", "0", "0"], ["行政许可", "550"], ["行政处罚", "7"]],
        "后文",
    ]


def test_empty_cells_between_pipes_are_kept():
    assert shape("行政许可 || |||5|") == [[["行政许可", "", "", "", "", "5"]]]


def test_one_pipe_in_prose_is_no_table_but_between_rows_it_is():
    assert shape("来源: 某局  |   日期: 2021") == ["来源: 某局  |   日期: 2021"]
    assert shape("行政许可 | 550\n行政处罚 | 7") == [[["行政许可", "550"], ["行政处罚", "7"]]]


def test_a_separator_row_makes_the_row_before_it_the_head_of_a_new_table():
    text = "| a | b |\n|---|---|\n| 1 | 2 |\n| c | d |\n|:--|--:|\n| 3 | 4 |"

    found = read_plain(text)

    assert shape(text) == [[["a", "b"], ["1", "2"]], [["c", "d"], ["3", "4"]]]
    assert [grid.place for grid in found.grids] == ["表格1（第1行起）", "表格2（第4行起）"]


def test_cells_one_a_line_with_a_pipe_after_each_are_a_grid_of_one_column():
    assert shape("规章\n|\n0\n|\n|\n7\n|") == [[["规章"], ["0"], [""], ["7"]]]


def test_cells_with_a_pipe_at_the_end_of_the_line():
    assert shape("规章 |\n0 |\n|\n7 |") == [[["规章"], ["0"], [""], ["7"]]]


def test_cells_wrapped_in_pipes():
    assert shape("| 规章 |\n| 0 |\n|  |\n| 7 |") == [[["规章"], ["0"], [""], ["7"]]]
    assert shape("|\n规章\n|\n|\n0\n|\n|\n|\n|\n7\n|") == [[["规章"], ["0"], [""], ["7"]]]


def test_text_pasted_from_a_spreadsheet_is_a_grid():
    assert shape("\t自然人\t总计\n规章\t0\t\n\t本报告由某局编制。") == [
        [["", "自然人", "总计"], ["规章", "0", ""]],
        "\t本报告由某局编制。",
    ]


def test_a_table_drawn_with_box_characters_is_a_grid():
    assert shape("┌──┬──┐\n│规章│0 │\n├──┼──┤\n│文件│7 │\n└──┴──┘") == [[["规章", "0"], ["文件", "7"]]]


def test_markdown_marks_are_taken_off():
    text = "## 二、情况\n**规章**&nbsp;0\n| 商业<br>企业 | a\\|b |\n"

    assert shape(text, markdown=True) == ["二、情况", "规章 0", [["商业\n企业", "a|b"]]]


def test_an_html_table_inside_markdown_is_a_grid_at_its_line():
    text = "前\n<table><tr><td rowspan=2>三</td><td>1</td></tr><tr><td>2</td></tr></table>\n后"

    found = read_plain(text, markdown=True)

    assert shape(text, markdown=True) == ["前", [["三", "1"], ["2"]], "后"]
    assert [block.place for block in found.blocks] == ["第1行", "表格1（第2行起）", "第3行"]


def test_prose_between_html_tables_keeps_its_lines():
    text = "<table><tr><td>甲<td>1</table>\n一、\n二、\n<table><tr><td>乙<td>2</table>"

    assert shape(text, markdown=True) == [[["甲", "1"]], "一、", "二、", [["乙", "2"]]]


def test_a_text_that_ends_inside_an_html_table_is_refused():
    with pytest.raises(UnreadableReport, match="不完整"):
        read_plain("前\n<table><tr><td>甲</td><td>12")


@pytest.mark.parametrize("text", ["|\n" * 400_000, "甲|" * 3_000])
def test_a_text_of_lines_or_cells_without_end_is_refused(text):
    with pytest.raises(UnreadableReport, match="请"):
        read_plain(text)


def test_a_report_run_together_stays_a_line():
    text = "规章000行政规范性文件5845546第二十条第（五）项" * 300

    assert shape(text) == [text]


@given(st.text(alphabet="规章0文件7| \t\n-", max_size=60))
def test_no_figure_and_no_word_is_ever_lost(text):
    found = "".join(read_plain(text).text().split())

    assert sorted(c for c in found if c not in "|-") == sorted(c for c in text if c not in "| \t\n-")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b" \n\t", "空"),
        (bytes(range(256)) * 40, "文字文件"),
        ("报告".encode() + bytes(200), "二进制"),
        (("政府信息公开工作年度报告" * 20).encode()[:-1], "中间断"),
        (("政府信息公开工作年度报告" * 20).encode("gbk")[:-1], "中间断"),
        (("政府信息公开工作年度报告" * 20).encode("utf-16")[:-1], "损坏"),
        (b"???????????? ????????? 2020?\n ????? 0 ?????? 0 \n" * 3, "问号"),
    ],
)
def test_what_is_no_text_or_has_lost_its_chinese_is_refused_with_what_to_do(data, says):
    with pytest.raises(UnreadableReport, match=says) as refusal:
        represent(data, "a.txt")

    assert "请" in str(refusal.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
def test_text_is_read_in_any_of_its_encodings(encoding):
    text = "政府信息公开工作年度报告由本机关办公室编制"

    assert represent(text.encode(encoding), "a.txt").lines[0].text == text


def test_traditional_chinese_in_big5_is_read():
    text = "政府資訊公開工作年度報告由本機關辦公室編製，統計期限自一月一日起"

    assert represent(text.encode("big5"), "a.txt").lines[0].text == text


def test_what_markdown_strikes_out_is_not_read_and_a_raised_mark_is_no_digit():
    text = "| 行政许可 | ~~9~~26380 |\n|---|---|\n| 行政处罚 | 18<sup>1</sup> |\n| 行政强制 | 7[^2] |"

    assert shape(text, markdown=True) == [
        [["行政许可", "26380"], ["行政处罚", "18[1]"], ["行政强制", "7[2]"]]
    ]

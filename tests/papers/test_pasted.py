"""What Word, WPS and Excel put on the clipboard: words, tables and headings stay, the rest is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gongkai.papers.html import clean
from gongkai.papers.word import read_pasted

PASTES = Path(__file__).parent / "pastes"


def test_what_word_pastes_gets_its_headings():
    html = (PASTES / "word.html").read_text("utf-8")

    assert "<h2>一、 总体要求</h2>" in read_pasted(html)
    assert read_pasted(read_pasted(html)) == read_pasted(html)


def test_a_picture_that_a_paste_loses_leaves_a_sentence():
    assert "请另行上传" in read_pasted('<p>图<img src="file:///C:/a.png"></p>')
    assert "请另行上传" not in clean('<p>图<img src="file:///C:/a.png"></p>')


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        (
            ["一、目标", "正文。", "二、任务", "（一）甲", "正文。"],
            ["h2 一、目标", "h2 二、任务", "h3 （一）甲"],
        ),
        (["一、甲。", "二、乙。"], []),
        (["附件：1.甲", "2.乙", "3.丙"], []),
        (["1.联系人：张三", "正文。"], []),
        (["（一）加强领导。各单位要重视。", "正文。"], []),
        (["第一章 总则", "第一条 目的。"], ["h2 第一章 总则"]),
        (["1.5万元", "正文。"], []),
        (["一、总体要求", "1.基本原则", "坚持统筹。"], ["h2 一、总体要求", "h3 1.基本原则"]),
    ],
)
def test_headings_are_known_by_their_numbers_and_lists_are_none(lines, headings):
    html = read_pasted("".join(f"<p>{line}</p>" for line in lines))

    assert [f"h{level} {text}" for level, text in re.findall(r"<h(\d)>(.*?)</h", html)] == headings


def test_what_wps_pastes_keeps_its_words_heads_and_table():
    html = read_pasted((PASTES / "wps.html").read_text("utf-8"))

    assert html.split("\n") == [
        '<p class="center"><strong>公共服务事项清单</strong></p>',
        "<h2>一、受理条件</h2>",
        "<p>申请人应当<u>年满18</u>周岁。</p>",
        "<table>",
        "<tbody>",
        '<tr><td colspan="2" class="center">事项</td><td rowspan="2">时限</td></tr>',
        "<tr><td>编号</td><td>名称</td></tr>",
        '<tr><td>1</td><td>户口登记</td><td class="right">5日</td></tr>',
        "</tbody>",
        "</table>",
        "<p>［此处的图片没有随文字粘贴过来，请另行上传］</p>",
        '<p class="right">演示区公安局</p>',
    ]


def test_what_excel_pastes_is_a_table_and_nothing_else():
    html = read_pasted((PASTES / "excel.html").read_text("utf-8"))

    assert html.split("\n") == [
        "<table>",
        "<tbody>",
        '<tr><td colspan="3" class="center">2024年收费 汇总</td></tr>',
        "<tr><td>项目</td><td>单位</td><td>金额（元）</td></tr>",
        '<tr><td>复制</td><td></td><td class="right">1,234.50</td></tr>',
        "</tbody>",
        "</table>",
    ]

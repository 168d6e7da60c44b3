"""A web page becomes the lines and grids that a reader of the page sees."""

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.html import _hidden, _Page, _tree, read_html, read_markup
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Grid, Line


def grids(markup):
    return read_markup(markup).grids


def rows(markup):
    (grid,) = grids(markup)
    return [[box.text for box in row] for row in grid.rows()]


def places(grid):
    return {
        (row, column)
        for box in grid.boxes
        for row in range(box.row, box.row + box.rowspan)
        for column in range(box.column, box.column + box.colspan)
    }


def area(grid):
    return sum(box.rowspan * box.colspan for box in grid.boxes)


def at(grid, row, column):
    return next(
        box.text
        for box in grid.boxes
        if box.row <= row < box.row + box.rowspan and box.column <= column < box.column + box.colspan
    )


def test_lines_and_tables_come_in_reading_order():
    found = read_markup(
        "<body><p>一、总体情况</p><table><tr><td>规章<td>0</table><div>三、<span>申请</span>情况</div>"
    )

    assert [(type(block), block.place) for block in found.blocks] == [
        (Line, "第1段"),
        (Grid, "表格1"),
        (Line, "第2段"),
    ]
    assert found.blocks[2].text == "三、申请情况"


def test_a_label_split_over_spans_is_one_label_and_blocks_in_a_cell_are_lines():
    markup = (
        "<table><tr><td><span>行政</span><font>规范性</font>文件<o:p></o:p></td>"
        "<td><p>商业</p><p>企业</p></td><td>科研<br>机构</td>"
        "<td>&nbsp; 0&nbsp;</td><td>&nbsp;</td></tr></table>"
    )

    assert rows(markup) == [["行政规范性文件", "商业\n企业", "科研\n机构", "0", ""]]


def test_line_ends_of_the_source_are_only_spaces():
    assert rows("<table><tr><td>社会公益\n   组织</td><td>0</td></tr></table>") == [["社会公益 组织", "0"]]


def test_spans_become_positions():
    (grid,) = grids(
        "<table><tr><td colspan=2 rowspan=2>角</td><td>自然人</td></tr><tr><td>总计</td></tr>"
        "<tr><td rowspan=2>三</td><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    )

    assert [(b.text, b.row, b.column, b.rowspan, b.colspan) for b in grid.boxes] == [
        ("角", 0, 0, 2, 2),
        ("自然人", 0, 2, 1, 1),
        ("总计", 1, 2, 1, 1),
        ("三", 2, 0, 2, 1),
        ("甲", 2, 1, 1, 1),
        ("1", 2, 2, 1, 1),
        ("乙", 3, 1, 1, 1),
        ("2", 3, 2, 1, 1),
    ]


def test_a_rowspan_ends_with_the_table():
    (grid,) = grids("<table><tr><td rowspan=99>三<td>1<tr><td>2</table>")

    assert (grid.height, grid.boxes[0].rowspan) == (2, 2)


def test_a_rowspan_ends_with_its_row_group():
    (grid,) = grids("<table><tbody><tr><td rowspan=9>三<td>1</tbody><tbody><tr><td>四<td>2</tbody></table>")

    assert [(box.text, box.row, box.column) for box in grid.boxes if box.row == 1] == [
        ("四", 1, 0),
        ("2", 1, 1),
    ]


@pytest.mark.parametrize("span", ["0", "-3", "abc", "", "2.5.7", "99999999999999999999", "１"])
def test_spans_that_are_garbage_do_no_harm(span):
    (grid,) = grids(
        f"<table><tr><td colspan='{span}'>a<td>b<tr><td rowspan='{span}'>c<td>d<tr><td>e<td>f</table>"
    )

    assert [box.text for box in grid.boxes] == list("abcdef")
    assert len(places(grid)) == area(grid)


spans = st.sampled_from(["", " rowspan=2", " colspan=2", " rowspan=3 colspan=3", " rowspan=0", " colspan=7"])


@given(st.lists(st.lists(spans, max_size=5), max_size=6))
def test_boxes_never_overlap_and_none_is_lost(table):
    markup = "".join("<tr>" + "".join(f"<td{span}>x<td>y" for span in row) for row in table)

    found = grids(f"<table>{markup}</table>")

    for grid in found:
        assert len(places(grid)) == area(grid)
        assert len(grid.boxes) == 2 * sum(map(len, table))


def test_a_table_that_holds_tables_is_layout():
    found = read_markup(
        "<table><tr><td>导航</td><td><p>年度报告</p><table><tr><td>规章<td>0</table><p>后文</p></td></tr>"
        "<tr><td>页脚</td></tr></table>"
    )

    assert [block.text if isinstance(block, Line) else "表" for block in found.blocks] == [
        "导航",
        "年度报告",
        "表",
        "后文",
        "页脚",
    ]


def test_a_frame_around_the_whole_article_is_no_table():
    found = read_markup("<table><tr><td><p>一、总体情况</p><p>全年公开11条。</p></td></tr></table>")

    assert [line.text for line in found.lines] == ["一、总体情况", "全年公开11条。"]
    assert found.grids == []


def test_what_a_reader_does_not_see_is_left_out():
    found = read_markup(
        "<style>p{}</style><script>var a='<p>1</p>'</script><nav>首页</nav><!-- 秘 --><p>正<!-- 密 -->文</p>"
        "<p style='display: none'>藏</p><p hidden>匿</p><table><tr><td>甲<td><s>5</s>6</table>"
    )

    assert found.text() == "正文\n甲\n6"


def test_a_report_in_a_hidden_tab_is_read_when_nothing_else_has_tables():
    found = read_markup("<div>全真版</div><div style='display:none'><table><tr><td>规章<td>0</table></div>")

    assert found.grids[0].boxes[1].text == "0"
    assert "隐藏" in found.notes[0]


def test_a_hidden_copy_beside_a_visible_table_is_left_out():
    found = read_markup(
        "<table><tr><td>规章<td>0</table><div style='display:none'><table><tr><td>规章<td>7</table></div>"
    )

    assert len(found.grids) == 1


def test_a_footnote_mark_never_joins_a_number():
    assert rows("<table><tr><td>规章<td>22<sup>1</sup></table>") == [["规章", "22[1]"]]


def test_the_head_of_a_government_page_is_kept():
    found = read_markup(
        '<head><title> 某局\n年报 </title><meta name="PubDate" content="2021-01-15 17:55">'
        '<meta name="ContentSource" content="某局"></head><p>正文</p>'
    )

    assert found.meta == {"title": "某局 年报", "PubDate": "2021-01-15 17:55", "ContentSource": "某局"}


CHINESE = "政府信息公开工作年度报告由本机关办公室编制，统计期限自一月一日起至十二月三十一日止。"


@pytest.mark.parametrize(
    ("label", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gbk"),
        ("gb2332", "gbk"),
        ("utf8", "gbk"),
        ("gb2312", "utf-8"),
        ("iso-8859-1", "gb18030"),
        ("", "gbk"),
        ("", "utf-8-sig"),
        ("utf-8", "utf-16"),
        ("big5", "utf-8"),
    ],
)
def test_the_bytes_decide_the_encoding_and_the_label_only_hints(label, encoding):
    page = f'<html><meta charset="{label}"><body><p>{CHINESE}</p></body></html>'

    found = represent(page.encode(encoding), "a.html")

    assert found.lines[0].text == CHINESE


def test_utf8_read_as_gbk_and_saved_again_is_restored_if_nothing_was_lost():
    text = "平潭县政府信息公开工作年度报告由本机关办公室编制，统计期限自一月一日起"  # loses no byte

    def euro(fault):  # Windows reads the byte 80, which GBK lacks, as the euro sign
        assert fault.object[fault.start] == 0x80
        return "€", fault.start + 1

    codecs.register_error("euro", euro)
    garbled = f"<html><body><p>{text}</p></body></html>".encode().decode("gb18030", "euro")
    assert "骞虫" in garbled

    found = represent(garbled.encode(), "a.html")

    assert found.lines[0].text == text
    assert "乱码" in found.notes[0]


def test_a_garbled_page_that_lost_bytes_is_refused():
    garbled = f"<html><body><p>{CHINESE}</p></body></html>".encode().decode("gbk", "replace")
    garbled = garbled.replace("\ufffd", "?") + "鐨勬?" * 30

    with pytest.raises(UnreadableReport, match="乱码"):
        represent(garbled.encode(), "a.html")


@pytest.mark.parametrize("cut", ["<table><tr><td>行政许可</td><td>12", "<table><tr><td>行政许可</td></tr>"])
def test_a_page_that_ends_inside_a_table_is_refused(cut):
    with pytest.raises(UnreadableReport, match="不完整"):
        read_html(f"<html><body><p>{CHINESE}</p>{cut}".encode())


def test_a_page_of_a_hundred_megabytes_is_refused_at_once():
    with pytest.raises(UnreadableReport, match="上限"):
        read_html(b"<p>x</p>" * (limits.PAGE_BYTES // 8 + 1))


@pytest.mark.parametrize("bomb", ["<div>" * 100_000 + "1", "<a x=1>" * 600_000, "<b>" * 3_000 + "1"])
def test_a_page_of_tags_without_end_is_refused(bomb):
    with pytest.raises(UnreadableReport, match=r"标记"):
        read_markup(bomb)


def test_a_few_hundred_unclosed_tags_are_only_sloppy():
    assert read_markup("<font>" * 400 + "<p>正文</p>").lines[0].text == "正文"


def test_entities_of_a_document_type_are_never_expanded():
    page = (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "AAAA"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
        "<html><body><p>x&a;&b;</p></body></html>"
    )

    found = represent(page.encode(), "a.html").text()

    assert "AAAA" not in found.replace('"AAAA"', "")
    assert "root:" not in found


def test_a_table_wider_or_longer_than_any_report_is_refused():
    with pytest.raises(UnreadableReport, match="列"):
        read_markup("<table><tr>" + "<td colspan=1000>" * 4 + "</table>")
    with pytest.raises(UnreadableReport, match="行"):
        read_markup("<table>" + "<tr>" * (limits.GRID_ROWS + 1) + "</table>")


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th rowspan=3>", "<tbody>"),
                *(
                    "</tbody>",
                    "<caption>",
                    "<p>",
                    "</div>",
                    "<br>",
                    "<pre>",
                    "</pre>",
                    "1",
                    "规章",
                    "<td hidden>",
                ),
                *(
                    "<sup>",
                    "</sup>",
                    "<title>",
                    "</title>",
                    "<!--",
                    "-->",
                    "<input value=3>",
                    "<table hidden>",
                ),
            ]
        ),
        max_size=40,
    )
)
def test_markup_in_any_disorder_gives_grids_without_overlap(parts):
    markup = "<p>x</p>" + "".join(parts) + "</table>"
    try:
        found = read_markup(markup)
    except UnreadableReport:
        return

    walked = _Page(_hidden(root := _tree(markup.encode())), hurried=False)
    walked.read(root)
    if not walked.hidden_tables:
        assert found.blocks == walked.blocks  # the short cut for plain cells changes nothing
    for grid in found.grids:
        assert len(places(grid)) == area(grid)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<span style='text-decoration: underline line-through'>9</span>0", "0"),
        ("<span style='TEXT-DECORATION-LINE:LINE-THROUGH'>9<b>8</b></span>0", "0"),
        ("<p style='text-decoration:line-through'>9</p><p>0</p>", "0"),
        ("<span style='font-size:0'>9</span>0", "0"),
        ("<span style='font-size: 0px;'>9<b style='font-size:9pt'>7</b>8</span>0", "70"),
        ("<span style='font-size:0.9em'>9</span>0", "90"),
        ("22<span style='vertical-align:super'>1</span>", "22[1]"),
        ("<b>22</b><span style='vertical-align: 4px'>1</span>", "22[1]"),
        ("22<span style='font-size:8px;vertical-align:top'>1</span>", "22[1]"),
        ("22<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>1</span>", "22[1]"),
        ("<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>22</span>", "22"),
        ("<span style='font-size:8px;vertical-align:top'>22</span>", "22"),
        ("<span style='font-size:14px;vertical-align:top'>2</span><span>2</span>", "22"),
        ("22<sub>1</sub>", "22[1]"),
    ],
)
def test_struck_raised_and_sizeless_text_is_known_by_its_style_too(cell, shown):
    assert rows(f"<table><tr><td>甲<td>{cell}<td>3</table>") == [["甲", shown, "3"]]


def test_a_struck_cell_is_a_blank_cell_and_moves_none():
    struck = "style='text-decoration:line-through'"

    assert rows(f"<table><tr><td>甲<td {struck}>9<td>3<tr {struck}><td>乙<td>1<td>2</table>") == [
        ["甲", "", "3"],
        ["", "", ""],
    ]


@pytest.mark.parametrize(
    "between",
    [
        "</body></html><html><head><title>乙</title></head><body>",
        "</BODY></HTML>\n<!DOCTYPE html><html><body>",
        "</html>",
        "</body>",
    ],
)
def test_what_follows_the_end_of_a_page_is_read_too(between):
    table = "<table><tr><td>规章<td>{}</table>"
    found = read_markup(f"<html><body>{table.format(1)}{between}{table.format(2)}<p>后文</body></html>")

    assert [[box.text for box in grid.boxes] for grid in found.grids] == [["规章", "1"], ["规章", "2"]]
    assert found.lines[-1].text == "后文"


@pytest.mark.parametrize("cell", ["<p>2</p><p>8</p>", "2<br>8", "<div>2</div>8"])
def test_a_number_broken_over_two_lines_of_a_cell_keeps_its_break(cell):
    assert rows(f"<table><tr><td>甲<td>{cell}<td>3</table>") == [["甲", "2\n8", "3"]]

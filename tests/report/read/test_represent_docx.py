"""A Word file becomes what its pages show with all changes accepted."""

import io
import zipfile

import pytest

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Line

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def packed(parts, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return out.getvalue()


def word(body, **parts):
    names = {"numbering": "word/numbering.xml", "styles": "word/styles.xml"}
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    relations = "".join(f'<Relationship Id="{n}" Type="{kind}{n}" Target="{n}.xml"/>' for n in parts)
    return packed(
        {
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f"{relations}</Relationships>"
            ),
            **{names[name]: text for name, text in parts.items()},
        }
    )


def p(text, properties=""):
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows):
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows) + "</w:tbl>"


def read(body, **parts):
    return represent(word(body, **parts), "a.docx")


def texts(found):
    return [block.text if isinstance(block, Line) else "表" for block in found.blocks]


def boxes(body):
    (grid,) = read(body).grids
    return [(b.text, b.row, b.column, b.rowspan, b.colspan) for b in grid.boxes]


def test_paragraphs_and_tables_come_in_order():
    found = read(p("一、") + tbl([tc("规章"), tc("0")]) + p("二、"))

    assert texts(found) == ["一、", "表", "二、"]
    assert [block.place for block in found.blocks] == ["第1段", "表格1", "第2段"]


def test_merged_cells_become_spans():
    restart, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

    assert boxes(
        tbl(
            [tc("三", restart), tc("甲", '<w:gridSpan w:val="2"/>'), tc("1")],
            [tc("", go_on), tc("乙"), tc("丙"), tc("2")],
            [tc("四"), tc("丁", '<w:gridSpan w:val="2"/>'), tc("3")],
        )
    ) == [
        ("三", 0, 0, 2, 1),
        ("甲", 0, 1, 1, 2),
        ("1", 0, 3, 1, 1),
        ("乙", 1, 1, 1, 1),
        ("丙", 1, 2, 1, 1),
        ("2", 1, 3, 1, 1),
        ("四", 2, 0, 1, 1),
        ("丁", 2, 1, 1, 2),
        ("3", 2, 3, 1, 1),
    ]


def test_a_continuation_of_nothing_is_a_cell_of_its_own():
    assert boxes(tbl([tc("甲"), tc("1")], [tc("乙", "<w:vMerge/>"), tc("2")]))[2] == ("乙", 1, 0, 1, 1)


def test_deleted_hidden_and_struck_text_is_left_out_and_inserted_text_kept():
    found = read(
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>1</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>7</w:t></w:r>"
        "<w:r><w:rPr><w:strike/></w:rPr><w:t>5</w:t></w:r>"
        '<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>2</w:t></w:r><w:r><w:t>件</w:t></w:r></w:p>'
    )

    assert texts(found) == ["共12件"]


def test_a_deleted_row_is_gone():
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + tc("删") + tc("9") + "</w:tr>"

    assert boxes("<w:tbl>" + gone + "<w:tr>" + tc("留") + tc("1") + "</w:tr></w:tbl>") == [
        ("留", 0, 0, 1, 1),
        ("1", 0, 1, 1, 1),
    ]


def test_content_controls_are_looked_into():
    cell = f"<w:sdt><w:sdtContent>{tc('5')}</w:sdtContent></w:sdt>"

    found = read(f"<w:sdt><w:sdtContent>{p('题')}{tbl([tc('甲'), cell])}</w:sdtContent></w:sdt>")

    assert texts(found) == ["题", "表"]
    assert found.grids[0].boxes[1].text == "5"


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{p('框内')}</w:txbxContent>"
    form = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'

    found = read(
        f"<w:p {form}><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>段</w:t></w:r></w:p>"
    )

    assert texts(found) == ["段", "框内"]


def test_a_table_with_a_table_inside_is_layout():
    inner = tbl([tc("规章"), tc("0")])
    outer = f"<w:tbl><w:tr>{tc('栏')}<w:tc>{p('前')}{inner}{p('后')}</w:tc></w:tr></w:tbl>"

    assert texts(read(outer)) == ["栏", "前", "表", "后"]


def test_a_raised_mark_never_joins_a_number():
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t></w:r>'

    assert texts(read(f"<w:p><w:r><w:t>22</w:t></w:r>{raised}</w:p>")) == ["22[1]"]


def test_numbers_that_word_counts_are_printed():
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{level.format("chineseCounting", "%1、")}'
        f'</w:abstractNum><w:abstractNum w:abstractNumId="1">{level.format("decimal", "%1.")}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    first, second = (
        f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr></w:pPr>' for n in (1, 2)
    )

    found = read(
        p("总体情况", first) + p("属于国家秘密", second) + p("重复申请", second) + p("主动公开", first),
        numbering=numbering,
    )

    assert texts(found) == ["一、总体情况", "1.属于国家秘密", "2.重复申请", "二、主动公开"]


def zip_bomb():
    return packed({"word/document.xml": b" " * (limits.ZIP_RATIO_FROM * 40)})


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (zip_bomb(), "大得不正常"),
        (packed({f"word/{i}": "" for i in range(limits.ZIP_MEMBERS + 1)}), "大得不正常"),
        (packed({"word/document.xml": "<a/>" * (limits.XML_ELEMENTS + 1)}, zipfile.ZIP_STORED), "大得不正常"),
        (word(p("正文"))[:-40], "损坏"),
        (word(p("正文"))[:150], "损坏"),
        (packed({"word/styles.xml": "<a/>"}), "没有Word正文"),
        (packed({"word/document.xml": "<w:document"}), "损坏"),
        (
            packed(
                {
                    "word/document.xml": '<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d SYSTEM "file:///etc/passwd">]>'
                    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;&d;</w:t></w:r></w:p></w:body></w:document>"
                }
            ),
            "实体",
        ),
        (word(""), "没有可读的文字"),
        (packed({"word/document.xml": "<a>" * 5_000 + "</a>" * 5_000}), "损坏"),
    ],
)
def test_bombs_and_damaged_files_are_refused_with_what_to_do(data, says):
    with pytest.raises(UnreadableReport, match=says) as refusal:
        represent(data, "a.docx")

    assert "请" in str(refusal.value)


def test_a_locked_package_is_refused():
    data = bytearray(word(p("正文")))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)

    with pytest.raises(UnreadableReport, match="密码"):
        represent(bytes(data), "a.docx")


def test_a_part_that_declares_less_than_it_holds_is_refused():
    data = bytearray(word(p("正文" * 500)))
    place = data.find(b"PK\x01\x02")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")

    with pytest.raises(UnreadableReport, match="损坏"):
        represent(bytes(data), "a.docx")


STYLES = (
    f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
    '<w:style w:type="character" w:styleId="gone"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="child"><w:basedOn w:val="gone"/></w:style>'
    '<w:style w:type="character" w:styleId="up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="struck"><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="x"><w:basedOn w:val="y"/></w:style>'
    '<w:style w:type="character" w:styleId="y"><w:basedOn w:val="x"/></w:style></w:styles>'
)


def r(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (r("22") + r("9", '<w:rStyle w:val="gone"/>'), "22"),
        (r("22") + r("9", '<w:rStyle w:val="child"/>'), "22"),
        (r("22") + r("9", '<w:rStyle w:val="gone"/><w:vanish w:val="0"/>'), "229"),
        (r("22") + r("1", '<w:rStyle w:val="up"/>'), "22[1]"),
        (r("22") + r("*", '<w:vertAlign w:val="superscript"/>'), "22[*]"),
        (r("22") + r("（1）", '<w:vertAlign w:val="superscript"/>'), "22[1]"),
        (r("22") + r("1", '<w:position w:val="10"/>'), "22[1]"),
        (r("2", '<w:position w:val="10"/>') + r("2", '<w:position w:val="10"/>'), "22"),
        (r("22") + r("1", '<w:position w:val="0"/>'), "221"),
        (r("2", '<w:rStyle w:val="x"/>') + r("2", '<w:rStyle w:val="lost"/>'), "22"),
        ('<w:pPr><w:pStyle w:val="struck"/></w:pPr>' + r("9") + r("7", '<w:strike w:val="false"/>'), "7"),
    ],
)
def test_hidden_struck_and_raised_text_is_known_by_its_style_too(runs, shown):
    found = read(f"<w:p>{r('甲')}<w:r><w:br/></w:r></w:p><w:p>{runs}</w:p>", styles=STYLES)

    assert texts(found) == ["甲", shown]

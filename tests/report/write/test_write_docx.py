"""The report as a Word document: the look of an official one, and the form's tables."""

import io
import re
import zipfile

import docx
import pytest

from gongkai.report.loader import editions
from gongkai.report.model import Section
from gongkai.report.write.docx import write
from gongkai.report.write.layout import draw
from tests.report.write.material import folded, mixed, numbered, report, statistics

KEYS = [form.key for form in editions()]


def opened(made):
    return docx.Document(io.BytesIO(write(made)))


def member(made, name):
    with zipfile.ZipFile(io.BytesIO(write(made))) as package:
        return package.read(name).decode()


@pytest.mark.parametrize("made", [numbered("2019"), numbered("2021"), folded(), mixed()])
def test_every_place_of_the_tables_shows_the_box_that_covers_it(made):
    form = next(form for form in editions() if form.key == made.edition)

    for table, shown in zip(form.tables, opened(made).tables, strict=True):
        drawn = draw(form, table.code, made)
        for box in drawn.boxes:
            for row in range(box.row, box.row + box.rowspan):
                for column in range(box.column, box.column + box.colspan):
                    assert shown.cell(row, column).text == box.text


def test_the_page_is_that_of_an_official_document():
    section = opened(report()).sections[0]

    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.parametrize(
    ("style", "typeface", "half_points"),
    [
        ("Title", "方正小标宋简体", 44),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("BodyText", "仿宋_GB2312", 32),
    ],
)
def test_title_heads_and_text_have_the_official_typefaces(style, typeface, half_points):
    element = opened(report()).styles.element.xpath(f"./w:style[@w:styleId='{style}']")[0]

    assert element.xpath("./w:rPr/w:rFonts/@w:eastAsia") == [typeface]
    assert not element.xpath("./w:rPr/w:rFonts/@w:eastAsiaTheme | ./w:rPr/w:color | ./w:rPr/w:b")
    assert element.xpath("./w:rPr/w:sz/@w:val") == [str(half_points)]


def test_a_machine_without_a_typeface_is_told_what_to_take_instead():
    fonts = member(report(), "word/fontTable.xml")

    for name, first in (("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体"), ("方正小标宋简体", "小标宋体")):
        assert re.search(f'w:name="{name}"><w:altName w:val="{first}', fonts)


def test_heads_of_tables_repeat_and_rows_are_not_split():
    body = opened(report("2019")).element.body
    heads = [len(table.xpath("./w:tr[w:trPr/w:tblHeader]")) for table in body.xpath("./w:tbl")]

    assert heads == [0, 3, 3]
    assert not body.xpath("./w:tbl/w:tr[not(w:trPr/w:cantSplit)]")


def test_pages_are_numbered_on_the_outer_side():
    section = opened(report()).sections[0]

    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        element = footer._element
        assert "".join(element.xpath(".//w:t/text()")) == "— 1 —"
        assert element.xpath(".//w:fldSimple/@w:instr") == [" PAGE "]
        assert element.xpath(".//w:jc/@w:val") == [side]


def test_organ_and_date_close_the_document_at_the_right():
    paragraphs = opened(report("2019")).paragraphs[-2:]

    assert [p.text for p in paragraphs] == ["测试县档案局", "2021年1月15日"]
    assert all(p._p.xpath("./w:pPr/w:jc/@w:val") == ["right"] for p in paragraphs)


def test_the_signature_is_kept_with_the_last_words_before_it():
    *before, last, organ, day = opened(report()).paragraphs

    assert [organ.text, day.text] == ["测试县档案局", "2025年1月20日"]
    assert (last.paragraph_format.keep_with_next, organ.paragraph_format.keep_with_next) == (True, True)
    assert not day.paragraph_format.keep_with_next
    assert not any(p.paragraph_format.keep_with_next for p in before if p.style.name == "Body Text")


def test_text_of_the_report_is_never_markup():
    made = report()
    made.sections = [Section(1, "一、<w:b/>总体", 'a & b </w:t> "c" \x07{ PAGE }')]

    texts = [p.text for p in opened(made).paragraphs]

    assert "一、<w:b/>总体" in texts
    assert 'a & b </w:t> "c" { PAGE }' in texts


@pytest.mark.parametrize("made", [report("2019"), mixed(), statistics()])
def test_the_same_report_gives_the_same_bytes(made):
    assert write(made) == write(made)


def test_the_file_says_what_it_is_and_not_which_template_it_came_from():
    made = opened(report("2019"))

    properties = made.core_properties
    assert properties.title == "测试县档案局2020年政府信息公开工作年度报告"
    assert (properties.author, properties.language, properties.comments) == ("测试县档案局", "zh-CN", "")
    assert properties.created.date() == report("2019").published
    assert "docProps/thumbnail.jpeg" not in zipfile.ZipFile(io.BytesIO(write(report()))).namelist()

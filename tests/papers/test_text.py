"""The words of a file, as its reader sees them."""

from __future__ import annotations

import pytest

from gongkai.papers.intake import Kind
from gongkai.papers.limits import Limits
from gongkai.papers.text import spans, text_of
from tests.papers.making import (
    WORD,
    S,
    W,
    docx,
    package,
    paragraph,
    pdf,
    picture,
    worksheet,
    written_pdf,
    xlsx,
)

TABLE = (
    "<w:tbl>"
    + "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in row) + "</w:tr>"
        for row in (("项目", "数量"), ("演示", "3"))
    )
    + "</w:tbl>"
)


def test_a_word_file_gives_its_paragraphs_and_its_table_row_by_row():
    found = text_of(docx("演示通知", TABLE, "结尾"), Kind.DOCX)

    assert found.text == "演示通知\n项目\t数量\n演示\t3\n结尾"
    assert (found.pages, found.complete, found.warnings) == (None, True, ())


def test_a_header_and_a_footnote_are_read_after_the_body():
    data = docx(
        "正文",
        links=(("header", "header1.xml"), ("footnotes", "footnotes.xml")),
        parts={
            "word/header1.xml": f"<w:hdr {W}>{paragraph('页眉的字')}</w:hdr>",
            "word/footnotes.xml": f"<w:footnotes {W}><w:footnote>{paragraph('注一')}</w:footnote>"
            "</w:footnotes>",
        },
        types={"word/header1.xml": f"{WORD}.header+xml"},
    )

    assert text_of(data, "docx").text == "正文\n页眉的字\n注一"


def test_what_a_reader_of_a_word_file_does_not_see_is_not_its_text():
    deleted = "<w:p><w:r><w:t>甲</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>"
    moved = "<w:p><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom></w:p>"
    hidden = paragraph("藏", "<w:vanish/>")

    assert text_of(docx(deleted, moved, hidden), "docx").text == "甲"


def test_a_text_box_is_read_once():
    box = f"<wps:txbxContent xmlns:wps='w'>{paragraph('框里')}</wps:txbxContent>"
    twice = (
        "<w:p><w:r><mc:AlternateContent xmlns:mc='m'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert text_of(docx(twice), "docx").text == "框里"


def test_a_workbook_gives_what_is_shown():
    sheet = worksheet(
        [["项目", "电话"], ["演示", "1.38E+10"], ["藏行", "1"]],
        hidden_rows=(3,),
        before='<cols><col min="3" max="3" hidden="1"/></cols>',
    )
    data = xlsx({"表1": sheet, "底稿": worksheet([["藏表"]])}, states={"底稿": "hidden"})

    assert text_of(data, "xlsx").text == "项目\t电话\n演示\t13800000000"


def test_a_day_in_a_workbook_is_read_as_a_day():
    styles = f'<styleSheet {S}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    sheet = (
        f'<worksheet {S}><sheetData><row r="1"><c r="A1" s="1"><v>45000</v></c></row></sheetData></worksheet>'
    )
    data = xlsx({"表": sheet}, links=(("styles", "styles.xml"),), parts={"xl/styles.xml": styles})

    assert text_of(data, "xlsx").text == "2023-03-15"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_its_encoding(encoding):
    assert text_of("演示，一二三".encode(encoding), "txt").text == "演示，一二三"


def test_a_pdf_gives_its_pages():
    found = text_of(written_pdf("first page", "second 138"), "pdf")

    assert found.text == "first page\nsecond 138"
    assert (found.pages, found.complete) == (2, True)


def test_a_scanned_pdf_says_that_it_has_no_words():
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (60, 80), 200).save(out, "PDF")

    found = text_of(out.getvalue(), "pdf")

    assert (found.text, found.pages, found.complete) == ("", 1, False)
    assert "没有文字层" in found.warnings[0]


def test_a_pdf_of_empty_pages_is_complete():
    assert text_of(pdf(3), "pdf").complete


def test_a_pdf_of_two_thousand_pages_is_read_within_the_bounds():
    data = written_pdf(*(f"page {n}" for n in range(2000)))

    found = text_of(data, "pdf")

    assert (found.pages, found.complete) == (2000, True)
    assert found.text.endswith("page 1999")


@pytest.mark.parametrize("limits", [Limits(text_characters=30), Limits(text_seconds=-1.0)])
def test_a_pdf_beyond_the_bounds_is_read_in_part_and_says_so(limits):
    found = text_of(written_pdf(*(f"page {n}" for n in range(9))), "pdf", limits)

    assert not found.complete
    assert "共9页" in found.warnings[-1]


def test_an_archive_gives_the_names_in_it_and_a_picture_nothing():
    assert text_of(package({"甲.txt": "一", "乙/丙.txt": "二"}), "zip").text == "甲.txt\n乙/丙.txt"
    assert not text_of(picture(), "png").complete


def test_page_numbers_are_told_in_short():
    assert spans([1, 3, 4, 5, 9]) == "1、3—5、9"
    assert spans(list(range(1, 40, 2))).endswith("15等")

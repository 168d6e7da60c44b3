"""The files of a letter look official, are the same each time, and hold nothing that acts."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pdfplumber
import pikepdf
import pytest
from lxml import html

from gongkai.papers.letters import compose, to_docx, to_html, to_pdf
from tests.papers.letters.cases import DAY, FONTS, case
from tests.papers.letters.reading import docx_text, flat, pdf_text


def test_the_pdf_is_archival_named_and_the_same_each_time():
    letter = compose("duplicate", case("duplicate"), DAY)

    made = to_pdf(letter, FONTS)

    assert made == to_pdf(letter, FONTS)
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as metadata:
        assert metadata.pdfa_status == "2B"
        assert metadata["dc:title"] == "虚城区工业和信息化局政府信息公开申请答复书"


def test_the_word_file_names_the_official_typefaces_and_is_the_same_each_time():
    letter = compose("duplicate", case("duplicate"), DAY)

    made = to_docx(letter)
    word = docx.Document(io.BytesIO(made))

    assert made == to_docx(letter)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in package.namelist()
        assert "华文中宋".encode() in package.read("word/fontTable.xml")
    assert "方正小标宋简体" in word.element.body.xml and "仿宋_GB2312" in word.styles.element.xml
    section = word.sections[0]
    assert [round(side.mm) for side in (section.top_margin, section.bottom_margin, section.left_margin)] == [
        37,
        35,
        28,
    ]


def test_the_organ_is_red_over_the_sheet_only_where_that_is_set():
    letter = compose("duplicate", case("duplicate"), DAY)

    plain, red = to_docx(letter), to_docx(letter, has_red_head=True)

    assert "C00000" not in docx.Document(io.BytesIO(plain)).element.body.xml
    assert "C00000" in docx.Document(io.BytesIO(red)).element.body.xml
    with pdfplumber.open(io.BytesIO(to_pdf(letter, FONTS, has_red_head=True))) as opened:
        colours = {char["non_stroking_color"] for char in opened.pages[0].chars if char["size"] > 24}
    assert len(colours) == 1 and colours != {(0,)} and colours != {(0, 0, 0)}


def test_the_signature_never_stands_on_a_page_alone():
    for kind in ("correction_lapsed", "excessive", "third_party_notice", "receipt"):
        with pdfplumber.open(io.BytesIO(to_pdf(compose(kind, case(kind), DAY), FONTS))) as opened:
            last = flat(opened.pages[-1].extract_text())
        assert len(last) > 40, kind


def test_lines_come_closer_where_only_the_signature_would_stand_on_another_page():
    """GB/T 9704-2012，7.3.5.4：务使印章与正文同处一面。"""
    for kind in ("duplicate", "other", "reasons"):
        with pdfplumber.open(io.BytesIO(to_pdf(compose(kind, case(kind), DAY), FONTS))) as opened:
            assert len(opened.pages) == 1, kind


@pytest.mark.parametrize("kind", ["receipt", "duplicate"])  # in a sheet, and in a paragraph
def test_the_page_says_what_the_letter_says_and_holds_no_markup_of_its_facts(kind):
    facts = replace(case(kind), requesters=("<script>alert(1)</script>",), request_content="<b>&amp;\"'</b>")
    letter = compose(kind, facts, DAY)

    page = html.fromstring(to_html(letter))

    assert not page.xpath("//script | //b")
    shown = flat("".join(page.itertext()))
    assert all(flat(said) in shown for said in letter.words())


def test_notes_and_copies_stand_below_the_date():
    facts = replace(case("assistance"), notes=("联系人：李四",), copies=("虚城区人民政府办公室",))

    letter = compose("assistance", facts, DAY)
    said = pdf_text(to_pdf(letter, FONTS))

    assert said.endswith("2026年11月23日（联系人：李四）抄送：虚城区人民政府办公室。")
    assert docx_text(to_docx(letter)).endswith("（联系人：李四）抄送：虚城区人民政府办公室。")

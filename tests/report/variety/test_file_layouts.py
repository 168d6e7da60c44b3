"""Annual reports as Word, Excel and PDF files."""

from __future__ import annotations

import io

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.variety import drawing, office, portable, wording
from tests.report.variety.dressing import ALL, dressed
from tests.report.variety.effort import examples
from tests.report.variety.judge import Want, judge
from tests.report.variety.sheet import busy, dice, seeds, sheets, unbalanced

needs_fonts = pytest.mark.skipif(not portable.has_fonts(), reason="no Chinese typeface (fonts-noto-cjk)")


@examples(25)
@given(dressed(ALL), st.one_of(st.none(), seeds))
def test_a_word_file_is_read_whole(sheet, seed):
    die = None if seed is None else dice(seed)

    judge(sheet, office.docx(drawing.paper(sheet), die), "report.docx")


@examples(5)
@given(sheets(busy=True))
def test_numbers_struck_out_in_tracked_changes_are_not_read(sheet):
    judge(sheet, office.docx(drawing.paper(sheet), tracked=True), "report.docx")


@examples(15)
@given(dressed(ALL), st.integers(4, 23), st.booleans(), st.booleans())
def test_a_word_table_over_two_pages_is_read_whole(sheet, at, repeat_label, repeat_header):
    def cut(picture):
        if picture.code != "T3":
            return picture
        return drawing.over_pages(picture, at, repeat_label, repeat_header)

    judge(sheet, office.docx(drawing.paper(sheet).tables(cut)), "report.docx")


@examples(20)
@given(dressed(ALL), st.booleans(), st.booleans(), st.integers(0, 2))
def test_a_workbook_is_read_whole(sheet, as_text, sheet_a_table, empty_columns):
    data = office.xlsx(drawing.paper(sheet), as_text, sheet_a_table, empty_columns)

    judge(sheet, data, "report.xlsx")


# Too wide for the columns of table 3: the digits go over two lines of their cell.
WRAPPED = ("full-width digits", "notes")
IN_ONE_LINE = {name: dress for name, dress in ALL.items() if name not in WRAPPED}


@needs_fonts
@examples(8)
@given(dressed(IN_ONE_LINE), st.sampled_from((9, 10, 12)), st.integers(0, 12))
def test_a_pdf_is_read_whole_wherever_its_pages_break(sheet, size, lead):
    judge(sheet, portable.pdf(drawing.paper(sheet), size, lead=lead), "report.pdf")


@needs_fonts
@examples(4)
@given(dressed({name: ALL[name] for name in WRAPPED}))
def test_a_number_that_goes_over_two_lines_of_its_cell_is_never_read_by_half(sheet):
    judge(sheet, portable.pdf(drawing.paper(sheet)), "report.pdf", Want.SAFE)


@needs_fonts
@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("numbering", ['"— 1 —"', '"1"', "none"])
def test_page_numbers_of_a_pdf_are_not_figures(form, numbering):
    sheet = busy(form)

    judge(sheet, portable.pdf(drawing.paper(sheet), numbering=numbering, lead=5), "report.pdf")


@needs_fonts
@examples(4)
@given(st.one_of(sheets(), unbalanced()), seeds)
def test_a_pdf_with_misprints_is_read_whole(sheet, seed):
    paper = drawing.paper(sheet).words(wording.misprints(dice(seed)))

    judge(sheet, portable.pdf(paper), "report.pdf")


@needs_fonts
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_table_over_three_pages_is_read_whole(form):
    sheet = busy(form)
    data = portable.pdf(drawing.paper(sheet), lead=2, gap=20)

    with pikepdf.open(io.BytesIO(data)) as document:
        assert len(document.pages) >= 4
    judge(sheet, data, "report.pdf")

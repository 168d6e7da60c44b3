"""Annual reports as web pages: every cell that a browser shows is read, whatever the markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.variety import drawing, markup, wording
from tests.report.variety.dressing import ALL, dressed
from tests.report.variety.effort import examples
from tests.report.variety.judge import Want, judge
from tests.report.variety.sheet import busy, dice, seeds, sheets, unbalanced

whole = st.one_of(sheets(), sheets(busy=True), unbalanced())


@examples(40)
@given(dressed(ALL), st.booleans())
def test_a_clean_page_is_read_whole(sheet, header_cells):
    judge(sheet, markup.clean(drawing.paper(sheet), header_cells).encode(), "report.html")


@examples(40)
@given(dressed(ALL), seeds)
def test_a_page_from_word_is_read_whole(sheet, seed):
    judge(sheet, markup.from_word(drawing.paper(sheet), dice(seed)).encode(), "report.html")


@examples(20)
@given(whole, seeds)
def test_what_a_site_prints_around_the_report_is_not_read_into_it(sheet, seed):
    paper = drawing.paper(sheet)
    page = markup.on_a_site(paper, sheet, markup.from_word(paper, dice(seed)))

    judge(sheet, page.encode(), "report.html")


@examples(20)
@given(dressed(ALL), st.booleans(), seeds)
def test_a_header_whose_cells_are_not_merged_leaves_blank_header_cells(sheet, word, seed):
    paper = drawing.paper(sheet).tables(drawing.without_header_spans)
    page = markup.from_word(paper, dice(seed)) if word else markup.clean(paper)

    judge(sheet, page.encode(), "report.html")


@examples(40)
@given(dressed(ALL), st.integers(4, 23), st.booleans(), st.booleans(), st.booleans())
def test_a_table_over_two_pages_is_read_whole(sheet, at, repeat_label, repeat_header, bare):
    def cut(picture):
        if picture.code != "T3":
            return picture
        return drawing.over_pages(picture, at, repeat_label, repeat_header)

    paper = drawing.paper(sheet).tables(cut)
    if bare:
        paper = paper.tables(drawing.without_header_spans)

    judge(sheet, markup.clean(paper).encode(), "report.html")


@examples(20)
@given(whole, st.integers(2, 11), st.booleans())
def test_the_first_table_over_two_pages_is_read_whole(sheet, at, repeat_label):
    def cut(picture):
        return drawing.over_pages(picture, at, repeat_label, False) if picture.code == "T2" else picture

    judge(sheet, markup.clean(drawing.paper(sheet).tables(cut)).encode(), "report.html")


@examples(20)
@given(whole, st.integers(4, 23))
def test_a_merged_label_printed_again_after_a_page_break_is_one_group(sheet, at):
    paper = drawing.paper(sheet).tables(lambda t: drawing.label_again(t, at) if t.code == "T3" else t)

    judge(sheet, markup.clean(paper).encode(), "report.html")


@examples(15)
@given(dressed(ALL), seeds)
def test_untidy_markup_is_read_as_a_browser_reads_it(sheet, seed):
    judge(sheet, markup.untidy(markup.clean(drawing.paper(sheet), False), dice(seed)).encode(), "r.html")


@examples(3)
@given(sheets(busy=True), seeds)
def test_three_hundred_kilobytes_of_style_hide_no_figure(sheet, seed):
    page = markup.from_word(drawing.paper(sheet), dice(seed), bulk=6)

    assert len(page) > 300_000
    judge(sheet, page.encode(), "report.html")


@examples(12)
@given(dressed(ALL), st.booleans())
def test_table_four_with_its_totals_first_is_read_by_its_header(sheet, bare):
    paper = drawing.paper(sheet).tables(drawing.totals_first)
    if bare:
        paper = paper.tables(drawing.without_header_spans)

    judge(sheet, markup.clean(paper).encode(), "report.html")


@examples(15)
@given(dressed(ALL))
def test_rows_of_a_province_s_own_do_not_shift_the_others(sheet):
    judge(sheet, markup.clean(drawing.paper(sheet).tables(drawing.with_local_rows)).encode(), "report.html")


# Wording


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("name", sorted(wording.REPLACEMENTS))
def test_a_known_misprint_in_a_label_loses_no_cell(form, name):
    sheet = busy(form)

    judge(sheet, markup.clean(drawing.paper(sheet).words(wording.replaced(name))).encode(), "report.html")


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("name", sorted(wording.NUMBERING))
def test_other_ways_to_number_the_items_lose_no_cell(form, name):
    sheet = busy(form)

    judge(sheet, markup.clean(drawing.paper(sheet).words(wording.NUMBERING[name])).encode(), "report.html")


@pytest.mark.parametrize("change", [wording.other_kind_name, wording.halves_lost])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_other_names_and_lost_halves_lose_no_cell(form, change):
    sheet = busy(form)

    judge(sheet, markup.clean(drawing.paper(sheet).words(change)).encode(), "report.html")


@examples(30)
@given(dressed(ALL), seeds, st.booleans())
def test_several_misprints_and_spaces_together_lose_no_cell(sheet, seed, word):
    die = dice(seed)
    paper = drawing.paper(sheet).tables(lambda t: t.labels(wording.misprints(die)))
    paper = paper.tables(lambda t: t.labels(wording.spaced(die)))
    page = markup.from_word(paper, die) if word else markup.clean(paper)

    judge(sheet, page.encode(), "report.html")


# Encodings


def _declared(charset: str | None) -> str:
    return f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""


ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8", None),
    ("utf-8", "gb2312"),
    ("utf-8-sig", "gbk"),
    ("gb18030", "gb2312"),
    ("gbk", "gbk"),
    ("gbk", None),
    ("gbk", "utf-8"),
    ("gb18030", "gb2332"),  # a misprint met in practice
    ("gb18030", "iso-8859-1"),
    ("utf-16", "utf-16"),
    ("utf-16", "utf-8"),
    ("utf-16-le", "utf-16"),
]


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize(("real", "said"), ENCODINGS)
def test_a_page_is_read_in_the_encoding_it_has_not_the_one_it_claims(form, real, said):
    sheet = busy(form)
    paper = drawing.paper(sheet)
    body = markup.clean(paper).split("<body>")[1].split("</body>")[0]

    page = markup.page(body, paper.title, _declared(said))

    judge(sheet, page.encode(real), "report.html")


@pytest.mark.parametrize("real", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_any_encoding_met_in_practice(real):
    from tests.report.variety import plain

    sheet = busy("2021")

    judge(sheet, plain.one_cell_a_line(drawing.paper(sheet)).encode(real), "report.txt")


@examples(5)
@given(sheets(busy=True))
def test_a_text_in_gb18030_with_broken_bytes_is_refused_or_right(sheet):
    from tests.report.variety import plain

    data = bytearray(plain.one_cell_a_line(drawing.paper(sheet)).encode("gb18030"))
    for place in range(50, len(data), 400):
        data[place] = 0xFF

    judge(sheet, bytes(data), "report.txt", Want.SAFE)

"""Damaged files: only a report or a refusal comes out, and no number that is not printed there."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.model import Report, UnreadableReport
from tests.report.variety import damage, drawing, markup, office, plain, portable
from tests.report.variety.effort import examples
from tests.report.variety.judge import Want, judge, read_file
from tests.report.variety.sheet import busy, dice, flat, seeds, sheets

SUFFIXES = ("txt", "md", "html", "docx", "pdf", "xlsx", "json", "doc", "")


@examples(150)
@given(sheets(busy=True), st.sampled_from(sorted(damage.DAMAGES)), seeds)
def test_after_one_damage_no_number_stands_where_it_is_not_printed(sheet, name, seed):
    whole = damage.lines_of(drawing.paper(sheet))

    damaged, lines = damage.DAMAGES[name](sheet, whole, dice(seed))

    judge(damaged, damage.text_of(lines), "report.txt", Want.SAFE)


@examples(40)
@given(sheets(busy=True), seeds)
def test_a_page_cut_off_anywhere_gives_no_number_that_it_does_not_print(sheet, seed):
    paper = drawing.paper(sheet)
    page = markup.clean(paper).encode()
    cut = page[: dice(seed).randrange(len(page))]
    rows = [row for block in paper.blocks if not isinstance(block, str) for row in block.rows]
    done = cut.count(b"</tr>")
    torn = {cell.address for row in rows[done : done + 1] for cell in row}  # may end in half a number
    cells = damage.without(sheet, [c.address for row in rows[done:] for c in row if c.address]).expected

    found = read_file(cut, "report.html")

    if isinstance(found, Report) and found.edition == sheet.edition.key:
        values = {a: v for a, v in found.values().items() if a not in torn}
        assert {a: v for a, v in values.items() if cells[a].number != v} == {}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """One sound file of each format."""
    paper = drawing.paper(busy("2021"))
    found = {
        "a.txt": plain.one_cell_a_line(paper).encode(),
        "b.txt": plain.run_together(paper, dice(3)).encode("gb18030"),
        "a.md": plain.markdown(paper).encode(),
        "a.html": markup.from_word(paper, dice(4)).encode(),
        "a.docx": office.docx(paper),
        "a.xlsx": office.xlsx(paper),
    }
    if portable.has_fonts():
        found["a.pdf"] = portable.pdf(paper)
    return found


@pytest.mark.parametrize("name", ["a.txt", "b.txt", "a.md", "a.html", "a.docx", "a.xlsx"])
def test_broken_bytes_give_a_report_or_a_refusal(files, name):
    @examples(40)
    @given(seeds)
    def attempt(seed):
        _report_or_refusal(damage.broken_bytes(files[name], dice(seed)), name)

    attempt()


@pytest.mark.skipif(not portable.has_fonts(), reason="no Chinese typeface (fonts-noto-cjk)")
def test_broken_bytes_of_a_pdf_give_a_report_or_a_refusal(files):
    @examples(12)
    @given(seeds)
    def attempt(seed):
        _report_or_refusal(damage.broken_bytes(files["a.pdf"], dice(seed)), "a.pdf")

    attempt()


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_words_and_tags_thrown_about_give_a_report_or_a_refusal(files, name):
    @examples(60)
    @given(seeds)
    def attempt(seed):
        text = damage.broken_words(files[name].decode(), dice(seed))
        _report_or_refusal(text.encode(), name)

    attempt()


@pytest.mark.parametrize(
    ("name", "part"), [("a.docx", "word/document.xml"), ("a.xlsx", "xl/worksheets/sheet1.xml")]
)
def test_broken_xml_inside_a_sound_archive_gives_a_report_or_a_refusal(files, name, part):
    with zipfile.ZipFile(io.BytesIO(files[name])) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}

    @examples(40)
    @given(seeds)
    def attempt(seed):
        broken = damage.broken_bytes(parts[part], dice(seed))
        _report_or_refusal(office.package({**parts, part: broken}), name)

    attempt()


@examples(60)
@given(st.binary(max_size=2000), st.sampled_from(SUFFIXES))
def test_any_bytes_give_a_report_or_a_refusal(data, suffix):
    _report_or_refusal(data, f"report.{suffix}")


@examples(60)
@given(st.text(max_size=800), st.sampled_from(("txt", "md", "html", "json")))
def test_any_text_gives_a_report_or_a_refusal(text, suffix):
    _report_or_refusal(text.encode("utf-8", "surrogatepass"), f"report.{suffix}")


WORDS = st.sampled_from(
    (
        *drawing.SECTION_TITLES,
        "总计",
        "自然人",
        "规章",
        "（七）总计",
        "1.属于国家秘密",
        "0",
        "12",
        "/",
        "|",
        "\n",
        " ",
    )
)


@examples(60)
@given(st.lists(WORDS, max_size=120))
def test_words_of_the_form_in_any_order_give_a_report_or_a_refusal(words):
    _report_or_refusal("".join(words).encode(), "report.txt")
    _report_or_refusal("\n".join(words).encode(), "report.txt")


def test_a_digit_more_or_less_in_a_sound_file_is_read_as_printed():
    for form in ("2019", "2021"):
        for number in (0, 9, 10, 99999, 10**12):
            sheet = flat(form, {"T3.R1.C1": number})
            judge(sheet, markup.clean(drawing.paper(sheet)).encode(), "report.html")


def _report_or_refusal(data: bytes, name: str) -> None:
    found = read_file(data, name)

    assert isinstance(found, Report | UnreadableReport)
    if isinstance(found, UnreadableReport):
        assert str(found).strip()

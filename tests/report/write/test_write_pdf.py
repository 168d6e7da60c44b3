"""The report as PDF: the look of an official document, readable by machines and screen readers."""

import io
from dataclasses import replace
from importlib.resources import files

import pdfplumber
import pikepdf
import pytest

from gongkai.report.loader import editions
from gongkai.report.model import Section
from gongkai.report.write.layout import Unwritable, printed
from gongkai.report.write.pdf import write
from tests.report.write.material import folded, mixed, numbered, report, statistics

KEYS = [form.key for form in editions()]


def text(data):
    with pdfplumber.open(io.BytesIO(data)) as file:
        return "\n".join(page.extract_text() for page in file.pages)


def tables(data):
    with pdfplumber.open(io.BytesIO(data)) as file:
        return [table for page in file.pages for table in page.extract_tables()]


@pytest.mark.parametrize("key", KEYS)
def test_every_number_of_the_report_stands_in_its_row(key):
    made = numbered(key)
    form = next(form for form in editions() if form.key == key)
    rows = ["".join(cell for cell in row if cell).replace("\n", "") for t in tables(write(made)) for row in t]

    for table in form.tables:
        for block in table.blocks:
            for row in block.rows:
                numbers = "".join(
                    printed(made.cells[f"{table.code}.{row.code}.{c.code}"], c.kind) for c in block.columns
                )
                assert any(line.endswith(row.label + numbers) for line in rows), (row.code, numbers)


@pytest.mark.parametrize("made", [report("2019"), report("2021"), folded()])
@pytest.mark.parametrize("lines", [0, 9, 18])
def test_table_three_stands_whole_on_one_page_wherever_it_begins(made, lines):
    text = made.sections[0].text + "\n又一段。" * lines
    longer = replace(made, sections=[replace(made.sections[0], text=text), *made.sections[1:]])

    with pdfplumber.open(io.BytesIO(write(longer))) as file:
        pages = [page.extract_text() for page in file.pages]

    (page,) = [page for page in pages if "本年新收" in page]
    assert "结转下年度继续办理" in page
    assert "三、收到和处理政府信息公开申请情况" in page


def test_a_number_too_wide_for_its_cell_stays_in_one_piece():
    found = [cell for table in tables(write(mixed())) for row in table for cell in row]

    assert "11398889" in found
    assert str(10**24 + 1) in found


def test_the_file_says_what_it_is_and_in_which_language():
    with pikepdf.open(io.BytesIO(write(report("2019")))) as file:
        assert str(file.Root.Lang) == "zh-CN"
        assert file.Root.MarkInfo.Marked
        with file.open_metadata() as metadata:
            assert "测试县档案局2020年政府信息公开工作年度报告" in str(metadata["dc:title"])
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
            assert metadata["pdfuaid:part"] == "1"


def test_a_report_without_a_date_is_not_archival_but_is_written():
    made = report()
    made.published = None

    with pikepdf.open(io.BytesIO(write(made))) as file, file.open_metadata() as metadata:
        assert "pdfaid:part" not in metadata


def test_text_of_the_report_is_never_markup():
    made = report()
    tricks = '#panic("no") $x^2$ *粗* _斜_ `码` = 标题 <label> @ref \\n // 注 #import "x"'
    made.sections = [Section(1, "一、#text(red)[总体]情况", tricks)]

    shown = text(write(made)).replace("\n", "").replace(" ", "")

    assert tricks.replace(" ", "") in shown
    assert "一、#text(red)[总体]情况" in shown


def test_a_character_no_font_has_is_refused_by_name():
    made = report()
    made.sections = [Section(1, "一、总体情况", "由张\U000f1234三负责。")]

    with pytest.raises(Unwritable, match="没有字体可以显示这些字"):
        write(made)


def test_a_rare_character_of_a_name_is_refused_if_only_the_shipped_fonts_are_there():
    made = report()
    made.sections = [Section(1, "一、总体情况", "由张\u9fa5三负责。")]

    with pytest.raises(Unwritable, match="\u9fa5"):
        write(made, system_fonts=False)


@pytest.mark.parametrize("made", [report("2019"), mixed(), statistics()])
def test_the_same_report_gives_the_same_bytes(made):
    assert write(made, system_fonts=False) == write(made, system_fonts=False)


def test_pages_are_numbered_as_official_documents_are():
    with pdfplumber.open(io.BytesIO(write(report()))) as file:
        for number, page in enumerate(file.pages, 1):
            words = page.crop((0, page.height - 99, page.width, page.height)).extract_text()
            assert words == f"— {number} —"


def test_the_signature_takes_the_last_lines_before_it_to_its_page():
    pages = []
    for lines in range(11, 18):  # the end of a page is among them
        made = report()
        made.sections = [Section(6, "六、其他需要报告的事项", "\n".join(["本机关没有其他事项。"] * lines))]
        with pdfplumber.open(io.BytesIO(write(made, system_fonts=False))) as file:
            pages.append([page.extract_text() for page in file.pages])

    assert len({len(page) for page in pages}) == 2
    for *_, last in pages:
        assert last.count("本机关没有其他事项。") >= 1
        assert "2025年1月20日" in last


def test_names_are_written_with_the_shipped_fonts_alone():
    made = report()
    made.sections = [
        Section(1, "一、总体情况（堃喆）", "（一）由李珺镕负责\n张堃、李喆、王甯、赵㛃、𬭎等人：〔2021〕①—…")
    ]

    shown = text(write(made, system_fonts=False))

    assert "张堃、李喆、王甯、赵㛃、𬭎等人：〔2021〕①—…" in shown
    assert "由李珺镕负责" in shown


def test_every_font_has_its_licence_beside_it():
    folder = files("gongkai.report.write").joinpath("fonts")
    names = {entry.name for entry in folder.iterdir()}

    assert {name for name in names if name.endswith(".ttf")} == {
        "GongkaiSerif-Regular.ttf",
        "GongkaiSerif-SemiBold.ttf",
        "GongkaiSans-Medium.ttf",
    }
    for licence in ("OFL-Serif.txt", "OFL-Sans.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in folder.joinpath(licence).read_text("utf-8")

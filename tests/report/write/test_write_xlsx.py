"""The report as a workbook."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from gongkai.report.loader import editions
from gongkai.report.model import Cell, Section
from gongkai.report.write.layout import draw
from gongkai.report.write.xlsx import write
from tests.report.write.material import folded, mixed, numbered, report, statistics


def opened(made):
    return openpyxl.load_workbook(io.BytesIO(write(made)))


@pytest.mark.parametrize("made", [numbered("2019"), numbered("2021"), folded(), mixed()])
def test_every_box_stands_in_its_cell_with_its_merged_range(made):
    form = next(form for form in editions() if form.key == made.edition)
    book = opened(made)

    for table in form.tables:
        sheet = book.worksheets[table.section - 1]
        merged = {
            (r.min_row, r.min_col, r.size["rows"], r.size["columns"]) for r in sheet.merged_cells.ranges
        }
        drawn = draw(form, table.code, made)
        for box in drawn.boxes:
            value = sheet.cell(box.row + 2, box.column + 1).value
            if isinstance(value, int | float):
                assert Decimal(repr(value)) == box.number
            else:
                assert (value or "") == box.text
        assert merged == {
            (b.row + 2, b.column + 1, b.rowspan, b.colspan)
            for b in drawn.boxes
            if b.rowspan > 1 or b.colspan > 1
        } | {(1, 1, 1, drawn.width)}


@pytest.mark.parametrize(
    ("number", "kept", "form"),
    [
        (0, 0, "0"),
        (123456789012345, 123456789012345, "0"),
        (1234567890123456, "1234567890123456", "General"),
        (Decimal("18.8710"), 18.871, "0.0000"),
        (Decimal("0.10"), 0.1, "0.00"),
        (Decimal("12345678901234.567"), "12345678901234.567", "General"),
        (Decimal("75394432.52"), 75394432.52, "0.00"),
    ],
)
def test_a_number_stays_a_number_only_if_it_is_kept_digit_for_digit(number, kept, form):
    made = report()
    made.cells["T2.xzsyxsf.amount_wan"] = Cell(number)

    cell = opened(made).worksheets[1].cell(15, 2)

    assert (cell.value, cell.number_format) == (kept, form)


def test_a_change_shows_its_sign_and_is_a_number():
    made = report("2019")
    made.cells["T2.xzxk.delta"] = Cell(-15)

    cell = opened(made).worksheets[1].cell(8, 3)

    assert (cell.value, cell.number_format) == (-15, "+0;-0;0")


def test_a_unit_that_is_not_the_forms_is_part_of_the_text():
    made = report()
    made.cells["T2.xzsyxsf.amount_wan"] = Cell(251000, unit="元")

    assert opened(made).worksheets[1].cell(15, 2).value == "251000元"


@pytest.mark.parametrize("trick", ['=HYPERLINK("x","y")', "+1+1", "-2+3", "@SUM(A1)"])
def test_text_of_the_report_never_becomes_a_formula(trick):
    made = report()
    made.title = trick
    made.sections = [Section(1, "一、总体情况", trick)]

    sheet = opened(made).worksheets[0]

    cells = [cell for (cell,) in sheet.iter_rows() if cell.value == trick]
    assert len(cells) == 2
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_the_sheets_in_their_order_read_as_the_report_does():
    book = opened(report("2019"))

    assert book.sheetnames == [
        "正文",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
    ]
    first = [row[0].value for row in book.worksheets[0].iter_rows()]
    last = [row[0].value for row in book.worksheets[-1].iter_rows()]
    assert first[0] == "测试县档案局2020年政府信息公开工作年度报告"
    assert last[-4:] == ["六、其他需要报告的事项", "无。", "测试县档案局", "2021年1月15日"]


def test_a_sheet_is_named_as_excel_accepts_whatever_the_section_is_called():
    made = report()
    made.sections[1] = Section(2, "二、[主动]公开:情况*?/\\" + "长" * 40)
    made.sections[2] = Section(3, "三、同名", "甲。")
    made.sections[3] = Section(4, "三、同名", "乙。")

    names = opened(made).sheetnames

    assert len(set(names)) == 5
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_text_longer_than_a_cell_is_continued_below():
    made = report()
    made.sections = [Section(1, "一、总体情况", "长" * 70_000)]

    lines = [str(cell.value) for (cell,) in opened(made).worksheets[0].iter_rows()]

    assert sum(line.count("长") for line in lines) == 70_000


def test_every_sheet_prints_on_a4_as_wide_as_the_page():
    for sheet in opened(report()).worksheets:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == (9, 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize("made", [report("2019"), mixed(), statistics()])
def test_the_same_report_gives_the_same_bytes_whenever_it_is_written(made):
    first = write(made)

    with zipfile.ZipFile(io.BytesIO(first)) as package:
        times = {entry.date_time for entry in package.infolist()}
        modified = re.findall(
            "<dcterms:(?:created|modified)[^>]*>([^<]*)<", package.read("docProps/core.xml").decode()
        )
    assert write(made) == first
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert modified == [f"{made.published}T00:00:00Z"] * 2

"""An Excel file becomes the lines and grids that its sheets show."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Font, Side

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.quantity import is_odd_value, is_value
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Line
from gongkai.report.read.xlsx import _number
from tests.report.read.test_represent_docx import packed

FRAME = Border(*[Side(style="thin")] * 4)


def book(rows=(), fill=None):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "表三"
    for row in rows:
        sheet.append(row)
    if fill:
        fill(workbook, sheet)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def read(rows=(), fill=None):
    return represent(book(rows, fill), "a.xlsx")


def rows(found):
    (grid,) = found.grids
    return [[box.text for box in row] for row in grid.rows()]


def test_a_sheet_is_its_name_and_its_grid():
    found = read([["规章", 0, None], ["文件", 7, 3]])

    assert found.blocks[0] == Line("表三", "工作表“表三”")
    assert found.grids[0].place == "工作表“表三”表格1"
    assert rows(found) == [["规章", "0", ""], ["文件", "7", "3"]]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        ("4166.2416190000001", "General", "4166.241619"),
        ("0.30000000000000004", "General", "0.3"),
        ("1.0", "General", "1"),
        ("12345678901234567890", "0", "12345678901234567890"),
        ("12345678901234567.89", "General", "12345678901234567.89"),
        ("1E3", "General", "1000"),
        ("-18", "General", "-18"),
        ("96171.6", "#,##0.00", "96171.6"),
        ("12", '0"件"', "12件"),
        ("12", '0"件"_);(0"件")', "12件"),
        ("0.4167", "0.00%", "41.67%"),
        ("0", "0;-0;;@", ""),
        ("5", "[Red]0;[Blue]0", "5"),
        ("-5", "0;[Red]0", "-5"),
        ("-5", "0;-0", "-5"),
        ("-5", "0_);(0)", "(5)"),
        ("44211", 'yyyy"年"m"月"d"日"', "2021年1月15日"),
        ("1E-9", "0.00E+00", "0.000000001"),
        ("1E400", "General", "1E400"),
        ("x", "General", "x"),
    ],
)
def test_a_number_is_shown_digit_for_digit_with_the_words_of_its_format(value, form, text):
    assert _number(value, form, False, True) == text


@pytest.mark.parametrize("form", ["#,##0,", '0!.0,"万"', '0\\.0,"万元"'])
def test_a_number_shown_in_thousands_is_never_taken_for_the_number(form):
    assert not _number("173769", form, False, True).replace(".", "").isdigit()


def test_merged_cells_become_spans():
    def fill(_, sheet):
        sheet["A1"], sheet["B1"], sheet["A3"] = "三", "甲", "四"
        sheet["B2"], sheet["C2"], sheet["B3"] = 1, 2, 3
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("B3:C3")

    (grid,) = read(fill=fill).grids

    assert [(b.text, b.row, b.column, b.rowspan, b.colspan) for b in grid.boxes] == [
        ("三", 0, 0, 2, 1),
        ("甲", 0, 1, 1, 2),
        ("1", 1, 1, 1, 1),
        ("2", 1, 2, 1, 1),
        ("四", 2, 0, 1, 1),
        ("3", 2, 1, 1, 2),
    ]


def test_a_title_outside_the_frame_is_a_line_and_an_empty_row_parts_tables():
    def fill(_, sheet):
        for row in ("A2:B3", "A5:B6"):
            for cells in sheet[row]:
                for cell in cells:
                    cell.border, cell.value = FRAME, 1
        sheet["A1"] = "某局2023年报"
        sheet.merge_cells("A1:B1")
        sheet["A7"] = "注：含上年度结转"

    found = read(fill=fill)

    assert [block.text if isinstance(block, Line) else block.height for block in found.blocks] == [
        "表三",
        "某局2023年报",
        2,
        2,
        "注：含上年度结转",
    ]


def test_hidden_sheets_and_rows_are_left_out_hidden_columns_blank_and_all_noted():
    def fill(workbook, sheet):
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["B"].hidden = True
        workbook.create_sheet("藏").append([1])
        workbook["藏"].sheet_state = "hidden"

    found = read([["甲", 9, 1], ["乙", 9, 2], ["丙", 9, 3]], fill)

    assert rows(found) == [["甲", "", "1"], ["丙", "", "3"]]
    assert any("藏" in note for note in found.notes)
    assert any("隐藏的行或列" in note for note in found.notes)


def test_a_merged_cell_that_begins_in_a_hidden_column_is_shown_where_it_reaches():
    def fill(_, sheet):
        sheet.column_dimensions["A"].hidden = True
        sheet.merge_cells("A1:B1")

    assert rows(read([["规章", None, 1], ["甲", "文件", 2]], fill)) == [["规章", "1"], ["", "文件", "2"]]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        ("=1+2", "General", "?"),
        ("=#REF!", "General", "?"),
        ("#REF!", "General", "#REF!"),
        (True, "General", "TRUE"),
        (datetime.date(2023, 1, 5), "yyyy-mm-dd", "2023年1月5日"),
        (0.5, "0%", "50%"),
        (123456, "0,", "?123456（按格式显示）"),
        (3, '[=3]"三";0', "?3（按格式显示）"),
        (12, ";;;", ""),
        (12, '"无"', "无"),
        (12, '0;0;"无"', "12"),
        (12, "[Red]0", "12"),
    ],
)
def test_whatever_a_cell_shows_is_there_and_no_other_number(value, form, shown):
    def fill(_, sheet):
        sheet["B1"] = value
        sheet["B1"].number_format = form

    assert rows(read([["规章", 0, 3], ["文件", 1, 2]], fill))[0] == ["规章", shown, "3"]


def test_struck_cells_are_blank_and_raised_digits_are_marks():
    def fill(_, sheet):
        sheet["B1"].font = Font(strike=True)
        raised = TextBlock(InlineFont(vertAlign="superscript"), "1")
        sheet["C1"] = CellRichText("22", raised)

    assert rows(read([["规章", 7, None, 3], ["文件", 1, 2, 3]], fill))[0] == ["规章", "", "22[1]", "3"]


def test_dates_and_texts_are_shown():
    found = read([["日期", datetime.date(2021, 1, 15)], ["法律\n服务机构", "'0"]])

    assert rows(found) == [["日期", "2021年1月15日"], ["法律\n服务机构", "'0"]]


def test_a_formula_gives_its_stored_result():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>"a"</f><v>甲</v></c></row>'
        "</sheetData></worksheet>"
    )

    assert rows(represent(workbook(sheet), "a.xlsx")) == [["2", "甲"]]


def workbook(sheet):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return packed(
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": (
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
                "</Relationships>"
            ),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def test_a_cell_at_the_far_corner_costs_nothing():
    found = read([["甲", 1]], lambda _, sheet: sheet.cell(1_048_576, 16_384, 5))

    assert [box.text for grid in found.grids for box in grid.boxes] == ["甲", "1"]
    assert found.lines[-1].text == "5"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (book([["a"]])[:-30], "损坏"),
        (packed({"xl/workbook.xml": "<x/>"}), "损坏"),
        (packed({"xl/workbook.xml": b" " * (limits.ZIP_RATIO_FROM * 40)}), "大得不正常"),
        (book(), "没有可读的文字"),
        (workbook("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "实体"),
    ],
)
def test_bombs_and_damaged_files_are_refused_with_what_to_do(data, says):
    with pytest.raises(UnreadableReport, match=says) as refusal:
        represent(data, "a.xlsx")

    assert "请" in str(refusal.value)


def test_a_sheet_larger_than_any_report_is_refused():
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, limits.SHEET_ROWS + 9))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )

    with pytest.raises(UnreadableReport, match="过大"):
        represent(workbook(sheet), "a.xlsx")


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#####", "TRUE", "FALSE", "?"])
def test_what_a_failed_formula_shows_stands_in_a_value_s_place(shown):
    assert is_odd_value(shown) or is_value(shown)

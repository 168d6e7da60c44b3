"""A PDF with a text layer becomes the lines and grids that its pages show."""

import io
import zlib
from functools import cache
from importlib.resources import files

import pikepdf
import pytest
import typst

from gongkai.report.model import UnreadableReport
from gongkai.report.read import limits
from gongkai.report.read.lattice import Ruling, lattices
from gongkai.report.read.represent import represent
from gongkai.report.read.representation import Line

PROSE = "政府信息公开工作年度报告由本机关办公室编制，统计期限自一月一日起至十二月三十一日止。"


@cache
def printed(text):
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(files("gongkai.report.write").joinpath("fonts"))]
    )
    head = '#set page(margin: 60pt)\n#set text(font: "Gongkai Serif", size: 10pt)\n'
    return typst.compile((head + text).encode(), font_paths=fonts, format="pdf")


def read(text):
    return represent(printed(text + "\n\n" + PROSE), "a.pdf")


def rows(found):
    (grid,) = found.grids
    return [[box.text for box in row] for row in grid.rows()]


def texts(found):
    return [block.text if isinstance(block, Line) else "表" for block in found.blocks]


def changed(data, **saved):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(out, **saved)
    return out.getvalue()


def drawn(content, pages=1, **objects):
    """A PDF whose pages draw a given content; `objects` are forms by name."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        forms = pikepdf.Dictionary()
        resources = pikepdf.Dictionary(XObject=forms)
        for name, drawing in objects.items():
            form = pdf.make_stream(drawing)
            form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            form.BBox, form.Resources = [0, 0, 9, 9], resources
            forms[f"/{name}"] = form
        for _ in range(pages):
            pdf.add_blank_page()
            pdf.pages[-1].Contents = pdf.make_stream(content)
            pdf.pages[-1].obj.Resources = resources
        pdf.save(out)
    return out.getvalue()


def test_lines_and_ruled_tables_come_in_order_with_their_pages():
    found = read("一、情况\n#table(columns: 2, [规章], [0])\n二、后文\n#pagebreak()\n次页")

    assert texts(found)[:3] == ["一、情况", "表", "二、后文"]
    assert found.grids[0].place == "第1页表格1"
    assert found.lines[2] == Line("次页", "第2页第1行")


def test_merged_cells_become_spans_and_a_wrapped_label_stays_in_its_cell():
    found = read(
        "#table(columns: (40pt, 60pt, 30pt, 30pt), table.cell(rowspan: 2)[三、办理结果],"
        "[（二）部分公开（区分处理的）], [12], [3], table.cell(colspan: 2)[乙], [4])"
    )

    (grid,) = found.grids
    assert [("".join(b.text.split()), b.row, b.column, b.rowspan, b.colspan) for b in grid.boxes] == [
        ("三、办理结果", 0, 0, 2, 1),
        ("（二）部分公开（区分处理的）", 0, 1, 1, 1),
        ("12", 0, 2, 1, 1),
        ("3", 0, 3, 1, 1),
        ("乙", 1, 1, 1, 2),
        ("4", 1, 3, 1, 1),
    ]


def test_turned_text_is_read_in_its_direction():
    found = read(
        "#table(columns: 3, rotate(-90deg, reflow: true)[本年度办理], rotate(90deg, reflow: true)[复议结果],"
        "[1])"
    )

    assert rows(found) == [["本年度办理", "复议结果", "1"]]


def test_a_table_cut_by_the_page_has_its_last_row():
    rules = "#table(columns: 2, stroke: (x, y) => (left: 1pt, right: 1pt, top: 1pt), [甲], [1], [乙], [2])"

    assert rows(read(rules)) == [["甲", "1"], ["乙", "2"]]


def test_a_table_without_outer_rules_at_the_sides_has_all_its_columns():
    rules = (
        "#table(columns: 3, stroke: (x, y) => (y: 1pt, left: if x > 0 { 1pt }),"
        "[甲], [1], [2], [乙], [3], [4])"
    )

    assert rows(read(rules)) == [["甲", "1", "2"], ["乙", "3", "4"]]


def test_words_in_clear_columns_are_a_grid_without_rulings():
    found = read(
        "#table(columns: (90pt,) * 3, stroke: none, [规章], [0], [7], [文件], [12], [], [甲], [], [3])"
    )

    assert rows(found) == [["规章", "0", "7"], ["文件", "12", ""], ["甲", "", "3"]]


def test_a_wide_gap_in_a_line_is_a_tab():
    assert texts(read("规章#h(90pt)12"))[0] == "规章\t12"


def test_white_and_filled_rectangles_are_no_rulings():
    found = read(
        "#rect(fill: white, stroke: none)[甲]#rect(fill: rgb(200, 220, 240), stroke: none)[乙]"
        "#table(columns: 2, stroke: white, [丙], [1])"
    )

    assert found.grids == []


def test_a_frame_around_text_is_no_table():
    assert texts(read("#rect[无其他事项]"))[0] == "无其他事项"


def test_page_numbers_in_the_margins_are_dropped_and_numbers_in_the_text_are_not():
    found = read('#set page(numbering: "— 1 —")\n甲\n\n5\n#pagebreak()\n乙')

    assert texts(found) == ["甲", "5", "乙", PROSE]


def test_bold_made_by_printing_twice_is_read_once():
    found = read("#table(columns: 2, [规章], [#place(dx: 0.4pt)[11]11])")

    assert rows(found) == [["规章", "11"]]


def test_a_raised_mark_never_joins_a_number():
    assert rows(read("#table(columns: 2, [规章], [22#super(typographic: false)[1]])")) == [["规章", "22[1]"]]


def test_a_number_wider_than_its_cell_stays_one_number():
    wide = (
        "#table(columns: (30pt, 22pt, 30pt), align: center, inset: (x: 0pt), [规章],"
        "[#box(width: 22pt)[#h(-9pt)3985758#h(-9pt)]], [0])"
    )

    assert rows(read(wide)) == [["规章", "3985758", "0"]]


def test_digits_that_touch_at_a_wall_are_never_taken_for_a_number():
    found = read(
        "#table(columns: (30pt, 10pt, 10pt), align: (left, right, left), inset: 0pt, [规章], [12], [34])"
    )

    assert rows(found) == [["规章", "12¦", "¦34"]]


def test_a_pdf_with_only_an_owner_password_is_read():
    data = changed(printed(PROSE), encryption=pikepdf.Encryption(owner="x", user=""))

    assert represent(data, "a.pdf").lines[0].text == PROSE


def bomb():
    """A page whose forms call each other ten times, eight deep."""
    forms = {f"F{i}": f"/F{i + 1} Do ".encode() * 10 for i in range(8)}
    return drawn(b"/F0 Do", F8=b"0 0 m " * 99, **forms)


def packed_bomb():
    inner = zlib.compress(b"q " * (limits.PDF_STREAM_BYTES // 2 + limits.MEGABYTE))
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(zlib.compress(inner), filter=[pikepdf.Name.FlateDecode] * 2, decode_parms=None)
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def damaged():
    """A page whose drawing lost its middle: what is left unpacks, but not to what was packed."""
    data = zlib.compress(b"BT ET " * 50 + b"0 0 m " * 50, 0)
    place = data.index(b"0 0 m")
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(data[:place] + b"9 9 m" + data[place + 5 :], filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].Contents = pdf.make_indirect(stream)
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (damaged, "损坏"),
        (lambda: changed(printed(PROSE), encryption=pikepdf.Encryption(owner="x", user="y")), "密码"),
        (lambda: printed(PROSE)[:-200], "不完整"),
        (lambda: b"%PDF-1.7\n" + b"x" * 500 + b"%%EOF", "损坏"),
        (lambda: drawn(b"0 0 9 9 re f"), "扫描件"),
        (lambda: drawn(b"", pages=limits.PDF_PAGES + 1), "页"),
        (bomb, "大得不正常"),
        (packed_bomb, "大得不正常"),
        (lambda: drawn(b"0 0 m 1 1 l S " * 400_000), "大得不正常"),
        (lambda: drawn(b"".join(b"%d 0 m %d 9 l S " % (i, i) for i in range(9_000))), "线条过多"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data, says):
    with pytest.raises(UnreadableReport, match=says) as refusal:
        represent(data(), "a.pdf")

    assert "请" in str(refusal.value)


def test_a_form_that_calls_itself_does_no_harm():
    with pytest.raises(UnreadableReport):
        represent(drawn(b"/F0 Do", F0=b"/F0 Do"), "a.pdf")


def test_a_missing_stroke_never_joins_cells_into_something_that_is_no_rectangle():
    across = [Ruling(y, 0, 90) for y in (0, 30, 60)] + [Ruling(45, 60, 90)]
    down = [Ruling(x, 0, 60) for x in (0, 90)] + [Ruling(30, 0, 30), Ruling(60, 30, 60)]

    (lattice,) = lattices(across, down)

    fields = [
        (row, column)
        for region in lattice.regions
        for row in range(region.row, region.row + region.rowspan)
        for column in range(region.column, region.column + region.colspan)
    ]
    assert sorted(fields) == [(row, column) for row in range(3) for column in range(3)]


def test_a_cell_never_grows_down_over_a_wall_below_it():
    across = [Ruling(y, 0, 90) for y in (0, 60)] + [Ruling(30, 60, 90)]
    down = [Ruling(x, 0, 60) for x in (0, 60, 90)] + [Ruling(30, 30, 60)]

    (lattice,) = lattices(across, down)

    assert [(r.row, r.column, r.rowspan, r.colspan) for r in lattice.regions] == [
        (0, 0, 1, 2),
        (0, 2, 1, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]


NARROW = "#set table(stroke: none, inset: 3pt, columns: (80pt,) + (22pt,) * 4)\n"


def test_a_blank_cell_without_rulings_keeps_the_numbers_after_it_in_their_columns():
    found = read(
        NARROW + "#table([内容], [甲], [乙], [丙], [丁], [规章], [12], [], [], [3],"
        "[文件], [], [], [], [], [通知], [], [105], [], [9])"
    )

    assert [[[box.text for box in row] for row in grid.rows()] for grid in found.grids] == [
        [["规章", "12", "", "", "3"]],
        [["通知", "", "105", "", "9"]],
    ]
    assert "文件" in texts(found)


def test_the_columns_of_a_table_without_rulings_hold_on_the_next_page():
    found = read(
        NARROW + "#table([内容], [甲], [乙], [丙], [丁], [规章], [1], [2], [3], [4])\n#pagebreak()\n"
        "#table([1.文件], [], [], [], [], [2.通知], [], [6], [], [])"
    )

    assert [[[box.text for box in row] for row in grid.rows()] for grid in found.grids] == [
        [["规章", "1", "2", "3", "4"]],
        [["1.文件", "", "", "", ""], ["2.通知", "", "6", "", ""]],
    ]


def test_a_list_number_on_a_line_of_its_own_is_no_value():
    found = read(NARROW + "#table([内容], [甲], [乙], [丙], [丁], [规章], [1], [2], [3], [4])\n2.\n\n文件")

    assert [[box.text for box in grid.boxes] for grid in found.grids] == [["规章", "1", "2", "3", "4"]]


def test_columns_that_are_not_certain_leave_the_lines_as_they_are():
    found = read(NARROW + "#table([规章], [1], [], [], [4], [文件], [1], [3], [], [])")

    assert found.grids == []
    assert [line.split() for line in texts(found)[:2]] == [["规章", "1", "4"], ["文件", "1", "3"]]


@pytest.mark.parametrize("size", ["0.5em", "0.85em"])
def test_a_mark_of_any_size_is_raised_out_of_its_number(size):
    raised = f"#super(typographic: false, size: {size}, baseline: -0.45em)[12]"

    assert rows(read(f"#table(columns: 3, [规章], [22{raised}], [3])")) == [["规章", "22[12]", "3"]]


def test_a_watermark_is_no_text_of_the_page():
    found = read(
        "#place(dx: 30pt, dy: -9pt, rotate(-30deg, text(size: 40pt)[2023]))#table(columns: 2, [规章], [414])"
    )

    assert rows(found) == [["规章", "414"]]


def test_white_letters_are_read_only_on_something_dark():
    found = read(
        "#table(columns: 2, [规章], [41#text(fill: white)[9]],"
        "table.cell(fill: rgb(20, 40, 90))[#text(fill: white)[文件]], [7])"
    )

    assert rows(found) == [["规章", "41"], ["文件", "7"]]


def test_a_row_cut_by_the_end_of_a_page_is_one_row_with_its_numbers():
    found = read(
        "#set page(height: 200pt)\n#v(18pt)\n#table(columns: (40pt, 20pt, 20pt),"
        "[1.甲], [1], [2], [5.要求确认或出具已获取信息], [6], [7], [6.乙], [8], [9])"
    )

    upper, lower = found.grids
    assert [box.text for box in upper.rows()[-1]][1:] == ["6", "7"]
    assert [[box.text for box in row][1:] for row in lower.rows()] == [[], ["8", "9"]]
    assert "".join((upper.rows()[-1][0].text + lower.boxes[0].text).split()) == "5.要求确认或出具已获取信息"


def test_a_row_that_begins_on_the_next_page_keeps_its_blank_cells():
    found = read(
        "#table(columns: 3, [4.甲], [6], [7])\n#pagebreak()\n"
        "#table(columns: 3, [5.乙], [], [], [6.丙], [8], [9])"
    )

    assert [box.text for box in found.grids[1].boxes] == ["5.乙", "", "", "6.丙", "8", "9"]


def test_a_number_broken_over_two_lines_of_a_cell_keeps_its_break():
    assert rows(read("#table(columns: 3, [规章], [2\\ 8], [3])")) == [["规章", "2\n8", "3"]]


def test_a_numbered_label_before_the_next_one_is_a_row_with_nothing_in_it():
    found = read(
        NARROW + "#table([内容], [甲], [乙], [丙], [丁], [1.通知], [1], [2], [3], [4],"
        "[2.其他法律行政法规禁止公开], [], [], [], [], [3.意见], [5], [], [], [])"
    )

    (grid,) = (grid for grid in found.grids if grid.height > 1)
    assert [[box.text for box in row] for row in grid.rows()] == [
        ["1.通知", "1", "2", "3", "4"],
        ["2.其他法律行政", "", "", "", ""],
    ]


def test_a_bracket_that_runs_over_the_wall_stays_with_its_word():
    found = read("#table(columns: (20pt, 60pt, 30pt), inset: 0pt, [（三）], [国家秘密], [94])")

    assert rows(found) == [["（三）", "国家秘密", "94"]]

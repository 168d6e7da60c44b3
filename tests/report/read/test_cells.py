"""Alignment and cells: from lines and grids to the numbers of the form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report.edition import Column, Kind
from gongkai.report.loader import edition
from gongkai.report.model import Status
from gongkai.report.read.align import regions
from gongkai.report.read.quantity import is_value, parse
from gongkai.report.read.representation import Line, Representation
from gongkai.report.read.resolve import balanced, table4_readings
from gongkai.report.read.splits import readings, signed_readings
from gongkai.report.read.strips import strips_of
from tests.report.read.tables import (
    EXAMPLE,
    TABLE4,
    grid,
    grids,
    lines_of,
    read_cells,
    row,
    rows_of,
    table3_grid,
    text_report,
)

COUNT = Column("C1", "自然人")
CHANGE = Column("delta", "本年增/减", kind=Kind.CHANGE)
MONEY = Column("amount_wan", "本年收费金额", kind=Kind.AMOUNT, unit="万元")


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), (" 0 ", 0), ("１２", 12), ("1,234", 1234), ("3件", 3), ("22（其中修订16件）", 22), ("3.0", 3)],
)
def test_a_count_is_read_as_printed(text, number):
    cell = parse(text, COUNT)

    assert (cell.value, cell.status, cell.unit) == (number, Status.VALUE, None)


@pytest.mark.parametrize("text", ["-3", "3.5", "近150十万元", "1,23", "十余件", "O", "3/4", "9" * 41])
def test_what_is_no_count_is_unreadable_and_never_guessed(text):
    assert parse(text, COUNT).status is Status.UNREADABLE


@pytest.mark.parametrize(
    ("text", "status"), [("", "blank"), ("\u00a0 ", "blank"), ("/", "na"), ("——", "na"), ("－", "na")]
)
def test_blank_and_not_applicable_are_not_zero(text, status):
    assert str(parse(text, COUNT).status) == status


@pytest.mark.parametrize(
    ("text", "number"), [("+1", 1), ("-15", -15), ("减4", -4), ("增2", 2), ("－18", -18), ("0", 0)]
)
def test_a_change_has_a_sign(text, number):
    assert parse(text, CHANGE).value == number


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [("4166.241619", "4166.241619", None), ("251000元", "251000", "元"), ("18.8710万元", "18.8710", None)],
)
def test_money_stands_digit_for_digit_with_the_printed_unit(text, number, unit):
    cell = parse(text, MONEY)

    assert (cell.value, cell.unit) == (Decimal(number), unit)


def test_a_list_number_is_no_value():
    assert not is_value("1.属于国家秘密")
    assert is_value("22(其中修订16件)")


def test_a_run_has_every_split_without_leading_zeros():
    ways = readings(["330000033"], 7)

    assert {("33", "0", "0", "0", "0", "0", "33"), ("3", "30", "0", "0", "0", "0", "33")} <= set(ways)
    assert all(word == "0" or word[0] != "0" for way in ways for word in way)


def test_spaces_in_a_run_are_boundaries_where_they_can_be():
    assert readings(["23", "0", "00", "0", "023"], 7) == [("23", "0", "0", "0", "0", "0", "23")]


def text_with(report: Representation, old: str, new: str) -> Representation:
    """Return the report's text with one piece of it printed otherwise."""
    text = "\n".join(block.text for block in report.blocks if isinstance(block, Line))
    assert old in text
    return lines_of(text.replace(old, new))


def test_a_stray_space_in_a_run_does_not_hide_the_balanced_reading():
    cells, _ = read_cells(text_with(text_report(""), "予以公开5100006", "予以公开510000 6"))

    assert row(cells, "R3_1") == [5, 1, 0, 0, 0, 0, 6]


@pytest.mark.parametrize("printed", ["120 3 123", "12 0 0 0 0 0", "10000 100005", "100 20 120", "510000 6"])
def test_numbers_printed_apart_are_never_cut(printed):
    """自然人120、其他3、总计123，其余空白：不是1、2、0、3、1、2、3。"""
    cells, _ = read_cells(text_with(text_report(" "), "予以公开 5 1 0 0 0 0 6", f"予以公开 {printed}"))

    read = {cell for cell in row(cells, "R3_1") if isinstance(cell, int)}
    assert read <= {int(number) for number in printed.split()}


@pytest.mark.parametrize("printed", ["0 0 0 0 0 0 0 0 0 0 0 12 0 0", "1 2 3 4 10 1 2 3 4 100"])
def test_a_table_four_with_fewer_values_than_cells_is_not_cut_into_digits(printed):
    cells, _ = read_cells(text_report(" ", table4=printed))

    known = {cell.value for address, cell in cells.items() if address.startswith("T4.")} - {None}
    assert known <= {int(number) for number in printed.split()}


def test_table_four_in_a_line_of_five_and_a_line_of_ten_is_read_whole():
    cells, _ = read_cells(text_report(" ", table4="1 0 0 0 1\n0 1 0 0 1 0 0 0 12 12"))

    columns = edition("2021").table("T4").blocks[0].columns
    assert [cells[f"T4.V.{c.code}"].value for c in columns] == [1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 12, 12]


@pytest.mark.parametrize(
    "printed",
    [
        "12万余件",
        "≥120",
        "120以上",
        "120多件",
        "12～15",
        "12/15",
        "3类12项",
        "1、234、567",
        "1'234",
        "52，15",
        "12%",
        "约12",
    ],
)
def test_what_stands_beside_a_number_is_not_dropped(printed):
    in_text, _ = read_cells(text_with(text_report("\n"), "行政许可\n120", f"行政许可\n{printed}"))
    table2 = grid(
        [["第二十条第（一）项"], ["信息内容", "本年制发件数"], ["行政许可", printed], ["行政处罚", "7"]]
    )
    in_grid, _ = read_cells(grids(table2, table3_grid(EXAMPLE)))

    assert in_text["T2.xzxk.decisions"].value is None
    assert in_grid["T2.xzxk.decisions"].status is Status.UNREADABLE
    assert in_grid["T2.xzcf.decisions"].value == 7


@pytest.mark.parametrize("printed", ["十二", "无", "见附件1"])
def test_words_in_a_values_place_are_unreadable_and_not_blank(printed):
    table2 = grid([["第二十条第（一）项"], ["信息内容", "本年制发件数"], ["行政许可", printed]])

    cells, _ = read_cells(grids(table2, table3_grid(EXAMPLE)))

    assert cells["T2.xzxk.decisions"].value is None
    assert cells["T2.xzxk.decisions"].status is not Status.BLANK or printed == "见附件1"


def test_a_sum_of_yuan_says_so_by_its_sign():
    cell = parse("￥521500", MONEY)

    assert (cell.value, cell.unit) == (521500, "元")


def test_a_number_broken_over_two_lines_of_its_box_is_no_number():
    values = {**EXAMPLE, "R3_1": ("5", "1", "0", "0", "0", "0", "2\n8")}

    cells, _ = read_cells(grids(table3_grid(values)))

    assert row(cells, "R3_1")[:6] == [5, 1, 0, 0, 0, 0]
    assert cells["T3.R3_1.C7"].status is Status.UNREADABLE


def test_the_columns_of_table_two_are_those_its_head_names():
    table2 = grid(
        [
            ["第二十条第（一）项"],
            ["信息内容", "现行有效件数", "本年废止件数", "本年制发件数"],
            ["规章", "9", "0", "1"],
            ["行政规范性文件", "20", "1", "3"],
        ]
    )

    cells, _ = read_cells(grids(table2, table3_grid(EXAMPLE)))

    assert [cells[f"T2.gfxwj.{c}"].value for c in ("made", "repealed", "in_force")] == [3, 1, 20]
    assert [cells[f"T2.gz.{c}"].value for c in ("made", "repealed", "in_force")] == [1, 0, 9]


@pytest.mark.parametrize("separator", ["\n", " "])
def test_running_text_with_the_total_first_is_read_by_its_head_and_its_sums(separator):
    text = "\n".join(block.text for block in text_report("@").blocks if isinstance(block, Line))
    lines = []
    for line in text.split("\n"):
        label, *values = line.split("@")
        lines.append(separator.join([label, *(values[-1:] + values[:-1] if len(values) == 7 else values)]))
    head = "自然人\n法人或其他组织\n总计\n商业企业"
    moved = "\n".join(lines).replace(head, "总计\n自然人\n法人或其他组织\n商业企业")

    cells, _ = read_cells(lines_of(moved))

    for code, values in EXAMPLE.items():
        assert row(cells, code) == list(values), code


def test_a_report_cut_off_before_other_handling_has_no_folded_row():
    text = "\n".join(block.text for block in text_report().blocks if isinstance(block, Line))
    cut = text[: text.index("（六）其他处理")]

    cells, findings = read_cells(lines_of(cut))

    assert "L1" not in {finding.rule for finding in findings}
    assert "T3.R3_6.C1" not in cells
    assert row(cells, "R3_6_1") == ["blank"] * 7


def test_a_sign_begins_a_number():
    ways = signed_readings("2648-18538", 3, [False, True, False], [False] * 3)

    assert {way[0] for way in ways} == {"2648"}
    assert ("2648", "-18", "538") in ways


def test_fifteen_digits_are_fifteen_cells_whether_they_balance_or_not():
    assert table4_readings(["100000000050000"]) == [(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0)]


def test_more_digits_are_parted_so_that_the_blocks_balance():
    assert table4_readings(["10203120001200000"]) == [(1, 0, 2, 0, 3, 12, 0, 0, 0, 12, 0, 0, 0, 0, 0)]


def test_a_blank_total_never_unbalances_a_row():
    assert balanced((1, 2, None))
    assert balanced((None, 2, 3))
    assert not balanced((None, 4, 3))


@pytest.mark.parametrize("separator", ["\n", "\n\n", " ", "  "])
def test_separate_values_are_read_whatever_parts_them(separator):
    cells, findings = read_cells(text_report(separator))

    assert findings == []
    for code, values in EXAMPLE.items():
        assert row(cells, code) == list(values)
    assert [cells[f"T4.V.{c.code}"].value for c in edition("2021").table("T4").blocks[0].columns] == list(
        TABLE4
    )
    assert cells["T2.gfxwj.in_force"].value == 20
    assert cells["T2.xzsyxsf.amount_wan"].value == Decimal("1.50")


def test_rows_that_ran_together_are_parted_by_the_identities():
    cells, _ = read_cells(text_report(""))

    for code, values in EXAMPLE.items():
        assert row(cells, code) == list(values), code


def test_a_run_that_nothing_decides_is_ambiguous_with_its_candidates():
    cells, _ = read_cells(text_report(""))  # 行政规范性文件3120: 3 1 20, 3 12 0, 31 2 0

    cell = cells["T2.gfxwj.made"]
    assert (cell.status, cell.candidates) == (Status.AMBIGUOUS, (3, 31))


def test_a_grid_keeps_its_blanks():
    values = {**EXAMPLE, "R3_1": ("5", "", "", "", "", "", "6")}

    cells, _ = read_cells(grids(table3_grid(values)))

    assert row(cells, "R3_1") == [5, "blank", "blank", "blank", "blank", "blank", 6]


def test_a_table_over_two_pages_with_its_head_repeated_is_one_table():
    whole = [
        list(map(str, values))
        for values in ([label, *row] for label, row in rows_of(edition("2021"), EXAMPLE))
    ]
    head = ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    page = Line("- 4 -")

    cells, _ = read_cells(grids(grid([head, *whole[:9]]), page, grid([head, *whole[9:]])))

    for code, values in EXAMPLE.items():
        assert row(cells, code) == list(values)


def test_label_boxes_that_were_not_merged_do_not_shift_the_values():
    rows = [[label, "", "", *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R1") == list(EXAMPLE["R1"])


def test_a_row_without_its_label_is_placed_where_one_row_is_missing():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows[2][0] = ""  # （一）予以公开

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R3_1") == list(EXAMPLE["R3_1"])


def test_two_rows_missing_and_one_without_a_label_leave_both_blank():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows[2][0] = ""
    del rows[3]

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R3_1") == row(cells, "R3_2") == ["blank"] * 7


def test_a_row_that_lost_its_last_box_keeps_the_others_where_the_columns_say_so():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows[0].pop()

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R1")[:2] == [10, 2]
    assert row(cells, "R1")[6] == "blank"


def test_a_local_row_is_not_taken_for_a_row_of_the_form():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows.insert(3, ["其他主动公开文件", *"9999999"])

    cells, _ = read_cells(grids(grid(rows)))

    for code, values in EXAMPLE.items():
        assert row(cells, code) == list(values)


def test_other_handling_in_one_row_is_read_as_that_row_with_a_finding():
    rows = [
        [label, *map(str, values)]
        for label, values in rows_of(edition("2021"), EXAMPLE)
        if not label.startswith(("1.申请人无", "2.申请人逾", "（六）", "3.其他"))
    ]
    rows.insert(-2, ["（六）其他处理", *map(str, EXAMPLE["R3_6_3"])])

    cells, findings = read_cells(grids(Line("本年制发件数 现行有效件数"), grid(rows)))

    assert row(cells, "R3_6") == list(EXAMPLE["R3_6_3"])
    assert row(cells, "R3_6_1") == row(cells, "R3_6_3") == ["na"] * 7
    assert "L1" in [finding.rule for finding in findings]


def test_the_columns_of_table_three_are_those_its_head_names():
    order = [6, 0, 1, 2, 3, 4, 5]
    heads = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = [["申请人情况", *(heads[n] for n in order)]]
    rows += [[label, *(str(values[n]) for n in order)] for label, values in rows_of(edition("2021"), EXAMPLE)]

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R1") == list(EXAMPLE["R1"])


def test_table_four_with_its_total_first_is_read_by_its_head():
    results = ["总计", "结果维持", "结果纠正", "其他结果", "尚未审结"]
    groups = ["行政复议"] * 5 + ["未经复议直接起诉"] * 5 + ["复议后起诉"] * 5
    head = [group + results[n % 5] for n, group in enumerate(groups)]
    printed = [str(TABLE4[start + place]) for start in (0, 5, 10) for place in (4, 0, 1, 2, 3)]

    cells, _ = read_cells(grids(table3_grid(EXAMPLE), grid([head, printed], "表格2")))

    assert [cells[f"T4.V.{c.code}"].value for c in edition("2021").table("T4").blocks[0].columns] == list(
        TABLE4
    )


def test_a_sentence_about_requests_is_no_table():
    strips = strips_of(lines_of("2024年，本年新收政府信息公开申请70件，结转下年度办理1件。"))

    assert regions(strips) == []


def test_two_reports_have_two_regions():
    report = text_report()
    report.blocks *= 2

    assert len(regions(strips_of(report))) == 2


def test_two_tables_side_by_side_are_two_reports():
    rows = [
        [label, *map(str, values), label, *map(str, values)]
        for label, values in rows_of(edition("2021"), EXAMPLE)
    ]

    assert len(regions(strips_of(grids(grid(rows))))) == 2


def test_pipes_do_not_say_in_which_column_a_value_stands():
    rows = [
        ["三、本年度办理结果", label, *map(str, values)]
        for label, values in rows_of(edition("2021"), EXAMPLE)
    ]
    rows[0] = ["一、本年新收政府信息公开申请数量", "", "", "10", "2", "", "", "", "", ""]

    cells, _ = read_cells(grids(grid(rows)))

    assert row(cells, "R1")[0] in (10, "ambiguous", "blank", "unreadable")
    assert row(cells, "R3_1") == list(EXAMPLE["R3_1"])


def test_table_four_in_three_blocks_below_each_other_is_one_table():
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    blocks = []
    for number, name in enumerate(["行政复议", "未经复议直接起诉", "复议后起诉"]):
        blocks.append(grid([[name] * 5, results, [str(n) for n in TABLE4[number * 5 : number * 5 + 5]]]))

    cells, _ = read_cells(grids(table3_grid(EXAMPLE), *blocks))

    assert [cells[f"T4.V.{c.code}"].value for c in edition("2021").table("T4").blocks[0].columns] == list(
        TABLE4
    )


def test_numbers_printed_before_their_labels_are_not_read_one_row_off():
    """A2 holds in every row, wherever it is put: only the row left over tells."""
    rows: list[list[str]] = []
    for label, values in rows_of(edition("2021"), EXAMPLE):
        rows += [["", *map(str, values)], [label]]
    blocks = [grid([["申请人情况", "自然人", "总计"]]), *(grid([row]) for row in rows)]

    cells, _ = read_cells(grids(*blocks))

    for code in EXAMPLE:
        found = row(cells, code)
        assert found == list(EXAMPLE[code]) or not any(isinstance(cell, int) for cell in found), code


@pytest.mark.parametrize("text", ["22[1]", "22 [1]", "22[1]（其中修订16件）"])
def test_a_footnote_mark_is_no_part_of_the_number(text):
    assert parse(text, COUNT).value == 22


def test_a_blank_table_four_is_found_blank_and_not_missing():
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    table4 = grid([results * 3, [""] * 15], "表格2")

    _, findings = read_cells(grids(table3_grid(EXAMPLE), table4))

    assert not any("行政诉讼" in finding.message for finding in findings if finding.rule == "L3")


def test_rows_in_another_order_are_found_by_their_labels():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows[8], rows[9] = rows[9], rows[8]
    rows[9][1] = rows[9][7] = "4"  # 7.属于行政执法案卷 or its neighbour, now printed last

    cells, _ = read_cells(grids(grid(rows)))

    moved = [code for code in ("R3_3_5", "R3_3_6", "R3_3_7", "R3_3_8") if row(cells, code)[0] == 4]
    assert len(moved) == 1
    assert all(isinstance(cell, int) for code in ("R3_3_6", "R3_3_7") for cell in row(cells, code))


def test_one_label_on_two_rows_with_different_numbers_is_doubted():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows.insert(3, [rows[2][0], "7", "0", "0", "0", "0", "0", "7"])

    cells, _ = read_cells(grids(grid(rows)))

    assert {cell.status for address, cell in cells.items() if ".R3_1." in address} == {Status.AMBIGUOUS}


def test_a_row_that_the_form_does_not_have_is_named():
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    rows.insert(12, ["9.其他不予公开情形", "3", "0", "0", "0", "0", "0", "3"])

    _, findings = read_cells(grids(grid(rows)))

    assert [f.message for f in findings if f.rule == "L5"] == [
        "表中有规定格式以外的行，没有计入任何一格：“9.其他不予公开情形”。"
    ]


def test_a_table_of_which_nothing_was_found_is_named():
    _, findings = read_cells(grids(table3_grid(EXAMPLE)))

    assert {f.message for f in findings if f.rule == "L3"} == {
        "没有读到“主动公开政府信息情况”表的任何一格。",
        "没有读到“政府信息公开行政复议、行政诉讼情况”表的任何一格。",
    }


def test_a_run_in_a_file_that_prints_no_zeros_is_not_cut():
    """Blank for zero and nothing between the cells: 277522777 may be 2775, 2 and 2777, or anything."""
    text = "\n".join(block.text for block in text_report("@").blocks if isinstance(block, Line))
    printed = "\n".join(line.replace("@0", "@").replace("@", "") for line in text.split("\n"))

    cells, _ = read_cells(lines_of(printed))

    for code, values in EXAMPLE.items():
        assert all(
            cell == value or isinstance(cell, str)
            for cell, value in zip(row(cells, code), values, strict=True)
        )


def in_twenty_one() -> list[list[str]]:
    """Return table 3 with its head, a row a list: the row R1 is the second."""
    rows = [[label, *map(str, values)] for label, values in rows_of(edition("2021"), EXAMPLE)]
    return [["申请人情况", *(c.label for c in edition("2021").table("T3").blocks[0].columns)], *rows]


@pytest.mark.parametrize(("place", "code"), [(1, "R1"), (2, "R2"), (-1, "R4")])
def test_a_row_printed_twice_is_named_and_no_other_row_is_moved_for_it(place, code):
    rows = in_twenty_one()
    rows.insert(len(rows) if place == -1 else place + 1, rows[place])

    cells, findings = read_cells(grids(grid(rows)))

    assert {each: row(cells, each) for each in EXAMPLE} == {each: list(EXAMPLE[each]) for each in EXAMPLE}
    (found,) = [f for f in findings if f.rule == "L6"]
    assert {address.split(".")[1] for address in found.cells} == {code}
    assert "两处的数相同" in found.message
    assert [f for f in findings if f.rule == "L5"] == []


def test_of_a_row_printed_twice_with_other_numbers_none_is_certain():
    rows = in_twenty_one()
    rows.insert(2, [rows[1][0], "9", "0", "0", "0", "0", "0", "9"])

    cells, findings = read_cells(grids(grid(rows)))

    assert set(row(cells, "R1")) == {"ambiguous"}
    assert row(cells, "R2") == list(EXAMPLE["R2"])
    assert "两处的数不同" in next(f.message for f in findings if f.rule == "L6")


def test_rows_in_another_order_keep_the_numbers_beside_their_labels():
    """新收 and 上年结转 look alike: the numbers of one are never put down as the other's."""
    rows = in_twenty_one()
    rows[1], rows[2] = rows[2], rows[1]

    cells, _ = read_cells(grids(grid(rows)))

    assert {each: row(cells, each) for each in EXAMPLE} == {each: list(EXAMPLE[each]) for each in EXAMPLE}


def test_a_row_printed_twice_does_not_stand_for_the_one_that_is_missing():
    rows = in_twenty_one()
    rows[2] = rows[1]

    cells, findings = read_cells(grids(grid(rows)))

    assert row(cells, "R1") == list(EXAMPLE["R1"])
    assert set(row(cells, "R2")) == {"blank"}
    assert [f.cells[0] for f in findings if f.rule == "L6"] == ["T3.R1.C1"]

"""The grid that every format draws."""

from decimal import Decimal

import pytest

from gongkai.report.edition import Kind
from gongkai.report.loader import edition, editions
from gongkai.report.model import BLANK, Cell, Status
from gongkai.report.write.layout import Role, Unwritable, draw, printed
from tests.report.write.material import NA, folded, numbered, report

KEYS = [form.key for form in editions()]
TABLES = [(form.key, table.code) for form in editions() for table in form.tables]


def covered(table):
    """Return how often each place of the grid is covered by a box."""
    count = {}
    for box in table.boxes:
        for row in range(box.row, box.row + box.rowspan):
            for column in range(box.column, box.column + box.colspan):
                count[row, column] = count.get((row, column), 0) + 1
    return count


@pytest.mark.parametrize(("key", "code"), TABLES)
def test_the_boxes_of_a_table_fill_its_grid_without_overlap(key, code):
    table = draw(edition(key), code, report(key))

    assert covered(table) == {(r, c): 1 for r in range(table.height) for c in range(table.width)}


@pytest.mark.parametrize(("key", "code"), TABLES)
def test_every_cell_of_the_form_is_drawn_once_in_the_order_of_the_form(key, code):
    table = draw(edition(key), code, report(key))

    addresses = [box.address for box in table.boxes if box.role is Role.VALUE]

    assert addresses == [place.address for place in edition(key).table(code).places]


@pytest.mark.parametrize("key", KEYS)
def test_the_headers_of_a_value_are_the_labels_of_its_row_and_column(key):
    for table in edition(key).tables:
        drawn = draw(edition(key), table.code, report(key))
        labels = {(box.row, box.column): box.text for box in drawn.boxes}
        values = {box.address: box for box in drawn.boxes if box.address}
        for place in table.places:
            said = [labels[corner] for corner in values[place.address].headers]

            assert place.column.label in said
            assert set(place.column.group) <= set(said)
            assert set(place.row.group) <= set(said)
            assert not place.row.label or place.row.label in said


@pytest.mark.parametrize("key", KEYS)
def test_the_label_column_of_table_two_is_not_a_header_of_its_values(key):
    drawn = draw(edition(key), "T2", report(key))
    labels = {(box.row, box.column): box.text for box in drawn.boxes}

    for box in drawn.boxes:
        assert "信息内容" not in [labels[corner] for corner in box.headers]


def test_a_single_value_of_table_two_spans_what_its_header_spans():
    values = {box.address: box for box in draw(edition("2021"), "T2", report()).boxes}

    assert values["T2.xzxk.decisions"].colspan == 3
    assert values["T2.gz.made"].colspan == 1


def test_the_amount_of_the_2019_form_spans_two_columns():
    values = {box.address: box for box in draw(edition("2019"), "T2", report("2019")).boxes}

    assert values["T2.zfjzcg.count"].colspan == 1
    assert values["T2.zfjzcg.amount"].colspan == 2


def test_a_folded_row_stands_in_place_of_its_three_parts_and_the_group_is_two_rows_lower():
    whole, fewer = draw(edition("2021"), "T3", report()), draw(edition("2021"), "T3", folded())

    assert fewer.height == whole.height - 2
    assert covered(fewer) == {(r, c): 1 for r in range(fewer.height) for c in range(fewer.width)}
    assert {box.text: box.rowspan for box in fewer.boxes}["三、本年度办理结果"] == 20
    addresses = [box.address for box in fewer.boxes]
    assert "T3.R3_6.C1" in addresses
    assert not any(address.startswith("T3.R3_6_") for address in addresses)


def test_numbers_in_a_folded_row_and_in_its_parts_are_refused():
    both = folded()
    both.cells["T3.R3_6_2.C1"] = Cell(1)

    with pytest.raises(Unwritable, match=r"T3\.R3_6_2\.C1"):
        draw(edition("2021"), "T3", both)


def test_every_number_stands_in_the_box_of_its_own_address():
    for key in KEYS:
        made = numbered(key)
        for table in edition(key).tables:
            for box in draw(edition(key), table.code, made).boxes:
                if box.address:
                    assert box.text == printed(made.cells[box.address], edition(key).place(box.address).kind)


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (Cell(0), Kind.COUNT, "0"),
        (Cell(1), Kind.CHANGE, "+1"),
        (Cell(-15), Kind.CHANGE, "-15"),
        (Cell(0), Kind.CHANGE, "0"),
        (Cell(Decimal("18.8710")), Kind.AMOUNT, "18.8710"),
        (Cell(Decimal("1E+3")), Kind.AMOUNT, "1000"),
        (Cell(Decimal("0E-7")), Kind.AMOUNT, "0.0000000"),
        (Cell(251000, unit="元"), Kind.AMOUNT, "251000元"),
        (Cell(251000, unit="万元"), Kind.AMOUNT, "251000"),
        (Cell(10**30), Kind.COUNT, "1" + "0" * 30),
        (BLANK, Kind.COUNT, ""),
        (NA, Kind.COUNT, "/"),
        (Cell(status=Status.UNREADABLE), Kind.COUNT, "？"),
        (Cell(status=Status.AMBIGUOUS, candidates=(2, 26)), Kind.COUNT, "2或26"),
        (Cell(status=Status.AMBIGUOUS, candidates=(22,)), Kind.COUNT, "22或？"),
        (Cell(status=Status.AMBIGUOUS, candidates=(2, 26), unit="元"), Kind.AMOUNT, "2或26元"),
        (Cell(status=Status.AMBIGUOUS), Kind.COUNT, "？或？"),
    ],
)
def test_a_cell_prints(cell, kind, text):
    assert printed(cell, kind, "万元") == text


def test_a_number_without_digits_is_refused():
    with pytest.raises(Unwritable, match="NaN"):
        printed(Cell(Decimal("NaN")), Kind.AMOUNT, where="T2.zfjzcg.amount")


@pytest.mark.parametrize("unit", ["5元", "-", "元/件", "或3", "．5", "元\x00", "元" * 20])
def test_a_unit_that_could_be_taken_for_part_of_the_number_is_refused(unit):
    with pytest.raises(Unwritable, match="不是单位"):
        printed(Cell(251000, unit=unit), Kind.AMOUNT, "万元", "T2.xzsyxsf.amount_wan")

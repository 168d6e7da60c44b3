"""The identities: each place for itself, with both numbers, and nothing accused that may be right."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check, check_identities
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Report, Severity, Status
from tests.report.check.material import (
    balanced,
    fold,
    leaves,
    real,
    real_entry,
    real_ids,
    total_up,
    zeros,
)

KEYS = ["2019", "2021"]
IDENTITIES = {"N1", "A1", "A2", "A3", "A4", "A5", "X1", "X2", "G1"}


def wrong(report: Report, **given) -> set[tuple[str, frozenset[str]]]:
    """The identities that are found not to hold, each with its cells."""
    return {
        (f.rule, frozenset(f.cells))
        for f in check(report, **given)
        if f.rule in IDENTITIES and f.severity is not Severity.NOT_ASSESSED
    }


def containing(key: str, address: str) -> set[tuple[str, frozenset[str]]]:
    """The balances that have the cell, worked out from the data file without the evaluator."""
    root = files("gongkai.report").joinpath("editions", key)
    data = tomllib.loads(root.joinpath("edition.toml").read_text("utf-8"))
    table, row, column = address.split(".")
    found = set()
    for identity in data["identities"]:
        own = [key for key in (*identity["left"], *identity["right"]) if "/" not in key]
        if identity["per"] == "cell":
            found.add((identity["code"], frozenset({address})))
        elif identity["table"] != table:
            continue
        elif identity["per"] == "column" and row in own:
            found.add((identity["code"], frozenset(f"{table}.{r}.{column}" for r in own)))
        elif identity["per"] == "row" and column in own and row in identity.get("rows", [row]):
            found.add((identity["code"], frozenset(f"{table}.{row}.{c}" for c in own)))
    return found


def last_years(report: Report) -> Report:
    """A report of the year before from which this one follows."""
    before = zeros(report.edition, (report.year or 0) - 1)
    for n in range(1, 8):
        before.cells[f"T3.R4.C{n}"] = report.cells[f"T3.R2.C{n}"]
    for address, cell in report.cells.items():
        stem, _, column = address.rpartition(".")
        value = cell.value or 0
        if column == "in_force":
            made, repealed = (report.cells[f"{stem}.{c}"].value or 0 for c in ("made", "repealed"))
            before.cells[address] = Cell(value - made + repealed)
        elif column == "prev":
            before.cells[address] = Cell(value)
    return before


def busy(key: str, folded: bool = False) -> Report:
    """A balanced report without a zero among its counts."""
    report = zeros(key)
    for n, address in enumerate(report.cells, 1):
        report.cells[address] = Cell(n)
    for n in range(1, 7):
        report.cells[f"T3.R2.C{n}"] = Cell(n)
    total_up(report)
    return fold(report) if folded else report


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("change", [1, -1, 10])
def test_changing_any_one_cell_breaks_exactly_the_identities_that_contain_it(key, change):
    report = busy(key)
    given = {"previous": last_years(report), "children": [busy(key)]}
    assert wrong(report, **given) == set()

    for address in edition(key).places:
        kept = report.cells[address]
        report.cells[address] = Cell((kept.value or 0) + change)
        assert wrong(report, **given) == containing(key, address), address
        report.cells[address] = kept


def test_changing_the_folded_row_breaks_the_sum_of_results_and_its_own_row():
    report = busy("2021", folded=True)
    assert wrong(report, children=[busy("2021", folded=True)]) == set()

    report.cells["T3.R3_6.C2"] = Cell(10**6)
    found = {(rule, "T3.R3_6.C2" in cells) for rule, cells in wrong(report)}

    assert found == {("A1", True), ("A2", True)}


def test_a_folded_row_is_counted_once_even_if_its_parts_are_printed_too():
    report = fold(busy("2021"))
    for k in (1, 2, 3):
        for n in range(1, 8):
            report.cells[f"T3.R3_6_{k}.C{n}"] = busy("2021").cells[f"T3.R3_6_{k}.C{n}"]

    assert wrong(report) == set()


@settings(max_examples=40, deadline=None)
@given(balanced())
def test_a_balanced_report_has_no_finding_of_any_identity(report):
    assert wrong(report, previous=last_years(report), children=[report]) == set()


@settings(max_examples=40, deadline=None)
@given(balanced(), st.data())
def test_errors_that_cancel_in_the_total_are_found_in_their_columns(report, data):
    """One class has a case too many and another one too few: the column of totals still balances."""
    row = data.draw(st.sampled_from(["R1", "R4", *leaves(report.edition)]))
    more, less = data.draw(st.permutations([f"C{n}" for n in range(1, 7)]))[:2]
    for column, change in ((more, 1), (less, -1)):
        address = f"T3.{row}.{column}"
        report.cells[address] = Cell((report.cells[address].value or 0) + change)

    columns = {address.split(".")[2] for _, cells in wrong(report) for address in cells}

    assert columns == {more, less}


@settings(max_examples=40, deadline=None)
@given(balanced(), st.sets(st.sampled_from(sorted(edition("2021").places)), max_size=60))
def test_leaving_cells_blank_never_makes_a_balanced_report_wrong(report, blanks):
    for address in blanks & set(report.cells):
        report.cells[address] = BLANK

    assert wrong(report, previous=last_years(report), children=[report]) == set()


@settings(max_examples=40, deadline=None)
@given(
    balanced(),
    st.dictionaries(
        st.sampled_from(sorted(edition("2021").places)), st.lists(st.integers(0, 99), max_size=3), max_size=30
    ),
)
def test_a_balanced_report_is_not_wrong_when_cells_may_also_be_something_else(report, others):
    for address, choices in others.items():
        if address in report.cells:
            candidates = tuple(sorted({report.cells[address].value or 0, *choices}))
            report.cells[address] = Cell(status=Status.AMBIGUOUS, candidates=candidates)

    assert wrong(report) == set()


def test_known_parts_that_exceed_the_total_are_wrong_whatever_the_blank_ones_are():
    report = zeros()
    report.cells["T4.V.A_upheld"] = Cell(3)
    report.cells["T4.V.A_other"] = BLANK
    report.cells["T4.V.A_total"] = Cell(2)

    found = check_identities(report)

    assert [(f.rule, f.left, f.right) for f in found] == [("A3", 3, 2)]
    assert "至少3 ≠ 2" in found[0].message


def test_known_parts_below_the_total_are_not_wrong_while_one_part_is_blank():
    report = zeros()
    report.cells["T4.V.A_other"] = BLANK
    report.cells["T4.V.A_total"] = Cell(2)

    assert check_identities(report) == []


def test_a_blank_total_is_never_wrong():
    report = zeros()
    report.cells["T4.V.A_upheld"] = Cell(3)
    report.cells["T4.V.A_total"] = BLANK

    assert check_identities(report) == []


def test_a_cell_that_does_not_apply_adds_nothing():
    report = zeros()
    report.cells["T4.V.A_upheld"] = Cell(status=Status.NA)
    report.cells["T4.V.A_total"] = Cell(1)

    assert [(f.rule, f.left, f.right) for f in check_identities(report)] == [("A3", 0, 1)]


def test_an_ambiguous_cell_none_of_whose_readings_fits_is_an_error():
    report = zeros()
    report.cells["T4.V.A_upheld"] = Cell(status=Status.AMBIGUOUS, candidates=(3, 30))
    report.cells["T4.V.A_total"] = Cell(4)

    found = check_identities(report)

    assert [(f.rule, f.left, f.right) for f in found] == [("A3", 3, 4)]
    assert "3或30 ≠ 4" in found[0].message


def test_a_hundred_ambiguous_cells_do_not_take_for_ever():
    report = zeros()
    for address in [a for a in report.cells if a.startswith("T3.R3_") and a.endswith("C1")]:
        report.cells[address] = Cell(
            status=Status.AMBIGUOUS, candidates=tuple(range(0, 10**6, 1009 + len(address)))
        )

    assert check_identities(report) == []


def test_a_signed_change_that_is_blank_accuses_nobody():
    """上一年项目数量等于上一年度报告的上一年项目数量加其本年增/减；增减可以为负。"""
    before, now = zeros("2019", 2019), zeros("2019", 2020)
    before.cells["T2.xzxk.prev"] = Cell(5)
    before.cells["T2.xzxk.delta"] = BLANK
    now.cells["T2.xzxk.prev"] = Cell(3)

    found = [f for f in check(now, previous=before) if f.rule == "X2"]

    assert [(f.severity, f.cells) for f in found] == [(Severity.NOT_ASSESSED, ("T2.xzxk.prev",))]


def test_the_2021_report_is_compared_with_last_years_of_the_older_form_where_both_have_the_cells():
    before, now = zeros("2019", 2020), zeros("2021", 2021)
    before.cells["T3.R4.C1"] = Cell(4)
    before.cells["T3.R4.C7"] = Cell(4)

    found = [f for f in check(now, previous=before) if f.rule in ("X1", "X2")]

    assert [(f.rule, f.severity, f.cells) for f in found] == [
        ("X1", Severity.ERROR_WITH_OVERRIDE, ("T3.R2.C1",)),
        ("X1", Severity.ERROR_WITH_OVERRIDE, ("T3.R2.C7",)),
        ("X2", Severity.NOT_ASSESSED, ()),
    ]
    assert "（自然人栏：0 ≠ 4）" in found[0].message
    assert "2019年格式" in found[2].message


@pytest.mark.parametrize(
    ("previous", "why"),
    [
        (None, "没有给出上一年度的报告"),
        (zeros("2021", 2021), "所给的是2021年度的报告，不是上一年度（2023年度）的"),
        (Report("测试县档案局", 2023, "statistics"), "统计表"),
    ],
)
def test_without_last_years_report_the_identities_across_years_are_not_assessed(previous, why):
    found = [f for f in check(zeros("2021", 2024), previous=previous) if f.rule in ("X1", "X2")]

    assert [(f.rule, f.severity) for f in found] == [
        ("X1", Severity.NOT_ASSESSED),
        ("X2", Severity.NOT_ASSESSED),
    ]
    assert all(why in f.message for f in found)


@pytest.mark.parametrize("name", real_ids())
def test_a_real_report_gives_the_findings_that_a_careful_reader_gives_it(name):
    entry = real_entry(name)
    previous = real(entry["previous"]) if "previous" in entry else None

    found = check(real(name), previous=previous)

    by_rule = {f.rule for f in found if f.severity is not Severity.NOT_ASSESSED}
    assert by_rule == set(entry["found"])
    assert not set(entry["holds"]) & {f.rule for f in found}


def test_the_report_whose_results_add_to_27_while_21_is_printed_is_named_with_both_numbers():
    found = check_identities(real("pingtan_2020"))

    assert [(f.rule, f.left, f.right) for f in found] == [("A1", 26, 20), ("A1", 27, 21)]
    assert found[1].message == "（一）至（六）各项之和，等于（七）总计（总计栏：27 ≠ 21）"


def test_a_printed_total_of_0_beside_parts_of_11_is_named_as_11_and_0():
    report = zeros()
    report.cells |= {f"T4.V.A_{part}": Cell(n) for part, n in (("upheld", 6), ("other", 5))}
    report.cells["T4.V.C_pending"] = Cell(5)

    found = check_identities(report)

    assert [(f.rule, f.left, f.right) for f in found] == [("A3", 11, 0), ("A5", 5, 0)]
    assert found[0].message.endswith("（行政复议总计栏：11 ≠ 0）")


def test_the_sum_of_gravely_different_amounts_is_exact():
    """金额按分算清，不四舍五入。"""
    big, small = Decimal("9" * 40), Decimal("0.000001")
    one, other, both = zeros(organ="甲局"), zeros(organ="乙局"), zeros()
    one.cells["T2.xzsyxsf.amount_wan"] = Cell(big)
    other.cells["T2.xzsyxsf.amount_wan"] = Cell(small)
    both.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("9" * 40 + ".000001"))

    assert wrong(both, children=[one, other]) == set()
    both.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("9" * 40))
    assert {rule for rule, _ in wrong(both, children=[one, other])} == {"G1"}

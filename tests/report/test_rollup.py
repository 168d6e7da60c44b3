"""逐级汇总: what may be added is added, what may not is named, and nothing depends on the order."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.check import check, check_identities
from gongkai.report.interchange import dumps, from_json, loads, to_json
from gongkai.report.model import BLANK, Cell, Report, Severity, Status
from gongkai.report.rollup import NothingToSum, rollup
from gongkai.report.units import MONEY, convert
from tests.report.check.material import NA, balanced, fold, real, total_up, zeros


def said(report: Report, rule: str) -> list[str]:
    """The sentences of one rule among the findings of a roll-up."""
    return [finding.message for finding in report.findings if finding.rule == rule]


def named(report: Report, organ: str) -> Report:
    """The report as that organ's."""
    report.organ = organ
    return report


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(["2019", "2021"]).flatmap(lambda key: st.lists(balanced(key), min_size=1, max_size=5)))
def test_the_sum_of_balanced_reports_balances_and_is_the_sum_of_its_parts(reports):
    children = [named(report, f"第{n}局") for n, report in enumerate(reports)]

    total = rollup(children, organ="测试县")

    assert check_identities(total) == []
    assert [f for f in check(total, children=children) if f.rule == "G1"] == []
    for address, cell in total.cells.items():
        assert cell.value == sum(child.cells[address].value for child in children)


@settings(max_examples=15, deadline=None)
@given(st.lists(balanced("2021"), min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_reports_does_not_matter(reports, random):
    children = [named(report, f"第{n}局") for n, report in enumerate(reports)]
    shuffled = children[:]
    random.shuffle(shuffled)

    assert rollup(shuffled).cells == rollup(children).cells


def test_each_cell_says_of_how_many_reports_it_is_the_sum():
    total = rollup([zeros(organ="甲局"), zeros(organ="乙局")])

    assert {cell.provenance.place for cell in total.cells.values()} == {"2份报告之和"}


def test_a_cell_that_one_report_leaves_blank_has_no_sum_and_the_organ_is_named():
    """空白不按0计。"""
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    one.cells["T3.R1.C7"] = Cell(5)
    other.cells["T3.R1.C7"] = BLANK

    total = rollup([one, other])

    assert total.cells["T3.R1.C7"].status is Status.BLANK
    assert said(total, "S1") == [
        "表三有1格不能汇总：表三“一、本年新收政府信息公开申请数量”总计栏（已知之和5；乙局空白）"
    ]


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        (Cell(status=Status.UNREADABLE), "不是数"),
        (Cell(3, unit="册"), "单位“册”不能换算"),
        (Cell(status=Status.AMBIGUOUS, candidates=tuple(range(50))), "不止一种读法"),
    ],
)
def test_what_cannot_be_added_is_named_with_its_reason(cell, why):
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    other.cells["T2.xzsyxsf.amount_wan"] = cell

    total = rollup([one, other])

    assert total.cells["T2.xzsyxsf.amount_wan"].status is Status.BLANK
    assert f"乙局{why}" in said(total, "S1")[0]


def test_an_ambiguous_part_leaves_the_possible_sums():
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    one.cells["T2.xzcf.decisions"] = Cell(100)
    other.cells["T2.xzcf.decisions"] = Cell(status=Status.AMBIGUOUS, candidates=(26, 2629))

    cell = rollup([one, other]).cells["T2.xzcf.decisions"]

    assert (cell.status, cell.candidates) == (Status.AMBIGUOUS, (126, 2729))


def test_what_applies_to_nobody_does_not_apply_to_the_sum():
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    one.cells["T2.gz.made"] = other.cells["T2.gz.made"] = NA
    one.cells["T2.gz.repealed"] = NA
    other.cells["T2.gz.repealed"] = Cell(2)

    total = rollup([one, other])

    assert total.cells["T2.gz.made"].status is Status.NA
    assert total.cells["T2.gz.repealed"].value == 2
    assert said(total, "S1") == []


def test_amounts_in_yuan_and_in_ten_thousand_yuan_are_added_exactly_and_it_is_said():
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    one.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("1.25"))
    other.cells["T2.xzsyxsf.amount_wan"] = Cell(251001, unit="元")

    total = rollup([one, other])

    assert total.cells["T2.xzsyxsf.amount_wan"].value == Decimal("26.3501")
    assert said(total, "S3") == ["表二“行政事业性收费”本年收费金额栏按万元换算：乙局251001元＝25.1001万元"]
    assert [f for f in check(total, children=[one, other]) if f.rule == "G1"] == []


@pytest.mark.parametrize(
    ("printed", "in_yuan"),
    [
        ("元", 3),
        ("百元", 300),
        ("千元", 3000),
        ("万元", 30_000),
        ("百万元", 3_000_000),
        ("千万元", 30_000_000),
        ("亿元", 300_000_000),
    ],
)
def test_every_unit_of_money_is_so_many_yuan(printed, in_yuan):
    assert convert(3, printed, "元") == in_yuan
    assert set(MONEY) == {"元", "百元", "千元", "万元", "百万元", "千万元", "亿元"}


@settings(deadline=None)
@given(st.decimals(0, 10**15, places=4))
def test_converting_money_there_and_back_changes_nothing(amount):
    for unit in MONEY:
        there = convert(amount, "万元", unit)
        assert there is not None
        assert convert(there, unit, "万元") == amount


def test_a_converted_amount_is_written_out():
    assert str(convert(Decimal("3"), "万元", "元")) == "30000"
    assert convert(3, "册", "元") is None


def test_reports_of_another_form_or_year_and_statistics_tables_are_left_out_and_named():
    children = [zeros("2021", 2023, "甲局"), zeros("2021", 2023, "乙局")]
    odd = [
        zeros("2021", 2022, "丙局"),
        zeros("2019", 2023, "丁局"),
        Report("戊局", 2023, "statistics"),
    ]

    total = rollup([*odd, *children])

    assert (total.year, total.edition) == (2023, "2021")
    assert said(total, "S2") == [
        "没有计入汇总：丙局是2022年度的",
        "没有计入汇总：丁局用的是2019年格式",
        "没有计入汇总：戊局是政府信息公开情况统计表，没有相应的格",
    ]
    assert {f.severity for f in total.findings if f.rule == "S2"} == {Severity.ERROR_WITH_OVERRIDE}


def test_the_year_to_be_summed_can_be_asked_for():
    reports = [zeros("2021", 2023, "甲局"), zeros("2021", 2023, "乙局"), zeros("2021", 2022, "丙局")]

    total = rollup(reports, year=2022)

    assert total.year == 2022
    assert len(said(total, "S2")) == 2


def test_with_nothing_that_can_be_added_it_is_refused():
    with pytest.raises(NothingToSum, match="1份报告中没有"):
        rollup([Report("戊局", 2015, "statistics")])
    with pytest.raises(NothingToSum):
        rollup([])


def test_the_same_report_given_twice_is_counted_once():
    one = zeros(organ="甲局")
    one.cells["T4.V.A_upheld"] = one.cells["T4.V.A_total"] = Cell(1)

    total = rollup([one, deepcopy(one), zeros(organ="乙局")])

    assert total.cells["T4.V.A_total"].value == 1
    assert said(total, "S2") == ["没有计入汇总：甲局与另一份完全相同，只计一次"]


def test_two_reports_of_one_name_that_differ_are_both_counted_and_it_is_said():
    one, other = zeros(organ="教育局"), zeros(organ="教育局")
    other.cells["T4.V.A_upheld"] = other.cells["T4.V.A_total"] = Cell(1)

    total = rollup([one, other])

    assert total.cells["T4.V.A_total"].value == 1
    assert said(total, "S2") == ["有两份不同的报告都是教育局的，两份都计入了汇总"]


def test_a_row_printed_in_place_of_three_is_added_to_the_third_and_it_is_said():
    """（六）其他处理印为一行的，计入“3.其他”。"""
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    for n, report in enumerate((one, other), 1):
        for row in ("R3_6_1", "R3_6_3"):
            report.cells[f"T3.{row}.C1"] = Cell(n)
        total_up(report)
    children = [one, fold(other)]

    total = rollup(children)

    assert [total.cells[f"T3.R3_6_{k}.C7"].value for k in (1, 2, 3)] == [1, 0, 5]
    assert "T3.R3_6.C7" not in total.cells
    assert check_identities(total) == []
    found = [f for f in check(total, children=children) if f.rule in ("G1", "L1")]
    assert [(f.rule, f.severity) for f in found] == [("L1", Severity.WARN)]
    assert "乙局" in found[0].message


def test_an_aggregate_that_prints_the_one_row_is_compared_with_all_three_of_its_parts():
    children = [zeros(organ="甲局"), zeros(organ="乙局")]
    for row, number in (("R3_6_1", 2), ("R3_6_3", 3)):
        children[0].cells[f"T3.{row}.C1"] = Cell(number)
        total_up(children[0])
    printed = fold(rollup(children))

    assert [f for f in check(printed, children=children) if f.rule == "G1"] == []
    printed.cells["T3.R3_6.C1"] = Cell(4)
    wrong = [f for f in check(printed, children=children) if f.rule == "G1"]
    assert [(f.cells, f.left, f.right) for f in wrong] == [(("T3.R3_6.C1",), 4, 5)]


def test_children_of_another_year_or_form_and_unread_ones_leave_the_sum_unassessed():
    total = rollup([zeros("2021", 2023, "甲局")])

    odd = check(total, children=[zeros("2021", 2023, "甲局"), zeros("2021", 2022, "丙局")])
    unread = check(total, children=[zeros("2021", 2023, "甲局")], children_unread=["丁局.pdf"])

    for findings, name in ((odd, "丙局（2022年度"), (unread, "丁局.pdf")):
        (finding,) = [f for f in findings if f.rule == "G1"]
        assert finding.severity is Severity.NOT_ASSESSED
        assert name in finding.message


def test_a_blank_in_a_child_leaves_that_cell_unassessed_unless_the_known_parts_exceed_it():
    children = [zeros(organ="甲局"), zeros(organ="乙局")]
    children[0].cells["T3.R4.C1"] = Cell(5)
    children[1].cells["T3.R4.C1"] = BLANK
    total = rollup([zeros()])

    total.cells["T3.R4.C1"] = Cell(6)
    (more,) = [f for f in check(total, children=children) if f.rule == "G1"]
    total.cells["T3.R4.C1"] = Cell(4)
    (less,) = [f for f in check(total, children=children) if f.rule == "G1"]

    assert (more.severity, more.cells) == (Severity.NOT_ASSESSED, ("T3.R4.C1",))
    assert (less.severity, less.left, less.right) == (Severity.ERROR, 4, 5)


def test_the_real_reports_of_one_organ_over_years_are_never_added_together():
    total = rollup([real("pingtan_2024"), real("pingtan_2025")])

    assert total.year == 2025
    assert total.values() == real("pingtan_2025").values()


def test_the_sum_survives_being_written_as_json_with_its_findings():
    one, other = zeros(organ="甲局"), zeros(organ="乙局")
    other.cells["T3.R1.C7"] = BLANK
    one.cells["T2.xzsyxsf.amount_wan"] = Cell(Decimal("0.10"))
    total = rollup([one, other], organ="测试县")

    again = from_json(loads(dumps(to_json(total))))

    assert again.values() == total.values()
    assert again.findings == total.findings
    assert [f for f in check(again) if f.rule == "S1"] == [f for f in total.findings if f.rule == "S1"]

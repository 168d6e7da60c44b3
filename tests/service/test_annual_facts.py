"""The cells of a report are what happened: each opens what it counts, and what has no cell is told."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from gongkai.report.check import check
from gongkai.report.loader import edition_for
from gongkai.report.model import Severity, Status
from gongkai.report.naming import cell_name
from gongkai.service.annual.actions.allot import allot
from gongkai.service.annual.facts import Needs, cells_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.models import Party, Standing
from tests.service.cases import Bureau, at
from tests.service.desk import an_organ
from tests.service.published import publish
from tests.service.reporting import (
    JANUARY,
    asked,
    became,
    check_every_cell_opens,
    contested,
    declare,
    facts_of,
    numbers,
)
from tests.service.test_requests_desk import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def year(bureau: Bureau) -> Bureau:
    """A bureau with every kind of fact in 2025."""
    asked(bureau, "2024-12-20", "2025-01-08", "partial_disclosure", requester_class="business")
    asked(bureau, "2024-12-20", "2024-12-30")  # over before
    asked(bureau, "2025-03-03", "2025-03-20")
    refused = asked(
        bureau, "2025-03-03", "2025-03-20", "refused_deliberative", requester_class="legal_service"
    )
    asked(bureau, "2025-12-20", "2026-01-08")
    asked(bureau, "2025-12-22", requester_class="business")
    contested(bureau, refused, "2025-04-10", "2025-06-10")
    contested(bureau, refused, "2025-11-10", "2026-01-09", kind="direct_suit", body="青山区人民法院")
    publish(
        bureau.organ,
        "青山区档案开放办法",
        begins=at("2025-05-06"),
        norm="normative",
        formed_on=date(2025, 5, 1),
    )
    for month in range(1, 13):
        declare(bureau, "T2.xzxk.decisions", 10 + month, month)
    declare(bureau, "T2.xzcf.decisions", 0)
    declare(bureau, "T2.xzsyxsf.amount_wan", 12500, unit="元")
    return bureau


def test_the_cells_are_what_happened(year: Bureau) -> None:
    facts = facts_of(year.organ)
    assert facts.faults == []
    assert numbers(facts) == {
        "T2.gfxwj.made": 1,
        "T2.gfxwj.in_force": 1,
        "T2.xzxk.decisions": 198,
        "T2.xzsyxsf.amount_wan": pytest.approx(1.25),
        "T3.R1.C1": 2,
        "T3.R1.C2": 1,
        "T3.R1.C5": 1,
        "T3.R1.C7": 4,
        "T3.R2.C2": 1,
        "T3.R2.C7": 1,
        "T3.R3_1.C1": 1,
        "T3.R3_1.C7": 1,
        "T3.R3_2.C2": 1,
        "T3.R3_2.C7": 1,
        "T3.R3_3_6.C5": 1,
        "T3.R3_3_6.C7": 1,
        "T3.R3_7.C1": 1,
        "T3.R3_7.C2": 1,
        "T3.R3_7.C5": 1,
        "T3.R3_7.C7": 3,
        "T3.R4.C1": 1,
        "T3.R4.C2": 1,
        "T3.R4.C7": 2,
        "T4.V.A_upheld": 1,
        "T4.V.A_total": 1,
        "T4.V.B_pending": 1,
        "T4.V.B_total": 1,
    }
    assert facts.cells["T2.xzcf.decisions"].value == 0
    assert facts.cells["T2.xzqz.decisions"].status is Status.BLANK
    assert [f for f in check(facts.report) if f.severity is Severity.ERROR and f.rule[0] in "NA"] == []


def test_every_cell_opens_what_it_counts(year: Bureau) -> None:
    facts = facts_of(year.organ)
    check_every_cell_opens(facts, facts.report.values())


def test_this_years_opening_is_last_years_closing(year: Bureau) -> None:
    before, now = facts_of(year.organ, 2024).cells, facts_of(year.organ).cells
    for column in range(1, 8):
        assert before[f"T3.R4.C{column}"].value == now[f"T3.R2.C{column}"].value


def test_the_edition_of_2019_has_its_own_cells_of_the_same_facts(bureau: Bureau) -> None:
    asked(bureau, "2020-03-03", "2020-03-20", "correction_lapsed")
    publish(
        bureau.organ, "去年的办法", begins=at("2020-02-03"), norm="normative", formed_on=date(2019, 12, 20)
    )
    declare(bureau, "T2.xzxk.prev", 12, year=2020)
    declare(bureau, "T2.xzxk.delta", -2, year=2020)
    facts = facts_of(bureau.organ, 2020)
    found = numbers(facts)
    assert (facts.form.key, facts.faults) == ("2019", [])
    assert (found["T3.R3_6.C1"], found["T2.xzxk.delta"]) == (1, -2)
    assert ("T2.gfxwj.made_new" in found, found["T2.gfxwj.disclosed_new"]) == (False, 1)
    assert found["T2.gfxwj.disclosed_total"] == 1
    check_every_cell_opens(facts, facts.report.values())


def test_what_has_no_row_in_the_edition_is_named_and_in_no_cell(bureau: Bureau) -> None:
    case = asked(bureau, "2020-03-03", "2020-03-20")
    Standing.objects.filter(case=case).update(counted_outcome="fee_unpaid")
    facts = facts_of(bureau.organ, 2020)
    (fault,) = facts.faults
    assert (fault.needs, fault.cases) == (Needs.ROW, (case.pk,))
    assert "费" in fault.says
    assert "T3.R1.C7" not in numbers(facts)


def test_a_request_whose_class_nobody_entered_is_named(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    Party.objects.filter(case=case).update(requester_class="")
    Standing.objects.update(counted_by="")
    (fault,) = facts_of(bureau.organ).faults
    assert (fault.needs, fault.cases) == (Needs.CLASS, (case.pk,))


def test_what_was_handled_without_confirmed_receipt_is_a_fault_and_what_still_waits_is_told(
    bureau: Bureau,
) -> None:
    handled = answered(bureau, bureau.received("2025-06-02", channel="ordinary_mail"), "2025-06-20")
    waiting = bureau.received("2025-12-30", channel="ordinary_mail")
    later = bureau.received("2026-01-05", channel="ordinary_mail")
    facts = facts_of(bureau.organ)
    (fault,), (doubt,) = facts.faults, facts.doubts
    assert (fault.needs, fault.cases, doubt.needs, doubt.cases) == (
        Needs.CASE,
        (handled.pk,),
        Needs.CASE,
        (waiting.pk,),
    )
    assert "补登确认收到" in fault.says
    assert [doubt.cases for doubt in facts_of(bureau.organ, 2026).doubts] == [(waiting.pk, later.pk)]
    for case in (handled, waiting):
        contact(
            case,
            on=date.fromisoformat("2025-06-03" if case == handled else "2025-12-31"),
            means="电话",
            reached=True,
            by=bureau.clerk,
            at=JANUARY,
        )
    facts = facts_of(bureau.organ)
    assert (facts.faults, facts.doubts, numbers(facts)["T3.R1.C7"]) == ([], [], 2)


def test_a_case_that_cannot_be_counted_blocks_the_years_it_would_be_in(bureau: Bureau) -> None:
    case = asked(bureau, "2024-03-04", "2025-03-20")
    Standing.objects.filter(case=case).update(counted_outcome="?", counted_fault="没有登记办理结果")
    for year, blocked in ((2023, False), (2024, True), (2025, True), (2026, False)):
        assert bool(facts_of(bureau.organ, year).faults) is blocked


def test_a_contest_is_in_table_4_once_its_copy_came_and_what_may_be_in_it_is_told(bureau: Bureau) -> None:
    over = asked(bureau, "2025-03-03", "2025-03-20")
    bare, served, near, known, complaint = (
        open_proceeding(
            bureau.organ, case=over, by=bureau.clerk, at=at("2025-12-20"), kind=kind, over="reply", body="甲"
        )
        for kind in ("reconsideration", "direct_suit", "direct_suit", "direct_suit", "complaint")
    )
    for which, kind, day in (
        (served, "served", "2025-12-22"),
        (near, "served", "2026-01-05"),
        (known, "accepted", "2026-01-05"),
    ):
        enter_step(which, kind=kind, on=date.fromisoformat(day), by=bureau.clerk, at=at("2026-01-06"))
    facts = facts_of(bureau.organ)
    assert [(line.proceeding, line.way, line.result) for line in facts.contests] == [
        (served.pk, "direct_suit", "pending")
    ]
    assert [(doubt.needs, doubt.proceedings) for doubt in facts.doubts] == [
        (Needs.PROCEEDING, (bare.pk,)),
        (Needs.PROCEEDING, (near.pk,)),
    ]
    assert facts.faults == []
    assert complaint.pk not in {key for doubt in facts.doubts for key in doubt.proceedings}
    assert facts_of(bureau.organ, 2024).doubts == []


def test_a_month_that_nobody_declared_is_a_fault_and_names_the_month(bureau: Bureau) -> None:
    for month in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12):
        declare(bureau, "T2.xzxk.decisions", 1, month)
    (fault,) = facts_of(bureau.organ).faults
    assert fault.needs is Needs.DECLARATION
    assert "缺4月" in fault.says


def test_only_the_declaration_that_was_not_replaced_counts(bureau: Bureau) -> None:
    wrong = declare(bureau, "T2.xzcf.decisions", 70)
    declare(bureau, "T2.xzcf.decisions", 7, replaces=wrong, why="多打了一个零")
    assert facts_of(bureau.organ).cells["T2.xzcf.decisions"].value == 7


@pytest.mark.parametrize(
    ("address", "value", "unit"),
    [("T2.xzxk.decisions", "1.5", ""), ("T2.xzxk.decisions", "-1", ""), ("T2.xzsyxsf.amount_wan", "3", "册")],
)
def test_a_number_that_cannot_stand_in_its_cell_is_told(
    bureau: Bureau, address: str, value: str, unit: str
) -> None:
    declare(bureau, address, value, unit=unit)  # type: ignore[arg-type]
    facts = facts_of(bureau.organ)
    assert "不能计入" in facts.faults[0].says


def in_english(bureau: Bureau, organ: Organ | None = None, year: int = 2025) -> str:
    """Return what keeps a year open as an English page says it, without the names that stay Chinese."""
    with override("en"):
        says = "\n".join(fault.says for fault in facts_of(organ or bureau.organ, year).faults)
    cells = map(cell_name, edition_for(year).places.values())
    names = [*cells, *Organ.objects.values_list("name", flat=True)]
    for name in sorted(names, key=len, reverse=True):
        says = says.replace(name, "…")
    assert not re.search(r"[\u4e00-\u9fff]", says), says
    return says


def test_what_keeps_a_year_open_is_said_in_english(bureau: Bureau) -> None:
    unclear, nobodys, old = (asked(bureau, "2025-03-03", "2025-03-20") for _n in range(3))
    Party.objects.filter(case=nobodys).update(requester_class="")
    Standing.objects.update(counted_by="")
    facts_of(bureau.organ)
    says = "2025-03-20的答复没有登记办理结果（outcome），不能计入年度报告表三；请补记（《条例》第五十条）。"
    Standing.objects.filter(case=unclear).update(counted_outcome="?", counted_fault=says)
    Standing.objects.filter(case=old).update(counted_outcome="no_such_outcome")
    for month in (1, 2):
        declare(bureau, "T2.xzxk.decisions", 1, month)
    declare(bureau, "T2.xzcf.decisions", 1)
    declare(bureau, "T2.xzcf.decisions", 1, 1)
    declare(bureau, "T2.xzqz.decisions", "1.5")  # type: ignore[arg-type]
    declare(bureau, "T9.nowhere", 1)
    said = in_english(bureau)
    for words in (
        "without an outcome (outcome)",
        "have no class of requester",
        "“no_such_outcome” of 1 requests has no row",
        "lacks Month 3, Month 4",
        "declared the whole year and months as well",
        "number 1.5 declared",
        "is no cell of the form of 2021",
    ):
        assert words in said


def test_what_a_split_left_undivided_is_said_in_english(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03")
    contested(bureau, case, "2025-05-06")
    declare(bureau, "T2.xzcf.decisions", 1)
    first, _second = heirs(bureau.organ, keeper=False)
    said = in_english(bureau, first.organ)
    for words in ("1 requests; please allot", "1 reconsiderations and suits", "declared before it was split"):
        assert words in said
    assert "the organ that came after it reports" in in_english(bureau)


def test_a_merged_organs_year_is_in_the_report_of_who_came_after(bureau: Bureau) -> None:
    other = Bureau("qingshan-shizhiban", "青山区史志办")
    asked(bureau, "2025-03-03", "2025-03-20")
    asked(other, "2024-12-20", "2025-03-20", requester_class="business")
    for month in range(1, 7):
        declare(bureau, "T2.xzxk.decisions", 1, month)
        declare(other, "T2.xzxk.decisions", 1, month)
    new = Bureau("qingshan-shizhiju", "青山区史志档案局")
    became("merged", [bureau.organ, other.organ], [new.organ], "2025-07-01")
    asked(new, "2025-08-04")
    for month in range(7, 13):
        declare(new, "T2.xzxk.decisions", 1, month)
    facts = facts_of(new.organ)
    found = numbers(facts)
    assert facts.faults == []
    assert (found["T3.R1.C7"], found["T3.R2.C2"], found["T3.R4.C1"]) == (2, 1, 1)
    assert found["T2.xzxk.decisions"] == 18
    check_every_cell_opens(facts, facts.report.values())
    (fault,) = facts_of(bureau.organ).faults
    assert fault.needs is Needs.ORGAN
    assert facts_of(other.organ, 2024).cells["T3.R4.C2"].value == 1


def heirs(old: Organ, keeper: bool) -> tuple[Bureau, Bureau]:
    new = (Bureau("qingshan-dangan", "青山区档案馆"), Bureau("qingshan-shizhi", "青山区史志馆"))
    became("split", [old], [one.organ for one in new], "2025-07-01", new[0].organ if keeper else None)
    return new


def test_of_a_split_the_keeper_counts_what_was_not_given_to_another(bureau: Bureau) -> None:
    kept, gone = asked(bureau, "2025-03-03"), asked(bureau, "2025-03-03", "2025-03-20")
    first, second = heirs(bureau.organ, keeper=True)
    assert facts_of(first.organ).cells["T3.R1.C7"].value == 2
    allot(to=second.organ, cases=[gone], basis="划转清单", by=first.clerk, at=JANUARY)
    for heir, case in ((first, kept), (second, gone)):
        facts = facts_of(heir.organ)
        assert (facts.faults, facts.cells["T3.R1.C7"].value) == ([], 1)
        assert [line.case for line in facts.lines] == [case.pk]
        check_every_cell_opens(facts, facts.report.values())


def test_without_a_keeper_each_case_must_be_given_to_one(bureau: Bureau) -> None:
    cases = [asked(bureau, "2025-03-03"), asked(bureau, "2025-03-03", "2025-03-20")]
    proceeding = contested(bureau, cases[1], "2025-05-06", "2025-06-10")
    loose = contested(bureau, None, "2025-05-06", "2025-06-10", over="publication")
    first, second = heirs(bureau.organ, keeper=False)
    for heir in (first, second):
        undivided, proceedings = facts_of(heir.organ).faults
        assert undivided.cases == tuple(case.pk for case in cases)
        assert proceedings.proceedings == (proceeding.pk, loose.pk)
    by = {"basis": "划转清单", "by": first.clerk, "at": JANUARY}
    allot(to=first.organ, cases=cases[:1], proceedings=[loose], **by)
    allot(to=second.organ, cases=cases[1:], **by)
    one, two = facts_of(first.organ), facts_of(second.organ)
    assert (one.faults, two.faults) == ([], [])
    assert (numbers(one)["T3.R4.C7"], numbers(two)["T3.R3_1.C7"]) == (1, 1)
    assert (one.contests[0].proceeding, two.contests[0].proceeding) == (loose.pk, proceeding.pk)
    assert facts_of(bureau.organ, 2024).faults == []  # the years before are its own


def test_the_months_an_organ_declared_before_it_was_split_are_one_fault_of_their_cell(bureau: Bureau) -> None:
    rows = [declare(bureau, "T2.xzxk.decisions", 1, month).pk for month in (1, 2, 3)]
    fees = declare(bureau, "T2.xzsyxsf.amount_wan", 1, 2, unit="万元").pk
    first, _second = heirs(bureau.organ, keeper=False)
    found = {
        fault.address: fault.declarations
        for fault in facts_of(first.organ).faults
        if "拆分以前" in fault.says
    }
    assert found == {"T2.xzxk.decisions": tuple(rows), "T2.xzsyxsf.amount_wan": (fees,)}
    assert len([fault for fault in facts_of(first.organ).faults if "拆分以前" in fault.says]) == 2


@pytest.mark.parametrize("keeper", [True, False])
def test_what_was_split_under_another_name_is_given_to_an_heir_and_to_who_came_after_it(
    bureau: Bureau, keeper: bool
) -> None:
    """甲局更名为甲委，甲委拆分为丙局、丁局，丁局与乙局合并为戊局。"""
    kept, gone = asked(bureau, "2023-12-20"), asked(bureau, "2023-12-20")
    named = Bureau("qingshan-danganwei", "青山区档案委")
    became("renamed", [bureau.organ], [named.organ], "2024-07-01")
    later = asked(named, "2025-03-03")
    first, second = heirs(named.organ, keeper)
    other, third = Bureau("qingshan-yi", "青山区乙局"), Bureau("qingshan-wu", "青山区戊局")
    became("merged", [second.organ, other.organ], [third.organ], "2025-10-01")
    for organ in (named.organ, other.organ):
        with pytest.raises(CannotDo, match="不是承接"):
            allot(to=organ, cases=[gone], basis="划转清单", by=first.clerk, at=JANUARY)
    allot(to=third.organ, cases=[gone], basis="划转清单", by=first.clerk, at=JANUARY)
    allot(to=second.organ, cases=[later], basis="划转清单", by=first.clerk, at=JANUARY)
    if not keeper:
        allot(to=first.organ, cases=[kept], basis="划转清单", by=first.clerk, at=JANUARY)
    for heir, cases in ((first, [kept]), (third, [gone, later])):
        facts = facts_of(heir.organ)
        assert (facts.faults, [line.case for line in facts.lines]) == ([], [case.pk for case in cases])
        check_every_cell_opens(facts, facts.report.values())
    # The years before the split are whole: nothing had been given to anybody yet.
    assert [line.case for line in facts_of(named.organ, 2024).lines] == [kept.pk, gone.pk]


def test_many_organs_at_once_have_the_cells_each_has_alone(year: Bureau, bureau: Bureau) -> None:
    other = Bureau("qingshan-shizhiban", "青山区史志办")
    asked(other, "2025-03-03", "2025-03-20", requester_class="research")
    empty = an_organ("qingshan-kong", "青山区空局")
    organs = [bureau.organ, other.organ, empty]
    found = cells_of(organs, 2025, JANUARY)
    for organ in organs:
        assert found[organ.pk] == facts_of(organ).cells


def test_declared_numbers_of_many_organs_at_once_are_those_of_each_exactly(bureau: Bureau) -> None:
    other = Bureau("qingshan-shizhiban", "青山区史志办")
    amounts = ("0.1", "0.2", "99999999.999999", "0.000001", "12", "3000000000")
    for month, amount in enumerate(amounts, 1):
        declare(bureau, "T2.xzsyxsf.amount_wan", amount, month)  # type: ignore[arg-type]
    for month, number in enumerate(("7", "1.5", "-1", "5000000000", "5000000000"), 1):
        declare(bureau, "T2.xzxk.decisions", number, month)  # type: ignore[arg-type]
    wrong = declare(bureau, "T2.xzcf.decisions", 70, 1)
    declare(bureau, "T2.xzcf.decisions", 7, 1, replaces=wrong, why="多打了一个零")
    declare(bureau, "T2.xzqz.decisions", "0.5")  # type: ignore[arg-type]
    declare(bureau, "T2.xzcf.decisions", 11, organ=other.organ)
    organs = [bureau.organ, other.organ]
    found = cells_of(organs, 2025, JANUARY)
    for organ in organs:
        assert found[organ.pk] == facts_of(organ).cells
    cells = found[bureau.organ.pk]
    assert cells["T2.xzsyxsf.amount_wan"].value == Decimal("3100000012.3")
    assert cells["T2.xzxk.decisions"].value == 10_000_000_007
    assert cells["T2.xzcf.decisions"].value == 7
    assert cells["T2.xzqz.decisions"].status is Status.BLANK  # no number that can stand there is no zero


def test_the_cells_of_many_organs_take_a_handful_of_queries(
    year: Bureau, django_assert_max_num_queries: object
) -> None:
    organs = [year.organ, *(an_organ(f"qingshan-{n}", f"青山区第{n}局") for n in range(5))]
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        cells_of(organs, 2025, JANUARY)

"""A year is closed once; what is learnt later is told case by case, and restated with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from gongkai.report.loader import edition_for
from gongkai.report.naming import cell_name
from gongkai.service.annual.actions.allot import allot
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.import_report import Imported
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish as annual_publish
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.changes import since
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.facts import Origin, behind, report_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import ClosedCase, Closing, Declaration, Reporter, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.standing import stands
from gongkai.service.annual.whose import begun_after
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Deed, Duty, Organ
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Party, Standing
from gongkai.statute.events import Answered, Sent
from tests.service.annual_children import explain_all
from tests.service.cases import Bureau, at
from tests.service.conftest import a_report
from tests.service.desk import a_post, sign_in
from tests.service.filings import WORDS, Reporting
from tests.service.published import publish
from tests.service.reporting import (
    JANUARY,
    asked,
    became,
    check_every_cell_opens,
    contested,
    declare,
    facts_of,
)
from tests.service.test_annual_facts import heirs
from tests.service.test_requests_desk import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(organ: Organ) -> Bureau:
    return Bureau()


@pytest.fixture
def imported(bureau: Bureau, organ: Organ, file_report: Callable[..., Imported]) -> Callable[..., Imported]:
    """The import of a report for the bureau."""
    assert bureau.organ == organ
    return file_report


def closed(
    bureau: Bureau, organ: Organ | None = None, year: int = 2025, moment: str = "", reason: str = ""
) -> Closing:
    filing = filing_of(organ or bureau.organ, year)
    return close_year(filing, by=bureau.clerk, at=at(moment or f"{year + 1}-01-12"), reason=reason)


def test_a_closing_has_the_cells_and_opens_them_as_they_were(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    contested(bureau, case, "2025-04-10")
    publish(bureau.organ, begins=at("2025-05-06"), norm="normative", formed_on=date(2025, 5, 1))
    declare(bureau, "T2.xzxk.decisions", 12)
    closing = closed(bureau)
    before = report_of(closing).values()
    assert before == facts_of(bureau.organ).report.values()
    check_every_cell_opens(closing, before)
    answered(bureau, asked(bureau, "2025-12-30"), "2026-01-14")
    check_every_cell_opens(closing, before)  # what came later changes nothing of it
    assert Deed.objects.filter(act="annual.close_year").count() == 1


def test_a_year_is_closed_when_it_is_over_and_by_who_writes(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="还没有结束"):
        closed(bureau, moment="2025-12-31")
    with pytest.raises(NotAllowed):
        close_year(filing_of(bureau.organ, 2025), by=bureau.reviewer, at=JANUARY)
    assert closed(bureau, moment="2026-01-01").number == 1


def test_what_cannot_be_counted_keeps_the_year_open(bureau: Bureau) -> None:
    case = asked(bureau, "2025-03-03", "2025-03-20")
    Party.objects.filter(case=case).update(requester_class="")
    Standing.objects.update(counted_by="")
    with pytest.raises(CannotDo, match="没有登记申请人类别"):
        closed(bureau)
    assert not Closing.objects.exists()


def test_what_was_learnt_later_is_told_by_case_with_the_entry_that_told_it(bureau: Bureau) -> None:
    late = asked(bureau, "2025-12-01")
    closing = closed(bureau)
    assert since(closing, JANUARY) == []
    # The reply left on 30 December; it was entered in the middle of January.
    enter(late, Answered(on=date(2025, 12, 30), outcome="not_held"), by=bureau.clerk, at=at("2026-01-14"))
    enter(late, Sent(on=date(2025, 12, 30), means="邮寄"), by=bureau.clerk, at=at("2026-01-14"))
    (found,) = since(closing, at("2026-01-15"))
    assert (found.origin, found.key) == (Origin.CASES, late.pk)
    assert (found.before, found.after) == (("T3.R1.C1", "T3.R4.C1"), ("T3.R1.C1", "T3.R3_4_1.C1"))
    assert [(learnt.kind, learnt.on) for learnt in found.learnt] == [
        ("answered", date(2025, 12, 30)),
        ("sent", date(2025, 12, 30)),
    ]


def test_a_restatement_has_its_reason_and_leaves_the_first_as_it_was(bureau: Bureau) -> None:
    first = closed(bureau)
    with pytest.raises(CannotDo, match="写明原因"):
        closed(bureau)
    with pytest.raises(CannotDo, match="没有变化"):
        closed(bureau, reason="再核一次")
    declare(bureau, "T2.xzcf.decisions", 3)
    second = closed(bureau, reason="补报行政处罚")
    assert (second.number, second.reason) == (2, "补报行政处罚")
    assert "T2.xzcf.decisions" not in report_of(first).values()
    assert report_of(second).values()["T2.xzcf.decisions"] == 3
    assert behind(first, "T2.xzcf.decisions").declarations == ()


def test_what_a_closing_counted_is_kept_by_the_database(bureau: Bureau) -> None:
    asked(bureau, "2025-03-03")
    closing = closed(bureau)
    from django.db import connection

    for statement in ("DELETE FROM annual_closedcase", "UPDATE annual_closing SET cells = ''"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ClosedCase.objects.filter(closing=closing).count() == 1


def test_this_years_opening_is_what_last_year_carried_out(bureau: Bureau) -> None:
    asked(bureau, "2024-12-20")
    closed(bureau, year=2024)
    closed(bureau)
    found = opening(filing_of(bureau.organ, 2025))
    assert found is not None
    assert found.values()["T3.R4.C1"] == 1
    version = make_version(filing_of(bureau.organ, 2025), by=bureau.clerk, at=JANUARY)
    assert [v for v in verdicts_of(version) if v.finding.rule == "X1"] == []


def test_an_opening_that_differs_is_found(bureau: Bureau) -> None:
    closed(bureau, year=2024)
    asked(bureau, "2024-12-20")  # registered after the year was closed
    closed(bureau)
    version = make_version(filing_of(bureau.organ, 2025), by=bureau.clerk, at=JANUARY)
    assert {v.address for v in verdicts_of(version) if v.finding.rule == "X1"} == {"T3.R2.C1", "T3.R2.C7"}


def test_of_a_merger_the_openings_are_the_closings_of_both(bureau: Bureau) -> None:
    other = Bureau("qingshan-shizhiban", "青山区史志办")
    asked(bureau, "2024-12-20")
    asked(other, "2024-12-20", requester_class="business")
    closed(bureau, year=2024)
    closed(other, year=2024)
    new = Bureau("qingshan-shizhiju", "青山区史志档案局")
    became("merged", [bureau.organ, other.organ], [new.organ], "2025-07-01")
    found = opening(filing_of(new.organ, 2025))
    assert found is not None
    facts = facts_of(new.organ)
    for column in range(1, 8):
        assert found.cells[f"T3.R4.C{column}"].value == facts.cells[f"T3.R2.C{column}"].value
    assert found.values()["T3.R4.C7"] == 2


@pytest.mark.parametrize("keeper", [True, False])
def test_of_a_split_each_opening_is_what_it_was_given_of_the_closing(bureau: Bureau, keeper: bool) -> None:
    cases = [asked(bureau, "2024-12-20"), asked(bureau, "2024-12-20", requester_class="business")]
    closed(bureau, year=2024)
    first, second = heirs(bureau.organ, keeper)
    _give(cases[1], second, first)
    if not keeper:
        _give(cases[0], first, first)
    for heir in (first, second):
        found = opening(filing_of(heir.organ, 2025))
        assert found is not None
        facts = facts_of(heir.organ)
        for column in range(1, 8):
            assert found.cells[f"T3.R4.C{column}"].value == facts.cells[f"T3.R2.C{column}"].value
        assert found.values()["T3.R4.C7"] == 1


def _give(case: Case, to: Bureau, by: Bureau) -> None:
    allot(to=to.organ, cases=[case], basis="划转清单", by=by.clerk, at=JANUARY)


@pytest.mark.parametrize("when", ["2024-07-01", "2025-03-01"])
def test_of_a_split_after_another_name_each_opening_is_what_it_was_given(bureau: Bureau, when: str) -> None:
    """Whether the report of the year before was under the new name already, or under the old one."""
    cases = [asked(bureau, "2024-05-20"), asked(bureau, "2024-05-20", requester_class="business")]
    named = Bureau("qingshan-danganwei", "青山区档案委")
    became("renamed", [bureau.organ], [named.organ], when)
    closed(named if when < "2025" else bureau, year=2024)
    first, second = heirs(named.organ, keeper=True)
    _give(cases[1], second, first)
    for heir, kind in ((first, 1), (second, 2)):
        found = opening(filing_of(heir.organ, 2025))
        assert found is not None
        values = found.values()
        assert {c: values[f"T3.R4.C{c}"] for c in (1, 2, 7)} == {1: kind == 1, 2: kind == 2, 7: 1}
        assert facts_of(heir.organ).cells[f"T3.R2.C{kind}"].value == 1


def test_what_was_given_in_a_split_is_in_the_openings_of_later_years_once(bureau: Bureau) -> None:
    cases = [asked(bureau, "2024-05-20"), asked(bureau, "2024-05-20", requester_class="business")]
    closed(bureau, year=2024)
    first, second = heirs(bureau.organ, keeper=True)
    _give(cases[1], second, first)
    for heir in (first, second):
        closed(heir, year=2025)
        found = opening(filing_of(heir.organ, 2026))
        assert found is not None
        facts = facts_of(heir.organ, 2026, at("2027-01-12"))
        for column in range(1, 8):
            assert found.values()[f"T3.R4.C{column}"] == facts.cells[f"T3.R2.C{column}"].value
        assert found.values()["T3.R4.C7"] == 1


def test_what_an_imported_report_carried_out_passes_to_who_came_after(
    bureau: Bureau, imported: Callable[..., Imported]
) -> None:
    report = a_report(2024, "青山区档案局", T3__R1__C1=2, T3__R1__C7=2, T3__R4__C1=1, T3__R4__C7=1)
    imported(report)
    new = Bureau("qingshan-dangan", "青山区档案馆")
    became("renamed", [bureau.organ], [new.organ], "2025-07-01")
    found = opening(filing_of(new.organ, 2025))
    assert found is not None
    assert found.values()["T3.R4.C1"] == 1


def test_of_a_split_whose_report_says_more_than_the_ledgers_nothing_is_told(
    bureau: Bureau, imported: Callable[..., Imported]
) -> None:
    report = a_report(2024, "青山区档案局", T3__R1__C1=4, T3__R1__C7=4, T3__R4__C1=3, T3__R4__C7=3)
    imported(report)
    case = asked(bureau, "2024-12-20")
    first, second = heirs(bureau.organ, keeper=False)
    _give(case, second, first)
    found = opening(filing_of(second.organ, 2025))
    assert found is not None
    assert "T3.R4.C1" not in found.values()


def test_of_an_organ_that_took_another_in_its_own_closing_of_the_year_before_counts_too(
    bureau: Bureau,
) -> None:
    other = Bureau("qingshan-shizhiban", "青山区史志办")
    asked(bureau, "2024-12-20")
    asked(other, "2024-12-20", requester_class="business")
    closed(bureau, year=2024)
    closed(other, year=2024)
    became("merged", [other.organ], [bureau.organ], "2025-07-01")

    assert begun_after([bureau.organ.pk, other.organ.pk], 2024) == set()
    found = opening(filing_of(bureau.organ, 2025))

    assert found is not None
    facts = facts_of(bureau.organ)
    for column in range(1, 8):
        assert found.cells[f"T3.R4.C{column}"].value == facts.cells[f"T3.R2.C{column}"].value
    assert found.values()["T3.R4.C7"] == 2


def test_what_others_became_later_was_not_there_and_what_was_set_up_before_was(bureau: Bureau) -> None:
    new = Bureau("xin-ju", "新局")
    old = Bureau("lao-ju", "老局", established_on=date(2019, 3, 1))
    entered = Bureau("deng-ju", "登记局")
    became("merged", [Bureau(f"{n}-ju", n).organ for n in "ab"], [new.organ], "2025-07-01")
    for taker in (old, entered):
        gone = Bureau(f"{taker.organ.code}-c", f"{taker.organ.name}并入的局").organ
        became("merged", [gone], [taker.organ], "2025-07-01")
    reports = {"administrative": True, "external": True, "independent": True, "kind": "organ"}
    Reporter.objects.create(
        organ=entered.organ, since=2024, basis="三定", by=bureau.clerk, at=JANUARY, **reports
    )
    every = [new.organ.pk, old.organ.pk, entered.organ.pk]
    assert begun_after(every, 2024) == {new.organ.pk}
    assert begun_after(every, 2025) == set()


def test_of_a_split_the_requests_that_passed_are_those_of_the_report_that_is_public(
    bureau: Bureau, imported: Callable[..., Imported]
) -> None:
    case = asked(bureau, "2024-12-20")
    closed(bureau, year=2024)
    report = a_report(2024, "青山区档案局", T3__R1__C1=4, T3__R1__C7=4, T3__R4__C1=3, T3__R4__C7=3)
    imported(report)
    first, second = heirs(bureau.organ, keeper=False)
    _give(case, second, first)
    found = opening(filing_of(second.organ, 2025))
    assert found is not None
    assert "T3.R4.C1" not in found.values()


def test_an_organ_set_up_this_year_opens_with_nothing(bureau: Bureau) -> None:
    new = Bureau("qingshan-xin", "青山区新局", established_on=date(2025, 7, 1))
    found = opening(filing_of(new.organ, 2025))
    assert found is not None
    assert found.values()["T3.R4.C7"] == 0
    assert opening(filing_of(bureau.organ, 2025)) is None


def test_only_who_works_there_closes(bureau: Bureau) -> None:
    stranger = a_post(Bureau("qingshan-minzhengju", "青山区民政局").organ, Duty.CLERK)
    with pytest.raises(NotAllowed):
        close_year(filing_of(bureau.organ, 2025), by=stranger, at=JANUARY)


# What is learnt between the closing and the submission


WHOLE = {
    address: "万元" if address.endswith("_wan") else ""
    for address in ("T2.xzxk.decisions", "T2.xzcf.decisions", "T2.xzqz.decisions", "T2.xzsyxsf.amount_wan")
}
THEN, LEARNT, SENT = at("2026-01-12"), at("2026-01-14"), at("2026-01-15")


@pytest.fixture
def reporting() -> Reporting:
    """A bureau with a request carried out and everything declared, whose first comparison is explained."""
    found = Reporting()
    asked(found, "2025-12-01")
    for address, unit in WHOLE.items():
        declare(found, address, 0, unit=unit)
    return found


def put_together(bureau: Reporting, reason: str = "") -> Version:
    """Return a version of the year as it is known, with what cannot be compared explained."""
    filing = bureau.filing()
    close_year(filing, by=bureau.clerk, at=LEARNT if reason else THEN, reason=reason)
    for section, words in WORDS.items():
        write_section(filing, section, words.format(year=2025, last=2024), by=bureau.clerk, at=THEN)
    version = make_version(filing, by=bureau.clerk, at=LEARNT if reason else THEN)
    explain_all(version, bureau.clerk, bureau.head)
    return version


def answer_late(bureau: Reporting) -> None:
    """Enter in the middle of January a reply that had left in December."""
    late = Case.objects.get(organ=bureau.organ)
    enter(late, Answered(on=date(2025, 12, 30), outcome="not_held"), by=bureau.clerk, at=LEARNT)
    enter(late, Sent(on=date(2025, 12, 30), means="邮寄"), by=bureau.clerk, at=LEARNT)


def test_figures_that_are_no_longer_those_of_the_ledgers_are_not_sent_to_review(reporting: Reporting) -> None:
    version = put_together(reporting)
    answer_late(reporting)
    with pytest.raises(CannotDo, match="改变了报告的6个数") as refused:
        send_to_review(version, by=reporting.clerk, at=SENT)
    form = edition_for(2025)
    for address, was, now in (("T3.R4.C1", 1, 0), ("T3.R3_4_1.C1", 0, 1)):
        assert f"{cell_name(form.places[address])}核定时是{was}，现在是{now}" in str(refused.value)
    assert cell_name(form.places["T3.R1.C1"]) not in str(refused.value)  # that figure is as it was


def test_what_is_learnt_between_review_and_submission_holds_the_report_up_until_it_is_restated(
    reporting: Reporting,
) -> None:
    filing = reporting.cleared(put_together(reporting), THEN).filing
    answer_late(reporting)
    with pytest.raises(CannotDo, match="改变了报告的"):
        submit(filing, by=reporting.clerk, at=SENT)
    version = put_together(reporting, reason="12月30日作出的答复1月14日才补登。")
    submit(reporting.cleared(version, SENT).filing, by=reporting.clerk, at=SENT)
    assert report_of(stands(filing).closing).values()["T3.R3_4_1.C1"] == 1  # type: ignore[arg-type]


def test_what_changes_no_figure_is_told_and_holds_nothing_up(reporting: Reporting, client: Client) -> None:
    filing = reporting.cleared(put_together(reporting), THEN).filing
    wrong = Declaration.objects.get(address="T2.xzcf.decisions")
    declare(reporting, "T2.xzcf.decisions", 0, replaces=wrong, why="更正依据", evidence="台账", at=LEARNT)
    assert [each.origin for each in since(stands(filing).closing, SENT)] == [Origin.DECLARATIONS] * 2  # type: ignore[arg-type]
    page = sign_in(client, reporting.clerk).get(reverse("desk-annual-filing", args=[filing.pk]))
    assert "核定以后又知道的事项" in page.content.decode()
    assert "数据已变" not in page.content.decode()
    submit(filing, by=reporting.clerk, at=SENT)


def test_a_declared_number_that_was_corrected_since_is_another_figure(reporting: Reporting) -> None:
    filing = reporting.cleared(put_together(reporting), THEN).filing
    wrong = Declaration.objects.get(address="T2.xzcf.decisions")
    declare(reporting, "T2.xzcf.decisions", 7, replaces=wrong, why="漏填", at=LEARNT)
    with pytest.raises(CannotDo, match="核定时是0，现在是7"):
        submit(filing, by=reporting.clerk, at=SENT)


def test_what_came_since_and_cannot_be_counted_holds_the_report_up(
    reporting: Reporting, client: Client
) -> None:
    filing = reporting.cleared(put_together(reporting), THEN).filing
    late = asked(reporting, "2025-12-05")
    Party.objects.filter(case=late).update(requester_class="")
    Standing.objects.update(counted_by="")
    with pytest.raises(CannotDo, match="又有不能计入的事项：有1件申请没有登记申请人类别"):
        submit(filing, by=reporting.clerk, at=SENT)
    page = sign_in(client, reporting.clerk).get(reverse("desk-annual-filing", args=[filing.pk]))
    assert "数据已变，须重新核定后再送审、报送" in page.content.decode()


def test_what_is_learnt_after_the_submission_is_for_an_amendment(reporting: Reporting) -> None:
    filing = reporting.cleared(put_together(reporting), THEN).filing
    submit(filing, by=reporting.clerk, at=THEN)
    answer_late(reporting)
    accept(filing, by=reporting.supervisor, at=SENT)
    published = annual_publish(filing, by=reporting.clerk, at=SENT)
    assert published.number == 1
    close_year(filing, by=reporting.clerk, at=SENT, reason="补登12月30日的答复。")
    note = "更正结转件数。"
    anew = make_version(filing, by=reporting.clerk, at=SENT, note=note)
    assert (anew.number, stands(filing).is_amendment) == (2, True)

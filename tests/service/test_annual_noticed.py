"""What becomes known after a report was submitted is on the desk of those who set it right, until it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.service.annual import facts, noticing, owed
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.explain import answer_explanation, explain
from gongkai.service.annual.actions.judge import send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.models import Declaration, ExplanationAnswer, Filing, Noticed, Version
from gongkai.service.annual.noticing import look
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case
from gongkai.statute.events import Answered, EntryAnnulled, ReceiptConfirmed, Sent
from tests.service.annual_children import County, explain_all
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.filings import WORDS, Reporting, explain_the_first_year
from tests.service.reporting import asked, became, declare
from tests.service.test_annual_closing import WHOLE

pytestmark = pytest.mark.django_db

CLOSED, PUBLIC = at("2026-01-12"), at("2026-01-20")
LEARNT, NIGHT, MORNING = at("2026-02-10"), at("2026-02-11", "00:20"), at("2026-02-11")
CARRIED = {f"T3.{row}.{column}": 2 for row in ("R1", "R4") for column in ("C1", "C7")}
BROUGHT = {f"T3.{row}.{column}": 2 for row in ("R2", "R3_1", "R3_7") for column in ("C1", "C7")}
THREE = dict.fromkeys(CARRIED, 3)
OF_LEDGERS, OF_LAST_YEAR, UNCOUNTED = "登记的事项有变", "不再相符", "不能计入的事项"


@pytest.fixture
def bureau() -> Reporting:
    """Return a bureau with last year's report of zeros public."""
    found = Reporting()
    last = found.drafted(2024)
    explain_the_first_year(found, last)
    found.accepted(last, at("2025-01-08"))
    publish(last.filing, by=found.clerk, at=at("2025-01-08"))
    return found


def counted(bureau: Reporting) -> Version:
    """Return the version of a year that was counted from its ledger: one request, answered."""
    asked(bureau, "2025-09-01", "2025-09-10")
    for address, unit in WHOLE.items():
        declare(bureau, address, 0, unit=unit)
    close_year(bureau.filing(), by=bureau.clerk, at=CLOSED)
    for section, words in WORDS.items():
        text = words.format(year=2025, last=2024)
        write_section(bureau.filing(), section, text, by=bureau.clerk, at=CLOSED)
    return make_version(bureau.filing(), by=bureau.clerk, at=CLOSED)


def published(bureau: Reporting, version: Version) -> Filing:
    """Return the filing of a version that went its whole way."""
    filing = bureau.accepted(version, PUBLIC).filing
    publish(filing, by=bureau.clerk, at=PUBLIC)
    return filing


def forgotten(bureau: Reporting) -> None:
    """Let a request of March be entered in February of the next year."""
    case = bureau.received("2025-03-03", moment=LEARNT)
    for event in (
        Answered(on=date(2025, 3, 10), outcome="full_disclosure"),
        Sent(on=date(2025, 3, 10), means="mail"),
    ):
        enter(case, event, by=bureau.clerk, at=LEARNT)


def unconfirmed(bureau: Reporting) -> Case:
    """Let a request that came in an unregistered letter be answered, without the day it was confirmed."""
    case = bureau.received("2025-03-03", channel="ordinary_mail", moment=LEARNT)
    for event in (
        Answered(on=date(2025, 3, 10), outcome="full_disclosure"),
        Sent(on=date(2025, 3, 10), means="mail"),
    ):
        enter(case, event, by=bureau.clerk, at=LEARNT)
    return case


def lines(post: Post, words: str) -> list[Due]:
    """Return the lines of a desk with these words."""
    return [line for line in owed.due(post, MORNING) if words in str(line.says)]


def amended(bureau: Reporting) -> Version:
    """Close the year again and return the version that sets the public one right."""
    close_year(bureau.filing(), by=bureau.clerk, at=LEARNT, reason="补登一件")
    return make_version(bureau.filing(), by=bureau.clerk, at=LEARNT, note="补登一件申请")


def test_a_request_of_the_year_entered_after_publication_is_on_the_desk_with_its_day(
    bureau: Reporting, client: Client
) -> None:
    filing = published(bureau, counted(bureau))
    forgotten(bureau)
    assert lines(bureau.clerk, OF_LEDGERS) == [], "the night has not looked"
    assert look(NIGHT) == 1

    [line] = lines(bureau.clerk, OF_LEDGERS)

    assert line.says == "2025年度报告公布以后，登记的事项有变，6个数与报告不同"
    assert line.how.startswith("2026-02-11比对；")
    assert line.url == reverse("desk-annual-filing", args=[filing.pk])
    page = sign_in(client, bureau.clerk).get(line.url).content.decode()
    assert "公布的报告有6个数与现在登记的事项不同" in page
    assert reverse("desk-annual-changes", args=[bureau.organ.code, 2025]) in page
    assert reverse("desk-annual-close", args=[bureau.organ.code, 2025]) in page
    listed = client.get(reverse("desk-annual")).content.decode()
    assert listed.count(OF_LEDGERS) == 1
    assert lines(bureau.supervisor, "") == [], "what it learnt is the organ's own until it amends"


def test_what_cannot_be_counted_and_came_up_after_publication_is_on_the_desk_until_it_is_mended(
    bureau: Reporting, client: Client
) -> None:
    """It is in no cell, so no figure differs; the published numbers lack it all the same."""
    filing = published(bureau, counted(bureau))
    case = unconfirmed(bureau)
    assert look(NIGHT) == 1

    [line] = lines(bureau.clerk, UNCOUNTED)

    assert line.says == "2025年度报告公布以后，又有1项不能计入的事项"
    assert line.how.startswith("2026-02-11比对；")
    assert line.url == reverse("desk-annual-filing", args=[filing.pk])
    assert lines(bureau.clerk, OF_LEDGERS) == lines(bureau.supervisor, "") == []
    page = sign_in(client, bureau.clerk).get(line.url).content.decode()
    assert "公布以后又有1项不能计入的事项" in page
    [fault] = facts.gather(filing, MORNING).faults
    assert fault.says in page
    assert UNCOUNTED in client.get(reverse("desk-annual")).content.decode()

    enter(case, ReceiptConfirmed(on=date(2025, 3, 4)), by=bureau.clerk, at=MORNING)
    look(at("2026-02-12", "00:20"))
    assert lines(bureau.clerk, UNCOUNTED) == []
    assert len(lines(bureau.clerk, OF_LEDGERS)) == 1, "now it is in a cell, and the published one lacks it"


def test_what_cannot_be_counted_is_told_of_a_submitted_report_and_not_of_one_that_is_not(
    bureau: Reporting, client: Client
) -> None:
    version = bureau.cleared(counted(bureau), PUBLIC)
    submit(version.filing, by=bureau.clerk, at=PUBLIC)
    unconfirmed(bureau)
    look(NIGHT)
    [line] = lines(bureau.clerk, UNCOUNTED)
    assert line.says == "2025年度报告报送以后，又有1项不能计入的事项"
    assert "报送以后又有1项不能计入的事项" in sign_in(client, bureau.clerk).get(line.url).content.decode()
    take_back(version.filing, by=bureau.clerk, at=MORNING, says="补登以后再报送。")
    assert lines(bureau.clerk, UNCOUNTED) == []
    assert look(at("2026-02-12", "00:20")) == 0


def test_who_came_after_the_organ_is_told_whose_report_it_is(bureau: Reporting) -> None:
    published(bureau, counted(bureau))
    forgotten(bureau)
    heir = Bureau("qingshan-dangan", "青山区档案馆")
    became("renamed", [bureau.organ], [heir.organ], "2026-02-10")
    look(NIGHT)
    [line] = lines(heir.clerk, OF_LEDGERS)
    assert line.says == "青山区档案局的2025年度报告公布以后，登记的事项有变，6个数与报告不同"


def test_it_is_gone_with_the_report_that_sets_it_right_and_stays_gone(bureau: Reporting) -> None:
    filing = published(bureau, counted(bureau))
    forgotten(bureau)
    look(NIGHT)
    version = amended(bureau)

    assert lines(bureau.clerk, OF_LEDGERS) == [], "the amendment is on its way"
    assert len(lines(bureau.clerk, "已成稿")) == 1

    bureau.accepted(version, LEARNT)
    publish(filing, by=bureau.clerk, at=LEARNT)
    assert lines(bureau.clerk, "2025") == []
    assert look(at("2026-02-12", "00:20")) == 0
    assert lines(bureau.clerk, "2025") == []


def test_a_year_that_was_only_closed_again_is_still_told(bureau: Reporting) -> None:
    published(bureau, counted(bureau))
    forgotten(bureau)
    close_year(bureau.filing(), by=bureau.clerk, at=LEARNT, reason="补登一件")
    look(NIGHT)
    [line] = lines(bureau.clerk, OF_LEDGERS)
    assert "6个数" in line.says


def test_what_was_taken_back_is_forgotten_by_the_next_night(bureau: Reporting) -> None:
    published(bureau, counted(bureau))
    case = bureau.received("2025-03-03", moment=LEARNT)
    look(NIGHT)
    assert len(lines(bureau.clerk, OF_LEDGERS)) == 1
    enter(case, EntryAnnulled(on=date(2026, 2, 11), annuls=1, reason="登记有误"), by=bureau.clerk, at=MORNING)
    assert look(at("2026-02-12", "00:20")) == 0
    assert lines(bureau.clerk, OF_LEDGERS) == []


def test_what_changes_no_cell_is_told_to_nobody(bureau: Reporting) -> None:
    """A request of this year, and better evidence for a number that stays what it was."""
    published(bureau, counted(bureau))
    bureau.received("2026-02-02", moment=LEARNT)
    wrong = Declaration.objects.get(address="T2.xzcf.decisions")
    declare(bureau, "T2.xzcf.decisions", 0, replaces=wrong, why="更正依据", evidence="台账", at=LEARNT)
    assert look(NIGHT) == 0
    assert lines(bureau.clerk, "2025") == []


def test_a_submitted_report_is_told_as_well_and_no_more_once_it_is_back(bureau: Reporting) -> None:
    version = bureau.cleared(counted(bureau), PUBLIC)
    submit(version.filing, by=bureau.clerk, at=PUBLIC)
    forgotten(bureau)
    look(NIGHT)
    [line] = lines(bureau.clerk, OF_LEDGERS)
    assert line.says == "2025年度报告报送以后，登记的事项有变，6个数与报告不同"

    take_back(version.filing, by=bureau.clerk, at=MORNING, says="补登以后再报送。")

    assert lines(bureau.clerk, OF_LEDGERS) == []
    submit(version.filing, by=bureau.clerk, at=MORNING) if False else None
    look(at("2026-02-12", "00:20"))
    assert not Noticed.objects.exists()


def test_a_returned_report_is_told_as_returned_alone(bureau: Reporting) -> None:
    version = bureau.cleared(counted(bureau), PUBLIC)
    submit(version.filing, by=bureau.clerk, at=PUBLIC)
    forgotten(bureau)
    look(NIGHT)
    send_back(version.filing, by=bureau.supervisor, at=MORNING, says="请补登。")
    assert [line.says for line in lines(bureau.clerk, "2025")] == ["2025年度报告：主管部门退回，待修改"]


def carrying(bureau: Reporting) -> Filing:
    """Return the filing of 2025, published with the two requests that 2024 carried over."""
    last = bureau.drafted(2024, CARRIED, note="更正结转的件数")
    explain_all(last, bureau.clerk, bureau.head)
    bureau.accepted(last, at("2025-01-09"))
    publish(last.filing, by=bureau.clerk, at=at("2025-01-09"))
    version = bureau.drafted(2025, BROUGHT)
    assert noticing.across(version) == []
    return published(bureau, version)


def last_year_amended(bureau: Reporting) -> None:
    """Let the report of 2024 say that it carried over three."""
    last = bureau.drafted(2024, THREE, note="补登一件，结转三件")
    explain_all(last, bureau.clerk, bureau.head)
    bureau.accepted(last, LEARNT)
    publish(last.filing, by=bureau.clerk, at=LEARNT)


def test_last_years_amendment_that_breaks_the_opening_is_told_to_the_organ_and_its_authority(
    bureau: Reporting, client: Client
) -> None:
    filing = carrying(bureau)
    assert look(at("2026-01-21", "00:20")) == 0
    last_year_amended(bureau)
    assert look(NIGHT) == 1

    [own] = lines(bureau.clerk, OF_LAST_YEAR)
    [theirs] = lines(bureau.supervisor, OF_LAST_YEAR)

    assert own.says == "2025年度报告公布以后，上一年度的报告有变，2处与它不再相符"
    assert theirs.says == "青山区档案局的2025年度报告与上一年度的报告不再相符（2处）"
    assert own.url == theirs.url == reverse("desk-annual-filing", args=[filing.pk])
    page = sign_in(client, bureau.clerk).get(own.url).content.decode()
    assert "与上一年度的报告不再相符" in page
    assert page.count("<strong>X1</strong>") == 2
    assert reverse("desk-annual-explain", args=[filing.versions.get().pk]) in page
    client.logout()
    assert "X1" in sign_in(client, bureau.supervisor).get(theirs.url).content.decode()
    assert "与上一年度不再相符" in client.get(reverse("desk-annual")).content.decode()


def test_it_is_gone_when_all_of_it_is_explained_and_agreed_and_not_before(bureau: Reporting) -> None:
    version = carrying(bureau).versions.get()
    last_year_amended(bureau)
    look(NIGHT)
    given = {"rule": "X1", "kind": "last_year_wrong", "by": bureau.clerk, "at": MORNING}
    found = noticing.across(version)
    said = [
        explain(version, address=each.address, amount=each.missing, says="上年多计一件", **given)
        for each in found
    ]
    for n, each in enumerate(said, start=1):
        assert len(lines(bureau.clerk, OF_LAST_YEAR)) == len(lines(bureau.supervisor, OF_LAST_YEAR)) == 1
        answer_explanation(each, approves=True, by=bureau.head, at=MORNING)
        assert ExplanationAnswer.objects.filter(explanation__in=said).count() == n
    assert lines(bureau.clerk, OF_LAST_YEAR) == lines(bureau.supervisor, OF_LAST_YEAR) == []
    assert look(at("2026-02-12", "00:20")) == 0


def test_it_is_gone_with_an_amendment_of_the_year_too(bureau: Reporting) -> None:
    filing = carrying(bureau)
    last_year_amended(bureau)
    look(NIGHT)
    bureau.closed(2025, dict.fromkeys(BROUGHT, 3))
    version = make_version(filing, by=bureau.clerk, at=LEARNT, note="更正上年结转")
    assert lines(bureau.clerk, OF_LAST_YEAR) == []
    bureau.accepted(version, LEARNT)
    publish(filing, by=bureau.clerk, at=LEARNT)
    assert look(at("2026-02-12", "00:20")) == 0
    assert lines(bureau.supervisor, OF_LAST_YEAR) == []


def test_of_a_report_it_has_yet_to_judge_the_authority_is_told_that_alone(bureau: Reporting) -> None:
    version = bureau.cleared(bureau.drafted(2025), PUBLIC)
    submit(version.filing, by=bureau.clerk, at=PUBLIC)
    Noticed.objects.create(version=version, what="opening", count=1, at=NIGHT)
    assert len(lines(bureau.clerk, "报送以后，上一年度的报告有变")) == 1
    assert [line.says for line in lines(bureau.supervisor, "")] == ["审核青山区档案局的2025年度报告"]


def test_many_are_one_line_of_the_authority(bureau: Reporting) -> None:
    carrying(bureau)
    last_year_amended(bureau)
    county = County("hu", "湖区人民政府")
    assert lines(county.supervisor, OF_LAST_YEAR) == [], "nor is it another authority's"
    look(NIGHT)
    for n in range(6):
        child = Reporting(f"ju-{n}", f"第{n}局")
        child.organ.supervisor = bureau.authority
        child.organ.save()
        version = child.drafted(2025)
        explain_all(version, child.clerk, child.head)
        child.supervisor = bureau.supervisor
        child.accepted(version, PUBLIC)
        Noticed.objects.create(version=version, what="opening", count=1, at=NIGHT)
    [line] = lines(bureau.supervisor, OF_LAST_YEAR)
    assert (line.count, line.url) == (7, reverse("desk-annual") + "#inbox")


def test_the_desk_asks_no_more_questions_for_it_however_many_are_noticed(bureau: Reporting) -> None:
    filing = carrying(bureau)

    def asked_for(post: Post) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked_:
            list(owed.due(post, MORNING))
        return len(asked_)

    before = asked_for(bureau.clerk), asked_for(bureau.supervisor)
    last_year_amended(bureau)
    look(NIGHT)
    Noticed.objects.create(version=filing.versions.get(), what="figures", count=3, at=NIGHT)
    assert len(lines(bureau.clerk, "2025")) == 2
    assert (asked_for(bureau.clerk), asked_for(bureau.supervisor)) == before


def test_the_night_asks_as_many_questions_of_a_year_whatever_the_number_of_organs(bureau: Reporting) -> None:
    published(bureau, counted(bureau))

    def asked_for() -> int:
        with CaptureQueriesContext(connection) as asked_:
            assert look(NIGHT) == 0
        return len(asked_)

    before = asked_for()
    for n in range(3):
        child = Reporting(f"ju-{n}", f"第{n}局")
        last = child.drafted(2024)
        explain_the_first_year(child, last)
        published(child, counted(child))
    assert asked_for() == before

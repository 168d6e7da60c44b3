"""A report that its organ took back is that organ's again: the authority reads so wherever it reads of it."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from lxml.html import HtmlElement

from gongkai.service.annual import listed
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit, take_back
from gongkai.service.annual.models import Filing
from gongkai.service.annual.register import Row, State, reporters
from gongkai.service.annual.standing import Stage, stands
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.desk import sign_in
from tests.service.test_pages import page, text
from tests.service.test_portal_years import lines

pytestmark = pytest.mark.django_db

THEN, BACK = at("2026-01-20"), at("2026-01-22")
OPEN = {f"T3.{row}.{column}": 1 for row in ("R1", "R4") for column in ("C1", "C7")}
THEIRS, INNER = "报送过，现在由该机关办理", "审查通过"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def child(county: County) -> Child:
    found = county.child("a-ju", "甲局")
    county.register(found.organ)
    return found


@pytest.fixture
def taken(child: Child) -> Filing:
    """Return the filing of a report that was submitted, and taken back two days later."""
    filing = child.filed(THEN, OPEN).filing
    take_back(filing, by=child.clerk, at=BACK, says="一处有误。")
    return filing


def compared(client: Client) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Return the table of the comparison, and of its data the year, the state and the number of each line."""
    table = lines(page(client, "/desk/annual/compare/").xpath("//div[@class='figures']//table//tr"))
    data = client.get("/desk/annual/compare/data.csv").content.decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(data))
    return table[1:], [(row["edition"], row["state"], row["value"]) for row in rows]


def standing(client: Client, filing: Filing) -> str:
    address = reverse("desk-annual-filing", args=[filing.pk])
    return text(page(client, address).xpath("//section[contains(@class, 'standing')]")[0])


def in_register(county: County, day: str) -> Row:
    (row,) = reporters(county.organ, 2025, date.fromisoformat(day)).rows[-1:]
    return row


def test_the_comparison_and_its_data_say_that_it_is_with_its_organ(
    county: County, taken: Filing, client: Client
) -> None:
    table, data = compared(sign_in(client, county.supervisor))

    assert table == [f"甲局 1{THEIRS}"]
    assert data == [("1", "taken_back", "1")]


def test_what_is_public_is_compared_before_a_correction_that_was_taken_back(
    child: Child, county: County, client: Client
) -> None:
    filing = child.filed(THEN).filing
    accept(filing, by=county.supervisor, at=THEN)
    publish(filing, by=child.clerk, at=THEN)
    child.closed(2025, OPEN)
    anew = make_version(filing, by=child.clerk, at=BACK, note="更正件数。")
    child.explained(anew)
    submit(child.cleared(anew, BACK).filing, by=child.clerk, at=BACK)
    take_back(filing, by=child.clerk, at=BACK, says="一处有误。")

    table, data = compared(sign_in(client, county.supervisor))

    assert table == ["甲局 0"]
    assert data == [("1", "public", "0")]


def test_every_page_of_the_authority_says_that_it_is_with_its_organ_and_not_where_it_stands_there(
    county: County, taken: Filing, client: Client
) -> None:
    sign_in(client, county.supervisor)
    version = taken.versions.get()

    of_filing = standing(client, taken)
    of_version = page(client, reverse("desk-annual-version", args=[version.pk])).xpath("//main")[0]
    inbox = page(client, reverse("desk-annual")).xpath("//table[caption[@id='sent']]")[0]
    act: HtmlElement = page(client, reverse("desk-annual-judge", args=[taken.pk, "accept"]))

    for shown in (of_filing, text(of_version), text(inbox), text(act.xpath("//main")[0])):
        assert THEIRS in shown and INNER not in shown


def test_its_organ_reads_where_it_stands(child: Child, taken: Filing, client: Client) -> None:
    assert INNER in standing(sign_in(client, child.clerk), taken)


def test_the_register_does_not_count_it_as_handed_in_until_it_is_submitted_again(
    county: County, child: Child, taken: Filing
) -> None:
    before, after = in_register(county, "2026-01-30"), in_register(county, "2026-02-05")

    assert (before.state, before.handed_in, before.is_in) == (State.OPEN, None, False)
    assert (after.state, after.late) == (State.LATE, 5)
    submit(taken, by=child.clerk, at=at("2026-02-03"))
    again = in_register(county, "2026-02-05")
    assert (again.handed_in, again.late) == (date(2026, 2, 3), 3)


def test_what_was_taken_back_was_not_submitted(child: Child, taken: Filing) -> None:
    found = stands(taken)

    assert (found.stage, found.was_submitted, found.first_in) == (Stage.CLEARED, None, None)
    (row,) = listed.rows([taken], date(2026, 1, 23))
    assert row.due == row.until.submit_by


def test_a_report_that_came_in_and_was_returned_before_stays_handed_in(county: County, child: Child) -> None:
    filing = child.filed(THEN, OPEN).filing
    send_back(filing, by=county.supervisor, at=THEN, says="请补充。")
    child.closed(2025)
    again = child.drafted_again(BACK)
    child.explained(again)
    submit(child.cleared(again, BACK).filing, by=child.clerk, at=BACK)
    take_back(filing, by=child.clerk, at=BACK, says="一处有误。")

    assert stands(filing).first_in == THEN.date()

"""Who drafts or reviews an authority's sum reads what was submitted to it, and nothing behind it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.models import Version
from gongkai.service.organs.models import Duty
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.test_pages import page

pytestmark = pytest.mark.django_db

THEN = at("2026-01-20")
ONE = {f"T3.{row}.{column}": 1 for row in ("R1", "R4") for column in ("C1", "C7")}
WORKING = ("clerk", "reviewer", "head", "leader")
REGISTER = "/desk/annual/register/?year=2025"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def child(county: County) -> Child:
    found = county.child("a-ju", "甲局")
    county.register(found.organ)
    return found


@pytest.fixture
def sent(child: Child) -> Version:
    return child.filed(THEN, ONE)


def links(client: Client, address: str) -> list[str]:
    """Return where the rows of a page's table lead."""
    found = page(client, address).xpath(
        "//main//table//th[@scope='row']//a/@href | //main//table//td//a/@href"
    )
    return [str(each) for each in found]


@pytest.mark.parametrize("duty", [*WORKING, "supervisor"])
def test_no_organ_in_the_register_leads_nowhere(
    county: County, child: Child, sent: Version, client: Client, duty: str
) -> None:
    other = county.child("b-ju", "乙局")
    county.register(other.organ)
    public = other.filed(THEN)
    accept(public.filing, by=county.supervisor, at=THEN)
    publish(public.filing, by=other.clerk, at=THEN)
    sign_in(client, getattr(county, duty))

    found = links(client, REGISTER)

    assert len(found) >= 2
    assert {address: client.get(address).status_code for address in found} == dict.fromkeys(found, 200)


@pytest.mark.parametrize("duty", WORKING)
def test_what_was_submitted_is_read_as_it_would_be_printed_and_in_every_file_without_its_lists(
    county: County, sent: Version, client: Client, duty: str
) -> None:
    sign_in(client, getattr(county, duty))
    address = reverse("desk-annual-version", args=[sent.pk])

    shown = page(client, address)

    assert shown.xpath("//section[@aria-labelledby='printed']//table")
    assert [link for link in shown.xpath("//main//a/@href") if "/figures/" in link or "/cells/" in link] == []
    assert [client.get(link).status_code for link in shown.xpath("//main//a/@href")] == [200] * len(
        shown.xpath("//main//a/@href")
    )
    for closed in (
        reverse("desk-annual-filing", args=[sent.filing_id]),
        reverse("desk-annual-cell", args=["a-ju", 2025, "T3.R1.C7"]) + "?closing=1",
        reverse("desk-annual-version-cell", args=[sent.pk, "T3.R1.C7"]),
        reverse("desk-annual-review", args=[sent.pk]),
    ):
        assert client.get(closed).status_code == 404, closed


def test_a_draft_is_read_by_nobody_above(county: County, child: Child, client: Client) -> None:
    draft = child.drafted_whole(ONE)
    for duty in (*WORKING, "supervisor"):
        sign_in(client, getattr(county, duty))
        assert client.get(reverse("desk-annual-version", args=[draft.pk])).status_code == 404


def test_another_authority_and_the_administrator_read_nothing_of_it(
    county: County, sent: Version, client: Client
) -> None:
    stranger = an_organ("elsewhere", "别处", kind="county")
    for post in (a_post(stranger, Duty.CLERK), a_post(stranger, Duty.LEADER)):
        sign_in(client, post)
        assert client.get(reverse("desk-annual-version", args=[sent.pk])).status_code == 404
    sign_in(client, a_post(county.organ, Duty.SYSTEM_ADMIN))
    assert client.get(reverse("desk-annual-version", args=[sent.pk])).status_code in (403, 404)


@pytest.mark.parametrize("duty", [*WORKING, "supervisor"])
def test_every_addend_of_the_sum_leads_who_works_on_it_to_the_report(
    county: County, child: Child, sent: Version, client: Client, duty: str
) -> None:
    accept(sent.filing, by=county.supervisor, at=THEN)
    summed = aggregate(county.organ, 2025, by=county.clerk, at=THEN)
    sign_in(client, getattr(county, duty))

    found = links(client, reverse("desk-annual-version-cell", args=[summed.pk, "T3.R1.C7"]))

    assert len(found) == 1
    assert client.get(found[0]).status_code == 200

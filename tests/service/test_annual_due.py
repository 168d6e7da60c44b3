"""The day that counts now is one and the same on the page of a report, in the lists and in the mail."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.service.annual import listed, owing
from gongkai.service.annual.actions.judge import accept, send_back
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.models import Filing
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Post
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.desk import sign_in
from tests.service.test_pages import page, text

pytestmark = pytest.mark.django_db

THEN, LATER = at("2026-01-20"), at("2026-02-10")
OVER = "已过期限"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def child(county: County) -> Child:
    found = county.child("a-ju", "甲局")
    county.register(found.organ)
    return found


def shown(client: Client, post: Post, filing: Filing) -> str:
    """Return what the page of a filing says of where it stands and until when."""
    sign_in(client, post)
    address = reverse("desk-annual-filing", args=[filing.pk])
    return text(page(client, address).xpath("//section[contains(@class, 'standing')]")[0])


def amended(child: Child) -> Filing:
    """Return the filing of a report that was public in time, with the version that corrects it."""
    filing = child.filed(THEN).filing
    accept(filing, by=child.supervisor, at=THEN)
    publish(filing, by=child.clerk, at=THEN)
    child.closed(2025, {"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1})
    child.explained(make_version(filing, by=child.clerk, at=LATER, note="更正件数。"))
    return filing


def test_what_corrects_a_public_report_has_no_day_on_its_page_to_its_organ_or_to_the_authority(
    child: Child, client: Client
) -> None:
    filing = amended(child)

    of_organ = shown(client, child.clerk, filing)
    version = filing.versions.order_by("-number")[0]
    child.cleared(version, LATER)
    submit(filing, by=child.clerk, at=LATER)
    of_authority = shown(client, child.supervisor, filing)

    assert "已成稿" in of_organ and "期限" not in of_organ
    assert "已报送" in of_authority and "期限" not in of_authority


def test_nobody_is_told_by_mail_that_what_corrects_a_public_report_is_owed(child: Child) -> None:
    amended(child)

    told = owing.terms(law_here(), LATER.date(), [child.organ.pk])

    assert [(term.kind, term.day) for term in told] == []


def test_a_report_that_came_in_in_time_and_was_returned_shows_the_day_of_publication(
    child: Child, client: Client
) -> None:
    filing = child.filed(at("2026-01-10")).filing
    send_back(filing, by=child.supervisor, at=THEN, says="请补充第五部分。")

    of_organ = shown(client, child.clerk, filing)
    of_authority = shown(client, child.supervisor, filing)

    (row,) = listed.rows([filing], timezone.localdate())
    day = f"{row.until.publish_by}"
    assert row.due == row.until.publish_by and row.due is not None
    assert "公布期限" in of_organ and day in of_organ and "报送期限" not in of_organ
    assert day in of_authority
    assert (OVER in of_organ, OVER in of_authority) == (row.is_late, row.is_late)


def test_a_report_that_never_came_in_shows_the_day_of_submitting(child: Child, client: Client) -> None:
    filing = child.drafted_whole().filing

    found = shown(client, child.clerk, filing)

    assert "报送期限" in found and "2026-01-31" in found and OVER in found
    assert listed.rows([filing], date(2026, 2, 10))[0].due == date(2026, 1, 31)

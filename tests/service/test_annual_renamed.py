"""Who owes the report of a year in which an organ was renamed or merged: told in January, by one rule."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual import owed, owing, summing
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.remind_reporters import remind
from gongkai.service.annual.deadlines import entered
from gongkai.service.annual.judges import authorities_here
from gongkai.service.annual.models import Filing
from gongkai.service.annual.openings import opening
from gongkai.service.annual.register import Register, reporters
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ, Post
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.desk import sign_in
from tests.service.filings import explain_the_first_year
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

BEFORE, JANUARY, MARCH = at("2025-01-20"), at("2026-01-20"), at("2026-03-03")


@pytest.fixture
def county() -> County:
    return County()


def public(child: Child, year: int = 2024) -> None:
    """Let an organ have a public report of a year."""
    version = child.drafted(year)
    explain_the_first_year(child, version)
    child.accepted(version, BEFORE)
    publish(version.filing, by=child.clerk, at=BEFORE)


def told(post: Post) -> list[str]:
    return [str(line.says) for line in owed.due(post, JANUARY)]


def terms(*organs: Organ) -> list[tuple[str, date]]:
    found = owing.terms(law_here(), JANUARY.date(), [organ.pk for organ in organs])
    return [(term.number, term.day) for term in found]


def names(found: Register) -> dict[str, str]:
    return {row.organ.name: str(row.state) for row in found.rows if not row.is_own}


def test_a_new_name_is_the_same_organ_for_the_register_the_desk_the_mail_and_the_reminder(
    county: County,
) -> None:
    old, new = county.child("jia-ju", "甲局"), county.child("xin-ju", "新局")
    county.register(old.organ, since=2024, at=at("2025-01-04"))
    public(old)
    became("renamed", [old.organ], [new.organ], "2025-11-01")

    assert told(new.clerk) == ["编制2025年度报告"]
    assert terms(new.organ, old.organ) == [("新局2025年度", date(2026, 1, 31))]
    found = reporters(county.organ, 2025, JANUARY.date())
    assert (names(found), found.unregistered) == ({"新局": "open"}, [])
    assert [gone.organ.name for gone in found.ended] == ["甲局"]
    assert names(reporters(county.organ, 2024, JANUARY.date())) == {"甲局": "published"}
    [row] = remind(found.owing, by=county.supervisor, at=JANUARY).told
    assert row.organ == new.organ


def test_its_own_entry_counts_before_that_of_its_former_name(county: County) -> None:
    old, new, other = (
        county.child(f"{k}-ju", name) for k, name in (("a", "甲局"), ("b", "新局"), ("c", "丙局"))
    )
    county.register(old.organ, since=2024, at=at("2025-01-04"))
    became("renamed", [old.organ], [new.organ], "2025-11-01")
    assert entered(new.organ, 2024) is None, "it was not there yet"
    given = {"independent": False, "under": other.organ, "at": JANUARY}
    county.register(new.organ, since=2025, **given)
    assert told(new.clerk) == []
    assert [row.organ.name for row in reporters(county.organ, 2025, JANUARY.date()).within] == ["新局"]


def test_an_entry_goes_on_over_several_names_and_to_who_is_in_charge_now(county: County) -> None:
    west = County("xi", "西山县人民政府")
    first, second = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    third = west.child("c-ju", "丙局")
    county.register(first.organ, since=2024, at=at("2025-01-04"))
    became("renamed", [first.organ], [second.organ], "2025-03-15")
    became("renamed", [second.organ], [third.organ], "2025-07-01")
    assert names(reporters(west.organ, 2025, JANUARY.date())) == {"丙局": "open"}
    assert names(reporters(county.organ, 2025, JANUARY.date())) == {}
    assert authorities_here(third.organ, 2025, JANUARY.date()) == {west.organ.pk}
    assert told(third.clerk) == ["编制2025年度报告"]


def test_a_vertical_line_keeps_the_reports_of_a_new_name(county: County) -> None:
    line = County("ting", "省厅")
    old, new = county.child("a-ju", "甲局"), county.child("b-ju", "新局")
    county.register(old.organ, since=2024, to=line.organ, at=at("2025-01-04"))
    became("renamed", [old.organ], [new.organ], "2025-11-01")
    assert names(reporters(line.organ, 2025, JANUARY.date())) == {"新局": "open"}
    assert [row.organ.name for row in reporters(county.organ, 2025, JANUARY.date()).elsewhere] == ["新局"]


def test_what_came_of_a_merger_is_told_and_its_entry_is_proposed(county: County, client: Client) -> None:
    """What those before it had published tells that it reports; its authority enters that it does."""
    a, b, new = (county.child(f"{k}-ju", name) for k, name in (("a", "甲局"), ("b", "乙局"), ("n", "新局")))
    for child in (a, b):
        county.register(child.organ, since=2024, at=at("2025-01-04"))
        public(child)
    became("merged", [a.organ, b.organ], [new.organ], "2025-07-01")

    assert told(new.clerk) == ["编制2025年度报告"]
    assert terms(new.organ) == [("新局2025年度", date(2026, 1, 31))]
    assert reporters(county.organ, 2025, JANUARY.date()).unregistered == [new.organ]
    sign_in(client, county.supervisor)
    page = client.get(reverse("desk-annual-register") + "?year=2025").content.decode()
    assert "承接甲局，甲局原来单独报送：建议照此登记" in page
    url = reverse("desk-annual-reporter", args=[new.organ.code]) + "?year=2025"
    form = client.get(url).context["form"]
    assert [form.initial[name] for name in ("administrative", "external", "independent")] == ["yes"] * 3
    assert "请核对后登记" in client.get(url).content.decode()


def test_what_came_of_those_that_never_reported_is_not_told(county: County) -> None:
    a, new = county.child("a-ju", "甲局"), county.child("n-ju", "新局")
    became("renamed", [a.organ], [new.organ], "2025-07-01")
    assert told(new.clerk) == []
    assert terms(new.organ) == []


def entered_late(county: County) -> tuple[Child, Child]:
    """Return the old and the new name of an organ whose renaming is entered after its report is public."""
    old, new = county.child("jia-ju", "甲局"), county.child("xin-ju", "新局")
    county.register(old.organ, since=2024, at=at("2025-01-04"))
    version = old.drafted_whole()
    old.accepted(version, JANUARY)
    publish(version.filing, by=old.clerk, at=JANUARY)
    became("renamed", [old.organ], [new.organ], "2025-11-01")
    return old, new


def test_the_report_that_was_public_when_the_renaming_was_entered_is_the_report_of_the_year(
    county: County,
) -> None:
    """条例49: one report of a year. It stays in the register and in the sum, and no second one is owed."""
    old, new = entered_late(county)
    found = reporters(county.organ, 2025, MARCH.date())
    assert (names(found), found.unregistered, found.ended) == ({"甲局": "published"}, [], [])
    assert [piece.row.organ.name for piece in summing.pieces_of(county.organ, 2025, MARCH.date()).pieces] == [
        "甲局"
    ]
    assert [str(line.says) for line in owed.due(new.clerk, MARCH)] == []
    assert list(owing.terms(law_here(), MARCH.date(), [new.organ.pk, old.organ.pk])) == []
    assert names(reporters(county.organ, 2026, MARCH.date())) == {"新局": "open"}
    assert opening(Filing(organ=new.organ, year=2026)) is not None, "it is what the next year opens with"


def test_the_page_of_it_offers_no_step_that_is_always_refused(county: County, client: Client) -> None:
    old, new = entered_late(county)
    page = sign_in(client, new.clerk).get(reverse("desk-annual-filing", args=[old.filing().pk]))
    close = next(way for way in page.context["page"].ways if way.key == "close")
    assert (close.url, close.is_next) == ("", False)
    assert "由承接的机关编制本年度的报告" in close.why
    assert reverse("desk-annual-close", args=[old.organ.code, 2025]) not in page.content.decode()


def test_a_report_handed_in_under_the_new_name_takes_its_place(county: County) -> None:
    _old, new = entered_late(county)
    version = new.drafted_whole()
    new.accepted(version, MARCH)
    found = reporters(county.organ, 2025, MARCH.date())
    assert names(found) == {"新局": "unpublished"}
    assert [gone.organ.name for gone in found.ended] == ["甲局"]

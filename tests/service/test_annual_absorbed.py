"""An organ that took another in was there before: whoever asks when it began is told the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.service.annual import declaring, measures
from gongkai.service.annual.actions.declare import declare
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.carried import before
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.openings import opening
from gongkai.service.annual.register import reporters
from gongkai.service.annual.whose import begun_after, begun_on
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ, Post
from tests.service.annual_children import Child, County
from tests.service.cases import Bureau, at
from tests.service.desk import an_organ
from tests.service.filings import a_closing
from tests.service.reporting import JANUARY, asked, became
from tests.service.reporting import declare as declared
from tests.service.test_portal_years import carrying, filed_as

pytestmark = pytest.mark.django_db

JULY = "2025-07-01"
THEN = at("2026-01-20")
LEFT = {"T3.R1.C1": 2, "T3.R1.C7": 2, "T3.R4.C1": 2, "T3.R4.C7": 2}
PERMITS = "T2.xzxk.decisions"


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def two(county: County) -> tuple[Child, Child]:
    return county.child("jia-ju", "甲局"), county.child("yi-ju", "乙局")


def test_the_months_before_are_taken_and_asked(two: tuple[Child, Child]) -> None:
    gone, taker = two
    became("merged", [gone.organ], [taker.organ], JULY, there=True)

    given = {"address": PERMITS, "value": 5, "evidence": "审批台账", "by": taker.clerk, "at": JANUARY}
    assert declare(taker.organ, year=2025, month=3, **given).month == 3
    line = next(
        line for line in declaring.grid(taker.organ, 2025, JANUARY.date()) if line.place.address == PERMITS
    )
    assert [square.month for square in line.months if square.is_missing] == [1, 2, *range(4, 13)]


def test_of_a_new_one_the_months_before_are_neither_taken_nor_asked(two: tuple[Child, Child]) -> None:
    gone, new = two
    became("merged", [gone.organ], [new.organ], JULY)

    with pytest.raises(CannotDo, match="由当时的机关填报"):
        declare(
            new.organ, year=2025, month=3, address=PERMITS, value=5, evidence="台账", by=new.clerk, at=JANUARY
        )
    line = declaring.grid(new.organ, 2025, JANUARY.date())[0]
    assert [square.month for square in line.months if square.is_missing] == list(range(7, 13))


@pytest.mark.parametrize(("on", "year"), [(JULY, 2024), ("2026-02-15", 2025)])
def test_its_own_closing_stands_in_its_opening_beside_that_of_the_other(
    two: tuple[Child, Child], on: str, year: int
) -> None:
    gone, taker = two
    for child in two:
        a_closing(child.filing(year), child.clerk, LEFT)
    became("merged", [gone.organ], [taker.organ], on, there=True)

    found = opening(Filing(organ=taker.organ, year=year + 1))
    assert found is not None
    assert found.values()["T3.R4.C7"] == 4


def test_what_is_public_of_the_year_before_is_of_both(county: County, two: tuple[Child, Child]) -> None:
    gone, taker = two
    for child in two:
        accept(child.filed(THEN, LEFT).filing, by=county.supervisor, at=THEN)
        publish(child.filing(), by=child.clerk, at=THEN)
    became("merged", [gone.organ], [taker.organ], "2026-02-15", there=True)

    found = before(FiledReport(filing=Filing(organ=taker.organ, year=2026)))
    assert {filed.filing.organ_id for filed in found.filed} == {gone.organ.pk, taker.organ.pk}
    assert found.report is not None
    assert found.report.values()["T3.R4.C7"] == 4


def test_the_public_page_of_its_years_adds_both_and_accuses_nobody(client: Client) -> None:
    gone, taker = an_organ("jia", "青山区甲局", has_area=True), an_organ("yi", "青山区乙局", has_area=True)
    filed_as(gone, carrying(2023, out=0, organ=gone.name))
    filed_as(taker, carrying(2023, out=3, organ=taker.name))
    became("merged", [gone], [taker], "2024-07-01", there=True)
    filed_as(taker, carrying(2024, into=3, organ=taker.name))

    assert "不一致" not in client.get("/organs/yi/reports/").content.decode()
    (shown,) = client.get("/organs/yi/reports/").context["years"]
    told = {
        year.year: (year.take(measures.CARRIED_IN), year.take(measures.CARRIED_OUT)) for year in shown.told
    }
    assert told[2023][1] == told[2024][0] == 3
    assert {filed.filing.organ.code for year in shown.joined for filed in year.filed} == {"jia", "yi"}


def test_the_years_of_the_one_and_the_other_are_added_up_while_both_were_there(client: Client) -> None:
    gone, taker = an_organ("jia", "青山区甲局", has_area=True), an_organ("yi", "青山区乙局", has_area=True)
    for year in (2022, 2023):
        filed_as(gone, carrying(year, out=4, organ=gone.name))
        filed_as(taker, carrying(year, out=3, organ=taker.name))
    filed_as(taker, carrying(2021, out=1, organ=taker.name))  # 甲's of that year is not here
    became("merged", [gone], [taker], "2024-07-01", there=True)
    filed_as(taker, carrying(2024, into=7, organ=taker.name))

    page = client.get("/organs/yi/reports/")

    (shown,) = page.context["years"]
    out = {year.year: year.take(measures.CARRIED_OUT) for year in shown.told}
    assert out == {2021: 1, 2022: 7, 2023: 7, 2024: 0}
    assert [(year.year, [each.code for each in year.missing]) for year in shown.alone] == [(2021, ["jia"])]
    assert "2021年度只是本机关的数，不含后来并入的下列机关" in page.content.decode()
    assert "2022（青山区甲局、青山区乙局）" in page.content.decode()
    assert shown.incomplete == ()


def test_its_report_is_demanded_though_nobody_entered_it_in_the_register(
    county: County, two: tuple[Child, Child]
) -> None:
    gone, taker = two
    county.register(gone.organ)
    became("merged", [gone.organ], [taker.organ], "2026-02-15", there=True)

    assert reporters(county.organ, 2025, date(2026, 3, 2)).unregistered == [taker.organ]


def test_of_a_new_one_no_report_of_the_year_before_is_demanded(
    county: County, two: tuple[Child, Child]
) -> None:
    gone, new = two
    county.register(gone.organ)
    became("merged", [gone.organ], [new.organ], "2026-02-15")

    assert reporters(county.organ, 2025, date(2026, 3, 2)).unregistered == []


@pytest.mark.parametrize("trace", ["post", "request", "report", "declared", "register", "none"])
def test_whatever_is_of_it_from_before_that_day_shows_that_it_was_there(
    county: County, two: tuple[Child, Child], trace: str
) -> None:
    gone, taker = two
    if trace != "post":
        Post.objects.filter(organ=taker.organ).update(since=date.fromisoformat(JULY))
    match trace:
        case "request":
            asked(taker, "2025-06-30")
        case "report":
            a_closing(taker.filing(2024), taker.clerk)
        case "declared":
            declared(taker, PERMITS, 1, month=12, year=2024)
        case "register":
            county.register(taker.organ, since=2024)
    became("merged", [gone.organ], [taker.organ], JULY, there=True)

    expected = {taker.organ.pk: date.fromisoformat(JULY)} if trace == "none" else {}
    assert begun_on([gone.organ.pk, taker.organ.pk]) == expected


@pytest.mark.parametrize("preparation", ["posts", "letter", "both"])
@pytest.mark.parametrize(("on", "eve"), [(JULY, "2025-06-27"), ("2026-01-05", "2025-12-30")])
def test_what_was_prepared_or_came_in_on_the_eve_does_not_make_a_new_organ_an_old_one(
    two: tuple[Child, Child], on: str, eve: str, preparation: str
) -> None:
    gone, new = two
    became("merged", [gone.organ], [new.organ], on)
    if preparation != "letter":
        Post.objects.filter(organ=new.organ).update(since=date.fromisoformat(eve))
    if preparation != "posts":
        new.received(eve, moment=at(on, "15:00"))  # a letter to the former organ, entered by who follows it

    assert begun_on([new.organ.pk]) == {new.organ.pk: date.fromisoformat(on)}


def test_old_requests_that_were_entered_later_show_that_it_was_there(two: tuple[Child, Child]) -> None:
    gone, taker = two
    Post.objects.filter(organ=taker.organ).update(since=date.fromisoformat(JULY))
    became("merged", [gone.organ], [taker.organ], JULY, there=True)
    taker.received("2025-03-03", moment=THEN)

    assert begun_on([taker.organ.pk]) == {}


@pytest.mark.parametrize(
    ("kind", "established_on", "begun"),
    [
        ("renamed", None, JULY),
        ("split", None, None),
        ("abolished", None, None),
        ("merged", "2019-03-01", "2019-03-01"),
        ("merged", "2025-07-01", "2025-07-01"),
        ("renamed", "2025-06-01", "2025-06-01"),
    ],
)
def test_a_new_name_begins_on_its_day_and_a_day_that_was_entered_decides(
    two: tuple[Child, Child], kind: str, established_on: str | None, begun: str | None
) -> None:
    gone, taker = two
    if established_on:
        Organ.objects.filter(pk=taker.organ.pk).update(established_on=established_on)
    other = [an_organ("bing-ju", "丙局", established_on=date(2019, 3, 1))] if kind == "split" else []
    became(kind, [gone.organ], [taker.organ, *other], JULY, there=True)

    assert begun_on([taker.organ.pk]) == ({taker.organ.pk: date.fromisoformat(begun)} if begun else {})


def test_an_organ_that_came_of_a_merger_and_took_another_in_later_began_with_the_first() -> None:
    first, new, later = (Bureau(f"{n}-ju", f"{n}局").organ for n in "abc")
    became("merged", [first], [new], "2023-07-01")
    became("merged", [later], [new], JULY, there=True)

    assert begun_on([new.pk]) == {new.pk: date(2023, 7, 1)}
    assert (begun_after([new.pk], 2022), begun_after([new.pk], 2024)) == ({new.pk}, set())

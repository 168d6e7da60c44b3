"""The sums of governments that merged: all of a year that are wanted are theirs together, or nothing is."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.test import Client

from gongkai.report.write import write
from gongkai.service.annual import checking, measures
from gongkai.service.annual.actions.import_report import Imported, import_report
from gongkai.service.annual.carried import before
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.openings import opening
from gongkai.service.annual.years import Years
from gongkai.service.organs.models import Duty, Organ
from tests.service.annual_children import County
from tests.service.conftest import NOW
from tests.service.desk import a_post, an_organ
from tests.service.reporting import became
from tests.service.test_pages import page, text
from tests.service.test_portal_years import carrying, filed_as, questions

pytestmark = pytest.mark.django_db

XIN = "/organs/xin/reports/"
MARCH = "2024-03-01"


def a_county(code: str, name: str, kind: str = "county") -> Organ:
    return an_organ(code, name, kind=kind, has_area=True)


@pytest.fixture
def dong() -> Organ:
    return a_county("dong", "东山县人民政府")


@pytest.fixture
def xi() -> Organ:
    return a_county("xi", "西山县人民政府")


@pytest.fixture
def xin() -> Organ:
    return a_county("xin", "新山区人民政府")


def summed(organ: Organ, year: int, **carried: int) -> Imported:
    """Import the sum of an organ's year, as it was published elsewhere."""
    report = carrying(year, organ=organ.name, **carried)
    given = {"year": year, "name": "汇总.json", "by": "张三", "at": NOW, "scope": "aggregate"}
    return import_report(organ=organ, data=write(report, "json"), **given)


def of_2024(organ: Organ) -> Filing:
    return Filing(organ=organ, year=2024, scope="aggregate")


def severities(organ: Organ, into: int) -> set[str]:
    """Return what X1 comes to at the desk, of a sum of 2024 that opens with a number."""
    filing = of_2024(organ)
    found = checking.findings(carrying(2024, into=into, organ=organ.name), filing, opening(filing))
    return {str(each.severity) for each in found if each.rule == "X1"}


def sums_shown(client: Client, url: str = XIN) -> Years:
    (shown,) = (each for each in client.get(url).context["years"] if each.is_aggregate)
    assert isinstance(shown, Years)
    return shown


def test_where_the_sum_of_one_is_not_here_the_public_page_accuses_nobody(
    client: Client, dong: Organ, xi: Organ, xin: Organ
) -> None:
    summed(dong, 2023, out=5)
    became("merged", [dong, xi], [xin], MARCH)
    done = summed(xin, 2024, into=8)
    summed(xin, 2025)

    words, shown = text(page(client, XIN)), sums_shown(client)
    assert "不一致" not in words
    assert "2023年度的汇总数不列出，因为本网没有下列原机关的汇总报告：西山县人民政府" in words
    assert [year.year for year in shown.told] == [2024, 2025]
    assert [(year.year, list(year.missing)) for year in shown.incomplete] == [(2023, [xi])]
    assert before(done.filed).why == "本网没有上一年度的全部报告"
    assert {str(each.severity) for each in done.findings if each.rule == "X1"} == {"not_assessed"}


def test_where_the_sum_of_one_is_not_here_the_opening_at_the_desk_is_not_known(
    dong: Organ, xi: Organ, xin: Organ
) -> None:
    summed(dong, 2023, out=5)
    became("merged", [dong, xi], [xin], MARCH)

    found = opening(of_2024(xin))
    assert found is not None and not found.values()
    assert severities(xin, 8) == severities(xin, 5) == {"not_assessed"}


def test_where_both_sums_are_here_they_are_added_up(
    client: Client, dong: Organ, xi: Organ, xin: Organ
) -> None:
    summed(dong, 2023, out=5)
    summed(xi, 2023, out=3)
    became("merged", [dong, xi], [xin], MARCH)
    summed(xin, 2024, into=8)

    out = {year.year: year.take(measures.CARRIED_OUT) for year in sums_shown(client).told}
    assert out == {2023: 8, 2024: 0}
    assert "一致" in text(page(client, XIN)) and "不一致" not in text(page(client, XIN))
    assert severities(xin, 8) == set()
    assert severities(xin, 5) == {"error_with_override"}


def test_a_county_that_took_another_in_says_which_sums_are_its_own_alone(
    client: Client, dong: Organ, xi: Organ
) -> None:
    summed(xi, 2022, out=1)
    summed(xi, 2023, into=1, out=3)
    summed(dong, 2022, out=4)
    became("merged", [dong], [xi], MARCH, there=True)
    summed(xi, 2024, into=7)

    shown = sums_shown(client, "/organs/xi/reports/")
    assert [(year.year, list(year.missing)) for year in shown.alone] == [(2023, [dong])]
    assert {year.year: year.take(measures.CARRIED_OUT) for year in shown.told} == {2022: 5, 2023: 3, 2024: 0}
    words = text(page(client, "/organs/xi/reports/"))
    assert (
        "2023年度的汇总只是本机关的，不含后来并入的下列机关的汇总，本网没有它们的汇总报告：东山县人民政府"
        in words
    )
    assert "不一致" not in words
    assert severities(xi, 7) == {"not_assessed"}


@pytest.mark.parametrize(
    ("sums", "told"), [("never", {"error_with_override"}), ("since 2020", {"not_assessed"}), ("later", None)]
)
def test_who_has_nobody_reporting_to_it_is_not_waited_for(
    dong: Organ, xin: Organ, sums: str, told: set[str] | None
) -> None:
    """A zone's committee sums from the year on in which others report to it."""
    zone = a_county("zone", "东山开发区管理委员会", "other")
    if sums != "never":
        office = an_organ("zone-ju", "开发区甲局", supervisor="zone")
        since = 2020 if sums == "since 2020" else 2024
        County("shi", "青山市人民政府").register(office, since=since, by=a_post(zone, Duty.SUPERVISOR))
        Organ.objects.filter(pk=office.pk).update(supervisor=None)  # with the zone gone, it is another's
    summed(dong, 2023, out=5)
    became("merged", [dong, zone], [xin], "2024-12-01")

    assert severities(xin, 8) == (told or {"error_with_override"})


def test_a_zone_of_which_a_sum_is_here_is_waited_for_from_then_on(dong: Organ, xin: Organ) -> None:
    zone = a_county("zone", "东山开发区管理委员会", "other")
    filed_as(zone, carrying(2022, organ=zone.name), scope="aggregate")
    summed(dong, 2023, out=5)
    became("merged", [dong, zone], [xin], MARCH)

    assert severities(xin, 8) == {"not_assessed"}


def test_a_sum_of_the_year_before_in_the_new_name_is_that_of_the_former(
    client: Client, dong: Organ, xin: Organ
) -> None:
    became("renamed", [dong], [xin], "2024-01-05")
    summed(dong, 2022, out=9)
    summed(xin, 2023, into=9, out=8)
    done = summed(xin, 2024, into=8)

    assert [each.filing.organ for each in before(done.filed).filed] == [xin]
    assert severities(xin, 8) == set()
    shown = sums_shown(client)
    assert [year.year for year in shown.told] == [2022, 2023, 2024]
    assert shown.alone == shown.incomplete == ()
    assert "不一致" not in text(page(client, XIN))


def test_a_sum_in_the_new_name_is_not_added_to_the_one_it_repeats(
    client: Client, dong: Organ, xin: Organ
) -> None:
    became("renamed", [dong], [xin], "2024-01-05")
    for organ in (dong, xin):
        summed(organ, 2023, out=8)
    done = summed(xin, 2024, into=8)

    assert [each.filing.organ for each in before(done.filed).filed] == [dong]
    assert severities(xin, 8) == set()
    out = {year.year: year.take(measures.CARRIED_OUT) for year in sums_shown(client).told}
    assert out == {2023: 8, 2024: 0}


def test_twenty_years_of_sums_take_no_more_questions_than_three(
    client: Client, dong: Organ, xi: Organ, xin: Organ
) -> None:
    def filed_in(organ: Organ, years: Iterable[int]) -> list[FiledReport]:
        return [
            filed_as(organ, carrying(year, into=1, out=1, organ=organ.name), scope="aggregate")
            for year in years
        ]

    became("merged", [dong, xi], [xin], MARCH)
    filed_in(xin, [2024])
    filed_in(dong, [2022, 2023])
    filed_in(xi, [2023])
    few = questions(client, XIN)
    filed_in(dong, range(2005, 2022))
    filed_in(xi, [*range(2010, 2022)])

    assert questions(client, XIN) == few
    assert text(page(client, XIN)).count("年度的汇总数不列出") == 6

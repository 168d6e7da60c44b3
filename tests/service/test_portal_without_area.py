"""The public reports of organs that have no area here: all that a report with an area has, and no more."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from gongkai.report.loader import edition_for
from gongkai.report.sums import plain
from gongkai.report.write import FORMATS
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.receive_report import read_file, receive_report
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.models import FiledReport, Version
from gongkai.service.organs.models import Organ
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import an_organ
from tests.service.filings import a_report, as_json, pass_all
from tests.service.test_language import HAN
from tests.service.test_pages import page, text
from tests.service.test_portal_years import carrying, filed_as

pytestmark = pytest.mark.django_db

THEN, LATER, LAST = at("2026-01-20"), at("2026-02-10"), at("2026-03-03")
YEARS = "/organs/far-ju/reports/"
REPORT = f"{YEARS}2025/"
NOTE = "更正新收件数。"
FILES = (
    *(f"report.{form}" for form in FORMATS),
    *(f"{w}.{f}" for w in ("cells", "identities") for f in ("csv", "json")),
)
TITLE = "远郊局2025年政府信息公开工作年度报告"


@pytest.fixture
def county() -> Far:
    """A county of which one organ has nobody and no area here; its report came as a file and is public."""
    found = Far()
    Organ.objects.filter(pk=found.far.pk).update(has_area=False)
    found.far.refresh_from_db()
    found.register(found.far)
    released(found, received(found), THEN)
    return found


def received(county: Far, count: int = 2, note: str = "", moment: Any = THEN) -> Version:
    data = as_json(a_report(count=count))
    report = read_file(data, "report.json")
    given = {"source": data, "name": "report.json", "by": county.supervisor, "at": moment}
    version = receive_report(county.far, 2025, report, note=note, **given)
    explain_all(version, county.supervisor, county.second)
    return version


def released(county: Far, version: Version, moment: Any) -> FiledReport:
    """Let the authority accept, review and publish what it received."""
    accept(version.filing, by=county.supervisor, at=moment)
    send_to_review(version, by=county.supervisor, at=moment)
    pass_all(version, county.levels, moment)
    return publish(version.filing, by=county.supervisor, at=moment)


def amended(county: Far) -> None:
    """Let the report be set right."""
    released(county, received(county, 3, NOTE, LATER), LATER)


def summed(county: County) -> FiledReport:
    """Return the county's own sum, public."""
    version = county.whole(aggregate(county.organ, 2025, by=county.clerk, at=LAST), LAST)
    submit(version.filing, by=county.clerk, at=LAST)
    told = {"authority": "市", "reference": "1号", "day": LAST.date(), "by": county.leader, "at": LAST}
    judged_elsewhere(version.filing, accepts=True, **told)
    return publish(version.filing, by=county.clerk, at=LAST)


def whole(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer) if answer.streaming else answer.content


def rows(client: Client, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(whole(client, url).decode("utf-8-sig"))))


def test_it_has_its_page_of_years_and_of_each_year_with_every_file(county: Far, client: Client) -> None:
    years, report = page(client, YEARS), page(client, REPORT)

    assert REPORT in years.xpath("//main//a/@href")
    assert "远郊局" in text(years.xpath("//main")[0])
    assert "本网的核对" in text(report) and "上一年度报告未录入本平台" in whole(client, REPORT).decode()
    for name in FILES:
        assert whole(client, f"{REPORT}1/{name}"), name
    assert {f"{REPORT}1/{name}" for name in FILES} <= set(report.xpath("//a/@href"))


def test_an_amendment_shows_its_note_and_the_edition_before(county: Far, client: Client) -> None:
    amended(county)

    assert f"更正：{NOTE}" in text(page(client, YEARS).xpath("//ul[@class='amended']")[0])
    assert f"更正说明（第2版）：{NOTE}" in text(page(client, REPORT))
    assert "已经被更正的旧版" in text(page(client, f"{REPORT}1/"))
    for number in (1, 2):
        assert all(whole(client, f"{REPORT}{number}/{name}") for name in FILES)


def test_it_is_in_whatever_programs_read(county: Far, client: Client) -> None:
    amended(county)

    (listed,) = client.get("/api/v1/reports?organ=far-ju").json()["items"]
    one = client.get("/api/v1/reports/far-ju/2025").json()
    assert (listed["url"], listed["note"]) == (f"http://testserver{REPORT}2/", NOTE)
    assert ([each["edition"] for each in one["amendments"]], one["cells"] != []) == ([2, 1], True)
    assert all(whole(client, url.removeprefix("http://testserver")) for url in one["files"].values())
    for key in ("reports", "identities"):
        assert {row["organ_code"] for row in rows(client, f"/open-data/{key}.csv")} == {"far-ju"}
    for feed in ("/feeds/reports.atom", "/feeds/reports.atom?organ=far-ju"):
        assert f"http://testserver{REPORT}" in whole(client, feed).decode()
    assert f"<loc>http://testserver{REPORT}</loc>" in whole(client, "/sitemaps/reports.xml").decode()
    assert f"<loc>http://testserver{YEARS}</loc>" in whole(client, "/sitemaps/pages.xml").decode()
    (line,) = (
        r for r in rows(client, "/organs/qingshan/reports/all/2025/list.csv") if r["organ_code"] == "far-ju"
    )
    assert line["url"] == f"http://testserver{REPORT}"
    assert line["cells_csv"] == f"http://testserver{REPORT}2/cells.csv"


def test_readers_come_to_it_from_every_list(county: Far, client: Client) -> None:
    for url in ("/", "/organs/qingshan/reports/all/2025/"):
        assert REPORT in page(client, url).xpath("//main//a/@href"), url
    for url in ("/organs/", "/organs/?q=远郊", "/organs/?by=letter", "/map/"):
        assert YEARS in page(client, url).xpath("//main//a/@href"), url
    compared = page(client, "/reports/compare/?organ=far-ju")
    assert f"{REPORT}1/" in compared.xpath("//table//a/@href")
    found = page(client, "/search/?q=远郊局&organ=far-ju")
    assert REPORT in found.xpath("//main//a/@href")
    assert found.xpath("//input[@name='organ'][@checked]/@value") == ["far-ju"]


def test_its_pages_lead_back_to_its_authority_and_have_no_parts_of_an_area(
    county: Far, client: Client
) -> None:
    def way(url: str) -> list[tuple[str, str | None]]:
        return [
            (text(step), step.get("href"))
            for step in page(client, url).xpath("//nav[contains(@class,'crumbs')]//li/*")
        ]

    above = [
        ("首页", "/"),
        ("青山区人民政府", "/organs/qingshan/"),
        ("各机关的年度报告", "/organs/qingshan/reports/all/"),
    ]
    assert way(YEARS) == [*above, ("远郊局", None)]
    assert way(REPORT) == [*above, ("远郊局", YEARS), ("2025年度", None)]
    for url in (YEARS, REPORT, f"{REPORT}1/"):
        assert page(client, url).xpath("//nav[@class='parts']") == [], url


@pytest.mark.parametrize("language", ["", "/en", "/elder"])
def test_its_pages_lead_only_to_what_is_there(county: Far, client: Client, language: str) -> None:
    amended(county)
    for url in (YEARS, REPORT, f"{REPORT}1/"):
        for link in page(client, f"{language}{url}").xpath("//a/@href"):
            if link.startswith("/"):
                assert client.get(link).status_code == 200, f"{url} → {link}"


def test_in_english_whatever_stays_chinese_is_marked(county: Far, client: Client) -> None:
    for url in (YEARS, "/organs/", "/map/"):
        shown = page(client, f"/en{url}")
        for marked in shown.xpath("//*[@lang='zh-Hans']"):
            marked.drop_tree()
        assert not HAN.search(text(shown.xpath("//main")[0])), url
        assert not HAN.search("".join(map(text, shown.xpath("//nav")))), url


@pytest.mark.parametrize(
    "part", ["", "guide/", "rules/", "mandatory/", "request/", "latest/", "reports/all/"]
)
def test_it_has_no_page_of_a_catalogue(county: Far, client: Client, part: str) -> None:
    assert client.get(f"/organs/far-ju/{part}").status_code == 404


def test_the_address_that_the_list_once_gave_for_its_file_still_does(county: Far, client: Client) -> None:
    once = "/organs/qingshan/reports/all/2025/far-ju/own/report.json"

    assert whole(client, once) == whole(client, f"{REPORT}1/report.json")


def test_an_organ_that_is_here_for_its_posts_or_a_draft_is_told_nobody(county: Far, client: Client) -> None:
    bare = an_organ("jing", "悄悄局", has_area=False)
    drafting = an_organ("cao", "草稿局", has_area=False, supervisor="qingshan")
    data = as_json(a_report("草稿局"))
    given = {"source": data, "name": "report.json", "by": county.supervisor, "at": THEN}
    receive_report(drafting, 2025, read_file(data, "report.json"), **given)

    for organ in (bare, drafting):
        for url in ("", "2025/", "2025/1/", "2025/1/report.json", "2025/1/cells.csv", "2025/aggregate/"):
            assert client.get(f"/organs/{organ.code}/reports/{url}").status_code == 404, url
        assert client.get(f"/api/v1/reports/{organ.code}/2025").status_code == 404
        assert client.get(f"/api/v1/reports?organ={organ.code}").status_code == 422
        assert client.get(f"/feeds/reports.atom?organ={organ.code}").status_code == 404
    for url in (
        "/organs/",
        "/map/",
        "/reports/compare/",
        "/search/",
        "/sitemaps/pages.xml",
        "/api/v1/organs",
        "/api/v1/reports",
        "/feeds/reports.atom",
        "/open-data/reports.csv",
    ):
        said = whole(client, url).decode()
        assert not any(word in said for word in ("悄悄局", "草稿局", "/jing/", "/cao/")), url


def test_the_sum_of_a_government_without_an_area_has_its_pages_too(client: Client) -> None:
    government = an_organ("bishui", "碧水县人民政府", kind="county", has_area=False)
    filed_as(government, carrying(2024, out=1, organ=government.name))
    filed_as(government, carrying(2024, out=7, organ=government.name), scope="aggregate")
    below = an_organ("bishui-ju", "碧水县档案局", supervisor="bishui", parent="bishui", has_area=False)
    filed_as(below, carrying(2024, out=7, organ=below.name))

    for url in (
        "/organs/bishui/reports/",
        "/organs/bishui/reports/2024/aggregate/",
        "/organs/bishui-ju/reports/",
    ):
        assert page(client, url).xpath("//nav[@class='parts']") == []
        for link in page(client, url).xpath("//a/@href"):
            if link.startswith("/"):
                assert client.get(link).status_code == 200, f"{url} → {link}"
    summed = [row for row in rows(client, "/open-data/reports.csv") if row["scope"] == "aggregate"]
    assert {row["organ_code"] for row in summed} == {"bishui"}
    assert "/organs/bishui/reports/2024/aggregate/1/" in (
        page(client, "/reports/compare/?scope=aggregate").xpath("//table//a/@href")
    )


def test_the_public_can_add_up_the_sum_of_the_district(county: Far, client: Client) -> None:
    """逐级汇总: in the open data the cells of the parts make those of the sum."""
    near = county.child("jin-ju", "近郊局")
    county.register(near.organ)
    ones = {f"T3.{row}.{column}": 4 for row in ("R1", "R3_1", "R3_7") for column in ("C1", "C7")}
    accept(near.filed(THEN, {**ones, "T2.xzcf.decisions": 5}).filing, by=county.supervisor, at=THEN)
    publish(near.filing(), by=near.clerk, at=THEN)
    amended(county)
    filed = summed(county)

    cells = rows(client, "/open-data/reports.csv")
    total: Counter[str] = Counter()
    for row in cells:
        if row["scope"] == "own":
            total[row["address"]] += Decimal(row["value"])
    of_sum = {row["address"]: row["value"] for row in cells if row["scope"] == "aggregate"}

    assert {row["organ_code"] for row in cells if row["scope"] == "own"} == {"far-ju", "jin-ju"}
    assert {row["url"] for row in cells if row["scope"] == "aggregate"} == {
        f"http://testserver/organs/qingshan/reports/2025/aggregate/{filed.number}/"
    }
    assert set(of_sum) == set(edition_for(2025).places)
    assert {address: plain(value) for address, value in total.items()} == of_sum
    assert (of_sum["T3.R1.C7"], of_sum["T2.xzcf.decisions"]) == ("7", "5")


def test_a_page_without_an_area_takes_few_queries(
    county: Far, client: Client, django_assert_max_num_queries: Any
) -> None:
    for url in (YEARS, REPORT):
        client.get(url)
        with django_assert_max_num_queries(10):
            client.get(url)

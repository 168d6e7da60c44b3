"""The years of an organ in public: its reports and editions, what they say over time, and their files."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
from collections.abc import Callable, Iterable
from datetime import date
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml.html import HtmlElement

from gongkai.report import interchange
from gongkai.report.model import STATISTICS, Indicator, Report
from gongkai.service.annual.actions.import_report import Imported
from gongkai.service.annual.models import FiledReport, Filing, Version
from gongkai.service.config import cache_freshness
from gongkai.service.organs import revision
from gongkai.service.organs.actions.establish import establish
from gongkai.service.organs.models import Organ
from tests.service.conftest import NOW, a_report
from tests.service.reporting import became
from tests.service.test_pages import AREA, page, text

Filer = Callable[..., Imported]
REPORTS = f"{AREA}reports/"


def carrying(year: int, into: int = 0, out: int = 0, organ: str = "青山区档案局") -> Report:
    """Return a balanced report with requests carried in and out, of natural persons."""
    numbers = {}
    for column in ("C1", "C7"):
        numbers |= {f"T3__R1__{column}": 1 + out, f"T3__R2__{column}": into, f"T3__R4__{column}": out}
        numbers |= {f"T3__R3_1__{column}": 1 + into, f"T3__R3_7__{column}": 1 + into}
    return a_report(year, organ, **numbers)


def filed_as(
    organ: Organ,
    report: Report,
    scope: str = "own",
    number: int = 1,
    note: str = "",
    version: Version | None = None,
) -> FiledReport:
    """Return an edition as its publication leaves it."""
    filing = Filing.objects.get_or_create(organ=organ, year=report.year, scope=scope)[0]
    content = interchange.dumps(interchange.to_json(report))
    return FiledReport.objects.create(
        filing=filing,
        number=number,
        form=report.edition,
        title=report.title,
        published_on=date(report.year + 1, 2, number),
        source_name="报告.json",
        source_sha256=hashlib.sha256(f"{content}{number}".encode()).hexdigest(),
        source=content.encode(),
        content=content,
        findings="[]",
        imported_at=NOW,
        imported_by="张三",
        note=note,
        version=version,
    )


def lines(rows: Iterable[HtmlElement]) -> list[str]:
    """Return rows of a table, their cells apart by a space."""
    return [" ".join(text(cell) for cell in row) for row in rows]


def continuity(shown: HtmlElement) -> list[str]:
    return lines(shown.xpath("//h3/following-sibling::div[1]//tbody/tr"))


def test_years_are_plotted_with_their_numbers_beside_them(client: Client, file_report: Filer):
    file_report(carrying(2023, out=4))
    file_report(carrying(2024, into=4, out=1))
    shown = page(client, REPORTS)

    assert [text(title) for title in shown.xpath("//svg/title")] == [
        "本年新收申请",
        "办理结果",
        "结转",
        "行政复议和行政诉讼",
    ]
    figures = shown.xpath("//figure")
    assert lines(figures[0].xpath(".//tbody/tr")) == ["2023 5", "2024 2"]
    assert lines(figures[2].xpath(".//tbody/tr")) == ["2023 0 4", "2024 4 1"]


def test_what_is_carried_over_is_held_against_the_year_before(client: Client, file_report: Filer):
    file_report(carrying(2022, out=4))
    file_report(carrying(2023, into=4, out=2))
    file_report(carrying(2024, into=3))
    latest, earlier = continuity(page(client, REPORTS))

    assert latest == "2024 2 3 不一致：自然人2→3、总计2→3本网没有机关的说明。"
    assert earlier == "2023 4 4 一致"


def test_after_a_gap_of_years_nothing_is_compared(client: Client, file_report: Filer):
    file_report(carrying(2021))
    file_report(carrying(2023, into=1))

    assert continuity(page(client, REPORTS)) == ["2023 — — 没有比对：本网没有上一年度的全部报告"]


def test_of_a_merger_the_reports_before_are_added_up(client: Client, file_report: Filer, organ: Organ):
    other, _ = establish(
        {"code": "qingshan-fangzhi", "name": "青山区方志办", "kind": "department", "parent": "qingshan"}
    )
    new, _ = establish(
        {"code": "qingshan-shizhi", "name": "青山区史志局", "kind": "department", "parent": "qingshan"}
    )
    filed_as(organ, carrying(2024, out=2))
    filed_as(other, carrying(2024, out=3, organ="青山区方志办"))
    became("merged", [organ, other], [new], "2025-07-01")
    filed_as(new, carrying(2025, into=5, organ="青山区史志局"))
    shown = page(client, "/organs/qingshan-shizhi/reports/")

    assert lines(shown.xpath("//figure")[2].xpath(".//tbody/tr")) == ["2024 0 5", "2025 5 0"]
    assert continuity(shown) == ["2025 5 5 一致"]
    assert "2024（青山区档案局、青山区方志办）" in text(shown)


def questions(client: Client, url: str = REPORTS) -> int:
    """Return how many queries a page takes that was asked for before, and is made anew."""
    client.get(url)
    revision.advance()
    with patch.object(cache_freshness, "EVERY", -1.0):
        client.get("/")  # which notices it
    # However slow the machine is, what changed is not asked again within the page.
    with patch.object(cache_freshness, "EVERY", math.inf), CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def test_twenty_years_take_no_more_questions_than_three(client: Client, organ: Organ):
    """Of organs that came after others, of both scopes, and with openings that differ."""
    other, _ = establish(
        {"code": "qingshan-fangzhi", "name": "青山区方志办", "kind": "department", "parent": "qingshan"}
    )
    became("merged", [other], [organ], "2022-07-01")

    def filed_in(years: Iterable[int]) -> None:
        for year in years:
            filed_as(organ, carrying(year, into=1, out=2))
            filed_as(organ, carrying(year, into=3, out=3), scope="aggregate")
            filed_as(organ, carrying(year, into=1, out=2), number=2, note="更正一处。")

    def filed_by_the_other(years: Iterable[int]) -> None:
        for year in years:
            filed_as(other, carrying(year, out=1, organ="青山区方志办"))

    filed_in([2021, 2023, 2024])
    filed_by_the_other([2020, 2021])
    few = questions(client)
    filed_in([*range(2009, 2020), 2022])
    filed_by_the_other(range(2005, 2020))
    many = questions(client)
    shown = page(client, REPORTS)

    assert continuity(shown)[2] == "2022 3 1 不一致：自然人3→1、总计3→1本网没有机关的说明。"
    assert text(shown).count("年度的数不列出") == 5
    assert many == few


def test_the_page_of_many_years_takes_few_questions(client: Client, organ: Organ):
    for year in range(2019, 2025):
        filed_as(organ, carrying(year, into=1, out=2))

    assert questions(client) <= 14


def test_a_single_year_is_told_in_numbers_and_not_plotted(client: Client, file_report: Filer):
    file_report()
    shown = page(client, REPORTS)

    assert shown.xpath("//svg") == []
    assert text(shown.xpath("//dl/div")[0]) == "本年新收申请1 件"


def test_the_older_table_is_listed_and_in_no_plot(client: Client, file_report: Filer):
    old = Report(
        "青山区档案局",
        2018,
        STATISTICS,
        published=date(2019, 1, 20),
        indicators=[Indicator("收到申请数", "件", 3)],
    )
    for report in (old, carrying(2023), carrying(2024)):
        file_report(report)
    shown = page(client, REPORTS)

    assert "2018年度用的是旧统计表" in text(shown)
    assert len(shown.xpath("//figure[1]//tbody/tr")) == 2
    assert f"{REPORTS}2018/1/cells.csv" not in shown.xpath("//a/@href")


def test_an_amendment_says_what_was_amended_and_keeps_what_was_before(client: Client, organ: Organ):
    filed_as(organ, carrying(2024))
    filed_as(organ, carrying(2024, out=1), number=2, note="补登一件上年的申请。")
    shown = page(client, REPORTS)
    amended = text(shown.xpath("//ul[@class='amended']")[0])

    assert "第2版 2025-02-02 更正：补登一件上年的申请。" in amended and "第1版 2025-02-01" in amended
    assert f"{REPORTS}2024/1/" in shown.xpath("//ul[@class='amended']//a/@href")
    assert "更正说明（第2版）：补登一件上年的申请。" in text(page(client, f"{REPORTS}2024/"))
    assert "更正说明" not in text(page(client, f"{REPORTS}2024/1/"))


def test_an_aggregate_is_another_report_than_the_organs_own(client: Client, organ: Organ):
    filed_as(organ, carrying(2024, out=1))
    filed_as(organ, carrying(2024, out=7), scope="aggregate")
    shown = page(client, REPORTS)
    own, summed = page(client, f"{REPORTS}2024/"), page(client, f"{REPORTS}2024/aggregate/")

    assert {f"{REPORTS}2024/", f"{REPORTS}2024/aggregate/"} <= set(shown.xpath("//main//a/@href"))
    assert [text(badge) for badge in shown.xpath("//span[@class='scope']")] == ["本机关", "汇总"]
    assert "这是汇总报告" in text(summed) and "这是汇总报告" not in text(own)
    assert client.get(f"{REPORTS}2024/aggregate/1/report.json").content != (
        client.get(f"{REPORTS}2024/1/report.json").content
    )
    assert client.get(f"{REPORTS}2023/aggregate/").status_code == 404


def test_the_cells_of_an_edition_are_given_with_status_and_unit(client: Client, file_report: Filer):
    file_report()
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"{REPORTS}2024/1/cells.csv").content.decode("utf-8-sig")))
    )
    by_address = {row["address"]: row for row in rows}

    assert by_address["T3.R1.C7"] == {
        "address": "T3.R1.C7",
        "name": "表三“一、本年新收政府信息公开申请数量”总计栏",
        "value": "1",
        "status": "value",
        "unit": "",
        "unit_of_form": by_address["T3.R1.C7"]["unit_of_form"],
    }
    assert by_address["T2.xzsyxsf.amount_wan"]["unit_of_form"] == "万元"


def test_the_identities_of_an_edition_are_given_one_by_one(client: Client, file_report: Filer):
    file_report(carrying(2023, out=2))
    file_report(carrying(2024, into=3))
    found = json.loads(client.get(f"{REPORTS}2024/1/identities.json").content)
    lines = {(line["rule"], line["where"]): line for line in found["items"]}

    assert (found["scope"], found["edition"], found["year"]) == ("own", 1, 2024)
    assert lines["N1", "自然人栏"]["verdict"] == "holds"
    assert (lines["N1", "自然人栏"]["left"], lines["N1", "自然人栏"]["right"]) == (4, 4)
    across = lines["X1", "自然人栏"]
    assert (across["verdict"], across["left"], across["right"]) == ("differs", 3, 2)
    assert across["right_cells"] == ["last-year/T3.R4.C1"]
    assert lines["X1", "商业企业栏"]["verdict"] == "holds"


@pytest.mark.parametrize("address", ["2024/1/cells.xml", "2024/1/people.csv", "2024/2/cells.csv"])
def test_what_is_not_there_is_not_found(client: Client, file_report: Filer, address: str):
    file_report()

    assert client.get(f"{REPORTS}{address}").status_code == 404


def test_the_api_tells_scope_note_and_identities(client: Client, organ: Organ):
    filed_as(organ, carrying(2024))
    filed_as(organ, carrying(2024, out=1), number=2, note="补登一件。")
    filed_as(organ, carrying(2024, out=7), scope="aggregate")
    own = client.get("/api/v1/reports/qingshan-danganju/2024").json()
    summed = client.get("/api/v1/reports/qingshan-danganju/2024?scope=aggregate").json()
    listed = client.get("/api/v1/reports?scope=aggregate").json()["items"]

    assert (own["scope"], own["note"], own["edition"]) == ("own", "补登一件。", 2)
    assert [(one["edition"], one["note"]) for one in own["amendments"]] == [(2, "补登一件。"), (1, "")]
    assert {line["verdict"] for line in own["identities"] if line["rule"] == "N1"} == {"holds"}
    assert summed["url"].endswith(f"{REPORTS}2024/aggregate/1/")
    assert client.get(summed["api_url"].removeprefix("http://testserver")).json()["scope"] == "aggregate"
    assert [one["scope"] for one in listed] == ["aggregate"]
    assert all(
        client.get(url.removeprefix("http://testserver")).status_code == 200 for url in own["files"].values()
    )


def test_open_data_has_every_cell_and_identity_of_both_scopes(client: Client, organ: Organ):
    filed_as(organ, carrying(2024), note="更正一处。")
    filed_as(organ, carrying(2024, out=7), scope="aggregate")

    def table(key: str) -> list[dict[str, str]]:
        data = b"".join(client.get(f"/open-data/{key}.csv").streaming_content)  # type: ignore[attr-defined]
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    cells = {(row["scope"], row["address"]): row for row in table("reports")}
    assert cells["own", "T3.R4.C7"]["value"] == "0" and cells["aggregate", "T3.R4.C7"]["value"] == "7"
    assert cells["own", "T3.R4.C7"]["note"] == "更正一处。"
    assert cells["own", "T2.xzsyxsf.amount_wan"]["unit_of_form"] == "万元"
    proofs = [row for row in table("identities") if row["rule"] == "N1"]
    assert {(row["scope"], row["verdict"]) for row in proofs} == {("own", "holds"), ("aggregate", "holds")}


def test_a_feed_has_an_aggregate_as_an_entry_of_its_own(client: Client, organ: Organ):
    filed_as(organ, carrying(2024))
    filed_as(organ, carrying(2024, out=7), scope="aggregate", note="更正一处。")
    feed = client.get("/feeds/reports.atom").content.decode()

    assert "report/qingshan-danganju/2024<" in feed and "report/qingshan-danganju/2024/aggregate<" in feed
    assert "更正：更正一处。" in feed

"""What a citizen sees: every page, its tags, its tables, its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, time
from urllib.parse import quote

import lxml.html
import pytest
from django.test import Client
from lxml.html import HtmlElement

from gongkai.report.model import BLANK, STATISTICS, Finding, Indicator, Report, Severity
from gongkai.report.read.report import read_bytes
from gongkai.report.write import FORMATS
from gongkai.service.annual import queries
from gongkai.service.annual.actions.import_report import Imported
from gongkai.service.annual.queries import across_of
from gongkai.service.organs.models import Organ, Website
from tests.service.conftest import a_report

Filer = Callable[..., Imported]
AREA = "/organs/qingshan-danganju/"
PAGES = ("/", AREA, *(f"{AREA}{part}/" for part in ("guide", "rules", "mandatory", "reports", "request")))
REPORT = f"{AREA}reports/2024/"
TOOLS = (
    "/tools/",
    "/tools/deadline/",
    "/tools/deadline/?received=2025-09-01&channel=in_person",
    "/tools/fee/?units=150",
    "/tools/remedy/?organ=department&outcome=silence&decided=2025-09-28",
    "/law/",
    "/law/33/",
)
ALL_PAGES = (*PAGES, REPORT, *TOOLS)


def page(client: Client, url: str, status: int = 200) -> HtmlElement:
    """Return the page at an address, which answers with that status."""
    response = client.get(url)
    assert response.status_code == status, url
    return lxml.html.document_fromstring(response.content.decode())


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def metas(element: HtmlElement) -> dict[str, str]:
    return {meta.get("name"): meta.get("content") for meta in element.xpath("//meta[@name]")}


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("url", ALL_PAGES)
def test_every_page_has_one_heading_landmarks_and_a_way_past_the_menu(
    client: Client, file_report: Filer, url: str, language: str
):
    file_report()
    shown = page(client, f"{language}{url}")

    assert len(shown.xpath("//h1")) == 1
    assert shown.xpath("//main[@id='content']") and shown.xpath("//header") and shown.xpath("//footer")
    assert shown.xpath("//body/a[1]/@href") == ["#content"]
    assert shown.get("lang") == ("en" if language else "zh-Hans")
    ids = shown.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("url", ALL_PAGES)
def test_every_page_links_only_to_pages_that_are_there(client: Client, file_report: Filer, url: str):
    file_report()
    for start in (url, f"/en{url}"):
        for link in page(client, start).xpath("//a/@href"):
            if link.startswith("/"):
                assert client.get(link).status_code == 200, f"{start} → {link}"


def test_the_front_page_leads_to_every_part_of_every_organ(client: Client, file_report: Filer):
    file_report()
    shown = page(client, "/")

    assert {*PAGES[1:], REPORT} <= set(shown.xpath("//main//a/@href"))


def test_a_part_without_content_says_so_and_what_belongs_there(client: Client, organ: Organ):
    for part in ("guide", "rules", "mandatory", "reports"):
        assert "尚未载入" in text(page(client, f"{AREA}{part}/").xpath("//main")[0]), part


def test_the_duties_of_a_department_are_those_of_articles_20_and_21(client: Client, organ: Organ):
    rows = page(client, f"{AREA}mandatory/").xpath("//tbody/tr")

    assert len(rows) == 16
    assert text(rows[6]).startswith("《条例》第二十条第七项财政预算、决算信息")
    assert "乡" not in text(rows[15])


def test_the_rules_named_in_the_report_are_listed_with_their_source(client: Client, file_report: Filer):
    file_report()
    shown = page(client, f"{AREA}rules/").xpath("//section[@aria-labelledby='named']")[0]

    assert [text(item) for item in shown.xpath(".//li")] == [
        "《青山区档案局政府信息公开审查制度》",
        "《青山区查阅场所管理办法》",
    ]
    assert shown.xpath(".//a/@href") == [REPORT]


def test_a_page_of_a_column_has_the_seven_tags(client: Client, organ: Organ):
    tags = metas(page(client, f"{AREA}reports/"))

    assert tags["SiteName"] == "青山区人民政府网"
    assert tags["SiteDomain"] == "www.qingshan.example"
    assert tags["SiteIDCode"] == "9901010001"
    assert tags["ColumnName"] == tags["ColumnType"] == "政府信息公开工作年度报告"
    assert tags["ColumnDescription"] and tags["ColumnKeywords"]
    assert "ArticleTitle" not in tags


def test_the_page_of_a_report_has_the_ten_tags(client: Client, file_report: Filer):
    file_report(published_on=date(2025, 1, 21), published_time=time(8, 5), source_label="区档案局")
    tags = metas(page(client, REPORT))

    assert tags["ArticleTitle"] == "青山区档案局2024年政府信息公开工作年度报告"
    assert tags["PubDate"] == "2025-01-21 08:05"
    assert tags["ContentSource"] == "区档案局"
    assert {"SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"} <= set(tags)


def test_a_time_that_nobody_printed_is_not_made_up(client: Client, file_report: Filer):
    file_report()

    assert metas(page(client, REPORT))["PubDate"] == "2025-01-20"


def test_the_report_has_its_tables_as_tables_with_caption_and_headers(client: Client, file_report: Filer):
    file_report(a_report(T3__R2__C1=7))
    tables = page(client, REPORT).xpath("//main//table")

    assert len(tables) == 3
    for table in tables:
        assert text(table.xpath("./caption")[0])
        assert all(cell.get("scope") for cell in table.xpath(".//th"))
        ids = set(table.xpath(".//th/@id"))
        assert all(set(cell.get("headers").split()) <= ids for cell in table.xpath(".//td[@headers]"))
    assert text(tables[1].xpath(".//td[@id='T3.R2.C1']")[0]) == "7"


def test_what_a_report_says_is_text_and_never_markup(client: Client, file_report: Filer):
    file_report()

    assert "&lt;b&gt;和&lt;/b&gt;" in client.get(REPORT).content.decode()


def test_a_balanced_report_says_that_it_balances(client: Client, file_report: Filer):
    file_report()

    assert "勾稽关系全部平衡" in text(page(client, REPORT).xpath("//aside")[0])


def test_a_report_that_does_not_balance_says_where(client: Client, file_report: Filer):
    file_report(a_report(T3__R1__C1=5))
    note = text(page(client, REPORT).xpath("//aside")[0])

    assert "N1" in note and "A2" in note
    assert "全部平衡" not in note


def test_what_differs_from_the_year_before_is_not_said_to_balance(
    client: Client, file_report: Filer, monkeypatch: pytest.MonkeyPatch
):
    def note() -> str:
        return text(page(client, REPORT).xpath("//aside[@aria-labelledby='check']")[0])

    filed = file_report().filed
    assert "各表内的勾稽关系全部平衡；与上一年度报告的勾稽关系没有全部核对" in note()

    x1 = Finding("X1", Severity.ERROR_WITH_OVERRIDE, "上年结转与上年度报告不一致", ("T3.R2.C1",), 1, 0)
    monkeypatch.setattr(queries, "findings_of", lambda _filed: (x1,))
    said = note()
    assert "X1" in said and "各表内的勾稽关系全部平衡；与上一年度报告不一致的，见上。" in said
    assert across_of(filed, [(x1, ["说明"])]) == "explained"
    assert across_of(filed, [(x1, ["说明"]), (x1, [])]) == "differs"
    assert across_of(filed, []) == "agrees"


def test_a_report_with_gaps_is_not_called_balanced(client: Client, file_report: Filer):
    report = a_report()
    report.cells["T3.R2.C1"] = BLANK
    file_report(report)
    note = text(page(client, REPORT).xpath("//aside[@aria-labelledby='check']")[0])

    assert "B1" in note and "没有全部核对" in note
    assert "全部平衡" not in note


def test_a_gap_in_a_table_without_identities_does_not_touch_the_balance(client: Client, file_report: Filer):
    report = a_report()
    report.cells["T2.xzxk.decisions"] = BLANK
    file_report(report)

    assert "全部平衡" in text(page(client, REPORT).xpath("//aside[@aria-labelledby='check']")[0])


def test_an_older_statistics_table_is_shown_and_never_called_balanced(client: Client, file_report: Filer):
    report = Report(
        organ="青山区档案局",
        year=2016,
        edition=STATISTICS,
        title="青山区档案局2016年政府信息公开工作年度报告",
        published=date(2017, 3, 1),
        indicators=[Indicator("主动公开文件数", "条", 12, 340)],
    )
    file_report(report)
    shown = page(client, f"{AREA}reports/2016/")

    assert "主动公开文件数" in text(shown.xpath("//main//table")[0])
    assert "平衡" not in text(shown.xpath("//aside[@aria-labelledby='check']")[0])


@pytest.mark.parametrize("form", FORMATS)
def test_each_download_read_back_gives_the_cells_of_the_report(client: Client, file_report: Filer, form: str):
    report = a_report(T3__R2__C1=7, T3__R4__C1=7, T2__gfxwj__made=2)
    file_report(report)
    link = next(u for u in page(client, REPORT).xpath("//a[@download]/@href") if u.endswith(f".{form}"))

    response = client.get(link)

    assert response.status_code == 200
    assert read_bytes(response.content, f"报告.{form}").values() == report.values()


def test_a_download_has_its_chinese_name_its_type_and_safe_headers(client: Client, file_report: Filer):
    file_report()
    response = client.get(f"{REPORT}1/report.pdf")

    name = quote("青山区档案局2024年政府信息公开工作年度报告.pdf")
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"qingshan-danganju-2024.pdf\"; filename*=utf-8''{name}"
    )
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_a_download_that_has_not_changed_is_not_sent_again(client: Client, file_report: Filer):
    file_report()
    first = client.get(f"{REPORT}1/report.json")
    again = client.get(f"{REPORT}1/report.json", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, file_report: Filer):
    file_report()
    first = client.get(REPORT)

    assert client.get(REPORT, headers={"If-None-Match": first["ETag"]}).status_code == 304
    file_report(a_report(T3__R1__C1=5))
    assert client.get(REPORT, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_file_is_written_once_and_kept(client: Client, file_report: Filer, monkeypatch: pytest.MonkeyPatch):
    file_report(a_report(T3__R2__C1=41, T3__R4__C1=41))
    first = client.get(f"{REPORT}1/report.json").content
    monkeypatch.setattr("gongkai.service.annual.downloads.write", None)  # to call it would fail

    assert client.get(f"{REPORT}1/report.json").content == first


def test_an_earlier_edition_stays_at_its_address_and_says_that_it_was_corrected(
    client: Client, file_report: Filer
):
    file_report(a_report(T3__R1__C1=5))
    file_report(a_report())

    old, new = page(client, f"{REPORT}1/"), page(client, REPORT)
    assert text(old.xpath("//td[@id='T3.R1.C1']")[0]) == "5"
    assert text(new.xpath("//td[@id='T3.R1.C1']")[0]) == "1"
    assert "已经被更正" in text(old.xpath("//main")[0])
    assert "已经被更正" not in text(new.xpath("//main")[0])


@pytest.mark.parametrize(
    "url",
    [
        "/nothing/",
        "/organs/nobody/",
        "/organs/qingshan/",  # a government that has no area here
        f"{AREA}reports/1999/",
        f"{REPORT}9/",
        f"{REPORT}1/report.exe",
        f"{REPORT}9/report.pdf",
    ],
)
def test_what_is_not_there_is_a_404_that_helps(client: Client, file_report: Filer, url: str):
    file_report()
    for address in (url, f"/en{url}"):
        shown = page(client, address, 404)
        assert shown.xpath("//main//a/@href")[-1] in ("/", "/en/")


def test_every_answer_carries_the_security_headers(client: Client, organ: Organ):
    for url in ("/", "/nothing/", "/report.css"):
        response = client.get(url)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_page_needs_nothing_that_its_own_policy_forbids(client: Client, file_report: Filer):
    file_report()
    for url in ALL_PAGES:
        shown = page(client, url)
        assert not shown.xpath("//style | //*[@style] | //script[not(@src)]"), url
        assert not shown.xpath("//@*[starts-with(name(), 'on')]"), url
        sources = shown.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
        assert all(source.startswith("/") and not source.startswith("//") for source in sources), url


def test_a_head_request_has_the_headers_and_no_body(client: Client, organ: Organ):
    got, head = client.get("/"), client.head("/")

    assert head.content == b""
    assert head["Content-Length"] == str(len(got.content))


def test_nothing_can_be_posted(organ: Organ):
    assert Client().post("/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/").status_code == 400


def test_a_host_that_is_not_ours_is_refused(client: Client, organ: Organ):
    response = client.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_a_demonstration_says_so_and_asks_not_to_be_indexed(client: Client, organ: Organ):
    assert "robots" not in metas(page(client, AREA))
    organ.demonstration = True
    organ.save()
    shown = page(client, AREA)

    assert "不是该机关的网站" in text(shown.xpath("//body/aside")[0])
    assert metas(shown)["robots"] == "noindex"
    assert "演示" in metas(shown)["SiteName"]


def test_the_same_pages_twice_take_few_queries(
    client: Client, file_report: Filer, django_assert_max_num_queries: Callable[..., object]
):
    file_report()
    for url in ALL_PAGES:
        with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
            client.get(url)


def test_the_source_file_is_kept_by_its_hash(client: Client, file_report: Filer):
    filed = file_report().filed

    assert filed.source_sha256 == hashlib.sha256(bytes(filed.source)).hexdigest()
    assert filed.source_sha256[:16] in text(page(client, REPORT).xpath("//main")[0])


def test_every_page_has_the_entry_for_errors_which_leads_to_the_national_platform(
    client: Client, organ: Organ
):
    where = "//footer//a[text()='我为政府网站找错']/@href"

    (leads,) = page(client, AREA).xpath(where)
    assert leads.endswith("/exposure/jiucuo.html?site_code=9901010001")
    Website.objects.update(report_errors_at="https://www.qingshan.example/zhaocuo/")
    assert page(client, f"{AREA}rules/").xpath(where) == ["https://www.qingshan.example/zhaocuo/"]


def test_a_demonstration_sends_nobody_to_the_national_platform(client: Client, organ: Organ):
    Organ.objects.update(demonstration=True)

    assert "jiucuo" not in client.get(AREA).content.decode()

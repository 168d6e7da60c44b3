"""Feeds and what search engines are told: valid, stable, and of nothing but what the public sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from gongkai.service.api import sitemaps
from gongkai.service.organs.models import Organ
from tests.service.desk import an_organ
from tests.service.published import BEGAN, publish, withdraw
from tests.service.test_pages import AREA, page

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def feed(client: Client, path: str) -> Any:
    """Return a feed, having looked at what RFC 4287 wants of each."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    found = etree.fromstring(answer.content)
    for element in (found, *found.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"a:{name}", ATOM)) == 1, name
        assert datetime.fromisoformat(element.findtext("a:updated", namespaces=ATOM)).tzinfo
        assert element.find("a:author/a:name", ATOM) is not None
    assert len(found.findall("a:link[@rel='self']", ATOM)) == 1
    return found


def titles(found: Any) -> list[str]:
    return [element.text for element in found.findall("a:entry/a:title", ATOM)]


def test_a_feed_has_what_is_published_newest_first(client: Client, organ: Organ):
    publish(organ, "先前的办法")
    row = publish(organ, "后来的<办法>&\x0b规定", begins=BEGAN + timedelta(days=1))
    publish(organ, "以后才公开", begins=BEGAN + timedelta(days=99_999))
    withdraw(publish(organ, "已经撤下"), BEGAN + timedelta(hours=1))

    found = feed(client, "/feeds/documents.atom")

    assert titles(found) == ["后来的<办法>&规定", "先前的办法"]
    assert found.findtext("a:updated", namespaces=ATOM) == "2026-03-03T09:30:00+08:00"
    link = found.find("a:entry/a:link", ATOM).get("href")
    assert link == f"http://testserver{AREA}documents/{row.edition.document_id}/"


def test_the_name_of_an_entry_stays_when_a_new_edition_comes(client: Client, organ: Organ):
    first = publish(organ, "办法")
    (before,) = feed(client, "/feeds/documents.atom").findall("a:entry/a:id", ATOM)
    first.ends, first.ended_how = BEGAN + timedelta(days=1), "superseded"
    first.save()
    publish(organ, "办法（修订）", document=first.edition.document, begins=BEGAN + timedelta(days=1))
    found = feed(client, "/feeds/documents.atom")

    assert titles(found) == ["办法（修订）"]
    assert found.find("a:entry/a:id", ATOM).text == before.text
    assert before.text.startswith("tag:qingshan-danganju.gongkai.invalid,2026-03-02:document/")
    assert found.findtext("a:entry/a:published", namespaces=ATOM) == "2026-03-02T09:30:00+08:00"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["计划", "办法"]),
        ("?topic=02", ["办法"]),
        ("?category=20-01", ["办法"]),
        ("?norm=normative", ["办法"]),
        ("?organ=qingshan-danganju&category=20-03", ["计划"]),
        ("?norm=rule", []),
    ],
)
def test_a_feed_is_of_the_list_it_is_asked_for(client: Client, organ: Organ, query: str, wanted: list[str]):
    publish(organ, "办法", norm="normative")
    publish(organ, "计划", topic="03-01", category="20-03", begins=BEGAN + timedelta(days=1))

    assert titles(feed(client, f"/feeds/documents.atom{query}")) == wanted


def test_a_long_list_goes_on_in_further_pages(client: Client, organ: Organ):
    for number in range(35):
        publish(organ, f"第{number:02}号", begins=BEGAN + timedelta(minutes=number))
    first = feed(client, "/feeds/documents.atom?organ=qingshan-danganju")
    following = first.find("a:link[@rel='next']", ATOM).get("href")
    second = feed(client, following.removeprefix("http://testserver"))

    assert titles(first) + titles(second) == [f"第{number:02}号" for number in reversed(range(35))]
    assert second.find("a:link[@rel='next']", ATOM) is None
    assert first.findtext("a:id", namespaces=ATOM) == second.findtext("a:id", namespaces=ATOM)


@pytest.mark.parametrize(
    "query", ["?organ=nobody", "?category=x", "?topic=99", "?norm=all", "?cursor=1", "?organ=%00"]
)
def test_a_feed_of_nothing_there_is_no_empty_feed(client: Client, organ: Organ, query: str):
    assert client.get(f"/feeds/documents.atom{query}").status_code == 404


def test_reports_have_a_feed(client: Client, file_report: Callable[..., Any]):
    file_report()

    assert titles(feed(client, "/feeds/reports.atom")) == ["青山区档案局2024年政府信息公开工作年度报告"]
    assert titles(feed(client, "/feeds/reports.atom?organ=qingshan-danganju")) != []


def test_an_empty_search_feed_is_valid_too(client: Client, organ: Organ):
    assert titles(feed(client, "/feeds/search.atom?q=没有的词")) == []


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("/", "/feeds/documents.atom"),
        (AREA, "/feeds/documents.atom?organ=qingshan-danganju"),
        (f"{AREA}mandatory/20-01/", "/feeds/documents.atom?organ=qingshan-danganju&category=20-01"),
        (f"{AREA}library/normative/", "/feeds/documents.atom?organ=qingshan-danganju&norm=normative"),
        (f"{AREA}reports/", "/feeds/reports.atom?organ=qingshan-danganju"),
        ("/elder/topics/02-01/", "/feeds/documents.atom?topic=02-01"),
        ("/topics/02-01/", "/feeds/documents.atom?topic=02-01"),
        ("/categories/20-01/", "/feeds/documents.atom?category=20-01"),
    ],
)
def test_a_page_names_its_feed_and_the_feed_is_there(client: Client, organ: Organ, path: str, wanted: str):
    publish(organ, norm="normative")
    (address,) = page(client, path).xpath("//link[@rel='alternate'][@type='application/atom+xml']/@href")

    assert address == wanted
    feed(client, address)


def located(client: Client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    found = etree.fromstring(b"".join(answer) if answer.streaming else answer.content)
    return [element.text.removeprefix("http://testserver") for element in found.findall("*/s:loc", MAP)]


def test_the_sitemaps_lead_to_every_document_and_no_demonstration(
    client: Client, organ: Organ, file_report: Callable[..., Any]
):
    file_report()
    row = publish(organ)
    other = an_organ("xuni", "虚拟区人民政府", kind="county", demonstration=True, fictitious=True)
    publish(other, "演示文件")
    withdraw(publish(organ, "已经撤下"), BEGAN + timedelta(hours=1))

    maps = located(client, "/sitemap.xml")
    found = [address for path in maps for address in located(client, path)]

    assert f"{AREA}documents/{row.edition.document_id}/" in found
    assert f"{AREA}reports/2024/" in found
    assert f"{AREA}guide/" in found
    assert not [address for address in found if "xuni" in address]
    assert len([address for address in found if "/documents/" in address and address != "/documents/"]) == 1
    for address in found:
        assert client.get(address).status_code == 200, address


def test_documents_are_parted_so_that_no_sitemap_is_too_long(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemaps, "MOST", 2)
    rows = [publish(organ, f"第{number}号") for number in range(5)]

    parts = [located(client, path) for path in located(client, "/sitemap.xml") if "documents-" in path]

    assert all(1 <= len(part) <= 2 for part in parts)
    wanted = {f"{AREA}documents/{row.edition.document_id}/" for row in rows}
    assert {address for part in parts for address in part} == wanted


def test_robots_stay_out_of_the_desk_and_find_the_sitemap(client: Client, db: None):
    said = client.get("/robots.txt").content.decode()

    assert "Disallow: /desk/" in said
    assert "Sitemap: http://testserver/sitemap.xml" in said


def test_a_browser_learns_how_to_search_here(client: Client, organ: Organ):
    found = etree.fromstring(client.get("/opensearch.xml").content)
    (html, *_) = [e.get("template") for e in found if e.get("type") == "text/html"]

    assert html == f"http://testserver{reverse('search')}?q={{searchTerms}}"
    assert client.get(html.replace("{searchTerms}", "档案")).status_code == 200

"""The search page: what is found, what is said when nothing is, and what when the search is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.organs.models import Organ
from gongkai.service.portal import search_views
from tests.service.conftest import a_report
from tests.service.published import BEGAN, make_findable, note_change, publish, withdraw
from tests.service.test_pages import AREA, REPORT, page, text


def results(shown) -> list[str]:
    return shown.xpath("//ol[contains(@class, 'results')]//h2/a/@href")


def address(row) -> str:
    return f"{AREA}documents/{row.edition.document_id}/"


@pytest.fixture
def norm(organ: Organ):
    row = publish(organ, norm="normative", document_number="青档〔2026〕1号", keywords=["档案"])
    make_findable(row)
    return row


def test_a_document_is_found_with_its_words_marked(client: Client, norm):
    shown = page(client, "/search/?q=开放档案")

    assert results(shown) == [address(norm)]
    assert "开放" in "".join(shown.xpath("//mark/text()"))
    assert "找到1条" in text(shown)
    assert shown.xpath("//input[@type='search']/@value") == ["开放档案"]


def test_a_report_is_found_in_its_newest_edition(client: Client, file_report: Callable[..., object]):
    file_report(a_report(T3__R1__C1=5))
    file_report(a_report())

    assert results(page(client, "/search/?q=查阅场所管理办法")) == [REPORT]
    assert results(page(client, "/search/?q=查阅场所&kind=report")) == [REPORT]
    assert results(page(client, "/search/?q=查阅场所&kind=document")) == []


def test_a_search_is_one_address(client: Client, norm):
    response = client.get("/search/?sort=&q=档案&organ=&page=1&x=1&from=abc&validity=none")

    assert response.status_code == 302
    assert response["Location"] == "/search/?q=%E6%A1%A3%E6%A1%88"
    assert client.get(response["Location"]).status_code == 200


def test_the_filters_part_what_is_found(client: Client, organ: Organ, norm):
    over = publish(organ, title="废止的档案办法", norm="normative", topic="04-01")
    note_change(over, "repealed", date(2026, 3, 3))
    make_findable(over)

    def found(asked: str) -> list[str]:
        return results(page(client, f"/search/?q=档案&{asked}"))

    assert found("validity=in_force") == [address(norm)]
    assert found("validity=repealed") == [address(over)]
    assert found("topic=04") == [address(over)]
    assert found("from=2027") == []
    assert len(found(f"organ={organ.code}")) == 2
    assert found("organ=nobody") == []


def counted(shown, facet: str) -> dict[str, str]:
    """Return the numbers beside the values of a facet."""
    return {
        label.xpath("input/@value")[0]: "".join(label.xpath("span[@class='count']/text()"))
        for label in shown.xpath(f"//label[input/@name='{facet}']")
    }


def test_several_values_of_one_filter_find_what_has_any_of_them(client: Client, organ: Organ, norm):
    over = publish(organ, title="废止的档案办法", norm="normative", topic="04-01")
    note_change(over, "repealed", date(2026, 3, 3))
    make_findable(over)

    shown = page(client, "/search/?q=%E6%A1%A3%E6%A1%88&validity=in_force&validity=repealed")

    assert set(results(shown)) == {address(norm), address(over)}
    assert counted(shown, "validity") == {"in_force": "1", "repealed": "1"}
    assert len(shown.xpath("//input[@name='validity'][@checked]")) == 2
    feed = shown.xpath("//link[@type='application/atom+xml']/@href")[0]
    assert feed.endswith("validity=in_force&validity=repealed")
    assert client.get(feed).content.decode().count("<entry>") == 2


def test_beside_each_value_stands_what_it_would_find(client: Client, organ: Organ, norm):
    over = publish(organ, title="废止的档案办法", norm="normative", topic="04-01")
    note_change(over, "repealed", date(2026, 3, 3))
    make_findable(over)

    everything = page(client, "/search/?q=档案")
    assert counted(everything, "organ") == {organ.code: "2"}
    assert counted(everything, "validity") == {"in_force": "1", "repealed": "1"}
    assert counted(everything, "topic")["04"] == counted(everything, "topic")["04-01"] == "1"

    chosen = page(client, "/search/?q=档案&validity=repealed")
    assert counted(chosen, "validity") == {"in_force": "1", "repealed": "1"}, "its own filter does not hold"
    assert set(counted(chosen, "topic")) == {"04", "04-01"}, "the filter of another does"


def test_where_too_much_is_found_the_filters_are_there_without_numbers(
    client: Client, norm, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gongkai.service.catalogue.search.find.FACETED", 0)
    shown = page(client, "/search/?q=档案")

    assert len(counted(shown, "topic")) > 100 and set(counted(shown, "topic").values()) == {""}
    assert "没有逐个计数" in text(shown)


def test_what_the_index_still_has_but_the_public_may_not_see_is_not_shown(client: Client, organ: Organ, norm):
    withdraw(norm, BEGAN + timedelta(days=1))

    assert results(page(client, "/search/?q=开放档案")) == []


def test_nothing_found_says_so_and_how_to_go_on(client: Client, norm):
    shown = page(client, f"/search/?q=宇宙飞船&organ={norm.organ.code}")

    assert "没有找到与“宇宙飞船”相符" in text(shown)
    links = shown.xpath("//main//a/@href")
    assert {"/topics/", "/organs/"} <= set(links)
    assert any("organ=" not in link and link.startswith("/search/?q=") for link in links)


def test_a_number_slightly_wrong_is_asked_back(client: Client, norm):
    shown = page(client, "/search/?q=青档〔2025〕1号")

    assert "青档〔2026〕1号" in text(shown.xpath("//p[@class='meant']")[0])


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_search_that_is_down_is_never_an_empty_page(
    client: Client, norm, monkeypatch: pytest.MonkeyPatch, language: str
):
    def down(*_: object) -> None:
        raise SearchUnavailable(str(search_views.DOWN))

    monkeypatch.setattr(search_views, "find", down)
    response = client.get(f"{language}/search/?q=档案")

    assert response.status_code == 503
    assert response["Retry-After"] == "60" and response["Cache-Control"] == "no-store"
    words = response.content.decode()
    assert ("does not mean" if language else "这不表示所找的信息没有公开") in words
    assert "找到0条" not in words


@pytest.mark.parametrize(
    "typed", ["的", "😀", "a" * 10_000, '"', "-", "NOT OR AND (", "%", "' OR 1=1 --", "\x00档案"]
)
def test_no_query_is_a_fault(client: Client, norm, typed: str):
    response = client.get("/search/", {"q": typed}, follow=True)

    assert response.status_code == 200


def test_what_was_typed_is_text_and_never_markup(client: Client, norm):
    shown = client.get("/search/", {"q": "<script>alert(1)</script>"}, follow=True).content.decode()

    assert "<script>alert" not in shown


def test_every_page_has_a_box_to_search_that_needs_no_script(client: Client, norm):
    for url in ("/", AREA, address(norm), "/tools/", "/law/"):
        form = page(client, url).xpath("//header//form")[0]
        assert (form.get("method"), form.get("action")) == ("get", "/search/")


def test_a_search_takes_at_most_ten_queries(client: Client, norm, django_assert_max_num_queries):
    client.get("/search/?q=档案")
    with django_assert_max_num_queries(10):
        client.get("/search/?q=%E6%A1%A3%E6%A1%88")

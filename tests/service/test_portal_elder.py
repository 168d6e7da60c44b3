"""The pages for older readers: the same pages, decided by the address alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from gongkai.service.organs.models import Organ
from tests.service.published import BEGAN, publish
from tests.service.test_pages import AREA, metas, page, text


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_link_of_such_a_page_stays_within(client: Client, organ: Organ, language: str):
    row = publish(organ)
    address = f"{AREA}documents/{row.edition.document_id}/"
    for url in ("/", AREA, address, "/organs/", "/documents/", "/search/", "/tools/"):
        shown = page(client, f"/elder{language}{url}")
        assert shown.get("class") == "elder"
        links = [
            a
            for a in shown.xpath("//a")
            if a.get("href").startswith("/") and a.get("class") != "elder-switch"
        ]
        # What is there for programs has no second form.
        elsewhere = {a.get("href") for a in links if not a.get("href").startswith("/elder/")}
        assert links and elsewhere <= {"/open-data/", "/api/"}, url
        assert shown.xpath("//a[@class='elder-switch']/@href") == [f"{language}{url}"]
        assert shown.xpath("//link[@rel='canonical']/@href") == [f"{language}{url}"]
        assert metas(shown)["robots"] == "noindex"


def test_search_engines_know_each_page_by_one_address(client: Client, organ: Organ):
    old = publish(organ, begins=BEGAN, ends=BEGAN + timedelta(days=1))
    row = publish(organ, begins=BEGAN + timedelta(days=1), document=old.edition.document)
    address = f"{AREA}documents/{row.edition.document_id}/"
    library = f"{AREA}library/normative/"
    cursor = f"{row.begins:%Y%m%d%H%M%S%f}-{row.pk}"
    known = {
        address: address,
        f"{address}?from=weixin": address,
        f"{address}editions/1/": f"{address}editions/1/",
        f"{address}editions/2/?a=1": address,
        "/?a=1": "/",
        f"{AREA}latest/?a=1": f"{AREA}latest/",
        f"/documents/before/{cursor}/?a=1": f"/documents/before/{cursor}/",
        "/documents/2026/?a=1": "/documents/2026/",
        f"{library}?a=1&force=standing": f"{library}?force=standing",
        f"{library}?force=": library,
        "/search/?q=%E5%8A%9E%E6%B3%95&sort=newest": "/search/?q=%E5%8A%9E%E6%B3%95&sort=newest",
    }
    for asked, one in known.items():
        for form, language in (("", ""), ("/elder", ""), ("", "/en"), ("/elder", "/en")):
            shown = page(client, f"{form}{language}{asked}")
            assert shown.xpath("//link[@rel='canonical']/@href") == [f"{language}{one}"], (form, asked)


def test_a_page_that_is_not_there_is_known_by_no_address(client: Client, organ: Organ):
    for url in ("/nothing/", "/elder/nothing/", f"{AREA}documents/99/"):
        assert page(client, url, 404).xpath("//link[@rel='canonical']") == []


def test_the_common_page_leads_to_it_and_is_as_it_was(client: Client, organ: Organ):
    shown = page(client, f"{AREA}guide/")

    assert shown.xpath("//a[@class='elder-switch']/@href") == [f"/elder{AREA}guide/"]
    assert shown.get("class") is None
    page(client, f"/elder{AREA}guide/")
    assert all(not link.startswith("/elder") for link in page(client, "/").xpath("//main//a/@href"))


def test_each_form_has_the_other_language_of_the_same_form(client: Client, organ: Organ):
    assert page(client, f"/elder{AREA}guide/").xpath("//a[@hreflang='en']/@href") == [
        f"/elder/en{AREA}guide/"
    ]
    assert page(client, f"/elder/en{AREA}").xpath("//a[@hreflang='zh-Hans']/@href") == [f"/elder{AREA}"]


def test_what_was_asked_is_kept_on_the_way(client: Client, organ: Organ):
    shown = page(client, "/elder/search/?q=%E6%A1%A3%E6%A1%88")

    assert shown.xpath("//a[@class='elder-switch']/@href") == ["/search/?q=%E6%A1%A3%E6%A1%88"]
    assert shown.xpath("//form[@role='search']/@action") == ["/elder/search/"]


@pytest.mark.parametrize(
    "url", ["/elder/desk/", "/elder/en/desk/", "/elder/api/v1/", "/elder/elder/", "/elder/static/x"]
)
def test_the_desk_and_what_programs_read_have_no_second_form(client: Client, organ: Organ, url: str):
    assert client.get(url).status_code == 404


def test_a_page_that_is_not_there_is_a_404_in_that_form_too(client: Client, organ: Organ):
    shown = page(client, "/elder/nothing/", 404)

    assert shown.xpath("//main//a/@href") == ["/elder/"]
    assert "没有找到" in text(shown)

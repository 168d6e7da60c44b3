"""Documents, lists and the search in a real browser, over the whole demonstration."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import quote, urldefrag
from urllib.request import urlopen

import lxml.html
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.service.barriers import barriers
from tests.service.test_in_the_browser import DESKTOP, TELEPHONE, browser, site, tab

pytestmark = pytest.mark.own_database

__all__ = ["browser", "site", "tab"]  # fixtures

BUREAU = "/organs/xugou-gongxinju/"
KINDS = (
    "/",
    "/organs/",
    "/organs/?by=letter",
    "/documents/",
    "/topics/",
    "/map/",
    "/api/",
    "/open-data/",
    "/search/",
    "/search/?q=公开&kind=document",
    "/search/?q=宇宙飞船",
    "/organs/xugou/library/normative/",
    BUREAU,
    f"{BUREAU}guide/",
    f"{BUREAU}rules/",
    f"{BUREAU}mandatory/",
    f"{BUREAU}latest/",
)
# Entries of the main menu that lie, in part, beyond the edge of the screen or of the menu.
CUT_OFF = """[...document.querySelectorAll('.main-menu a')].filter(link => {
  const menu = link.closest('ul').getBoundingClientRect(), place = link.getBoundingClientRect();
  return place.right > menu.right + 1 || place.left < 0 || place.right > innerWidth;
}).map(link => link.textContent)"""
DOCUMENT = re.compile(r"/organs/[^/]+/documents/\d+/")


def links(site: str, url: str) -> list[str]:
    """Return the addresses within the site that a page names, its files and styles included."""
    with urlopen(site + quote(url, safe="/?&=%"), timeout=60) as answer:
        if "html" not in answer.headers["Content-Type"]:
            return []
        shown = lxml.html.document_fromstring(answer.read())
    found = shown.xpath("//a/@href | //link/@href | //script/@src | //img/@src")
    return [urldefrag(link).url for link in found if link.startswith("/") and not link.startswith("//")]


def a_document(site: str) -> str:
    return next(link for link in links(site, f"{BUREAU}latest/") if DOCUMENT.fullmatch(link))


def test_no_link_of_the_whole_demonstration_leads_nowhere(site: str):
    seen: set[str] = set()
    waiting = deque(["/"])
    while waiting:
        url = waiting.popleft()
        if url in seen or url.startswith(("/tools/", "/law/", "/en/", "/elder/", "/desk/")):
            continue
        seen.add(url)
        waiting.extend(links(site, url))  # anything but an answer of 200 raises, with the address

    assert len([url for url in seen if DOCUMENT.fullmatch(url)]) > 40


def test_no_kind_of_page_has_a_fault_of_accessibility_or_is_wider_than_a_telephone(tab: Page, site: str):
    for url in (*KINDS, a_document(site)):
        for form, size in (("", DESKTOP), ("/en", TELEPHONE), ("/elder", TELEPHONE)):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            tab.goto(f"{form}{url}")
            assert barriers(tab) == []
            assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{form}{url}"
            assert not tab.evaluate(CUT_OFF), f"{form}{url}"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_citizen_finds_a_document_by_search_and_reads_it(browser: Browser, site: str, scripts: bool):
    with browser.new_context(viewport=TELEPHONE, base_url=site, java_script_enabled=scripts) as context:
        tab = context.new_page()
        tab.goto("/")
        tab.get_by_label("搜索词").fill("工业经济运行情况")
        tab.get_by_role("search").get_by_role("button", name="搜索").click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("搜索")
        first = tab.locator(".results a").first
        title = first.inner_text()
        first.click()
        expect(tab.get_by_role("heading", level=1)).to_have_text(title)
        expect(tab.get_by_text("索引号", exact=True)).to_be_visible()
        expect(tab.get_by_role("link", name="PDF")).to_be_visible()


def test_a_citizen_finds_the_real_organs_report_by_search_and_by_browsing(tab: Page):
    tab.goto("/search/?q=柳北区 2020年 年度报告")
    tab.locator(".results a").first.click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("柳北区工业和信息化局2020年")

    tab.goto("/organs/?q=柳北")
    tab.get_by_role("main").get_by_role("link", name="柳北区工业和信息化局").click()
    tab.get_by_role("main").get_by_role("link", name="政府信息公开年报").click()
    tab.get_by_role("main").get_by_role("row", name="2020").get_by_role("link").click()
    expect(tab.get_by_text("本页不是该机关的网站")).to_be_visible()


def test_the_button_to_read_aloud_is_there_only_where_a_voice_is(tab: Page):
    tab.goto(f"/elder{BUREAU}")
    expect(tab.get_by_role("button", name="朗读本页")).to_be_hidden()  # this browser has no voice

    tab.add_init_script(
        "speechSynthesis.getVoices = () => [{lang: 'zh-CN'}];"
        "speechSynthesis.speak = said => { (window.said ??= []).push(said.text); said.onend(); };"
        "window.SpeechSynthesisUtterance = function (text) { this.text = text; };"
    )
    tab.goto(f"/elder{BUREAU}")
    tab.get_by_role("button", name="朗读本页").click()
    assert "虚构区工业和信息化局" in tab.evaluate("window.said[0]")

"""A reader's way through the demonstration, in a real browser, on a desktop and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gongkai.report.read.report import read_bytes
from tests.components import require
from tests.service.barriers import barriers
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AREA = "/organs/liubei-gongxinju/"
THIRD_PARTY = (
    "/tools/deadline/?received=2025-09-01&channel=in_person"
    "&e2=third_party_consulted&e2.on=2025-09-10&e2.whom=A&e2.delivered=2025-09-12"
    "&e3=opinion_received&e3.on=2025-09-26&e3.whom=A"
)
TOOLS = (
    "/tools/",
    "/tools/deadline/",
    THIRD_PARTY,
    f"{THIRD_PARTY}&e4=extended&e4.on=2026-01-05&e4.days=30&e4.consented_by=1",
    "/tools/deadline/?received=2025-02-30&channel=online&e2=corrected",
    "/tools/fee/?units=150&noticed=2025-09-01",
    "/tools/fee/?units=x",
    "/tools/remedy/?organ=department&outcome=partial_disclosure&decided=2025-09-01&served=2025-09-03",
    "/tools/remedy/?organ=",
    "/law/",
    "/law/33/",
)
PAGES = (
    "/",
    *TOOLS,
    AREA,
    *(f"{AREA}{part}/" for part in ("guide", "rules", "mandatory", "reports", "reports/2020", "request")),
    "/nothing/",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, served by the command that script/demo calls."""
    require("chromium")
    with demonstration(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = require("chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=str(chromium), args=options)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser: Browser, site: str) -> Iterator[Page]:
    """A tab on a desktop, in which a complaint of the browser's console fails the test."""
    with browser.new_context(viewport=DESKTOP, base_url=site, accept_downloads=True) as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda fault: complaints.append(str(fault)))
        yield opened
        assert [c for c in complaints if "404" not in c] == []


PLACES_OF_CHARACTERS = """label => {
  const text = label.firstChild, places = [];
  for (let at = 0; at < text.data.length; at++) {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const box = range.getBoundingClientRect();
    places.push([text.data[at], Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)]);
  }
  return places;
}"""


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_the_labels_beside_the_rows_of_table_three_break_between_their_words(tab: Page, size: dict[str, int]):
    def places(label: str) -> list[tuple[str, int, int]]:
        head = tab.locator("#T3").get_by_role("rowheader", name=label, exact=True)
        return [tuple(place) for place in head.evaluate(PLACES_OF_CHARACTERS)]

    def lines(label: str) -> list[str]:
        found: dict[int, str] = {}
        for character, _, height in places(label):
            found[height] = found.get(height, "") + character
        return list(found.values())

    tab.set_viewport_size(size)  # type: ignore[arg-type]
    tab.goto(f"{AREA}reports/2020/")

    assert len({across for _, across, _ in places("三、本年度办理结果")}) == 1  # written downwards
    for label in ("（三）不予公开", "（四）无法提供", "（五）不予处理"):
        assert lines(label) == [label[:3], label[3:]]


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_a_reader_walks_from_the_front_page_to_the_report_and_takes_it_along(
    tab: Page, tmp_path: Path, size: dict[str, int]
):
    tab.set_viewport_size(size)  # type: ignore[arg-type]
    tab.goto("/")
    tab.get_by_role("main").get_by_role("link", name="柳北区工业和信息化局", exact=True).first.click()
    tab.get_by_role("main").get_by_role("link", name="政府信息公开年报").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("政府信息公开年报")
    tab.get_by_role("row", name="2020").get_by_role("link").click()

    expect(tab.get_by_role("heading", level=1)).to_contain_text("柳北区工业和信息化局2020年")
    expect(tab.get_by_role("table", name="主动公开政府信息情况")).to_be_visible()
    expect(tab.locator("[id='T2.xzcf.prev']")).to_have_text("17")
    expect(tab.get_by_text("勾稽关系全部平衡")).to_be_visible()

    with tab.expect_download() as taken:
        tab.get_by_role("link", name="DOCX").click()
    assert taken.value.suggested_filename == "柳北区工业和信息化局2020年政府信息公开工作年度报告.docx"
    taken.value.save_as(tmp_path / "report.docx")
    report = read_bytes((tmp_path / "report.docx").read_bytes(), "report.docx")
    assert report.values()["T2.xzcf.prev"] == 17
    assert len(report.values()) == 198


def test_a_citizen_computes_the_third_party_example_on_a_telephone_and_takes_it_along(
    tab: Page, tmp_path: Path
):
    tab.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    tab.goto("/")
    tab.get_by_role("main").get_by_role("link", name="答复期限计算").click()
    tab.get_by_label("申请怎样提交").select_option("当面提交")
    tab.get_by_label("申请到达机关的日期").fill("2025-09-01")
    tab.get_by_role("button", name="计算期限").click()
    expect(tab.locator(".due")).to_have_text("2025年9月28日（星期日，调休上班）")

    tab.get_by_label("后来又发生了").select_option("征求第三方意见")
    tab.get_by_role("button", name="添加").click()
    asked = tab.get_by_role("group", name="2 征求第三方意见")
    expect(asked.get_by_label("征求谁的意见")).to_have_value("第三方")
    asked.get_by_label("发出征求意见书的日期").fill("2025-09-10")
    asked.get_by_label("对方收到征求意见书的日期").fill("2025-09-12")
    tab.get_by_role("button", name="计算期限").click()
    expect(tab.locator(".due")).to_have_text("2025年10月28日（星期二）")

    expect(tab.get_by_label("后来又发生了")).to_have_value("opinion_received")
    tab.get_by_role("button", name="添加").click()
    replied = tab.get_by_role("group", name="3 收到意见")
    replied.get_by_label("收到意见的日期").fill("2025-09-26")
    replied.get_by_label("收到意见的日期").press("Enter")
    expect(tab.locator(".due")).to_have_text("2025年10月21日（星期二）")
    expect(tab.get_by_text("征求意见所需的12个工作日不计入期限")).to_be_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]

    shared = tab.url
    with tab.expect_download() as taken:
        tab.get_by_role("link", name="记入日历").click()
    taken.value.save_as(tmp_path / "due.ics")
    assert b"DTSTART;VALUE=DATE:20251021\r\n" in (tmp_path / "due.ics").read_bytes()
    tab.goto("/")
    tab.goto(shared)
    expect(tab.locator(".due")).to_have_text("2025年10月21日（星期二）")
    tab.locator(".trace").get_by_role("link", name="《条例》第三十二条").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("第三十二条 征求第三方意见")


def test_a_citizen_computes_a_fee_on_a_telephone(tab: Page):
    tab.set_viewport_size(TELEPHONE)  # type: ignore[arg-type]
    tab.goto("/tools/")
    tab.get_by_role("link", name="信息处理费计算").click()
    tab.get_by_label("按件").check()
    tab.get_by_label("数量").fill("35")
    tab.get_by_role("button", name="计算费用").click()

    expect(tab.locator(".due")).to_have_text("3000元")
    expect(tab.get_by_role("row", name="合计")).to_contain_text("3000")
    assert tab.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_the_calculator_needs_no_javascript_and_loses_nothing_typed(browser: Browser, site: str):
    with browser.new_context(viewport=TELEPHONE, base_url=site, java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{THIRD_PARTY}&e4=extended&e4.on=2025-13-01&e4.days=abc")
        expect(tab.get_by_role("alert")).to_contain_text("没有“2025-13-01”这一天")
        tab.get_by_role("group", name="4 延长").get_by_label("同意延长的日期").fill("2025-10-20")
        tab.get_by_role("button", name="计算期限").click()
        extended = tab.get_by_role("group", name="4 延长")
        expect(extended.get_by_label("延长多少个工作日")).to_have_value("abc")
        extended.get_by_label("延长多少个工作日").fill("20")
        extended.get_by_label("负责人同意").check()
        tab.get_by_role("button", name="计算期限").click()
        expect(tab.locator(".due")).to_have_text("2025年11月18日（星期二）")
        tab.get_by_role("button", name="第4条").click()
        expect(tab.locator(".due")).to_have_text("2025年10月21日（星期二）")


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("url", PAGES)
def test_no_page_is_wider_than_a_telephone(tab: Page, url: str, language: str):
    for width in (TELEPHONE["width"], 320):  # 320: WCAG 1.4.10
        tab.set_viewport_size({"width": width, "height": 800})
        tab.goto(f"{language}{url}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("url", PAGES)
def test_no_page_has_a_fault_of_accessibility(tab: Page, url: str):
    for language, size in (("", DESKTOP), ("/en", TELEPHONE)):
        tab.set_viewport_size(size)  # type: ignore[arg-type]
        tab.goto(f"{language}{url}")
        assert barriers(tab) == []


def test_the_size_of_the_text_grows_and_is_remembered(tab: Page):
    tab.goto("/")
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    normal = tab.evaluate(size)
    tab.get_by_label("特大").check()
    assert tab.evaluate(size) > 1.3 * normal

    tab.goto(f"{AREA}guide/")
    assert tab.get_by_label("特大").is_checked()


def test_the_first_tab_leads_past_the_menu(tab: Page):
    tab.goto(f"{AREA}guide/")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("link", name="跳到正文")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("main")).to_be_focused()


def test_everything_is_there_without_javascript(browser: Browser, site: str):
    with browser.new_context(viewport=DESKTOP, base_url=site, java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"{AREA}reports/2020/")
        expect(tab.locator("[id='T2.xzcf.prev']")).to_have_text("17")
        expect(tab.get_by_role("link", name="PDF")).to_be_visible()
        expect(tab.get_by_role("button", name="打印")).to_be_hidden()
        height = tab.locator("h1").bounding_box()
        tab.get_by_label("特大").check()
        grown = tab.locator("h1").bounding_box()
        assert height and grown and grown["height"] > height["height"]


def test_an_english_reader_gets_the_same_page_in_english(tab: Page):
    tab.goto(f"{AREA}request/")
    tab.get_by_role("link", name="English").click()

    expect(tab.get_by_role("heading", level=1)).to_have_text("Request information")
    assert tab.evaluate("document.documentElement.lang") == "en"

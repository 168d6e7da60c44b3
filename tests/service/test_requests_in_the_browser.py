"""A clerk and the head of her office at the desk over requests, in a real browser, also on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.components import require
from tests.service.barriers import barriers
from tests.service.journeying import turn
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("requests")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The demonstration, with its invented officers and requests."""
    require("chromium")
    with demonstration(folder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = require("chromium")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        opened = playwright.chromium.launch(executable_path=str(chromium), args=options)
        yield opened
        opened.close()


@pytest.fixture
def sign_in(browser: Browser, site: str, folder: Path) -> Iterator[SignIn]:
    """A function that opens a window with somebody signed in; complaints of its console fail the test."""
    words = (folder / "data/demonstration-passwords.txt").read_text("utf-8")
    passwords = dict(line.split()[:2] for line in words.splitlines() if re.match(r"[a-z]+\s+\S+", line))
    windows: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(username: str, size: dict[str, int] = DESKTOP) -> Page:
        window = browser.new_context(viewport=size, base_url=site)  # type: ignore[arg-type]
        windows.append(window)
        tab = window.new_page()
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.goto("/desk/sign-in/")
        tab.get_by_label("用户名").fill(username)
        tab.get_by_label("口令").fill(passwords[username])
        turn(tab, tab.get_by_role("button", name="登录", exact=True))
        expect(tab.get_by_role("heading", level=1)).to_have_text("待办")
        return tab

    yield opened
    for window in windows:
        window.close()
    assert complaints == []


def sound(tab: Page, path: str) -> None:
    """Open a page, and fail for a fault of accessibility or a page wider than its window."""
    tab.goto(path)
    assert barriers(tab) == [], path
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def links(tab: Page, selector: str) -> list[str]:
    found: list[str] = tab.eval_on_selector_all(selector, "them => them.map(it => it.getAttribute('href'))")
    return found


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_every_page_is_without_barriers_or_sideways_scrolling(sign_in: SignIn, size: dict[str, int]) -> None:
    tab = sign_in("zhangsan", size)
    for path in ("/desk/requests/", "/desk/requests/?state=every", "/desk/requests/figures/"):
        sound(tab, path)
    sound(tab, "/desk/requests/figures/received/")
    sound(tab, "/en/desk/requests/")
    tab.goto("/desk/requests/")
    cases = links(tab, ".rows.requests th a")
    assert cases
    for case in (cases[0], cases[-1], f"/en{cases[0]}"):
        sound(tab, case)
    tab.goto(cases[0])
    moves = [path for path in links(tab, ".moves a") if "/steps/" in path]
    assert moves
    for path in (*moves, f"{cases[0]}assign/", f"{cases[0]}papers/"):
        sound(tab, path)


def test_an_extension_is_proposed_consented_to_and_told_and_the_day_moves(sign_in: SignIn) -> None:
    clerk = sign_in("zhangsan")
    clerk.goto("/desk/requests/?group=today")
    turn(clerk, clerk.locator(".rows.requests th a").first)
    case, due = clerk.url, clerk.locator(".due-day time").get_attribute("datetime")
    turn(clerk, clerk.get_by_role("link", name="延长答复期限").first)
    clerk.get_by_label("延长几个工作日").fill("10")
    clerk.get_by_label("延长的理由").fill("材料较多，需要逐件核对。")
    turn(clerk, clerk.get_by_role("button", name="报请同意"))
    expect(clerk.get_by_role("status")).to_contain_text("已报请同意")

    head = sign_in("wangwu")
    turn(head, head.get_by_role("link", name="等您答复：延长答复期限").first)
    assert "如果今天同意并告知" in head.locator("main").inner_text()
    head.get_by_label("同意", exact=True).check()
    turn(head, head.get_by_role("button", name="答复"))
    expect(head.get_by_role("status")).to_contain_text("已答复")

    clerk.goto(case)
    assert clerk.locator(".due-day time").get_attribute("datetime") == due
    turn(clerk, clerk.get_by_role("link", name="登记已告知"))
    turn(clerk, clerk.get_by_role("button", name="登记已告知"))
    assert (clerk.locator(".due-day time").get_attribute("datetime") or "") > (due or "")
    expect(clerk.locator(".timeline")).to_contain_text("延长答复期限")

"""The counter in a real browser: a walk-in registered with the keyboard alone; calls noted with one key."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.service.test_requests_in_the_browser import (
    DESKTOP,
    TELEPHONE,
    SignIn,
    browser,
    folder,
    sign_in,
    site,
    sound,
)

pytestmark = pytest.mark.own_database

__all__ = ["browser", "folder", "sign_in", "site"]  # fixtures of the desk over requests
A_MINUTE = 60 * 2.5  # presses of an unhurried clerk: 150, with what she reads in between


class Keyboard:
    """The keys that somebody presses, counted; nothing here has a mouse."""

    def __init__(self, tab: Page) -> None:
        self.tab, self.presses = tab, 0
        self.wire = tab.context.new_cdp_session(tab)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            if key.startswith("Alt+"):  # as a keyboard sends it: with its character, which access keys need
                self._alt(key[-1])
            else:
                self.tab.keyboard.press(key)

    def _alt(self, key: str) -> None:
        sent = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}"}
        code = ord(key.upper())
        down = {"type": "keyDown", "text": key, "unmodifiedText": key, "windowsVirtualKeyCode": code}
        self.wire.send("Input.dispatchKeyEvent", {**sent, **down})
        self.wire.send("Input.dispatchKeyEvent", {**sent, "type": "keyUp", "windowsVirtualKeyCode": code})

    def type(self, text: str) -> None:
        self.presses += len(text)
        self.tab.keyboard.insert_text(text)

    def at(self, key: str, text: str) -> None:
        """Go to a blank by its key and type into it."""
        self.press(f"Alt+{key}")
        self.type(text)


def focused(tab: Page) -> str:
    found: str = tab.evaluate("document.activeElement.name || document.activeElement.accessKey")
    return found


def test_a_walk_in_is_registered_with_the_keyboard_alone(sign_in: SignIn) -> None:
    tab = sign_in("zhangsan")
    tab.goto("/desk/requests/new/")
    began = time.monotonic()
    keys = Keyboard(tab)
    assert focused(tab) == "channel", "the first blank waits for her"
    keys.at("x", "李四")
    assert focused(tab) == "name"
    keys.at("h", "990101199001010011")
    keys.at("p", "000-7654321")
    keys.at("m", "2025年柳北区老旧小区改造工程竣工验收报告")
    keys.press("Alt+g", "ArrowDown", "Alt+b", "ArrowDown")
    keys.press("Alt+s")
    expect(tab.get_by_role("alert").first).to_contain_text("不符合校验规则", timeout=20_000)
    keys.press("Enter")  # looked at once more: the button has the focus
    expect(tab.get_by_role("heading", level=1)).to_have_text("已登记", timeout=20_000)
    assert focused(tab) == "p", "Enter prints the receipt"
    assert tab.locator(".ticket dd").first.inner_text().strip()
    with tab.context.expect_page() as opened:
        keys.press("Enter")
    opened.value.close()
    spent = time.monotonic() - began
    keys.press("Alt+n")
    expect(tab.get_by_role("heading", level=1)).to_have_text("登记申请")
    assert keys.presses <= A_MINUTE, keys.presses
    assert spent < 30, "what the machine takes of the minute"


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
def test_the_pages_of_the_counter_are_without_barriers(
    sign_in: SignIn, size: dict[str, int], tmp_path: Path
) -> None:
    tab = sign_in("zhangsan", size)
    pictures = tmp_path
    for path in ("/desk/requests/new/", "/en/desk/requests/new/", "/desk/requests/unconfirmed/"):
        sound(tab, path)
        name = re.sub(r"\W+", "-", path.strip("/"))
        tab.screenshot(path=pictures / f"{name}-{size['width']}.png", full_page=True)
    tab.goto("/desk/requests/")
    case = tab.locator(".rows.requests th a").first.get_attribute("href") or ""
    for path in (f"{case}registered/", f"{case}identity/", f"/en{case}identity/"):
        sound(tab, path)
        name = re.sub(r"\W+", "-", path.strip("/"))
        tab.screenshot(path=pictures / f"{name}-{size['width']}.png", full_page=True)


def test_a_call_is_noted_with_one_key(sign_in: SignIn) -> None:
    tab = sign_in("zhangsan")
    tab.goto("/desk/requests/new/")
    keys = Keyboard(tab)
    keys.press("ArrowDown", "ArrowDown", "ArrowDown")  # an ordinary letter
    keys.at("x", "王五")
    keys.at("p", "000-1112223")
    keys.at("m", "柳北区公共停车场收费标准")
    keys.press("Alt+s")
    expect(tab.get_by_role("heading", level=1)).to_have_text("已登记")
    number = tab.locator(".ticket dd").first.inner_text()
    tab.goto("/desk/requests/unconfirmed/")
    mine = tab.locator(".calls > li", has_text=number)
    expect(mine).to_contain_text("还没有联系过")
    while mine.count() and tab.locator(".calls > li").first.locator("h2 a").inner_text() != number:
        keys.press("Alt+n")  # those that wait longer come first
        expect(tab.get_by_role("status")).to_contain_text("已记下没有联系上")
    keys.type("本人接听")
    keys.press("Alt+y")
    expect(tab.get_by_role("status")).to_contain_text(f"{number}：已确认收到")
    expect(tab.locator(".calls > li", has_text=number)).to_have_count(0)

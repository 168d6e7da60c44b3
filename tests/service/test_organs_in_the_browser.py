"""Administrators and officers at the desk, in a real browser, on a desktop and on a telephone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.components import REPOSITORY, require
from tests.service.barriers import barriers
from tests.service.desk import PASSWORD
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
ADMIN = ("guanzhu", "关主", "system_admin")
AUDITOR = ("shenhe", "沈核", "audit_admin")
PAGES = {
    "": ("/desk/sign-in/", "/en/desk/sign-in/"),
    "guanzhu": (
        "/desk/",
        "/desk/posts/",
        "/desk/account/",
        "/desk/account/password/",
        "/desk/account/second-factor/",
        "/desk/account/others-out/",
        "/desk/people/",
        "/desk/people/new/",
        "/desk/people/{person}/",
        "/desk/people/{person}/post/",
        "/desk/people/{person}/name/",
        "/desk/people/{person}/password/",
        "/desk/people/{person}/active/",
        "/desk/posts/{post}/end/",
        "/desk/posts/{post}/deputy/",
        "/desk/organs/",
        "/desk/organs/liubei-gongxinju/",
        "/desk/organs/liubei-gongxinju/edit/",
        "/desk/organs/liubei-gongxinju/change/",
        "/desk/organs/liubei/website/",
        "/desk/new-organ/",
        "/desk/import-organs/",
        "/desk/log/",  # refused, with the reason
        "/en/desk/people/",
    ),
    "shenhe": ("/desk/log/", "/en/desk/log/"),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, with an administrator and an auditor made on the command line."""
    require("chromium")
    folder = tmp_path_factory.mktemp("desk")
    with demonstration(folder) as address:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "GONGKAI_"))}
        here = {**clean, "PYTHONPATH": str(REPOSITORY / "src"), "GONGKAI_DATA": str(folder / "data")}
        for username, name, duty in (ADMIN, AUDITOR):
            words = ["people", "add", username, name, "--organ", "liubei", "--duty", duty, "--password-stdin"]
            command = [sys.executable, "-m", "gongkai", *words]
            subprocess.run(command, env=here, input=f"{PASSWORD}\n", text=True, check=True)
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    chromium = require("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def sign_in(page: Page, site: str, username: str, password: str = PASSWORD) -> None:
    page.goto(f"{site}/desk/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("口令").fill(password)
    page.get_by_role("button", name="登录").click()


def numbers_of_the_auditor(page: Page, site: str) -> dict[str, str]:
    """Return the keys of the auditor and of her post, as the administrator's pages link to them."""
    page.goto(f"{site}/desk/people/?q=shenhe")
    page.get_by_role("link", name="沈核").click()
    person = page.url.rstrip("/").rpartition("/")[2]
    ending = page.get_by_role("link", name="结束任职").get_attribute("href") or ""
    return {"person": person, "post": ending.split("/")[-3]}


def a_context(browser: Browser, size: dict[str, int], **more: object) -> BrowserContext:
    return browser.new_context(viewport=size, locale="zh-CN", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [DESKTOP, TELEPHONE], ids=["desktop", "telephone"])
@pytest.mark.parametrize("username", list(PAGES), ids=lambda name: name or "nobody")
def test_every_page_is_without_barriers_faults_or_sideways_scrolling(
    site: str, browser: Browser, size: dict[str, int], username: str
):
    with a_context(browser, size) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        if username:
            sign_in(page, site, username)
        numbers = numbers_of_the_auditor(page, site) if username == "guanzhu" else {}
        for address in PAGES[username]:
            path = address.format(**numbers)
            page.goto(site + path)
            assert barriers(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert [line for line in said if "403" not in line] == []


def test_everything_is_done_without_javascript(site: str, browser: Browser, tmp_path: Path):
    with a_context(browser, TELEPHONE, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, site, "guanzhu")

        # An organ from a table, looked at first
        table = tmp_path / "机关.csv"
        table.write_text("代码,名称,性质,上级机关代码\nyanshi-ju,演示局,地方人民政府部门,liubei\n", "utf-8")
        page.goto(f"{site}/desk/import-organs/")
        page.get_by_label("CSV或XLSX文件").set_input_files(table)
        page.get_by_role("button", name="上传并核对").click()
        expect(page.get_by_text("现在还没有录入")).to_be_visible()
        page.get_by_role("button", name="确认录入").click()
        expect(page.get_by_role("status")).to_contain_text("新增1个")

        # A person with a first password and a post there
        page.goto(f"{site}/desk/people/new/")
        page.get_by_label("姓名").fill("钱二")
        page.get_by_label("用户名").fill("qianer")
        page.get_by_role("button", name="添加").click()
        first = page.locator("code.secret").inner_text()
        page.get_by_role("link", name="任职", exact=True).click()
        page.get_by_label("机关").select_option(label="演示局")
        page.get_by_label("职责").select_option(label="经办人")
        page.get_by_role("button", name="任职", exact=True).click()
        expect(page.get_by_role("cell", name="在任")).to_be_visible()
        page.get_by_role("button", name="退出登录").click()

        # Who replaces it, and is at work
        sign_in(page, site, "qianer", first)
        expect(page.get_by_role("heading", level=1)).to_have_text("更换口令")
        page.get_by_label("现在的口令").fill(first)
        page.get_by_label(re.compile("^新口令")).fill("Yanshi-2026_x")
        page.get_by_label("再输入一次新口令").fill("Yanshi-2026_x")
        page.get_by_role("button", name="更换口令").click()
        page.goto(f"{site}/desk/")
        expect(page.get_by_role("banner")).to_contain_text("演示局 经办人 钱二")


def test_the_desk_is_walked_with_the_keyboard(site: str, browser: Browser):
    with a_context(browser, DESKTOP) as context:
        page = context.new_page()
        page.goto(f"{site}/desk/sign-in/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("用户名")).to_be_focused()
        page.keyboard.type("guanzhu")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("待办")

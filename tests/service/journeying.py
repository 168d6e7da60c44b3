"""Whole journeys of requests in Debian's Chromium: who sits at the desk, and what each of them does there.

Every page that somebody comes by is looked at on two screens (`People.sound`). Where GONGKAI_TEST_PICTURES
names a folder, it is also photographed there, step by step.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from tests.components import REPOSITORY
from tests.service.barriers import barriers

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
CITIZEN, CLERK, REVIEWER, LEADER, HEAD = "", "zhangsan", "lisi", "zhaoliu", "wangwu"
LEVELS = (CLERK, REVIEWER, LEADER)  # the review before release, from the first level up
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class People:
    """Windows of officers, and of a citizen who knows no sign-in.

    Who holds several posts is named with the one she acts in: `qianjia@虚构区统计局 · 经办人`.
    """

    def __init__(self, browser: Browser, site: str, folder: Path, journey: str) -> None:
        self.browser, self.site, self.journey = browser, site, journey
        words = (folder / "data/demonstration-passwords.txt").read_text("utf-8")
        self.passwords = dict(x.split()[:2] for x in words.splitlines() if re.match(r"[a-z]+\s+\S+", x))
        self.tabs: dict[str, Page] = {}
        self.seen = 0
        self.kinds: set[str] = set()

    def __getitem__(self, username: str) -> Page:
        if username not in self.tabs:
            window = self.browser.new_context(base_url=self.site, viewport=DESKTOP, locale="zh-CN")
            tab = window.new_page()
            if username:
                name, _, post = username.partition("@")
                tab.goto("/desk/sign-in/")
                tab.get_by_label("用户名").fill(name)
                tab.get_by_label("口令").fill(self.passwords[name])
                turn(tab, tab.get_by_role("button", name="登录", exact=True))
                if post:
                    turn(tab, tab.get_by_role("button", name=post))
                expect(tab.get_by_role("heading", level=1)).to_have_text("待办")
            self.tabs[username] = tab
        return self.tabs[username]

    def sound(self, tab: Page) -> None:
        """Fail for a page wider than its window, on either screen; its first kind for barriers too."""
        self.seen += 1
        kind = re.sub(r"\d+", "0", tab.url.removeprefix(self.site).partition("?")[0])
        for size in (TELEPHONE, DESKTOP):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], tab.url
            if kind not in self.kinds:
                assert barriers(tab) == []
            if folder := os.environ.get("GONGKAI_TEST_PICTURES"):
                name = f"{self.journey}-{self.seen:02}-{re.sub(r'[^a-z0-9]+', '-', kind).strip('-')[:60]}"
                tab.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)
        self.kinds.add(kind)


def says(tab: Page, words: str) -> None:
    """Expect that the page says what was done."""
    expect(tab.get_by_role("status")).to_contain_text(words)


def turn(tab: Page, link_or_button: Locator) -> None:
    """Click what leads to another page, and wait for that page.

    A click returns while the old page still stands: what looks at the page next would see the old one, or
    lose it from under its hands.
    """
    with tab.expect_navigation():
        link_or_button.click()


def press(tab: Page, name: str) -> None:
    turn(tab, tab.get_by_role("main").get_by_role("button", name=name, exact=True))


def a_file(name: str, *texts: str) -> dict[str, Any]:
    """A Word file of these paragraphs, as a browser uploads it."""
    paper, out = Document(), io.BytesIO()
    for words in texts:
        paper.add_paragraph(words)
    paper.save(out)
    return {"name": name, "mimeType": DOCX, "buffer": out.getvalue()}


def open_case(tab: Page, number: str) -> str:
    """Find a request by its number on the work list; return the address of its page."""
    tab.goto(f"/desk/requests/?state=every&q={number}")
    turn(tab, tab.get_by_role("link", name=number))
    return tab.url


def answer(tab: Page, *answers: str) -> None:
    """Answer question after question of the way to a decision."""
    for each in answers:
        tab.get_by_role("radio", name=each, exact=True).check()
        press(tab, "下一步")


def upload(people: People, file: dict[str, Any], kind: str = "拟提供的信息") -> None:
    """Upload a file on the page for it, which is open."""
    tab = people[CLERK]
    tab.get_by_role("radio", name=re.compile(f"^{kind}")).check()
    tab.get_by_label(re.compile("^文件")).set_input_files(file)
    press(tab, "上传")


def drafted(people: People, case: str, kind: str, **facts: str) -> str:
    """Draft a letter of a kind to the first party it may go to, fill in its facts; return its address."""
    tab = people[CLERK]
    tab.goto(f"{case}letters/new/{kind}/")
    people.sound(tab)
    press(tab, "起草")
    return filled(people, **facts)


def filled(people: People, **facts: str) -> str:
    """Fill in the facts of the letter that is open to be written; return its address."""
    tab = people[CLERK]
    says(tab, "已起草")
    for name, value in facts.items():
        field = tab.locator(f"[name=fact_{name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    people.sound(tab)
    press(tab, "保存")
    says(tab, "已保存")
    return tab.url


def reviewed(people: People, letter: str) -> None:
    """Put a letter before its reviewers; each reads it, answers what the scan found, and consents."""
    tab = people[CLERK]
    tab.goto(f"{letter}submit/")
    people.sound(tab)
    press(tab, "扫描并送审")
    says(tab, "已送审")
    for username in LEVELS:
        tab = people[username]
        tab.goto(f"{letter}review/")
        while tab.get_by_role("button", name="答复：可以公开").count():
            tab.get_by_label("可以公开的理由").first.fill("经核对可以提供")
            turn(tab, tab.get_by_role("button", name="答复：可以公开").first)
        tab.get_by_label("同意公开").check()
        if username == LEADER:
            people.sound(tab)
        press(tab, "提交意见")
        says(tab, "已记录您的意见")


def issued(people: People, letter: str) -> str:
    """Give a letter its number, with what it tells entered; return the number."""
    tab = people[CLERK]
    tab.goto(f"{letter}issue/")
    people.sound(tab)
    press(tab, "编号发出")
    says(tab, "已编号")
    people.sound(tab)
    return number_of(tab)


def number_of(tab: Page) -> str:
    """Return the number of the letter that is open."""
    found = re.search(r"依申请公开〔\d{4}〕\d+号", tab.get_by_role("main").inner_text())
    assert found, tab.url
    return found[0]


def posted(people: People, letter: str, address: str, tracking: str) -> None:
    """Hand a letter to the post, and enter that it was signed for."""
    tab = people[CLERK]
    tab.goto(f"{letter}send/")
    tab.get_by_label("邮寄").check()
    tab.get_by_label("送往").fill(address)
    tab.locator("[name=carrier]").select_option("china_post")
    tab.get_by_label("邮件号").fill(tracking)
    people.sound(tab)
    press(tab, "登记发出")
    says(tab, "已登记发出")
    turn(tab, tab.get_by_role("link", name="登记已送达"))
    tab.get_by_label("送达情况").fill("本人签收")
    people.sound(tab)
    press(tab, "登记送达")
    expect(tab.get_by_role("main")).to_contain_text("已送达")


def due_of(people: People, case: str, folder: Path) -> str:
    """Return the last day that a case shows; `gongkai clock` has to say the same of its exported events."""
    tab = people[CLERK]
    tab.goto(case)
    shown = tab.locator(".due-day time").get_attribute("datetime") or ""
    with tab.expect_download() as download:
        tab.get_by_role("link", name="导出事件").click()
    events = folder / "events.yaml"
    download.value.save_as(events)
    told = subprocess.run(
        [sys.executable, "-m", "gongkai", "clock", str(events), "--json"],
        env={"PYTHONPATH": str(REPOSITORY / "src"), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["due"] == shown, told.stdout
    return shown

"""A reply in Debian's Chromium: from the first question of the way to the requester's download."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.components import require
from tests.service.barriers import barriers
from tests.service.cases import NOT_AN_ID
from tests.service.journeying import turn
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AREA = "/organs/xugou-gongxinju/"
CLERK, REVIEWER, LEADER, HEAD = "zhangsan", "lisi", "zhaoliu", "wangwu"
WAY = ("明确", "政府信息", "都不是", "由本机关负责", "没有另外的规定", "有现成的信息", "没有公开", "没有")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("letters")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
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


class People:
    """Windows of the officers of an organ, and of a citizen; each page is looked at on two screens."""

    def __init__(self, browser: Browser, site: str, folder: Path) -> None:
        self.browser, self.site = browser, site
        words = (folder / "data/demonstration-passwords.txt").read_text("utf-8")
        self.passwords = dict(x.split()[:2] for x in words.splitlines() if re.match(r"[a-z]+\s+\S+", x))
        self.tabs: dict[str, Page] = {}

    def __getitem__(self, username: str) -> Page:
        if username not in self.tabs:
            tab = self.browser.new_context(base_url=self.site, viewport=DESKTOP, locale="zh-CN").new_page()
            if username:
                tab.goto("/desk/sign-in/")
                tab.get_by_label("用户名").fill(username)
                tab.get_by_label("口令").fill(self.passwords[username])
                turn(tab, tab.get_by_role("button", name="登录"))
            self.tabs[username] = tab
        return self.tabs[username]


def sound(tab: Page) -> None:
    """Fail for a fault of accessibility and for a page wider than its window, on either screen."""
    for size in (TELEPHONE, DESKTOP):
        tab.set_viewport_size(size)
        assert barriers(tab) == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= size["width"], tab.url


def ask(tab: Page) -> tuple[str, str]:
    """Ask as a citizen who wants to download the reply; return number and query code."""
    tab.goto(f"{AREA}ask/")
    turn(tab, tab.get_by_role("link", name="已阅读，开始填写"))
    tab.get_by_label("您要什么信息").fill("2025年中小企业技术改造补助资金的安排情况")
    tab.get_by_label("电子文件").check()
    tab.get_by_role("radio", name="网上下载").check()
    tab.get_by_label("姓名或者名称").fill("张三")
    tab.get_by_label("证件号码", exact=True).fill(NOT_AN_ID)
    tab.get_by_label("联系电话").fill("000-1234567")
    tab.get_by_label("电子邮箱").fill("zhangsan@example.com")
    turn(tab, tab.get_by_role("button", name="下一步：核对"))
    turn(tab, tab.get_by_role("button", name="发送申请"))
    number, code = (one.inner_text() for one in tab.locator("dd.code").all())
    return number, code


def a_file(*texts: str) -> dict[str, Any]:
    paper, out = Document(), io.BytesIO()
    for words in texts:
        paper.add_paragraph(words)
    paper.save(out)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "补助资金安排.docx", "mimeType": kind, "buffer": out.getvalue()}


def open_case(tab: Page, number: str) -> None:
    tab.goto(f"/desk/requests/?q={number}")
    turn(tab, tab.get_by_role("link", name=number))


def decide(tab: Page) -> None:
    """Confirm the receipt, answer question after question, and draft the reply."""
    case = tab.url
    tab.goto(f"{case}steps/receipt_confirmed/")
    tab.get_by_label("联系方式").fill("电话")
    tab.get_by_label("联系上了，双方确认收到").check()
    turn(tab, tab.get_by_role("button", name="登记"))
    tab.goto(f"{case}decide/")
    for answer in WAY:
        tab.get_by_role("radio", name=answer, exact=True).check()
        turn(tab, tab.get_by_role("button", name="下一步"))
    sound(tab)
    tab.get_by_role("radio", name="不涉及第三方的合法权益").check()
    turn(tab, tab.get_by_role("button", name="下一步"))
    turn(tab, tab.get_by_role("link", name="上传信息文件"))
    sound(tab)
    tab.get_by_label(re.compile("^文件")).set_input_files(a_file("安排资金若干"))
    turn(tab, tab.get_by_role("button", name="上传"))
    expect(tab.get_by_role("complementary")).to_contain_text("补助资金安排.docx")
    tab.get_by_role("radio", name="没有，或者虽有仍予公开").check()
    turn(tab, tab.get_by_role("button", name="下一步"))
    tab.get_by_label("理由").fill("属于可以公开的政府信息。")
    sound(tab)
    turn(tab, tab.get_by_role("button", name="拟定决定，起草答复书"))
    expect(tab.get_by_role("status")).to_contain_text("起草了答复书")


def review(people: People, letter: str) -> None:
    """Let each level read, answer what was found, and consent."""
    for username in (CLERK, REVIEWER, LEADER):
        tab = people[username]
        tab.goto("/desk/")
        expect(tab.get_by_role("main")).to_contain_text("等您审批")
        tab.goto(f"{letter}review/")
        sound(tab)
        while tab.get_by_role("button", name="答复：可以公开").count():
            tab.get_by_label("可以公开的理由").first.fill("经核对可以提供")
            turn(tab, tab.get_by_role("button", name="答复：可以公开").first)
        tab.get_by_label("同意公开").check()
        turn(tab, tab.get_by_role("button", name="提交意见"))
        expect(tab.get_by_role("status")).to_contain_text("已记录您的意见")


def test_a_reply_goes_from_the_first_question_to_the_requester(browser: Browser, site: str, folder: Path):
    people = People(browser, site, folder)
    number, code = ask(people[""])
    tab = people[CLERK]
    open_case(tab, number)
    decide(tab)
    letter = tab.url
    sound(tab)
    turn(tab, tab.get_by_role("link", name="填写和改写"))
    sound(tab)
    turn(tab, tab.get_by_role("button", name="保存"))
    turn(tab, tab.get_by_role("link", name="送审", exact=True))
    sound(tab)
    turn(tab, tab.get_by_role("button", name="扫描并送审"))
    review(people, letter)

    tab.goto("/desk/")
    expect(tab.get_by_role("main")).to_contain_text("可以编号发出")
    tab.goto(letter)
    turn(tab, tab.get_by_role("link", name="编号发出"))
    sound(tab)
    turn(tab, tab.get_by_role("button", name="编号发出"))
    expect(tab.get_by_role("status")).to_contain_text("已编号")
    turn(tab, tab.get_by_role("link", name="登记送达"))
    sound(tab)
    expect(tab.get_by_label("网上下载")).to_be_checked()
    turn(tab, tab.get_by_role("button", name="登记发出"))
    download = tab.locator("code.secret").inner_text()
    sound(tab)
    tab.goto(letter)
    sound(tab)

    hers = people[""]
    hers.goto("/track/")
    hers.get_by_label("登记号").fill(number)
    hers.get_by_label("查询码").fill(code)
    turn(hers, hers.get_by_role("button", name="查询", exact=True))
    turn(hers, hers.locator("ul.letters a").first)
    hers.get_by_label("下载码").fill(download)
    turn(hers, hers.get_by_role("button", name="打开"))
    with hers.expect_download() as fetched:
        hers.get_by_role("link", name=re.compile("pdf")).first.click()
    assert fetched.value.path().read_bytes().startswith(b"%PDF")
    tab.goto(letter)
    expect(tab.get_by_role("main")).to_contain_text("已送达")


def test_the_other_pages_of_letters_are_without_barriers(browser: Browser, site: str, folder: Path):
    people = People(browser, site, folder)
    tab = people[HEAD]
    tab.goto("/desk/requests/?state=running")
    turn(tab, tab.locator("table.requests th a").first)
    case = tab.url
    for address in ("letters/", "letters/new/correction/", "search/", "decide/?clear=yes&nature=information"):
        tab.goto(f"{case}{address}")
        sound(tab)
    for address in ("numbers/", "wording/", "wording/correction/"):
        tab.goto(f"/desk/requests/{address}")
        sound(tab)
    tab.goto(f"{case}letters/new/third_party_consultation/")
    tab.get_by_label("另外一方").check()
    tab.get_by_label("姓名或者名称").fill("青山区样例公司")
    turn(tab, tab.get_by_role("button", name="起草"))
    sound(tab)

"""A citizen's way in Debian's Chromium: asks, follows, corrects, withdraws; with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.components import require
from tests.service.barriers import barriers
from tests.service.cases import NOT_AN_ID
from tests.service.journeying import turn
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AREA = "/organs/xugou-gongxinju/"
WISH = "2025年中小企业技术改造补助资金的安排情况"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asking")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The demonstration, with its invented officers."""
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


def a_window(browser: Browser, site: str, **given: Any) -> Page:
    """Open a window of its own; a fault of a script, or of what may run, fails the test."""
    tab = browser.new_context(base_url=site, **{"viewport": TELEPHONE, **given}).new_page()

    def fault(said: str) -> None:
        raise AssertionError(said)

    tab.on("pageerror", lambda error: fault(str(error)))
    tab.on("console", lambda said: fault(said.text) if "Content Security" in said.text else None)
    return tab


def sound(tab: Page) -> None:
    """Fail for a fault of accessibility, and for a page wider than its window."""
    assert barriers(tab) == []
    width = tab.viewport_size["width"] if tab.viewport_size else 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, tab.url


def title(tab: Page, words: str) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text(words)


def fill(tab: Page) -> None:
    """Fill in the form whole."""
    tab.get_by_label("您要什么信息").fill(WISH)
    tab.get_by_label("电子文件").check()
    tab.get_by_role("radio", name="电子邮件").check()
    tab.get_by_label("姓名或者名称").fill("张三")
    tab.get_by_label("证件号码", exact=True).fill(NOT_AN_ID)
    tab.get_by_label("联系电话").fill("000-1234567")
    tab.get_by_label("电子邮箱").fill("zhangsan@example.com")


def ask(tab: Page, form: str = "") -> tuple[str, str]:
    """Ask from the organ's area on, and return number and query code."""
    tab.goto(f"{form}{AREA}")
    turn(tab, tab.get_by_role("main").get_by_role("link", name="依申请公开"))
    turn(tab, tab.get_by_role("main").get_by_role("link", name="在线申请"))
    title(tab, "在线申请")
    sound(tab)
    turn(tab, tab.get_by_role("link", name="已阅读，开始填写"))
    title(tab, "填写申请")
    sound(tab)
    fill(tab)
    turn(tab, tab.get_by_role("button", name="下一步：核对"))
    title(tab, "核对并发送")
    sound(tab)
    turn(tab, tab.get_by_role("button", name="发送申请"))
    title(tab, "申请回执")
    sound(tab)
    assert tab.url.endswith("/ask/receipt/")
    number, code = (one.inner_text() for one in tab.locator("dd.code").all())
    return number, code


def follow(tab: Page, number: str, code: str, form: str = "") -> None:
    tab.goto(f"{form}/track/")
    tab.get_by_label("登记号").fill(number)
    tab.get_by_label("查询码").fill(code)
    turn(tab, tab.get_by_role("button", name="查询", exact=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_citizen_asks_and_sees_where_the_request_is(browser: Browser, site: str, scripts: bool):
    tab = a_window(browser, site, java_script_enabled=scripts)
    number, code = ask(tab) if scripts else without_axe(tab)
    follow(tab, number, "AAAAA-AAAAA")
    expect(tab.get_by_role("alert")).to_contain_text("不符")
    expect(tab.get_by_label("登记号")).to_have_value(number)
    follow(tab, number, code)
    title(tab, "申请的办理情况")
    expect(tab.get_by_text("已提交，等待机关确认")).to_be_visible()
    assert number not in tab.url and code not in tab.url
    turn(tab, tab.get_by_role("button", name="退出查询"))
    tab.goto("/track/request/")
    title(tab, "申请查询")


def without_axe(tab: Page) -> tuple[str, str]:
    """Ask where no script runs, so none that looks for faults either."""
    tab.goto(f"{AREA}ask/")
    turn(tab, tab.get_by_role("link", name="已阅读，开始填写"))
    fill(tab)
    tab.get_by_label("姓名或者名称").fill("")
    tab.get_by_label("附件").set_input_files({"name": "线索.txt", "mimeType": "text/plain", "buffer": b"x"})
    turn(tab, tab.get_by_role("button", name="下一步：核对"))
    expect(tab.get_by_role("alert")).to_contain_text("请填写申请人的姓名")
    expect(tab.get_by_label("您要什么信息")).to_have_value(WISH)
    expect(tab.get_by_text("线索.txt").first).to_be_visible()
    tab.get_by_label("姓名或者名称").fill("张三")
    turn(tab, tab.get_by_role("button", name="下一步：核对"))
    expect(tab.get_by_role("alert")).to_contain_text("不符合该证件的校验规则")
    expect(tab.get_by_role("link", name=re.compile("中小企业技术改造补助办法")).first).to_be_visible()
    turn(tab, tab.get_by_role("button", name="返回修改"))
    expect(tab.get_by_label("姓名或者名称")).to_have_value("张三")
    turn(tab, tab.get_by_role("button", name="下一步：核对"))
    turn(tab, tab.get_by_role("button", name="发送申请"))
    expect(tab.get_by_text("线索.txt")).to_be_visible()
    number, code = (one.inner_text() for one in tab.locator("dd.code").all())
    return number, code


def test_documents_that_fit_are_shown_while_one_types(browser: Browser, site: str):
    tab = a_window(browser, site, viewport=DESKTOP)
    tab.goto(f"{AREA}ask/form/?begin=1")
    tab.get_by_label("您要什么信息").press_sequentially(WISH)
    hint = tab.get_by_role("link", name=re.compile("中小企业技术改造补助办法")).first
    expect(hint).to_be_visible()
    sound(tab)
    with tab.context.expect_page() as opened:
        hint.click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("中小企业技术改造补助办法")
    expect(tab.get_by_label("您要什么信息")).to_have_value(WISH)


def test_the_fields_of_organisations_and_agents_come_when_they_are_needed(browser: Browser, site: str):
    tab = a_window(browser, site, viewport=DESKTOP)
    tab.goto(f"{AREA}ask/form/?begin=1")
    expect(tab.get_by_label("法定代表人")).to_be_hidden()
    tab.get_by_label("商业企业").check()
    expect(tab.get_by_label("法定代表人")).to_be_visible()
    expect(tab.get_by_label("代理人姓名")).to_be_hidden()
    tab.get_by_label("由代理人代为申请").check()
    expect(tab.get_by_label("代理人姓名")).to_be_visible()


def test_the_form_for_older_readers_and_the_english_one_lead_to_a_receipt_too(browser: Browser, site: str):
    tab = a_window(browser, site)
    number, code = ask(tab, "/elder")
    follow(tab, number, code, "/elder")
    sound(tab)
    follow(tab, number, code)
    turn(tab, tab.get_by_role("link", name="English"))
    title(tab, "Where the request is")
    sound(tab)
    for page in ("contact/", "withdraw/"):
        tab.goto(f"/en/track/request/{page}")
        sound(tab)


def test_a_citizen_corrects_what_the_organ_asks_and_withdraws(browser: Browser, site: str, folder: Path):
    citizen, clerk = a_window(browser, site), a_window(browser, site, viewport=DESKTOP)
    number, code = ask(citizen)
    signed_in(clerk, folder)
    clerk.goto("/desk/requests/")
    turn(clerk, clerk.get_by_role("link", name=number))
    case = clerk.url
    clerk.goto(f"{case}steps/receipt_confirmed/")
    clerk.get_by_label("联系方式").fill("电话")
    clerk.get_by_label("联系上了").check()
    turn(clerk, clerk.get_by_role("main").locator("form button").last)
    clerk.goto(f"{case}steps/correction_asked/")
    clerk.get_by_label("需要补正的事项和理由").fill("请写明是哪一批补助资金。")
    last_day = clerk.evaluate("new Date(Date.now() + 10 * 864e5).toISOString().slice(0, 10)")
    clerk.get_by_label("补正期限").fill(last_day)
    turn(clerk, clerk.get_by_role("main").locator("form button").last)

    follow(citizen, number, code)
    expect(citizen.get_by_text("请您补正", exact=True)).to_be_visible()
    expect(citizen.get_by_text("请写明是哪一批补助资金。")).to_be_visible()
    with citizen.expect_download() as download:
        citizen.get_by_role("link", name="接收回执（PDF）").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    turn(citizen, citizen.get_by_role("link", name="补正申请"))
    sound(citizen)
    citizen.get_by_label("您要什么信息").fill(f"{WISH}（第一批）")
    turn(citizen, citizen.get_by_role("button", name="提交补正"))
    expect(citizen.get_by_role("status")).to_contain_text("补正已经提交")
    expect(citizen.get_by_text("机关收到您的补正")).to_be_visible()
    sound(citizen)

    clerk.goto(case)
    expect(clerk.get_by_text(f"{WISH}（第一批）").first).to_be_visible()
    turn(citizen, citizen.get_by_role("link", name="撤回申请"))
    turn(citizen, citizen.get_by_role("button", name="确定撤回"))
    expect(citizen.get_by_text("您已撤回", exact=True)).to_be_visible()


def signed_in(tab: Page, folder: Path) -> None:
    """Sign in as the clerk."""
    words = (folder / "data/demonstration-passwords.txt").read_text("utf-8")
    password = next(line.split()[1] for line in words.splitlines() if line.startswith("zhangsan"))
    tab.goto("/desk/sign-in/")
    tab.get_by_label("用户名").fill("zhangsan")
    tab.get_by_label("口令").fill(password)
    turn(tab, tab.get_by_role("button", name="登录", exact=True))
    title(tab, "待办")

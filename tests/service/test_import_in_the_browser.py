"""An import in Debian's Chromium: a table of an old site, tried, entered, reviewed as one, on two screens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.components import require
from tests.service.barriers import barriers
from tests.service.catalogue_import import a_table
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
CLERK, REVIEWER = "zhangsan", "lisi"
FINDS = 53  # more than stand on one page
LONG = 120_000  # ms: the machine may be busy

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("import")


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


@pytest.fixture
def sign_in(browser: Browser, site: str, folder: Path) -> Iterator[SignIn]:
    """A function that opens a window with somebody signed in; complaints of its console fail the test."""
    words = (folder / "data/demonstration-passwords.txt").read_text("utf-8")
    passwords = dict(line.split()[:2] for line in words.splitlines() if re.match(r"[a-z]+\s+\S+", line))
    windows: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(username: str) -> Page:
        window = browser.new_context(viewport=DESKTOP, base_url=site)  # type: ignore[arg-type]
        windows.append(window)
        tab = window.new_page()
        tab.set_default_timeout(LONG)
        tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda fault: complaints.append(str(fault)))
        tab.goto("/desk/sign-in/")
        tab.get_by_label("用户名").fill(username)
        tab.get_by_label("口令").fill(passwords[username])
        tab.get_by_role("button", name="登录", exact=True).click()
        expect(tab.get_by_role("heading", level=1)).to_have_text("待办")
        return tab

    yield opened
    for window in windows:
        window.close()
    assert complaints == []


@pytest.fixture
def looked_at(folder: Path) -> Callable[[Page, str], None]:
    """A function that has axe look at a page on both sizes, and that nothing stands out at its side."""

    def look(tab: Page, name: str) -> None:
        for size in (DESKTOP, TELEPHONE):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            tab.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
            assert barriers(tab) == []
            wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} {size}: {wide} px stand out"
        tab.set_viewport_size(DESKTOP)  # type: ignore[arg-type]

    return look


def the_table(place: Path) -> Path:
    rows = [
        {"标题": f"关于公布第{n}批企业服务站点的通知", "正文": f"值班手机1390000{n:04}。"}
        for n in range(FINDS)
    ]
    rows += [{"标题": "成文日期写错的通知", "成文日期": "去年"}, {"标题": "类别写错的通知", "类别": "杂项"}]
    old = {"成文日期": "2018-02-26", "原发布日期": "2018-03-05 10:20"}
    place.write_bytes(a_table(*({**old, **row} for row in rows)))
    return place


def test_an_old_sites_table_goes_from_upload_to_an_authoritys_answer(
    sign_in: SignIn, tmp_path: Path, looked_at: Callable[[Page, str], None]
) -> None:
    clerk = sign_in(CLERK)
    clerk.goto("/desk/imports/")
    looked_at(clerk, "upload")
    clerk.get_by_label("CSV或XLSX文件").set_input_files(the_table(tmp_path / "旧站目录.csv"))
    clerk.get_by_label("以前在别的网站发布过").check()
    clerk.get_by_role("button", name="上传并预演").click()
    expect(clerk.get_by_role("button", name="确认录入")).to_be_visible(
        timeout=LONG
    )  # without a reload by hand
    expect(clerk.locator("#progress")).to_contain_text(f"共{FINDS + 2}行：新增{FINDS}")
    looked_at(clerk, "tried")
    clerk.get_by_role("link", name="不能导入", exact=True).click()
    expect(clerk.locator("tbody tr")).to_have_count(2)
    looked_at(clerk, "refused")
    clerk.get_by_role("button", name="确认录入").click()
    expect(clerk.locator("#progress")).to_contain_text(f"已录入{FINDS}，没有录入0，剩下0", timeout=LONG)
    expect(clerk.get_by_role("button", name="成批送审")).to_be_visible(timeout=LONG)
    clerk.get_by_role("button", name="成批送审").click()
    clerk.get_by_role("link", name=re.compile("的第1批")).click(timeout=LONG)
    expect(clerk.get_by_role("heading", name="没有进入这一批的行")).to_be_visible()
    looked_at(clerk, "batch-of-the-clerk")

    reviewer = sign_in(REVIEWER)
    reviewer.get_by_role("link", name="等您审查：成批导入的信息").click()
    looked_at(reviewer, "batch")
    reviewer.get_by_role("link", name="选中本页全部").click()
    assert reviewer.locator("input[name=hit]:checked").count() == 50
    reviewer.get_by_label("可以公开的理由").fill("单位对外公布的值班电话。")
    reviewer.get_by_role("button", name="答复选中的：可以公开").click()
    expect(reviewer.locator("input[name=hit]")).to_have_count(FINDS - 50)
    reviewer.get_by_role("navigation", name="扫描发现的翻页").get_by_role("link", name="下一页").click()
    expect(reviewer.locator(".hits .answered")).to_have_count(FINDS - 50)
    looked_at(reviewer, "finds-answered")

    reviewer.get_by_label("不能确定，报请确定").check()
    reviewer.get_by_label("说明").fill("是否可以公开不明确。")
    reviewer.get_by_label("报请哪个机关确定").fill("虚构区国家保密局")
    reviewer.get_by_role("button", name="提交意见").click()
    expect(reviewer.get_by_text("虚构区国家保密局")).to_be_visible()
    looked_at(reviewer, "referred")
    reviewer.get_by_role("button", name="登记答复").click()
    looked_at(reviewer, "answer-without-its-letter")
    reviewer.get_by_label("可以公开", exact=True).check()
    reviewer.get_by_label("复函文号或者其他依据").fill("虚保函〔2026〕3号")
    reviewer.get_by_role("button", name="登记答复").click()
    expect(reviewer.locator(".levels")).to_contain_text("虚保函〔2026〕3号")
    expect(reviewer.get_by_role("button", name="提交意见")).to_be_visible()

    reviewer.locator("#items ~ tbody a, table:has(#items) tbody a").first.click()
    reviewer.locator("main .buttons").get_by_role("link", name=re.compile("审查$")).click()
    expect(reviewer.get_by_role("link", name="打开那一批的审查页")).to_be_visible()
    looked_at(reviewer, "paper-of-the-batch")

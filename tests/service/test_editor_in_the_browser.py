"""An editor's day in Debian's Chromium: from a Word file through three people's review to the public page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.components import require
from tests.papers.word_files import CENTER, RIGHT, add, saved
from tests.service.barriers import barriers
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
CLERK, REVIEWER, HEAD, LEADER = "zhangsan", "lisi", "wangwu", "zhaoliu"
TITLE = "关于公布虚构区企业服务站点的通知"
NUMBER = "虚工信发〔2026〕41号"

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("editor")


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

    def opened(username: str, *, scripts: bool = True, size: dict[str, int] = DESKTOP) -> Page:
        window = browser.new_context(viewport=size, base_url=site, java_script_enabled=scripts)  # type: ignore[arg-type]
        windows.append(window)
        tab = window.new_page()
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


def a_word_file(place: Path, title: str = TITLE, number: str = NUMBER, mobile: str = "13900000001") -> Path:
    """Write a notice as WPS would, with a table that names a mobile telephone."""
    document = Document()
    add(document, "虚构区工业和信息化局文件", align=CENTER, face="方正小标宋简体", size=40, color="FF0000")
    add(document, number, align=CENTER)
    add(document, title, align=CENTER, face="方正小标宋简体", size=22)
    add(document, "各有关企业：")
    add(document, "    现公布企业服务站点如下。")
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("站点", "地址", "值班电话"),
        ("东站", "样例路1号", mobile),
        ("西站", "样例路9号", "000-0000000"),
    ):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    add(document, "虚构区工业和信息化局", align=RIGHT)
    add(document, "2026年3月2日", align=RIGHT)
    place.write_bytes(saved(document))
    return place


def draft_from_word(tab: Page, file: Path) -> None:
    """Upload a Word file, correct what was recognised, save the draft."""
    tab.goto("/desk/documents/")
    tab.get_by_role("link", name="新建信息").click()
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name="上传并核对").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("核对从Word取用的内容")
    tab.get_by_label("法定主动公开类别").select_option(label="其他政策文件")
    tab.get_by_label("内容概述").fill("公布企业服务站点的地址和值班电话。")
    tab.get_by_role("button", name="存为草稿").last.click()


def submit(tab: Page) -> None:
    tab.get_by_role("link", name="送审", exact=True).click()
    tab.get_by_role("button", name="扫描并送审").click()


def passes(tab: Page, title: str) -> None:
    """Open what waits for review on the first page of the desk, and pass it."""
    tab.goto("/desk/")
    tab.get_by_role("link", name=re.compile(f"等您审查.*{title}")).click()
    tab.get_by_label("同意公开").check()
    tab.get_by_role("button", name="提交意见").click()
    expect(tab.get_by_role("status")).to_contain_text("已记录您的意见：同意公开")


def test_a_word_file_passes_three_people_and_is_found_by_the_public_at_once(
    sign_in: SignIn, browser: Browser, site: str, tmp_path: Path
):
    clerk = sign_in(CLERK)
    draft_from_word(clerk, a_word_file(tmp_path / "站点通知.docx"))
    expect(clerk.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(clerk.locator(".paper table tr")).to_have_count(3)
    edition = clerk.url
    submit(clerk)
    expect(clerk.get_by_role("status")).to_contain_text("扫描发现")

    reviewer = sign_in(REVIEWER)
    reviewer.goto("/desk/")
    reviewer.get_by_role("link", name=TITLE).click()
    expect(reviewer.locator(".hits .excerpt").first).to_contain_text("139****0001")
    reviewer.get_by_label("同意公开").check()
    reviewer.get_by_role("button", name="提交意见").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("没有答复")
    while (reason := reviewer.get_by_label("可以公开的理由")).count():
        reason.first.fill("单位对外公布的值班电话。")
        reviewer.get_by_role("button", name="答复：可以公开").first.click()
        expect(reviewer.get_by_role("status")).to_contain_text("已答复")
    reviewer.get_by_label("同意公开").check()
    reviewer.get_by_role("button", name="提交意见").click()
    expect(reviewer.get_by_role("status")).to_contain_text("已记录您的意见")
    expect(reviewer.locator("#speak ~ .gap")).to_contain_text("您已经作出初审，不能再复审")

    passes(sign_in(HEAD), TITLE)
    passes(sign_in(LEADER), TITLE)

    clerk.goto("/desk/")
    clerk.get_by_role("link", name=f"审查通过，可以发布：《{TITLE}》").click()
    clerk.get_by_role("button", name="发布", exact=True).click()
    released = time.monotonic()
    expect(clerk.get_by_role("status")).to_contain_text("已发布")

    with browser.new_context(base_url=site) as public:
        reader = public.new_page()
        reader.goto("/search/?q=企业服务站点")
        found = reader.get_by_role("main").get_by_role("link", name=re.compile("企业服务站点")).first
        expect(found).to_be_visible()
        assert (
            time.monotonic() - released < 5
        )  # the pages of this test included; the action itself is one commit
        found.click()
        expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
        expect(reader.get_by_role("table").get_by_text("样例路1号")).to_be_visible()
    clerk.goto(edition)
    expect(clerk.get_by_text("已发布", exact=True)).to_be_visible()


def test_a_reviewer_returns_a_draft_and_the_clerk_reads_why(sign_in: SignIn, tmp_path: Path):
    title = "关于征集服务站点意见的通知"
    clerk = sign_in(CLERK)
    draft_from_word(clerk, a_word_file(tmp_path / "意见.docx", title, "虚工信发〔2026〕42号", "000-0000001"))
    submit(clerk)

    reviewer = sign_in(REVIEWER)
    reviewer.goto("/desk/")
    reviewer.get_by_role("link", name=title).click()
    reviewer.get_by_label("退回修改").check()
    reviewer.get_by_role("button", name="提交意见").click()
    expect(reviewer.get_by_role("alert")).to_contain_text("请写明理由")
    expect(reviewer.get_by_label("退回修改")).to_be_checked()
    reviewer.get_by_label("说明").fill("站点的名称请用全称。")
    reviewer.get_by_role("button", name="提交意见").click()
    expect(reviewer.get_by_role("status")).to_contain_text("退回修改")

    clerk.goto("/desk/")
    clerk.get_by_role("link", name=f"退回修改：《{title}》").click()
    expect(clerk.get_by_role("region", name="退回的意见")).to_contain_text("站点的名称请用全称。")


def test_two_who_edit_at_once_lose_nothing(sign_in: SignIn):
    first, second = sign_in(CLERK), sign_in(HEAD)
    first.goto("/desk/documents/new/typed/")
    first.get_by_label("标题", exact=True).fill("两人同时修改的通知")
    first.get_by_label("法定主动公开类别").select_option(label="其他政策文件")
    first.get_by_label("成文日期").fill("2026-03-02")
    first.get_by_role("textbox", name="正文").fill("第一段。")
    first.get_by_role("button", name="存为草稿").last.click()
    first.get_by_role("link", name="修改", exact=True).click()
    second.goto(first.url)

    second.get_by_label("内容概述").fill("负责人写的概述。")
    second.get_by_role("textbox", name="正文").fill("负责人写的正文。")
    second.get_by_role("button", name="保存", exact=True).last.click()
    expect(second.get_by_role("status")).to_contain_text("已保存")
    first.get_by_label("内容概述").fill("经办人写的概述。")
    first.get_by_role("button", name="保存", exact=True).last.click()

    conflict = first.get_by_role("alert").first
    expect(conflict).to_contain_text("负责人写的概述。")
    expect(conflict).to_contain_text("负责人写的正文。")
    expect(first.get_by_label("内容概述")).to_have_value("经办人写的概述。")
    expect(first.get_by_role("textbox", name="正文")).to_have_text("第一段。")
    first.get_by_role("button", name="保存", exact=True).last.click()
    expect(first.get_by_text("经办人写的概述。")).to_be_visible()


CLIPBOARD = """<html xmlns:o="urn:x"><head><style>p{color:red}</style></head><body>
<p class=MsoNormal style="mso-x:1">一、站点</p><table border=1><tr><td style="width:9pt">甲<o:p></o:p></td>
<td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table><script>alert(1)</script></body></html>"""
PASTE = """html => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  const paste = new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true});
  document.activeElement.dispatchEvent(paste);
}"""


def test_what_is_pasted_from_word_keeps_its_table_and_loses_the_rest(sign_in: SignIn):
    tab = sign_in(CLERK)
    tab.goto("/desk/documents/new/typed/")
    editor = tab.get_by_role("textbox", name="正文")
    editor.click()
    tab.evaluate(PASTE, CLIPBOARD)
    expect(tab.get_by_text("已粘贴，格式已清理。")).to_be_visible()
    expect(editor.locator("td, th")).to_have_count(4)

    assert "style" not in editor.inner_html() and "Mso" not in editor.inner_html()
    assert "<table>" in tab.locator("textarea[name=body]").input_value()


def test_the_editor_works_without_javascript(sign_in: SignIn):
    tab = sign_in(CLERK, scripts=False, size=TELEPHONE)
    tab.goto("/desk/documents/new/typed/")
    tab.get_by_label("标题", exact=True).fill("不用脚本录入的通知")
    tab.get_by_label("成文日期").fill("2026-03-02")
    tab.get_by_role("textbox", name="正文").fill("一、站点\n甲\t乙\n丙\t丁\n")
    tab.get_by_role("button", name="存为草稿").last.click()

    expect(tab.get_by_role("alert")).to_contain_text("法定主动公开类别")
    expect(tab.get_by_role("textbox", name="正文")).to_have_value("一、站点\n甲\t乙\n丙\t丁\n")
    tab.get_by_label("法定主动公开类别").select_option(label="其他政策文件")
    tab.get_by_role("button", name="存为草稿").last.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("不用脚本录入的通知")
    expect(tab.locator(".paper td, .paper th")).to_have_count(4)
    expect(tab.locator(".paper h2")).to_have_text("一、站点")


PAGES = (
    "/desk/",
    "/desk/documents/",
    "/desk/documents/?state=working",
    "/desk/documents/gaps/",
    "/desk/documents/new/",
    "/desk/documents/new/typed/",
    "/desk/documents/new/typed/?category=guide",
    "/desk/documents/editions/69/",
    "/desk/documents/editions/69/edit/",
    "/desk/documents/editions/69/files/",
    "/desk/documents/editions/69/submit/",
    "/desk/documents/editions/70/review/",
    "/desk/documents/editions/72/release/",
    "/desk/documents/editions/68/withdraw/",
    "/desk/documents/editions/69/discard/",
    "/desk/documents/editions/70/preview/",
    "/desk/documents/68/",
    "/desk/documents/68/next/",
    "/desk/documents/68/validity/",
    "/desk/guide/",
    "/desk/procedure/",
    "/desk/index-pattern/",
)


@pytest.mark.parametrize(
    ("language", "size"), [("", DESKTOP), ("/en", TELEPHONE)], ids=["desktop", "telephone"]
)
def test_no_page_of_the_desk_has_a_fault_of_accessibility_or_is_wider_than_the_screen(
    sign_in: SignIn, language: str, size: dict[str, int]
):
    tab = sign_in(HEAD, size=size)
    faults = []
    for url in PAGES:
        answer = tab.goto(f"{language}{url}")
        if answer is None or answer.status != 200:
            faults.append(f"{url}: {answer and answer.status}")
            continue
        faults += barriers(tab)
        if tab.evaluate("document.documentElement.scrollWidth") > size["width"]:
            faults.append(f"{url}: wider than the screen")

    assert faults == []

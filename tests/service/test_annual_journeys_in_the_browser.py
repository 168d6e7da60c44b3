"""An annual report from its declared numbers to its amendment, through every page that somebody comes by."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gongkai.report.interchange import from_json, loads
from gongkai.report.model import Number
from gongkai.report.read.report import read_bytes
from gongkai.report.write import FORMATS
from tests.components import require
from tests.service.cases import NOT_AN_ID
from tests.service.journeying import CITIZEN, People, press, says
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

CODE, ORGAN = "xugou-tongjiju", "虚构区统计局"
CLERK, LEADER = f"qianjia@{ORGAN} · 经办人", f"chenbing@{ORGAN}"
AUTHORITY = "zhouba@演示市虚构区人民政府 · 监督人员"
PENALTIES, RECEIVED = "T2.xzcf.decisions", "T3.R1.C1"
WISH = "2025年人口抽样调查的样本分布"
PROBLEMS = "统计数据发布日历公布得晚，企业不知道何时可以查到。明年一月即公布全年日历。"
PROGRESS = "上年提出的问题已经改进：联系电话按月核对。"
WRONG = "上年把一件年底前已经答复的申请计入了结转，以登记簿为准。"
NOTE = "第六部分补写经费情况。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("annual-journeys")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    """The demonstration: its organs have filed the last year, all but one."""
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


def link(tab: Page, name: str | re.Pattern[str]) -> None:
    tab.get_by_role("main").get_by_role("link", name=name).first.click()


def act(
    people: People, who: str, filing: str, name: str, done: str, said: str = "", button: str = ""
) -> Page:
    """Do one of the acts that the page of a filing offers; return that page, saying that it was done."""
    tab = people[who]
    tab.goto(filing)
    people.sound(tab)
    link(tab, re.compile(f"^{name}"))
    if said:
        tab.get_by_role("main").get_by_role("textbox").fill(said)
    people.sound(tab)
    press(tab, button or name)
    says(tab, done)
    people.sound(tab)
    return tab


def registers_late(people: People, year: int) -> str:
    """Enter a request of last December that lay in a drawer: received in that year, carried out of it."""
    tab = people[CLERK]
    tab.goto("/desk/requests/new/")
    tab.get_by_role("radio", name=re.compile("^当面")).check()
    given = {"name": "李四", "identity_number": NOT_AN_ID, "phone": "000-7654321", "description": WISH}
    for name, value in {**given, "on": f"{year}-12-30"}.items():
        tab.locator(f"[name={name}]").fill(value)
    tab.locator("[name=medium]").select_option("paper")
    tab.locator("[name=way]").select_option("pick_up")
    tab.locator("main form button.primary").click()
    expect(tab.get_by_role("alert").first).to_contain_text("不符合校验规则")
    tab.locator("main form button.primary").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("已登记")
    return tab.locator(".ticket dd.code").first.inner_text()


def followed(people: People, year: int, number: str) -> None:
    """Follow a public number to its request, as the organ and its authority may, and nobody else."""
    cell = f"/desk/annual/{CODE}/{year}/figures/{RECEIVED}/"
    for who in (CLERK, AUTHORITY):
        tab = people[who]
        tab.goto(cell)
        people.sound(tab)
        expect(tab.locator("p.sum strong")).to_have_text("1")
        expect(tab.locator("table.rows tbody tr")).to_have_count(1)
        tab.get_by_role("link", name=number).click()
        expect(tab.get_by_role("main")).to_contain_text(WISH if who == CLERK else number)
    case = people[CLERK].url
    for there in (cell, case):
        assert people["zhangsan"].goto(there).status == 404  # type: ignore[union-attr]
        people[CITIZEN].goto(there)
        assert "/desk/sign-in/" in people[CITIZEN].url


def declares(people: People, year: int) -> None:
    """Set a declared number right: not without the reason, and with the paper that it was taken from."""
    tab = people[CLERK]
    tab.goto(f"/desk/annual/declared/?year={year}")
    people.sound(tab)
    tab.goto(f"/desk/annual/declared/{year}/items/{PENALTIES}/")
    people.sound(tab)
    tab.get_by_role("rowheader").get_by_role("link").first.click()
    people.sound(tab)
    tab.get_by_label("更正为").fill("3")
    tab.get_by_label("依据", exact=True).fill("行政处罚案件台账第3号")
    press(tab, "更正")
    expect(tab.get_by_role("main")).to_contain_text("必填")
    paper = {"name": "台账.txt", "mimeType": "text/plain", "buffer": "处罚三件".encode()}
    tab.get_by_label(re.compile("^依据文件")).set_input_files(paper)  # type: ignore[arg-type]
    tab.get_by_label("更正的原因").fill("十二月有一件登记得晚")
    press(tab, "更正")
    says(tab, "已更正")
    people.sound(tab)


def gathers(people: People, year: int) -> None:
    """Look at the figures as known now, and close the year."""
    tab = people[CLERK]
    tab.goto(f"/desk/annual/{CODE}/{year}/figures/")
    people.sound(tab)
    expect(tab.get_by_role("main")).to_contain_text("还没有核定")
    link(tab, "核定")
    people.sound(tab)
    press(tab, "核定")
    says(tab, "已核定（第1次）")
    people.sound(tab)
    tab.goto(f"/desk/annual/{CODE}/{year}/figures/{PENALTIES}/")
    people.sound(tab)
    expect(tab.locator("p.sum strong")).to_have_text("3")


def writes(people: People, year: int) -> None:
    """Let the words be drafted from the figures; a number that is no cell's is said before it is kept."""
    tab = people[CLERK]
    sections = f"/desk/annual/{CODE}/{year}/sections/"
    tab.goto(sections)
    people.sound(tab)
    tab.goto(f"{sections}1/")
    tab.locator("[name=text]").fill("本年度新收政府信息公开申请987件。")
    press(tab, "核对，先不保存")
    expect(tab.get_by_role("main")).to_contain_text("与表格不一致，改正以前不能报送")
    people.sound(tab)
    for section in (0, 1, 6):
        tab.goto(f"{sections}{section}/")
        press(tab, "用拟稿代替现在的文字")
        says(tab, "已保存")
        people.sound(tab)
    tab.goto(f"{sections}5/")
    tab.locator("[name=text]").fill(PROBLEMS)
    press(tab, "保存")
    says(tab, "已保存")


def explained(people: People, filing: str, writer: str, second: str, kind: str, why: str) -> None:
    """Explain what does not agree with the year before; somebody else agrees to it."""
    tab = people[writer]
    tab.goto(filing)
    expect(tab.get_by_role("main")).to_contain_text("须改正或者说明")
    open_ = tab.locator(".blocks:not(:has(.explained)) a[href*='/explain/']")
    waiting = open_.count()
    for left in range(waiting, 0, -1):
        expect(open_).to_have_count(left)
        open_.first.click()
        tab.locator(f"[name=kind][value={kind}]").check()
        tab.locator("[name=says]").fill(why)
        people.sound(tab)
        press(tab, "保存")
        says(tab, "已写明，等另一位负责人同意")
    expect(tab.get_by_role("main")).to_contain_text("说明待同意")
    other = people[second]
    for _each in range(waiting):
        other.goto(filing)
        link(other, "答复这份说明")
        people.sound(other)
        other.locator("[name=approves][value=yes]").check()
        press(other, "保存")
        says(other, "已答复")
    expect(other.get_by_role("main")).to_contain_text("已说明并同意")
    people.sound(other)


def reviewed(people: People, levels: tuple[str, ...], filing: str) -> None:
    """Put the newest version before its reviewers; each reads it, answers what was found, and consents."""
    act(people, levels[0], filing, "送审", "已送审")
    for who in levels:
        tab = people[who]
        tab.goto(filing)
        link(tab, "看审查")
        expect(tab.locator("#levels")).to_be_visible()
        answered = tab.locator("ol.hits > li.answered").count()
        for done in range(answered + 1, tab.locator("ol.hits > li").count() + 1):
            tab.get_by_label("可以公开的理由").first.fill("经核对可以公开")
            tab.get_by_role("button", name="答复：可以公开").first.click()
            expect(tab.locator("ol.hits > li.answered")).to_have_count(done)
        people.sound(tab)
        tab.get_by_label("同意公开").check()
        press(tab, "提交意见")
        says(tab, "已记录您的意见")


def fetched(tab: Page) -> dict[str, bytes]:
    """Return the files of the report that is open, by their kind."""
    found = {}
    for each in tab.locator("ul.files a").all():
        with tab.expect_download() as download:
            each.click()
        found[(each.get_attribute("href") or "").rpartition("/")[2]] = download.value.path().read_bytes()
    return found


def is_one_report(files: dict[str, bytes], year: int) -> dict[str, Number]:
    """Every format reads back as the same cells; the files of cells and identities tell no other."""
    by_form = {name.rpartition(".")[2]: data for name, data in files.items() if name.startswith("report.")}
    assert set(by_form) == set(FORMATS)
    told = from_json(loads(by_form["json"].decode())).values()
    for form, data in by_form.items():
        assert read_bytes(data, f"report.{form}", year).values() == told, form
    rows = list(csv.DictReader(io.StringIO(files["cells.csv"].decode("utf-8-sig"))))
    assert rows
    assert all(row for row in csv.reader(io.StringIO(files["identities.csv"].decode("utf-8-sig"))))
    assert json.loads(files["identities.json"])
    return told


def test_a_report_is_filed_returned_filed_again_published_amended_and_followed_to_a_request(
    browser: Browser, site: str, folder: Path
) -> None:
    people = People(browser, site, folder, "annual")
    today = timezone.localdate()
    year = today.year - 1
    number = registers_late(people, year)
    declares(people, year)
    gathers(people, year)
    writes(people, year)
    clerk = people[CLERK]
    clerk.goto("/desk/annual/")
    people.sound(clerk)
    link(clerk, str(year))
    filing = clerk.url
    act(people, CLERK, filing, "成稿", "已成稿")
    explained(people, filing, CLERK, LEADER, "last_year_wrong", WRONG)
    reviewed(people, (CLERK, LEADER), filing)
    act(people, CLERK, filing, "报送主管部门", "已报送主管部门", "请审核")

    act(people, AUTHORITY, filing, "退回修改", "已退回", "第五部分没有写上年的问题改进到什么程度。")
    clerk.goto(filing)
    expect(clerk.get_by_role("main")).to_contain_text("第五部分没有写上年的问题改进到什么程度。")
    people.sound(clerk)
    clerk.goto(f"/desk/annual/{CODE}/{year}/sections/5/")
    clerk.locator("[name=text]").fill(PROBLEMS + PROGRESS)
    press(clerk, "保存")
    act(people, CLERK, filing, "另成一稿", "已成稿", button="成稿")
    clerk.get_by_role("link", name="第2稿", exact=True).click()
    expect(clerk.locator("section.changed ins").first).to_contain_text("上年提出的问题已经改进")
    people.sound(clerk)
    reviewed(people, (CLERK, LEADER), filing)
    act(people, CLERK, filing, "报送主管部门", "已报送主管部门", "已补充")
    act(people, AUTHORITY, filing, "审核通过", "审核通过", "同意")

    public = people[CITIZEN]
    page = f"/organs/{CODE}/reports/{year}/"
    assert public.goto(page).status == 404  # type: ignore[union-attr]
    act(people, CLERK, filing, "确定公布日期", "公布日期已确定", (today + timedelta(days=1)).isoformat())
    act(people, CLERK, filing, "取消公布日期", "公布日期已取消")
    act(people, CLERK, filing, "今天公布", "已公布")
    public.goto(page)
    people.sound(public)
    told = is_one_report(fetched(public), year)
    assert (told[PENALTIES], told[RECEIVED]) == (3, 1)
    expect(public.locator("aside.check")).to_contain_text(WRONG)

    clerk.goto(f"/desk/annual/{CODE}/{year}/sections/6/")
    clerk.locator("[name=text]").fill("本机关没有收取信息处理费，公开工作的经费由区财政保障。")
    press(clerk, "保存")
    act(people, CLERK, filing, "编写更正的报告", "已成稿", NOTE, button="成稿")
    reviewed(people, (CLERK, LEADER), filing)
    act(people, CLERK, filing, "报送主管部门", "已报送主管部门", "更正")
    act(people, AUTHORITY, filing, "审核通过", "审核通过", "同意更正")
    act(people, CLERK, filing, "今天公布", "已公布")
    public.goto(page)
    people.sound(public)
    expect(public.locator("p.amendment")).to_contain_text(NOTE)
    files = fetched(public)
    assert is_one_report(files, year) == told
    assert NOTE in from_json(loads(files["report.json"].decode())).preamble
    public.goto(f"{page}1/")
    people.sound(public)
    expect(public.get_by_role("main")).to_contain_text("这是已经被更正的旧版。")
    expect(public.locator("p.amendment")).to_have_count(0)
    followed(people, year, number)

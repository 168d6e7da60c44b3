"""An annual report from its declared numbers to its amendment, through every page that somebody comes by."""

from __future__ import annotations

import csv
import dataclasses
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
from gongkai.report.model import Number, Report
from gongkai.report.read.report import read_bytes
from gongkai.report.sums import plain
from gongkai.report.write import FORMATS, MEDIA_TYPES, write
from tests.components import require
from tests.service.cases import NOT_AN_ID
from tests.service.filings import a_report
from tests.service.journeying import CITIZEN, People, press, says, turn
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

FAR, FAR_NAME = "xugou-shuiwuzhan", "虚构区水务管理站"
SECOND = "wujiu@演示市虚构区人民政府 · 监督人员"
SUMMING = ("sunqi@演示市虚构区人民政府 · 经办人", "wujiu@演示市虚构区人民政府 · 分管领导")
OFFICE = "zhouba@演示市虚构区人民政府 · 政府信息公开工作机构负责人"
SUM_NOTE = "补入水务管理站的报告。"


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
    turn(tab, tab.get_by_role("main").get_by_role("link", name=name).first)


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
    turn(tab, tab.locator("main form button.primary"))
    expect(tab.get_by_role("alert").first).to_contain_text("不符合校验规则")
    turn(tab, tab.locator("main form button.primary"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("已登记")
    return tab.locator(".ticket dd.code").first.inner_text()


def followed(people: People, filing: str, number: str) -> None:
    """Follow a published number to its request, as the organ and its authority may, and nobody else."""
    cell = ""
    for who in (CLERK, AUTHORITY):
        tab = people[who]
        tab.goto(filing)
        link(tab, re.compile(r"^(第\d+稿|看报送的报告)$"))
        people.sound(tab)
        turn(tab, tab.locator(f"td[id='{RECEIVED}'] a"))
        people.sound(tab)
        cell = tab.url
        expect(tab.locator("p.sum strong")).to_have_text("1")
        expect(tab.locator("table.rows tbody tr")).to_have_count(1)
        turn(tab, tab.get_by_role("link", name=number))
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
    turn(tab, tab.get_by_role("rowheader").get_by_role("link").first)
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
        turn(tab, open_.first)
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
            turn(tab, tab.get_by_role("button", name="答复：可以公开").first)
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


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def proven(files: dict[str, bytes], scope: str) -> None:
    """Each identity is in the file beside the report, at each of its places, and none is left to differ."""
    beside = json.loads(files["identities.json"])
    assert beside["scope"] == scope
    verdicts: dict[str, set[str]] = {}
    for line in beside["items"]:
        verdicts.setdefault(line["rule"], set()).add(line["verdict"])
    within = {rule: {"holds"} for rule in ("N1", "A1", "A2", "A3", "A4", "A5")}
    assert {rule: verdicts.get(rule) for rule in within} == within
    with_last_year = {"own": {"holds", "explained"}, "aggregate": {"not_assessed"}}
    assert verdicts["X1"] <= with_last_year[scope]
    told = [(line["rule"], line["where"], line["verdict"]) for line in beside["items"]]
    assert [(row["rule"], row["where"], row["verdict"]) for row in read_csv(files["identities.csv"])] == told


def is_one_report(files: dict[str, bytes], year: int, scope: str = "own") -> dict[str, Number]:
    """Every format reads back as the same cells; the files of cells and identities tell no other."""
    by_form = {name.rpartition(".")[2]: data for name, data in files.items() if name.startswith("report.")}
    assert set(by_form) == set(FORMATS)
    told = from_json(loads(by_form["json"].decode())).values()
    for form, data in by_form.items():
        assert read_bytes(data, f"report.{form}", year).values() == told, form
    cells = {row["address"]: row["value"] for row in read_csv(files["cells.csv"])}
    shown = {address: "" if value is None else plain(value) for address, value in told.items()}
    assert cells == shown
    proven(files, scope)
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
    turn(clerk, clerk.get_by_role("link", name="第2稿", exact=True))
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
    followed(people, filing, number)


def enters(people: People) -> None:
    """Enter an organ that has nobody here."""
    tab = people["guanli"]
    tab.goto("/desk/new-organ/")
    tab.locator("[name=code]").fill(FAR)
    tab.locator("[name=name]").fill(FAR_NAME)
    tab.locator("[name=kind]").select_option("department")
    tab.locator("[name=level]").select_option("county")
    tab.locator("[name=parent]").select_option(label="演示市虚构区人民政府")
    tab.locator("[name=supervisor]").select_option(label="演示市虚构区人民政府")
    press(tab, "录入")
    says(tab, "机关已录入")


def registers(people: People, register: str) -> None:
    """Enter it in the register, by the three elements, and remind all that owe a report in one click."""
    tab = people[AUTHORITY]
    tab.goto(register)
    people.sound(tab)
    link(tab, FAR_NAME)
    people.sound(tab)
    for element in ("administrative", "external", "independent"):
        tab.locator(f"[name={element}][value=yes]").check()
    tab.locator("[name=kind]").select_option("organ")
    tab.locator("[name=basis]").fill("“三定”规定（演示）")
    press(tab, "登记")
    says(tab, f"已登记{FAR_NAME}")
    turn(tab, tab.get_by_role("button", name=re.compile(r"^催报全部\d+个未报机关$")))
    says(tab, "已催报")
    people.sound(tab)
    expect(tab.get_by_role("row").filter(has_text="虚构区农业农村局")).to_contain_text("上次")
    told = people["qianjia@虚构区农业农村局 · 经办人"]
    told.goto("/desk/")
    expect(told.get_by_role("main")).to_contain_text("催报")
    people.sound(told)


def hands_in(people: People, year: int, report: Report, form: str) -> str:
    """Upload the report of the organ that is not here, first only read; return the address of its filing."""
    tab = people[AUTHORITY]
    tab.goto(f"/desk/annual/register/organs/{FAR}/upload/?year={year}")
    other = dataclasses.replace(
        report, organ="虚构区财政局", title=report.title.replace(FAR_NAME, "虚构区财政局")
    )
    for told, act_ in ((other, "试读，不报送"), (report, "试读，不报送"), (report, "报送")):
        data = write(told, form)
        tab.get_by_label("报告文件").set_input_files(
            {"name": f"report.{form}", "mimeType": MEDIA_TYPES[form], "buffer": data}
        )
        press(tab, act_)
        if told is other:
            expect(tab.get_by_role("main")).to_contain_text(f"这是“虚构区财政局”的报告，不是{FAR_NAME}的")
        elif act_ != "报送":
            expect(tab.get_by_role("main")).to_contain_text("可以报送")
        if act_ != "报送":
            people.sound(tab)
    says(tab, f"已收到{FAR_NAME}的报告，待审核")
    link(tab, FAR_NAME)
    expect(tab.get_by_role("region", name="办理情况")).to_be_visible()
    return tab.url


def accepted(people: People, filing: str) -> None:
    """Explain what cannot be compared with a year before, and accept."""
    explained(people, filing, AUTHORITY, SECOND, "other", "首次在本平台报送，上一年度的报告没有录入。")
    act(people, AUTHORITY, filing, "审核通过", "审核通过", "同意")


def summed(people: People, where: str, note: str) -> None:
    tab = people[SUMMING[0]]
    tab.goto(where)
    people.sound(tab)
    tab.locator("[name=note]").fill(note)
    press(tab, "重新汇总")
    says(tab, "已汇总")
    people.sound(tab)


def test_a_report_from_elsewhere_is_summed_returned_summed_again_and_published(
    browser: Browser, site: str, folder: Path
) -> None:
    people = People(browser, site, folder, "rollup")
    year = timezone.localdate().year - 1
    register, sum_page = f"/desk/annual/register/?year={year}", f"/desk/annual/register/sum/?year={year}"
    enters(people)
    registers(people, register)
    filing = hands_in(people, year, a_report(FAR_NAME, year, 3, "水务信息按月公开。"), "docx")
    accepted(people, filing)
    public = people[CITIZEN]
    page = f"/organs/xugou/reports/{year}/aggregate/"
    public.goto(page)
    before = is_one_report(fetched(public), year, "aggregate")

    summed(people, sum_page, SUM_NOTE)
    act(people, AUTHORITY, filing, "退回修改", "已退回", "漏报一件申请。")
    clerk = people[SUMMING[0]]
    clerk.goto(sum_page)
    expect(clerk.get_by_role("alert")).to_contain_text("汇总已过期，不能送审、报送和公布")
    expect(clerk.get_by_role("alert")).to_contain_text(FAR_NAME)
    people.sound(clerk)
    accepted(
        people, hands_in(people, year, a_report(FAR_NAME, year, 4, "水务信息按月公开，已补报。"), "xlsx")
    )
    summed(people, sum_page, SUM_NOTE)
    expect(clerk.get_by_role("alert")).to_have_count(0)
    link(clerk, "打开这份报告")
    expect(clerk.get_by_role("region", name="办理情况")).to_be_visible()
    total = clerk.url
    explained(people, total, SUMMING[0], OFFICE, "other", "本区首次在本平台汇总，上一年度的没有录入。")
    reviewed(people, SUMMING, total)
    act(people, SUMMING[0], total, "报送主管部门", "已报送主管部门", "请审核")
    head = people[OFFICE]
    head.goto(sum_page)
    link(head, "登记上级的审核结果")
    head.locator("[name=authority]").fill("演示市人民政府办公室")
    head.locator("[name=reference]").fill("演政办函〔2026〕99号（演示）")
    people.sound(head)
    press(head, "登记")
    says(head, "已登记上级的审核结果")
    act(people, SUMMING[0], total, "今天公布", "已公布")
    public.goto(page)
    people.sound(public)
    expect(public.locator("p.amendment")).to_contain_text(SUM_NOTE)
    now = is_one_report(fetched(public), year, "aggregate")
    assert now["T3.R1.C7"] - before["T3.R1.C7"] >= 4  # type: ignore[operator]
    act(people, AUTHORITY, filing, "送公开前审查", "已送审", button="送审")

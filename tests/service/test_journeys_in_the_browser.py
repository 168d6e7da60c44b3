"""Three requests from their first day to their last, each through every page that somebody comes by."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from tests.components import require
from tests.service.cases import NOT_AN_ID
from tests.service.journeying import (
    CITIZEN,
    CLERK,
    HEAD,
    People,
    a_file,
    answer,
    drafted,
    due_of,
    filled,
    issued,
    number_of,
    open_case,
    posted,
    press,
    reviewed,
    says,
    turn,
    upload,
)
from tests.service.serving import demonstration

pytestmark = pytest.mark.own_database

AREA = "/organs/xugou-gongxinju/"
WISH = "中小企业技术改造补助资金的安排情况"
REFUSED = "2025年技术改造补助办法修订的会议记录"  # one that the demonstration answered by letter
WITHHELD = "喷涂温度187摄氏度"
THIRD = "丙样例机械有限公司"
FOUND = ("明确", "政府信息", "都不是", "由本机关负责", "没有另外的规定", "有现成的信息", "没有公开", "没有")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journeys")


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


def ask(people: People) -> tuple[str, str]:
    """Ask as a citizen who wants to download the reply; return number and query code."""
    tab = people[CITIZEN]
    tab.goto(f"{AREA}ask/")
    people.sound(tab)
    turn(tab, tab.get_by_role("link", name="已阅读，开始填写"))
    tab.get_by_label("您要什么信息").fill(WISH)
    tab.get_by_label("电子文件").check()
    tab.get_by_role("radio", name="网上下载").check()
    tab.get_by_label("姓名或者名称").fill("张三")
    tab.get_by_label("证件号码", exact=True).fill(NOT_AN_ID)
    tab.get_by_label("联系电话").fill("000-1234567")
    tab.get_by_label("电子邮箱").fill("zhangsan@example.com")
    people.sound(tab)
    press(tab, "下一步：核对")
    people.sound(tab)
    press(tab, "发送申请")
    people.sound(tab)
    number, code = (one.inner_text() for one in tab.locator("dd.code").all())
    return number, code


def follow(people: People, number: str, code: str) -> Page:
    tab = people[CITIZEN]
    tab.goto("/track/")
    tab.get_by_label("登记号").fill(number)
    tab.get_by_label("查询码").fill(code)
    press(tab, "查询")
    people.sound(tab)
    return tab


def fetched(people: People, tab: Page, code: str) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Open the newest letter, the last, with its code; return its PDF, and the files that came with it."""
    turn(tab, tab.locator("ul.letters a").last)
    people.sound(tab)
    tab.get_by_label("下载码").fill(code)
    press(tab, "打开")
    people.sound(tab)
    found = []
    for link in tab.locator("ul.files a").all():
        with tab.expect_download() as download:
            link.click()
        found.append((download.value.suggested_filename, download.value.path().read_bytes()))
    pdf = next(data for _name, data in found if data.startswith(b"%PDF"))
    return pdf, [(name, data) for name, data in found if not data.startswith(b"%PDF")]


def sent_for_download(people: People, letter: str) -> str:
    """Send a letter by download; return the code that is shown once."""
    tab = people[CLERK]
    tab.goto(f"{letter}send/")
    tab.get_by_label("网上下载").check()
    people.sound(tab)
    press(tab, "登记发出")
    code = tab.locator("code.secret").inner_text()
    people.sound(tab)
    return code


def confirmed(people: People, case: str) -> None:
    """The clerk calls the requester, and both confirm that what came online was received (条例31(3))."""
    clerk = people[CLERK]
    clerk.goto(f"{case}steps/receipt_confirmed/")
    clerk.get_by_label("联系方式").fill("电话")
    clerk.get_by_label("联系上了，双方确认收到").check()
    people.sound(clerk)
    press(clerk, "登记")


def test_a_citizen_asks_and_downloads_what_may_be_disclosed_in_part(
    browser: Browser, site: str, folder: Path
):
    people = People(browser, site, folder, "partial")
    number, code = ask(people)
    clerk = people[CLERK]
    case = open_case(clerk, number)
    people.sound(clerk)
    confirmed(people, case)
    dues = [due_of(people, case, folder)]

    # It does not say of which year: the letter that asks is fetched by the citizen, who answers it online.
    last = clerk.evaluate("new Date(Date.now() + 10 * 864e5).toISOString().slice(0, 10)")
    asked = {"correction_items": "请写明所需信息的年度", "correct_by": last}
    letter = drafted(people, case, "correction", **asked)
    reviewed(people, letter)
    issued(people, letter)
    secret = sent_for_download(people, letter)
    hers = follow(people, number, code)
    expect(hers.get_by_text("请您补正", exact=True)).to_be_visible()
    pdf, files = fetched(people, hers, secret)
    assert pdf.startswith(b"%PDF") and not files
    hers = follow(people, number, code)
    turn(hers, hers.get_by_role("link", name="补正申请"))
    hers.get_by_label("您要什么信息").fill(f"2025年{WISH}")
    people.sound(hers)
    press(hers, "提交补正")
    says(hers, "补正已经提交")
    confirmed(people, case)  # online as well: the day both sides confirm it is the day of the correction
    dues.append(due_of(people, case, folder))

    # What was asked for names how somebody works: she is asked by letter, and does not agree.
    clerk.goto(f"{case}letters/new/third_party_consultation/")
    clerk.get_by_label("另外一方").check()
    for label, value in {"姓名或者名称": THIRD, "联系人": "李四", "通信地址": "虚构区样例路77号"}.items():
        clerk.get_by_label(label).fill(value)
    people.sound(clerk)
    press(clerk, "起草")
    letter = filled(people, third_party_addressed="贵单位", consulted_information="补助项目的工艺说明")
    reviewed(people, letter)
    issued(people, letter)
    clerk.goto(case)
    expect(clerk.locator(".branches")).to_contain_text(THIRD)
    posted(people, letter, "虚构区样例路77号", "XA000000011CN")
    clerk.goto(case)
    people.sound(clerk)
    expect(clerk.locator(".branches")).to_contain_text("送达")
    turn(clerk, clerk.locator(".moves a[href*=opinion_received]"))
    clerk.get_by_label("不同意公开", exact=True).check()
    clerk.get_by_label("理由").fill("涉及本公司的工艺参数，属于商业秘密。")
    people.sound(clerk)
    press(clerk, "登记")
    clerk.goto(case)
    people.sound(clerk)

    # More time is needed: proposed, consented to by the head, told by letter. The last day moves.
    clerk.goto(f"{case}steps/extended/")
    clerk.get_by_label("延长几个工作日").fill("10")
    clerk.get_by_label("延长的理由").fill("材料较多，需要逐件区分处理")
    people.sound(clerk)
    press(clerk, "报请同意")
    says(clerk, "已报请同意")
    head = people[HEAD]
    head.goto("/desk/")
    people.sound(head)
    turn(head, head.get_by_role("link", name=f"等您答复：延长答复期限（{number}）"))
    people.sound(head)
    head.get_by_label("同意", exact=True).check()
    press(head, "答复")
    says(head, "已答复")
    letter = drafted(people, case, "extension")
    reviewed(people, letter)
    issued(people, letter)
    sent_for_download(people, letter)
    dues.append(due_of(people, case, folder))
    people.sound(clerk)

    # What the third party gave as reasons holds: that part is kept back.
    turn(clerk, clerk.get_by_role("link", name="决定", exact=True))
    clerk.get_by_label("合理", exact=True).check()
    clerk.get_by_label("不予公开", exact=True).check()
    clerk.get_by_label("理由", exact=True).fill("属于商业秘密，公开会损害其合法权益。")
    people.sound(clerk)
    press(clerk, "登记")

    clerk.goto(f"{case}decide/")
    answer(clerk, *FOUND, "第三方不同意且有合理理由，或者由本机关认定会受损害")
    people.sound(clerk)
    answer(clerk, "能够区分：公开其余部分")
    clerk.goto(f"{case}files/")
    upload(people, a_file("补助项目.docx", f"安排资金37万元，{WITHHELD}"), "所申请的信息")
    clerk.goto(f"{case}files/")
    upload(people, a_file("补助项目（遮盖）.docx", f"安排资金37万元，{WITHHELD}"))
    clerk.goto(f"{case}decide/")
    answer(clerk, *FOUND, "第三方不同意且有合理理由，或者由本机关认定会受损害", "能够区分：公开其余部分")
    clerk.locator("[name=w0_what]").fill("补助项目的工艺参数")
    clerk.locator("[name=w0_reason]").fill("第三方不同意公开，理由合理。")
    clerk.locator("[name=w0_strings]").fill("187摄氏度")
    clerk.get_by_label("理由", exact=True).last.fill("其余内容属于可以公开的政府信息。")
    people.sound(clerk)
    press(clerk, "拟定决定，起草答复书")
    says(clerk, "起草了答复书")
    letter = clerk.url

    # A file that still has what is kept back does not go out; one without it does.
    expect(clerk.get_by_role("main")).to_contain_text("仍有列为不予公开的文字")
    people.sound(clerk)
    turn(clerk, clerk.get_by_role("link", name="上传信息文件"))
    upload(people, a_file("补助项目（区分处理）.docx", "安排资金37万元，工艺参数不予公开"))
    clerk.goto(f"{letter}edit/")
    clerk.get_by_label("补助项目（遮盖）.docx").uncheck()
    clerk.get_by_label("补助项目（区分处理）.docx").check()
    people.sound(clerk)
    press(clerk, "保存")
    people.sound(clerk)
    reviewed(people, letter)
    issued(people, letter)
    secret = sent_for_download(people, letter)

    hers = follow(people, number, code)
    pdf, files = fetched(people, hers, secret)
    assert [name for name, _data in files] == ["补助项目（区分处理）.docx"]
    words = "".join(part.text for part in Document(io.BytesIO(files[0][1])).paragraphs)
    assert "37万元" in words and WITHHELD not in words
    told = text_of(pdf, Kind.PDF).text.replace("\n", "")
    assert "第三十七条" in told and "复议" in told
    assert WITHHELD not in told and THIRD not in told
    people.sound(follow(people, number, code))
    clerk.goto(case)
    people.sound(clerk)
    expect(clerk.locator(".standing")).to_contain_text("部分公开")
    assert dues[0] <= dues[1] < dues[2], dues


def registered(people: People, wish: str) -> tuple[str, str]:
    """Register who stands at the counter and will fetch the reply; return number and query code."""
    tab = people[CLERK]
    tab.goto("/desk/requests/new/")
    tab.get_by_role("radio", name=re.compile("^当面")).check()
    tab.locator("[name=name]").fill("李四")
    tab.locator("[name=identity_number]").fill(NOT_AN_ID)
    tab.locator("[name=phone]").fill("000-7654321")
    tab.locator("[name=description]").fill(wish)
    for name, value in {"medium": "paper", "way": "pick_up"}.items():
        tab.locator(f"[name={name}]").select_option(value)
    people.sound(tab)
    turn(tab, tab.locator("main form button.primary"))
    expect(tab.get_by_role("alert").first).to_contain_text("不符合校验规则")
    people.sound(tab)
    turn(tab, tab.locator("main form button.primary"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("已登记")
    people.sound(tab)
    number, code = (one.inner_text() for one in tab.locator(".ticket dd.code").all())
    return number, code


def handed_over(people: People, letter: str) -> None:
    """Hand a letter to the requester, who signs for it: sent and delivered in one."""
    tab = people[CLERK]
    tab.goto(f"{letter}send/")
    tab.get_by_label("当面").check()
    tab.get_by_label("签收情况").fill("本人当面签收")
    people.sound(tab)
    press(tab, "登记发出")
    says(tab, "已登记发出")
    expect(tab.get_by_role("main")).to_contain_text("已送达")
    people.sound(tab)


def test_a_walk_in_is_registered_at_the_counter_and_answered_on_the_spot(
    browser: Browser, site: str, folder: Path
):
    people = People(browser, site, folder, "walk-in")
    number, code = registered(people, "中小企业技术改造补助办法")
    clerk = people[CLERK]
    with clerk.context.expect_page() as opened:
        clerk.get_by_role("link", name="打印接收回执").click()
    opened.value.close()
    case = open_case(clerk, number)
    people.sound(clerk)
    due = due_of(people, case, folder)
    turn(clerk, clerk.get_by_role("link", name="作出答复"))
    answer(clerk, *FOUND[:6], "已经公开，告知获取的方式和途径")
    people.sound(clerk)
    where = "本机关门户网站“政策文件”栏目，今天已打印一份交给您"
    clerk.locator("[name=need_where_published]").fill(where)
    clerk.get_by_label("理由", exact=True).fill("所申请的信息已经主动公开。")
    press(clerk, "拟定决定，起草答复书")
    says(clerk, "起草了答复书")
    people.sound(clerk)
    letter = clerk.url
    reviewed(people, letter)
    issued(people, letter)
    handed_over(people, letter)
    clerk.goto(case)
    people.sound(clerk)
    expect(clerk.locator(".standing")).to_contain_text("予以公开")
    days = clerk.locator(".timeline li.event time[datetime]").evaluate_all(
        "them => them.map(it => it.getAttribute('datetime').slice(0, 10))"
    )
    assert len(set(days)) == 1 and days[0] < due, (days, due)
    expect(clerk.get_by_role("main")).not_to_contain_text("in_person")
    expect(follow(people, number, code).get_by_role("main")).to_contain_text("予以公开")
    clerk.goto("/desk/requests/")
    expect(clerk.get_by_role("link", name=number)).to_have_count(0)


def table4(people: People) -> dict[str, int]:
    """Return the figures of reconsiderations in table 4 of this year, by their columns."""
    tab = people[CLERK]
    tab.goto("/desk/redress/table/")
    people.sound(tab)
    row = tab.get_by_role("row", name=re.compile("^行政复议"))
    cells = row.locator("td")
    return {
        cell.get_attribute("data-label") or "": int(re.sub(r"\D.*", "", cell.inner_text()))
        for cell in cells.all()
    }


def proceeded(people: People, proceeding: str, key: str, *ticked: str, **fields: str) -> None:
    """Enter a step of a proceeding."""
    tab = people[CLERK]
    tab.goto(f"{proceeding}steps/{key}/")
    for name, value in fields.items():
        blank = tab.locator(f"[name={name}]")
        if blank.evaluate("it => it.tagName") == "SELECT":
            blank.select_option(value)
        else:
            blank.fill(value)
    for label in ticked:
        tab.get_by_label(label).check()
    people.sound(tab)
    press(tab, "登记")
    says(tab, "已登记")


def test_a_refusal_is_corrected_on_reconsideration_and_answered_anew(
    browser: Browser, site: str, folder: Path
):
    people = People(browser, site, folder, "redress")
    clerk = people[CLERK]
    clerk.goto("/desk/requests/?state=ended")
    people.sound(clerk)
    turn(clerk, clerk.get_by_role("row").filter(has_text=REFUSED).locator("th a"))
    case = clerk.url
    number = clerk.get_by_role("heading", level=1).inner_text()
    first_due = due_of(people, case, folder)
    expect(clerk.locator(".standing")).to_contain_text("属于四类过程性信息")
    turn(clerk, clerk.get_by_role("complementary").get_by_role("link", name=re.compile("不予公开答复书")))
    people.sound(clerk)
    first_number = number_of(clerk)
    today = clerk.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Asia/Shanghai'})")
    before = table4(people)

    clerk.goto(case)
    people.sound(clerk)
    turn(clerk, clerk.locator("#redress ~ p a"))
    clerk.get_by_role("radio", name="行政复议", exact=True).check()
    clerk.get_by_label("受理的机关或者人民法院").fill("虚构区人民政府")
    clerk.get_by_label("案号").fill("虚政复〔2026〕31号")
    people.sound(clerk)
    press(clerk, "登记")
    proceeding = clerk.url
    people.sound(clerk)
    assert table4(people) == before, "what is not accepted is in no table"
    proceeded(people, proceeding, "accepted", procedure="summary")
    pending = {**before, "尚未审结": before["尚未审结"] + 1, "总计": before["总计"] + 1}
    assert table4(people) == pending
    proceeded(people, proceeding, "served")
    people.sound(clerk)
    proceeded(people, proceeding, "answered")
    why = "没有说明属于过程性信息的哪一类，也没有区分处理"
    ordered = {"result": "revoked", "order_served": today, "says": why}
    proceeded(people, proceeding, "ended", "责令本机关重新答复这件申请", **ordered)
    people.sound(clerk)
    corrected = {**before, "结果纠正": before["结果纠正"] + 1, "总计": before["总计"] + 1}
    assert table4(people) == corrected
    turn(clerk, clerk.get_by_role("row", name=re.compile("^行政复议")).locator("td[data-label=结果纠正] a"))
    expect(clerk.get_by_role("main")).to_contain_text(number)
    people.sound(clerk)

    # A clock of its own runs from the order; the request stands on the work list again.
    second_due = due_of(people, case, folder)
    assert second_due > first_due
    people.sound(clerk)
    expect(clerk.locator(".timeline")).to_contain_text("责令重新答复")
    clerk.goto(f"/desk/requests/?q={number}")
    expect(clerk.get_by_role("link", name=number)).to_be_visible()
    clerk.goto(f"{case}files/")
    upload(people, a_file("会议记录（节选）.docx", "会议同意修订补助办法"))
    clerk.goto(f"{case}decide/?anew=1")
    answer(clerk, *FOUND, "不涉及第三方的合法权益", "没有，或者虽有仍予公开")
    clerk.get_by_label("理由", exact=True).fill("经重新审查，属于可以公开的政府信息。")
    people.sound(clerk)
    press(clerk, "拟定决定，起草答复书")
    says(clerk, "起草了答复书")
    anew = clerk.url
    people.sound(clerk)
    reviewed(people, anew)
    assert issued(people, anew) != first_number
    posted(people, anew, "虚构区样例路88号", "XA000000022CN")
    clerk.goto(case)
    people.sound(clerk)
    expect(clerk.locator(".standing")).to_contain_text("予以公开")
    clerk.goto(proceeding)
    people.sound(clerk)
    assert table4(people) == corrected

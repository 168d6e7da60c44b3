"""The work list and the page of a request: what is due, by whom, in words; and who may read what."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.service.organs.models import Deed, Duty
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.requests import ledger, policy, urgency, words, worklist
from gongkai.service.requests.actions.assign import assign
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.models import Case, Identity, Letter, Paper, Party, Standing
from gongkai.statute import clock, outcomes
from gongkai.statute.events import KINDS, Answered, OpinionReceived, Sent, ThirdPartyConsulted
from gongkai.statute.history import read_history
from tests.service.cases import Bureau, a_who, at
from tests.service.desk import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def shown(client: Client, post, name: str = "desk-requests", *args: object, **query: str):
    """Return the page as its words, one space between."""
    answer = sign_in(client, post).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    page = html.fromstring(answer.content.decode())
    for script in page.xpath("//script|//style"):
        script.drop_tree()
    return page


def text(page) -> str:
    return " ".join(" ".join(page.xpath("//main")[0].itertext()).split())


def working_days_ago(count: int) -> date:
    """Return the day so many working days before today, from which that many have passed."""
    calendar = worklist.law_here().calendar
    return calendar.day_at(calendar.place(timezone.localdate()) - count)


def consulted(bureau: Bureau, name: str = "李四") -> Case:
    case = bureau.received("2025-09-01")
    Party.objects.create(case=case, key="T1", role="third_party", name=name, phone="000-7654321")
    event = ThirdPartyConsulted(on=date(2025, 9, 10), whom="T1", delivered=date(2025, 9, 12))
    enter(case, event, by=bureau.clerk, at=at("2025-09-12"))
    return case


def answered(bureau: Bureau, case: Case, day: str, outcome: str = "full_disclosure") -> Case:
    on = date.fromisoformat(day)
    enter(case, Answered(on=on, outcome=outcome), by=bureau.clerk, at=at(day))
    enter(case, Sent(on=on, means="电子邮件"), by=bureau.clerk, at=at(day, "10:00"))
    return case


def test_the_list_of_those_that_ended_says_how_and_when_each_did(bureau: Bureau, client: Client) -> None:
    answered(bureau, bureau.received("2025-09-01"), "2025-09-10", "not_held")
    taken_back = bureau.received("2025-09-01")
    withdraw(taken_back, says="书面撤回", on=date(2025, 9, 9), by=bureau.clerk, at=at("2025-09-09"))
    bureau.received("2025-09-02")
    states = {}
    for state in ("ended", "every"):
        rows = shown(client, bureau.clerk, state=state).xpath("//tbody/tr/td[2]")
        states[state] = [" ".join(" ".join(row.itertext()).split()) for row in rows]
    how = ["已办结 申请人撤回申请 · 2025-09-09", "已办结 本机关不掌握相关政府信息 · 2025-09-10"]
    assert states == {"ended": how, "every": ["办理中", *how]}
    assert "申请人撤回申请" in text(shown(client, bureau.clerk, "desk-case", taken_back.pk))


def test_the_words_of_the_desk_are_those_of_the_statute() -> None:
    assert {key: str(name) for key, name in words.EVENTS.items()} == {k: e.name for k, e in KINDS.items()}
    assert {key: str(words.STATES[key]) for key in clock.STATES} == clock.STATES
    assert {key: str(name) for key, name in words.WAITING.items()} == clock.WAITING
    for words_, choices in (
        (words.ROLES, Party.Role),
        (words.PAPERS, Paper.Kind),
        (words.IDENTITIES, Identity.Kind),
    ):
        assert {key: str(name) for key, name in words_.items()} == dict(choices.choices)
    assert set(words.CLASSES) == set(Party.Class.values)
    known = {key: made[-1].name for key, made in outcomes.tree().outcomes.items()}
    assert {key: str(name) for key, name in words.OUTCOMES.items() if key} == known


def test_the_list_says_in_words_how_pressing_each_request_is(bureau: Bureau, client: Client) -> None:
    for ago in (25, 20, 18, 5):
        bureau.received(working_days_ago(ago).isoformat())
    bureau.received(working_days_ago(1).isoformat(), channel="ordinary_mail")
    cells = shown(client, bureau.clerk).xpath("//table[contains(@class,'requests')]//td[1]")
    rows = [[" ".join(part.text_content().split()) for part in cell] for cell in cells]
    assert [row[:2] for row in rows] == [
        ["逾期", "已逾期5个工作日"],
        ["今天到期", "今天是最后一日"],
        ["3个工作日内到期", "还有2个工作日"],
        ["收到之日未确认", "请今天联系申请人确认"],
        ["办理中", "还有15个工作日"],
    ]


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("desk-requests", "依申请公开"),
        ("desk-request-new", "登记申请"),
        ("desk-requests-unconfirmed", "待确认收到"),
        ("desk-figures", "依申请公开"),
    ],
)
def test_the_menu_marks_the_one_entry_that_the_page_belongs_to(
    bureau: Bureau, client: Client, name: str, entry: str
) -> None:
    page = shown(client, bureau.clerk, name)
    assert page.xpath("//nav[@class='menu']//a[@aria-current]/text()") == [entry]


def test_each_group_is_told_by_a_shape_of_its_own() -> None:
    from gongkai.service.requests.templatetags.requests_desk import SHAPES

    assert set(SHAPES) == set(urgency.GROUPS)
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_the_index_and_the_ledger_put_a_request_into_the_same_group(bureau: Bureau) -> None:
    cases = [bureau.received(working_days_ago(ago).isoformat()) for ago in (25, 20, 18, 5)]
    cases.append(bureau.received(working_days_ago(1).isoformat(), channel="ordinary_mail"))
    consulted(bureau)
    today = timezone.localdate()
    for days in range(0, 60, 3):
        who = Visit(bureau.clerk, at((today + timedelta(days)).isoformat()), today + timedelta(days))
        soon = worklist.law_here().calendar.after(who.on, urgency.SOON)
        placed = Standing.objects.annotate(place=urgency.in_index(who.on, soon)).values_list("case", "place")
        for pk, place in placed:
            stands = ledger.clock_of(Case.objects.get(pk=pk)).standing(who.on)
            assert urgency.PLACES[urgency.of(stands).key] == place, (pk, who.on)


def test_a_row_of_the_index_that_differs_is_shown_from_the_ledger_and_mended(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    true = Standing.objects.get(case=case).due
    Standing.objects.filter(case=case).update(due=date(2020, 1, 2), state="consulting")
    assert "已逾期" not in text(shown(client, bureau.clerk))
    assert Standing.objects.get(case=case).due == true


def test_the_list_is_narrowed_to_a_name_a_number_a_state(bureau: Bureau, client: Client) -> None:
    first = bureau.received("2025-09-01")
    second = bureau.received("2025-09-02", requester=a_who("赵六"))
    answered(bureau, second, "2025-09-05")
    for query, there, gone in (
        ({"q": "张三"}, first, second),
        ({"q": first.number[-4:]}, first, second),
        ({"state": "ended"}, second, first),
        ({"q": "赵六", "state": "every"}, second, first),
        ({"state": "running"}, first, second),
    ):
        answer = sign_in(client, bureau.clerk).post(reverse("desk-requests"), query, follow=True)
        said = text(html.fromstring(answer.content.decode()))
        assert there.number in said, query
        assert gone.number not in said, query


def test_no_address_says_whose_name_was_looked_for_and_pages_and_groups_keep_what_was_found(
    bureau: Bureau, client: Client
) -> None:
    cases = [bureau.received(working_days_ago(4).isoformat()) for _n in range(31)]
    other = bureau.received(working_days_ago(4).isoformat(), requester=a_who("赵六"))
    listed = reverse("desk-requests")
    sign_in(client, bureau.clerk)
    led = client.post(listed, {"q": "张三", "state": "running"})["Location"]
    assert led.startswith(f"{listed}?") and "state=running" in led and "find=" in led
    assert not set("张三") & set(unquote(led))

    page = html.fromstring(client.get(led).content.decode())
    assert page.xpath("//input[@name='q']/@value") == ["张三"]
    assert page.xpath("//form[.//input[@name='q']]/@method") == ["post"]
    links = page.xpath("//nav[@class='pages']//a/@href | //nav[@class='groups']//a/@href")
    assert links and all("find=" in link and "%" not in link.split("find=")[1] for link in links)
    [onward] = page.xpath("//a[@rel='next']/@href")
    there = text(html.fromstring(client.get(f"{listed}{onward}").content.decode()))
    assert sum(case.number in there for case in cases) == 1 and other.number not in there
    back = html.fromstring(client.get(led).content.decode())  # and the way back is as it was
    assert text(back) == text(page)


def test_an_address_with_a_name_in_it_is_led_to_one_without_and_a_strangers_key_finds_nothing(
    bureau: Bureau, client: Client
) -> None:
    bureau.received("2025-09-01")
    listed = reverse("desk-requests")
    led = sign_in(client, bureau.clerk).get(listed, {"q": "张三"})["Location"]
    assert "find=" in led and not set("张三") & set(unquote(led))
    other = sign_in(Client(), bureau.reviewer)
    said = text(html.fromstring(other.get(led).content.decode()))
    assert "没有留存" in said
    assert html.fromstring(other.get(led).content.decode()).xpath("//input[@name='q']/@value") in ([], [""])


def test_a_page_of_the_list_takes_twelve_queries_at_most(
    bureau: Bureau, client: Client, django_assert_max_num_queries
) -> None:
    for _n in range(35):
        bureau.received(working_days_ago(4).isoformat())
    sign_in(client, bureau.clerk)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("desk-requests")).status_code == 200


def test_the_due_date_of_the_page_is_that_of_the_clock_on_the_exported_events(
    bureau: Bureau, client: Client
) -> None:
    case = consulted(bureau)
    enter(
        case,
        OpinionReceived(on=date(2025, 9, 26), whom="T1", agrees=False),
        by=bureau.clerk,
        at=at("2025-09-26"),
    )
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    [said] = page.xpath("//p[@class='due-day']/time/@datetime")
    exported = client.get(reverse("desk-case-events", args=[case.pk]))
    assert "attachment" in exported["Content-Disposition"]
    found = clock.read(read_history(exported.content.decode()), worklist.law_here())
    assert found.due is not None
    assert said == found.due.isoformat() == "2025-10-21"
    assert Deed.objects.filter(act="requests.export_events", key=str(case.pk)).count() == 1


def test_the_page_says_what_was_asked_what_happened_and_why_the_day_is_that_day(
    bureau: Bureau, client: Client
) -> None:
    case = consulted(bureau)
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "2025年青山区档案局档案数字化经费的支出情况" in said
    assert "征求第三方意见" in said
    assert "2025-09-12补登" in said  # entered two days after it happened
    assert "当日为收到申请之日（《条例》第三十一条" in said
    assert "第三方 李四" in said
    assert "期限已过，没有收到意见，请登记" in said  # its own clock


def test_who_only_reviews_reads_names_but_no_contacts_and_a_supervisor_neither(
    bureau: Bureau, client: Client
) -> None:
    from tests.service.desk import a_post, an_organ

    county = an_organ("qingshan", "青山区人民政府", kind="county")
    bureau.organ.supervisor = county
    bureau.organ.save()
    case = consulted(bureau)
    supervisor = a_post(county, Duty.SUPERVISOR)
    expected = {bureau.clerk: (True, True), bureau.reviewer: (True, False), supervisor: (False, False)}
    for post, (names, contacts) in expected.items():
        said = text(shown(client, post, "desk-case", case.pk))
        assert ("张三" in said, "李四" in said) == (names, names), post
        assert ("000-1234567" in said, "zhangsan@" in said) == (contacts, contacts), post
        assert "990101199001010011" not in said
        assert ("张三" in text(shown(client, post))) == names
        on = timezone.localdate()
        assert policy.sees_contacts(post, case.organ, on) == contacts


def test_who_supervises_neither_reads_nor_exports_what_anybody_wrote(bureau: Bureau, client: Client) -> None:
    from tests.service.desk import a_post, an_organ

    bureau.organ.supervisor = an_organ("qingshan", "青山区人民政府", kind="county")
    bureau.organ.save()
    supervisor = a_post(bureau.organ.supervisor, Duty.SUPERVISOR)
    case = consulted(bureau)
    said = {"says": "与张小花核对过"}
    opinion = OpinionReceived(on=date(2025, 9, 15), whom="T1", agrees=False, reasons="涉及张小花的报价")
    enter(case, opinion, by=bureau.clerk, at=at("2025-09-15"), said=said)
    contact(
        case,
        on=date(2025, 9, 16),
        means="电话",
        reached=False,
        says="张小花接听",
        by=bureau.clerk,
        at=at("2025-09-16"),
    )
    propose_extension(case, days=5, says="张小花的材料较多", by=bureau.clerk, at=at("2025-09-16"))
    assign(case, unit="办公室", says="请联系张小花", by=bureau.clerk, at=at("2025-09-16"))
    proceeding = open_proceeding(
        bureau.organ,
        case=case,
        kind="complaint",
        over="reply",
        body="区政务公开办",
        by=bureau.clerk,
        at=at("2025-10-09"),
    )
    enter_step(
        proceeding,
        kind="accepted",
        on=date(2025, 10, 9),
        says="张小花提出",
        by=bureau.clerk,
        at=at("2025-10-09"),
    )

    own = sign_in(client, bureau.clerk)
    pages = [reverse("desk-case", args=[case.pk]), reverse("desk-proceeding", args=[proceeding.pk])]
    export = reverse("desk-case-events", args=[case.pk])
    assert all("张小花" in own.get(url).content.decode() for url in (*pages, export))
    theirs = sign_in(client, supervisor)
    for url in (*pages, export):
        answer = theirs.get(url)
        assert answer.status_code == 200 and "张小花" not in answer.content.decode(), url
    read = read_history(theirs.get(export).content.decode())
    assert clock.read(read, worklist.law_here()).due == ledger.clock_of(case).due


def test_a_request_of_another_organ_is_not_there(bureau: Bureau, client: Client) -> None:
    other = Bureau("qingshan-minzhengju", "青山区民政局")
    case = bureau.received()
    for name in ("desk-case", "desk-case-events"):
        answer = sign_in(client, other.clerk).get(reverse(name, args=[case.pk]))
        assert answer.status_code == 404
    assert case.number not in text(shown(client, other.clerk, state="every"))


def test_a_date_that_rests_on_a_year_not_announced_is_called_provisional(
    bureau: Bureau, client: Client
) -> None:
    last = worklist.law_here().calendar.last_announced
    case = bureau.received(f"{last}-12-21")
    assert "暂定" in text(shown(client, bureau.clerk))
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "暂定" in said
    assert f"{last + 1}年" in said


def test_a_draft_letter_is_on_the_page_of_its_request(bureau: Bureau, client: Client) -> None:
    case = bureau.received("2025-09-01")
    Letter.objects.create(case=case, kind="extension_notice", drafted_at=at("2025-09-02"))
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "尚未编号" in said


def test_what_followed_a_request_is_on_its_page(bureau: Bureau, client: Client) -> None:
    case = answered(bureau, bureau.received("2025-09-01"), "2025-09-05")
    followed = open_proceeding(
        bureau.organ,
        kind="reconsideration",
        over="reply",
        body="青山区人民政府",
        case=case,
        by=bureau.clerk,
        at=at("2025-10-20"),
    )
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    assert reverse("desk-proceeding", args=[followed.pk]) in page.xpath("//main//a/@href")


def test_an_ended_request_says_how_it_ended_and_offers_no_earlier_move_as_the_next(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received("2025-09-01")
    on = date.fromisoformat("2025-09-10")
    enter(case, Answered(on=on, outcome="full_disclosure"), by=bureau.clerk, at=at("2025-09-10"))
    enter(case, Sent(on=on, means="in_person"), by=bureau.clerk, at=at("2025-09-10", "10:00"))
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    standing = " ".join(page.xpath("//section[contains(@class, 'standing')]")[0].text_content().split())
    assert "予以公开 · 2025-09-10" in standing and standing.count("已办结") == 1
    assert "当面送达" in text(page) and "in_person" not in text(page)
    offered = page.xpath("//section[@aria-labelledby='moves']/ul/li/a/@href")
    assert not [url for url in offered if "correction_asked" in url or "extended" in url], offered


def test_the_move_nearest_at_hand_is_to_confirm_a_receipt_that_is_not_confirmed(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received("2025-09-01", channel="online")
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    nearest = page.xpath("//section[@aria-labelledby='moves']//a[contains(@class, 'primary')]/text()")
    assert nearest == ["确认收到"]

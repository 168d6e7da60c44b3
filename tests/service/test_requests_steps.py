"""A request is handled from its page: every move has its form, its refusal at the field, its trace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from lxml import html

from gongkai.service.organs.models import Duty
from gongkai.service.requests import ledger, moves, steps
from gongkai.service.requests.models import Assignment, Case, Note, Paper, Proposal, Standing
from gongkai.service.requests.step_places import ELSEWHERE
from gongkai.statute.events import KINDS
from tests.service.cases import Bureau
from tests.service.desk import a_person, a_post, sign_in
from tests.service.requests_acts import choose
from tests.service.test_language import HAN
from tests.service.test_requests_desk import answered, consulted, shown, text, working_days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def enter(client: Client, post, case: Case, key: str, **given: object):
    """Send the form of a move, as somebody who has just opened it."""
    values = {"seen": case.entries.count(), "on": timezone.localdate().isoformat(), **given}
    url = reverse("desk-case-step", args=[case.pk, key])
    answer = sign_in(client, post).post(url, {k: v for k, v in values.items() if v is not None})
    if answer.status_code == 302:
        assert answer["Location"] == reverse("desk-case", args=[case.pk])
    return answer


def kinds(case: Case) -> list[str]:
    return list(case.entries.order_by("place").values_list("kind", flat=True))


def test_every_move_has_a_page_or_a_place_of_its_own() -> None:
    assert set(steps.PAGES) | set(ELSEWHERE) | {"received"} == set(KINDS)


def test_the_page_offers_what_the_statute_has_a_place_for_and_says_why_of_the_rest(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received(working_days_ago(3).isoformat())
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    offered = set(page.xpath("//ul[contains(@class,'moves')]//a/@href"))
    for move in moves.moves(case, timezone.localdate()):
        if move.key in steps.PAGES:
            url = reverse("desk-case-step", args=[case.pk, move.key])
            assert (url in offered) == move.possible, move
            if not move.possible:
                assert move.why[:20] in text(page), move


def test_who_reviews_sees_the_case_and_no_button(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(3).isoformat())
    page = shown(client, bureau.reviewer, "desk-case", case.pk)
    assert page.xpath("//main//a[contains(@href,'/steps/')]|//main//form") == []
    answer = client.get(reverse("desk-case-step", args=[case.pk, "extended"]))
    assert answer.status_code == 403
    assert "无权办理公开申请" in answer.content.decode()


def test_a_request_by_post_goes_from_confirmation_to_correction_and_a_third_party(
    bureau: Bureau, client: Client
) -> None:
    clerk = bureau.clerk
    case = bureau.received(working_days_ago(9).isoformat(), channel="ordinary_mail")
    day = {n: working_days_ago(n).isoformat() for n in range(10)}
    enter(client, clerk, case, "receipt_confirmed", on=day[9], means="电话", reached="no")
    assert kinds(case) == ["received"]
    enter(client, clerk, case, "receipt_confirmed", on=day[8], means="电话", reached="yes")
    enter(client, clerk, case, "correction_asked", on=day[7], items="请写明年份", correct_by=day[0])
    words = {
        "channel": "in_person",
        "description": "2025年的经费支出",
        "name": "张三",
        "phone": "000-1234567",
    }
    words |= {"email": "zhangsan@example.com", "address": "青山区样例路1号"}
    enter(client, clerk, case, "corrected", on=day[5], medium="electronic", way="email", **words)
    who = {"party": "new", "name": "青山区样例公司", "phone": "000-7654321"}
    enter(client, clerk, case, "third_party_consulted", on=day[4], **who)
    enter(client, clerk, case, "letter_delivered", on=day[3], whom="T1")
    enter(client, clerk, case, "opinion_received", on=day[1], whom="T1", agrees="no", reasons="商业秘密")
    assert kinds(case) == [
        *("received", "receipt_confirmed", "correction_asked", "corrected"),
        *("third_party_consulted", "letter_delivered", "opinion_received"),
    ]
    said = text(shown(client, clerk, "desk-case", case.pk))
    assert "2025年的经费支出" in said
    assert "青山区样例公司 不同意公开，还没有决定" in said
    url = reverse("desk-case-objection", args=[case.pk, "T1"])
    given = {
        "on": day[0],
        "holds": "no",
        "discloses": "yes",
        "content": "合同金额",
        "reasons": "不属于商业秘密",
    }
    assert client.post(url, given).status_code == 302
    assert "决定公开，还没有书面告知第三方" in text(shown(client, clerk, "desk-case", case.pk))
    assert client.post(url, {"on": day[0], "means": "邮寄"}).status_code == 302
    assert "决定公开，已经告知第三方" in text(shown(client, clerk, "desk-case", case.pk))


def test_a_refusal_stands_at_its_field_and_nothing_is_entered(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(3).isoformat())
    tomorrow = timezone.localdate().replace(year=timezone.localdate().year + 1).isoformat()
    answer = enter(client, bureau.clerk, case, "withdrawn", on=tomorrow, says="申请人来电撤回")
    assert answer.status_code == 200
    assert "还没有到" in answer.content.decode()
    assert "on" in answer.context["form"].errors
    assert kinds(case) == ["received"]


def test_what_the_statute_doubts_is_entered_only_with_the_reason(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(10).isoformat())
    given = {"items": "请写明年份", "correct_by": working_days_ago(-10).isoformat()}
    answer = enter(client, bureau.clerk, case, "correction_asked", **given)
    assert "although" in answer.context["form"].errors
    assert kinds(case) == ["received"]
    enter(client, bureau.clerk, case, "correction_asked", **given, although="此前电话沟通未能明确")
    assert kinds(case) == ["received", "correction_asked"]
    assert "此前电话沟通未能明确" in text(shown(client, bureau.clerk, "desk-case", case.pk))


def test_the_second_of_two_officers_is_told_and_enters_nothing(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(3).isoformat())
    enter(client, bureau.clerk, case, "withdrawn", says="申请人当面撤回", seen=1)
    answer = enter(client, bureau.head, case, "passed_on", reasons="不属于本机关职责", seen=1)
    assert answer.status_code == 200
    assert "又登记了新的事项" in answer.content.decode()
    assert kinds(case) == ["received", "withdrawn"]


def test_what_happened_earlier_is_entered_late_and_shown_as_late(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    day = working_days_ago(4)
    enter(client, bureau.clerk, case, "withdrawn", on=day.isoformat(), says="申请人来信撤回")
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert f"{day.isoformat()} {timezone.localdate().isoformat()}补登 申请人撤回申请" in said


def test_an_extension_goes_from_proposal_through_consent_to_the_notice(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    before = ledger.clock_of(case).due
    assert before is not None
    enter(client, bureau.clerk, case, "extended", on=None, days=10, says="材料较多，需要逐件核对")
    proposal = Proposal.objects.get()
    answering = reverse("desk-proposal", args=[proposal.pk])
    given = {"seen": 1, "granted": "yes", "on": timezone.localdate().isoformat()}
    after = working_days_ago(-25).isoformat()
    assert after in sign_in(client, bureau.head).get(answering).content.decode()
    assert client.post(answering, given).status_code == 302
    assert ledger.clock_of(case).due == before  # nothing counts before the requester was told
    assert "还没有告知申请人，尚未起作用" in text(shown(client, bureau.clerk, "desk-case", case.pk))
    telling = reverse("desk-proposal-told", args=[proposal.pk])
    assert client.post(telling, {"seen": 1, "on": timezone.localdate().isoformat()}).status_code == 302
    due = ledger.clock_of(case).due
    assert due is not None
    assert due.isoformat() == after


def test_nobody_consents_to_what_she_proposed(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    enter(client, bureau.head, case, "extended", on=None, days=10, says="材料较多，需要逐件核对")
    url = reverse("desk-proposal", args=[Proposal.objects.get().pk])
    assert "由另一位有权同意的人答复" in sign_in(client, bureau.head).get(url).content.decode()
    given = {"seen": 1, "granted": "yes", "on": timezone.localdate().isoformat()}
    assert client.post(url, given).status_code == 403


def test_an_annulled_entry_stays_to_be_read_with_who_annulled_it(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    enter(client, bureau.clerk, case, "withdrawn", says="申请人来电撤回")
    enter(client, bureau.clerk, case, "entry_annulled", on=None, place=2, says="听错了，没有撤回")
    url = reverse("desk-proposal", args=[Proposal.objects.get().pk])
    given = {"seen": 2, "granted": "yes", "on": timezone.localdate().isoformat()}
    sign_in(client, bureau.head).post(url, given)
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "已由第3条撤销" in said
    assert "听错了，没有撤回" in said
    assert Standing.objects.get(case=case).state == "running"


def test_a_case_is_given_to_a_colleague_and_is_on_the_list_of_who_stands_in_for_her(
    bureau: Bureau, client: Client
) -> None:
    colleague = a_post(bureau.organ, Duty.CLERK, a_person("lisi", "李四"), unit="法规科")
    deputy = a_post(bureau.organ, Duty.CLERK, a_person("wangwu", "王五"), deputy_of=colleague, unit="法规科")
    case = bureau.received(working_days_ago(5).isoformat())
    other = bureau.received(working_days_ago(5).isoformat())
    url = reverse("desk-case-assign", args=[case.pk])
    given = {"to": colleague.pk, "finish_by": working_days_ago(-4).isoformat(), "says": "请拟稿"}
    assert sign_in(client, bureau.head).post(url, given).status_code == 302
    assert Assignment.objects.get().unit == "法规科"
    for post in (colleague, deputy):
        for query in ({"whose": "mine"}, {"whose": "unit"}):
            said = text(shown(client, post, **query))
            assert (case.number in said, other.number in said) == (True, False), (post, query)
    assert case.number not in text(shown(client, bureau.clerk, whose="mine"))
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "法规科 李四" in said
    assert "代行人： 王五" in said
    past = {"to": colleague.pk, "finish_by": working_days_ago(4).isoformat()}
    assert "内部期限已经过去" in client.post(url, past).content.decode()


def test_notes_are_the_offices_own_and_no_event(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    url = reverse("desk-case-note", args=[case.pk])
    assert sign_in(client, bureau.clerk).post(url, {"says": " "}).status_code == 200
    assert client.post(url, {"says": "样例公司来电询问"}).status_code == 302
    assert Note.objects.count() == 1
    assert kinds(case) == ["received"]
    assert "样例公司来电询问" in text(shown(client, bureau.reviewer, "desk-case", case.pk))


def test_papers_are_opened_by_whom_they_are_for_and_those_of_identity_by_nobody_here(
    bureau: Bureau, client: Client
) -> None:
    from gongkai.service.requests import keeping
    from gongkai.service.requests.keeping import Upload
    from tests.service.cases import at

    case = bureau.received(working_days_ago(5).isoformat())
    url = reverse("desk-case-papers", args=[case.pk])
    for kind in ("evidence", "application"):
        file = SimpleUploadedFile(f"{kind}.txt", "内容".encode())
        sign_in(client, bureau.clerk).post(url, {"kind": kind, "files": [file]})
    refused = client.post(url, {"kind": "identity", "files": [SimpleUploadedFile("a.txt", b"x")]})
    assert refused.status_code == 200
    [sealed] = keeping.keep(
        case, [Upload("证件.txt", b"x", "identity")], party=None, by=bureau.clerk, at=at("2026-03-02")
    )
    expected = {
        bureau.clerk: {"evidence": 200, "application": 200, "identity": 403},
        bureau.reviewer: {"evidence": 200, "application": 403, "identity": 403},
    }
    for post, by_kind in expected.items():
        sign_in(client, post)
        for kind, status in by_kind.items():
            paper = Paper.objects.get(case=case, kind=kind)
            answer = client.get(reverse("desk-paper", args=[paper.pk]))
            assert answer.status_code == status, (post, kind)
            if status == 200:
                assert answer.content == "内容".encode()
                assert answer["Content-Disposition"].startswith("attachment")
    other = Bureau("qingshan-minzhengju", "青山区民政局")
    assert sign_in(client, other.clerk).get(reverse("desk-paper", args=[sealed.pk])).status_code == 404


def test_a_request_that_ended_is_archived_once(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    url = reverse("desk-case-archive", args=[case.pk])
    sign_in(client, bureau.clerk).post(url)
    assert Standing.objects.get(case=case).archived_on is None
    enter(client, bureau.clerk, case, "withdrawn", says="申请人来电撤回")
    client.post(url)
    assert Standing.objects.get(case=case).archived_on == timezone.localdate()


def test_what_was_not_known_is_added_later(bureau: Bureau, client: Client) -> None:
    case = bureau.received(working_days_ago(5).isoformat())
    page = shown(client, bureau.clerk, "desk-case", case.pk)
    url = reverse("desk-case-learnt", args=[case.pk, 1])
    assert url in page.xpath("//main//a/@href")
    assert client.post(url, {"seen": 1, "evidence": "登记簿第12页"}).status_code == 302
    said = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "登记簿第12页" in said
    assert ledger.clock_of(case).received_on == working_days_ago(5)
    assert client.get(reverse("desk-case-learnt", args=[case.pk, 1])).status_code == 404


def test_the_english_pages_mark_whatever_stays_chinese(bureau: Bureau, client: Client) -> None:
    case = consulted(bureau)
    answered(bureau, bureau.received("2025-09-01"), "2025-09-05")
    enter(client, bureau.clerk, case, "extended", on=None, days=10, says="材料较多，需要逐件核对")
    url = reverse("desk-case-assign", args=[case.pk])
    given = {"to": bureau.clerk.pk, "finish_by": timezone.localdate().isoformat()}
    sign_in(client, bureau.clerk).post(url, given)
    client.post(reverse("desk-case-note", args=[case.pk]), {"says": "备注"})
    client.get(reverse("desk-requests"))  # what was said in Chinese is said
    with translation.override("en"):
        paths = [
            reverse("desk-requests"),
            reverse("desk-requests") + "?state=every",
            reverse("desk-case", args=[case.pk]),
            reverse("desk-figures") + "?year=2025",
            reverse("desk-figure", args=["ended"]) + "?year=2025",
            reverse("desk-case-assign", args=[case.pk]),
            reverse("desk-case-papers", args=[case.pk]),
            *(reverse("desk-case-step", args=[case.pk, key]) for key in steps.PAGES),
        ]
    for path in paths:
        page = html.fromstring(client.get(path).content.decode())
        for marked in page.xpath("//*[@lang='zh-Hans']|//option|//textarea"):
            marked.drop_tree()
        assert not HAN.search(text(page)), (path, re.findall(r"[\u4e00-\u9fff].{0,12}", text(page)))


def test_both_standards_of_the_fee_are_worked_out_before_one_is_proposed(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    bureau = Bureau()
    case = bureau.received(working_days_ago(5).isoformat())
    url = reverse("desk-case-step", args=[case.pk, "fee_noticed"])
    said = sign_in(client, bureau.clerk).get(url, {"pages": "201"}).content.decode()
    assert "201页：按量计收2740元，按件计收0元" in said
    enter(client, bureau.clerk, case, "fee_noticed", on=None, standard="items", pages=201, says="页数较多")
    assert not Proposal.objects.exists()  # nothing to charge by that standard
    answer = enter(
        client, bureau.clerk, case, "fee_noticed", on=None, standard="pages", pages=201, says="页数较多"
    )
    assert answer.status_code == 302, answer.context["form"].errors
    said = text(shown(client, bureau.head, "desk-proposal", Proposal.objects.get().pk))
    assert "金额（元） 2740" in said
    assert "按件计收（元） 0" in said

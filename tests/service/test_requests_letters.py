"""From the decision to the delivered reply: nothing unready is chosen, nothing unreviewed goes out."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from lxml import html

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ, Post
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import codes, keeping, ledger, lettering, preflight
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import change, draft, draft_reply
from gongkai.service.requests.actions.fetch_letter import fetch, file_of
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.actions.review_letter import answer, speak, submit
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_state import State, where
from gongkai.service.requests.models import Case, Letter, Paper, Party, Standing, Wish
from tests.service.cases import Bureau, at
from tests.service.desk import a_post, sign_in
from tests.service.requests_acts import a_third_party

pytestmark = pytest.mark.django_db
DAY = "2025-09-10"
FOUND = {
    "clear": "yes",
    "nature": "information",
    "repeated": "no",
    "ours": "yes",
    "special": "no",
    "exists": "ready",
    "public": "no",
    "forbidden": "none",
    "third_party": "none",
}
GRANTED = {**FOUND, "discretionary": "none"}
PARTIAL = {**FOUND, "discretionary": "deliberative", "separable": "yes"}
NOT_HELD = {
    "clear": "yes",
    "nature": "information",
    "repeated": "no",
    "ours": "yes",
    "special": "no",
    "exists": "none",
}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def _word(*texts: str) -> bytes:
    paper = Document()
    for text in texts:
        paper.add_paragraph(text)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _release(bureau: Bureau, case: Case, data: bytes, name: str = "支出情况.docx") -> Paper:
    upload = Upload(name, data, Paper.Kind.RELEASE)
    return keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at(DAY))[0]


def _decided(bureau: Bureau, case: Case, considered: Mapping[str, str], **facts: Any):
    given = {"reasons": "经审查，属于可以公开的政府信息", "given": {}, **facts}
    return decide(case, considered=considered, by=bureau.clerk, at=at(DAY), **given)


def _granted(bureau: Bureau) -> Letter:
    case = bureau.received("2025-09-01")
    _release(bureau, case, _word("2025年档案数字化经费支出37万元"))
    return draft_reply(_decided(bureau, case, GRANTED), by=bureau.clerk, at=at(DAY))


def _cleared(bureau: Bureau, letter: Letter, day: str = DAY) -> Letter:
    review = submit(letter, by=bureau.clerk, at=at(day))
    for place, post in enumerate((bureau.clerk, bureau.reviewer, bureau.leader)):
        if place:
            for hit in review.hits.filter(answer=None):
                answer(letter, hit, reason="经核对可以提供", by=post, at=at(day))
        digest = where(letter, date.fromisoformat(day)).digest
        speak(letter, verdict="pass", digest=digest, by=post, at=at(day))
    return letter


def test_a_request_granted_goes_from_the_decision_to_the_delivered_reply(bureau: Bureau) -> None:
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at(DAY))
    assert letter.number == "青山区档案局依申请公开〔2025〕1号"
    said = text_of(file_of(letter), Kind.PDF).text.replace("\n", "")
    for element in (
        "张三",
        "〔2025〕1号",
        "档案数字化经费",
        "第三十六条",
        "60日",
        "青山区人民政府",
    ):
        assert element in said
    sending = send(
        letter,
        means="post",
        carrier="ems",
        on=date(2025, 9, 11),
        by=bureau.clerk,
        at=at("2025-09-11"),
        address="青山区样例路1号",
        tracking="EX0000000CN",
    )
    deliver(sending.dispatch, on=date(2025, 9, 13), by=bureau.clerk, at=at("2025-09-13"), says="本人签收")
    found = Standing.objects.get(case=letter.case)
    assert (found.outcome, found.sent_on) == ("full_disclosure", date(2025, 9, 11))
    assert where(Letter.objects.get(pk=letter.pk), date(2025, 9, 13)).state is State.DELIVERED
    assert [event.kind for event in ledger.events_of(letter.case)] == [
        "received",
        "answered",
        "sent",
        "delivered",
    ]


def test_information_that_does_not_exist_is_not_told_before_somebody_searched(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="检索记录"):
        _decided(bureau, case, NOT_HELD, given={"search_record": "找过了，没有"})
    record_search(
        case,
        on=date(2025, 9, 5),
        where="局档案室、办公系统",
        words="数字化 经费",
        by_whom="档案室",
        found=False,
        by=bureau.clerk,
        at=at("2025-09-05"),
    )
    letter = draft_reply(_decided(bureau, case, NOT_HELD, reasons="经检索没有"), by=bureau.clerk, at=at(DAY))
    assert "局档案室" in " ".join(lettering.written(letter, date.fromisoformat(DAY)).words())


def test_an_ending_that_the_way_has_not_come_to_is_not_chosen(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="第十六条"):
        _decided(bureau, case, FOUND)
    with pytest.raises(CannotDo, match="先书面征求第三方的意见"):
        _decided(bureau, case, {**FOUND, "third_party": "consult"})


def test_an_issued_letter_is_shown_as_its_file_has_it_whatever_became_of_the_case(
    bureau: Bureau, client: Client
) -> None:
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at(DAY))
    Party.objects.filter(case=letter.case, role="requester").update(name="李四")
    Wish.objects.filter(case=letter.case).update(description="别的内容")

    def shown(post: Post) -> str:
        address = reverse("desk-letter", args=[letter.pk])
        found = html.fromstring(sign_in(client, post).get(address).content.decode()).xpath("//article")
        return "".join(found[0].text_content().split()) if found else ""

    words = "".join(text_of(keeping.stored(letter.docx), Kind.DOCX).text.split())
    words = words.removesuffix("—1——1—")  # at the foot of the pages
    assert shown(bureau.clerk) == words
    assert "张三：" in words and "〔2025〕1号" in words and words.endswith("2025年9月10日")
    above = Bureau("qingshan", "青山区人民政府", kind="county")
    Organ.objects.filter(pk=bureau.organ.pk).update(supervisor=above.organ)
    assert shown(a_post(above.organ, Duty.SUPERVISOR)) == ""
    Letter.objects.filter(pk=letter.pk).update(docx="0" * 64)
    assert shown(bureau.clerk) == ""


def test_how_a_third_party_is_spoken_to_is_offered_and_may_be_chosen_otherwise(
    bureau: Bureau, client: Client
) -> None:
    case = bureau.received("2025-09-01")
    party = a_third_party(bureau, case, name="样例医药")  # a firm whose name does not say so
    given = {"to": party, "by": bureau.clerk, "at": at(DAY)}
    letter = draft(case, "third_party_consultation", facts={}, **given)
    address = reverse("desk-letter-edit", args=[letter.pk])
    field = sign_in(client, bureau.clerk).get(address).context["form"]["fact_third_party_addressed"]
    assert [value for value, _label in field.field.choices] == ["", "您", "贵单位", "你们"]
    assert field.initial == "您"
    facts = {"fact_consulted_information": "合同", "fact_third_party_addressed": "各位"}
    assert "fact_third_party_addressed" in client.post(address, facts).context["form"].errors
    assert client.post(address, {**facts, "fact_third_party_addressed": "贵单位"}).status_code == 302
    said = "".join(lettering.written(Letter.objects.get(pk=letter.pk), date(2025, 9, 10)).words())
    assert "贵单位" in said and "您" not in said


def test_nothing_is_issued_that_was_not_approved_with_exactly_these_words_and_files(bureau: Bureau) -> None:
    letter = _granted(bureau)
    with pytest.raises(NotCleared):
        issue(letter, by=bureau.clerk, at=at(DAY))
    _cleared(bureau, letter)
    change(
        letter,
        by=bureau.clerk,
        at=at(DAY),
        facts={"the_information": "随本答复书另寄纸质文件一份"},
        wording={},
    )
    with pytest.raises((NotCleared, CannotDo)):
        issue(letter, by=bureau.clerk, at=at(DAY))
    assert Letter.objects.get(pk=letter.pk).number is None
    assert ledger.clock_of(letter.case).ending is None


def test_who_drafted_a_letter_does_not_approve_it(bureau: Bureau) -> None:
    letter = _granted(bureau)
    submit(letter, by=bureau.clerk, at=at(DAY))
    digest = where(letter, date.fromisoformat(DAY)).digest
    speak(letter, verdict="pass", digest=digest, by=bureau.clerk, at=at(DAY))
    with pytest.raises(NotAllowed):
        speak(letter, verdict="pass", digest=digest, by=bureau.clerk, at=at(DAY))


def test_a_number_is_not_lost_when_issuing_fails(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    from gongkai.service.requests.actions import issue_letter

    letter = _cleared(bureau, _granted(bureau))
    with monkeypatch.context() as broken:
        broken.setattr(issue_letter, "to_docx", lambda _words: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            issue(letter, by=bureau.clerk, at=at(DAY))
    assert issue(letter, by=bureau.clerk, at=at(DAY)).number.endswith("〕1号")


def test_a_file_that_still_has_what_was_listed_as_withheld_is_refused(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    _release(bureau, case, _word("会议纪要", "局长李 四（演示）说：先不公布"))
    part = {
        "what": "会议讨论记录",
        "outcome": "refused_deliberative",
        "reason": "讨论记录",
        "strings": ["李四（演示）说"],
    }
    decision = _decided(bureau, case, PARTIAL, withheld=[part])
    letter = draft_reply(decision, by=bureau.clerk, at=at(DAY))
    with pytest.raises(CannotDo, match="仍有列为不予公开的文字"):
        submit(letter, by=bureau.clerk, at=at(DAY))
    clean = _release(bureau, case, _word("会议纪要", "（依法不予公开）"), "区分处理后.docx")
    change(letter, by=bureau.clerk, at=at(DAY), facts={}, wording={}, files=[clean])
    assert issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY)).number


def test_the_original_never_goes_out_with_a_letter(bureau: Bureau) -> None:
    letter = _granted(bureau)
    upload = Upload("原件.docx", _word("原件"), Paper.Kind.ORIGINAL)
    original = keeping.keep(letter.case, [upload], party=None, by=bureau.clerk, at=at(DAY))[0]
    with pytest.raises(CannotDo, match="拟提供的信息"):
        change(letter, by=bureau.clerk, at=at(DAY), facts={}, wording={}, files=[original])


def test_the_pre_flight_says_what_would_lose_the_case(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", channel="online")
    decision = _decided(bureau, case, {**FOUND, "public": "yes"}, given={"where_published": "本网"})
    letter = draft_reply(decision, by=bureau.clerk, at=at(DAY))
    found = {doubt.code: doubt for doubt in preflight.doubts(letter, date.fromisoformat(DAY))}
    assert found["receipt_unconfirmed"].blocks
    assert found["receipt_unconfirmed"].cited == "《条例》第三十一条"


def test_a_reply_is_late_in_the_pre_flight_once_its_day_has_passed(bureau: Bureau) -> None:
    letter = _granted(bureau)
    due = ledger.clock_of(letter.case).due
    assert "overdue" not in {doubt.code for doubt in preflight.doubts(letter, due)}
    late = {doubt.code: doubt for doubt in preflight.doubts(letter, due + timedelta(days=1))}
    assert not late["overdue"].blocks


def test_a_letter_to_be_downloaded_is_delivered_when_it_is_fetched_with_its_code(bureau: Bureau) -> None:
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at(DAY))
    sending = send(letter, means="portal", on=date(2025, 9, 10), by=bureau.clerk, at=at(DAY))
    with pytest.raises(CannotDo, match="不对"):
        fetch(letter.case, sending.dispatch.pk, "AAAAA-AAAAA", at=at("2025-09-12"))
    fetch(letter.case, sending.dispatch.pk, codes.written(sending.code or ""), at=at("2025-09-12"))
    assert ledger.events_of(letter.case)[-1].kind == "delivered"
    with pytest.raises(CannotDo, match="只能用一次"):
        fetch(letter.case, sending.dispatch.pk, sending.code or "", at=at("2025-12-12"))


def test_a_correction_notice_enters_that_a_correction_was_asked_when_it_is_issued(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    facts = {"correction_items": ["请写明所需信息的年度"], "correct_by": "2025-09-24"}
    letter = draft(
        case, "correction", to=case.parties.get(key="R1"), facts=facts, by=bureau.clerk, at=at("2025-09-03")
    )
    issue(_cleared(bureau, letter, "2025-09-03"), by=bureau.clerk, at=at("2025-09-03"))
    assert ledger.clock_of(case).correct_by == date(2025, 9, 24)

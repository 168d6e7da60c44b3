"""The desk from the question to the delivered letter: each page asks, and refuses at its field."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from lxml import html

from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case, Decision, Letter, Paper
from tests.service.cases import Bureau
from tests.service.desk import sign_in
from tests.service.test_requests_desk import shown, text, working_days_ago
from tests.service.test_requests_letters import GRANTED, NOT_HELD, PARTIAL

pytestmark = pytest.mark.django_db
FIRST = tuple(GRANTED)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


@pytest.fixture
def case(bureau: Bureau) -> Case:
    return bureau.received(working_days_ago(3).isoformat())


def a_file(name: str, *texts: str) -> SimpleUploadedFile:
    paper, out = Document(), io.BytesIO()
    for words in texts:
        paper.add_paragraph(words)
    paper.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def post(client: Client, by: Post, name: str, key: int, **given: object):
    """Send a form of the desk."""
    return sign_in(client, by).post(reverse(name, args=[key]), given)


def decide_(client: Client, bureau: Bureau, case: Case, answers: dict[str, str], **given: object):
    values = {"seen": case.entries.count(), "rows": 2, "reasons": "经审查，符合规定", **answers, **given}
    return post(client, bureau.clerk, "desk-case-decide", case.pk, **values)


def upload(client: Client, bureau: Bureau, case: Case, file: SimpleUploadedFile, kind: str = "release"):
    return post(client, bureau.clerk, "desk-case-files", case.pk, kind=kind, files=file)


def granted(client: Client, bureau: Bureau, case: Case) -> Letter:
    upload(client, bureau, case, a_file("支出情况.docx", "经费37万元"))
    answer = decide_(client, bureau, case, GRANTED, need_the_information="随本答复书提供文件一份")
    assert answer.status_code == 302, text(html.fromstring(answer.content.decode()))
    return Letter.objects.get(case=case)


def through_review(client: Client, bureau: Bureau, letter: Letter) -> None:
    """Submit a letter, and let each level answer what was found and pass it."""
    assert post(client, bureau.clerk, "desk-letter-submit", letter.pk).status_code == 302
    for by in (bureau.clerk, bureau.reviewer, bureau.leader):
        page = shown(client, by, "desk-letter-review", letter.pk)
        for hit in page.xpath("//form[contains(@class,'answer-form')]//input[@name='hit']/@value"):
            post(client, by, "desk-letter-review", letter.pk, do="answer", hit=hit, reason="经核对可以提供")
        [digest] = shown(client, by, "desk-letter-review", letter.pk).xpath("//input[@name='digest']/@value")
        said = post(client, by, "desk-letter-review", letter.pk, do="opinion", verdict="pass", digest=digest)
        assert said.status_code == 302, by


def issue_(client: Client, bureau: Bureau, letter: Letter, **given: object):
    seen = letter.case.entries.count()
    return post(client, bureau.clerk, "desk-letter-issue", letter.pk, **{"seen": seen, **given})


def kinds(case: Case) -> list[str]:
    return [event.kind for event in ledger.events_of(case)]


def test_the_questions_come_one_by_one_and_an_earlier_answer_is_changed(
    bureau: Bureau, client: Client, case: Case
) -> None:
    answers: dict[str, str] = {}
    for key in FIRST:
        page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **answers)
        [asked] = set(page.xpath("//form[contains(@class,'question')]//input[@type='radio']/@name"))
        assert asked == key
        assert page.xpath("//form[contains(@class,'question')]//p[@class='hint']//a[contains(@href,'/law/')]")
        answers[key] = GRANTED[key]
    page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **answers)
    assert "予以公开" in text(page)
    [change] = page.xpath("//ol[@class='way']/li[2]//a[@class='change']/@href")
    again = html.fromstring(client.get(change).content.decode())
    assert set(again.xpath("//form[contains(@class,'question')]//input[@type='radio']/@name")) == {"nature"}
    assert again.xpath("//form[contains(@class,'question')]//input[@name='public']/@value") == ["no"]


def test_an_ending_whose_conditions_are_not_met_cannot_be_chosen_and_says_what_is_missing(
    bureau: Bureau, client: Client, case: Case
) -> None:
    before = {key: value for key, value in NOT_HELD.items() if key != "exists"}
    page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **before)
    [choice] = page.xpath("//input[@value='none']")
    assert choice.get("disabled") is not None
    assert "检索记录" in text(page)
    page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **NOT_HELD)
    assert page.xpath("//textarea[@name='reasons']") == []
    answer = decide_(client, bureau, case, NOT_HELD)
    assert answer.status_code == 200
    assert not Decision.objects.exists()
    [url] = page.xpath("//div[@class='gap']//a/@href")
    given = {
        "on": working_days_ago(1).isoformat(),
        "where": "局档案室",
        "words": "数字化",
        "by_whom": "档案室",
    }
    back = client.post(url, {**given, "found": "no"})
    assert "exists=none" in back["Location"]
    assert decide_(client, bureau, case, NOT_HELD).status_code == 302
    assert Letter.objects.get(case=case).kind == "not_held_nonexistent"


def test_what_is_kept_back_is_listed_and_what_is_listed_goes_out_in_no_file(
    bureau: Bureau, client: Client, case: Case
) -> None:
    page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **PARTIAL)
    assert len(page.xpath("//fieldset[@class='part']")) == 2
    more = decide_(client, bureau, case, PARTIAL, do="more")
    assert len(html.fromstring(more.content.decode()).xpath("//fieldset[@class='part']")) == 3
    upload(client, bureau, case, a_file("纪要.docx", "局长李四（演示）说先不公布"))
    refused = decide_(client, bureau, case, PARTIAL, need_the_information="随附")
    assert "不予公开" in refused.content.decode()
    given = {"w0_what": "讨论记录", "w0_outcome": "refused_deliberative", "w0_reason": "过程性信息"}
    given |= {"w0_strings": "李四（演示）说"}
    assert decide_(client, bureau, case, PARTIAL, need_the_information="随附", **given).status_code == 302
    letter = Letter.objects.get(case=case)
    page = shown(client, bureau.clerk, "desk-letter", letter.pk)
    assert "仍有列为不予公开的文字" in text(page)
    assert (
        page.xpath(
            f"//a[@href='{reverse('desk-letter-submit', args=[letter.pk])}'][contains(@class,'primary')]"
        )
        == []
    )
    clean = a_file("区分处理后.docx", "（依法不予公开）")
    upload(client, bureau, case, clean)
    chosen = Paper.objects.get(name="区分处理后.docx")
    assert post(client, bureau.clerk, "desk-letter-edit", letter.pk, files=chosen.pk).status_code == 302
    assert "仍有列为不予公开的文字" not in text(shown(client, bureau.clerk, "desk-letter", letter.pk))


def test_a_letter_goes_from_the_clerk_through_its_levels_to_the_requester(
    bureau: Bureau, client: Client, case: Case
) -> None:
    letter = granted(client, bureau, case)
    through_review(client, bureau, letter)
    assert issue_(client, bureau, letter).status_code == 302
    letter.refresh_from_db()
    assert letter.number
    seen = {"seen": case.entries.count(), "sent": 0, "on": timezone.localdate().isoformat()}
    answer = post(client, bureau.clerk, "desk-letter-send", letter.pk, means="portal", **seen)
    [code] = html.fromstring(answer.content.decode()).xpath("//code[@class='secret']/text()")
    assert len(code) == 11
    again = post(client, bureau.clerk, "desk-letter-send", letter.pk, means="portal", **seen)
    assert "已经发出" in again.content.decode()
    assert letter.dispatches.count() == 1
    dispatch = letter.dispatches.get()
    proof = a_file("回执.docx", "签收")
    done = post(
        client,
        bureau.clerk,
        "desk-dispatch",
        dispatch.pk,
        on=timezone.localdate().isoformat(),
        says="本人签收",
        proof=proof,
    )
    assert done.status_code == 302
    assert kinds(case) == ["received", "answered", "sent", "delivered"]
    assert "已送达" in text(shown(client, bureau.clerk, "desk-case-letters", case.pk))
    assert dispatch.letter.dispatches.get().proof.kind == "proof"


def test_a_draft_says_on_its_face_that_it_is_one_and_the_issued_letter_does_not(
    bureau: Bureau, client: Client, case: Case
) -> None:
    from gongkai.papers.intake import Kind
    from gongkai.papers.text import text_of

    letter = granted(client, bureau, case)
    sign_in(client, bureau.reviewer)
    for form, kind in (("pdf", Kind.PDF), ("docx", Kind.DOCX)):
        answer = client.get(reverse("desk-letter-file", args=[letter.pk, form]))
        assert "草稿" in text_of(answer.content, kind).text.replace("\n", ""), form
    through_review(client, bureau, letter)
    issue_(client, bureau, letter)
    sign_in(client, bureau.clerk)
    answer = client.get(reverse("desk-letter-file", args=[letter.pk, "pdf"]))
    assert "草稿" not in text_of(answer.content, Kind.PDF).text


def test_who_opened_the_page_before_something_was_entered_is_told_and_nothing_is_issued(
    bureau: Bureau, client: Client, case: Case
) -> None:
    letter = granted(client, bureau, case)
    through_review(client, bureau, letter)
    answer = issue_(client, bureau, letter, seen=case.entries.count() - 1)
    assert "又登记了新的事项" in answer.content.decode()
    assert Letter.objects.get(pk=letter.pk).number is None

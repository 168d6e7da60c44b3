"""Putting a record right (条例41): checked by one, decided by another, told by a letter; no request."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.redress import record_papers
from gongkai.service.redress.actions import review_record_letter as reviewing
from gongkai.service.redress.actions.annul_record_step import answer_annulment, ask_annulment
from gongkai.service.redress.actions.erase_rectification import erase_rectification
from gongkai.service.redress.actions.open_record_paper import open_record_paper
from gongkai.service.redress.actions.receive_rectification import receive_rectification
from gongkai.service.redress.actions.rectify import rectify
from gongkai.service.redress.record_review import reviewed
from gongkai.service.redress.records import RecordReveal, RecordStep, RecordStepWords, Rectification
from gongkai.service.redress.rectifying import due, stands
from gongkai.service.requests import chain, keeping
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.ledger import Overtaken
from gongkai.service.requests.models import Case
from gongkai.service.requests.reminding import feeds, gathering
from tests.papers.making import written_pdf
from tests.service.cases import Bureau, at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.reporting import facts_of, numbers
from tests.service.requests_acts import choose
from tests.service.test_requests_desk import shown, text

pytestmark = pytest.mark.django_db
FACTS = {
    "name": "李四",
    "record": "《样例小区住户登记表》中李四的出生年份",
    "wanted": "1990年",
    "evidence": "居民户口簿复印件",
    "contact": "000-7654321",
}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def received(bureau: Bureau, **facts: object) -> Rectification:
    given = {**FACTS, "received_on": date(2025, 9, 1), "by": bureau.clerk, "at": at("2025-09-01"), **facts}
    return receive_rectification(bureau.organ, **given)


def do(of: Rectification, kind: str, day: str, by, **facts: object) -> RecordStep:
    given = {"says": "核对户籍底册，记录有误", **facts}
    return rectify(of, kind=kind, on=date.fromisoformat(day), by=by, at=at(day, "15:00"), **given)


def passed(row: Rectification, day: str, *posts) -> None:
    """The letter of what was decided is put forward by the first and passed by all, level by level."""
    reviewing.submit(row, by=posts[0], at=at(day, "10:00"))
    for by in posts:
        speak(row, day, by)


def speak(row: Rectification, day: str, by, verdict: str = "pass", says: str = "") -> None:
    steps = list(row.steps.select_related("by", "said"))
    digest = reviewed(row, steps, date.fromisoformat(day)).digest
    reviewing.speak(row, verdict=verdict, digest=digest, by=by, at=at(day, "11:00"), says=says)


def of(bureau: Bureau) -> tuple:
    return bureau.clerk, bureau.reviewer, bureau.leader


def told(bureau: Bureau, kind: str, says: str, **facts: object) -> str:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, kind, "2025-09-04", bureau.head, says=says, **facts)
    passed(row, "2025-09-05", *of(bureau))
    step = do(row, "told", "2025-09-05", bureau.clerk, says="")
    assert stands(row.steps.all()).state == "told"
    assert step.number == "青山区档案局依申请公开〔2025〕1号"
    return text_of(keeping.stored(step.pdf), Kind.PDF).text.replace("\n", "")


def test_what_is_put_right_is_told_with_what_stands_there_now(bureau: Bureau) -> None:
    said = told(bureau, "corrected", "出生年份为1990年")
    assert "第四十一条" in said
    assert "已将该记录更正为：出生年份为1990年" in said
    assert "行政复议" not in said


def test_what_is_not_put_right_is_told_with_reasons_and_remedies(bureau: Bureau) -> None:
    said = told(bureau, "not_corrected", "记录与户籍底册一致")
    assert "不予更正" in said
    assert "记录与户籍底册一致" in said
    assert "向青山区人民政府申请行政复议" in said


def test_what_another_organ_may_put_right_is_passed_on_by_name(bureau: Bureau) -> None:
    said = told(bureau, "passed_on", "已将申请转送该机关处理", competent="青山区公安分局")
    assert "有权更正的行政机关为青山区公安分局" in said
    assert "已将申请转送该机关处理" in said


def test_who_checked_it_does_not_decide_it_and_a_clerk_decides_nothing(bureau: Bureau) -> None:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.head)
    for by in (bureau.head, bureau.clerk, bureau.reviewer):
        with pytest.raises(NotAllowed):
            do(row, "corrected", "2025-09-04", by)
    do(row, "corrected", "2025-09-04", bureau.leader)
    assert row.steps.count() == 2


def test_nothing_is_decided_before_it_was_checked_nor_told_before_it_was_decided(bureau: Bureau) -> None:
    row = received(bureau)
    with pytest.raises(CannotDo):
        do(row, "corrected", "2025-09-03", bureau.head)
    with pytest.raises(CannotDo):
        do(row, "told", "2025-09-03", bureau.clerk)
    do(row, "checked", "2025-09-03", bureau.clerk)
    with pytest.raises(CannotDo, match="不能早于"):
        do(row, "corrected", "2025-09-02", bureau.head)
    with pytest.raises(Overtaken):
        do(row, "corrected", "2025-09-04", bureau.head, seen=0)


def test_no_number_is_lost_where_the_letter_cannot_be_written(bureau: Bureau) -> None:
    bureau.organ.reconsideration_body = ""
    bureau.organ.save()
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "not_corrected", "2025-09-04", bureau.head)
    with pytest.raises(CannotDo, match="不知道由谁复议"):
        do(row, "told", "2025-09-05", bureau.clerk)
    bureau.organ.reconsideration_body = "青山区人民政府"
    bureau.organ.save()
    row.refresh_from_db()
    passed(row, "2025-09-05", *of(bureau))
    assert do(row, "told", "2025-09-05", bureau.clerk).number == "青山区档案局依申请公开〔2025〕1号"


def test_the_government_above_reconsiders_where_nothing_is_recorded_and_a_department_never(
    bureau: Bureau,
) -> None:
    department = an_organ("qingshan-wenguangju", "青山区文化局")
    government = an_organ("qingshanqu", "青山区人民政府", kind="county")
    Organ.objects.filter(pk=bureau.organ.pk).update(reconsideration_body="", parent=department)
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "not_corrected", "2025-09-04", bureau.head)
    with pytest.raises(CannotDo, match="不知道由谁复议"):
        do(row, "told", "2025-09-05", bureau.clerk)
    Organ.objects.filter(pk=bureau.organ.pk).update(parent=government)
    row = Rectification.objects.get(pk=row.pk)
    passed(row, "2025-09-05", *of(bureau))
    step = do(row, "told", "2025-09-05", bureau.clerk, says="")
    said = text_of(keeping.stored(step.pdf), Kind.PDF).text.replace("\n", "")
    assert "向青山区人民政府申请行政复议" in said


@pytest.mark.parametrize("field", ["name", "record", "wanted", "evidence"])
def test_without_evidence_or_a_record_it_is_not_registered(bureau: Bureau, field: str) -> None:
    with pytest.raises(CannotDo) as refusal:
        received(bureau, **{field: " "})
    assert set(refusal.value.faults) == {field}


def test_it_is_no_request_and_in_no_table_of_the_report(bureau: Bureau, client: Client) -> None:
    """条例50(2): 统计的是申请公开的情况；表三没有更正的行 (decision 0031)."""
    row = received(bureau)
    assert not Case.objects.exists()
    assert row.number.endswith("-GZ-2025-001")
    assert numbers(facts_of(bureau.organ)) == {}
    page = sign_in(client, bureau.clerk).get(reverse("desk-record", args=[row.pk])).content.decode()
    assert "不是政府信息公开申请，不计入表三" in page


@pytest.mark.parametrize(
    "statement", ["UPDATE redress_recordstep SET words=''", "DELETE FROM redress_recordstep"]
)
def test_the_database_itself_keeps_its_steps(bureau: Bureau, statement: str) -> None:
    do(received(bureau), "checked", "2025-09-03", bureau.clerk)
    with (
        pytest.raises((IntegrityError, OperationalError), match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_who_asked_is_erased_when_it_is_over_and_what_was_done_stays(bureau: Bureau, client: Client) -> None:
    row = received(bureau)
    erase = reverse("desk-record-erase", args=[row.pk])
    do(row, "checked", "2025-09-03", bureau.clerk, says="与李四核对过")
    do(row, "corrected", "2025-09-04", bureau.head, says="李四的出生年份为1990年")
    with pytest.raises(CannotDo, match="还没有办结"):
        erase_rectification(row, grounds="申请人书面请求", by=bureau.head, at=at("2025-09-05"))
    passed(row, "2025-09-05", *of(bureau))
    step = do(row, "told", "2025-09-05", bureau.clerk, says="")
    with pytest.raises(NotAllowed):
        erase_rectification(row, grounds="申请人书面请求", by=bureau.clerk, at=at("2025-09-06"))
    kept = list(row.steps.values_list("words", flat=True))

    assert "删除申请人的个人信息" in text(shown(client, bureau.head, "desk-record", row.pk))
    client.post(erase, {"grounds": "申请人书面请求"})

    row.refresh_from_db()
    assert (row.name, row.contact, row.record, row.wanted, row.evidence) == ("",) * 5
    said = text(shown(client, bureau.head, "desk-record", row.pk))
    assert "李四" not in said and "1990" not in said and step.number in said
    assert list(row.steps.values_list("words", flat=True)) == kept and all(kept[:2])
    assert not RecordStepWords.objects.exclude(text="", salt="").exists()
    assert "已经删除" in client.post(erase, {"grounds": "申请人书面请求"}, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_is_moved_under_its_digest_and_the_steps_are_kept(bureau: Bureau) -> None:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk, says="与李四核对过")
    executor = MigrationExecutor(connection)
    executor.migrate([("redress", "0005_replacing_is_refused")])
    with connection.cursor() as cursor:
        cursor.execute("SELECT says FROM redress_recordstep")
        assert cursor.fetchall() == [("与李四核对过",)]
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes("redress"))

    step = row.steps.select_related("said").get()
    assert step.says == "与李四核对过"
    assert step.words == chain.words({"says": step.said.text}, step.said.salt)
    with pytest.raises((IntegrityError, OperationalError), match="never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE redress_recordstep SET words=''")


def test_it_goes_its_way_on_the_desk(bureau: Bureau, client: Client) -> None:
    sign_in(client, bureau.clerk)
    facts = {**FACTS, "received_on": "2025-09-01", "is_person": "on"}
    made = client.post(reverse("desk-record-new"), facts)
    row = Rectification.objects.get()
    assert made["Location"] == reverse("desk-record", args=[row.pk])

    def post(kind: str, seen: int, **more: str) -> int:
        url = reverse("desk-record-step", args=[row.pk, kind])
        return client.post(url, {"seen": seen, "on": "2025-09-03", "says": "有误", **more}).status_code

    assert post("checked", 0) == 302
    assert post("corrected", 1) == 403
    sign_in(client, bureau.head)
    assert post("corrected", 1) == 302
    sign_in(client, bureau.clerk)
    assert post("told", 2) == 200, "its letter did not pass its review"
    review = reverse("desk-record-review", args=[row.pk])
    assert client.post(reverse("desk-record-submit", args=[row.pk]))["Location"] == review
    for by in of(bureau):
        sign_in(client, by)
        page = client.get(review)
        digest = page.context["opinion"]["digest"].value()
        said = {"do": "opinion", "verdict": "pass", "digest": digest, "says": ""}
        assert client.post(review, said)["Location"] == review
    sign_in(client, bureau.clerk)
    assert post("told", 2) == 302
    pdf = client.get(reverse("desk-record-letter", args=[row.pk, "pdf"]))
    assert pdf.content.startswith(b"%PDF")
    assert "已告知" in text(shown(client, bureau.clerk, "desk-record", row.pk))
    said = text(shown(client, bureau.reviewer, "desk-record", row.pk))
    assert ("李四" in said, "000-7654321" in said) == (True, False)
    assert row.number in text(shown(client, bureau.clerk, "desk-records"))


def test_no_letter_goes_out_that_did_not_pass_its_review_as_it_reads(bureau: Bureau) -> None:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "not_corrected", "2025-09-04", bureau.head, says="记录与户籍底册一致")
    with pytest.raises(NotCleared, match="尚未送审"):
        do(row, "told", "2025-09-05", bureau.clerk, says="")
    reviewing.submit(row, by=bureau.clerk, at=at("2025-09-05"))
    with pytest.raises(NotCleared, match="尚未通过"):
        do(row, "told", "2025-09-05", bureau.clerk, says="")
    speak(row, "2025-09-05", bureau.clerk)
    with pytest.raises(NotAllowed, match="参与了这份稿件的起草"):
        speak(row, "2025-09-05", bureau.head)  # her words are what it tells
    speak(row, "2025-09-05", bureau.reviewer)
    speak(row, "2025-09-05", bureau.leader)
    Rectification.objects.filter(pk=row.pk).update(record="《样例小区住户登记表》中李四的住址")
    with pytest.raises(NotCleared, match="不一致"):
        do(row, "told", "2025-09-05", bureau.clerk, says="")
    assert not row.steps.filter(kind="told").exists()


def test_a_number_in_the_letter_is_found_and_answered_before_it_passes(bureau: Bureau) -> None:
    row = received(bureau, record="李四（手机号13900001234）的出生年份")
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "corrected", "2025-09-04", bureau.head, says="出生年份为1990年")
    review = reviewing.submit(row, by=bureau.clerk, at=at("2025-09-05"))
    speak(row, "2025-09-05", bureau.clerk)
    with pytest.raises(CannotDo, match="还有1处没有答复"):
        speak(row, "2025-09-05", bureau.reviewer)
    [hit] = review.hits.all()
    reviewing.answer(row, hit, reason="申请人自己的号码", by=bureau.reviewer, at=at("2025-09-05"))
    speak(row, "2025-09-05", bureau.reviewer)


def test_a_wrong_entry_is_annulled_by_another_than_asked_and_never_was(bureau: Bureau) -> None:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "corrected", "2025-09-08", bureau.head, says="出生年份为1909年")
    passed(row, "2025-09-08", *of(bureau))
    with pytest.raises(CannotDo, match="以它为前提"):
        ask_annulment(row, annuls=1, says="审核的日期登记错了", by=bureau.clerk, at=at("2025-09-08"))
    ask_annulment(row, annuls=2, says="更正后的年份登记错了", by=bureau.clerk, at=at("2025-09-08"))
    with pytest.raises(CannotDo, match="等人答复"):
        do(row, "told", "2025-09-08", bureau.clerk, says="")
    with pytest.raises(NotAllowed):
        answer_annulment(row, granted=True, by=bureau.clerk, at=at("2025-09-08"))
    answer_annulment(row, granted=True, by=bureau.leader, at=at("2025-09-08"))

    assert stands(row.steps.all()).state == "checked"
    again = do(row, "corrected", "2025-09-05", bureau.head, says="出生年份为1990年")  # on its true day
    with pytest.raises(NotCleared):
        do(row, "told", "2025-09-08", bureau.clerk, says="")
    passed(row, "2025-09-09", *of(bureau))
    step = do(row, "told", "2025-09-09", bureau.clerk, says="")
    said = text_of(keeping.stored(step.pdf), Kind.PDF).text
    assert "1990年" in said and "1909" not in said
    with pytest.raises(CannotDo, match="已经编号发出"):
        ask_annulment(row, annuls=again.place, says="又登记错了", by=bureau.clerk, at=at("2025-09-09"))
    assert row.steps.count() == 6, "nothing was taken away"


def test_nobody_consents_to_what_she_asked_for_herself_and_a_refusal_says_why(bureau: Bureau) -> None:
    row = received(bureau)
    do(row, "checked", "2025-09-03", bureau.clerk)
    both = a_post(bureau.organ, "office_head", bureau.clerk.person)
    ask_annulment(row, annuls=1, says="日期登记错了", by=bureau.clerk, at=at("2025-09-03"))
    with pytest.raises(NotAllowed, match="自己提出"):
        answer_annulment(row, granted=True, by=both, at=at("2025-09-03"))
    with pytest.raises(CannotDo, match="理由"):
        answer_annulment(row, granted=False, by=bureau.head, at=at("2025-09-03"))
    answer_annulment(row, granted=False, says="日期没有登记错", by=bureau.head, at=at("2025-09-03"))
    assert stands(row.steps.all()).state == "checked"
    with pytest.raises(CannotDo, match="没有等人答复"):
        answer_annulment(row, granted=True, by=bureau.head, at=at("2025-09-03"))


def test_what_was_registered_in_error_is_annulled_whole_and_owes_nothing(bureau: Bureau) -> None:
    row = received(bureau)
    ask_annulment(row, annuls=0, says="与另一件重复登记", by=bureau.clerk, at=at("2025-09-03"))
    answer_annulment(row, granted=True, by=bureau.head, at=at("2025-09-03"))
    assert stands(row.steps.all()).state == "void"
    with pytest.raises(CannotDo):
        do(row, "checked", "2025-09-03", bureau.clerk)
    assert owed(date(2025, 12, 1), bureau.clerk.person) == []


# Received on Monday 2025-09-01: the 20th working day after it is 2025-09-28, a Sunday that is worked
# for the holidays of October (国办发明电〔2024〕12号).
LAST = date(2025, 9, 28)


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2025, 9, 23), []),
        (date(2025, 9, 26), [("record_soon", date(2025, 9, 24))]),
        (LAST, [("record_today", LAST)]),
        (date(2025, 10, 9), [("record_overdue", date(2025, 9, 29))]),
    ],
)
def test_its_last_day_is_told_as_others_are_until_it_was_told(bureau: Bureau, on, kinds) -> None:
    row = received(bureau)
    assert due(row, law_here()).day == LAST
    assert owed(on, bureau.clerk.person) == kinds
    overdue = [kind for kind in kinds if kind[0] == "record_overdue"]
    assert owed(on, bureau.leader.person) == overdue
    secret = feeds.make(bureau.clerk, at("2025-09-02"))
    calendar = feeds.calendar(secret, at("2025-09-02")).decode().replace("\r\n ", "")
    assert f"办结更正申请最迟 {row.number}" in calendar and "DTSTART;VALUE=DATE:20250928" in calendar
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "corrected", "2025-09-04", bureau.head, says="出生年份为1990年")
    passed(row, "2025-09-05", *of(bureau))
    do(row, "told", "2025-09-05", bureau.clerk, says="")
    assert owed(on, bureau.clerk.person) == []
    assert b"VEVENT" not in feeds.calendar(secret, at("2025-09-06"))


def owed(on: date, person) -> list[tuple[str, date]]:
    return [(line.owed.kind, line.owed.since) for line in gathering.by_person(on).get(person.pk, [])]


def test_the_term_is_the_organs_to_choose(bureau: Bureau, tmp_path: Path, settings) -> None:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, record_rectification_term="10")
    assert due(received(bureau), law_here()).day == date(2025, 9, 15)


def test_its_sealed_papers_go_when_their_time_has_passed(bureau: Bureau, settings, client: Client) -> None:
    settings.GONGKAI_IDENTITY_DAYS = 30
    row = received(bureau, papers=[Upload("李四的户口簿.pdf", written_pdf("户主李四"))])
    [paper] = row.papers.all()
    assert "户主李四".encode() not in keeping.stored(paper.stored_as)
    with pytest.raises(CannotDo, match="目的"):
        open_record_paper(paper, purpose="", by=bureau.clerk, at=at("2025-09-02"))
    with pytest.raises(NotAllowed):
        open_record_paper(paper, purpose="核对证据", by=bureau.reviewer, at=at("2025-09-02"))
    assert open_record_paper(paper, purpose="核对证据", by=bureau.clerk, at=at("2025-09-02")).startswith(
        b"%PDF"
    )
    assert [one.purpose for one in RecordReveal.objects.all()] == ["核对证据"]
    do(row, "checked", "2025-09-03", bureau.clerk)
    do(row, "not_corrected", "2025-09-04", bureau.head, says="记录与户籍底册一致")
    assert record_papers.purge(at("2030-01-01")).papers == 0, "an open one keeps its papers"
    passed(row, "2025-09-05", *of(bureau))
    do(row, "told", "2025-09-05", bureau.clerk, says="")

    # Six months to sue from 2025-09-05 end on 2026-03-05; 30 days on it is 2026-04-04.
    assert record_papers.keep_until(row, law_here()) == date(2026, 4, 4)
    assert record_papers.purge(at("2026-04-04")).papers == 0
    assert record_papers.purge(at("2026-04-05")).papers == 1
    assert record_papers.purge(at("2026-04-05")).papers == 0
    with pytest.raises(FileNotFoundError):
        keeping.stored(paper.stored_as)
    paper.refresh_from_db()
    assert paper.name == ""
    with pytest.raises(CannotDo, match="已经按期限删除"):
        open_record_paper(paper, purpose="核对证据", by=bureau.clerk, at=at("2026-04-06"))
    assert "gongkai.service.redress.record_papers.purge" in settings.GONGKAI_NIGHTLY


def test_papers_that_nobody_registered_are_swept_and_those_of_requests_are_not(bureau: Bureau) -> None:
    row = received(bureau, papers=[Upload("证明.pdf", written_pdf("证明"))])
    left = keeping.store(b"left by a kill", record_papers.PREFIX)
    other = keeping.store(b"of a request", keeping.PAPERS)
    later = timezone.now() + keeping.UNFINISHED * 2
    assert record_papers.sweep(later) == 1
    with pytest.raises(FileNotFoundError):
        keeping.stored(left)
    assert keeping.stored(other) and keeping.stored(row.papers.get().stored_as)

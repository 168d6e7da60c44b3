"""The counter and the post room: what comes in is registered, its day follows the channel's rule."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.service.requests import codes, counter_form, ledger
from gongkai.service.requests.models import Case, Contact, Identity, Paper, Party
from tests.service.cases import NOT_AN_ID, Bureau
from tests.service.desk import sign_in

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef0123456789abcdef"
SCAN = "签过名的申请书".encode()


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


@pytest.fixture
def clerk(bureau: Bureau, client: Client) -> Client:
    return sign_in(client, bureau.clerk)


def filled(**changed: Any) -> dict[str, Any]:
    """Return the form of a walk-in as a browser sends it."""
    return {
        "submission": KEY,
        "channel": "in_person",
        "on": timezone.localdate().isoformat(),
        "requester_class": "natural_person",
        "name": "张三",
        "identity_kind": "other",
        "identity_number": "甲字第1号",
        "phone": "000-1234567",
        "description": "2025年档案数字化经费的支出情况",
        "medium": "paper",
        "way": "pick_up",
        **changed,
    }


def post(client: Client, **changed: Any):
    return client.post(reverse("desk-request-new"), filled(**changed))


def page(answer):
    return html.fromstring(answer.content.decode())


def words(answer) -> str:
    return " ".join(" ".join(page(answer).xpath("//main")[0].itertext()).split())


def test_a_walk_in_is_registered_and_its_receipt_has_number_and_code(clerk: Client) -> None:
    answer = post(clerk)
    case = Case.objects.get()
    assert answer.url == reverse("desk-case-registered", args=[case.pk])
    shown = clerk.get(answer.url)
    assert case.number in words(shown)
    written = page(shown).xpath("//dt[.='查询码']/following-sibling::dd/text()")[0]
    assert codes.is_right(written, case.code_digest)
    assert ledger.clock_of(case).received_on == timezone.localdate()
    printed = clerk.get(reverse("desk-case-receipt", args=[case.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert "no-store" in printed["Cache-Control"]


def test_beside_each_channel_stands_what_fixes_its_day_of_receipt(clerk: Client) -> None:
    shown = page(clerk.get(reverse("desk-request-new")))
    rows = {
        row.xpath(".//input/@value")[0]: " ".join(row.text_content().split())
        for row in shown.xpath("//div[@class='channel']")
    }
    assert list(rows) == list(counter_form.CHANNELS)
    assert "到达之日就是收到申请之日" in rows["in_person"]
    assert "签收单据（条例31(2)）" in rows["registered_mail"]
    assert "双方确认之日才是收到申请之日" in rows["ordinary_mail"]
    assert "双方确认之日才是收到申请之日" in rows["email"]


def test_every_key_stands_for_one_blank_alone(clerk: Client) -> None:
    keys = page(clerk.get(reverse("desk-request-new"))).xpath("//main//@accesskey")
    assert sorted(keys) == sorted([*counter_form.KEYS.values(), counter_form.SUBMIT_KEY])
    assert len(set(keys)) == len(keys)


def test_a_form_sent_twice_is_one_request_with_one_code(clerk: Client) -> None:
    first, second = post(clerk), post(clerk)
    assert first.url == second.url
    assert Case.objects.count() == 1
    shown = clerk.get(second.url)
    assert "这份表已经登记过" in shown.content.decode()
    assert page(shown).xpath("//dt[.='查询码']")


def test_an_ordinary_letter_waits_for_confirmation_and_a_signed_one_does_not(clerk: Client) -> None:
    for channel, key in (("ordinary_mail", "a" * 32), ("registered_mail", "b" * 32)):
        post(clerk, channel=channel, submission=key, evidence="")
    letter, registered = Case.objects.order_by("pk")
    assert ledger.clock_of(letter).received_on is None
    assert ledger.clock_of(registered).received_on == timezone.localdate()
    shown = words(clerk.get(reverse("desk-case-registered", args=[registered.pk])))
    assert "签收单据" in shown, "the evidence of the day was not noted"
    assert "打印收件证明" in words(clerk.get(reverse("desk-case-registered", args=[letter.pk])))
    assert clerk.get(reverse("desk-case-receipt", args=[letter.pk])).content.startswith(b"%PDF")


def test_what_came_in_earlier_is_registered_late_under_its_own_day(clerk: Client) -> None:
    earlier = timezone.localdate() - timedelta(days=10)
    post(clerk, on=earlier.isoformat())
    case = Case.objects.get()
    [event] = ledger.events_of(case)
    assert (event.on, event.recorded) == (earlier, timezone.localdate())


@pytest.mark.parametrize("day", ["2026-02-30", "9999-12-31", "1999-01-01", "昨天", ""])
def test_an_impossible_or_future_day_is_refused_at_its_blank_and_everything_stays(
    clerk: Client, day: str
) -> None:
    answer = post(clerk, on=day, name="李四<script>")
    assert answer.status_code == 200
    shown = page(answer)
    assert shown.xpath("//p[@id='id_on_error']")
    assert shown.xpath("//input[@name='name']/@value") == ["李四<script>"]
    assert shown.xpath("//textarea[@name='description']")[0].text_content().strip()
    assert shown.xpath("//input[@name='submission']/@value") == [KEY]
    assert not Case.objects.exists()


def test_a_number_that_fails_its_checksum_is_warned_of_once_and_then_taken(clerk: Client) -> None:
    wrong = {"identity_kind": "id_card", "identity_number": NOT_AN_ID}
    first = post(clerk, **wrong)
    assert first.status_code == 200
    assert "不符合校验规则" in words(first)
    assert not Case.objects.exists()
    looked = page(first).xpath("//input[@name='looked_at']/@value")[0]
    other = post(clerk, **{**wrong, "identity_number": "990101199001010012"}, looked_at=looked)
    assert other.status_code == 200, "another wrong number is warned of again"
    assert post(clerk, **wrong, looked_at=looked).status_code == 302
    identity = Identity.objects.get()
    assert identity.doubtful
    assert NOT_AN_ID not in identity.sealed


def test_what_is_lacking_is_listed_with_the_way_to_the_correction_notice(clerk: Client) -> None:
    answer = post(clerk, identity_number="", medium="", phone="")
    assert answer.status_code == 302, "the organ turns no request away"
    case = Case.objects.get()
    shown = page(clerk.get(answer.url))
    said = shown.xpath("//section[@aria-labelledby='lacking']//li/text()")
    assert len(said) == 3
    assert reverse("desk-case-step", args=[case.pk, "correction_asked"]) in shown.xpath("//main//a/@href")


def test_a_request_without_words_or_papers_is_refused_at_its_blank(clerk: Client) -> None:
    answer = post(clerk, description="  ")
    assert answer.status_code == 200
    assert page(answer).xpath("//p[@id='id_description_error']")


def test_files_stay_while_the_form_is_put_right_and_what_is_gone_is_named(clerk: Client) -> None:
    scan = SimpleUploadedFile("申请书.txt", SCAN)
    first = post(clerk, on="", files=scan)
    shown = page(first)
    held = {
        name: shown.xpath(f"//input[@name='{name}']/@value") for name in ("kept", "kept_name", "kept_kind")
    }
    assert held["kept_name"] == ["申请书.txt"]
    gone = post(clerk, on="", **{**held, "kept": ["0" * 32]})
    assert "“申请书.txt”没有保留下来，请重新附上。" in words(gone)
    assert post(clerk, **held).status_code == 302
    paper = Paper.objects.get()
    assert (paper.name, paper.kind) == ("申请书.txt", "scan")


def test_a_scanned_identity_paper_is_sealed(clerk: Client) -> None:
    post(clerk, identity_number="", identity_file=SimpleUploadedFile("证件.txt", SCAN))
    assert Paper.objects.get().is_sealed


def test_an_oral_request_is_printed_signed_and_its_scan_kept(clerk: Client) -> None:
    answer = post(clerk, channel="oral")
    case = Case.objects.get()
    assert "请申请人在登记表上签名" in words(clerk.get(answer.url))
    assert clerk.get(reverse("desk-case-sheet", args=[case.pk])).content.startswith(b"%PDF")
    scan = SimpleUploadedFile("签名.txt", SCAN)
    clerk.post(reverse("desk-case-signed", args=[case.pk]), {"files": scan})
    assert Paper.objects.get().kind == "scan"
    assert "请申请人在登记表上签名" not in words(clerk.get(answer.url))


def test_an_agent_is_registered_beside_the_requester(clerk: Client) -> None:
    post(clerk, agent_name="李四", agent_phone="000-7654321", agent_identity_kind="other")
    assert {party.key: party.name for party in Party.objects.all()} == {"R1": "张三", "A1": "李四"}


def test_the_code_is_shown_to_nobody_else_and_not_after_half_an_hour(
    clerk: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = post(clerk)
    assert page(clerk.get(answer.url)).xpath("//dt[.='查询码']")
    other = sign_in(Client(), bureau.head)
    assert not page(other.get(answer.url)).xpath("//dt[.='查询码']")
    monkeypatch.setattr("gongkai.service.requests.counter_codes.LASTS", timedelta(0))
    assert not page(clerk.get(answer.url)).xpath("//dt[.='查询码']")


# The queue


def test_the_queue_says_whom_to_call_the_longest_waiting_first(bureau: Bureau, clerk: Client) -> None:
    today = timezone.localdate()
    for days, channel in ((1, "fax"), (9, "ordinary_mail"), (0, "email")):
        day = (today - timedelta(days=days)).isoformat()
        bureau.received(day, channel=channel, moment=timezone.now())
    bureau.received(today.isoformat(), moment=timezone.now())  # in person: nothing to confirm
    shown = page(clerk.get(reverse("desk-requests-unconfirmed")))
    rows = [" ".join(row.text_content().split()) for row in shown.xpath("//ol[@class='calls']/li")]
    assert [("传真" in row, "平常信函" in row, "电子邮件 到达" in row) for row in rows] == [
        (False, True, False),
        (True, False, False),
        (False, False, True),
    ]
    assert "000-1234567" in rows[0]
    assert "今天到达" in rows[2]


def test_who_was_not_reached_moves_back_today_and_who_was_is_out_of_the_queue(
    bureau: Bureau, clerk: Client
) -> None:
    today = timezone.localdate()
    older = bureau.received((today - timedelta(days=5)).isoformat(), "ordinary_mail", timezone.now())
    newer = bureau.received(today.isoformat(), "ordinary_mail", timezone.now())
    said = {"seen": 1, "on": today.isoformat(), "means": "电话", "says": "无人接听"}
    clerk.post(reverse("desk-case-called", args=[older.pk]), {**said, "reached": "no"})
    shown = page(clerk.get(reverse("desk-requests-unconfirmed")))
    assert shown.xpath("//ol[@class='calls']/li/h2/a/text()") == [newer.number, older.number]
    assert "无人接听" in shown.text_content()
    clerk.post(reverse("desk-case-called", args=[older.pk]), {**said, "reached": "yes"})
    assert ledger.clock_of(older).received_on == today
    shown = page(clerk.get(reverse("desk-requests-unconfirmed")))
    assert shown.xpath("//ol[@class='calls']/li/h2/a/text()") == [newer.number]
    assert Contact.objects.filter(case=older).count() == 2


def test_of_two_who_call_at_once_the_second_is_told(bureau: Bureau, clerk: Client) -> None:
    today = timezone.localdate()
    case = bureau.received(today.isoformat(), "fax", timezone.now())
    said = {"seen": 1, "on": today.isoformat(), "means": "电话", "reached": "yes"}
    assert clerk.post(reverse("desk-case-called", args=[case.pk]), said).status_code == 302
    second = clerk.post(reverse("desk-case-called", args=[case.pk]), said)
    assert second.status_code == 200
    assert Contact.objects.count() == 1, "what was refused left nothing"


def test_a_day_to_come_is_refused_where_it_was_typed(bureau: Bureau, clerk: Client) -> None:
    today = timezone.localdate()
    case = bureau.received(today.isoformat(), "fax", timezone.now())
    later = (today + timedelta(days=1)).isoformat()
    said = {"seen": 1, "on": later, "means": "短信", "says": "记下的话", "reached": "yes"}
    answer = clerk.post(reverse("desk-case-called", args=[case.pk]), said)
    assert answer.status_code == 200
    assert page(answer).xpath("//input[@name='says']/@value") == ["记下的话"]
    assert not Contact.objects.exists()


def test_the_form_offers_every_class_and_every_paper_there_is() -> None:
    assert list(counter_form.CLASSES) == Party.Class.values
    assert list(counter_form.PAPERS) == Identity.Kind.values

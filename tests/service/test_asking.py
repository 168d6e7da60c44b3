"""A citizen asks online: notice, form, a look before sending, receipt."""

from __future__ import annotations

import logging
import re
from typing import Any

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.service.organs.models import Deed
from gongkai.service.portal.asking import uploads
from gongkai.service.requests.models import Case, Identity, Paper, Party, Reception, Standing
from tests.service.asking import FORM, ORGAN, RECEIPT, enter, forget_visitors, open_online, send, sent, typed
from tests.service.cases import NOT_AN_ID, Bureau
from tests.service.published import make_findable, publish
from tests.service.test_cache import caches
from tests.service.test_pages import page, text

pytestmark = pytest.mark.django_db
NOTICE = f"/organs/{ORGAN}/ask/"


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    forget_visitors(monkeypatch)
    found = Bureau(phone="000-1234567", contact_source="青山区档案局指南")
    open_online(found)
    return found


def test_the_entry_leads_to_the_notice_and_the_notice_to_the_form(client: Client, bureau: Bureau):
    entry = page(client, f"/organs/{ORGAN}/request/")
    assert NOTICE in entry.xpath("//main//a/@href")

    notice = page(client, NOTICE)
    words = text(notice.xpath("//main")[0])
    for told in (
        "青山区档案局",
        "000-1234567",
        "做什么用",
        "怎样处理",
        "哪些信息",
        "保存多久",
        "您的权利",
        "不需要您另行同意",
    ):
        assert told in words, told
    [begin] = [link for link in notice.xpath("//main//a/@href") if "form" in link]
    page(client, begin)


def test_the_form_is_not_shown_before_the_notice(client: Client, bureau: Bureau):
    assert client.get(FORM)["Location"] == NOTICE


def test_an_organ_that_does_not_take_requests_online_names_its_other_ways(client: Client, bureau: Bureau):
    Reception.objects.create(
        organ=bureau.organ,
        since=bureau.clerk.since.replace(year=2021),
        online=False,
        by=bureau.head,
        at=bureau.clerk.person.added_at,
    )

    assert client.get(NOTICE)["Location"] == f"/organs/{ORGAN}/request/"
    shown = text(page(client, f"/organs/{ORGAN}/request/").xpath("//main")[0])
    assert "没有在本网受理在线申请" in shown
    answer = send(client)
    assert answer.status_code == 409
    assert "档案数字化经费" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_whole_form_becomes_a_request_with_a_receipt(client: Client, bureau: Bureau):
    checked = client.post(FORM, typed(step="check"))
    assert Case.objects.count() == 0
    assert "发送申请" in checked.content.decode()

    number, code = sent(client)

    case = Case.objects.get()
    assert (case.number, case.channel, case.opened_by) == (number, "online", None)
    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)
    assert Standing.objects.get().state == "receipt_awaited"
    assert Party.objects.get().name == "张三"
    assert "第三十一条" in client.get(RECEIPT).content.decode()


def test_the_receipt_is_shown_to_nobody_else_and_its_address_says_nothing(client: Client, bureau: Bureau):
    answer = send(client)

    assert answer["Location"] == RECEIPT
    assert Client().get(RECEIPT).status_code == 410
    paper = client.get(f"{RECEIPT}paper/")
    assert paper.content.startswith(b"%PDF") and "no-store" in paper["Cache-Control"]
    assert Client().get(f"{RECEIPT}paper/").status_code == 410


def test_a_receipt_is_gone_after_half_an_hour(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    from datetime import timedelta

    from django.utils import timezone

    from gongkai.service.portal.asking import receipt_views

    sent(client)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(receipt_views.timezone, "now", lambda: later)
    assert client.get(RECEIPT).status_code == 410


def test_a_form_sent_twice_is_one_request_with_one_code(client: Client, bureau: Bureau):
    file = SimpleUploadedFile("说明.txt", "线索".encode())
    answer = client.post(FORM, {**typed(step="check"), "files": [file]})
    kept = re.findall(r'name="kept" value="([0-9a-f]{32})"', answer.content.decode())

    first, again = sent(client, kept=kept), sent(client, kept=kept)

    assert first == again
    assert Case.objects.count() == 1
    assert "没有重复登记" in client.get(RECEIPT).content.decode()


def test_every_mistake_is_told_at_its_blank_and_nothing_typed_is_lost(client: Client, bureau: Bureau):
    answer = client.post(FORM, typed(step="check", name="", email="张三", description="所要的<script>信息"))

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "请填写申请人的姓名" in shown and "电子邮箱的写法不对" in shown
    assert 'value="000-7654321"' in shown and "所要的&lt;script&gt;信息" in shown
    assert 'href="#name"' in shown and 'id="name-error"' in shown


def test_script_in_every_field_is_shown_as_text_and_stored_as_it_was_typed(client: Client, bureau: Bureau):
    evil = "<script>alert(1)</script>"
    values = typed(
        name=evil,
        phone=evil,
        address=evil,
        description=evil,
        purpose=evil,
        fax=evil,
        identity_number=evil[:30],
        agent="1",
        agent_name=evil,
        agent_phone=evil,
        requester_class="business",
        contact_person=evil,
    )
    for step in ("edit", "check"):
        assert "<script>alert" not in client.post(FORM, {**values, "step": step}).content.decode()
    number, code = sent(client, **values)
    enter(client, number, code)
    assert "<script>alert" not in client.get("/track/request/").content.decode()
    assert "<script>alert" not in client.get(RECEIPT).content.decode()
    assert Party.objects.get(key="R1").name == evil


def test_a_number_that_fails_its_checksum_is_warned_of_and_taken(client: Client, bureau: Bureau):
    checked = client.post(FORM, typed(step="check"))
    assert "不符合该证件的校验规则" in checked.content.decode()
    sent(client)
    assert Identity.objects.get().doubtful


def test_files_wait_sealed_while_the_form_has_mistakes_and_come_with_the_request(
    client: Client, bureau: Bureau
):
    from django.core.files.storage import storages

    file = SimpleUploadedFile("说明.txt", "所需文件的线索".encode())
    answer = client.post(FORM, {**typed(step="check", name=""), "files": [file]})
    [token] = re.findall(r'name="kept" value="([0-9a-f]{32})"', answer.content.decode())
    with storages["cases"].open(f"waiting/{token}") as waits:
        assert "线索".encode() not in waits.read()

    sent(client, kept=[token])

    assert Paper.objects.get().name == "说明.txt"
    assert not storages["cases"].exists(f"waiting/{token}")


def test_a_file_that_was_not_wanted_any_more_does_not_come_with_the_request(client: Client, bureau: Bureau):
    file = SimpleUploadedFile("说明.txt", "线索".encode())
    answer = client.post(FORM, {**typed(step="check"), "files": [file]})
    [token] = re.findall(r'name="kept" value="([0-9a-f]{32})"', answer.content.decode())
    sent(client, kept=[token], drop=[token])
    assert Paper.objects.count() == 0


def test_the_page_that_is_looked_at_again_shows_the_ends_of_an_identity_number_alone(
    client: Client, bureau: Bureau
):
    checked = client.post(FORM, typed(step="check")).content.decode()
    shown = text(lxml.html.document_fromstring(checked).xpath("//main")[0])
    assert NOT_AN_ID not in shown and "990*************11" in shown


def test_fifty_files_are_told_how_many_may_come_and_none_is_lost(client: Client, bureau: Bureau):
    files = [SimpleUploadedFile(f"{n}.txt", f"第{n}个".encode()) for n in range(50)]

    answer = client.post(FORM, {**typed(step="send"), "files": files})

    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "一次最多附20个文件，您附了50个" in shown
    assert shown.count('name="kept"') == 50
    assert Case.objects.count() == 0


def test_a_file_that_is_too_large_is_left_out_and_named_and_the_rest_arrives(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "EACH", 1000)
    files = [SimpleUploadedFile("大.txt", b"x" * 5000), SimpleUploadedFile("小.txt", b"y")]

    answer = client.post(FORM, {**typed(step="check"), "files": files})

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "“大.txt”没有收下" in shown and "小.txt" in shown and "档案数字化经费" in shown


def test_a_program_is_refused_by_name(client: Client, bureau: Bureau):
    answer = client.post(
        FORM, {**typed(step="check"), "files": [SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 99)]}
    )
    assert answer.status_code == 422
    assert "a.exe" in answer.content.decode()


def test_a_form_without_its_mark_is_not_sent_and_comes_back_whole(bureau: Bureau):
    answer = Client(enforce_csrf_checks=True).post(FORM, typed(step="send"))

    assert answer.status_code == 403
    assert "档案数字化经费" in answer.content.decode()
    assert Case.objects.count() == 0


def test_too_many_from_one_address_are_asked_to_wait_and_lose_nothing(
    client: Client, bureau: Bureau, settings: Any
):
    settings.GONGKAI_ASK_RATE = 0
    answer = send(client)
    assert answer.status_code == 429
    assert "档案数字化经费" in answer.content.decode()


def test_published_documents_that_fit_are_shown_and_requests_never(client: Client, bureau: Bureau):
    make_findable(publish(bureau.organ, "青山区档案数字化经费支出情况公告", text="档案数字化经费支出"))
    sent(client)

    shown = client.post(f"/organs/{ORGAN}/ask/hints/", {"description": "申请公开档案数字化经费的支出情况"})

    assert "青山区档案数字化经费支出情况公告" in shown.content.decode()
    assert Case.objects.get().number not in shown.content.decode()
    assert "青山区档案数字化经费支出情况公告" in client.post(FORM, typed(step="check")).content.decode()


@pytest.mark.parametrize("url", [f"{FORM}?begin=1", RECEIPT, "/track/", "/track/request/"])
def test_no_cache_keeps_a_page_of_a_request(client: Client, bureau: Bureau, url: str):
    number, code = sent(client)
    enter(client, number, code)
    answer = client.get(url)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


def test_nothing_of_the_requester_is_logged_or_in_the_log_of_deeds(
    client: Client, bureau: Bureau, caplog: pytest.LogCaptureFixture
):
    with caplog.at_level(logging.DEBUG):
        number, code = sent(client)
        enter(client, number, "wrong")
        enter(client, number, code)
        client.get("/track/request/")
    told = caplog.text + str(list(Deed.objects.values()))
    for secret in (
        "张三",
        NOT_AN_ID,
        "7654321",
        "zhangsan@example",
        "样例路",
        "数字化经费",
        code,
        code.replace("-", ""),
    ):
        assert secret not in told, secret


ODD = [
    "\x00",
    "a\x00b",
    "𠀀" * 60,
    "\u202e倒",
    "9" * 25_000,
    "'; DROP TABLE x;--",
    "%s%(a)s{0}",
    "\ufeff　",
    "🈚️",
]


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_nothing_that_is_typed_breaks_a_page(client: Client, bureau: Bureau, odd: str):
    names = [name for name in typed() if name != "submission"]
    everything = dict.fromkeys([*names, "agent", "agent_name", "fax", "kept", "drop", "purpose"], odd)
    for step in ("check", "send", "edit", odd):
        assert client.post(FORM, {**everything, "submission": odd, "step": step}).status_code < 500
    assert client.post(f"/organs/{ORGAN}/ask/hints/", {"description": odd}).status_code == 200
    assert enter(client, odd, odd).status_code < 500
    number, code = sent(client, name=f"张三{odd[:20]}", purpose=odd[:300])
    enter(client, number, code)
    for page_of_hers in ("correct", "contact", "withdraw", "letters/7"):
        answer = client.post(f"/track/request/{page_of_hers}/", {**everything, "seen": odd, "code": odd})
        assert answer.status_code < 500
    client.cookies["gongkai_tracking"] = odd[:50].encode("unicode_escape").decode()
    assert client.get("/track/request/").status_code == 302


def test_the_server_keeps_the_notice_and_no_page_of_a_person(bureau: Bureau, settings: Any):
    settings.GONGKAI_PAGE_MEMORY = 1_000_000
    hers = Client()
    number, code = sent(hers)
    enter(hers, number, code)
    for url in (NOTICE, f"{FORM}?begin=1", RECEIPT, "/track/", "/track/request/"):
        assert hers.get(url).status_code == 200

    assert {path for _scheme, _host, path, _query in caches(hers)._pages} == {NOTICE}

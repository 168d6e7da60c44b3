"""A requester follows her request: what she sees, what she never sees, and what she may still do."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.organs.models import Deed
from gongkai.service.portal.asking import track_views
from gongkai.service.requests import codes, downloads, keeping, ledger, tracking
from gongkai.service.requests.actions.ask_reasons import ask_reasons
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.send_letter import send
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, EntryWords, Note, Paper, Party, Wish
from gongkai.service.requests.tracking import Mine, Pass
from gongkai.statute import clock
from tests.service.asking import enter, forget_visitors, go_on, open_online, sent
from tests.service.cases import NOT_AN_ID, Bureau, at
from tests.service.requests_acts import a_consulted, ask, day, extend
from tests.service.test_pages import page, text
from tests.service.test_requests_letters import _cleared, _granted

pytestmark = pytest.mark.django_db
CODE = "AAAAA-BBBBB"
WORDS = "机关请您补正"


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    forget_visitors(monkeypatch)
    found = Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")
    open_online(found)
    return found


def coded(case: Case) -> Case:
    """Give a case a query code that the test knows."""
    Case.objects.filter(pk=case.pk).update(code_digest=codes.digest(CODE))
    case.refresh_from_db()
    return case


def of(case: Case, moment: str = "2025-12-01") -> Pass:
    return tracking.enter(coded(case).number, CODE, at(moment))


def seen(case: Case, on: str) -> Mine:
    return tracking.look(of(case), day(on))


def shown(client: Client) -> str:
    return text(page(client, "/track/request/").xpath("//main")[0])


def test_number_and_code_lead_to_the_request_however_they_are_typed(client: Client, bureau: Bureau):
    number, code = sent(client)
    for typed in (code, code.lower(), f" {code.replace('-', ' ')} "):
        answer = enter(client, f" {number.lower()} ", typed)
        assert (answer.status_code, answer["Location"]) == (302, "/track/request/")
    words = shown(client)
    assert number in words and "已提交，等待机关确认" in words and "该谁办" in words


def test_a_wrong_code_and_a_number_that_is_nobodys_are_answered_alike(client: Client, bureau: Bureau):
    number, _code = sent(client)
    wrong, nobodys = enter(client, number, "AAAAABBBBB"), enter(client, "X-2026-9999", "AAAAABBBBB")
    assert wrong.status_code == nobodys.status_code == 403
    assert "不符" in wrong.content.decode() and "不符" in nobodys.content.decode()


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    moment = timezone.now() + timedelta(**passed)
    monkeypatch.setattr(track_views.timezone, "now", lambda: moment)


def test_wrong_codes_are_slowed_and_logged_without_what_was_typed(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    number, _code = sent(client)
    for _ in range(5):
        assert enter(client, number, "ZZZZZ-ZZZZZ").status_code == 403
    sixth = enter(client, f" {number.lower()}", "YYYYY-YYYYY")
    assert sixth.status_code == 429 and "YYYYY" not in sixth.content.decode()
    assert go_on(client, sixth, number).status_code == 429

    logged = Deed.objects.filter(act="requests.wrong_code")
    assert logged.count() == 5
    assert logged.first().key == str(Case.objects.get().pk)
    assert "ZZZZZ" not in str(list(logged.values()))
    later(monkeypatch, seconds=31)
    assert go_on(client, sixth, number).status_code == 403
    assert logged.count() == 6


def test_who_guesses_does_not_lock_out_who_has_the_code(client: Client, bureau: Bureau):
    number, code = sent(client)
    for _ in range(6):
        enter(Client(), number, "ZZZZZ-ZZZZZ", "198.51.100.7")
    assert enter(client, number, code).status_code == 302


def test_from_the_network_of_who_guesses_the_right_code_is_let_through_after_a_wait(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    number, code = sent(client)
    for _ in range(5):
        enter(Client(), number, "ZZZZZ-ZZZZZ")
    waits = enter(client, number, code)
    assert waits.status_code == 429 and code not in waits.content.decode()
    for _ in range(20):  # the network tries on while she waits
        enter(Client(), number, "ZZZZZ-ZZZZZ")
    later(monkeypatch, seconds=31)
    assert go_on(client, waits, number)["Location"] == "/track/request/"
    assert number in shown(client)


def test_guessed_at_from_many_networks_a_number_is_slow_to_all_and_shut_to_none(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(codes, "MOST_OF_ALL", 6)
    number, code = sent(client)
    for network in range(6):
        assert enter(Client(), number, "ZZZZZ-ZZZZZ", f"198.51.100.{network}").status_code == 403
    waits = enter(client, number, code)
    assert waits.status_code == 429
    assert enter(Client(), number, "ZZZZZ-ZZZZZ", "198.51.100.9").status_code == 429
    later(monkeypatch, seconds=31)
    assert go_on(client, waits, number).status_code == 302


def test_a_wait_is_for_one_code_and_one_number_and_not_kept_for_ever(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    number, code = sent(client)
    for _ in range(5):
        enter(client, number, "ZZZZZ-ZZZZZ")
    guessed = enter(client, number, "YYYYY-YYYYY")
    (ticket,) = re.findall(r'name="wait" value="([^"]+)"', guessed.content.decode())
    later(monkeypatch, seconds=31)
    whole = {"number": number, "code": code, "wait": ticket}
    assert client.post("/track/", whole, REMOTE_ADDR="192.0.2.1").status_code == 403
    later(monkeypatch, minutes=31)
    assert go_on(client, guessed, number).status_code == 422


def test_a_number_that_is_nobodys_is_slowed_alike(client: Client, bureau: Bureau):
    answers = [enter(client, "X-2026-9999", "AAAAABBBBB").status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]


def test_one_network_does_not_try_number_after_number(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(track_views, "TRIES_MOST", 2)
    assert [enter(client, f"X-2026-{n}", "AAAAA").status_code for n in range(3)] == [403, 403, 429]


def test_without_number_and_code_one_asks_for_them_first(client: Client, bureau: Bureau):
    for url in ("", "correct/", "withdraw/", "contact/", "letters/1/", "letters/1/0/"):
        assert client.get(f"/track/request/{url}")["Location"] == "/track/"
    assert client.post("/track/request/withdraw/").status_code == 403


def test_who_leaves_is_out_and_so_is_who_waits_half_an_hour(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    number, code = sent(client)
    enter(client, number, code)
    client.post("/track/leave/")
    assert client.get("/track/request/").status_code == 302

    enter(client, number, code)
    later = timezone.now() + timedelta(minutes=31)
    monkeypatch.setattr(track_views.timezone, "now", lambda: later)
    assert client.get("/track/request/").status_code == 302


def test_a_pass_of_one_request_or_of_an_old_code_opens_no_other(bureau: Bureau):
    held = of(bureau.received("2025-09-01"))
    other = bureau.received("2025-09-02")
    with pytest.raises(tracking.Gone):
        tracking.look(Pass(other.pk, held.mark), day("2025-09-10"))
    Case.objects.filter(pk=held.case).update(code_digest=codes.digest("CCCCC-DDDDD"))
    with pytest.raises(tracking.Gone):
        tracking.look(held, day("2025-09-10"))


def test_a_seal_that_was_tampered_with_or_is_that_of_a_receipt_opens_nothing(client: Client, bureau: Bureau):
    number, code = sent(client)
    client.cookies["gongkai_tracking"] = client.cookies["gongkai_receipt"].value
    assert client.get("/track/request/").status_code == 302
    enter(client, number, code)
    client.cookies["gongkai_tracking"] = client.cookies["gongkai_tracking"].value[:-4] + "AAA="
    assert client.get("/track/request/").status_code == 302


def a_busy_case(bureau: Bureau) -> Case:
    """Return a request with two third parties, a stance, an extension, a note, an assignment."""
    case = bureau.received("2025-09-01")
    first = a_consulted(bureau, case, "2025-09-10", "北山某公司")
    a_consulted(bureau, case, "2025-09-11", "李四四")
    hear(
        case,
        first,
        on=day("2025-09-15"),
        agrees=False,
        by=bureau.clerk,
        at=at("2025-09-15"),
        reasons="涉及本公司报价",
    )
    extend(bureau, case, "2025-09-16")
    Note.objects.create(case=case, says="此人多次来电", by=bureau.clerk, at=at("2025-09-16"))
    return case


def test_she_sees_no_name_of_others_no_stance_no_note_and_no_officer(client: Client, bureau: Bureau):
    mine = seen(a_busy_case(bureau), "2025-09-17")
    told = str(mine)
    for secret in ("北山", "李四", "报价", "不同意", "是否同意", "多次来电", "某", "T1", "T2", NOT_AN_ID):
        assert secret not in told, secret
    assert "第三方（1）发出" in told and "第三方（2）发出" in told
    enter(client, Case.objects.get().number, CODE)
    words = shown(client)
    for secret in ("北山", "李四", "报价", "不同意", "是否同意", "多次来电", "T1"):
        assert secret not in words, secret


def test_what_she_is_told_moves_no_day(bureau: Bureau):
    case = a_busy_case(bureau)
    mine, whole = seen(case, "2025-09-17"), ledger.clock_of(case)
    assert (mine.due, mine.received_on) == (whole.due, whole.received_on)
    assert len(mine.reasons) == len(whole.trace)
    told = clock.read(tracking.told_to_her(ledger.events_of(case)), whole.law)
    assert [line[:9] for line in told.trace] == [line[:9] for line in whole.trace]


def test_whose_move_it_is_and_why_in_each_state(client: Client, bureau: Bureau):
    case = coded(bureau.received("2025-09-01", channel="online"))
    enter(client, case.number, CODE)
    assert "双方确认之日" in shown(client)
    asked = coded(bureau.received("2025-09-01"))
    ask(bureau, asked, "2025-09-03", "2025-09-17")
    mine = seen(asked, "2025-09-10")
    assert (mine.state, mine.waiting_for, mine.correct_by) == (
        "awaiting_correction",
        "requester",
        day("2025-09-17"),
    )
    assert mine.correction_items == "请写明年度"
    assert seen(asked, "2025-09-18").waiting_for == "organ"
    assert seen(a_consulting(bureau), "2025-09-12").waiting_for == "third_party"


def a_consulting(bureau: Bureau) -> Case:
    case = bureau.received("2025-09-01")
    a_consulted(bureau, case)
    return case


def test_a_reply_that_was_not_sent_yet_tells_nothing_of_its_outcome(bureau: Bureau):
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at("2025-09-10"))
    mine = seen(letter.case, "2025-09-10")
    assert (mine.state, mine.outcome, mine.letters) == ("answered", "", ())
    send(letter, means="portal", on=date(2025, 9, 10), by=bureau.clerk, at=at("2025-09-10"))
    mine = seen(letter.case, "2025-09-10")
    assert (mine.state, mine.outcome) == ("ended", "full_disclosure")
    assert [one.number for one in mine.letters] == [letter.number]
    assert "（网上下载）" in str(mine.reasons) and "portal" not in str(mine.reasons)


def test_what_is_late_says_so_and_leads_to_the_remedies(client: Client, bureau: Bureau):
    enter(client, coded(bureau.received("2025-09-01")).number, CODE)
    found = page(client, "/track/request/")
    assert "已经逾期" in text(found.xpath("//main")[0])
    assert any("outcome=silence" in link for link in found.xpath("//main//a/@href"))


def test_an_answer_that_came_late_is_answered_and_leads_to_the_remedies_against_it(
    client: Client, bureau: Bureau
):
    letter, _sending = a_sent_letter(bureau)
    enter(client, coded(letter.case).number, CODE)
    found = page(client, "/track/request/")
    words = text(found.xpath("//main")[0])
    assert "已办结" in words and "逾期发出答复" in words and "已经逾期" not in words
    [link] = [link for link in found.xpath("//main//a/@href") if "remedy" in link]
    assert "outcome=full_disclosure" in link and client.get(link).status_code == 200


def corrected(client: Client, **other: object):
    given = {
        "seen": "2",
        "description": "2024年档案数字化经费",
        "medium": "electronic",
        "way": "email",
        **other,
    }
    return client.post("/track/request/correct/", given)


def test_she_corrects_her_request_online_and_it_waits_to_be_confirmed(client: Client, bureau: Bureau):
    case = coded(bureau.received("2025-09-01"))
    ask(bureau, case, "2025-09-03", "2025-09-17")
    enter(client, case.number, CODE)
    found = page(client, "/track/request/correct/")
    assert "请写明年度" in text(found.xpath("//main")[0])

    file = SimpleUploadedFile("补充.txt", "线索".encode())
    assert corrected(client, files=[file])["Location"] == "/track/request/?done=corrected"

    assert Wish.objects.get(case=case).description == "2024年档案数字化经费"
    assert Paper.objects.get(case=case).kind == "correction"
    assert ledger.events_of(case)[-1].kind == "corrected"
    assert "2025年青山区" in str(list(EntryWords.objects.values_list("texts", flat=True)))
    assert "补正已提交，等待确认" in shown(client)


def test_a_correction_that_changes_nothing_comes_back_with_its_files(client: Client, bureau: Bureau):
    case = coded(bureau.received("2025-09-01"))
    ask(bureau, case, "2025-09-03", "2025-09-17")
    enter(client, case.number, CODE)
    answer = corrected(client, description="")
    assert answer.status_code == 422 and "请写明所需信息的名称" in answer.content.decode()
    over = corrected(client, seen="1", files=[SimpleUploadedFile("补充.txt", b"x")])
    assert over.status_code == 422
    assert "补充.txt" in over.content.decode() and "登记了新的事项" in over.content.decode()


def test_a_correction_nobody_asked_for_has_no_form(client: Client, bureau: Bureau):
    enter(client, coded(bureau.received("2025-09-01")).number, CODE)
    assert client.get("/track/request/correct/")["Location"] == "/track/request/"
    assert corrected(client)["Location"] == "/track/request/"


def test_she_withdraws_her_request_and_it_is_over(client: Client, bureau: Bureau):
    case = coded(bureau.received("2025-09-01"))
    enter(client, case.number, CODE)
    assert "不再办理" in text(page(client, "/track/request/withdraw/").xpath("//main")[0])
    assert (
        client.post("/track/request/withdraw/", {"seen": "1"})["Location"] == "/track/request/?done=withdrawn"
    )
    assert ledger.clock_of(case).ending is not None
    assert "您已撤回" in shown(client)
    assert client.get("/track/request/withdraw/").status_code == 302


def test_her_new_telephone_is_kept_and_the_log_does_not_have_it(client: Client, bureau: Bureau):
    case = coded(bureau.received("2025-09-01"))
    enter(client, case.number, CODE)
    form = page(client, "/track/request/contact/")
    assert "000***67" in text(form.xpath("//main")[0]) and "1234567" not in text(form.xpath("//main")[0])
    assert client.post("/track/request/contact/", {"phone": "000-9998887"}).status_code == 302
    party = Party.objects.get(case=case, key="R1")
    assert (party.phone, party.email) == ("000-9998887", "zhangsan@example.com")
    deed = Deed.objects.get(act="requests.contact_changed")
    assert deed.particulars == {"fields": ["phone"]}
    assert client.post("/track/request/contact/", {"email": "x"}).status_code == 422
    assert client.post("/track/request/contact/", {}).status_code == 422


def a_sent_letter(bureau: Bureau):
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at("2025-09-10"))
    moment = timezone.now()
    return letter, send(letter, means="portal", on=timezone.localdate(moment), by=bureau.clerk, at=moment)


def test_a_letter_is_fetched_with_its_code_and_nothing_before(client: Client, bureau: Bureau):
    letter, sending = a_sent_letter(bureau)
    url = f"/track/request/letters/{sending.dispatch.pk}/"
    enter(client, coded(letter.case).number, CODE)
    assert client.get(f"{url}0/").status_code == 404
    wrong = client.post(url, {"code": "AAAAAAAAAA"})
    assert wrong.status_code == 403 and "下载码不对" in wrong.content.decode()

    assert client.post(url, {"code": codes.written(sending.code)})["Location"] == url

    assert f"{letter.number}.pdf" in text(page(client, url).xpath("//main")[0])
    got = client.get(f"{url}0/")
    assert got.content.startswith(b"%PDF") and "attachment" in got["Content-Disposition"]
    assert "no-store" in got["Cache-Control"]
    assert client.get(f"{url}1/").content.startswith(b"PK")
    assert client.get(f"{url}2/").status_code == 404
    assert ledger.events_of(letter.case)[-1].kind == "delivered"


def test_a_download_code_opens_once_and_again_only_for_a_line_that_broke(
    client: Client, bureau: Bureau, monkeypatch: pytest.MonkeyPatch
):
    letter, sending = a_sent_letter(bureau)
    url = f"/track/request/letters/{sending.dispatch.pk}/"
    enter(client, coded(letter.case).number, CODE)
    assert "只能用一次" in text(page(client, url).xpath("//main")[0])
    assert client.post(url, {"code": sending.code}).status_code == 302
    assert "断线的可以再下载一次" in text(page(client, url).xpath("//main")[0])

    later(monkeypatch, minutes=50)
    other = Client()
    enter(other, letter.case.number, CODE)
    assert other.post(url, {"code": sending.code}).status_code == 302
    assert other.get(f"{url}0/").status_code == 200
    assert Deed.objects.filter(act="requests.fetch_letter").count() == 1

    later(monkeypatch, minutes=12)  # an hour and two minutes after the first time
    assert other.get(f"{url}0/").status_code == 404
    assert "没有存下文书的" in text(page(other, url).xpath("//main")[0])
    again = other.post(url, {"code": sending.code})
    assert again.status_code == 403 and "已经用过了" in again.content.decode()
    assert other.get(f"{url}0/").status_code == 404


def test_a_letter_that_was_sent_again_opens_with_the_new_code_and_arrives_once(
    client: Client, bureau: Bureau
):
    letter, first = a_sent_letter(bureau)
    enter(client, coded(letter.case).number, CODE)
    client.post(f"/track/request/letters/{first.dispatch.pk}/", {"code": first.code})
    first.dispatch.refresh_from_db()
    first.dispatch.downloaded_at -= timedelta(days=1)
    first.dispatch.save()
    moment = timezone.now()
    again = send(letter, means="portal", on=timezone.localdate(moment), by=bureau.clerk, at=moment)
    url = f"/track/request/letters/{again.dispatch.pk}/"
    assert client.post(url, {"code": first.code}).status_code == 403
    assert client.post(url, {"code": again.code}).status_code == 302
    assert client.get(f"{url}0/").status_code == 200
    kinds = [event.kind for event in ledger.events_of(letter.case)]
    assert kinds.count("delivered") == 1


def test_a_code_that_has_expired_opens_nothing(client: Client, bureau: Bureau):
    letter, sending = a_sent_letter(bureau)
    sending.dispatch.code_until = timezone.now() - timedelta(days=1)
    sending.dispatch.save()
    enter(client, coded(letter.case).number, CODE)
    answer = client.post(f"/track/request/letters/{sending.dispatch.pk}/", {"code": sending.code})
    assert answer.status_code == 403 and "已经过期" in answer.content.decode()


def test_wrong_download_codes_are_slowed_and_logged(client: Client, bureau: Bureau):
    letter, sending = a_sent_letter(bureau)
    enter(client, coded(letter.case).number, CODE)
    url = f"/track/request/letters/{sending.dispatch.pk}/"
    assert [client.post(url, {"code": "AAAAAAAAAA"}).status_code for _ in range(5)] == [403] * 5
    assert client.post(url, {"code": sending.code}).status_code == 429
    assert Deed.objects.filter(act="requests.wrong_code").count() == 5


def test_a_letter_of_another_request_and_a_paper_that_is_not_released_are_not_there(bureau: Bureau):
    letter, sending = a_sent_letter(bureau)
    opened = downloads.open_with(of(letter.case), sending.dispatch.pk, sending.code or "", timezone.now())
    held = of(bureau.received("2025-09-02"))
    stolen = Pass(held.case, held.mark, (sending.dispatch.pk,))
    with pytest.raises(tracking.Gone):
        downloads.file_for(stolen, sending.dispatch.pk, 0, timezone.now())
    letter.files.all().update(kind=Paper.Kind.ORIGINAL)
    with pytest.raises(tracking.Gone):
        downloads.file_for(opened, sending.dispatch.pk, 1, timezone.now())


def test_no_address_of_hers_says_who_she_is_or_what_she_asked(client: Client, bureau: Bureau):
    number, code = sent(client)
    enter(client, number, code)
    addresses = page(client, "/track/request/").xpath("//@href | //@action")
    assert not [a for a in addresses if re.search(f"{number}|{code}|张三|{Case.objects.get().pk}/", a)]


@pytest.mark.parametrize("prefix", ["", "/elder", "/en", "/elder/en"])
def test_every_form_and_language_leads_on_within_itself(client: Client, bureau: Bureau, prefix: str):
    number, code = sent(client)
    answer = client.post(f"{prefix}/track/", {"number": number, "code": code})
    assert answer["Location"] == f"{prefix}/track/request/"
    found = page(client, f"{prefix}/track/request/")
    assert all(a.startswith(f"{prefix}/track/") for a in found.xpath("//main//form/@action"))


def test_the_official_receipt_names_a_day_of_receipt_once_it_is_settled(client: Client, bureau: Bureau):
    case = coded(bureau.received("2026-03-02"))
    enter(client, case.number, CODE)
    got = client.get("/track/request/receipt/")
    said = text_of(got.content, Kind.PDF).text.replace("\n", "")
    for words in ("接收回执", case.number, "2026年3月2日", "档案数字化经费", "青山区档案局", "2026年3月30日"):
        assert words in said, words
    assert NOT_AN_ID not in said

    other = coded(bureau.received("2026-03-02", channel="online"))
    keeping.keep(
        other,
        [Upload("李四的意见.txt", b"x", Paper.Kind.OPINION)],
        party=None,
        by=bureau.clerk,
        at=at("2026-03-03"),
    )
    enter(client, other.number, CODE)
    said = text_of(client.get("/track/request/receipt/").content, Kind.PDF).text
    assert "收件证明" in said and "接收回执" not in said and "李四" not in said
    assert "接收回执" not in shown(client)


def test_she_gives_the_reasons_she_was_asked_for_once(client: Client, bureau: Bureau):
    case = coded(bureau.received("2026-03-02"))
    enter(client, case.number, CODE)
    assert client.get("/track/request/reasons/")["Location"] == "/track/request/"
    ask_reasons(case, says="本月已经提出46件", on=day("2026-03-03"), by=bureau.clerk, at=at("2026-03-03"))
    assert "说明理由" in shown(client)
    assert "46件" not in shown(client)

    empty = client.post("/track/request/reasons/", {"seen": "2"})
    assert empty.status_code == 422 and "请写明理由" in empty.content.decode()
    given = {"seen": "2", "says": "各年度分别申请", "files": [SimpleUploadedFile("清单.txt", b"x")]}
    assert client.post("/track/request/reasons/", given)["Location"] == "/track/request/?done=reasons"

    assert ledger.events_of(case)[-1].kind == "reasons_given"
    assert Paper.objects.get(case=case).name == "清单.txt"
    assert client.get("/track/request/reasons/").status_code == 302


def test_a_request_to_an_organ_without_an_area_leads_to_no_column_of_it(client: Client, bureau: Bureau):
    case = coded(bureau.received("2026-03-02"))
    bureau.organ.has_area = False
    bureau.organ.save()
    enter(client, case.number, CODE)
    found = page(client, "/track/request/")
    assert "青山区档案局" in text(found.xpath("//main")[0])
    assert not [link for link in found.xpath("//@href") if link.startswith("/organs/qingshan-danganju")]


def test_without_cookies_she_is_told_what_to_allow_and_nothing_is_tried(bureau: Bureau):
    number = bureau.received("2026-03-02").number
    answer = enter(Client(enforce_csrf_checks=True), number, CODE)
    assert answer.status_code == 403
    assert "Cookie" in answer.content.decode() and f'value="{number}"' in answer.content.decode()
    assert not Deed.objects.filter(act="requests.wrong_code").exists()

"""A joint reply is held to all that a single one is held to, for each of its requests, and reaches each."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.clearance.refusals import NotCleared
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import keeping, ledger, lettering, preflight, releasing, together, tracking
from gongkai.service.requests.actions.answer import answer
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import change, draft, draft_reply
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.propose import propose_annulment, propose_revocation
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.actions.send_letter import send
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.archiving import package
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_state import State, where
from gongkai.service.requests.models import Answering, Case, Decision, Letter, Paper
from tests.service.asking import enter as track
from tests.service.asking import forget_visitors, open_online
from tests.service.cases import Bureau, at
from tests.service.requests_acts import a_consulted
from tests.service.test_pages import page
from tests.service.test_requests_deciding import (
    a_file,
    decide_,
    issue_,
    post,
    shown,
    text,
    through_review,
    upload,
    working_days_ago,
)
from tests.service.test_requests_letters import GRANTED, NOT_HELD, PARTIAL, _cleared, _word
from tests.service.test_tracking import CODE, coded

pytestmark = pytest.mark.django_db
DAY = "2025-09-10"
ON = date(2025, 9, 10)
KEPT = {"what": "讨论记录", "outcome": "refused_deliberative", "reason": "过程性信息", "strings": ["王小明"]}


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch) -> Bureau:
    forget_visitors(monkeypatch)
    found = Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")
    open_online(found)
    return found


def a_pair(bureau: Bureau, **second: Any) -> list[Case]:
    cases = [bureau.received("2025-09-01"), bureau.received(**{"day": "2025-09-02", **second})]
    join(cases, says="同一申请人的两件", on=ON, by=bureau.clerk, at=at(DAY))
    return cases


def a_release(bureau: Bureau, case: Case, words: str = "经费37万元", name: str = "经费.docx") -> Paper:
    upload = Upload(name, _word(words), Paper.Kind.RELEASE)
    return keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at(DAY))[0]


def decided(bureau: Bureau, case: Case, considered: dict[str, str] = GRANTED, **facts: Any) -> Decision:
    given = {"reasons": "经审查，可以公开", "given": {}, **facts}
    return decide(case, considered=considered, by=bureau.clerk, at=at(DAY), **given)


def a_joint(bureau: Bureau, cases: list[Case]) -> Letter:
    return draft(cases[0], together.JOINT, to=cases[0].parties.get(key="R1"), by=bureau.clerk, at=at(DAY))


def both_granted(bureau: Bureau) -> tuple[list[Case], Letter]:
    cases = a_pair(bureau)
    for place, case in enumerate(cases, 1):
        a_release(bureau, case, f"经费{place}万元", f"经费{place}.docx")
        decided(bureau, case)
    return cases, a_joint(bureau, cases)


def blocking(letter: Letter, on: date = ON) -> dict[str, str]:
    return {doubt.code: doubt.says for doubt in preflight.doubts(letter, on) if doubt.blocks}


def kinds(case: Case) -> list[str]:
    return [event.kind for event in ledger.events_of(case)]


# What each of the requests is held to.


def test_what_the_second_request_lacks_speaks_against_the_joint_reply(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    assert blocking(letter) == {}
    party = a_consulted(bureau, cases[1], on=DAY)
    found = blocking(letter)
    assert cases[1].number in found["consultation_open"]
    hear(cases[1], party, agrees=False, reasons="不同意", on=ON, by=bureau.clerk, at=at(DAY))
    assert cases[1].number in blocking(letter)["objection_undecided"]


def test_a_receipt_that_nothing_proves_and_a_day_that_passed_are_found_in_each_request(
    bureau: Bureau,
) -> None:
    cases = a_pair(bureau, channel="registered_mail")
    letter = a_joint(bureau, cases)
    late = {doubt.code: doubt.says for doubt in preflight.doubts(letter, date(2025, 10, 9))}
    assert cases[1].number in late["receipt_unproven"]
    found = [doubt.says for doubt in preflight.doubts(letter, date(2025, 12, 1)) if doubt.code == "overdue"]
    assert [says.partition("：")[0] for says in found] == [case.number for case in cases]


def test_a_partial_disclosure_among_several_does_not_go_without_its_own_file(bureau: Bureau) -> None:
    cases = a_pair(bureau)
    a_release(bureau, cases[0])
    decided(bureau, cases[0])
    given = {"the_information": "随附文件"}
    kept = a_release(bureau, cases[1], "（依法不予公开）", "区分后.docx")
    decided(bureau, cases[1], PARTIAL, withheld=[KEPT], given=given)
    letter = a_joint(bureau, cases)
    assert letter.files.count() == 2 and blocking(letter) == {}
    files = letter.files.exclude(pk=kept.pk)
    letter = change(letter, by=bureau.clerk, at=at(DAY), facts={}, wording={}, files=files)
    assert cases[1].number in blocking(letter)["file_lacking"]


def test_information_found_after_all_in_one_request_stops_the_reply_to_both(bureau: Bureau) -> None:
    cases = a_pair(bureau)
    a_release(bureau, cases[0])
    decided(bureau, cases[0])
    made = {"on": ON, "where": "局档案室", "words": "数字化", "by_whom": "档案室"}
    record_search(cases[1], found=False, says="没有找到", by=bureau.clerk, at=at(DAY), **made)
    decided(bureau, cases[1], NOT_HELD)
    letter = a_joint(bureau, cases)
    assert blocking(letter) == {}
    record_search(cases[1], found=True, says="", by=bureau.clerk, at=at(DAY, "10:00"), **made)
    assert cases[1].number in blocking(letter)["information_found"]


@pytest.mark.parametrize("place", [0, 1])
def test_what_one_decision_withholds_stands_in_no_file_of_any_of_them_nor_in_a_name(
    bureau: Bureau, place: int
) -> None:
    cases = a_pair(bureau)
    a_release(bureau, cases[0], "附件里有王小明的名字" if place == 0 else "经费")
    decided(bureau, cases[0])
    a_release(bureau, cases[1], "（依法不予公开）", "王小明.docx" if place else "区分后.docx")
    decided(bureau, cases[1], PARTIAL, withheld=[KEPT], given={"the_information": "随附文件"})
    letter = a_joint(bureau, cases)
    [says] = releasing.faults(letter)
    assert ("文件名" in says) is (place == 1)
    assert "file_unsafe" in blocking(letter)


def test_what_is_withheld_is_not_written_into_the_letter_itself(bureau: Bureau) -> None:
    cases = a_pair(bureau)
    a_release(bureau, cases[0])
    decided(bureau, cases[0], reasons="王小明的部分另行答复")
    a_release(bureau, cases[1], "（依法不予公开）")
    decided(bureau, cases[1], PARTIAL, withheld=[KEPT], given={"the_information": "随附文件"})
    assert "决定的理由" in blocking(a_joint(bureau, cases))["withheld_said"]


CALLED = "本机关已于2019年3月5日作出答复（青档〔2019〕3号）"
DUPLICATE = {"clear": "yes", "nature": "information", "repeated": "duplicate"}


def test_a_repeated_request_among_several_is_sent_back_to_the_reply_of_its_day(bureau: Bureau) -> None:
    first = bureau.received("2025-08-18")
    a_release(bureau, first)
    made = decided(bureau, first)
    before = issue(
        _cleared(bureau, draft_reply(made, by=bureau.clerk, at=at(DAY)), DAY), by=bureau.clerk, at=at(DAY)
    )
    cases = a_pair(bureau)
    a_release(bureau, cases[0], "经费1万元", "经费1.docx")
    decided(bureau, cases[0])
    decided(bureau, cases[1], DUPLICATE, given={"earlier_reply": f"见{before.number}"})
    letter = a_joint(bureau, cases)
    assert (blocking(letter), lettering.lacks(letter, ON)) == ({}, [])
    letter = issue(_cleared(bureau, letter, DAY), by=bureau.clerk, at=at(DAY, "16:00"))
    said = text_of(keeping.stored(letter.pdf), Kind.PDF).text.replace("\n", "")
    assert f"本机关已于2025年9月10日作出答复（{before.number}）" in said
    assert kinds(cases[1])[-1] == "answered"


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("青档〔2019〕3号（系统启用前，2019年3月5日）", CALLED),
        ("青档〔2019〕3号（系统启用前，2019-03-05）", CALLED),
        (
            "系统启用前作出的：二〇一九年三月五日青档〔2019〕3号",
            CALLED,
        ),
        ("青档〔2019〕3号（系统启用前，2019年2月31日）", ""),
        ("青档〔2019〕3号（系统启用前，2019年2月1日申请，2019年3月5日答复）", ""),
        ("系统启用前，2019年3月5日", ""),
        ("青档〔2019〕3号（系统启用前）", ""),
    ],
)
def test_a_reply_of_before_this_system_is_called_by_its_number_and_the_day_beside_it(
    bureau: Bureau, words: str, printed: str
) -> None:
    cases = a_pair(bureau)
    a_release(bureau, cases[0])
    decided(bureau, cases[0])
    decided(bureau, cases[1], DUPLICATE, given={"earlier_reply": words})
    letter = a_joint(bureau, cases)
    if not printed:
        [lacks] = lettering.lacks(letter, ON)
        assert cases[1].number in lacks and "原答复的文号和日期" in lacks
        return
    assert lettering.lacks(letter, ON) == []
    assert printed in "\n".join(lettering.written(letter, ON).words())


def test_what_she_wrote_herself_may_be_said_back_to_her(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", description="想看王小明的发言")
    a_release(bureau, case, "（依法不予公开）")
    given = {"given": {"the_information": "随附文件"}, "reasons": "王小明的发言属于讨论记录"}
    letter = draft_reply(
        decided(bureau, case, PARTIAL, withheld=[KEPT], **given), by=bureau.clerk, at=at(DAY)
    )
    assert "withheld_said" not in blocking(letter)


# What it is bound to.


def test_a_new_decision_on_one_request_voids_the_approval_of_the_joint_reply(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    _cleared(bureau, letter)
    assert where(letter, ON).state is State.CLEARED
    decided(bureau, cases[1])  # word for word the same
    assert where(letter, ON).state is State.DRAFT
    with pytest.raises((CannotDo, NotCleared)):
        issue(letter, by=bureau.clerk, at=at(DAY))
    assert kinds(cases[0]) == kinds(cases[1]) == ["received", "joined"]


def test_a_request_that_was_withdrawn_meanwhile_is_answered_no_more(bureau: Bureau) -> None:
    cases = [bureau.received("2025-09-01") for _ in range(3)]
    join(cases, says="同一申请人的三件", on=ON, by=bureau.clerk, at=at(DAY))
    for case in cases:
        a_release(bureau, case)
        decided(bureau, case)
    letter = a_joint(bureau, cases)
    withdraw(cases[2], on=ON, by=None, at=at(DAY))
    assert together.cases_of(letter) == cases[:2]
    issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    assert [kinds(case)[-1] for case in cases] == ["answered", "answered", "withdrawn"]
    withdrawn = together.letters_to(cases[2])
    assert letter not in withdrawn


def test_one_request_left_is_answered_by_itself(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    withdraw(cases[1], on=ON, by=None, at=at(DAY))
    assert "单独制作答复书" in blocking(letter)["not_together"]


def test_there_is_one_joint_reply_at_a_time_and_no_single_one_after_it(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    with pytest.raises(CannotDo, match="已经有一份合并答复书"):
        a_joint(bureau, cases[::-1])
    single = draft_reply(cases[1].decisions.get(), by=bureau.clerk, at=at(DAY))
    issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    assert "已经办结" in blocking(single)["already_ended"]


def test_a_joint_reply_that_left_is_annulled_in_none_of_its_ledgers(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    wrong = propose_annulment(cases[1], place=3, reason="登记有误", by=bureau.clerk, at=at(DAY))
    way = {"means": "portal", "on": ON, "by": bureau.clerk, "at": at(DAY)}
    letter.refresh_from_db()
    send(letter, **way)
    for case in cases:
        assert letter.number in together.why_not_annulled(case, 3)
    with pytest.raises(CannotDo, match="已经发出"):
        consent(wrong, by=bureau.head, at=at(DAY))


def test_a_joint_reply_whose_entry_was_annulled_in_one_ledger_does_not_leave(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    letter = issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    wrong = propose_annulment(cases[1], place=3, reason="登记有误", by=bureau.clerk, at=at(DAY))
    consent(wrong, by=bureau.head, at=at(DAY))
    with pytest.raises(CannotDo, match="已经撤销"):
        send(letter, means="portal", on=ON, by=bureau.clerk, at=at(DAY))


def test_each_file_of_the_archive_has_the_reply_it_was_given(bureau: Bureau) -> None:
    import io
    import zipfile

    cases, letter = both_granted(bureau)
    letter = issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    for case in cases:
        names = zipfile.ZipFile(io.BytesIO(package(case, ON))).namelist()
        assert any("合并答复" in name for name in names), case


# From the pages of the desk to those of the requester.


def test_a_joint_reply_goes_from_the_desk_to_the_page_of_each_request(bureau: Bureau, client: Client) -> None:
    first, second = (
        bureau.received(working_days_ago(4 - place).isoformat(), way="portal") for place in (0, 1)
    )
    today = timezone.localdate().isoformat()
    joins = {"on": today, "numbers": second.number, "says": "同一申请人的两件", "seen": 1}
    url = reverse("desk-case-step", args=[first.pk, "joined"])
    sign = post(client, bureau.clerk, "desk-case-letters", first.pk)
    assert sign.status_code == 405
    assert client.post(url, joins).status_code == 302
    upload(client, bureau, first, a_file("支出情况.docx", "经费37万元"))
    given = {"need_the_information": "随本答复书提供文件一份"}
    assert decide_(client, bureau, first, GRANTED, **given).status_code == 302
    new = reverse("desk-letter-new", args=[first.pk, together.JOINT])
    to = first.parties.get(key="R1").key
    assert client.post(new, {"party": to}).status_code == 302
    letter = Letter.objects.get(kind=together.JOINT)
    assert "还没有拟定决定" in text(shown(client, bureau.clerk, "desk-letter", letter.pk))
    upload(client, bureau, second, a_file("区分后.docx", "（依法不予公开）"))
    parts = {"w0_what": "讨论记录", "w0_outcome": "refused_deliberative", "w0_reason": "过程性信息"}
    parts |= {"w0_strings": "王小明", "need_the_information": "随附"}
    assert decide_(client, bureau, second, PARTIAL, **parts).status_code == 302
    edit = shown(client, bureau.clerk, "desk-letter-edit", letter.pk)
    files = edit.xpath("//input[@name='files']/@value")
    assert len(files) == 2 and second.number in text(edit)
    assert post(client, bureau.clerk, "desk-letter-edit", letter.pk, files=files).status_code == 302
    for case in (first, second):
        listed = shown(client, bureau.clerk, "desk-case-letters", case.pk)
        assert reverse("desk-letter", args=[letter.pk]) in listed.xpath("//main//a/@href")
        shown(client, bureau.clerk, "desk-case", case.pk)
    through_review(client, bureau, letter)
    for name in ("desk-letter", "desk-letter-review", "desk-letter-submit", "desk-letter-issue"):
        shown(client, bureau.clerk, name, letter.pk)
    assert issue_(client, bureau, letter).status_code == 302
    letter.refresh_from_db()
    shown(client, bureau.clerk, "desk-letter-send", letter.pk)
    seen = {"seen": first.entries.count(), "sent": 0, "on": today}
    answer = post(client, bureau.clerk, "desk-letter-send", letter.pk, means="portal", **seen)
    [code] = html.fromstring(answer.content.decode()).xpath("//code[@class='secret']/text()")
    for case in (first, second):
        assert kinds(case) == ["received", "joined", "answered", "sent"]
        assert letter.number in text(shown(client, bureau.clerk, "desk-case", case.pk))
    dispatch = letter.dispatches.get()
    client.logout()
    for case in (second, first):
        track(client, coded(case).number, CODE)
        url = f"/track/request/letters/{dispatch.pk}/"
        assert letter.number in page(client, "/track/request/").text_content()
        assert client.post(url, {"code": code})["Location"] == url
        got = client.get(f"{url}0/")
        said = text_of(got.content, Kind.PDF).text.replace("\n", "")
        assert first.number in said and second.number in said
        assert [client.get(f"{url}{place}/").status_code for place in (1, 2, 3)] == [200, 200, 404]
    for case in (first, second):
        assert kinds(case) == ["received", "joined", "answered", "sent", "delivered"]


def test_somebody_elses_request_opens_no_joint_reply(bureau: Bureau) -> None:
    _cases, letter = both_granted(bureau)
    letter = issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    send(letter, means="portal", on=ON, by=bureau.clerk, at=at(DAY))
    other = coded(bureau.received("2025-09-03"))
    assert tracking.look(tracking.enter(other.number, CODE, at(DAY)), ON).letters == ()


def test_one_request_of_a_joint_reply_is_revoked_and_the_other_stays_answered(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    letter = issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY))
    send(letter, means="portal", on=ON, by=bureau.clerk, at=at(DAY))
    later = "2025-10-13"
    proposal = propose_revocation(cases[1], says="提供的文件有误", by=bureau.clerk, at=at(later))
    consent(proposal, by=bureau.head, at=at(later))
    to = cases[1].parties.get(key="R1")
    revoking = draft(cases[1], "reply_revoked", to=to, by=bureau.clerk, at=at(later))
    said = "".join(lettering.written(revoking, date(2025, 10, 13)).words())
    assert f"（{letter.number}）中就申请{cases[1].number}一件所作的答复确有不当" in said
    assert cases[0].number not in said


# Before the table of what a joint reply answers.


def _told(letter: Letter) -> list[tuple[int, int, int]]:
    rows = Answering.objects.filter(letter=letter).order_by("case")
    return list(rows.values_list("case", "decision", "entry"))


def test_a_joint_reply_of_before_its_table_has_the_rows_it_would_have_made(bureau: Bureau) -> None:
    cases, letter = both_granted(bureau)
    other = bureau.received("2025-09-03")
    letter = issue(_cleared(bureau, letter, DAY), by=bureau.clerk, at=at(DAY, "16:00"))
    made = _told(letter)
    assert [case for case, _decision, _entry in made] == [case.pk for case in cases]
    # Joined and answered since, and with newer decisions: none of it is what the letter told.
    join([cases[0], other], says="又是同一申请人的", on=ON, by=bureau.clerk, at=at(DAY, "17:00"))
    answer(other, outcome="not_held", on=ON, by=bureau.clerk, at=at(DAY, "17:01"))
    early, later = at(DAY, "15:00"), at(DAY, "17:02")
    for case, outcome, when in (
        (other, "not_held", early),
        *((one, "full_disclosure", later) for one in cases),
    ):
        facts = {"outcome": outcome, "article": "条例36(2)", "reasons": "另拟"}
        Decision.objects.create(case=case, by=bureau.clerk, at=when, **facts)
    Answering.objects.all().delete()
    before_the_table = import_module("gongkai.service.requests.migrations.0011_joint_replies_of_before")
    for _again in range(2):
        before_the_table.fill(apps, None)
        assert _told(letter) == made
    assert list(together.letters_to(cases[1])) == [letter]

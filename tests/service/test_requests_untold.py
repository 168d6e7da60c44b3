"""What ends a request without a reply is owed the letter that tells so, until it left (reading L-0037)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import desk_due, ledger, letter_kinds, tracking, urgency
from gongkai.service.requests.actions.archive import archive
from gongkai.service.requests.actions.charge import propose_fee
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.draft_letter import draft
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.lapse import confirm_correction_lapse, confirm_fee_lapse
from gongkai.service.requests.actions.pass_on import pass_on
from gongkai.service.requests.actions.propose import propose_annulment
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.models import Case, Letter, Standing
from gongkai.service.requests.reminding import gathering, nightly
from gongkai.statute.counting import counted
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.requests_acts import ask, choose, day
from tests.service.test_requests_letters import _cleared

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def elsewhere(bureau: Bureau, case: Case) -> str:
    pass_on(
        case,
        reasons="预算由财政部门管理",
        to="青山区财政局",
        contact="000-7654321",
        on=day("2025-09-18"),
        by=bureau.clerk,
        at=at("2025-09-18"),
    )
    return "not_held_elsewhere"


def uncorrected(bureau: Bureau, case: Case) -> str:
    ask(bureau, case, "2025-09-03", "2025-09-17")
    says = "电话询问，申请人没有说明理由"
    confirm_correction_lapse(case, says=says, on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18"))
    return "correction_lapsed"


def unpaid(bureau: Bureau, case: Case) -> str:
    on = "2025-08-12"
    fee = propose_fee(case, standard="pages", pages=50, says="页数较多", by=bureau.clerk, at=at(on))
    consent(fee, by=bureau.head, at=at(on))
    tell(fee, on=day(on), delivered=day(on), by=bureau.clerk, at=at(on))
    says = "财务室核对，没有收到缴费"
    confirm_fee_lapse(case, says=says, on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18"))
    return "fee_unpaid"


ENDS = [(elsewhere, "2025-09-01"), (uncorrected, "2025-09-01"), (unpaid, "2025-08-11")]
End = Callable[[Bureau, Case], str]


def told(bureau: Bureau, case: Case, kind: str, on: str) -> Letter:
    facts = {"fee_number": "青山区档案局收费〔2025〕1号"} if kind == "fee_unpaid" else {}
    letter = draft(case, kind, to=case.parties.get(key="R1"), facts=facts, by=bureau.clerk, at=at(on))
    return issue(_cleared(bureau, letter, on), by=bureau.clerk, at=at(on))


def posted(bureau: Bureau, letter: Letter, on: str) -> Any:
    place, item = "青山区样例路1号", "EX0000000CN"
    given = {"means": "post", "address": place, "tracking": item, "carrier": "ems"}
    return send(letter, on=day(on), by=bureau.clerk, at=at(on), **given).dispatch


def owed(bureau: Bureau, on: date) -> set[str]:
    return {line.owed.kind for line in gathering.by_person(on).get(bureau.clerk.person_id, [])}


def page(bureau: Bureau, case: Case, on: str) -> CasePage:
    return CasePage(case, Visit(bureau.clerk, at(on), day(on)))


@pytest.mark.parametrize(("end", "received"), ENDS)
def test_who_is_not_told_of_the_end_is_owed_a_letter_until_it_left(
    bureau: Bureau, end: End, received: str
) -> None:
    case = bureau.received(received)
    kind = end(bureau, case)
    assert Standing.objects.get(case=case).state == "untold"
    assert "end_untold" in owed(bureau, day("2025-09-19"))
    with pytest.raises(CannotDo, match=r"还欠申请人.*还没有拟制"):
        archive(case, by=bureau.clerk, at=at("2025-09-19"))
    letter = told(bureau, case, kind, "2025-09-19")
    assert letter.entry is not None
    assert "end_untold" in owed(bureau, day("2025-09-19"))
    with pytest.raises(CannotDo, match="已编号，还没有送出"):
        archive(case, by=bureau.clerk, at=at("2025-09-19"))
    dispatch = posted(bureau, letter, "2025-09-19")
    assert Standing.objects.get(case=case).sent_on == day("2025-09-19")
    assert not owed(bureau, day("2025-09-19")) & {"end_untold", "unsent", "undispatched"}
    deliver(dispatch, on=day("2025-09-22"), by=bureau.clerk, at=at("2025-09-22"), says="本人签收")
    kinds = [event.kind for event in ledger.events_of(case)]
    assert kinds[-2:] == ["sent", "delivered"]
    archive(case, by=bureau.clerk, at=at("2025-09-22"))


def test_a_letter_that_left_after_the_term_makes_the_request_late(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    letter = told(bureau, case, elsewhere(bureau, case), "2025-09-19")
    assert "overdue" in owed(bureau, day("2025-10-09"))
    posted(bureau, letter, "2025-10-31")
    row = Standing.objects.get(case=case)
    assert (row.state, row.due, row.sent_on) == ("ended", day("2025-09-28"), day("2025-10-31"))
    assert ledger.clock_of(case).standing(day("2025-11-03")).overdue_since == day("2025-09-29")


@pytest.mark.parametrize(("end", "received"), ENDS)
def test_table_three_counts_the_end_on_the_day_it_was_found_whenever_it_was_told(
    bureau: Bureau, end: End, received: str
) -> None:
    case = bureau.received(received)
    kind = end(bureau, case)
    before = counted(ledger.clock_of(case))
    posted(bureau, told(bureau, case, kind, "2025-09-19"), "2025-09-22")
    assert counted(ledger.clock_of(case)) == before
    assert before[0].outcome in ("not_held", "correction_lapsed", "fee_unpaid")


def test_a_withdrawn_request_is_owed_nothing(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    withdraw(case, on=day("2025-09-05"), by=None, at=at("2025-09-05"))
    assert owed(bureau, day("2025-09-08")) == set()
    archive(case, by=bureau.clerk, at=at("2025-09-08"))


def test_another_letter_does_not_pass_for_the_one_that_is_owed(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    asked = draft(
        case,
        "correction",
        to=case.parties.get(key="R1"),
        facts={"correction_items": ["请写明年度"], "correct_by": "2025-09-17"},
        by=bureau.clerk,
        at=at("2025-09-03"),
    )
    asked = issue(_cleared(bureau, asked, "2025-09-03"), by=bureau.clerk, at=at("2025-09-03"))
    says = "电话询问，申请人没有说明理由"
    confirm_correction_lapse(case, says=says, on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18"))
    deliver(
        posted(bureau, asked, "2025-09-18"),
        on=day("2025-09-19"),
        by=bureau.clerk,
        at=at("2025-09-19"),
        says="本人签收",
    )
    assert Standing.objects.get(case=case).state == "untold"


def test_the_letter_can_be_made_whichever_row_counts_what_was_passed_on(
    bureau: Bureau, tmp_path: Path
) -> None:
    choose(tmp_path, passed_on_requests="other")
    case = bureau.received("2025-09-01")
    kind = elsewhere(bureau, case)
    possible, _not = letter_kinds.kinds_for(page(bureau, case, "2025-09-19"))
    assert kind in {found.template.key for found in possible}
    posted(bureau, told(bureau, case, kind, "2025-09-19"), "2025-09-19")
    assert Standing.objects.get(case=case).state == "ended"


def test_an_end_that_was_told_is_not_annulled_away(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    posted(bureau, told(bureau, case, elsewhere(bureau, case), "2025-09-19"), "2025-09-19")
    with pytest.raises(CannotDo, match="已经发出"):
        propose_annulment(case, place=2, reason="登错件了", by=bureau.clerk, at=at("2025-09-22"))


def test_the_work_list_and_the_case_say_which_letter_is_owed_and_why(bureau: Bureau, client: Client) -> None:
    today = timezone.localdate().isoformat()
    case = bureau.received(today, moment=timezone.now())
    pass_on(
        case,
        reasons="预算由财政部门管理",
        on=day(today),
        by=bureau.clerk,
        at=timezone.now(),
    )
    seen = page(bureau, case, today)
    assert (seen.urgency.key, str(seen.urgency.name)) == ("untold", "办结尚未告知")
    assert seen.owed_letter is not None
    assert seen.owed_letter.url.endswith("/not_held_elsewhere/")
    sign_in(client, bureau.clerk)
    listed = client.get("/desk/requests/?group=untold").content.decode()
    assert case.number in listed
    assert "还欠申请人告知文书" in listed
    shown = client.get(f"/desk/requests/{case.pk}/").content.decode()
    assert "还欠申请人告知文书" in shown
    assert "不属于本机关负责公开答复书" in shown
    assert "《条例》第三十六条第五项" in shown
    assert seen.owed_letter.url in shown
    assert ">归档<" not in shown
    waiting = [str(due.says) for due in desk_due.due(bureau.clerk, timezone.now())]
    assert "申请已认定办结，还欠申请人告知文书" in waiting


def test_the_group_of_what_is_untold_is_the_same_in_the_index_and_in_the_ledger(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    elsewhere(bureau, case)
    for on in ("2025-09-18", "2025-09-19", "2025-09-24", "2025-09-28", "2025-09-29"):
        soon = ledger.clock_of(case).law.calendar.after(day(on), urgency.SOON)
        place = Standing.objects.annotate(place=urgency.in_index(day(on), soon)).get(case=case).place
        assert place == urgency.PLACES[page(bureau, case, on).urgency.key]


def test_the_requester_sees_that_she_is_still_to_be_told_in_writing(bureau: Bureau) -> None:
    from gongkai.service.portal.asking import words

    case = bureau.received("2025-09-01")
    elsewhere(bureau, case)
    mine = tracking._view(case, day("2025-09-19"))
    assert words.now(mine).state == "已有结果，告知文书正在发出"
    assert not mine.may_withdraw
    assert words.happened(mine.steps[-1], mine) == "机关认为不属于本机关负责，尚待书面告知您"


def test_the_night_opens_again_what_an_older_index_had_as_done(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    elsewhere(bureau, case)
    Standing.objects.filter(case=case).update(state="ended", sent_on=day("2025-09-18"), counted_by="")
    nightly.recompute(at("2025-09-22"))
    row = Standing.objects.get(case=case)
    assert (row.state, row.sent_on) == ("untold", None)

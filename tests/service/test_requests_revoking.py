"""Taking back a reply that the requester has: proposed, consented to, told by a letter; both stay."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.papers.intake import Kind
from gongkai.papers.text import text_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import closing, desk_due, keeping, ledger, preflight
from gongkai.service.requests.actions.archive import archive, why_not
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import draft, draft_reply
from gongkai.service.requests.actions.fetch_letter import fetch
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.propose import propose_annulment, propose_revocation
from gongkai.service.requests.actions.review_letter import submit
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_state import State, where
from gongkai.service.requests.models import Case, Dispatch, Letter, Paper, Party, Proposal, Standing
from gongkai.service.requests.moves import annullable, moves
from gongkai.statute.counting import counted
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.requests_acts import day
from tests.service.test_requests_desk import shown, text
from tests.service.test_requests_grounds import searched
from tests.service.test_requests_letters import GRANTED, NOT_HELD, _cleared, _word
from tests.service.test_tracking import seen

pytestmark = pytest.mark.django_db
FIRST, AGAIN = "2025-09-16", "2025-11-03"
WHY = "答复作出以后又检索到所申请的信息"
NUMBER = "青山区档案局依申请公开〔2025〕1号"


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


@pytest.fixture
def sent(bureau: Bureau) -> Dispatch:
    """A reply that the information does not exist, on its way to the requester."""
    case = bureau.received("2025-09-01")
    searched(bureau, case, "2025-09-03", found=False)
    letter = issue(replied(bureau, case, NOT_HELD, FIRST), by=bureau.clerk, at=at(FIRST))
    sending = send(
        letter,
        means="post",
        carrier="ems",
        on=day(FIRST),
        by=bureau.clerk,
        at=at(FIRST),
        address="青山区样例路1号",
        tracking="EX0000000CN",
    )
    return sending.dispatch


@pytest.fixture
def case(bureau: Bureau, sent: Dispatch) -> Case:
    deliver(sent, on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18"), says="本人签收")
    return sent.letter.case


def replied(bureau: Bureau, case: Case, considered: dict[str, str], on: str) -> Letter:
    made = decide(
        case, considered=considered, reasons="经审查，符合规定", given={}, by=bureau.clerk, at=at(on)
    )
    return _cleared(bureau, draft_reply(made, by=bureau.clerk, at=at(on)), on)


def consented(bureau: Bureau, case: Case) -> Proposal:
    proposal = propose_revocation(case, says=WHY, by=bureau.clerk, at=at(AGAIN))
    consent(proposal, by=bureau.head, at=at(AGAIN, "10:00"))
    return proposal


def found(bureau: Bureau, case: Case) -> None:
    upload = Upload("支出情况.docx", _word("2025年档案数字化经费支出37万元"), Paper.Kind.RELEASE)
    keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at(AGAIN))


def words(letter: Letter) -> str:
    return text_of(keeping.stored(letter.pdf), Kind.PDF).text.replace("\n", "")


def kinds(case: Case) -> list[str]:
    return [event.kind for event in ledger.events_of(case)]


def test_a_new_reply_names_and_revokes_the_old_one_and_both_stay_in_the_ledger(
    bureau: Bureau, case: Case
) -> None:
    consented(bureau, case)
    found(bureau, case)
    letter = issue(replied(bureau, case, GRANTED, AGAIN), by=bureau.clerk, at=at(AGAIN, "16:00"))
    said = words(letter)
    assert f"因{WHY}，本机关现撤销2025年9月16日作出的《政府信息公开申请答复书》（{NUMBER}）" in said
    assert "予以公开" in said
    assert "向青山区人民政府申请行政复议" in said
    assert kinds(case) == ["received", "answered", "sent", "delivered", "reply_revoked", "answered"]
    send(letter, means="portal", on=day(AGAIN), by=bureau.clerk, at=at(AGAIN, "17:00"))
    clock = ledger.clock_of(case)
    assert [ending.outcome for ending in clock.endings] == ["not_held", "full_disclosure"]
    assert clock.standing(day(AGAIN)).state == "ended"
    assert [(row.ended, row.outcome) for row in counted(clock)] == [(2025, "not_held")]


def test_a_reply_may_be_revoked_first_and_given_anew_within_its_own_term(bureau: Bureau, case: Case) -> None:
    consented(bureau, case)
    to = case.parties.get(role=Party.Role.REQUESTER)
    letter = draft(case, "reply_revoked", to=to, by=bureau.clerk, at=at(AGAIN))
    letter = issue(_cleared(bureau, letter, AGAIN), by=bureau.clerk, at=at(AGAIN, "16:00"))
    said = words(letter)
    assert f"（{NUMBER}）确有不当，理由为：{WHY}。本机关决定予以撤销" in said
    assert "至迟于2025年12月1日" in said
    assert "对本决定不服的" in said
    clock = ledger.clock_of(case)
    assert (clock.standing(day(AGAIN)).state, clock.due) == ("redo", date(2025, 12, 1))
    found(bureau, case)
    again = issue(replied(bureau, case, GRANTED, "2025-11-10"), by=bureau.clerk, at=at("2025-11-10"))
    assert f"本机关已于2025年11月3日撤销2025年9月16日作出的《政府信息公开申请答复书》（{NUMBER}）" in words(
        again
    )
    assert kinds(case)[-2:] == ["reply_revoked", "answered"]


def test_nothing_is_revoked_or_decided_anew_before_another_consented(bureau: Bureau, case: Case) -> None:
    found(bureau, case)
    proposal = propose_revocation(case, says=WHY, by=bureau.head, at=at(AGAIN))
    with pytest.raises(CannotDo, match="已经办结"):
        replied(bureau, case, GRANTED, AGAIN)
    letter = draft(
        case,
        "reply_revoked",
        to=case.parties.get(role=Party.Role.REQUESTER),
        by=bureau.clerk,
        at=at(AGAIN),
    )
    assert "not_consented" in {doubt.code for doubt in preflight.doubts(letter, day(AGAIN))}
    with pytest.raises(CannotDo):
        submit(letter, by=bureau.clerk, at=at(AGAIN))
    for by in (bureau.head, bureau.clerk):
        with pytest.raises(NotAllowed):
            consent(proposal, by=by, at=at(AGAIN))
    assert "reply_revoked" not in kinds(case)


def test_a_reply_that_has_not_left_is_not_revoked(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="没有此前作出的答复"):
        propose_revocation(case, says=WHY, by=bureau.clerk, at=at(FIRST))
    searched(bureau, case, "2025-09-03", found=False)
    issue(replied(bureau, case, NOT_HELD, FIRST), by=bureau.clerk, at=at(FIRST))
    with pytest.raises(CannotDo, match="还没有发出"):
        propose_revocation(case, says=WHY, by=bureau.clerk, at=at(AGAIN))


def test_an_archived_request_is_open_again_and_its_revocation_is_not_annulled_away(
    bureau: Bureau, case: Case
) -> None:
    archive(case, by=bureau.clerk, at=at("2025-10-09"))
    consented(bureau, case)
    to = case.parties.get(role=Party.Role.REQUESTER)
    letter = draft(case, "reply_revoked", to=to, by=bureau.clerk, at=at(AGAIN))
    letter = issue(_cleared(bureau, letter, AGAIN), by=bureau.clerk, at=at(AGAIN, "16:00"))
    assert Standing.objects.get(case=case).archived_on is None
    send(letter, means="portal", on=day(AGAIN), by=bureau.clerk, at=at(AGAIN, "17:00"))
    assert "已经发出" in annullable(case, day(AGAIN))[5]
    with pytest.raises(CannotDo, match="已经发出"):
        propose_annulment(case, place=5, reason="不撤销了", by=bureau.clerk, at=at(AGAIN))


def test_the_late_proof_of_the_old_reply_is_not_taken_for_that_of_the_new_one(
    bureau: Bureau, sent: Dispatch
) -> None:
    case = sent.letter.case
    consented(bureau, case)
    found(bureau, case)
    issue(replied(bureau, case, GRANTED, AGAIN), by=bureau.clerk, at=at(AGAIN, "16:00"))
    deliver(sent, on=day("2025-09-18"), by=bureau.clerk, at=at(AGAIN, "17:00"), says="本人签收")
    assert "delivered" not in kinds(case)
    assert ledger.clock_of(case).standing(day(AGAIN)).state == "answered"


def test_the_desk_leads_from_the_refused_annulment_to_the_new_reply(
    bureau: Bureau, case: Case, client: Client
) -> None:
    move = next(one for one in moves(case, day(AGAIN)) if one.key == "reply_revoked")
    assert (move.possible, move.proposed) == (True, True)
    sign_in(client, bureau.clerk)
    url = reverse("desk-case-step", args=[case.pk, "reply_revoked"])
    assert client.post(url, {"seen": 4, "says": WHY}).status_code == 302
    proposal = Proposal.objects.get(kind="reply_revoked")
    sign_in(client, bureau.head)
    page = text(shown(client, bureau.head, "desk-proposal", proposal.pk))
    assert WHY in page
    today = ledger.events_of(case)
    given = {"seen": len(today), "granted": "yes", "on": proposal.event["on"]}
    assert client.post(reverse("desk-proposal", args=[proposal.pk]), given).status_code == 302
    page = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "撤销并重新答复" in page
    assert "这件申请已经办结" not in text(shown(client, bureau.clerk, "desk-case-decide", case.pk))
    assert shown(client, bureau.clerk, "desk-letter-new", case.pk, "reply_revoked") is not None


def test_an_order_to_answer_anew_that_came_first_is_answered_though_a_revocation_was_consented_to(
    bureau: Bureau, case: Case
) -> None:
    consented(bureau, case)
    order_redo(case, ordered_by="reconsideration", on=day("2025-11-10"), by=bureau.clerk, at=at("2025-11-10"))
    found(bureau, case)
    letter = issue(replied(bureau, case, GRANTED, "2025-11-17"), by=bureau.clerk, at=at("2025-11-17"))
    assert "现撤销" not in words(letter)
    assert kinds(case)[-2:] == ["redo_ordered", "answered"]


def by_hand(bureau: Bureau, case: Case) -> None:
    """Enter that the requester was told, with no letter."""
    tell(consented(bureau, case), on=day(AGAIN), by=bureau.clerk, at=at(AGAIN, "11:00"))


def test_the_code_of_a_revoked_reply_opens_nothing_and_it_is_not_sent_again(
    bureau: Bureau, sent: Dispatch
) -> None:
    case = sent.letter.case
    way = {"means": "portal", "by": bureau.clerk, "although": "申请人要求网上查看"}
    again = send(sent.letter, on=day("2025-10-30"), at=at("2025-10-30"), **way)
    assert again.code is not None
    assert [letter.revoked_on for letter in seen(case, AGAIN).letters] == [None, None]
    by_hand(bureau, case)
    with pytest.raises(CannotDo, match="已于2025-11-03由本机关撤销"):
        fetch(case, again.dispatch.pk, again.code, at=at(AGAIN, "12:00"))
    with pytest.raises(CannotDo, match="已经撤销，不能再发出"):
        send(sent.letter, on=day(AGAIN), at=at(AGAIN, "12:00"), **way)
    assert where(sent.letter, day(AGAIN)).state is State.REVOKED
    assert {letter.revoked_on for letter in seen(case, AGAIN).letters} == {day(AGAIN)}


def test_a_revocation_entered_without_its_letter_is_owed_to_the_requester(
    bureau: Bureau, case: Case, client: Client
) -> None:
    by_hand(bureau, case)
    owed = closing.owed_letter(case, ledger.clock_of(case), day(AGAIN), case.letters.all())
    assert owed is not None
    assert "原答复已经撤销" in str(owed.why)
    assert "原答复已经撤销" in why_not(case, day(AGAIN))
    moment = at(AGAIN, "12:00")
    assert [due.says for due in desk_due.due(bureau.clerk, moment) if "原答复已经撤销" in due.says]
    assert "手里的答复不再有效" in text(shown(client, bureau.clerk, "desk-case", case.pk))
    to = case.parties.get(role=Party.Role.REQUESTER)
    letter = draft(case, "reply_revoked", to=to, by=bureau.clerk, at=at(AGAIN, "12:00"))
    letter = issue(_cleared(bureau, letter, AGAIN), by=bureau.clerk, at=at(AGAIN, "16:00"))
    assert not [due.says for due in desk_due.due(bureau.clerk, moment) if "原答复已经撤销" in due.says]
    send(letter, means="portal", on=day(AGAIN), by=bureau.clerk, at=at(AGAIN, "17:00"))
    assert closing.owed_letter(case, ledger.clock_of(case), day(AGAIN), case.letters.all()) is None


def test_a_reply_that_left_today_is_taken_back_today_and_given_anew(bureau: Bureau, sent: Dispatch) -> None:
    case = sent.letter.case
    proposal = propose_revocation(case, says=WHY, by=bureau.clerk, at=at(FIRST, "14:00"))
    consent(proposal, by=bureau.head, at=at(FIRST, "14:30"))
    upload = Upload("支出情况.docx", _word("2025年档案数字化经费支出37万元"), Paper.Kind.RELEASE)
    keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at(FIRST))
    letter = issue(replied(bureau, case, GRANTED, FIRST), by=bureau.clerk, at=at(FIRST, "16:00"))
    assert f"本机关现撤销2025年9月16日作出的《政府信息公开申请答复书》（{NUMBER}）" in words(letter)
    send(letter, means="portal", on=day(FIRST), by=bureau.clerk, at=at(FIRST, "17:00"), although="申请人要求")
    assert kinds(case) == ["received", "answered", "sent", "reply_revoked", "answered", "sent"]
    clock = ledger.clock_of(case)
    assert [ending.outcome for ending in clock.endings] == ["not_held", "full_disclosure"]
    assert clock.standing(day(FIRST)).state == "ended"
    assert (where(sent.letter, day(FIRST)).state, where(letter, day(FIRST)).state) == (
        State.REVOKED,
        State.SENT,
    )


def test_the_code_of_a_reply_that_was_ordered_anew_opens_nothing_and_it_is_not_sent_again(
    bureau: Bureau, sent: Dispatch
) -> None:
    case = sent.letter.case
    way = {"means": "portal", "by": bureau.clerk, "although": "申请人要求网上查看"}
    again = send(sent.letter, on=day("2025-09-20"), at=at("2025-09-20"), **way)
    assert again.code is not None
    order_redo(case, ordered_by="court", on=day("2025-09-26"), by=bureau.clerk, at=at("2025-09-26"))
    with pytest.raises(CannotDo, match="已于2025-09-26被责令重新答复"):
        fetch(case, again.dispatch.pk, again.code, at=at("2025-09-26", "12:00"))
    assert "delivered" not in kinds(case)
    with pytest.raises(CannotDo, match="不能再发出"):
        send(sent.letter, on=day("2025-09-26"), at=at("2025-09-26", "13:00"), **way)
    assert {letter.ordered_on for letter in seen(case, "2025-09-27").letters} == {day("2025-09-26")}
    found(bureau, case)
    new = issue(replied(bureau, case, GRANTED, "2025-10-09"), by=bureau.clerk, at=at("2025-10-09"))
    code = send(new, on=day("2025-10-09"), at=at("2025-10-09", "17:00"), **way)
    assert fetch(case, code.dispatch.pk, code.code, at=at("2025-10-10")).pk == new.pk

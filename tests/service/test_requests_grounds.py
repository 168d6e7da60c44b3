"""What a decision says has to agree with what the file says, until the letter is signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import keeping, ledger, lettering, preflight, proofs
from gongkai.service.requests.actions.answer import answer
from gongkai.service.requests.actions.archive import why_not
from gongkai.service.requests.actions.ask_reasons import ask_reasons, give_reasons
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.decide_objection import decide_objection, tell_third_party
from gongkai.service.requests.actions.draft_letter import change, draft, draft_reply
from gongkai.service.requests.actions.hear import confirm_silence, hear
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.propose import propose_annulment
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.actions.send_letter import send
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Decision, Letter, Objection, Paper, Party
from gongkai.service.requests.moves import annullable
from tests.service.cases import Bureau, a_who, at
from tests.service.requests_acts import a_consulted, day
from tests.service.test_requests_desk import shown
from tests.service.test_requests_letters import FOUND, GRANTED, NOT_HELD, _cleared, _word

pytestmark = pytest.mark.django_db
DAY = "2025-09-16"
BEFORE_THIRD = {key: value for key, value in FOUND.items() if key != "third_party"}
KEPT = {**BEFORE_THIRD, "third_party": "protected", "separable": "no"}
PART = {**BEFORE_THIRD, "third_party": "protected", "separable": "yes"}
WEIGHED = {"public_interest_test": "公开对公共利益没有明显的作用"}
A_PART = {"what": "报价明细", "outcome": "refused_third_party", "reason": "属于商业秘密"}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


@pytest.fixture
def case(bureau: Bureau) -> Case:
    case = bureau.received("2025-09-01")
    upload = Upload("支出情况.docx", _word("2025年档案数字化经费支出37万元"), Paper.Kind.RELEASE)
    keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at("2025-09-02"))
    return case


def heard(bureau: Bureau, case: Case, agrees: bool | None, name: str = "李四") -> Party:
    """A third party that was asked and said whether it agrees."""
    party = a_consulted(bureau, case, "2025-09-10", name)
    hear(case, party, on=day("2025-09-12"), agrees=agrees, by=bureau.clerk, at=at("2025-09-12"))
    return party


def weighed(bureau: Bureau, party: Party, *, holds: bool, discloses: bool) -> Objection:
    facts = {"holds": holds, "discloses": discloses, "reasons": "经审查的理由如下", "content": "经费支出情况"}
    return decide_objection(
        party.case, party, on=day("2025-09-15"), by=bureau.clerk, at=at("2025-09-15"), **facts
    )


def decided(bureau: Bureau, case: Case, considered: dict[str, str], **facts: Any) -> Decision:
    given = {"reasons": "经审查，符合规定", "given": {}, **facts}
    return decide(case, considered=considered, by=bureau.clerk, at=at(DAY), **given)


def answered(said: str) -> dict[str, str]:
    return {**BEFORE_THIRD, "third_party": said, "discretionary": "none"}


def codes(letter: Letter, on: str = DAY) -> set[str]:
    """What blocks a letter."""
    return {doubt.code for doubt in preflight.doubts(letter, date.fromisoformat(on)) if doubt.blocks}


@pytest.mark.parametrize("said", ["agrees", "none", "overridden"])
def test_nothing_goes_out_against_an_objection_that_nobody_decided(
    bureau: Bureau, case: Case, said: str
) -> None:
    heard(bureau, case, agrees=False)
    with pytest.raises(CannotDo, match="第三方不同意公开"):
        decided(bureau, case, answered(said))
    with pytest.raises(CannotDo, match="还没有对其意见作出决定"):
        decided(bureau, case, PART, withheld=[A_PART])
    assert not Decision.objects.exists()


@pytest.mark.parametrize("said", ["agrees", "none", "overridden"])
def test_what_was_decided_not_to_be_disclosed_is_not_disclosed(bureau: Bureau, case: Case, said: str) -> None:
    weighed(bureau, heard(bureau, case, agrees=False), holds=True, discloses=False)
    with pytest.raises(CannotDo, match="已经决定不公开"):
        decided(bureau, case, answered(said))
    assert decided(bureau, case, PART, withheld=[A_PART]).outcome == "partial_disclosure"


def test_an_objection_overridden_is_answered_so_and_in_no_other_way(bureau: Bureau, case: Case) -> None:
    weighed(bureau, heard(bureau, case, agrees=False), holds=True, discloses=True)
    for said in ("agrees", "none"):
        with pytest.raises(CannotDo, match="第三方"):
            decided(bureau, case, answered(said))
    with pytest.raises(CannotDo, match="不能再以保护第三方"):
        decided(bureau, case, KEPT, given=WEIGHED)
    assert decided(bureau, case, answered("overridden")).outcome == "full_disclosure"


def test_what_is_disclosed_against_an_objection_leaves_once_the_third_party_was_told(
    bureau: Bureau, case: Case
) -> None:
    objection = weighed(bureau, heard(bureau, case, agrees=False), holds=True, discloses=True)
    letter = draft_reply(decided(bureau, case, answered("overridden")), by=bureau.clerk, at=at(DAY))
    assert codes(letter) == {"third_party_not_told"}
    assert "第三方" in why_not(case, day(DAY))
    tell_third_party(objection, on=day(DAY), means="邮寄告知书", by=bureau.clerk, at=at(DAY))
    assert codes(letter) == set()
    assert "第三方" not in why_not(case, day(DAY))


def test_nothing_is_kept_back_for_third_parties_that_all_agree(bureau: Bureau, case: Case) -> None:
    heard(bureau, case, agrees=True)
    with pytest.raises(CannotDo, match="都同意公开"):
        decided(bureau, case, KEPT, given=WEIGHED)
    with pytest.raises(CannotDo, match="不需要以公共利益"):
        decided(bureau, case, answered("overridden"))
    assert decided(bureau, case, answered("agrees")).outcome == "full_disclosure"


def test_nobody_agrees_who_was_not_asked(bureau: Bureau, case: Case) -> None:
    with pytest.raises(CannotDo, match="没有第三方同意公开的意见"):
        decided(bureau, case, answered("agrees"))


def test_an_objection_after_the_decision_stops_its_letter(bureau: Bureau, case: Case) -> None:
    party = heard(bureau, case, agrees=True)
    letter = draft_reply(decided(bureau, case, answered("agrees")), by=bureau.clerk, at=at(DAY))
    assert codes(letter) == set()
    consult(case, party, on=day(DAY), delivered=day(DAY), by=bureau.clerk, at=at(DAY))
    hear(case, party, on=day(DAY), agrees=False, by=bureau.clerk, at=at(DAY))
    assert codes(letter) >= {"objection_undecided", "third_party_contradicted"}


def test_the_letter_says_of_the_third_parties_what_they_said_and_not_what_was_typed(
    bureau: Bureau, case: Case
) -> None:
    heard(bureau, case, agrees=True)
    weighed(bureau, heard(bureau, case, agrees=False, name="王五"), holds=True, discloses=False)
    made = decided(bureau, case, KEPT, given=WEIGHED)
    letter = draft_reply(made, by=bureau.clerk, at=at(DAY))
    change(letter, facts={"consultation": "全部不同意"}, wording={}, by=bureau.clerk, at=at(DAY))
    said = lettering.facts_of(Letter.objects.get(pk=letter.pk), date.fromisoformat(DAY)).consultation
    assert said == "已经征求2个第三方的意见：1个同意公开，1个不同意公开"


def test_the_answers_that_the_file_contradicts_cannot_be_chosen_on_the_page(
    bureau: Bureau, case: Case, client: Client
) -> None:
    heard(bureau, case, agrees=False)
    page = shown(client, bureau.clerk, "desk-case-decide", case.pk, **BEFORE_THIRD)
    closed = set(page.xpath("//form[contains(@class,'question')]//input[@disabled]/@value"))
    assert closed >= {"agrees", "none", "overridden"}
    assert "protected" not in closed


def searched(bureau: Bureau, case: Case, on: str, found: bool, says: str = "") -> None:
    where = {"where": "局档案室", "words": "数字化", "by_whom": "档案室"}
    record_search(case, on=day(on), found=found, says=says, by=bureau.clerk, at=at(on), **where)


def test_a_search_that_found_it_does_not_prove_that_it_does_not_exist(bureau: Bureau, case: Case) -> None:
    searched(bureau, case, "2025-09-03", found=False)
    searched(bureau, case, "2025-09-04", found=True, says="找到了3份")
    with pytest.raises(CannotDo, match="检索记录"):
        decided(bureau, case, NOT_HELD)
    searched(bureau, case, "2025-09-05", found=False)
    with pytest.raises(CannotDo, match="检索记录"):
        decided(bureau, case, NOT_HELD)
    searched(bureau, case, "2025-09-08", found=False, says="找到的3份是2019年的，不是所申请的信息")
    assert decided(bureau, case, NOT_HELD).article == "条例36(4)"


def test_a_search_that_found_it_after_the_decision_stops_the_letter(bureau: Bureau, case: Case) -> None:
    searched(bureau, case, "2025-09-03", found=False)
    letter = draft_reply(decided(bureau, case, NOT_HELD), by=bureau.clerk, at=at(DAY))
    assert codes(letter) == set()
    searched(bureau, case, DAY, found=True)
    assert codes(letter) >= {"information_found", "ground_unproven"}


def test_after_an_order_to_redo_the_search_is_made_anew(bureau: Bureau, case: Case) -> None:
    searched(bureau, case, "2025-09-03", found=False)
    answer(case, outcome="not_held", on=day("2025-09-04"), by=bureau.clerk, at=at("2025-09-04"))
    order_redo(case, ordered_by="court", on=day("2025-09-09"), by=bureau.clerk, at=at("2025-09-09"))
    assert "search_record" not in proofs.proven(case, ledger.clock_of(case), day(DAY))
    searched(bureau, case, "2025-09-10", found=False)
    assert "search_record" in proofs.proven(case, ledger.clock_of(case), day(DAY))


def granted(bureau: Bureau, case: Case) -> Letter:
    """A reply that grants, through its approval."""
    return _cleared(bureau, draft_reply(decided(bureau, case, GRANTED), by=bureau.clerk, at=at(DAY)), DAY)


def test_a_reply_that_left_is_not_annulled_away(bureau: Bureau, case: Case) -> None:
    facts = {"reason": "答复有误", "by": bureau.clerk, "at": at(DAY)}
    letter = issue(granted(bureau, case), by=bureau.clerk, at=at(DAY))
    waiting = propose_annulment(case, place=2, **facts)
    send(letter, means="portal", on=day(DAY), by=bureau.clerk, at=at(DAY))
    assert "已经发出" in annullable(case, day(DAY))[2]
    with pytest.raises(CannotDo, match="1号）已经发出"):
        propose_annulment(case, place=2, **facts)
    with pytest.raises(CannotDo, match="请按“撤销原答复”报请同意"):
        consent(waiting, by=bureau.head, at=at(DAY))


def test_a_reply_annulled_before_it_left_does_not_leave(bureau: Bureau, case: Case) -> None:
    letter = issue(granted(bureau, case), by=bureau.clerk, at=at(DAY))
    proposal = propose_annulment(case, place=2, reason="答复有误", by=bureau.clerk, at=at(DAY))
    consent(proposal, by=bureau.head, at=at(DAY))
    with pytest.raises(CannotDo, match="记录已经撤销"):
        send(letter, means="portal", on=day(DAY), by=bureau.clerk, at=at(DAY))


def test_a_letter_is_not_issued_once_something_else_was_decided(bureau: Bureau, case: Case) -> None:
    letter = granted(bureau, case)
    searched(bureau, case, "2025-09-03", found=False)
    decided(bureau, case, NOT_HELD)
    assert "decision_superseded" in codes(letter)
    with pytest.raises(CannotDo, match="新的决定"):
        issue(letter, by=bureau.clerk, at=at(DAY))


EXCESSIVE = {"clear": "yes", "nature": "information", "repeated": "excessive"}


def test_what_is_beyond_reason_is_not_told_before_the_reasons_were_heard(bureau: Bureau, case: Case) -> None:
    says = {"by": bureau.clerk, "at": at(DAY)}
    ask_reasons(case, says="本月已经提出40件", on=day("2025-09-10"), **says)
    with pytest.raises(CannotDo, match="要求说明理由"):
        decided(bureau, case, EXCESSIVE)
    give_reasons(case, says="每件都需要", on=day("2025-09-12"), **says)
    assert decided(bureau, case, EXCESSIVE).outcome == "excessive"


def test_silence_about_the_reasons_counts_once_the_day_set_is_over(bureau: Bureau, case: Case) -> None:
    entry = ask_reasons(
        case, says="本月已经提出40件", on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10")
    )
    Letter.objects.create(
        case=case,
        kind="reasons",
        facts={"reasons_by": DAY},
        drafted_at=at("2025-09-10"),
        issued_on=day("2025-09-10"),
        entry=entry,
    )
    clock = ledger.clock_of(case)
    assert "reasons_assessed" not in proofs.proven(case, clock, day(DAY))
    assert DAY in proofs.proven(case, clock, day("2025-09-17"))["reasons_assessed"]


DUPLICATE = {"clear": "yes", "nature": "information", "repeated": "duplicate"}


def test_an_earlier_reply_is_one_that_this_requester_was_given(bureau: Bureau, case: Case) -> None:
    letter = issue(granted(bureau, case), by=bureau.clerk, at=at(DAY))
    again = bureau.received(DAY)
    for wrong in ("乱写的文号", f"{letter.number}"[:-2]):
        with pytest.raises(CannotDo, match="没有查到"):
            decided(bureau, again, DUPLICATE, given={"earlier_reply": wrong})
    stranger = bureau.received(DAY, requester=a_who("王五", phone="000-7654321", identity_number=""))
    with pytest.raises(CannotDo, match="没有查到"):
        decided(bureau, stranger, DUPLICATE, given={"earlier_reply": letter.number})
    assert decided(bureau, again, DUPLICATE, given={"earlier_reply": letter.number})
    assert decided(bureau, again, DUPLICATE, given={"earlier_reply": "青档〔2019〕3号（系统启用前）"})


def test_a_reply_that_was_set_aside_is_no_earlier_reply(bureau: Bureau, case: Case) -> None:
    letter = issue(granted(bureau, case), by=bureau.clerk, at=at(DAY))
    again = bureau.received(DAY)
    send(letter, means="portal", on=day(DAY), by=bureau.clerk, at=at(DAY))
    order_redo(case, ordered_by="reconsideration", on=day("2025-10-20"), by=bureau.clerk, at=at("2025-10-20"))
    with pytest.raises(CannotDo, match="责令重新答复"):
        decided(bureau, again, DUPLICATE, given={"earlier_reply": letter.number})


def test_who_signs_a_duplicate_is_told_of_another_day_another_matter_and_what_no_register_has(
    bureau: Bureau, case: Case
) -> None:
    letter = issue(granted(bureau, case), by=bureau.clerk, at=at(DAY))
    again = bureau.received(DAY, description="消防检查记录")
    made = decided(bureau, again, DUPLICATE, given={"earlier_reply": letter.number})
    reply = draft_reply(made, by=bureau.clerk, at=at(DAY))
    facts = {**reply.facts, "earlier_number": letter.number, "earlier_on": "2025-01-01"}
    reply = change(reply, facts=facts, wording={}, by=bureau.clerk, at=at(DAY))
    found = {doubt.code: doubt.blocks for doubt in preflight.doubts(reply, day(DAY))}
    assert (found["reply_day_wrong"], found["reply_elsewhere"]) == (True, False)
    facts = {**reply.facts, "earlier_number": "青档〔2019〕3号（系统启用前）", "earlier_on": "2019-01-01"}
    reply = change(reply, facts=facts, wording={}, by=bureau.clerk, at=at(DAY))
    found = {doubt.code: doubt.blocks for doubt in preflight.doubts(reply, day(DAY))}
    assert found["reply_unregistered"] is False and "reply_day_wrong" not in found


def test_a_late_request_for_correction_is_told_before_it_is_approved(bureau: Bureau, case: Case) -> None:
    to = case.parties.get(role=Party.Role.REQUESTER)
    letter = draft(case, "correction", to=to, by=bureau.clerk, at=at("2025-09-05"))
    assert "correction_late" not in {doubt.code for doubt in preflight.doubts(letter, day("2025-09-05"))}
    assert "correction_late" in {doubt.code for doubt in preflight.doubts(letter, day("2025-09-25"))}


# An opinion that comes late.


def objecting(bureau: Bureau, party: Party, on: str) -> None:
    hear(party.case, party, on=day(on), agrees=False, reasons="涉及商业秘密", by=bureau.clerk, at=at(on))


def test_a_party_that_changes_its_mind_stops_the_letter_that_was_approved(bureau: Bureau, case: Case) -> None:
    party = heard(bureau, case, True)
    decision = decided(bureau, case, answered("agrees"))
    letter = draft_reply(decision, by=bureau.clerk, at=at(DAY))
    letter = _cleared(bureau, letter, DAY)
    objecting(bureau, party, DAY)
    with pytest.raises(CannotDo, match="还没有对其意见作出决定"):
        issue(Letter.objects.get(pk=letter.pk), by=bureau.clerk, at=at(DAY))


def test_a_party_that_speaks_after_its_silence_was_confirmed_stops_the_reply_not_yet_sent(
    bureau: Bureau, case: Case
) -> None:
    later, way = "2025-10-13", {"means": "portal", "by": bureau.clerk}
    party = a_consulted(bureau, case, "2025-09-10")
    confirm_silence(case, party, on=day(later), by=bureau.clerk, at=at(later))
    considered = answered("none")
    decision = decide(
        case, considered=considered, reasons="经审查，符合规定", given={}, by=bureau.clerk, at=at(later)
    )
    letter = draft_reply(decision, by=bureau.clerk, at=at(later))
    letter = issue(_cleared(bureau, letter, later), by=bureau.clerk, at=at(later))
    objecting(bureau, party, "2025-10-14")
    with pytest.raises(CannotDo, match="还不能发出：有第三方不同意公开"):
        send(letter, on=day("2025-10-14"), at=at("2025-10-14"), **way)
    facts = {"holds": False, "discloses": True, "reasons": "经审查的理由如下", "content": "经费支出情况"}
    on = day("2025-10-14")
    objection = decide_objection(case, party, on=on, by=bureau.clerk, at=at("2025-10-14"), **facts)
    with pytest.raises(CannotDo, match="还没有书面告知第三方"):
        send(letter, on=on, at=at("2025-10-14"), **way)
    tell_third_party(objection, on=on, means="邮寄", by=bureau.clerk, at=at("2025-10-14"))
    send(letter, on=on, at=at("2025-10-14"), **way)
    with pytest.raises(CannotDo, match="发出"):
        objecting(bureau, party, "2025-10-15")

"""What can be done next with a request: asked of the statute, done by an action, refused in its words."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.consent import consent, decline, take_back
from gongkai.service.requests.actions.consult import consult, letter_delivered
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.entering import Doubted
from gongkai.service.requests.actions.hear import confirm_silence, hear
from gongkai.service.requests.actions.propose import propose_annulment, propose_extension
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, EntryWords, Identity, Paper, Party, Proposal, Wish
from gongkai.service.requests.moves import annullable, moves
from gongkai.service.requests.proposing import unanswered, untold
from gongkai.service.requests.verifying import verify
from gongkai.statute.clock import read
from gongkai.statute.events import KINDS
from gongkai.statute.history import read_history, write_history
from tests.service.cases import NOT_AN_ID, Bureau, a_who, at
from tests.service.desk import a_post
from tests.service.requests_acts import a_third_party, ask, day, move

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500017a5eab3f0000000049454e44ae426082"
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


# The moves.


def test_every_kind_of_event_is_among_the_moves(bureau: Bureau) -> None:
    assert {m.key for m in moves(bureau.received(), day("2025-09-02"))} == set(KINDS)


def test_a_move_that_is_not_possible_says_why_in_the_words_of_the_statute(bureau: Bureau) -> None:
    found = move(bureau.received(), "corrected", "2025-09-02")
    assert not found.possible
    assert found.why == "没有告知过补正；请先登记告知补正（《条例》第三十条）。"


def test_confirming_a_receipt_that_is_fixed_is_no_move(bureau: Bureau) -> None:
    fixed, awaited = bureau.received(), bureau.received(channel="fax")
    assert "收到之日已经确定" in move(fixed, "receipt_confirmed", "2025-09-02").why
    assert move(awaited, "receipt_confirmed", "2025-09-02").possible


def test_opinions_are_awaited_of_each_party_that_was_consulted(bureau: Bureau) -> None:
    case = bureau.received()
    first, second = a_third_party(bureau, case), a_third_party(bureau, case, name="王五")
    for party in (first, second):
        consult(case, party, on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    hear(case, first, on=day("2025-09-12"), agrees=True, by=bureau.clerk, at=at("2025-09-12"))
    assert not move(case, "opinion_lapsed", "2025-10-20", "T1").possible
    assert move(case, "opinion_received", "2025-09-12", "T1").possible  # another than it gave before
    assert move(case, "opinion_received", "2025-09-12", "T2").possible


def test_a_late_correction_notice_is_possible_and_says_what_is_wrong_with_it(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    assert move(case, "correction_asked", "2025-09-10").told == ()
    late = move(case, "correction_asked", "2025-09-11")
    assert late.possible
    assert "7个工作日" in late.told[0]


def test_a_fee_notice_is_no_move_where_the_organ_takes_no_fee(bureau: Bureau) -> None:
    assert "没有启用信息处理费" in move(bureau.received(), "fee_noticed", "2025-09-02").why


def test_the_moves_of_a_case_take_one_query(bureau: Bureau, django_assert_num_queries: Any) -> None:
    case = bureau.received()
    for n in range(3):
        party = a_third_party(bureau, case, name=f"第{n}家")
        consult(case, party, on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    with django_assert_num_queries(1):
        assert len(moves(case, day("2025-09-12"))) == len(KINDS) + 2 * 3


def test_every_entry_says_whether_it_can_be_annulled(bureau: Bureau) -> None:
    case = bureau.received()
    ask(bureau, case)
    correct(case, on=day("2025-09-05"), wish={"description": "合同"}, by=bureau.clerk, at=at("2025-09-05"))
    found = annullable(case, day("2025-09-05"))
    assert set(found) == {1, 2, 3}
    assert "没有告知过补正" in found[2]
    assert found[3] == ""


# Correction.


def test_the_term_runs_afresh_from_the_correction_and_what_was_asked_before_is_kept(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", description="想看文件")
    ask(bureau, case)
    entry = correct(
        case,
        on=day("2025-09-08"),
        channel="in_person",
        wish={"description": "2025年档案数字化合同"},
        who={"phone": "000-7654321"},
        by=bureau.clerk,
        at=at("2025-09-08"),
    )
    assert Wish.objects.get(case=case).description == "2025年档案数字化合同"
    assert Party.objects.get(case=case).phone == "000-7654321"
    assert entry.said.texts == {"before_description": "想看文件", "before_phone": "000-1234567"}
    assert ledger.clock_of(case).due == day("2025-10-11")  # 20 working days after 8 September
    assert verify() is None


def test_the_requester_corrects_it_herself(bureau: Bureau) -> None:
    case = bureau.received()
    ask(bureau, case)
    wish = {"description": "2025年的合同"}
    entry = correct(case, on=day("2025-09-05"), channel="online", wish=wish, by=None, at=at("2025-09-05"))
    assert entry.by is None


def test_a_correction_that_changes_nothing_is_none(bureau: Bureau) -> None:
    case = bureau.received()
    ask(bureau, case)
    with pytest.raises(CannotDo, match="写明补正的内容"):
        correct(case, on=day("2025-09-05"), by=bureau.clerk, at=at("2025-09-05"))
    assert case.entries.count() == 2


def test_a_correction_may_bring_what_was_lacking_and_nothing_that_could_not_come_in(bureau: Bureau) -> None:
    case = bureau.received(requester=a_who(identity_number=""))
    ask(bureau, case)
    given = {"on": day("2025-09-05"), "by": None, "at": at("2025-09-05")}
    with pytest.raises(CannotDo) as refusal:
        wish = {"description": "", "medium": "口信", "way": "w" * 99}
        who = {"email": "zhangsan", "fax": "9" * 99, "name": " "}
        correct(case, wish=wish, who=who, identity=("x", "1"), **given)
    fields = {"description", "medium", "way", "email", "fax", "name", "identity_kind"}
    assert set(refusal.value.faults) == fields
    correct(case, identity=("id_card", NOT_AN_ID), files=[Upload("证件.png", PNG)], **given)
    assert Identity.objects.get(party__case=case).digest
    assert Paper.objects.get(case=case).kind == "correction"


def test_a_refused_correction_leaves_what_was_asked(bureau: Bureau) -> None:
    case = bureau.received(description="想看文件")
    with pytest.raises(CannotDo, match="没有告知过补正"):
        correct(case, on=day("2025-09-05"), wish={"description": "别的"}, by=None, at=at("2025-09-05"))
    assert Wish.objects.get(case=case).description == "想看文件"


def test_a_second_notice_is_entered_only_with_the_reason_which_is_kept(bureau: Bureau) -> None:
    case = bureau.received()
    ask(bureau, case)
    correct(case, on=day("2025-09-05"), wish={"description": "合同"}, by=bureau.clerk, at=at("2025-09-05"))
    with pytest.raises(Doubted, match="第二次"):
        ask(bureau, case, "2025-09-08", "2025-09-22")
    assert case.entries.count() == 3
    entry = ask(bureau, case, "2025-09-08", "2025-09-22", although="申请人要求书面告知")
    assert EntryWords.objects.get(entry=entry).texts["although"] == "申请人要求书面告知"


# Opinions.


def test_the_third_party_example_of_the_reference(bureau: Bureau) -> None:
    """Received 1 September, letter 10, delivered 12, opinion 26: due 21 October; silent: 28 October."""
    case = bureau.received("2025-09-01")
    party = a_third_party(bureau, case)
    consult(case, party, on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    letter_delivered(case, party, on=day("2025-09-12"), by=bureau.clerk, at=at("2025-09-12"))
    assert ledger.clock_of(case).due == day("2025-10-28")
    hear(
        case,
        party,
        on=day("2025-09-26"),
        agrees=False,
        reasons="商业秘密",
        by=bureau.clerk,
        at=at("2025-09-26"),
    )
    exported = read_history(write_history(ledger.events_of(case)))
    found = ledger.clock_of(case)
    assert found.due == read(exported, found.law).due == day("2025-10-21")


def test_silence_is_confirmed_only_after_the_last_day(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = a_third_party(bureau, case)
    consult(
        case, party, on=day("2025-09-10"), delivered=day("2025-09-12"), by=bureau.clerk, at=at("2025-09-12")
    )
    with pytest.raises(CannotDo, match="尚未届满"):
        confirm_silence(case, party, on=day("2025-10-10"), by=bureau.clerk, at=at("2025-10-10"))
    confirm_silence(case, party, on=day("2025-10-11"), by=bureau.clerk, at=at("2025-10-11"))
    assert ledger.clock_of(case).due == day("2025-10-28")


# Extension.


def test_an_extension_is_proposed_consented_to_and_counts_once_the_requester_is_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=20, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    assert unanswered(case) == [proposal]
    consent(proposal, by=bureau.head, at=at("2025-09-23"))
    assert untold(case) == [proposal]
    assert ledger.clock_of(case).due == day("2025-09-28")
    entry = tell(proposal, on=day("2025-09-24"), by=bureau.clerk, at=at("2025-09-24"))
    assert ledger.clock_of(case).due == day("2025-10-31")
    assert entry.on == day("2025-09-23")
    assert entry.said.texts == {"consented_by": "青山区档案局政府信息公开工作机构负责人"}
    assert entry.proposed.proposal == proposal
    assert untold(case) == []


def test_nobody_consents_to_her_own_proposal_in_whatever_post(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    also_head = a_post(bureau.organ, Duty.OFFICE_HEAD, bureau.clerk.person)
    with pytest.raises(NotAllowed, match="不能由您本人同意"):
        consent(proposal, by=also_head, at=at("2025-09-23"))


def test_who_handles_requests_does_not_consent(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.head, at=at("2025-09-22"))
    with pytest.raises(NotAllowed):
        consent(proposal, by=bureau.clerk, at=at("2025-09-23"))


def test_a_proposal_is_answered_once_and_one_that_was_declined_is_not_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    decline(proposal, says="材料已经找到", by=bureau.head, at=at("2025-09-22"))
    with pytest.raises(ledger.Overtaken):
        consent(proposal, by=bureau.leader, at=at("2025-09-23"))
    with pytest.raises(CannotDo, match="还没有经同意"):
        tell(proposal, on=day("2025-09-23"), by=bureau.clerk, at=at("2025-09-23"))


def test_only_one_extension_waits_for_an_answer_until_it_is_taken_back(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given = {"days": 5, "says": "需要检索历年卷宗", "by": bureau.clerk, "at": at("2025-09-22")}
    first = propose_extension(case, **given)
    with pytest.raises(CannotDo, match="尚待答复"):
        propose_extension(case, **given)
    take_back(first, by=bureau.clerk, at=at("2025-09-22"))
    assert unanswered(case) == []
    propose_extension(case, **given)


def test_an_extension_beyond_what_the_law_allows_is_refused_when_it_is_proposed(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="超出上限20个工作日"):
        propose_extension(case, days=21, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))


def test_an_extension_told_after_the_term_was_over_asks_for_the_reason(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    consent(proposal, by=bureau.head, at=at("2025-09-23"))
    with pytest.raises(Doubted, match="晚于原期限"):
        tell(proposal, on=day("2025-09-29"), by=bureau.clerk, at=at("2025-09-29"))


def test_consent_comes_too_late_when_the_term_is_over(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    with pytest.raises(CannotDo, match="答复期限已于2025年9月28日届满"):
        consent(proposal, by=bureau.head, at=at("2025-09-29"))
    consent(proposal, by=bureau.head, on=day("2025-09-26"), at=at("2025-09-29"))  # given in time, on paper


def test_consent_before_the_proposal_is_no_consent(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    proposal = propose_extension(case, days=5, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22"))
    with pytest.raises(CannotDo, match="早于提出之日"):
        consent(proposal, by=bureau.head, on=day("2025-09-19"), at=at("2025-09-23"))


def test_of_two_proposals_consented_to_the_newer_is_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    first, second = (_consented(bureau, case, days) for days in (5, 10))
    with pytest.raises(CannotDo, match="以新的为准"):
        tell(first, on=day("2025-09-23"), by=bureau.clerk, at=at("2025-09-23"))
    tell(second, on=day("2025-09-23"), by=bureau.clerk, at=at("2025-09-23"))


def _consented(bureau: Bureau, case: Case, days: int) -> Proposal:
    proposal = propose_extension(
        case, days=days, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-22")
    )
    consent(proposal, by=bureau.head, at=at("2025-09-22"))
    return proposal


# Annulment.


def test_a_wrong_entry_is_annulled_with_reason_and_approver_and_the_ledger_keeps_both(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case)
    proposal = propose_annulment(
        case, place=2, reason="登记到了别的申请上", by=bureau.clerk, at=at("2025-09-04")
    )
    consent(proposal, by=bureau.head, at=at("2025-09-04"))
    assert list(case.entries.values_list("kind", flat=True)) == [
        "received",
        "correction_asked",
        "entry_annulled",
    ]
    last = case.entries.get(place=3)
    assert (last.by, last.said.texts) == (bureau.head, {"reason": "登记到了别的申请上"})
    assert ledger.clock_of(case).due == day("2025-09-28")
    assert verify() is None


def test_an_entry_on_which_a_later_one_rests_is_not_annulled(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case)
    correct(case, on=day("2025-09-05"), wish={"description": "合同"}, by=bureau.clerk, at=at("2025-09-05"))
    with pytest.raises(CannotDo, match="没有告知过补正"):
        propose_annulment(case, place=2, reason="登记有误", by=bureau.clerk, at=at("2025-09-05"))
    with pytest.raises(CannotDo, match="没有第9条"):
        propose_annulment(case, place=9, reason="登记有误", by=bureau.clerk, at=at("2025-09-05"))

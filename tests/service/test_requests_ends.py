"""How a request ends without a reply, what an objection needs, and what comes after the end."""

from __future__ import annotations

import pytest

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger, objections
from gongkai.service.requests.actions.answer import answer, mark_delivered, mark_sent
from gongkai.service.requests.actions.archive import archive
from gongkai.service.requests.actions.ask_reasons import ask_reasons, give_reasons
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.decide_objection import decide_objection, tell_third_party
from gongkai.service.requests.actions.entering import Doubted, enter
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.lapse import confirm_correction_lapse
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.pass_on import pass_on
from gongkai.service.requests.actions.propose import propose_annulment, propose_later_reply
from gongkai.service.requests.actions.supplement import supplement
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.models import Case, Party, Standing
from gongkai.service.requests.verifying import verify
from gongkai.statute.events import CorrectionAsked
from tests.service.cases import Bureau, at
from tests.service.requests_acts import a_consulted, a_third_party, ask, day, extend, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def answered(bureau: Bureau, case: Case, on: str = "2025-09-12", sent: bool = True) -> None:
    answer(case, outcome="full_disclosure", on=day(on), by=bureau.clerk, at=at(on))
    if sent:
        mark_sent(case, on=day(on), means="邮寄", by=bureau.clerk, at=at(on))


# Reasons and a later reply (art. 35).


def test_reasons_are_asked_and_given_and_another_day_is_set_with_consent(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    asked = ask_reasons(case, says="本月第41件", on=day("2025-09-03"), by=bureau.clerk, at=at("2025-09-03"))
    assert asked.said.texts == {"says": "本月第41件"}
    give_reasons(case, says="为论文收集资料", on=day("2025-09-08"), by=None, at=at("2025-09-08"))
    proposal = propose_later_reply(
        case, until=day("2025-12-01"), says="数量大，理由合理", by=bureau.clerk, at=at("2025-09-09")
    )
    consent(proposal, by=bureau.head, at=at("2025-09-10"))
    assert ledger.clock_of(case).due == day("2025-09-28")
    tell(proposal, on=day("2025-09-11"), by=bureau.clerk, at=at("2025-09-11"))
    assert ledger.clock_of(case).due == day("2025-12-01")


def test_another_day_without_asking_for_reasons_needs_its_own_reason(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given = {"until": day("2025-12-01"), "says": "数量太大了", "by": bureau.clerk, "at": at("2025-09-09")}
    with pytest.raises(Doubted, match="没有要求申请人说明理由"):
        propose_later_reply(case, **given)
    propose_later_reply(case, **given, although="申请书里已经说明理由")


def test_reasons_are_not_given_before_they_are_asked(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="没有要求过"):
        give_reasons(
            bureau.received(), says="为论文", on=day("2025-09-08"), by=bureau.clerk, at=at("2025-09-08")
        )


# The end without a reply.


def test_an_uncorrected_request_lapses_by_a_persons_finding_after_its_last_day(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case, "2025-09-03", "2025-09-17")
    given = {"says": "电话询问，申请人没有说明理由", "by": bureau.clerk}
    with pytest.raises(CannotDo, match="尚未届满"):
        confirm_correction_lapse(case, on=day("2025-09-17"), at=at("2025-09-17"), **given)
    assert Standing.objects.get(case=case).ended_on is None
    confirm_correction_lapse(case, on=day("2025-09-18"), at=at("2025-09-18"), **given)
    assert Standing.objects.get(case=case).outcome == "correction_lapsed"


def test_a_lapse_without_a_word_on_the_reasons_is_no_finding(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case, "2025-09-03", "2025-09-17")
    with pytest.raises(CannotDo, match="正当理由"):
        confirm_correction_lapse(case, says="", on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18"))


def test_the_requester_withdraws_and_the_request_ends(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    withdraw(case, on=day("2025-09-05"), by=None, at=at("2025-09-05"))
    assert Standing.objects.get(case=case).state == "ended"
    with pytest.raises(CannotDo, match="已于2025年9月5日办结"):
        withdraw(case, on=day("2025-09-06"), by=None, at=at("2025-09-06"))


def test_an_officer_tells_how_she_knows_of_a_withdrawal(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    with pytest.raises(CannotDo, match="怎样撤回"):
        withdraw(case, on=day("2025-09-05"), by=bureau.clerk, at=at("2025-09-05"))
    assert case.entries.count() == 1


def test_the_right_organ_is_named_with_its_address(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    given = {"on": day("2025-09-05"), "by": bureau.clerk, "at": at("2025-09-05")}
    with pytest.raises(CannotDo) as refusal:
        pass_on(case, reasons="", to="青山区财政局", **given)
    assert set(refusal.value.faults) == {"reasons", "contact"}
    with pytest.raises(CannotDo, match="转送给哪个机关"):
        pass_on(case, reasons="预算由财政部门管理", forwarded=True, **given)
    entry = pass_on(case, reasons="预算由财政部门管理", to="青山区财政局", contact="000-7654321", **given)
    assert entry.said.texts == {
        "reasons": "预算由财政部门管理",
        "contact": "000-7654321",
        "to": "青山区财政局",
    }
    assert entry.particulars == {}
    assert Standing.objects.get(case=case).outcome == "not_held"


# The reply, and what comes after it.


def test_a_reply_is_done_only_when_it_has_left_and_only_then_the_case_is_archived(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    answered(bureau, case, sent=False)
    with pytest.raises(CannotDo, match="尚未发出"):
        archive(case, by=bureau.clerk, at=at("2025-09-13"))
    mark_sent(case, on=day("2025-09-15"), means="邮寄", by=bureau.clerk, at=at("2025-09-15"))
    mark_delivered(case, on=day("2025-09-17"), by=bureau.clerk, at=at("2025-09-17"))
    archive(case, by=bureau.clerk, at=at("2025-09-18"))
    assert Standing.objects.get(case=case).archived_on == day("2025-09-18")
    with pytest.raises(CannotDo, match="已经归档"):
        archive(case, by=bureau.clerk, at=at("2025-09-19"))


def test_an_order_to_answer_anew_opens_an_archived_case(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    answered(bureau, case)
    archive(case, by=bureau.clerk, at=at("2025-09-18"))
    order_redo(
        case,
        ordered_by="reconsideration",
        on=day("2025-10-20"),
        served=day("2025-10-22"),
        by=bureau.clerk,
        at=at("2025-10-22"),
    )
    stands = Standing.objects.get(case=case)
    assert (stands.state, stands.archived_on) == ("redo", None)
    with pytest.raises(CannotDo, match="人民法院判决，还是行政复议决定"):
        order_redo(case, ordered_by="申请人", on=day("2025-10-22"), by=bureau.clerk, at=at("2025-10-22"))


def test_what_happened_earlier_is_entered_late_and_stands_out_as_late(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case, "2025-09-03", "2025-09-17", at=at("2025-09-08"))
    line = next(line for line in ledger.clock_of(case).trace if line.event == "correction_asked")
    assert "2025年9月8日补登" in line.says(ledger.clock_of(case).law.calendar)


# A third party's objection (art. 32).


def _objected(bureau: Bureau, case: Case, reasons: str = "涉及商业秘密") -> Party:
    party = a_consulted(bureau, case)
    hear(
        case,
        party,
        on=day("2025-09-12"),
        agrees=False,
        reasons=reasons,
        by=bureau.clerk,
        at=at("2025-09-12"),
    )
    return party


def _decide(bureau: Bureau, case: Case, party: Party, **facts: object):
    given = {
        "holds": True,
        "discloses": True,
        "reasons": "不公开将严重影响公众用药安全",
        "content": "抽检结果",
        "on": day("2025-09-15"),
        "by": bureau.clerk,
        "at": at("2025-09-15"),
        **facts,
    }
    return decide_objection(case, party, **given)


def test_disclosing_against_an_objection_needs_the_public_interest_and_is_told(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = _objected(bureau, case)
    assert [found.is_open for found in objections.all_of(case)] == [True]
    with pytest.raises(CannotDo, match="公共利益造成什么重大影响"):
        _decide(bureau, case, party, reasons="")
    with pytest.raises(CannotDo, match="公开哪些内容"):
        _decide(bureau, case, party, content=" ")
    decided = _decide(bureau, case, party)
    assert [found.is_to_be_told for found in objections.all_of(case)] == [True]
    tell_third_party(decided, on=day("2025-09-16"), means="邮寄", by=bureau.clerk, at=at("2025-09-16"))
    assert [(f.is_open, f.is_to_be_told) for f in objections.all_of(case)] == [(False, False)]
    with pytest.raises(ledger.Overtaken):
        tell_third_party(decided, on=day("2025-09-16"), means="邮寄", by=bureau.clerk, at=at("2025-09-16"))


def test_who_does_not_object_needs_no_decision(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    silent, agrees = a_third_party(bureau, case), a_consulted(bureau, case, name="王五")
    hear(case, agrees, on=day("2025-09-12"), agrees=True, by=bureau.clerk, at=at("2025-09-12"))
    for party in (silent, agrees):
        with pytest.raises(CannotDo, match="没有不同意公开的意见"):
            _decide(bureau, case, party)
    assert objections.all_of(case) == []


def test_what_is_withheld_is_not_told_and_an_older_decision_is_not_told_either(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = _objected(bureau, case)
    kept = _decide(bureau, case, party, discloses=False, content="")
    given = {"on": day("2025-09-16"), "means": "邮寄", "by": bureau.clerk, "at": at("2025-09-16")}
    with pytest.raises(CannotDo, match="决定不公开的"):
        tell_third_party(kept, **given)
    older, _ = _decide(bureau, case, party), _decide(bureau, case, party)
    with pytest.raises(CannotDo, match="以新的为准"):
        tell_third_party(older, **given)


def test_an_annulled_objection_is_none_and_its_decision_not_that_of_the_next(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = _objected(bureau, case)
    _decide(bureau, case, party)
    proposal = propose_annulment(
        case, place=3, reason="登记到了别人名下", by=bureau.clerk, at=at("2025-09-16")
    )
    consent(proposal, by=bureau.head, at=at("2025-09-16"))
    assert objections.all_of(case) == []
    hear(case, party, on=day("2025-09-16"), agrees=False, by=bureau.clerk, at=at("2025-09-16", "10:00"))
    assert [found.is_open for found in objections.all_of(case)] == [True]


# What is learnt later.


def test_what_was_not_known_is_added_and_both_entries_stay(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case, "2025-09-03", "2025-09-17")
    with pytest.raises(CannotDo, match="可以补记的：没有"):
        supplement(case, 2, {"by": day("2025-09-18")}, by=bureau.clerk, at=at("2025-09-18"))
    order = bureau.received("2025-09-01")
    answered(bureau, order)
    order_redo(order, ordered_by="court", on=day("2025-10-20"), by=bureau.clerk, at=at("2025-10-20"))
    before = ledger.clock_of(order).due
    added = supplement(order, 4, {"until": day("2025-12-31")}, by=bureau.clerk, at=at("2025-10-22"))
    assert before != ledger.clock_of(order).due == day("2025-12-31")
    kinds = [row.kind for row in order.entries.all()]
    assert kinds[-3:] == ["redo_ordered", "entry_annulled", "redo_ordered"]
    assert added.on == day("2025-10-20")
    assert verify() is None


def test_what_is_added_is_asked_about_as_if_it_were_entered_now(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    event = CorrectionAsked(on=day("2025-09-03"), items="写明年度")  # an old file that names no last day
    enter(case, event, by=bureau.clerk, at=at("2025-09-03"))
    given = {"by": bureau.clerk, "at": at("2025-09-05")}
    with pytest.raises(Doubted, match="超过一般的15个工作日"):
        supplement(case, 2, {"by": day("2025-11-03")}, **given)
    with pytest.raises(CannotDo, match="可以补记的：补正期限"):
        supplement(case, 2, {"items": "写明地点"}, **given)
    added = supplement(case, 2, {"by": day("2025-11-03")}, **given, although="申请人在国外")
    assert added.said.texts == {"items": "写明年度", "although": "申请人在国外"}
    assert ledger.clock_of(case).correct_by == day("2025-11-03")


def test_an_extension_stays_in_force_when_what_rests_on_it_is_entered(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    extend(bureau, case, "2025-09-22")
    answered(bureau, case, "2025-10-20")
    assert Standing.objects.get(case=case).due == day("2025-10-31")
    assert not move(case, "extended", "2025-10-21").possible

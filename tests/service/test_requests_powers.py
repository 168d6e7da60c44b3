"""Who may do what with a request: every action by every duty, of its own organ and of others.

The table says which duties may; it is written here by hand, apart from the code that asks.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from gongkai.service.organs.doors import NotHere
from gongkai.service.organs.models import Duty, Post
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests import actions, vault
from gongkai.service.requests.actions.add_note import add_note
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.answer import answer, mark_delivered, mark_sent
from gongkai.service.requests.actions.archive import archive
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.ask_reasons import ask_reasons, give_reasons
from gongkai.service.requests.actions.assign import assign
from gongkai.service.requests.actions.charge import pay, propose_fee
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consent import consent, decline, take_back
from gongkai.service.requests.actions.consult import consult, letter_delivered
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.correct_class import propose_class
from gongkai.service.requests.actions.decide_objection import decide_objection, tell_third_party
from gongkai.service.requests.actions.erase_requester import erase_requester
from gongkai.service.requests.actions.export_cases import export_cases
from gongkai.service.requests.actions.export_events import export_events
from gongkai.service.requests.actions.hear import confirm_silence, hear
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.lapse import confirm_correction_lapse, confirm_fee_lapse
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.pass_on import pass_on
from gongkai.service.requests.actions.propose import (
    propose_annulment,
    propose_extension,
    propose_later_reply,
    propose_revocation,
)
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.actions.record_search import record_search
from gongkai.service.requests.actions.renew_code import renew_code
from gongkai.service.requests.actions.reveal_paper import reveal_paper
from gongkai.service.requests.actions.set_letter_wording import set_letter_wording, set_remedy_address
from gongkai.service.requests.actions.set_number_pattern import set_number_pattern
from gongkai.service.requests.actions.set_preflight import set_preflight
from gongkai.service.requests.actions.set_reception import set_reception
from gongkai.service.requests.actions.settle_result import settle_result
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.actions.supplement import supplement
from gongkai.service.requests.actions.take_archive import take_archive
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.actions.withdraw import withdraw
from gongkai.service.requests.intake import Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Identity, Proposal
from tests.service.cases import Bureau, an_application, at
from tests.service.desk import LONG_AGO, a_person, a_post
from tests.service.requests_acts import a_consulted, a_third_party, ask, choose, day
from tests.service.test_requests_desk import answered
from tests.service.test_requests_together import parted

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "0500017a5eab3f0000000049454e44ae426082"
)
pytestmark = pytest.mark.django_db

HANDLES = {Duty.CLERK, Duty.OFFICE_HEAD}
SEES = {Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER, Duty.SUPERVISOR}
CONSENTS = {Duty.OFFICE_HEAD, Duty.LEADER}
Act = Callable[[Post], object]
ON = day("2025-09-12")
WHEN = {"on": ON, "at": at("2025-09-12")}


def _received(bureau: Bureau) -> Case:
    return bureau.received("2025-09-01")


def _asked(bureau: Bureau) -> Case:
    case = _received(bureau)
    ask(bureau, case, "2025-09-03", "2025-09-11")
    return case


def _objected(bureau: Bureau) -> tuple[Case, Any]:
    case = _received(bureau)
    party = a_consulted(bureau, case)
    hear(case, party, on=day("2025-09-11"), agrees=False, by=bureau.clerk, at=at("2025-09-11"))
    return case, party


def _proposed(bureau: Bureau) -> Proposal:
    return propose_extension(_received(bureau), days=5, says="需要检索", by=bureau.clerk, at=at("2025-09-11"))


def _fee(bureau: Bureau, delivered: str | None = None) -> Case:
    case = _received(bureau)
    given = {"standard": "pages", "pages": 90, "says": "数量很大", "by": bureau.clerk, "at": at("2025-09-03")}
    proposal = propose_fee(case, **given)
    consent(proposal, by=bureau.head, at=at("2025-09-03"))
    told = day("2025-09-03")
    tell(proposal, on=told, delivered=told if delivered else None, by=bureau.clerk, at=at("2025-09-03"))
    return case


def _answered(bureau: Bureau) -> Case:
    case = _received(bureau)
    answer(case, outcome="full_disclosure", on=ON, by=bureau.clerk, at=at("2025-09-12", "08:00"))
    return case


def _sent(bureau: Bureau) -> Case:
    case = _answered(bureau)
    mark_sent(case, on=ON, means="邮寄", by=bureau.clerk, at=at("2025-09-12", "08:01"))
    return case


def _sent_before(bureau: Bureau) -> Case:
    case, earlier = _received(bureau), {"on": day("2025-09-10"), "at": at("2025-09-10")}
    answer(case, outcome="full_disclosure", by=bureau.clerk, **earlier)
    mark_sent(case, means="邮寄", by=bureau.clerk, **earlier)
    return case


def _of_case(act: Callable[..., object], made: Callable[[Bureau], Any] = _received, **facts: Any):
    """A way to do something with a case that was brought to where it can be done."""

    def prepared(bureau: Bureau) -> Act:
        found = made(bureau)
        given = found if isinstance(found, tuple) else (found,)
        return lambda by: act(*given, by=by, **{**WHEN, **facts})

    return prepared


def _without_day(act: Callable[..., object], made: Callable[[Bureau], Any] = _received, **facts: Any):
    def prepared(bureau: Bureau) -> Act:
        found = made(bureau)
        return lambda by: act(found, by=by, at=at("2025-09-12"), **facts)

    return prepared


def _with_party(bureau: Bureau) -> tuple[Case, Any]:
    case = _received(bureau)
    return case, a_third_party(bureau, case)


def _letter_sent(bureau: Bureau) -> tuple[Case, Any]:
    case, party = _with_party(bureau)
    consult(case, party, on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    return case, party


def _long_silent(bureau: Bureau) -> tuple[Case, Any]:
    case = bureau.received("2025-08-01")
    return case, a_consulted(bureau, case, "2025-08-04")


def _decided(bureau: Bureau) -> Any:
    case, party = _objected(bureau)
    given = {"holds": False, "discloses": True, "reasons": "理由不成立", "content": "合同"}
    return decide_objection(case, party, **given, **WHEN, by=bureau.clerk)


def _consented(bureau: Bureau) -> Proposal:
    proposal = _proposed(bureau)
    consent(proposal, by=bureau.head, at=at("2025-09-12", "08:00"))
    return proposal


def _reasons_asked(bureau: Bureau) -> Case:
    case = _received(bureau)
    ask_reasons(case, says="本月第41件", on=day("2025-09-03"), by=bureau.clerk, at=at("2025-09-03"))
    return case


def _ended_apart(bureau: Bureau) -> Case:
    """A request whose parts ended with results that make none together."""
    case = _received(bureau)
    (part,) = parted(bureau, case, on="2025-09-02")
    answered(bureau, case, "2025-09-10", "full_disclosure")
    answered(bureau, part, "2025-09-10", "not_held")
    return case


def _supplement(bureau: Bureau) -> Act:
    case = _fee(bureau)
    place = case.entries.count()
    return lambda by: supplement(case, place, {"delivered": ON}, by=by, at=at("2025-09-12"))


def _join(bureau: Bureau) -> Act:
    cases = [_received(bureau), _received(bureau)]
    return lambda by: join(cases, says="同一申请人的", by=by, **WHEN)


def _receive(bureau: Bureau) -> Act:
    given = {"channel": "in_person", "arrived": ON, "at": at("2025-09-12")}
    return lambda by: receive(bureau.organ, an_application(), by=by, **given)


def _of_organ(act: Callable[..., object], **facts: Any) -> Callable[[Bureau], Act]:
    return lambda bureau: lambda by: act(bureau.organ, by=by, at=at("2025-09-12"), **facts)


def _reveal_paper(bureau: Bureau) -> Act:
    case = bureau.received("2025-09-01", files=(Upload("证件.png", PNG, "identity"),))
    paper = case.papers.get()
    return lambda by: reveal_paper(paper, purpose="核对当面提交的证件", by=by, at=at("2025-09-12"))


def _reveal(bureau: Bureau) -> Act:
    identity = Identity.objects.get(party__case=_received(bureau))
    return lambda by: vault.reveal(identity, purpose="核对当面提交的证件", by=by, at=at("2025-09-12"))


TABLE: dict[str, tuple[set[Duty], Callable[[Bureau], Act]]] = {
    "receive": (HANDLES, _receive),
    "reveal": (HANDLES, _reveal),
    "contact": (HANDLES, _of_case(contact, means="电话", reached=True)),
    "record_search": (
        HANDLES,
        _of_case(record_search, where="档案室", words="合同", by_whom="承办人", found=False),
    ),
    "ask_correction": (
        HANDLES,
        _of_case(ask_correction, items="年度", correct_by=day("2025-09-20"), although="当日才看清"),
    ),
    "correct": (HANDLES, _of_case(correct, _asked, wish={"description": "2025年的合同"})),
    "confirm_correction_lapse": (
        HANDLES,
        _of_case(confirm_correction_lapse, _asked, says="没有正当理由"),
    ),
    "ask_reasons": (HANDLES, _of_case(ask_reasons, says="本月第41件")),
    "give_reasons": (HANDLES, _of_case(give_reasons, _reasons_asked, says="为了论文")),
    "add_party": (HANDLES, _without_day(add_party, role="third_party", who=Who(name="李四"))),
    "consult": (HANDLES, _of_case(consult, _with_party)),
    "letter_delivered": (HANDLES, _of_case(letter_delivered, _letter_sent)),
    "hear": (HANDLES, _of_case(hear, _letter_sent, agrees=True)),
    "confirm_silence": (HANDLES, _of_case(confirm_silence, _long_silent)),
    "decide_objection": (
        HANDLES,
        _of_case(decide_objection, _objected, holds=True, discloses=False, reasons="涉及商业秘密"),
    ),
    "tell_third_party": (HANDLES, _of_case(tell_third_party, _decided, means="邮寄")),
    "propose": (HANDLES, _without_day(propose_extension, days=5, says="需要检索")),
    "propose_extension": (HANDLES, _without_day(propose_extension, days=5, says="需要检索")),
    "propose_later_reply": (
        HANDLES,
        _without_day(propose_later_reply, _reasons_asked, until=day("2025-12-01"), says="数量很大"),
    ),
    "propose_annulment": (HANDLES, _without_day(propose_annulment, _asked, place=2, reason="登记有误")),
    "propose_revocation": (HANDLES, _without_day(propose_revocation, _sent_before, says="又检索到信息")),
    "propose_fee": (HANDLES, _without_day(propose_fee, standard="pages", pages=90, says="数量很大")),
    "propose_class": (
        HANDLES,
        _without_day(propose_class, requester_class="business", says="盖公司的章"),
    ),
    "consent": (CONSENTS, _without_day(consent, _proposed)),
    "decline": (CONSENTS, _without_day(decline, _proposed, says="不需要延长")),
    "take_back": ({Duty.CLERK}, _without_day(take_back, _proposed)),
    "tell": (HANDLES, _of_case(tell, _consented)),
    "pay": (HANDLES, _of_case(pay, _fee)),
    "confirm_fee_lapse": (
        HANDLES,
        _of_case(
            confirm_fee_lapse,
            lambda b: _fee(b, "x"),
            says="没有到账",
            on=day("2025-10-20"),
            at=at("2025-10-20"),
        ),
    ),
    "supplement": (HANDLES, _supplement),
    "pass_on": (HANDLES, _of_case(pass_on, reasons="不属于本机关")),
    "withdraw": (HANDLES, _of_case(withdraw, says="书面撤回")),
    "join": (HANDLES, _join),
    "split": (HANDLES, _of_case(split, parts=["合同", "发票"], says="两件不同的事")),
    "settle_result": (
        HANDLES,
        _without_day(settle_result, _ended_apart, outcome="not_held", says="主要部分不存在"),
    ),
    "answer": (HANDLES, _of_case(answer, outcome="full_disclosure")),
    "mark_sent": (HANDLES, _of_case(mark_sent, _answered, means="邮寄")),
    "mark_delivered": (HANDLES, _of_case(mark_delivered, _sent)),
    "order_redo": (HANDLES, _of_case(order_redo, _sent, ordered_by="court")),
    "add_note": (HANDLES, _without_day(add_note, says="已电话联系")),
    "add_papers": (HANDLES, _without_day(add_papers, uploads=[Upload("证据.png", PNG, "evidence")])),
    "renew_code": (HANDLES, _without_day(renew_code, says="本人持证件到窗口")),
    "assign": (HANDLES, _without_day(assign, unit="办公室")),
    "set_reception": (CONSENTS, _of_organ(set_reception, online=True, since=ON)),
    "set_number_pattern": (
        CONSENTS,
        _of_organ(set_number_pattern, of="letter", pattern="青档公开〔{year}〕{serial}号", since=ON),
    ),
    "set_letter_wording": (CONSENTS, _of_organ(set_letter_wording, kind="correction", wording={}, since=ON)),
    "set_preflight": (CONSENTS, _of_organ(set_preflight, blocks=[], since=ON, says="凭证另存")),
    "set_remedy_address": (CONSENTS, _of_organ(set_remedy_address, online="", since=ON)),
    "export_events": (SEES, _without_day(export_events)),
    "export_cases": (SEES, _of_organ(export_cases, what="figures", form="csv", count=1)),
    "take_archive": (HANDLES, _without_day(take_archive, _sent)),
    "archive": (HANDLES, _without_day(archive, _sent)),
    "reveal_paper": (HANDLES, _reveal_paper),
    "erase_requester": (CONSENTS, _without_day(erase_requester, _sent, grounds="申请人书面请求删除")),
}
# Only ever called by the actions above, or by those of letters (test_requests_letters*.py and its like).
WITHIN = {"enter", "answered", "set_class"}
OF_LETTERS = {"decide", "draft_letter", "review_letter", "issue_letter", "send_letter", "fetch_letter"}
SEEN_FROM_ABOVE = {"export_events", "export_cases"}  # also by who supervises the organ


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    return Bureau()


def posts(bureau: Bureau) -> Iterator[tuple[Post, bool]]:
    """Everybody, with whether she serves the organ whose request it is, now."""
    for duty in Duty:
        yield a_post(bureau.organ, duty), True
    stand_in = a_person("deputy", "代某")
    for principal in (bureau.clerk, bureau.head, bureau.leader):
        yield a_post(bureau.organ, Duty(principal.duty), stand_in, deputy_of=principal), True
    gone = a_person("gone", "前某")
    yield a_post(bureau.organ, Duty.CLERK, gone, since=LONG_AGO, until=date(2025, 9, 1)), False
    yield a_post(bureau.organ, Duty.OFFICE_HEAD, gone, since=LONG_AGO, until=date(2025, 9, 1)), False
    other, above = (
        Bureau("qingshan-caizheng", "青山区财政局"),
        Bureau("qingshan", "青山区政府", kind="county"),
    )
    bureau.organ.supervisor = bureau.organ.parent = above.organ
    bureau.organ.save()
    for duty in Duty:
        yield a_post(other.organ, duty), False
        yield a_post(above.organ, duty), False


@pytest.mark.parametrize("name", TABLE)
def test_who_may_do_it_and_nobody_else(bureau: Bureau, name: str) -> None:
    may, prepare = TABLE[name]
    act = prepare(bureau)
    did = []
    for post, serves in list(posts(bureau)):
        expected = serves and Duty(post.duty) in may
        if name == "take_back":  # it is the proposer's alone, in whatever post
            expected = expected and post.person_id == bureau.clerk.person_id
        if name in SEEN_FROM_ABOVE and post.organ.code == "qingshan":
            expected = post.duty == Duty.SUPERVISOR
        with transaction.atomic():
            try:
                act(post)
            except (NotAllowed, NotHere):
                done = False
            else:
                done = True
            transaction.set_rollback(True)
        assert done == expected, (post, name)
        did.append(done)
    assert any(did)


def test_every_action_is_in_the_table() -> None:
    known = set(TABLE) | WITHIN
    for found in pkgutil.iter_modules(actions.__path__):
        if found.name in OF_LETTERS:
            continue
        module = importlib.import_module(f"{actions.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            here = function.__module__ == module.__name__ and not name.startswith("_")
            if here and "by" in inspect.signature(function).parameters:
                assert name in known, f"{found.name}.{name}: say in TABLE who may do it"

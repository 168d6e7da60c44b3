"""Requests answered together, and one that is several: numbers, clocks, and what the report counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import grounds, handed_down, ledger, objections, preflight, splitting
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.answer import answer
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.draft_letter import draft
from gongkai.service.requests.actions.hear import confirm_silence, hear
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.lapse import confirm_correction_lapse
from gongkai.service.requests.actions.propose import propose_annulment
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, EntryWords, Identity, Link, Party, Series, Standing, Wish
from gongkai.service.requests.verifying import verify
from gongkai.statute.events import Corrected, OpinionReceived
from tests.service.cases import Bureau, at
from tests.service.requests_acts import a_consulted, ask, choose, day, extend

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def parted(bureau: Bureau, case: Case, *parts: str, on: str = "2025-09-12") -> list[Case]:
    given = parts or ("2025年的合同", "2025年的发票")
    return split(case, given, says="是两件不同的事项", on=day(on), by=bureau.clerk, at=at(on))


def joined(bureau: Bureau, *cases: Case, **facts: object) -> None:
    given = {"says": "同一申请人的几件", "on": day("2025-09-08"), "by": bureau.clerk, "at": at("2025-09-08")}
    join(cases, **{**given, **facts})


# Joining.


def test_joined_requests_are_answered_together_and_each_keeps_its_own_end(bureau: Bureau) -> None:
    first, second = bureau.received("2025-09-01"), bureau.received("2025-09-05")
    joined(bureau, second, first)
    assert first.entries.get(kind="joined").particulars == {"requests": [second.number]}
    assert second.entries.get(kind="joined").particulars == {"requests": [first.number]}
    assert Link.objects.get().kind == "joined"
    assert ledger.clock_of(first).due < ledger.clock_of(second).due
    answer(first, outcome="full_disclosure", on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    answer(second, outcome="duplicate", on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"))
    assert set(Standing.objects.values_list("outcome", flat=True)) == {"full_disclosure", "duplicate"}


def test_what_cannot_be_joined_is_not_joined_in_part(bureau: Bureau) -> None:
    first, ended = bureau.received("2025-09-01"), bureau.received("2025-09-01")
    other = Bureau("qingshan-caizheng", "青山区财政局").received("2025-09-01")
    answer(ended, outcome="full_disclosure", on=day("2025-09-05"), by=bureau.clerk, at=at("2025-09-05"))
    for cases, says in (
        ((first,), "2至"),
        ((first, first), "2至"),
        ((first, other), "各由其机关"),
        ((first, ended), "办结"),
    ):
        with pytest.raises(CannotDo, match=says):
            joined(bureau, *cases)
    assert first.entries.count() == 1
    assert not Link.objects.exists()


def test_two_requests_are_joined_once(bureau: Bureau) -> None:
    first, second, third = (bureau.received("2025-09-01") for _ in range(3))
    joined(bureau, first, second)
    with pytest.raises(CannotDo, match="已经合并答复"):
        joined(bureau, first, second, third)


def test_who_joins_is_told_of_what_was_entered_meanwhile(bureau: Bureau) -> None:
    first, second = bureau.received("2025-09-01"), bureau.received("2025-09-01")
    ask(bureau, second)
    with pytest.raises(ledger.Overtaken):
        joined(bureau, first, second, seen={first.pk: 1, second.pk: 1})
    assert first.entries.count() == 1


# Splitting.


def test_each_part_has_its_own_number_and_the_clock_of_the_whole(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", description="想看合同和发票")
    ask(bureau, case)
    correct(
        case,
        on=day("2025-09-08"),
        wish={"description": "2025年的合同和发票"},
        by=bureau.clerk,
        at=at("2025-09-08"),
    )
    extend(bureau, case, "2025-09-10", 5)
    (part,) = parted(bureau, case)
    assert part.number != case.number
    assert [Wish.objects.get(case=c).description for c in (case, part)] == ["2025年的合同", "2025年的发票"]
    assert ledger.clock_of(part).due == ledger.clock_of(case).due
    assert ledger.clock_of(part).received_on == day("2025-09-01")
    assert case.entries.get(kind="split").particulars == {"requests": [case.number, part.number]}
    assert case.entries.get(kind="split").said.texts["before_description"] == "2025年的合同和发票"
    assert verify() is None


def test_the_parts_have_the_people_of_the_whole_and_their_sealed_numbers(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = a_consulted(bureau, case)
    hear(case, party, on=day("2025-09-11"), agrees=True, by=bureau.clerk, at=at("2025-09-11"))
    (part,) = parted(bureau, case)
    assert [(p.key, p.name) for p in Party.objects.filter(case=part)] == [("R1", "张三"), ("T1", "李四")]
    whole, copied = Identity.objects.order_by("pk")
    assert (whole.digest, whole.sealed) == (copied.digest, copied.sealed)
    assert part.code_digest == case.code_digest
    again = day("2025-09-15")
    theirs = Party.objects.get(case=part, key=party.key)
    consult(part, theirs, on=again, delivered=again, by=bureau.clerk, at=at("2025-09-15"))
    assert ledger.clock_of(part).standing(again).state == "consulting"
    assert ledger.clock_of(case).standing(again).state == "running"


def test_what_was_annulled_did_not_happen_to_the_parts(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case)
    wrong = propose_annulment(case, place=2, reason="登记有误", by=bureau.clerk, at=at("2025-09-04"))
    consent(wrong, by=bureau.head, at=at("2025-09-04"))
    (part,) = parted(bureau, case)
    assert [row.kind for row in part.entries.all()] == ["received"]
    assert part.entries.get().recorded_at == at("2025-09-12")


def test_parts_count_with_the_whole_unless_the_organ_counts_each(
    bureau: Bureau, settings: object, tmp_path: Path
) -> None:
    settings.GONGKAI_DATA = tmp_path  # type: ignore[attr-defined]
    case = bureau.received("2025-09-01")
    (part,) = parted(bureau, case)
    assert (splitting.counts(case), splitting.counts(part)) == (True, False)
    choose(tmp_path, split_requests="each")
    assert (splitting.counts(case), splitting.counts(part)) == (True, True)


def test_a_split_that_is_refused_takes_no_number(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    answer(case, outcome="full_disclosure", on=day("2025-09-05"), by=bureau.clerk, at=at("2025-09-05"))
    with pytest.raises(CannotDo, match="办结"):
        parted(bureau, case)
    assert (Case.objects.count(), Series.objects.get().last) == (1, 1)


def test_one_part_is_no_split(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="2至50件"):
        parted(bureau, bureau.received("2025-09-01"), "只有一件", " ")


def test_a_part_has_the_proof_of_receipt_of_the_whole_and_nothing_that_came_after(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", channel="fax")
    reached = {"reached": True, "means": "电话", "says": "本人确认收到", "by": bureau.clerk}
    contact(case, on=day("2025-09-02"), at=at("2025-09-02"), **reached)
    [scan] = add_papers(case, [Upload("传真.txt", b"x", "scan")], by=bureau.clerk, at=at("2025-09-03"))
    [found] = add_papers(case, [Upload("原件.txt", b"x", "original")], by=bureau.clerk, at=at("2025-09-03"))
    [part] = parted(bureau, case)
    add_papers(case, [Upload("后来.txt", b"x", "scan")], by=bureau.clerk, at=at("2025-09-13"))
    [again] = parted(bureau, part, on="2025-09-15")

    for one in (part, again):
        letter = draft(one, "extension", to=one.parties.get(key="R1"), by=bureau.clerk, at=at("2025-09-16"))
        codes = {doubt.code for doubt in preflight.doubts(letter, day("2025-09-16"))}
        assert "receipt_unproven" not in codes
        assert [row.on for row in handed_down.contacts(one)] == [day("2025-09-02")]
        assert list(handed_down.papers(one)) == [scan] and found not in handed_down.papers(one)
        page = CasePage(one, Visit(bureau.clerk, at("2025-09-16"), day("2025-09-16")))
        assert [paper.name for paper, _kind, opens in page.files if opens] == ["传真.txt"]
        assert "电话" in str([item.details for item in page.items])


def test_a_part_of_a_whole_without_proof_of_receipt_says_so(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01", channel="registered_mail")
    EntryWords.objects.filter(entry__case=case).delete()
    [part] = parted(bureau, case)
    letter = draft(part, "extension", to=part.parties.get(key="R1"), by=bureau.clerk, at=at("2025-09-16"))
    assert "receipt_unproven" in {doubt.code for doubt in preflight.doubts(letter, day("2025-09-16"))}


# Parts made while something was still open: before that was refused.


@pytest.fixture
def anyway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.service.requests.actions.split._unsettled", lambda _case: "")


def test_no_request_is_split_while_an_opinion_or_a_correction_is_awaited(bureau: Bureau) -> None:
    asked, consulted = bureau.received("2025-09-01"), bureau.received("2025-09-01")
    ask(bureau, asked)
    party = a_consulted(bureau, consulted)
    for case, says in ((asked, "等待申请人补正"), (consulted, "对方只答复一次")):
        with pytest.raises(CannotDo, match=says):
            parted(bureau, case)
    assert not Link.objects.exists()
    hear(consulted, party, on=day("2025-09-12"), agrees=False, by=bureau.clerk, at=at("2025-09-12"))
    [part] = parted(bureau, consulted)
    assert [one.party.name for one in objections.all_of(part)] == ["李四"]


@pytest.mark.usefixtures("anyway")
def test_an_objection_to_the_whole_counts_in_a_part_that_was_split_while_it_was_awaited(
    bureau: Bureau,
) -> None:
    case = bureau.received("2025-09-01")
    party = a_consulted(bureau, case)
    stranger = a_consulted(bureau, case, name="王五")
    first, second = parted(bureau, case, "合同", "发票", "清单")
    theirs = Party.objects.get(case=second, key=stranger.key)
    silent = day("2025-10-13")
    confirm_silence(second, theirs, on=silent, by=bureau.clerk, at=at("2025-10-13"))
    facts = {"agrees": False, "reasons": "涉及商业秘密", "by": bureau.clerk}
    hear(first, Party.objects.get(case=first, key=party.key), on=silent, at=at("2025-10-13"), **facts)
    for one in (case, first, second):
        assert [found.party.name for found in objections.all_of(one)] == ["李四"]
    hear(case, stranger, on=day("2025-10-14"), at=at("2025-10-14"), **facts)  # late, and counts all the same
    assert {found.party.name for found in objections.all_of(second)} == {"李四", "王五"}


@pytest.mark.usefixtures("anyway")
def test_what_agrees_to_one_part_does_not_agree_to_another(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = a_consulted(bureau, case)
    [part] = parted(bureau, case)
    hear(case, party, on=day("2025-09-15"), agrees=True, by=bureau.clerk, at=at("2025-09-15"))
    assert ledger.clock_of(part).standing(day("2025-09-15")).state == "consulting"


@pytest.mark.usefixtures("anyway")
def test_no_silence_is_found_in_a_part_after_an_objection_to_the_whole_that_was_not_carried_over(
    bureau: Bureau,
) -> None:
    case = bureau.received("2025-09-01")
    party = a_consulted(bureau, case)
    [part] = parted(bureau, case)
    event = OpinionReceived(on=day("2025-09-15"), whom=party.key, agrees=False)
    ledger.append(case, event, by=bureau.clerk, at=at("2025-09-15"))
    theirs = Party.objects.get(case=part, key=party.key)
    with pytest.raises(CannotDo, match=f"在{case.number}提出不同意公开"):
        confirm_silence(part, theirs, on=day("2025-10-13"), by=bureau.clerk, at=at("2025-10-13"))
    facts = {"considered": {"third_party": "none"}, "outcome": "full_disclosure", "article": "条例36(2)"}
    found = grounds.contradictions(part, ledger.clock_of(part), **facts)
    assert "objection_undecided" in {code for code, _says, _article in found}


@pytest.mark.usefixtures("anyway")
def test_the_correction_of_the_whole_closes_what_its_parts_awaited(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case)
    [part] = parted(bureau, case)
    wish = {"description": "2025年的合同"}
    who = {"phone": "13900000000"}
    correct(case, on=day("2025-09-15"), wish=wish, who=who, by=bureau.clerk, at=at("2025-09-15"))
    assert ledger.clock_of(part).halted == ""
    assert ledger.clock_of(part).due == ledger.clock_of(case).due
    assert Party.objects.get(case=part, role="requester").phone == "13900000000"
    assert Wish.objects.get(case=part).description == "2025年的发票"


@pytest.mark.usefixtures("anyway")
def test_no_part_lapses_whose_correction_came_in_under_the_number_of_the_whole(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    ask(bureau, case)
    [part] = parted(bureau, case)
    ledger.append(case, Corrected(on=day("2025-09-15")), by=bureau.clerk, at=at("2025-09-15"))
    with pytest.raises(CannotDo, match=f"在{case.number}补正"):
        confirm_correction_lapse(
            part, says="没有收到补正", on=day("2025-09-18"), by=bureau.clerk, at=at("2025-09-18")
        )

"""What a letter tells of is entered when it is issued: once, with consent, and naming nobody else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.desk import Due
from gongkai.service.requests import (
    desk_due,
    ledger,
    letter_due,
    letter_names,
    lettering,
    numbering,
    preflight,
)
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.ask_correction import ask_correction
from gongkai.service.requests.actions.charge import propose_fee
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.correct import correct
from gongkai.service.requests.actions.draft_letter import change, draft
from gongkai.service.requests.actions.entering import Doubted
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.join import join
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.actions.set_letter_wording import set_letter_wording, set_remedy_address
from gongkai.service.requests.actions.set_number_pattern import set_number_pattern
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Letter, Party
from gongkai.service.requests.reminding import gathering
from tests.service.cases import Bureau, a_who, at
from tests.service.requests_acts import ask, choose
from tests.service.test_requests_desk import shown, text
from tests.service.test_requests_letters import GRANTED, _cleared, _decided, _granted, _release, _word

pytestmark = pytest.mark.django_db
DAY = "2025-09-10"
ON = date(2025, 9, 10)


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    choose(tmp_path, fees_in_use="on")
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def a_letter(bureau: Bureau, case: Case, kind: str, to: str = "R1", **facts: Any) -> Letter:
    party = case.parties.get(key=to)
    return draft(case, kind, to=party, facts=facts, by=bureau.clerk, at=at(DAY))


def issued(bureau: Bureau, letter: Letter, **facts: Any) -> Letter:
    return issue(_cleared(bureau, letter), by=bureau.clerk, at=at(DAY), **facts)


def kinds(case: Case) -> list[str]:
    return [event.kind for event in ledger.events_of(case)]


def blocking(letter: Letter) -> dict[str, str]:
    return {doubt.code: doubt.says for doubt in preflight.doubts(letter, ON) if doubt.blocks}


def said(letter: Letter) -> str:
    return "".join(lettering.written(letter, ON).words())


def test_an_extension_is_told_only_with_consent_and_with_the_day_that_follows(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    letter = a_letter(bureau, case, "extension")
    assert "not_consented" in {doubt.code for doubt in preflight.doubts(letter, ON) if doubt.blocks}
    consent(
        propose_extension(case, days=10, says="需要检索历年卷宗", by=bureau.clerk, at=at(DAY)),
        by=bureau.head,
        at=at(DAY),
    )
    before = ledger.clock_of(case).due
    assert "延长10个工作日" in said(letter)
    issued(bureau, letter)
    assert kinds(case) == ["received", "extended"]
    after = ledger.clock_of(case).due
    assert after is not None and before is not None and after > before
    assert f"{after.month}月{after.day}日" in said(Letter.objects.get(pk=letter.pk))


def test_an_extension_consented_to_for_a_term_that_began_anew_is_not_told_as_granted(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    old = propose_extension(case, days=10, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-02"))
    consent(old, by=bureau.head, at=at("2025-09-02"))
    ask(bureau, case, "2025-09-03")
    letter = a_letter(bureau, case, "extension")
    assert "补正" in blocking(letter)["not_consented"]  # while a correction is awaited no term runs
    wish = {"description": "2025年的合同"}
    correct(case, on=date(2025, 9, 8), wish=wish, by=bureau.clerk, at=at("2025-09-08"))
    assert "重新报请同意" in blocking(letter)["not_consented"]
    with pytest.raises(CannotDo, match="不再算"):
        tell(old, on=ON, by=bureau.clerk, at=at(DAY))
    new = propose_extension(case, days=10, says="补正以后仍需检索", by=bureau.clerk, at=at(DAY))
    consent(new, by=bureau.head, at=at(DAY))
    assert "not_consented" not in blocking(letter)
    before = ledger.clock_of(case)
    issued(bureau, Letter.objects.get(pk=letter.pk))
    after = ledger.clock_of(case)
    assert after.due is not None and before.due is not None and after.due > before.due
    assert "extension_lost" not in {finding.code for finding in after.findings}


def test_an_extension_told_before_the_correction_is_entered_late_all_the_same(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    told = propose_extension(case, days=10, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-02"))
    consent(told, by=bureau.head, at=at("2025-09-02"))
    ask(bureau, case, "2025-09-04")
    wish = {"description": "2025年的合同"}
    correct(case, on=date(2025, 9, 8), wish=wish, by=bureau.clerk, at=at("2025-09-08"))
    tell(told, on=date(2025, 9, 3), by=bureau.clerk, at=at(DAY))
    assert "extended" in kinds(case)


def test_a_fee_notice_says_the_sum_and_how_it_was_worked_out(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    fee = propose_fee(case, standard="pages", pages=50, says="页数较多", by=bureau.clerk, at=at(DAY))
    consent(fee, by=bureau.head, at=at(DAY))
    letter = issued(bureau, a_letter(bureau, case, "fee_notice", fee_how="到局财务室缴纳"))
    assert "人民币200元" in said(letter)
    assert "到局财务室缴纳" in said(letter)
    assert kinds(case) == ["received", "fee_noticed"]


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("证号9901 0119 9001 0100 11的人", "证件号码"),
        ("号码是９９０１０１１９９００１０１００１１", "证件号码"),
        ("由欧阳代表提出", "法定代表人或者负责人"),
        ("传真0007654321", "传真"),
        ("电话（000）7654388", "电话"),
        ("住青山区 测试巷8号", "通信地址"),
    ],
)
def test_nothing_that_tells_who_asked_stands_in_a_letter_to_a_third_party(
    bureau: Bureau, told: str, what: str
) -> None:
    case = bureau.received(
        "2025-09-01",
        requester=a_who(
            legal_representative="欧阳代表", fax="000-7654321", phone="000-7654388", address="青山区测试巷8号"
        ),
    )
    who = Who(name="青山区样例公司", address="样例路9号")
    party = add_party(case, role="third_party", who=who, by=bureau.clerk, at=at(DAY))
    letter = a_letter(bureau, case, "third_party_consultation", party.key, consulted_information=told)
    assert letter_names.named_in(letter, ON) == [what]
    facts = {"consulted_information": "设备采购合同的金额，合同编号990101199001010012"}
    letter = change(letter, by=bureau.clerk, at=at(DAY), facts=facts, wording={})
    assert letter_names.named_in(letter, ON) == []


def test_a_third_party_is_asked_by_the_letter_and_never_told_who_asked(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    who = Who(name="青山区样例公司", address="样例路9号")
    party = add_party(case, role="third_party", who=who, by=bureau.clerk, at=at(DAY))
    letter = a_letter(
        bureau, case, "third_party_consultation", party.key, consulted_information="张三申请的合同金额"
    )
    assert "requester_named" in {doubt.code for doubt in preflight.doubts(letter, ON) if doubt.blocks}
    facts = {"consulted_information": "设备采购合同的金额"}
    letter = change(letter, by=bureau.clerk, at=at(DAY), facts=facts, wording={})
    assert "requester_named" not in {doubt.code for doubt in preflight.doubts(letter, ON)}
    for kept in ("张三", "zhangsan@example.com", "档案数字化经费"):
        assert kept not in said(letter)
    issued(bureau, letter)
    assert kinds(case) == ["received", "third_party_consulted"]
    way = {"means": "post", "address": "样例路9号", "carrier": "ems", "tracking": "X1", "on": ON}
    sending = send(letter, by=bureau.clerk, at=at(DAY), **way)
    assert ledger.clock_of(case).consultations[0].delivered is None
    deliver(sending.dispatch, on=date(2025, 9, 12), by=bureau.clerk, at=at("2025-09-12"), says="签收")
    assert ledger.clock_of(case).consultations[0].delivered == date(2025, 9, 12)


def test_what_was_entered_by_hand_is_not_entered_again_by_its_letter(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    entry = ask_correction(
        case, items="请写明年度", correct_by=date(2025, 9, 24), on=ON, by=bureau.clerk, at=at(DAY)
    )
    facts = {"correction_items": ["请写明年度"], "correct_by": "2025-09-24"}
    letter = issued(bureau, a_letter(bureau, case, "correction", **facts))
    assert kinds(case) == ["received", "correction_asked"]
    assert letter.entry_id == entry.pk


def test_a_late_notice_is_issued_only_with_the_reason(bureau: Bureau) -> None:
    case = bureau.received("2025-08-01")
    facts = {"correction_items": ["请写明年度"], "correct_by": "2025-09-24"}
    letter = _cleared(bureau, a_letter(bureau, case, "correction", **facts))
    with pytest.raises(Doubted):
        issue(letter, by=bureau.clerk, at=at(DAY))
    assert Letter.objects.get(pk=letter.pk).number is None
    issue(letter, by=bureau.clerk, at=at(DAY), although="申请转来时已经过了七日")
    assert kinds(case) == ["received", "correction_asked"]


def test_requests_of_one_requester_are_answered_by_one_letter_each_in_its_own_ledger(bureau: Bureau) -> None:
    cases = [bureau.received("2025-09-01"), bureau.received("2025-09-02")]
    join(cases, says="同一申请人的两件", on=ON, by=bureau.clerk, at=at(DAY))
    letter = a_letter(bureau, cases[0], "joint_reply")
    assert "not_together" in {doubt.code for doubt in preflight.doubts(letter, ON) if doubt.blocks}
    for case in cases:
        _release(bureau, case, _word("经费37万元"))
        _decided(bureau, case, GRANTED)
    assert cases[1].number in said(letter)
    issued(bureau, letter)
    way = {"means": "post", "address": "青山区样例路1号", "carrier": "ems", "tracking": "X1", "on": ON}
    send(letter, by=bureau.clerk, at=at(DAY), **way)
    for case in cases:
        assert kinds(case)[-2:] == ["answered", "sent"]


def test_requests_of_several_people_are_not_answered_by_one_letter(bureau: Bureau) -> None:
    from tests.service.cases import a_who

    cases = [
        bureau.received("2025-09-01"),
        bureau.received("2025-09-02", requester=a_who("赵六", identity_number="")),
    ]
    join(cases, says="相同的内容", on=ON, by=bureau.clerk, at=at(DAY))
    letter = a_letter(bureau, cases[0], "joint_reply")
    found = {doubt.code: doubt.says for doubt in preflight.doubts(letter, ON)}
    assert "不是同一申请人" in found["not_together"]


def test_an_organ_says_it_in_its_own_words_from_a_day_on_and_within_bounds(bureau: Bureau) -> None:
    own = "如有疑问，请打电话{公开机构电话}。"
    with pytest.raises(CannotDo, match="没有"):
        given = {"why": "{没有这一项}"}
        set_letter_wording(bureau.organ, "correction", wording=given, since=ON, by=bureau.head, at=at(DAY))
    with pytest.raises(CannotDo, match="补正期限"):
        given = {"by": "请尽快补正。"}
        set_letter_wording(bureau.organ, "correction", wording=given, since=ON, by=bureau.head, at=at(DAY))
    case = bureau.received("2025-09-01")
    before = a_letter(bureau, case, "correction")
    set_letter_wording(bureau.organ, "correction", wording={"why": own}, since=ON, by=bureau.head, at=at(DAY))
    assert before.wording == {}
    assert a_letter(bureau, case, "correction").wording == {"why": own}


def test_a_reply_names_where_reconsideration_is_sought_online(bureau: Bureau) -> None:
    letter = _granted(bureau)
    assert "在线提出" not in said(letter)
    set_remedy_address(bureau.organ, online="青山区行政复议在线平台", since=ON, by=bureau.head, at=at(DAY))
    assert "青山区行政复议在线平台在线提出" in said(letter)


def test_a_prefix_of_its_own_numbers_the_letters_unless_another_organ_has_it(bureau: Bureau) -> None:
    other = Bureau("qingshan-jiaoyuju", "青山区教育局")
    pattern = "青档公开〔{year}〕{serial}号"
    made = {"of": "letter", "since": ON, "at": at(DAY)}
    set_number_pattern(bureau.organ, pattern=pattern, by=bureau.head, **made)
    assert numbering.next_number(bureau.organ, "letter", ON) == "青档公开〔2025〕1号"
    for taken in (pattern, "青档〔{year}〕{serial}号", "青山区〔{year}〕{serial}号"):
        with pytest.raises(CannotDo, match="代字"):
            set_number_pattern(other.organ, pattern=taken, by=other.head, **made)
    assert issued(bureau, _granted(bureau)).number == "青档公开〔2025〕1号"


def test_the_desk_says_whose_letter_it_is(bureau: Bureau) -> None:
    def waits(post: Any, day: str = DAY) -> list[str]:
        return [str(line.says) for line in letter_due.due(post, at(day)) if isinstance(line, Due)]

    letter = _granted(bureau)
    from gongkai.service.requests.actions.review_letter import submit

    submit(letter, by=bureau.clerk, at=at(DAY))
    assert "等您审批" in waits(bureau.clerk)[0]
    assert waits(bureau.leader) == []
    Letter.objects.filter(pk=letter.pk).update(facts={"reasons": "改过了"})
    assert waits(bureau.clerk) == []  # what is reviewed is no longer what stands there
    letter.refresh_from_db()
    _cleared(bureau, letter)
    assert "可以编号发出" in waits(bureau.clerk)[0]
    issue(letter, by=bureau.clerk, at=at(DAY))
    assert "请送达" in waits(bureau.clerk)[0]
    way = {"means": "post", "address": "青山区样例路1号", "carrier": "ems", "tracking": "X1", "on": ON}
    send(letter, by=bureau.clerk, at=at(DAY), **way)
    assert waits(bureau.clerk) == []
    assert "没有送达的凭证" in waits(bureau.clerk, (ON + timedelta(days=15)).isoformat())[0]


def test_a_letter_goes_only_to_whom_its_kind_is_for(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    party = add_party(case, role=Party.Role.THIRD_PARTY, who=Who(name="李四"), by=bureau.clerk, at=at(DAY))
    with pytest.raises(CannotDo, match="不发给"):
        draft(case, "correction", to=party, by=bureau.clerk, at=at(DAY))


def test_an_extension_that_gives_no_more_days_is_not_among_what_is_to_be_told(
    bureau: Bureau, client: Client
) -> None:
    def reminded() -> list[str]:
        return [line.owed.kind for line in gathering.by_person(ON).get(bureau.clerk.person.pk, [])]

    case = bureau.received("2025-09-01")
    old = propose_extension(case, days=10, says="需要检索历年卷宗", by=bureau.clerk, at=at("2025-09-02"))
    consent(old, by=bureau.head, at=at("2025-09-02"))
    assert "untold" in reminded()
    assert [due for due in desk_due.due(bureau.clerk, at(DAY)) if "请告知申请人" in str(due.says)]
    ask(bureau, case, "2025-09-03")
    wish = {"description": "2025年的合同"}
    correct(case, on=date(2025, 9, 8), wish=wish, by=bureau.clerk, at=at("2025-09-08"))

    assert "untold" not in reminded()
    assert not [due for due in desk_due.due(bureau.clerk, at(DAY)) if "请告知申请人" in str(due.says)]
    page = text(shown(client, bureau.clerk, "desk-case", case.pk))
    assert "同意的延长不再算在答复期限里" in page and "登记已告知" not in page
    assert "此前已经告知的，补登" in page

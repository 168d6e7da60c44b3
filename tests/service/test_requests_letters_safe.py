"""What a letter may never be signed with: nobody to go to, another ground, a name that was to be covered."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.requests import keeping, lettering, preflight, releasing
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.decide_objection import decide_objection
from gongkai.service.requests.actions.draft_letter import change, draft, draft_reply
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.issue_letter import issue
from gongkai.service.requests.actions.review_letter import speak, submit
from gongkai.service.requests.actions.send_letter import deliver, send
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_remedies import bodies_of
from gongkai.service.requests.letter_state import where
from gongkai.service.requests.models import Case, Letter, Paper
from tests.service.cases import Bureau, at
from tests.service.desk import an_organ
from tests.service.requests_acts import a_consulted

pytestmark = pytest.mark.django_db
DAY = "2025-09-10"
ON = date(2025, 9, 10)
FOUND = {
    "clear": "yes",
    "nature": "information",
    "repeated": "no",
    "ours": "yes",
    "special": "no",
    "exists": "ready",
    "public": "no",
    "forbidden": "none",
    "third_party": "none",
}
GRANTED = {**FOUND, "discretionary": "none"}
PARTIAL = {**FOUND, "discretionary": "deliberative", "separable": "yes"}


@pytest.fixture
def bureau() -> Bureau:
    return Bureau(reconsideration_body="青山区人民政府", address="青山区样例路1号", phone="000-1234567")


def _word(*texts: str) -> bytes:
    paper = Document()
    for text in texts:
        paper.add_paragraph(text)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _release(bureau: Bureau, case: Case, *texts: str, name: str = "支出情况.docx") -> Paper:
    upload = Upload(name, _word(*texts), Paper.Kind.RELEASE)
    return keeping.keep(case, [upload], party=None, by=bureau.clerk, at=at(DAY))[0]


def _decided(bureau: Bureau, case: Case, considered: dict[str, str], **facts: Any):
    given = {"reasons": "经审查，属于可以公开的政府信息", "given": {}, **facts}
    return decide(case, considered=considered, by=bureau.clerk, at=at(DAY), **given)


def _granted(bureau: Bureau) -> Letter:
    case = bureau.received("2025-09-01")
    _release(bureau, case, "2025年档案数字化经费支出37万元")
    return draft_reply(_decided(bureau, case, GRANTED), by=bureau.clerk, at=at(DAY))


def _cleared(bureau: Bureau, letter: Letter) -> Letter:
    submit(letter, by=bureau.clerk, at=at(DAY))
    for post in (bureau.clerk, bureau.reviewer, bureau.leader):
        speak(letter, verdict="pass", digest=where(letter, ON).digest, by=post, at=at(DAY))
    return letter


def _partial(bureau: Bureau, *texts: str, name: str = "支出情况.docx") -> Letter:
    case = bureau.received("2025-09-01")
    _release(bureau, case, *texts, name=name)
    withheld = [
        {
            "what": "讨论记录",
            "outcome": "refused_deliberative",
            "reason": "属于讨论记录",
            "strings": ["王小明"],
        }
    ]
    decision = _decided(bureau, case, PARTIAL, withheld=withheld)
    return draft_reply(decision, by=bureau.clerk, at=at(DAY))


def _codes(letter: Letter) -> dict[str, bool]:
    return {doubt.code: doubt.blocks for doubt in preflight.doubts(letter, ON)}


def test_a_letter_that_names_nobody_to_reconsider_is_not_signed() -> None:
    bureau = Bureau(address="青山区样例路1号", phone="000-1234567")
    letter = _granted(bureau)
    found = [doubt for doubt in preflight.doubts(letter, ON) if doubt.code == "remedies_missing"]
    assert found and found[0].blocks
    assert "行政复议机关" in found[0].says


def test_a_department_above_is_never_named_as_who_reconsiders() -> None:
    above = an_organ("gongxinju", "青山区工业和信息化局", kind=Organ.Kind.DEPARTMENT)
    government = an_organ("qingshan", "青山区人民政府", kind=Organ.Kind.COUNTY)
    branch = an_organ("fenju", "青山区工业和信息化局河东分局", kind=Organ.Kind.OTHER, parent=above)
    bureau = an_organ("caizhengju", "青山区财政局", kind=Organ.Kind.DEPARTMENT, parent=government)
    assert bodies_of(branch, ON) == ()
    assert bodies_of(bureau, ON) == ("青山区人民政府",)
    branch.reconsideration_body = "青山区人民政府"
    assert bodies_of(branch, ON) == ("青山区人民政府",)


def test_who_signs_is_told_of_an_outcome_that_no_court_takes(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    decision = _decided(
        bureau,
        case,
        {**{key: FOUND[key] for key in ("clear", "nature", "repeated", "ours")}, "special": "yes"},
        given={"special_law": "《不动产登记暂行条例》第二十七条", "counter": "青山区不动产登记中心"},
    )
    letter = draft_reply(decision, by=bureau.clerk, at=at(DAY))
    found = [doubt for doubt in preflight.doubts(letter, ON) if doubt.code == "remedies_note"]
    assert [doubt.blocks for doubt in found] == [False]
    assert "人民法院不予受理" in found[0].says


@pytest.mark.parametrize("holds", [False, True])
def test_a_third_party_is_told_the_ground_that_was_decided_on_its_objection(
    bureau: Bureau, holds: bool
) -> None:
    case = bureau.received("2025-09-01")
    party = a_consulted(bureau, case, on=DAY, name="青山区样例公司")
    hear(case, party, agrees=False, reasons="属于商业秘密", on=ON, by=bureau.clerk, at=at(DAY))
    letter = draft(case, "third_party_notice", to=party, by=bureau.clerk, at=at(DAY))
    typed = {"public_interest_test": "公众都想知道", "consulted_information": "设备采购合同的金额"}
    letter = change(letter, by=bureau.clerk, at=at(DAY), facts=typed, wording={})
    assert any("缺少对第三方异议的决定" in says for says in lettering.lacks(letter, ON))
    decide_objection(
        case,
        party,
        holds=holds,
        discloses=True,
        reasons="合同金额已经在招标公告里公布。",
        content="合同金额",
        on=ON,
        by=bureau.clerk,
        at=at(DAY),
    )
    said = "".join(lettering.written(letter, ON).words())
    assert ("不同意公开的理由不合理：合同金额已经在招标公告里公布。依据" in said) is not holds
    assert ("可能对公共利益造成重大影响：合同金额已经在招标公告里公布。依据" in said) is holds
    assert "公众都想知道" not in said


def test_a_reply_is_not_posted_with_a_courier_nor_delivered_on_nobodys_word(bureau: Bureau) -> None:
    letter = issue(_cleared(bureau, _granted(bureau)), by=bureau.clerk, at=at(DAY))
    way = {"means": "post", "address": "青山区样例路1号", "on": ON, "by": bureau.clerk, "at": at(DAY)}
    way["carrier"] = "china_post"
    for tracking in ("SF1234567890123", "顺丰 1234567890", "yt1234567890123", "JDVA00012345678"):
        with pytest.raises(CannotDo, match=r"邮政法.*第五十五条"):
            send(letter, tracking=tracking, **way)
    sending = send(letter, tracking="SF123456789CN", **way)  # an item of the post, whatever it begins with
    arrived = {"on": date(2025, 9, 12), "by": bureau.clerk, "at": at("2025-09-12")}
    with pytest.raises(CannotDo, match="凭证"):
        deliver(sending.dispatch, says=" ", **arrived)
    assert deliver(sending.dispatch, says="本人签收", **arrived).delivered_on == date(2025, 9, 12)


def test_a_partial_disclosure_does_not_go_without_its_file(bureau: Bureau) -> None:
    letter = _partial(bureau, "2025年档案数字化经费支出37万元")
    assert "file_lacking" not in _codes(letter)
    letter = change(letter, by=bureau.clerk, at=at(DAY), facts=letter.facts, wording={}, files=[])
    assert _codes(letter)["file_lacking"] is True


def test_the_name_of_a_file_does_not_say_what_was_withheld(bureau: Bureau) -> None:
    letter = _partial(bureau, "2025年档案数字化经费支出37万元", name="王 小明.docx")
    assert any("文件名" in says for says in releasing.faults(letter))
    assert _codes(letter)["file_unsafe"] is True


@pytest.mark.parametrize("between", ["\u200b", "\u00ad", "\u2060", "_", "*", "•", "／"])
def test_signs_put_between_the_letters_of_what_was_withheld_do_not_hide_it(
    bureau: Bureau, between: str
) -> None:
    letter = _partial(bureau, f"经手人：{between.join('王小明')}")
    assert any("不予公开的文字" in says for says in releasing.faults(letter))


def test_a_letter_to_be_posted_needs_an_address_to_post_it_to(bureau: Bureau) -> None:
    letter = _partial(bureau, "2025年档案数字化经费支出37万元")
    letter.case.wish.way = "post"
    letter.case.wish.save()
    assert "address_missing" not in _codes(letter)
    letter.to.address = ""
    letter.to.save()
    assert "address_missing" in _codes(letter)

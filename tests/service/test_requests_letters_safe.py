"""What a letter may never be signed with: nobody to go to, another ground, a name that was to be covered."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from docx import Document

from gongkai.service.organs.models import Organ
from gongkai.service.requests import keeping, preflight
from gongkai.service.requests.actions.decide import decide
from gongkai.service.requests.actions.draft_letter import draft_reply
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.letter_remedies import bodies_of
from gongkai.service.requests.models import Case, Letter, Paper
from tests.service.cases import Bureau, at
from tests.service.desk import an_organ

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

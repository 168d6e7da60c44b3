"""Letters of requests that ended without a reply on what was asked: as files, with every element."""

from __future__ import annotations

from functools import cache

import pytest

from gongkai.papers.intake import Kind
from gongkai.papers.letters import compose, to_docx, to_pdf
from gongkai.papers.text import text_of
from tests.papers.letters.cases import DAY, FONTS, case

# 答复规范五, and what the ground of each wants said.
FRAME = (
    "虚城区工业和信息化局",  # 答复主体
    "政府信息公开申请答复书",  # 标题
    "虚工信公开〔2026〕第12号",  # 文号
    "张三",  # 申请人
    "2026年11月2日",  # 申请事实
    "2025年度虚城区工业技改专项资金的分配方案和拨付明细",
    "行政复议",  # 救济权利、期限
    "虚城区人民政府",
    "60日",
    "虚城区人民法院",
    "6个月",
    "2026年11月23日",  # 答复日期
)
SAID = {
    "correction_lapsed": (
        "第三十条",
        "2026年11月6日",
        "补正期限至2026年11月27日止",
        "没有收到您补正的内容",
        "视为放弃申请",
        "不再处理",
    ),
    "fee_unpaid": (
        "第四十二条",
        "国办函〔2020〕109号",
        "虚工信公开费〔2026〕第1号",
        "2026年10月20日送达",
        "2000元",
        "没有收到您缴纳的费用",
        "不再处理",
    ),
    "not_held_elsewhere": (
        "第三十六条第五项",
        "土地出让金的征收由自然资源主管部门负责",
        "虚城区自然资源局",
        "0000-7654321",
        "虚城区建设路2号",
    ),
}


@cache
def said(kind: str, form: Kind) -> str:
    letter = compose(kind, case(kind), DAY)
    data = to_pdf(letter, FONTS) if form is Kind.PDF else to_docx(letter)
    return "".join(text_of(data, form).text.split())


@pytest.mark.parametrize("form", [Kind.PDF, Kind.DOCX], ids=["pdf", "docx"])
@pytest.mark.parametrize("kind", SAID)
def test_it_is_told_with_every_mandatory_element_and_its_course(kind: str, form: Kind) -> None:
    missing = [words for words in (*FRAME, *SAID[kind]) if words not in said(kind, form)]
    assert missing == []

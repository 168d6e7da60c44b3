"""A mark of secrecy is told from a sentence about secrets."""

from __future__ import annotations

import pytest

from gongkai.papers.scan import Certainty, HitKind, Part, scan


def hits(text, **more):
    """Return the hits in a text."""
    return scan([Part("正文", text, **more)])


@pytest.mark.parametrize(
    "text",
    [
        "绝密★1年",
        "机密★20年",
        "秘密★1年",
        "秘密★",
        "秘 密 ★ 5 年",
        "机　密★长期",
        "秘密☆３年",
        "绝密⭐启用前",
        "000001  机密★1年  特急",
        "秘密*1年",
        "密级：秘密",
        "密级:机密★10年",
        "密 级：绝 密",
        "密级和保密期限：机密 10年",
        "密级　秘密",
        "密级：□绝密 □机密 ☑秘密",
        "【机密】关于演示事项的报告",
        "（秘密）",
        "绝密",
        "  秘密  ",
        "机密 10年",
        "机密文件",
        "关于演示事项的方案（机密★5年）",
        "机\u200b密★1年",
        "第一行\n秘密★1年\n第三行",
        "涉密等级：机密级",
        "絕密",
        "密級：機密",
        "祕密★１年",
        "机密・10年",
        "关于演示事项的方案（机密·5年）",
        "絕密★1年",
        "機密",
        "密級：機密",
        "密級和保密期限：祕密 10年",
        "机密・10年",
        "秘密·5年",
        "000001  机密•长期  特急",
    ],
)
def test_a_mark_is_found_and_refuses(text):
    found = [hit for hit in hits(text) if hit.kind is HitKind.SECRECY]

    assert len(found) == 1, found
    assert found[0].refuses
    assert "保密" in found[0].says


@pytest.mark.parametrize(
    "text",
    [
        "涉及国家秘密、商业秘密、个人隐私的政府信息，行政机关不得公开。",
        "商业秘密",
        "国家秘密",
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "属于国家秘密的，依照《中华人民共和国保守国家秘密法》执行。",
        "不得泄露工作中知悉的国家秘密和商业秘密。",
        "机密级计算机不得接入互联网。",
        "绝密级国家秘密载体由专人保管。",
        "保守秘密是每个公民的义务。",
        "公布前，有关内容应当保密。",
        "密级：公开",
        "密级：无",
        "密级：",
        "密级：□绝密 □机密 □秘密",
        "密切联系群众★★★★★",
        "评为★★★★★级",
        "这是公开的秘密。",
        "商业秘密★",
        "保密审查意见：可以公开",
        "5年内不得从事秘密工作。",
        "秘密侦查措施",
        "解密后公开。",
    ],
)
def test_a_sentence_about_secrets_is_no_mark(text):
    assert [hit for hit in hits(text) if hit.refuses] == []


@pytest.mark.parametrize(
    "text",
    [
        "国家秘密标志形式为“密级★保密期限”，如“机密★20年”。",
        "应当在首页标明：例如 秘密★1年 的字样。",
        "密级：绝密、机密、秘密",
    ],
)
def test_a_sentence_that_shows_a_mark_is_asked_about_and_does_not_refuse(text):
    found = [hit for hit in hits(text) if hit.kind is HitKind.SECRECY]

    assert [(hit.refuses, hit.certainty) for hit in found] == [(False, Certainty.POSSIBLE)]


@pytest.mark.parametrize("text", ["国家秘密·机密级", "本件属机密级国家秘密", "此文件为秘密级。"])
def test_a_paper_that_says_it_is_secret_is_asked_about(text):
    found = [hit for hit in hits(text) if hit.kind is HitKind.SECRECY]

    assert [(hit.refuses, hit.certainty) for hit in found] == [(False, Certainty.LIKELY)]


def test_a_mark_of_a_trade_secret_is_asked_about():
    assert [hit.kind for hit in hits("商密★5年")] == [HitKind.INTERNAL]


def test_a_field_of_the_metadata_named_for_the_level_refuses():
    assert scan([Part("密级", "秘密")])[0].refuses


@pytest.mark.parametrize(
    "text",
    [
        "国家秘密·机密级",
        "國家秘密·機密級",
        "本件属机密级国家秘密",
        "本文件属于机密级国家秘密。",
        "此件为秘密级。",
        "商密★5年",
        "商密★",
        "核心商密★长期",
        "普通商密·3年",
        "商业秘密★5年",
        "商业秘密★",
    ],
)
def test_what_declares_a_secret_in_other_signs_must_be_answered_and_does_not_refuse(text):
    found = [hit for hit in hits(text) if hit.kind in (HitKind.SECRECY, HitKind.INTERNAL)]

    assert found and not any(hit.refuses for hit in found)


@pytest.mark.parametrize(
    "text",
    [
        "国家秘密的密级分为绝密、机密、秘密三级。",
        "本办法所称国家秘密，是指关系国家安全和利益的事项。",
        "该文件为公开文件，不涉及国家秘密。",
        "本文件是否属于国家秘密，由保密行政管理部门确定。",
        "依法保护商业秘密。5年内不得泄露。",
        "涉及商业秘密、个人隐私的，依照条例第十五条办理。",
        "機密文書管理制度由各單位制定。",
        "密码管理局核发商用密码产品认证证书。",
        "此事为公开的秘密，人人皆知。",
        "泄露机密级国家秘密的，依法处理。",
    ],
)
def test_a_sentence_of_the_law_is_no_find_at_all(text):
    assert hits(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("內部資料★注意保存", True),
        ("内部资料★注意保存", True),
        ("内部资料 注意保存", True),
        ("（内部文件，不得外传）", True),
        ("内部使用", True),
        ("内\u200b部\u200b资料★注意保存", True),
        ("本材料为内部资料，仅供参考", True),
        ("【请勿外传】", True),
        ("密级：内部", True),
        ("工作秘密", True),
        ("《内部资料性出版物管理办法》已经废止。", False),
        ("建立健全内部文件管理制度。", False),
        ("个人信息不得对外提供。", False),
        ("属于内部事务信息的，可以不予公开。", False),
    ],
)
def test_a_mark_of_internal_papers_is_a_lesser_hit(text, found):
    kinds = [(hit.kind, hit.refuses) for hit in hits(text)]

    assert kinds == ([(HitKind.INTERNAL, False)] if found else [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("（此件不公开）", True),
        ("（此件依申请公开）", True),
        ("（此\u200b件不公\u200b开）", True),
        ("公开属性：不予公开", True),
        ("公开方式：依申请公开", True),
        ("信息公开选项：不予公开", True),
        ("（此件公开发布）", False),
        ("公开属性：主动公开", False),
        ("公开方式：□主动公开 □依申请公开 □不予公开", False),
        ("公开方式包括依申请公开。", False),
        ("行政机关决定不予公开的，应当说明理由。", False),
    ],
)
def test_a_paper_that_says_it_is_not_public_is_a_hit(text, found):
    assert [hit.kind for hit in hits(text)] == ([HitKind.NOT_PUBLIC] if found else [])

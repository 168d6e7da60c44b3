"""Invented cases: everything each kind of letter may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from gongkai.papers.letters import Facts, Fee, Organ, Redaction, Search, Template, Transferred, kinds
from gongkai.statute.law import law
from gongkai.statute.remedies import remedy
from tests.components import REPOSITORY

FONTS = Path(REPOSITORY / "src/gongkai/report/write/fonts")
DAY = date(2026, 11, 23)

ORGAN = Organ(
    name="虚城区工业和信息化局",
    office="虚城区工业和信息化局办公室",
    address="虚城区人民路1号",
    postcode="545000",
    phone="0000-1234567",
    email="gk@example.org",
)
OTHER = Organ(name="虚城区自然资源局", address="虚城区建设路2号", phone="0000-7654321")

FACTS = Facts(
    organ=ORGAN,
    number="虚工信公开〔2026〕第12号",
    requesters=("张三",),
    addressed="您",
    request_number="XGX-2026-0012",
    received_on=date(2026, 11, 2),
    request_content="2025年度虚城区工业技改专项资金的分配方案和拨付明细",
    channel="互联网渠道",
    due=date(2026, 11, 30),
    attachments=("虚城区2025年度工业技改专项资金分配方案",),
    delivery="电子邮件",
    where_published="虚城区人民政府网站“政府信息公开”专栏（https://www.example.org/zwgk/2026/0012.html）",
    the_information="随本答复书提供《虚城区2025年度工业技改专项资金分配方案》电子文本一份",
    redactions=(
        Redaction(
            what="分配方案附表第4列企业开户账号",
            ground="条例15",
            reason="属于企业的商业秘密，第三方不同意公开",
        ),
        Redaction(what="会议讨论摘录", ground="条例16(2)", reason="属于形成决定以前的讨论记录"),
    ),
    secrecy_evidence="密级为秘密，保密期限至2030年12月31日",
    prohibiting_law="《中华人民共和国统计法》规定，能够识别单个统计调查对象身份的资料不得对外提供",
    risk_assessment="经会同有关部门评估，公开后可能引发不实解读（《风险评估报告》存卷）",
    consultation="第三方于2026年11月10日书面答复不同意公开，并说明了理由",
    public_interest_test="不公开该政府信息不会对公共利益造成重大影响",
    case_file="虚工信罚〔2025〕第3号行政处罚案卷",
    special_law="《不动产登记资料查询暂行办法》",
    counter="虚城区不动产登记中心（虚城区建设路3号，电话：0000-1111111）",
    searches=(
        Search(
            where="电子公文系统（2020年至2026年）",
            words="技改 专项资金 拨付",
            by="李四",
            on=date(2026, 11, 6),
        ),
        Search(where="办公室档案室", words="技改专项资金", by="李四", on=date(2026, 11, 9)),
    ),
    other_organ=OTHER,
    no_ready_information="本机关没有按企业所属乡镇汇总的拨付明细，汇总需要逐件核对三百余份拨付凭证",
    petition_channel="虚城区信访局（虚城区人民路5号，电话：0000-2222222）",
    earlier_number="虚工信公开〔2026〕第3号",
    earlier_on=date(2026, 3, 2),
    where_to_get="《虚城年鉴（2025）》由虚城出版社公开出版，可以在虚城区图书馆查阅或者在书店购买",
    reasons_assessed="您于2026年11月12日说明申请系为“核对历年数据”，未说明短期内重复提出同类申请的必要",
    earlier_copy="您已于2026年3月5日当面领取该信息的复印件，有签收单为证",
    correction_lapse="截至该日，本机关没有收到您补正的内容，您也没有说明正当理由",
    fee_lapse="截至2026年11月20日，本机关没有收到您缴纳的费用",
    note="您于2026年11月18日书面撤回申请，本机关终止办理",
    correction_items=("写明所需专项资金的年度", "提供身份证明的复印件"),
    correction_asked_on=date(2026, 11, 6),
    correct_by=date(2026, 11, 27),
    frequency="2026年11月1日至20日共提交46件",
    reasons_asked_on=date(2026, 11, 6),
    reasons_by=date(2026, 11, 27),
    extension_days=20,
    later_until=date(2027, 1, 15),
    third_party="虚城精工有限公司",
    third_party_addressed="贵单位",
    consulted_information="虚城区2025年度工业技改专项资金分配方案附表中虚城精工有限公司的项目名称、金额和开户账号",
    consulted_on=date(2026, 11, 6),
    opinion="不同意公开，理由是开户账号属于商业秘密",
    help_asked="请核对所附分配方案中由贵单位提供的数据是否可以公开，并说明理由和依据",
    help_by=date(2026, 12, 4),
    fee=Fee(
        standard="按件计收",
        sums=("第1至10件：10件×0元/件＝0元", "第11至30件：20件×100元/件＝2000元"),
        yuan=2000,
        how="持本通知书到虚城区政务服务中心非税窗口缴纳，或者扫描所附缴款码缴纳",
        pay_by=date(2026, 12, 21),
    ),
    fee_number="虚工信公开费〔2026〕第1号",
    fee_noticed_on=date(2026, 10, 20),
    requester_class="自然人",
    identity_document="居民身份证",
    masked_identity="1101**********1234",
    requester_contact="虚城区和平路6号，电话：13900000000",
    form_wanted="电子文本，通过电子邮件提供",
    query_code="K7M2-9XQ4",
    materials=("身份证复印件",),
    handler="李四",
    decision_proposed="部分公开",
    reviewed_title="虚城区2025年度工业技改专项资金分配方案",
    reviewed_number="虚工信〔2025〕18号",
    reviewed_summary="2025年度技改专项资金支持的32个项目及其金额、拨付批次和绩效目标",
    review_doubt="附表涉及两家企业承担的配套任务，是否属于国家秘密不能确定",
    receiving="虚城区档案馆",
    transferred=(
        Transferred(
            title="虚城区工业和信息化局2025年度部门决算",
            number="虚工信〔2026〕9号",
            made_on=date(2026, 8, 20),
            published_on=date(2026, 9, 1),
            copies=2,
        ),
        Transferred(
            title="虚城区中小企业扶持办法", number="虚工信规〔2026〕1号", published_on=date(2026, 10, 9)
        ),
    ),
    served=("政府信息公开申请答复书（虚工信公开〔2026〕第12号）",),
    serve_at="虚城区和平路6号",
    record="2024年企业信用信息中“行政处罚2次”的记录",
    evidence="虚城区人民法院行政判决书",
    corrected_to="行政处罚1次",
    passed_on="本机关已将申请材料转送该机关处理",
)

WHICH = {
    "refused_security_stability": "社会稳定",
    "refused_third_party": "商业秘密",
    "refused_internal_affairs": "人事管理",
    "refused_deliberative": "讨论记录",
}
REASONS = {
    "extension": "需要核对的拨付凭证数量较多",
    "correction": "申请公开的内容没有写明年度，不能确定所指的政府信息",
    "not_held_elsewhere": "土地出让金的征收由自然资源主管部门负责，本机关没有制作或者保存该政府信息。",
    "still_unclear": "补正后的内容仍只写“历年有关材料”，没有名称、文号或者其他特征。",
    "not_rectified": "经核对行政处罚决定书原件，记录与原件一致。",
    "approval": "分配方案已经集体决定，可以公开；企业开户账号属于商业秘密。",
}


def remedies(outcome: str, withheld: tuple[str, ...] = (), day: date = DAY) -> tuple[str, ...]:
    """Return the paragraph on remedies as the statute has it."""
    found = remedy(outcome, day, day, ["虚城区人民政府"], law(), "虚城区人民法院", withheld=withheld)
    return found.letter


def case(kind: str, template: Template | None = None) -> Facts:
    """Return facts with which a kind of letter can be written."""
    template = template or kinds()[kind]
    facts = replace(FACTS, which=WHICH.get(kind), reasons=REASONS.get(kind))
    if template.outcome:
        withheld = (
            tuple(one.ground for one in FACTS.redactions) if template.outcome == "partial_disclosure" else ()
        )
        facts = replace(
            facts,
            outcome=template.outcome,
            articles=template.grounds,
            remedies=remedies(template.outcome, withheld),
        )
        if kind == "still_unclear":
            facts = replace(facts, corrected_on=date(2026, 11, 13))
        if kind not in ("full_disclosure_provided", "partial_disclosure"):
            facts = replace(facts, attachments=())
    else:
        facts = replace(facts, attachments=())
    if kind == "third_party_consultation":
        facts = replace(facts, attachments=("政府信息公开申请征求意见确认函",))
    if kind in ("extension",):
        facts = replace(facts, extended_to=date(2026, 12, 28))
    if kind == "approval":
        facts = replace(facts, articles=("条例37", "条例15"))
    if kind in ("third_party_notice", "not_rectified", "joint_reply", "reply_revoked"):
        facts = replace(facts, remedies=remedies("other"))
    if kind == "reply_revoked":  # a fact of every reply that takes the place of another: not of all cases
        facts = replace(
            facts,
            revoked_reply="2026年11月16日作出的《政府信息公开申请答复书》（虚工信公开〔2026〕第12号）",
            revoked_because="答复所附分配方案遗漏了第二批项目",
        )
    if kind == "third_party_notice":
        facts = replace(
            facts,
            despite_objection="专项资金的分配涉及公众利益，公众需要知晓项目和金额",
            the_information="2025年度工业技改专项资金分配方案附表中贵单位的项目名称和金额，开户账号不公开",
        )
    if kind == "joint_reply":
        facts = replace(
            facts,
            joined=(
                Facts(
                    request_number="XGX-2026-0012",
                    received_on=date(2026, 11, 2),
                    request_content="2025年度技改专项资金分配方案",
                    outcome="full_disclosure",
                    articles=("条例36(2)",),
                    the_information="随本答复书提供分配方案文本一份",
                ),
                Facts(
                    request_number="XGX-2026-0013",
                    received_on=date(2026, 11, 3),
                    request_content="2019年度技改专项资金审计报告",
                    outcome="not_held",
                    articles=("条例36(4)",),
                    searches=FACTS.searches,
                ),
            ),
        )
    return facts

"""What can be put into a letter, by its Chinese name: how it is said, and how it is missed where unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.papers.letters.facts import Facts, Fee, Organ
from gongkai.statute import dated
from gongkai.statute.citation import numeral, words
from gongkai.statute.dated import chinese_day
from gongkai.statute.law import TERM_NAMES, package_terms
from gongkai.statute.outcomes import ground

_WIDE_BLANK = re.compile(r"[ \t\f\v\u00a0\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a letter may say: what people call it, the facts it is made of, and how it is said."""

    says: str
    facts: tuple[str, ...]  # names of attributes of Facts; none where the law says it
    value: Callable[[Facts, date], str | None]
    has_lines: bool = False  # several paragraphs may stand in it
    is_citation: bool = False  # it names the Regulations, in full where it is the first to do so


def clean(text: str, *, has_lines: bool = False) -> str:
    """Return a text as a letter may hold it: no control characters, no marks that turn the writing.

    Nothing that can be seen is taken out. Lines stay where a text `has_lines`; elsewhere they are blanks.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # no normal form: it would change rare names
    lines = re.split(r"[\n\u2028\u2029\x85]", text)
    kept = [
        _WIDE_BLANK.sub(
            " ",
            "".join(
                c
                for c in line
                if c == "\t" or (unicodedata.category(c) not in ("Cc", "Cf", "Cs") and _is_char(c))
            ),
        ).strip()
        for line in lines
    ]
    return ("\n" if has_lines else " ").join(line for line in kept if line)


def _is_char(char: str) -> bool:
    """Whether XML may hold it: the two last places of each plane are no characters."""
    return ord(char) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(char) <= 0xFDEF


def _day(day: date | None) -> str | None:
    return None if day is None else chinese_day(day)


def _listed(parts: Iterable[str]) -> str | None:
    return "、".join(clean(part) for part in parts) or None


def _term(key: str) -> Callable[[Facts, date], str | None]:
    """A period as the law has it: that of the day of receipt governs a request to its end (L-0015)."""

    def value(facts: Facts, day: date) -> str:
        term = dated.on(package_terms()[key], facts.received_on or day, TERM_NAMES[key])
        return f"{term.count}个工作日"

    return value


def _despite_objection(facts: Facts, _day: date) -> str | None:
    """Why information is disclosed that a third party objects to, by the ground of 条例32 decided on."""
    why = clean(facts.despite_objection or "")
    if not why:
        return None
    if facts.objection_holds:
        return f"本机关认为不公开该政府信息可能对公共利益造成重大影响：{why}"
    whose = clean(facts.third_party_addressed or "") or "第三方"
    return f"本机关认为{whose}不同意公开的理由不合理：{why}"


def _organ(part: Callable[[Organ], str]) -> Callable[[Facts, date], str | None]:
    return lambda facts, _day: (part(facts.organ) or None) if facts.organ else None


def _other(part: Callable[[Organ], str]) -> Callable[[Facts, date], str | None]:
    return lambda facts, _day: (part(facts.other_organ) or None) if facts.other_organ else None


def _fee(part: Callable[[Fee], str | None]) -> Callable[[Facts, date], str | None]:
    return lambda facts, _day: part(facts.fee) if facts.fee else None


def _searches(facts: Facts, _day: date) -> str | None:
    """Each search in a sentence, without the person who made it: that is told in the file."""
    return (
        "；".join(
            f"{chinese_day(search.on)}在{clean(search.where)}以“{clean(search.words)}”检索，{clean(search.found).rstrip('。')}"
            for search in facts.searches
        )
        or None
    )


def _separated(facts: Facts, _day: date) -> str | None:
    """The grounds of what is kept back and article 37, each once, in the order of the articles."""
    grounds = {clean(one.ground).removeprefix("条例") for one in facts.redactions}
    return words("条例" + "、".join(sorted({*grounds, "37"}))) if grounds else None


def _earlier(facts: Facts, _day: date) -> str | None:
    if facts.earlier_number is None or facts.earlier_on is None:
        return None
    return f"{chinese_day(facts.earlier_on)}作出答复（{clean(facts.earlier_number)}）"


def _ground(facts: Facts, day: date) -> str | None:
    """What the ground of the outcome says, in the words of the statute's data."""
    if facts.outcome is None or not facts.articles:
        return None
    return ground(facts.outcome, facts.articles[0], day).says


def _joined(facts: Facts, _day: date) -> str | None:
    """How many requests are answered together, in words as letters have it: 三."""
    count = len(facts.joined)
    return None if count < 2 else "两" if count == 2 else numeral(count) if count < 100 else str(count)


def _one(name: str) -> Callable[[Facts, date], str | None]:
    def value(facts: Facts, _day: date) -> str | None:
        found = getattr(facts, name)
        return None if found is None else str(found)

    return value


def _on(name: str) -> Callable[[Facts, date], str | None]:
    return lambda facts, _today: _day(getattr(facts, name))


def _text(says: str, name: str, *, has_lines: bool = False) -> Field:
    return Field(says, (name,), _one(name), has_lines)


def _date(says: str, name: str) -> Field:
    return Field(says, (name,), _on(name))


FIELDS: Mapping[str, Field] = {
    "本机关": Field("本机关名称", ("organ",), _organ(lambda organ: organ.name)),
    "公开机构": Field("政府信息公开工作机构的名称", ("organ",), _organ(lambda organ: organ.office)),
    "公开机构电话": Field("政府信息公开工作机构的电话", ("organ",), _organ(lambda organ: organ.phone)),
    "联系方式": Field("本机关的地址、电话等联系方式", ("organ",), _organ(lambda organ: organ.contact)),
    "文号": _text("文号", "number"),
    "申请人": Field("申请人姓名或者名称", ("requesters",), lambda facts, _day: _listed(facts.requesters)),
    "称呼": _text("对申请人的称呼（您、贵单位、你们）", "addressed"),
    "申请编号": _text("申请编号", "request_number"),
    "收到日期": _date("收到申请的日期", "received_on"),
    "提交日期": _date("提交申请的日期", "submitted_on"),
    "重新答复的依据": _text("责令重新答复的复议决定或者判决", "redo_basis"),
    "所撤销的答复": _text("所撤销的答复（日期、标题、文号）", "revoked_reply"),
    "撤销日期": _date("撤销原答复的日期", "revoked_on"),
    "撤销的理由": _text("撤销原答复的理由", "revoked_because", has_lines=True),
    "事由": Field("办理结果和依据", ("outcome", "articles"), _ground),
    "申请内容": _text("所申请公开的内容（按申请原文）", "request_content"),
    "提交渠道": _text("提交申请的渠道", "channel"),
    "答复期限": _date("答复期限的最后一日", "due"),
    "理由": _text("理由", "reasons", has_lines=True),
    "救济途径": Field(
        "申请行政复议、提起行政诉讼的权利和期限",
        ("remedies",),
        lambda facts, _day: "".join(facts.remedies) or None,
    ),
    "送达方式": _text("送达方式", "delivery"),
    "附件目录": Field("附件", ("attachments",), lambda facts, _day: _listed(facts.attachments)),
    "公开途径": _text("公开的途径（网址、公报期号等）", "where_published"),
    "提供信息": _text("所提供的信息，或者提供的方式和时间", "the_information"),
    "区分处理依据": Field("不予公开部分的依据", ("redactions",), _separated, is_citation=True),
    "定密情况": _text("密级、保密期限等定密情况", "secrecy_evidence"),
    "禁止公开的规定": _text("禁止公开的法律、行政法规条文", "prohibiting_law"),
    "评估情况": _text("风险评估或者征求有关部门意见的情况", "risk_assessment"),
    "征求意见结果": _text("征求第三方意见的结果（答复或者逾期未答复）", "consultation"),
    "公共利益衡量": _text("公共利益衡量的意见", "public_interest_test"),
    "对异议的决定": Field(
        "对第三方异议的决定（理由不合理，或者不公开可能对公共利益造成重大影响）",
        ("despite_objection",),
        _despite_objection,
    ),
    "哪一类": _text("所属的类别", "which"),
    "案卷": _text("所属行政执法案卷", "case_file"),
    "专门规定": _text("规定专门查询办法的法律、行政法规", "special_law"),
    "办理窗口": _text("查询的办理窗口", "counter"),
    "检索情况": Field("检索记录（何人、何时、检索了哪里、用了什么词）", ("searches",), _searches),
    "其他机关": Field("负责公开的机关名称", ("other_organ",), _other(lambda organ: organ.name)),
    "其他机关联系方式": Field("该机关的联系方式", ("other_organ",), _other(lambda organ: organ.contact)),
    "无现成信息": _text("没有现成信息、需要加工分析的说明", "no_ready_information"),
    "相应渠道": _text("信访、投诉、举报的相应渠道", "petition_channel"),
    "原答复": Field("本机关原答复的文号和日期", ("earlier_number", "earlier_on"), _earlier),
    "获取途径": _text("公开出版物的获取途径", "where_to_get"),
    "理由认定": _text("对申请人所说明理由的认定", "reasons_assessed"),
    "已获取证明": _text("申请人已经获取该信息的证明", "earlier_copy"),
    "未补正经过": _text("逾期未补正、无正当理由的认定", "correction_lapse"),
    "未缴费经过": _text("逾期未缴费的记录", "fee_lapse"),
    "情形说明": _text("具体情形的说明", "note", has_lines=True),
    "补正事项": Field(
        "需要补正的事项", ("correction_items",), lambda facts, _day: _listed(facts.correction_items)
    ),
    "补正告知日期": _date("告知补正的日期", "correction_asked_on"),
    "补正期限": _date("补正期限的最后一日", "correct_by"),
    "补正日期": _date("收到补正材料的日期", "corrected_on"),
    "申请频次": _text("申请数量、频次的情况", "frequency"),
    "要求说明理由日期": _date("要求说明理由的日期", "reasons_asked_on"),
    "说明理由期限": _date("说明理由期限的最后一日", "reasons_by"),
    "延长天数": Field(
        "延长的工作日数",
        ("extension_days",),
        lambda facts, _day: f"{facts.extension_days}个工作日" if facts.extension_days else None,
    ),
    "延长后期限": _date("延长后的答复期限", "extended_to"),
    "延迟答复日期": _date("延迟答复的期限", "later_until"),
    "法定答复期限": Field("法定答复期限", (), _term("reply")),
    "第三方意见期限": Field("第三方提出意见的期限", (), _term("third_party_opinion")),
    "共同制作意见期限": Field("共同制作机关提出意见的期限", (), _term("co_producer_opinion")),
    "缴费期限": Field("缴费期限", (), _term("fee_payment")),
    "第三方": _text("第三方的姓名或者名称", "third_party"),
    "对第三方的称呼": _text("对第三方的称呼（您、贵单位、你们）", "third_party_addressed"),
    "征求意见的信息": _text("征求意见的政府信息的名称、内容", "consulted_information"),
    "征求意见日期": _date("征求意见的日期", "consulted_on"),
    "意见": _text("被征求意见一方的意见", "opinion"),
    "协办事项": _text("请协办的事项", "help_asked", has_lines=True),
    "协办期限": _date("请反馈的日期", "help_by"),
    "收费标准": Field("收费标准", ("fee",), _fee(lambda fee: fee.standard)),
    "收费计算": Field(
        "收费数额的计算", ("fee",), _fee(lambda fee: "；".join(clean(line) for line in fee.sums) or None)
    ),
    "收费数额": Field("收费数额", ("fee",), _fee(lambda fee: f"{fee.yuan}元")),
    "缴费方式": Field("缴费方式", ("fee",), _fee(lambda fee: fee.how or None)),
    "缴费最后日": Field("缴费期限的最后一日", ("fee",), _fee(lambda fee: _day(fee.pay_by))),
    "收费通知文号": _text("收费通知书的文号", "fee_number"),
    "收费通知日期": _date("收费通知书送达的日期", "fee_noticed_on"),
    "申请人类型": _text("申请人类型", "requester_class"),
    "证件名称": _text("证件名称", "identity_document"),
    "遮盖的证件号码": _text("证件号码（遮盖后）", "masked_identity"),
    "申请人联系方式": _text("申请人的联系方式", "requester_contact"),
    "代理人": _text("代理人", "agent"),
    "形式要求": _text("获取信息的形式、方式和途径", "form_wanted"),
    "查询码": _text("查询码", "query_code"),
    "所附材料": Field("所附材料", ("materials",), lambda facts, _day: _listed(facts.materials)),
    "经办人": _text("经办人", "handler"),
    "拟作决定": _text("拟作决定", "decision_proposed", has_lines=True),
    "依据": Field(
        "法律依据",
        ("articles",),
        lambda facts, _day: _listed(words(one) for one in facts.articles),
        is_citation=True,
    ),
    "送审信息": _text("送审信息的名称", "reviewed_title"),
    "送审文号": _text("送审信息的文号", "reviewed_number"),
    "送审摘要": _text("送审信息的内容摘要", "reviewed_summary", has_lines=True),
    "疑点": _text("不能确定是否可以公开的内容", "review_doubt", has_lines=True),
    "接收单位": _text("接收单位", "receiving"),
    "送达文书": Field("送达的文书", ("served",), lambda facts, _day: _listed(facts.served)),
    "送达地点": _text("送达地点", "serve_at"),
    "信息记录": _text("要求更正的信息记录", "record"),
    "更正证据": _text("申请人提供的证据", "evidence"),
    "更正结果": _text("更正的内容", "corrected_to"),
    "转送情况": _text("转送有权更正的机关的情况", "passed_on"),
    "合并件数": Field("合并答复的各件申请（两件以上）", ("joined",), _joined),
}


def value(name: str, facts: Facts, day: date) -> str | None:
    """Return how a fact is said, clean of what a letter cannot hold; None where it is not known or empty."""
    field = FIELDS[name]
    found = field.value(facts, day)
    return None if found is None else clean(found, has_lines=field.has_lines) or None

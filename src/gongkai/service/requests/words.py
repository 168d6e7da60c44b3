"""What the desk calls things of the statute, in the reader's language: states, events, who is waited for.

The Chinese is the statute's own (a test holds it so); sentences of the statute stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: Mapping[str, str | Promise] = {
    "not_received": _("尚未收到申请"),
    "receipt_awaited": _("收到之日尚未确认"),
    "running": _("办理中"),
    "consulting": _("征求意见中，期限暂停计算"),
    "awaiting_correction": _("等待补正"),
    "awaiting_payment": _("等待缴费"),
    "redo": _("重新答复中"),
    "answered": _("已作出答复，尚未发出"),
    "untold": _("已认定办结，告知文书尚未发出"),
    "ended": _("已办结"),
    "unreadable": _("记录不能读出，请核对"),
}
OPEN = tuple(state for state in STATES if state != "ended")

WAITING: Mapping[str, str | Promise] = {
    "organ": _("本机关"),
    "requester": _("申请人"),
    "third_party": _("第三方"),
    "co_producer": _("共同制作机关"),
    "other_organ": _("其他机关"),
}

EVENTS: Mapping[str, str | Promise] = {
    "received": _("收到申请"),
    "receipt_confirmed": _("确认收到"),
    "correction_asked": _("告知补正"),
    "corrected": _("收到补正"),
    "correction_lapsed": _("逾期不补正，视为放弃申请"),
    "reasons_asked": _("要求说明理由"),
    "reasons_given": _("申请人说明理由"),
    "later_reply_set": _("另定答复日期"),
    "third_party_consulted": _("征求第三方意见"),
    "co_producer_consulted": _("征求共同制作机关意见"),
    "other_organ_consulted": _("征求其他机关意见"),
    "letter_delivered": _("征求意见书送达"),
    "opinion_received": _("收到意见"),
    "opinion_lapsed": _("逾期未提出意见"),
    "extended": _("延长答复期限"),
    "fee_noticed": _("发出收费通知"),
    "fee_paid": _("申请人缴费"),
    "fee_lapsed": _("逾期不缴费，视为放弃申请"),
    "passed_on": _("告知其他机关或者转送"),
    "joined": _("合并答复"),
    "split": _("拆分申请"),
    "withdrawn": _("申请人撤回申请"),
    "answered": _("作出答复"),
    "sent": _("发出答复"),
    "delivered": _("答复送达"),
    "redo_ordered": _("责令重新答复"),
    "reply_revoked": _("撤销原答复"),
    "entry_annulled": _("撤销有误的记录"),
}

# What one proposes and another consents to: events, and what is registered beside the ledger.
PROPOSED: Mapping[str, str | Promise] = {**EVENTS, "class_corrected": _("更正申请人类别")}

OUTCOMES: Mapping[str, str | Promise] = {
    "full_disclosure": _("予以公开"),
    "partial_disclosure": _("部分公开"),
    "refused_state_secret": _("属于国家秘密"),
    "refused_prohibited": _("其他法律行政法规禁止公开"),
    "refused_security_stability": _("危及“三安全一稳定”"),
    "refused_third_party": _("保护第三方合法权益"),
    "refused_internal_affairs": _("属于三类内部事务信息"),
    "refused_deliberative": _("属于四类过程性信息"),
    "refused_enforcement_file": _("属于行政执法案卷"),
    "register_query": _("属于行政查询事项"),
    "not_held": _("本机关不掌握相关政府信息"),
    "requires_creation": _("没有现成信息需要另行制作"),
    "still_unclear": _("补正后申请内容仍不明确"),
    "petition_or_complaint": _("信访举报投诉类申请"),
    "duplicate": _("重复申请"),
    "public_publication": _("要求提供公开出版物"),
    "excessive": _("无正当理由大量反复申请"),
    "reconfirmation": _("要求行政机关确认或重新出具已获取信息"),
    "correction_lapsed": _("申请人无正当理由逾期不补正"),
    "fee_unpaid": _("申请人逾期未按收费通知要求缴纳费用"),
    "other": _("其他"),
    "": _("没有写明结果"),
}


def ending_in_words(event: str, outcome: str | None) -> str | Promise:
    """Return how a request ended: its outcome, or what happened where that says more (撤回 is “other”).

    `event` is the kind of the event that ended it. A reply without its outcome says so.
    """
    says_more = event != "answered" and outcome in (None, "", "other")
    return EVENTS[event] if says_more else OUTCOMES[outcome or ""]


ROLES: Mapping[str, str | Promise] = {
    "requester": _("申请人"),
    "agent": _("代理人"),
    "third_party": _("第三方"),
    "co_producer": _("共同制作机关"),
    "other_organ": _("其他机关"),
}

CLASSES: Mapping[str, str | Promise] = {
    "natural_person": _("自然人"),
    "business": _("商业企业"),
    "research": _("科研机构"),
    "public_benefit": _("社会公益组织"),
    "legal_service": _("法律服务机构"),
    "other_org": _("其他组织"),
}

PAPERS: Mapping[str, str | Promise] = {
    "application": _("申请材料"),
    "scan": _("申请书扫描件"),
    "identity": _("身份证明"),
    "authority": _("授权委托书"),
    "correction": _("补正材料"),
    "opinion": _("征求意见的回复"),
    "original": _("所申请的信息（原件）"),
    "release": _("拟提供的信息"),
    "proof": _("送达、缴费等凭证"),
    "evidence": _("其他证据"),
}

IDENTITIES: Mapping[str, str | Promise] = {
    "id_card": _("居民身份证"),
    "passport": _("护照"),
    "permit": _("通行证、居留证件"),
    "uscc": _("统一社会信用代码"),
    "other": _("其他证件"),
}

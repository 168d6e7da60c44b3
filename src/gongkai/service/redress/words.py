"""What the desk calls the things of proceedings and rectifications, in the reader's language.

The results have the keys of the statute's own (a test holds it so).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

KINDS: Words = {
    "reconsideration": _("行政复议"),
    "direct_suit": _("未经复议直接起诉"),
    "suit_after_reconsideration": _("复议后起诉"),
    "complaint": _("投诉举报"),
}
COUNTED_KINDS = ("reconsideration", "direct_suit", "suit_after_reconsideration")  # the columns of table 4

OVERS: Words = {
    "reply": _("答复"),
    "silence": _("逾期未答复"),
    "publication": _("主动公开"),
    "other": _("其他行为"),
}

STATES: Words = {
    "filed": _("已登记，尚未受理"),
    "pending": _("审理中"),
    "answer_owed": _("应当提交答复和证据"),
    "ended": _("已审结"),
}

STEPS: Words = {
    "accepted": _("受理"),
    "served": _("收到申请书副本、起诉状副本"),
    "answered": _("提交答复、答辩和证据"),
    "heard": _("听证、开庭"),
    "ended": _("审结"),
    "appealed": _("上诉"),
    "annulled": _("撤销有误的登记"),
}

PROCEDURES: Words = {"ordinary": _("普通程序"), "summary": _("简易程序")}

RESULTS: Words = {
    "upheld": _("维持"),
    "request_dismissed": _("驳回行政复议请求、驳回诉讼请求"),
    "revoked": _("撤销原行为"),
    "changed": _("变更"),
    "found_unlawful": _("确认违法、确认无效"),
    "ordered": _("责令履行、判决履行"),
    "not_accepted": _("不予受理"),
    "application_dismissed": _("驳回行政复议申请、驳回起诉"),
    "withdrawn": _("撤回、终止"),
    "mediated": _("调解"),
}

# The rows of table 4 (条例 art. 50(3); 30号).
COUNTED: Words = {
    "upheld": _("结果维持"),
    "corrected": _("结果纠正"),
    "other": _("其他结果"),
    "pending": _("尚未审结"),
}

RECORD_STATES: Words = {
    "received": _("已收到，待审核"),
    "checked": _("已审核，待决定"),
    "decided": _("已决定，待告知"),
    "told": _("已告知"),
    "void": _("登记有误，已撤销"),
}

RECORD_STEPS: Words = {
    "checked": _("审核"),
    "corrected": _("决定更正"),
    "not_corrected": _("决定不予更正"),
    "passed_on": _("转送或者告知有权更正的机关"),
    "told": _("发出告知书"),
    "annul_asked": _("提出撤销有误的登记"),
    "annulled": _("同意撤销有误的登记"),
    "annul_declined": _("不同意撤销"),
}

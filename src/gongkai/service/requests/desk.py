"""What requests add to the desk (organs/desk.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has
from gongkai.service.requests import desk_due, letter_due
from gongkai.service.requests.words import EVENTS

ENTRIES = (
    Entry(_("依申请公开"), "desk-requests", (Power.SEE,)),
    Entry(_("登记申请"), "desk-request-new", (Power.HANDLE,)),
    Entry(_("待确认收到"), "desk-requests-unconfirmed", (Power.HANDLE,)),
    Entry(_("查看身份证明的记录"), "desk-reveals", (Power.READ_LOG, Power.CONSENT)),
    Entry(_("在线受理申请"), "desk-requests-online", (Power.CONSENT,)),
    Entry(_("编号格式"), "desk-requests-numbers", (Power.CONSENT,)),
    Entry(_("签发前检查"), "desk-requests-preflight", (Power.CONSENT,)),
    Entry(_("文书用语"), "desk-letter-wordings", (Power.CONSENT,)),
)

ACTS = {
    **{f"requests.{kind}": name for kind, name in EVENTS.items()},
    "requests.party_added": _("登记被征求意见的一方"),
    "requests.proposed": _("提出须经同意的事项"),
    "requests.consented": _("同意提出的事项"),
    "requests.declined": _("不同意提出的事项"),
    "requests.objection_decided": _("决定第三方的异议"),
    "requests.third_party_told": _("告知第三方公开的决定"),
    "requests.supplemented": _("补记已登记的事项"),
    "requests.archived": _("归档"),
    "requests.archive_taken": _("下载案卷"),
    "requests.reveal": _("查看身份证明"),
    "requests.identity_erased": _("按期限删除身份证明"),
    "requests.requester_erased": _("按请求删除申请人的个人信息"),
    "requests.class_corrected": _("更正申请人类别"),
    "requests.assigned": _("交办"),
    "requests.settled": _("确定计入年度报告的结果"),
    "requests.noted": _("加备注"),
    "requests.papers_added": _("上传材料"),
    "requests.exported": _("导出申请统计或者清单"),
    "requests.export_events": _("导出一件申请的事件"),
    "requests.reception": _("开通或者关闭在线受理"),
    "requests.wrong_code": _("查询码有误"),
    "requests.code_renewed": _("重发查询码"),
    "requests.contact_changed": _("申请人更新联系方式"),
    "requests.number_pattern": _("设定编号格式"),
    "requests.letter_wording": _("设定文书用语"),
    "requests.preflight": _("设定签发前检查"),
    "requests.remedy_address": _("设定行政复议在线申请的途径"),
    "requests.decide": _("拟定决定"),
    "requests.search": _("登记检索"),
    "requests.draft_letter": _("起草文书"),
    "requests.change_letter": _("填写或者改写文书"),
    "requests.discard_letter": _("作废文书"),
    "requests.submit_letter": _("文书送审"),
    "requests.issue_letter": _("文书编号发出"),
    "requests.send_letter": _("登记文书发出"),
    "requests.deliver_letter": _("登记文书送达"),
    "requests.fetch_letter": _("申请人下载文书"),
}


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Yield what waits for a post: requests that are due or held up by it, proposals it may consent to."""
    if has(post, Power.SEE) and not has(post, Power.SUPERVISE):
        yield from desk_due.due(post, now)
        yield from letter_due.due(post, now)

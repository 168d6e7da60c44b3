"""What annual reports add to the desk (organs/desk.py)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from gongkai.service.annual import owed
from gongkai.service.organs.desk import Due, Entry
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power

ENTRIES = (
    Entry(_("年度报告"), "desk-annual", (Power.SEE,)),
    Entry(_("年度报告报送机关"), "desk-annual-register", (Power.SUPERVISE,)),
)

ACTS = {
    "annual.declare": _("填报年度报告的数"),
    "annual.declare_again": _("更正填报的数"),
    "annual.take_back_declaration": _("作废填报的数"),
    "annual.record_occasion": _("登记年度工作"),
    "annual.withdraw_occasion": _("作废年度工作记录"),
    "annual.source_number": _("写明文字中一个数的出处"),
    "annual.close_year": _("核定年度报告的数据"),
    "annual.allot": _("划分原机关的申请、案件"),
    "annual.exported": _("导出年度报告一格的清单"),
    "annual.register_reporter": _("登记年度报告报送机关"),
    "annual.set_deadline": _("设定年度报告报送期限"),
    "annual.remind": _("催报年度报告"),
    "annual.refuse_secret": _("拒收带密级标志的年度报告"),
    "annual.received": _("收到上传或者接口报送的年度报告"),
    "annual.key_issued": _("签发接口报送密钥"),
    "annual.key_revoked": _("停用接口报送密钥"),
    "annual.make_version": _("年度报告成稿"),
    "annual.write_section": _("编写年度报告的文字"),
    "annual.send_to_review": _("年度报告送审"),
    "annual.hold_back": _("年度报告不公开一段说明的文字"),
    "annual.explain": _("说明年度报告不符的原因"),
    "annual.answer_explanation": _("答复年度报告的说明"),
    "annual.submitted": _("报送年度报告"),
    "annual.taken_back": _("撤回年度报告"),
    "annual.accepted": _("年度报告审核通过"),
    "annual.returned": _("退回年度报告"),
    "annual.planned": _("确定年度报告的公布日期"),
    "annual.unplanned": _("取消年度报告的公布日期"),
    "annual.published": _("公布年度报告"),
    "annual.not_published": _("没有按确定的日期公布年度报告"),
}


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Return what of the annual reports waits for a post."""
    yield from owed.due(post, now)

"""What the review before release adds to the desk (organs/desk.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import Entry
from gongkai.service.organs.policy import Power

ENTRIES = (Entry(_("审查程序"), "desk-procedure", (Power.SEE,)),)

ACTS = {
    "clearance.open": _("开始审查"),
    "clearance.opinion": _("发表审查意见"),
    "clearance.answer_hit": _("答复扫描发现"),
    "clearance.referral_answer": _("登记报请的答复"),
    "clearance.set_procedure": _("设定审查程序"),
}

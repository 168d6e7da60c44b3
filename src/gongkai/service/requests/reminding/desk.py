"""What reminders add to the desk (organs/desk.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import Entry
from gongkai.service.organs.policy import Power

ENTRIES = (Entry(_("提醒"), "desk-reminders", (Power.SEE,)),)

ACTS = {
    "reminding.prefer": _("更改提醒方式"),
    "reminding.feed_made": _("生成日历订阅地址"),
    "reminding.feed_revoked": _("停用日历订阅地址"),
}

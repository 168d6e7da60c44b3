"""What annual reports add to the desk (organs/desk.py)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.desk import Entry
from gongkai.service.organs.policy import Power

ENTRIES = (Entry(_("年度报告"), "desk-annual", (Power.SEE,)),)

ACTS = {
    "annual.close_year": _("核定年度报告的数据"),
    "annual.allot": _("划分原机关的申请、案件"),
    "annual.exported": _("导出年度报告一格的清单"),
}

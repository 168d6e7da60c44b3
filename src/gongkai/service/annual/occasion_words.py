"""What kinds of occasions are called on the desk."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.models import Occasion

Kind = Occasion.Kind
KINDS: dict[str, str | Promise] = {
    Kind.TRAINING: _("培训"),
    Kind.MEETING: _("会议、部署"),
    Kind.PLATFORM: _("平台建设"),
    Kind.MANAGEMENT: _("政府信息管理"),
    Kind.EXPLANATION: _("政策解读、回应关切"),
    Kind.ASSESSMENT: _("工作考核"),
    Kind.EVALUATION: _("社会评议"),
    Kind.ACCOUNTABILITY: _("责任追究"),
    Kind.CLARIFICATION: _("澄清虚假或者不完整信息"),
    Kind.PROBLEM: _("存在的问题"),
    Kind.IMPROVEMENT: _("改进措施"),
    Kind.OTHER: _("其他"),
}

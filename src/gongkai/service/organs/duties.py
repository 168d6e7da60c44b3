"""The duties a post can have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """What a person is charged with in an organ; which powers follow is in `policy.POWERS`."""

    CLERK = "clerk", _("经办人")  # drafts and edits as well
    REVIEWER = "reviewer", _("审查人员")
    OFFICE_HEAD = "office_head", _("政府信息公开工作机构负责人")
    LEADER = "leader", _("分管领导")
    SUPERVISOR = "supervisor", _("监督人员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")

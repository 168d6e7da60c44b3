"""Kinds of reporters in the reader's language; the Chinese is that of the editions (a test holds it so)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.edition import ReportKind

NAMES: Mapping[str, str | Promise] = {
    "organ": _("县级以上人民政府部门（三要素：行政性、外部性、独立性）"),
    "government_office_own": _("县级以上地方人民政府办公厅（室），报告以政府及办公厅（室）名义开展的工作"),
    "township": _("乡镇人民政府"),
    "aggregate_county": _("县级政府的政府信息公开工作主管部门"),
    "aggregate_prefecture": _("地市级政府的政府信息公开工作主管部门"),
    "aggregate_province": _("省级政府的政府信息公开工作主管部门"),
    "vertical_system": _("实行垂直领导的部门"),
    "party_organ_with_admin_plate": _("党的工作机关加挂行政机关牌子的单位"),
}


def name_of(kind: ReportKind) -> str | Promise:
    """Return what a kind is called; one of an edition to come as that edition calls it."""
    return NAMES.get(kind.key, kind.who)

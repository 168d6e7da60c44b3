"""The forms of what comes from elsewhere: a file of a report, and keys for other systems."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.deadlines import GOVERNMENTS
from gongkai.service.annual.models import Filing
from gongkai.service.organs.models import Organ

SCOPES = [
    (Filing.Scope.AGGREGATE, _("汇总报告：本地区各机关的报告同一格之和")),
    (Filing.Scope.OWN, _("本机关的报告：政府及其办公厅（室）自身的工作")),
]


class UploadReport(forms.Form):
    """The file of a report; first it is only read and shown, then handed in.

    A government has two reports with the same title: which of them a file is, nobody can read from it.
    """

    scope = forms.ChoiceField(label=_("是哪一份报告"), choices=SCOPES, widget=forms.RadioSelect)

    file = forms.FileField(label=_("报告文件"), help_text=_("Word、PDF、Excel、网页或者JSON。"))
    note = forms.CharField(
        label=_("更正说明"),
        max_length=500,
        required=False,
        help_text=_("本年度的报告已经公布的填写，与报告一并公布。"),
    )

    def __init__(self, organ: Organ, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        if organ.kind not in GOVERNMENTS:
            del self.fields["scope"]

    @property
    def of(self) -> str:
        """Which report it is said to be; of an organ without a sum its own."""
        return str(self.cleaned_data.get("scope", Filing.Scope.OWN))


class IssueKey(forms.Form):
    """For which organ and which of its systems a key is."""

    organ = forms.ModelChoiceField(label=_("机关"), queryset=Organ.objects.none(), empty_label=_("请选择"))
    label = forms.CharField(
        label=_("用途"), max_length=100, help_text=_("给哪个系统使用，例如“区教育局政务平台”。")
    )

    def __init__(self, organs: QuerySet[Organ], data: Any = None) -> None:
        super().__init__(data)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]

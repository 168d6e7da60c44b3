"""The forms of a sum: what was set right in it, and what a higher authority elsewhere said to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day


class SumUp(forms.Form):
    """What was set right, where the sum of the year is public already."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label=_("更正说明"), max_length=500, required=False)

    def __init__(self, seen: str, *, is_public: bool, data: Any = None) -> None:
        super().__init__(data, initial={"seen": seen})
        if not is_public:
            del self.fields["note"]


class JudgedElsewhere(forms.Form):
    """What the authority above, which is not here, said to a report submitted to it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    accepts = forms.ChoiceField(
        label=_("审核结果"),
        choices=[("yes", _("审核通过")), ("no", _("退回修改"))],
        widget=forms.RadioSelect,
    )
    authority = forms.CharField(label=_("审核的上级机关"), max_length=100)
    reference = forms.CharField(label=_("文号或者凭据"), max_length=200)
    day = forms.DateField(label=_("审核日期"), widget=Day)
    says = forms.CharField(label=_("说明"), required=False, max_length=500, help_text=_("退回的写明理由。"))

    def given(self) -> dict[str, Any]:
        """Return what was entered as the action takes it."""
        return {**self.cleaned_data, "accepts": self.cleaned_data["accepts"] == "yes"}

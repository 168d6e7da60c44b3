"""The forms of consenting to what was proposed, and of telling the requester of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day


class Answer(forms.Form):
    """Consent, or not."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    granted = forms.ChoiceField(
        label=_("答复"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect
    )
    says = forms.CharField(
        label=_("意见"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
        help_text=_("不同意的，请写明理由。"),
    )
    on = forms.DateField(label=_("答复之日"), widget=Day, help_text=_("已经在纸面上同意的，填写当时的日期。"))


class Tell(forms.Form):
    """When the requester was told."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("告知申请人之日"), widget=Day, help_text=_("告知书发出之日，可以早于今天。"))
    delivered = forms.DateField(
        label=_("送达之日"), widget=Day, required=False, help_text=_("还不知道的先不填。")
    )
    although = forms.CharField(
        label=_("仍然登记的理由"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
        help_text=_("系统提示有疑问而确实要登记的，写明理由；理由随记录保存。"),
    )

    def __init__(self, kind: str, data: Any = None, **facts: Any) -> None:
        super().__init__(data, **facts)
        if kind != "fee_noticed":
            del self.fields["delivered"]

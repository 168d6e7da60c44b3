"""The forms of the words of a report: a section, the source of a number, what happened in the year."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.actions.write_section import LONGEST
from gongkai.service.annual.occasion_words import KINDS
from gongkai.service.organs.people_forms import Day

CHINESE = {"lang": "zh-Hans"}


class Write(forms.Form):
    """A section as it shall read; `seen` is the key of the words she began from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("文字"),
        required=False,
        strip=True,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 22, **CHINESE}),
        help_text=_("每段一行。"),
    )


class Record(forms.Form):
    """Something that happened in the year and that the report tells of."""

    on = forms.DateField(label=_("日期"), widget=Day)
    kind = forms.ChoiceField(label=_("类别"), choices=list(KINDS.items()))
    says = forms.CharField(
        label=_("发生了什么"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, **CHINESE}),
        help_text=_("照此写进报告，例如：举办政府信息公开业务培训。"),
    )
    number = forms.DecimalField(label=_("数"), required=False, max_digits=15, decimal_places=2)
    unit = forms.CharField(
        label=_("单位"), required=False, max_length=8, widget=forms.TextInput(attrs=CHINESE)
    )


class Withdraw(forms.Form):
    """Why a record is taken back."""

    why = forms.CharField(label=_("作废的原因"), max_length=300, widget=forms.TextInput(attrs=CHINESE))
    prefix = "back"

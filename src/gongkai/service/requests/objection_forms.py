"""The forms of the decision on a third party's objection, and of what is learnt after an entry was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day

DAYS = frozenset({"by", "notified", "delivered", "served", "until"})


class Decide(forms.Form):
    """Whether an objection holds, and whether the information is disclosed all the same."""

    on = forms.DateField(label=_("决定之日"), widget=Day)
    holds = forms.ChoiceField(
        label=_("不同意公开的理由"),
        choices=[("yes", _("合理")), ("no", _("不合理"))],
        widget=forms.RadioSelect,
    )
    discloses = forms.ChoiceField(
        label=_("决定"), choices=[("yes", _("予以公开")), ("no", _("不予公开"))], widget=forms.RadioSelect
    )
    content = forms.CharField(
        label=_("决定公开的内容"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=_("决定公开的填写：要连同理由书面告知第三方。"),
    )
    reasons = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=_("理由合理而仍然公开的，写明不公开会对公共利益造成什么重大影响。"),
    )


class TellThirdParty(forms.Form):
    """When and how the third party was told."""

    on = forms.DateField(label=_("告知之日"), widget=Day)
    means = forms.CharField(label=_("方式"), max_length=50, help_text=_("例如：书面告知书，邮寄。"))


class Supplement(forms.Form):
    """What was not known when the entry was made: a field for each that may still be added."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, known: Mapping[str, str], data: Any = None, **facts: Any) -> None:
        super().__init__(data, **facts)
        for name, label in known.items():
            if name in DAYS:
                self.fields[name] = forms.DateField(label=label, widget=Day, required=False)
            else:
                self.fields[name] = forms.CharField(label=label, max_length=500, required=False)
        self.fields["although"] = forms.CharField(
            label=_("仍然登记的理由"),
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=500,
            required=False,
            help_text=_("系统提示有疑问而确实要登记的，写明理由；理由随记录保存。"),
        )

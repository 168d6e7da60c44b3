"""Forms of reminders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class Reminders(forms.Form):
    """How one is reminded."""

    address = forms.CharField(
        label=_("接收提醒的电子邮箱"),
        required=False,
        max_length=254,
        help_text=_("留空则不发提醒。提醒只写登记号和日期，不写姓名和申请内容。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("手机号码"),
        required=False,
        max_length=50,
        help_text=_("只在本机关接通了短信等渠道时使用。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    digest = forms.TypedChoiceField(
        label=_("怎样发"),
        choices=[("1", _("每天合为一封")), ("0", _("每件事项一封"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    quiet_from = forms.TypedChoiceField(label=_("免打扰自"), choices=HOURS, coerce=int)
    quiet_to = forms.TypedChoiceField(
        label=_("免打扰至"), choices=HOURS, coerce=int, help_text=_("两个时间相同，就是没有免打扰的时间。")
    )

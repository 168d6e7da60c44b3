"""The forms of a rectification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day
from gongkai.service.redress.records import RecordStep


def _text(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), help_text=hint, max_length=5000
    )


class ReceiveRectification(forms.Form):
    """What somebody says is recorded wrongly about her, and by what she shows it."""

    received_on = forms.DateField(label=_("收到之日"), widget=Day)
    name = forms.CharField(label=_("申请人姓名或者名称"), max_length=200)
    is_person = forms.BooleanField(label=_("是自然人"), required=False, initial=True)
    contact = forms.CharField(label=_("联系方式"), max_length=300, required=False)
    record = _text(_("要求更正的记录"), _("哪一份材料里关于申请人自身的哪一条记录。"))
    wanted = _text(_("要求更正为"))
    evidence = _text(_("更正的证据"), _("申请人提供的、证明记录不准确的证据。"))


class EnterRecordStep(forms.Form):
    """What was done on a day."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("发生之日"), widget=Day)
    competent = forms.CharField(label=_("有权更正的机关"), max_length=100)
    says = _text(_("情况和理由"), rows=4)

    def __init__(self, kind: str, seen: int, today: Any, data: Any = None) -> None:
        super().__init__(data, initial={"seen": seen, "on": today})
        if kind == RecordStep.Kind.TOLD:
            for name in ("on", "says"):
                del self.fields[name]
        if kind != RecordStep.Kind.PASSED_ON:
            del self.fields["competent"]
        if kind in HINTS:
            self.fields["says"].help_text = HINTS[kind]


HINTS: dict[str, Any] = {
    RecordStep.Kind.CHECKED: _("由谁、怎样核对的，记录是否准确。"),
    RecordStep.Kind.CORRECTED: _("记录更正后的内容，写进告知书。"),
    RecordStep.Kind.NOT_CORRECTED: _("不予更正的理由，写进告知书。"),
    RecordStep.Kind.PASSED_ON: _("怎样转送或者告知，写进告知书，例如：已将申请转送该机关处理。"),
}

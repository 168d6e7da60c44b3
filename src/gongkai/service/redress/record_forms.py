"""The forms of a rectification."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.people_forms import Day
from gongkai.service.redress.record_page import RecordPage
from gongkai.service.redress.records import RecordStep
from gongkai.service.redress.rectifying import ANNULLING
from gongkai.service.requests.step_forms import ManyFiles


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
    evidence = _text(_("更正的证据"), _("申请人提供的、证明记录不准确的证据。写进告知书，不写证件号码。"))
    files = ManyFiles(  # type: ignore[assignment]
        label=_("证件和证据的文件"),
        help_text=_("加密保存，只在说明目的后查看；办结、救济期限过后按设定的时间删除。"),
    )


class EnterRecordStep(forms.Form):
    """What was done on a day; or which entry is wrong, and why."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("发生之日"), widget=Day)
    annuls = forms.TypedChoiceField(label=_("要撤销的登记"), coerce=int, widget=forms.RadioSelect)
    competent = forms.CharField(label=_("有权更正的机关"), max_length=100)
    says = _text(_("情况和理由"), rows=4)

    def __init__(self, kind: str, page: RecordPage, data: Any = None) -> None:
        super().__init__(data, initial={"seen": page.seen, "on": page.who.on})
        kinds = RecordStep.Kind
        if kind in (kinds.TOLD, *ANNULLING):
            del self.fields["on"]
        if kind == kinds.TOLD:
            del self.fields["says"]
        elif kind in ANNULLING:
            self.fields["says"].label = _("理由")
            self.fields["says"].required = kind != kinds.ANNULLED
        if kind == kinds.ANNUL_ASKED:
            self.fields["annuls"].choices = page.annullable  # type: ignore[attr-defined]
            self.initial["annuls"] = next((place for place, _label in page.annullable), None)
        else:
            del self.fields["annuls"]
        if kind != kinds.PASSED_ON:
            del self.fields["competent"]
        if kind in HINTS:
            self.fields["says"].help_text = HINTS[kind]


class AddPapers(forms.Form):
    """Papers by which somebody shows who she is and that the record is wrong."""

    files = ManyFiles(label=_("证件和证据的文件"))  # type: ignore[assignment]


class OpenPaper(forms.Form):
    """Which paper, and what for."""

    what = forms.IntegerField(widget=forms.HiddenInput)
    purpose = forms.CharField(
        label=_("查看的目的"),
        max_length=300,
        help_text=_("例如：核对证据与要求更正的记录。查看的人、时间和目的都会留下记录。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


HINTS: dict[str, Any] = {
    RecordStep.Kind.CHECKED: _("由谁、怎样核对的，记录是否准确。"),
    RecordStep.Kind.CORRECTED: _("记录更正后的内容，写进告知书。"),
    RecordStep.Kind.NOT_CORRECTED: _("不予更正的理由，写进告知书。"),
    RecordStep.Kind.PASSED_ON: _("怎样转送或者告知，写进告知书，例如：已将申请转送该机关处理。"),
}

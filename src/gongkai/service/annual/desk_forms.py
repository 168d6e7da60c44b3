"""The forms of the desk over annual reports. Each carries what its reader saw."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.annual.models import Explanation
from gongkai.service.annual.ways import Act
from gongkai.service.organs.models import Organ
from gongkai.service.organs.people_forms import Day


def _words(label: Any, hint: Any = "", *, required: bool = False, most: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=hint,
    )


class ActForm(forms.Form):
    """One act on a filing: what it asks depends on the act, and on whether something is public already."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, act: Act, seen: str, *, public: bool, data: Any = None) -> None:
        super().__init__(data, initial={"seen": seen})
        if act.key == "version" and public:
            hint = _("更正了什么。这句话与报告一并公布。")
            self.fields["note"] = _words(_("更正说明"), hint, required=True)
        if act.key in ("submit", "take-back", "accept"):
            self.fields["says"] = _words(_("说明"), most=1000)
        if act.key == "return":
            hint = _("逐条写清哪里不符、请怎样修改。报送机关据此修改。")
            self.fields["says"] = _words(_("退回的理由"), hint, required=True, most=1000)
        if act.key == "plan":
            self.fields["day"] = forms.DateField(
                label=_("公布日期"),
                widget=Day,
                help_text=_("到这一天自动公布。到时不能公布的，列入待办并写明原因。"),
            )

    def given(self) -> dict[str, Any]:
        """Return what was entered, as the action takes it."""
        return dict(self.cleaned_data)


class Explain(forms.Form):
    """Why an identity does not hold."""

    kind = forms.ChoiceField(label=_("原因类别"), choices=Explanation.Kind.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(
        label=_("说明的差额"),
        max_digits=30,
        decimal_places=6,
        help_text=_("本机关的数减去另一边的数。一份说明可以只说明其中一部分。"),
    )
    says = _words(_("说明"), _("差额从哪里来，依据是什么。"), required=True, most=1000)
    cases = forms.CharField(
        label=_("涉及的申请"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("登记号，用空格、顿号或者换行分开。"),
    )
    organs = forms.ModelMultipleChoiceField(
        label=_("涉及的机关"),
        queryset=Organ.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, missing: Decimal | None, organs: Collection[Organ], data: Any = None) -> None:
        super().__init__(data, initial={"amount": missing})
        if missing is None:
            del self.fields["amount"]
        if organs:
            chosen = Organ.objects.filter(pk__in=[organ.pk for organ in organs])
            self.fields["organs"].queryset = chosen  # type: ignore[attr-defined]
        else:
            del self.fields["organs"]

    def numbers(self) -> list[str]:
        """Return the numbers of requests that were entered."""
        text = self.cleaned_data.get("cases", "")
        for mark in "、，,；;\n\r\t":
            text = text.replace(mark, " ")
        return list(dict.fromkeys(text.split()))


class AnswerExplanation(forms.Form):
    """Whether somebody else agrees."""

    approves = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    says = _words(_("理由"), _("不同意的要写明理由。"))


class HoldBack(forms.Form):
    """Why the words of an explanation are not published."""

    words = forms.IntegerField(widget=forms.HiddenInput)
    reason = _words(_("不公开这段文字的理由"), required=True)


class PickYear(forms.Form):
    """For which year a filing is begun."""

    year = forms.TypedChoiceField(label=_("报告年度"), coerce=int)

    def __init__(self, years: Collection[int], data: Any = None) -> None:
        super().__init__(data)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]

"""The forms of declared numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.report.edition import Kind, Place
from gongkai.service.annual import declaring

WHOLE = "0"


class NumberField(forms.CharField):
    """A number as people type it: full width, with commas."""

    def clean(self, value: Any) -> Decimal:
        """Return it exactly; ValidationError for what is none."""
        found = declaring.read_number(str(super().clean(value)))
        if found is None:
            raise forms.ValidationError(_("请填一个数；没有发生的填0。"))
        return found


def _chinese() -> forms.TextInput:
    return forms.TextInput(attrs={"lang": "zh-Hans"})


class Declare(forms.Form):
    """A number of an item, for a month or the whole year, with what it was taken from."""

    month = forms.ChoiceField(label=_("期间"))
    value = NumberField(label=_("数"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    unit = forms.ChoiceField(label=_("单位"), choices=[(unit, unit) for unit in declaring.UNITS])
    evidence = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("数取自哪个台账、系统或者统计表，写到能查到的程度。")
    )
    file = forms.FileField(label=_("依据文件"), required=False, help_text=_("例如统计表的扫描件，可以不附。"))

    def __init__(self, place: Place, year: int, on: date, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        months = [] if declaring.of_whole_year(place) else range(1, 13)
        choices: list[tuple[str, Any]] = [
            (str(m), _("%(month)s月") % {"month": m}) for m in months if declaring.is_over(year, m, on)
        ]
        if declaring.of_whole_year(place) or declaring.is_over(year, 0, on):
            choices.append((WHOLE, _("全年")))
        self.fields["month"].choices = choices  # type: ignore[attr-defined]
        if place.kind is not Kind.AMOUNT:
            del self.fields["unit"]

    def clean_month(self) -> int | None:
        """Return the month, None for the whole year."""
        return int(self.cleaned_data["month"]) or None


class Correct(forms.Form):
    """Another number in the place of one, with the reason."""

    value = NumberField(
        label=_("更正为"), max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    unit = forms.ChoiceField(label=_("单位"), choices=[(unit, unit) for unit in declaring.UNITS])
    evidence = forms.CharField(label=_("依据"), max_length=300, widget=_chinese())
    file = forms.FileField(label=_("依据文件"), required=False)
    why = forms.CharField(label=_("更正的原因"), max_length=300)

    def __init__(self, place: Place, data: Any = None, files: Any = None, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        if place.kind is not Kind.AMOUNT:
            del self.fields["unit"]


class Nothing(forms.Form):
    """That an item was zero in the whole year, by what."""

    evidence = forms.CharField(label=_("依据"), max_length=300, help_text=_("例如：行政审批系统全年无办件。"))
    prefix = "nothing"


class TakeBack(forms.Form):
    """Why a number is taken back."""

    why = forms.CharField(label=_("作废的原因"), max_length=300)
    prefix = "back"


class Import(forms.Form):
    """A table of declared numbers."""

    file = forms.FileField(label=_("CSV或XLSX文件"))


class Year(forms.Form):
    """Of which year."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, years: list[int], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]

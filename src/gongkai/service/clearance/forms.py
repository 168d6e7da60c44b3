"""The forms of a review: an opinion, the answer to a find, the answer of an authority, the levels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.service.clearance.levels import Level
from gongkai.service.organs.duties import Duty
from gongkai.service.organs.people_forms import Day

SPEAKING = (Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER)
MOST_LEVELS = 4
VERDICTS = (
    ("pass", _("同意公开")),
    ("return", _("退回修改")),
    ("withhold", _("不予公开")),
    ("refer", _("不能确定，报请确定")),
)


class OpinionForm(forms.Form):
    """What a reviewer says at her level."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    verdict = forms.ChoiceField(
        label=_("意见"),
        widget=forms.RadioSelect,
        choices=VERDICTS,
    )
    says = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("退回的写清改什么，不予公开的写清依据，报请确定的写清不能确定的是什么。同意的可以不写。"),
    )
    refer_to = forms.CharField(
        label=_("报请哪个机关确定"),
        required=False,
        max_length=500,
        help_text=_("只在报请确定时填写：有关主管部门或者保密行政管理部门（条例第十七条）。"),
    )


class HitAnswerForm(forms.Form):
    """Why a find may stand."""

    hit = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("可以公开的理由"), required=False, max_length=2500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReferralAnswerForm(forms.Form):
    """What the authority determined."""

    result = forms.ChoiceField(
        label=_("答复的结果"),
        widget=forms.RadioSelect,
        choices=(("disclose", _("可以公开")), ("withhold", _("不得公开"))),
    )
    reference = forms.CharField(label=_("复函文号或者其他依据"), max_length=1000)
    says = forms.CharField(
        label=_("说明"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ProcedureForm(forms.Form):
    """The levels of review: for each its name and the duties that may speak at it, first to last."""

    since = forms.DateField(label=_("自何日起"), widget=Day)
    source = forms.CharField(
        label=_("依据"),
        required=False,
        max_length=1000,
        help_text=_("本机关的哪一项制度，例如《保密审查制度》第几条。"),
    )
    levels = forms.Field(required=False, widget=forms.HiddenInput, label=_("审查层级"))

    def __init__(self, now: tuple[Level, ...], data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        for place in range(MOST_LEVELS):
            level = now[place] if place < len(now) else None
            self.fields[f"name_{place}"] = forms.CharField(
                label=_("名称"),
                required=False,
                max_length=20,
                initial=level.name if level else "",
                widget=forms.TextInput(attrs={"lang": "zh-Hans"}),
            )
            self.fields[f"duties_{place}"] = forms.MultipleChoiceField(
                label=_("由谁作出"),
                required=False,
                choices=[(duty.value, duty.label) for duty in SPEAKING],
                widget=forms.CheckboxSelectMultiple,
                initial=list(level.duties) if level else [],
            )

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """Return the levels: the place counted from one, its name, its duties."""
        return [(n + 1, self[f"name_{n}"], self[f"duties_{n}"]) for n in range(MOST_LEVELS)]

    def chosen(self) -> list[dict[str, Any]]:
        """Return the levels that were filled in, as the action takes them."""
        given = self.cleaned_data
        return [
            {"name": given[f"name_{n}"], "duties": given[f"duties_{n}"]}
            for n in range(MOST_LEVELS)
            if given[f"name_{n}"] or given[f"duties_{n}"]
        ]

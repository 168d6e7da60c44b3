"""The forms of the register: what it is narrowed to, whether an organ reports, until when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report.loader import editions
from gongkai.service.annual.actions.register_reporter import SUMS, kinds_of
from gongkai.service.annual.kinds import name_of
from gongkai.service.annual.models import Reporter
from gongkai.service.annual.register import STATES, Register, Row
from gongkai.service.organs.models import Duty, Organ
from gongkai.service.organs.people_forms import Day
from gongkai.service.organs.queries import posts_in_force

YES_NO = [("yes", _("具备")), ("no", _("不具备"))]


def years(on: date) -> list[int]:
    """Return the report years that have a form, newest first, up to this one."""
    first = editions()[0].first_year
    return [year for year in range(on.year, first - 1, -1) if any(form.covers(year) for form in editions())]


def kind_choices(year: int, *, sums: bool) -> list[tuple[str, str | Promise]]:
    """Return the kinds of reporter of a year's form; with those of sums where days are set."""
    return [(k.key, name_of(k)) for k in kinds_of(year) if sums or not k.key.startswith(SUMS)]


class FindReporters(forms.Form):
    """Of which year, and which reports of it."""

    year = forms.TypedChoiceField(label=_("报告年度"), coerce=int, required=False)
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("全部")), *((s.value, w) for s, w in STATES.items())]
    )
    q = forms.CharField(label=_("机关名称"), required=False, max_length=50)

    def __init__(self, on: date, data: Any) -> None:
        known = [str(year) for year in years(on)]
        self.default = on.year - 1
        asked = data.dict() if isinstance(data, QueryDict) else dict(data)
        if asked.get("year") not in known:  # the filter names the year that is listed
            asked["year"] = str(self.default)
        super().__init__(asked)
        self.fields["year"].choices = [(year, year) for year in known]  # type: ignore[attr-defined]

    def year_asked(self) -> int:
        """Return the year; what is no choice asks for the last one."""
        self.is_valid()
        return self.cleaned_data.get("year") or self.default

    def narrowed(self, found: Register) -> list[Row]:
        """Return the reports asked for."""
        self.is_valid()
        state, words = self.cleaned_data.get("state", ""), self.cleaned_data.get("q", "").strip()
        return [
            row
            for row in found.rows
            if (not state or row.state == state) and (not words or words in row.organ.name)
        ]


class RegisterReporter(forms.Form):
    """Whether an organ reports: the three elements one by one."""

    since = forms.TypedChoiceField(label=_("自哪一报告年度起"), coerce=int)
    administrative = forms.ChoiceField(
        label=_("行政性"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("承担行政管理职能。"),
    )
    external = forms.ChoiceField(
        label=_("外部性"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("直接对外履行职责，面向公民、法人和其他组织。"),
    )
    independent = forms.ChoiceField(
        label=_("独立性"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("能以自己的名义作出行为，独立承担责任。"),
    )
    kind = forms.ChoiceField(label=_("报送类别"))
    to = forms.ModelChoiceField(
        label=_("报送的主管部门"),
        queryset=Organ.objects.none(),
        required=False,
        help_text=_("实行垂直领导的系统向本系统的主管部门报送，不向本级政府报送；其他机关不填。"),
    )
    under = forms.ModelChoiceField(
        label=_("并入哪个机关的报告"),
        queryset=Organ.objects.none(),
        required=False,
        empty_label=_("不并入"),
        help_text=_("三个要素缺一个的填写；都具备的不填。"),
    )
    basis = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("认定的文件和文号，例如“三定”规定。")
    )

    def __init__(
        self,
        organ: Organ,
        organs: QuerySet[Organ],
        year: int,
        on: date,
        *,
        before: Reporter | None = None,
        data: Any = None,
    ) -> None:
        initial: dict[str, Any] = {"since": year}
        if before is not None:
            elements = ("administrative", "external", "independent")
            initial |= {name: "yes" if getattr(before, name) else "no" for name in elements}
            initial |= {"kind": before.kind, "under": before.under_id, "basis": before.basis}
            initial["to"] = before.to_id if before.to_id != organ.supervisor_id else None
        super().__init__(data, initial=initial)
        self.fields["since"].choices = [(y, str(y)) for y in years(on)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = kind_choices(year, sums=False)  # type: ignore[attr-defined]
        self.fields["under"].queryset = organs.exclude(pk=organ.pk)  # type: ignore[attr-defined]
        supervising = posts_in_force(on).filter(duty=Duty.SUPERVISOR).values("organ")
        entered = before.to_id if before is not None else None
        judging = Organ.objects.filter(Q(pk__in=supervising) | Q(pk=entered)).exclude(pk=organ.pk)
        self.fields["to"].queryset = judging.order_by("code")  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return what was entered as the action takes it."""
        found = dict(self.cleaned_data)
        for name in ("administrative", "external", "independent"):
            found[name] = found[name] == "yes"
        return found


class SetDeadline(forms.Form):
    """Until when the reports of a kind are submitted and published here."""

    kind = forms.ChoiceField(label=_("报送类别"))
    submit_by = forms.DateField(label=_("报送期限"), widget=Day)
    publish_by = forms.DateField(label=_("公布期限"), widget=Day, required=False)
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("规定这一期限的通知和文号。"))

    def __init__(self, year: int, data: Any = None) -> None:
        super().__init__(data)
        self.fields["kind"].choices = kind_choices(year, sums=True)  # type: ignore[attr-defined]


class Remind(forms.Form):
    """Whom to remind: one report, or all that owe something."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=2008, max_value=2200)
    organ = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

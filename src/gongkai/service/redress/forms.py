"""The forms of proceedings: registering one, and what happened in it. Each carries what its reader saw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.models import Organ
from gongkai.service.organs.people_forms import Day
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.page import ProceedingPage
from gongkai.service.redress.words import COUNTED, KINDS, OVERS, PROCEDURES, RESULTS, STEPS
from gongkai.service.requests.models import Case


class FindProceedings(forms.Form):
    """What the list is narrowed to; a cell of table 4 is a kind, a year and a result."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("未审结的")), ("ended", _("已审结")), ("every", _("全部"))],
    )
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[("", _("全部")), *KINDS.items()])
    q = forms.CharField(label=_("案号、登记号、受理机关"), required=False, max_length=80)
    organ = forms.ModelChoiceField(
        label=_("机关"), queryset=Organ.objects.none(), required=False, empty_label=_("全部")
    )
    year = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=2008, max_value=2200)
    result = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[("", ""), *COUNTED.items()])

    def __init__(self, organs: Any, data: Any) -> None:
        super().__init__(data)
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]
        self.fields["organ"].to_field_name = "code"  # type: ignore[attr-defined]
        if len(organs) < 2:
            del self.fields["organ"]

    def asked(self) -> dict[str, Any]:
        """Return what was asked for; what is no choice asks for nothing."""
        self.is_valid()
        return self.cleaned_data


class PickYear(forms.Form):
    """Of which year, and of which organ, table 4 is shown."""

    year = forms.TypedChoiceField(label=_("年度"), coerce=int, required=False)
    organ = forms.ModelChoiceField(
        label=_("机关"), queryset=Organ.objects.none(), required=False, empty_label=_("全部")
    )

    def __init__(self, organs: Any, on: date, data: Any) -> None:
        super().__init__(data)
        years = range(on.year, SINCE - 1, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.initial["year"] = on.year
        self.this_year = on.year
        self.fields["organ"].queryset = organs  # type: ignore[attr-defined]
        self.fields["organ"].to_field_name = "code"  # type: ignore[attr-defined]
        if len(organs) < 2:
            del self.fields["organ"]

    def asked(self) -> tuple[int, Organ | None]:
        """Return the year and the organ; what is no choice asks for this year and all of them."""
        self.is_valid()
        return self.cleaned_data.get("year") or self.this_year, self.cleaned_data.get("organ")


SINCE = 2019  # the first year that table 4 has in this form (国办公开办函〔2019〕60号)


def _called(each: Proceeding) -> str:
    return f"{KINDS[each.kind]} {each.number or each.opened_at.date().isoformat()}"


CO_DEFENDANT: dict[str, Any] = {
    "label": _("本机关是复议机关，作为共同被告"),
    "help_text": _("复议后起诉，针对另一机关的行为的填写。只计算原行为主体的案件，不计入本机关的表四。"),
}


class OpenProceeding(forms.Form):
    """A reconsideration, a suit, a complaint."""

    kind = forms.ChoiceField(label=_("类别"), choices=KINDS.items(), widget=forms.RadioSelect)
    over = forms.ChoiceField(label=_("针对"), choices=OVERS.items(), widget=forms.RadioSelect)
    body = forms.CharField(
        label=_("受理的机关或者人民法院"),
        max_length=100,
        help_text=_("行政复议机关、人民法院，或者收到投诉举报的机关。"),
    )
    number = forms.CharField(label=_("案号"), max_length=80, required=False, help_text=_("还没有的先不填。"))
    as_co_defendant = forms.BooleanField(required=False, **CO_DEFENDANT)

    def __init__(self, case: Case | None, earlier: Sequence[Proceeding], body: str, data: Any = None) -> None:
        over = "reply" if case is not None else "publication"
        super().__init__(data, initial={"kind": "reconsideration", "over": over, "body": body})
        self.case, self.earlier = case, {str(each.pk): each for each in earlier}
        if case is not None:
            del self.fields["as_co_defendant"]  # over what was done here
        else:
            self.fields["case"] = forms.CharField(
                label=_("申请的登记号"),
                max_length=60,
                required=False,
                help_text=_("针对答复或者逾期未答复的必须填写；与申请无关的不填。"),
            )
        if earlier:
            choices = [("", "—"), *((key, _called(each)) for key, each in self.earlier.items())]
            self.fields["follows"] = forms.ChoiceField(
                label=_("接在哪一件行政复议之后"),
                required=False,
                choices=choices,
                help_text=_("复议后起诉的填写。"),
            )

    def clean_follows(self) -> Proceeding | None:
        """Return the reconsideration chosen."""
        return self.earlier.get(self.cleaned_data["follows"])


class CoDefendant(forms.Form):
    """Whether the organ is sued as the reconsideration body."""

    as_co_defendant = forms.BooleanField(required=False, **CO_DEFENDANT)


class Number(forms.Form):
    """The number that the body gave it, known once it is accepted."""

    number = forms.CharField(label=_("案号"), max_length=80)


def _day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, widget=Day, help_text=hint, required=required)


class EnterStep(forms.Form):
    """What happened on a day; which more is asked depends on what."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    on = _day(_("发生之日"), _("可以早于今天；晚于当日登记的，页面上注明补登。"))
    procedure = forms.ChoiceField(
        label=_("程序"),
        required=False,
        choices=[("", _("不清楚")), *PROCEDURES.items()],
        help_text=_("行政复议的答复期限因程序而不同；不清楚的，先按较短的简易程序计算。"),
    )
    result = forms.ChoiceField(label=_("结果"), choices=[("", "—"), *RESULTS.items()])
    orders = forms.BooleanField(
        label=_("责令本机关重新答复这件申请"),
        required=False,
        help_text=_("在申请的记录里登记，另起期限。一审判决还没有生效的先不选，生效以后再登记。"),
    )
    order_served = _day(_("送达本机关之日"), _("重新答复的期限和起诉的期限由此推算。"), required=False)
    order_until = _day(
        _("要求重新答复的最后一日"), _("文书写明日期的填写；没有写明的按规定计算。"), required=False
    )
    annuls = forms.TypedChoiceField(label=_("撤销哪一条"), coerce=int)
    says = forms.CharField(
        label=_("说明"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )
    paper = forms.FileField(label=_("文书"), required=False, help_text=_("存入这件申请的案卷。"))

    def __init__(self, page: ProceedingPage, kind: str, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"seen": page.seen, "on": page.who.on})
        for name in set(self.fields) - {"seen", "on", "says", *ASKED[kind]}:
            del self.fields[name]
        if page.proceeding.case_id is None:
            for name in ("orders", "order_until", "paper"):
                self.fields.pop(name, None)
        if "annuls" in self.fields:
            del self.fields["on"]  # an annulment is of today
            found = [
                (
                    step.place,
                    gettext("%(on)s %(what)s（第%(place)s条）")
                    % {"on": step.on.isoformat(), "what": STEPS[step.kind], "place": step.place},
                )
                for step in page.annullable
            ]
            self.fields["annuls"].choices = found  # type: ignore[attr-defined]
            self.fields["says"].label = _("撤销的理由")
            self.fields["says"].required = True

    def given(self) -> dict[str, Any]:
        """Return what was entered as the action takes it, but the file."""
        return {key: value for key, value in self.cleaned_data.items() if key != "paper" and value != ""}


# What each step asks beside the day and a remark.
ASKED: dict[str, tuple[str, ...]] = {
    Step.Kind.ACCEPTED: ("procedure", "paper"),
    Step.Kind.SERVED: ("procedure", "paper"),
    Step.Kind.ANSWERED: ("paper",),
    Step.Kind.HEARD: (),
    Step.Kind.ENDED: ("result", "order_served", "orders", "order_until", "paper"),
    Step.Kind.APPEALED: ("paper",),
    Step.Kind.ANNULLED: ("annuls",),
}

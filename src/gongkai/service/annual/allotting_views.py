"""Giving what a split left to the organs that came after."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gongkai.service.annual import doors, policy
from gongkai.service.annual.actions.allot import allot
from gongkai.service.annual.facts import Needs
from gongkai.service.annual.facts_views import Shown, shown
from gongkai.service.annual.models import Allotment
from gongkai.service.annual.whose import divisible
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ
from gongkai.service.organs.policy import Power
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.case_ways import visit
from gongkai.service.requests.models import Case
from gongkai.service.requests.worklist import shortened


class _Cases(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Requests, each by its number and what was asked: nobody knows by the number whose matter it is."""

    def label_from_instance(self, obj: Case) -> str:
        """Return the words of a request."""
        wish = getattr(obj, "wish", None)
        return "　".join(filter(None, (obj.number, shortened(wish.description) if wish else "")))


class _Proceedings(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Proceedings, each by its number, who hears it, and when it was entered."""

    def label_from_instance(self, obj: Proceeding) -> str:
        """Return the words of a proceeding."""
        entered = timezone.localdate(obj.opened_at).isoformat()
        return "　".join((str(obj), obj.body, _("%(day)s登记") % {"day": entered}))


class Allot(forms.Form):
    """Which, to whom, by what paper."""

    cases = _Cases(
        label=gettext_lazy("申请"),
        queryset=Case.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    proceedings = _Proceedings(
        label=gettext_lazy("没有申请的复议、诉讼案件"),
        queryset=Proceeding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    numbers = forms.CharField(
        label=gettext_lazy("其他申请的编号"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("按划转清单填写，每行一个；由本机关承接而应当划给别的机关的，也在这里填写。"),
    )
    to = forms.ModelChoiceField(label=gettext_lazy("承接的机关"), queryset=Organ.objects.none())
    basis = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        help_text=gettext_lazy("机构改革的文件、移交清单等。"),
    )

    def __init__(self, page: Shown, data: Any) -> None:
        super().__init__(data)
        whose = page.facts.whose
        self.divided = divisible(whose, page.who.on)
        self.fields["cases"].queryset = _cases(page)  # type: ignore[attr-defined]
        self.fields["proceedings"].queryset = _proceedings(self.divided)  # type: ignore[attr-defined]
        heirs = {heir for found in self.divided.values() for heir in found}
        self.fields["to"].queryset = Organ.objects.filter(pk__in=heirs)  # type: ignore[attr-defined]
        for name in ("cases", "proceedings"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]

    def clean_numbers(self) -> list[Case]:
        """Return the requests of these numbers that a split left here; ValidationError names the others."""
        asked = list(dict.fromkeys(line.strip() for line in self.cleaned_data["numbers"].splitlines()))
        rows = Case.objects.filter(organ__in=self.divided, number__in=asked).select_related("organ")
        found = list(rows.order_by("number"))
        known = {"", *(case.number for case in found)}
        if unknown := [number for number in asked if number not in known]:
            raise forms.ValidationError(
                _("原机关没有编号是%(numbers)s的申请，请核对。") % {"numbers": "、".join(unknown[:10])}
            )
        return found


@require_http_methods(["GET", "HEAD", "POST"])
def allotted(request: DeskRequest, code: str, year: int) -> HttpResponse:
    """Show what nobody has yet, and give it to somebody."""
    who = visit(request, Power.DRAFT)
    organ = doors.own_organ_for(who.post, code, who.on)
    policy.check_can_write(who.post, organ, year, who.on)
    page = shown(request, code, year)
    form = Allot(page, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = allot(
                to=given["to"],
                basis=given["basis"],
                by=who.post,
                at=who.at,
                cases=list(dict.fromkeys([*given.get("cases", ()), *given["numbers"]])),
                proceedings=list(given.get("proceedings", ())),
            )
        except CannotDo as refusal:
            refusal.show(form)
        else:
            messages.success(request, _("已划分%(count)s件。") % {"count": len(made)})
            return redirect("desk-annual-allotment", code, year)
    context = {
        "title": _("划分原机关的申请、案件"),
        "shown": page,
        "form": form,
        "is_settled": "cases" not in form.fields and "proceedings" not in form.fields,
        "submit": _("划分"),
    }
    return render(request, "annual/allotment.html", context)


def _cases(page: Shown) -> Any:
    keys = {key for fault in page.facts.faults if fault.needs is Needs.ALLOTMENT for key in fault.cases}
    return Case.objects.filter(pk__in=keys).select_related("organ", "wish").order_by("number")


def _proceedings(divided: Collection[int]) -> Any:
    """Return those without a request that nobody was given: undivided, or with the keeper of the split."""
    given = Allotment.objects.filter(proceeding=OuterRef("pk"))
    rows = Proceeding.objects.filter(organ__in=divided, case=None).exclude(kind=Proceeding.Kind.COMPLAINT)
    return rows.exclude(Exists(given)).select_related("organ").order_by("pk")

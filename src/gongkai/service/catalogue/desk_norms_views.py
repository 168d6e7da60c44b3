"""How many rules and normative documents were made, ended, in force: table two, with the norms behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from gongkai.service.catalogue import library
from gongkai.service.catalogue.desk_ways import visit
from gongkai.service.catalogue.library import Counts, Norm
from gongkai.service.organs.doors import visible_organs
from gongkai.service.organs.gate import DeskRequest
from gongkai.service.organs.models import Organ

FIRST = 2008  # the first year of the Regulations
KINDS = (("rule", gettext_lazy("规章")), ("normative", gettext_lazy("行政规范性文件")))
COLUMNS = (
    ("made", gettext_lazy("本年制发")),
    ("repealed", gettext_lazy("本年废止")),
    ("lapsed", gettext_lazy("本年失效")),
    ("in_force", gettext_lazy("年末现行有效")),
    ("not_yet", gettext_lazy("年末尚未施行")),
    ("undivided", gettext_lazy("拆分后尚未分清归属")),
)


class YearForm(forms.Form):
    """Which organ's numbers, of which year, and whether with what was published after it."""

    organ = forms.ModelChoiceField(Organ.objects.none(), label=gettext_lazy("机关"), to_field_name="code")
    year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int)
    late = forms.BooleanField(label=gettext_lazy("计入年后补发的文件"), required=False)

    def __init__(self, organs: Any, on: date, data: Any) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["organ"].queryset = organs
        fields["year"].choices = [(year, str(year)) for year in range(on.year, FIRST - 1, -1)]


@dataclass(frozen=True, slots=True)
class Number:
    """One number with the norms behind it; `anchor` is where on the page they are listed."""

    label: str | Promise
    anchor: str
    norms: tuple[Norm, ...]


@require_safe
def norms(request: DeskRequest) -> HttpResponse:
    """Show the numbers of a year for an organ; each leads to the norms it counts."""
    who = visit(request)
    organs = visible_organs(who.post, who.on)
    start = {"organ": who.post.organ.code, "year": who.on.year - 1}
    form = YearForm(organs, who.on, request.GET or start)
    rows: list[tuple[str | Promise, list[Number]]] = []
    if form.is_valid():
        organ, year = form.cleaned_data["organ"], form.cleaned_data["year"]
        moment = who.at if form.cleaned_data["late"] or year == who.on.year else None
        rows = [(label, _numbers(library.counts(organ, year, kind, moment), kind)) for kind, label in KINDS]
    context = {
        "title": _("规章和规范性文件年度数"),
        "find": form,
        "columns": [label for _name, label in COLUMNS],
        "rows": rows,
        "open_year": form.is_valid() and form.cleaned_data["year"] == who.on.year,
    }
    return render(request, "catalogue/norms.html", context)


def _numbers(found: Counts[Norm], kind: str) -> list[Number]:
    return [Number(label, f"{kind}-{name}", getattr(found, name)) for name, label in COLUMNS]

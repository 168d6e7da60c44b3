"""What a request would cost by either standard, shown before one of them is proposed."""

from __future__ import annotations

from datetime import date

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongkai.service.organs.said import said
from gongkai.service.requests import charging
from gongkai.service.requests.charging import Simulation
from gongkai.service.requests.models import Case
from gongkai.statute.errors import StatuteError


class Preview(forms.Form):
    """How many pages."""

    pages = forms.IntegerField(label=_("试算页数"), min_value=0, max_value=999_999)


def preview(case: Case, query: QueryDict, on: date) -> tuple[Preview, Simulation | None]:
    """Return the form with what both standards give for the pages asked about, None before anybody asked."""
    form = Preview(query if "pages" in query else None)
    if not form.is_valid():
        return form, None
    try:
        return form, charging.simulate(case, form.cleaned_data["pages"], on)
    except StatuteError as refusal:
        form.add_error("pages", said(str(refusal)))
        return form, None

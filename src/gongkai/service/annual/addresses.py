"""Where a filed report stands in public: its pages and files; an aggregate apart from the organ's own."""

from __future__ import annotations

from django.urls import reverse

from gongkai.service.annual.models import FiledReport, Filing


def newest(filed: FiledReport) -> str:
    """Return the address of the report of that year, whichever edition is the newest."""
    return reverse("aggregate" if _is_sum(filed) else "report", args=_year(filed))


def edition(filed: FiledReport) -> str:
    """Return the address of this edition."""
    return reverse("aggregate-edition" if _is_sum(filed) else "edition", args=[*_year(filed), filed.number])


def file(filed: FiledReport, form: str) -> str:
    """Return the address of this edition as a file of a format of `report.write`."""
    name = "aggregate-download" if _is_sum(filed) else "download"
    return reverse(name, args=[*_year(filed), filed.number, form])


def data(filed: FiledReport, what: str, form: str) -> str:
    """Return the address of what programs read of this edition: its `cells` or its `identities`."""
    name = "aggregate-data" if _is_sum(filed) else "report-data"
    return reverse(name, args=[*_year(filed), filed.number, what, form])


def _is_sum(filed: FiledReport) -> bool:
    return filed.filing.scope == Filing.Scope.AGGREGATE


def _year(filed: FiledReport) -> list[str | int]:
    return [filed.filing.organ.code, filed.filing.year]

"""Where the number of a cell opens what it counts: an organ's own list, or the parts of a sum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from gongkai.report.sums import plain
from gongkai.service.annual import addresses, doors, summing
from gongkai.service.annual.models import Closing, FiledReport, Filing, Part, Version
from gongkai.service.organs.models import Organ, Post

Link = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Addend:
    """What one report gives to a cell of a sum, in the unit of the form; None where its cell is blank."""

    organ: Organ
    value: str | None
    url: str


def link(version: Version) -> Link | None:
    """Return what gives the address of the page of each cell of a version, None where it has no closing.

    Who may see the version may open them (`doors.sees_version`).
    """
    filing, closing = version.filing, version.closing
    if filing.scope == Filing.Scope.AGGREGATE:
        return lambda address: reverse("desk-annual-version-cell", args=[version.pk, address])
    if closing is None:
        return None

    def of(address: str) -> str:
        page = reverse("desk-annual-cell", args=[filing.organ.code, filing.year, address])
        return f"{page}?closing={closing.number}"

    return of


def received_with(closing: Closing | None) -> Version | None:
    """Return the report that brought the cells of a closing from elsewhere; None of what was counted here."""
    if closing is None:
        return None
    rows = closing.versions.filter(origin__in=Version.ELSEWHERE).defer("content", "source", "findings")
    found: Version | None = rows.select_related("by__person", "by__organ").order_by("number").first()
    return found


def addends(parts: Sequence[Part], year: int, address: str, post: Post, on: date) -> list[Addend]:
    """Return what each part of a sum gives to a cell; each leads on to the part's own cell, or its edition.

    A report is read as the sum reads it: a number printed in another unit is converted. Who works on the sum
    and may open no lists of a part is led to the report; a part that the reader may not open has no address.
    """
    found = []
    for part, report in zip(parts, summing.reports_of(parts), strict=True):
        value = summing.add_up([report], organ=report.organ, year=year).cells[address].value
        row = part.version or part.filed
        if row is None:
            raise ValueError(f"{part}: neither a version nor an edition")
        url = _opened(row, address, post, on)
        found.append(Addend(row.filing.organ, None if value is None else plain(value), url))
    return found


def _opened(row: Version | FiledReport, address: str, post: Post, on: date) -> str:
    version = row if isinstance(row, Version) else row.version
    if version is not None and doors.sees_version(post, version, on):
        to = link(version)
        return to(address) if to else ""
    if isinstance(row, FiledReport):
        return addresses.edition(row)
    if doors.reads_for_sum(post, row, on):
        return reverse("desk-annual-version", args=[row.pk])
    return ""

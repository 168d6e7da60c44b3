"""Where the number of a cell opens what it counts: the list of an organ's own closing."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from gongkai.service.annual.models import Filing, Version


def link(version: Version) -> Callable[[str], str] | None:
    """Return what gives the address of the page of each cell of a version, None where none is to be opened.

    Who may see the version may open them (`doors.sees_version`).
    """
    filing, closing = version.filing, version.closing
    if closing is None or filing.scope != Filing.Scope.OWN:
        return None

    def of(address: str) -> str:
        page = reverse("desk-annual-cell", args=[filing.organ.code, filing.year, address])
        return f"{page}?closing={closing.number}"

    return of

"""What was published last: documents and annual reports in one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gongkai.service.annual import addresses
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.catalogue.visibility import showing, showing_of
from gongkai.service.organs.models import Organ
from gongkai.service.portal.document import url_of
from gongkai.service.portal.lists import HEAVY
from gongkai.service.portal.templatetags.portal import published

SHOWN = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the list."""

    title: str
    url: str
    published: str  # YYYY-MM-DD HH:MM, without the time where none was printed
    organ: str
    is_sum: bool = False  # an annual report over those who report to the organ, not of the organ's own work


def latest(at: datetime, reports: Iterable[FiledReport], organ: Organ | None = None) -> list[Item]:
    """Return the latest documents of an organ, or of all, and those of the reports that stand among them."""
    rows = showing_of(organ, at) if organ else showing(at)
    found = [
        Item(row.edition.title, url_of(row), row.began, row.organ.name) for row in rows.defer(*HEAVY)[:SHOWN]
    ]
    for filed in reports:
        owner = filed.filing.organ
        url = addresses.newest(filed)
        is_sum = filed.filing.scope == Filing.Scope.AGGREGATE
        found.append(Item(filed.title, url, published(filed), owner.name, is_sum))
    return sorted(found, key=lambda item: item.published, reverse=True)[:SHOWN]

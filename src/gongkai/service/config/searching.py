"""What can be found, room by room: from here the index is rebuilt and compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from gongkai.service.annual.entries import KIND as REPORT
from gongkai.service.annual.entries import entry_of
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.catalogue.entries import KIND as DOCUMENT
from gongkai.service.catalogue.entries import entries_of
from gongkai.service.catalogue.models import Showing
from gongkai.service.catalogue.search.entry import Entry
from gongkai.service.catalogue.search.rebuild import Provider

BATCH = 500


def providers(at: datetime) -> dict[str, Provider]:
    """Return, by kind, what yields, in batches, every entry that can be found at that moment or later."""
    return {DOCUMENT: lambda: _documents(at), REPORT: _reports}


def _documents(at: datetime) -> Iterator[list[Entry]]:
    visible = Showing.objects.filter(Q(ends__isnull=True) | Q(ends__gt=at)).order_by("pk")
    last = 0
    while showings := list(visible.filter(pk__gt=last)[:BATCH]):
        last = showings[-1].pk
        yield entries_of(showings, at)


def _reports() -> Iterator[list[Entry]]:
    newest = FiledReport.objects.filter(filing=OuterRef("pk")).order_by("-number").values("pk")[:1]
    filings = Filing.objects.order_by("pk").annotate(newest=Subquery(newest)).values_list("pk", "newest")
    last = 0
    while batch := list(filings.filter(pk__gt=last)[:BATCH]):
        last = batch[-1][0]
        rows = FiledReport.objects.filter(pk__in=[key for _, key in batch if key is not None])
        yield [entry_of(row) for row in rows.select_related("filing__organ").defer("source").order_by("pk")]

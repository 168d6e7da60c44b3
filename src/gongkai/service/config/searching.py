"""What can be found, room by room: from here the index is rebuilt and compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

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
    """Return, by kind, the function that yields every entry that can be found at that moment or later."""
    return {DOCUMENT: lambda: _documents(at), REPORT: _reports}


def _documents(at: datetime) -> Iterator[Entry]:
    keys = Showing.objects.filter(Q(ends__isnull=True) | Q(ends__gt=at)).order_by("pk")
    left = iter(keys.values_list("pk", flat=True).iterator())
    while batch := list(islice(left, BATCH)):
        yield from entries_of(Showing.objects.filter(pk__in=batch).order_by("pk"), at)


def _reports() -> Iterator[Entry]:
    newest = FiledReport.objects.filter(filing=OuterRef("pk")).order_by("-number").values("pk")[:1]
    keys = Filing.objects.order_by("pk").annotate(newest=Subquery(newest)).values_list("newest", flat=True)
    left = (key for key in keys.iterator() if key is not None)
    while batch := list(islice(left, BATCH)):
        rows = FiledReport.objects.filter(pk__in=batch).select_related("filing__organ").defer("source")
        yield from map(entry_of, rows.order_by("pk"))

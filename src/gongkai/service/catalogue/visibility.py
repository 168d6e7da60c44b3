"""What the public may see at a moment: the one predicate behind every page, list, feed, search and file.

No public output reads `Showing`, `Edition` or `Document` but through here.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone

from gongkai.service.catalogue.models import Document, Showing
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ


def showing(at: datetime) -> QuerySet[Showing]:
    """Return what the public may see at that moment, newest first, with edition, document and organ."""
    return (
        Showing.objects.filter(seen_at(at))
        .select_related("edition__document", "organ")
        .order_by("-begins", "-pk")
    )


def showing_of(organ: Organ, at: datetime) -> QuerySet[Showing]:
    """Return what the public may see of an organ, and of those it came after, newest first."""
    return showing(at).filter(organ__in=kept_by([organ.pk], timezone.localdate(at)))


def seen_at(at: datetime) -> Q:
    """Return the condition on Showing itself: it has begun and not ended."""
    return Q(begins__lte=at) & (Q(ends__isnull=True) | Q(ends__gt=at))


def shown(document: Document, at: datetime) -> Showing | None:
    """Return what the public sees of a document at that moment, if anything."""
    return showing(at).filter(edition__document=document).first()


def history(document: Document | int, at: datetime) -> list[Showing]:
    """Return every showing of a document that has begun, newest first: what it said, and until when.

    Earlier wordings stay readable while the document is shown, and the first is what it says now; of a
    withdrawn one nothing is. A withdrawal of what was shown took every wording before it away too: they
    stay away when a corrected edition is shown later.
    """
    key = document if isinstance(document, int) else document.pk
    # Asked of the key, not of the relation: an address may name a number too large for any row.
    rows = Showing.objects.filter(edition__document__pk=key, begins__lte=at)
    found: list[Showing] = []
    for row in rows.select_related("edition__document", "organ").order_by("-begins", "-pk"):
        if row.ended_how != Showing.Ended.WITHDRAWN or row.ends is None or row.ends > at:
            found.append(row)
        elif row.ends == row.ended_at:  # withdrawn while it was what the document said
            break
    is_shown = bool(found) and (found[0].ends is None or found[0].ends > at)
    return found if is_shown else []


def withdrawn(document: Document, at: datetime) -> Showing | None:
    """Return the showing that ended by withdrawal, if the document was shown once and no longer is."""
    if shown(document, at) is not None:
        return None
    rows = Showing.objects.filter(edition__document=document, begins__lte=at, ends__lte=at)
    return rows.select_related("edition__document", "organ", "moved_to").order_by("-begins", "-pk").first()


def next_change(at: datetime) -> datetime | None:
    """Return the next moment at which something appears or disappears without anybody acting."""
    begins = Showing.objects.filter(begins__gt=at).aggregate(soonest=Min("begins"))["soonest"]
    ends = Showing.objects.filter(ends__gt=at).aggregate(soonest=Min("ends"))["soonest"]
    return min((moment for moment in (begins, ends) if moment), default=None)


def last_change(at: datetime) -> datetime | None:
    """Return the last moment up to `at` at which something appeared or disappeared."""
    begins = Showing.objects.filter(begins__lte=at).aggregate(latest=Max("begins"))["latest"]
    ends = Showing.objects.filter(ends__lte=at).aggregate(latest=Max("ends"))["latest"]
    return max((moment for moment in (begins, ends) if moment), default=None)

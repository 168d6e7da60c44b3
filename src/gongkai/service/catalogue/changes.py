"""Where publication shows: the one call by which whatever was made from it learns of a change.

It appends to the list of changes, by which kept pages are made anew, and puts what may be found into
the search, in the publisher's own transaction: what is published is searchable, or neither is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gongkai.service.catalogue.entries import KIND, entries_of
from gongkai.service.catalogue.models import Change, ChangeCounter, Document, Showing
from gongkai.service.catalogue.search import store


def changed(
    kind: Change.Kind,
    document: Document,
    *,
    effective: datetime,
    at: datetime,
    categories: Iterable[str],
    showings: Iterable[Showing] = (),
    gone: Iterable[int] = (),
) -> list[Change]:
    """Enter that a document's public face changes at `effective`, and return the rows.

    `categories` are those in whose lists it stood or will stand: a row each. `showings` are
    those that may be found now with other words or until another moment than before, `gone` the keys of
    editions that may not be found any more. Called last in an action: the counter is locked until the
    transaction ends.
    """
    store.put(entries_of(showings, at))
    store.remove(KIND, gone)
    ChangeCounter.objects.get_or_create(id=1)
    counter = ChangeCounter.objects.select_for_update().get(id=1)
    rows = []
    for category in dict.fromkeys(categories):
        counter.last += 1
        rows.append(
            Change.objects.create(
                number=counter.last,
                at=effective,
                recorded_at=at,
                kind=kind,
                organ_code=document.organ.code,
                document=document.pk,
                category=category,
            )
        )
    counter.save()
    return rows


def since(number: int) -> list[Change]:
    """Return the changes after a number, in their order, those that take effect later included."""
    return list(Change.objects.filter(number__gt=number).order_by("number"))

"""Finding what is published, with the validity of the day: the search as pages, feeds and the API ask it.

A text lapses at midnight without anybody acting, and no clockwork runs beside the service. So whoever
searches first on a day puts again what has turned: the index knows which entries those are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from gongkai.service.catalogue.entries import KIND, entries_of
from gongkai.service.catalogue.models import Document, Showing
from gongkai.service.catalogue.search import find as search
from gongkai.service.catalogue.search import store
from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.models import State
from gongkai.service.catalogue.search.words import paths
from gongkai.service.organs.continuity import keepers_of_each, kept_codes

FILTERS = ("organ", "kind", "topic", "category", "validity")
Counts = dict[str, Counter[str]]
"""By filter and value, how many entries have it."""

BATCH = 100
"""Entries put again in one transaction: a publisher waits no longer than for these."""
MOST = 1_000
"""Entries put again before one search: about a second; the next search goes on from there."""
STILL = "有些文件的有效性今天有变化，搜索正在更新；按有效性筛选的结果请稍后再查一次。"


def find(query: search.Query, at: datetime) -> search.Found:
    """Return a page of what may be found at that moment, each under its validity of that day.

    Asked for an organ, what those published that it came after is found too.

    Raises SearchUnavailable as `search.find.find` does, and if the validity cannot be brought up to date:
    what has lapsed is not shown as being in force.
    """
    try:
        put_again(at, MOST)
        is_behind = bool(query.validities) and is_due(at)
    except DatabaseError as fault:
        raise SearchUnavailable(search.DOWN) from fault
    if query.organs:
        query = replace(query, organs=kept_codes(query.organs, timezone.localdate(at)))
    found = search.find(query, at)
    if is_behind:
        found = replace(found, notes=(*found.notes, STILL))
    return found


def counts(query: search.Query, found: search.Found, at: datetime, lasting: Collection[str]) -> Counts | None:
    """Return how many of what the text finds have each value of each filter; None where it finds too many.

    Beside a value stands what would be found with it in the place of those chosen in its filter: the other
    filters hold, its own does not. `lasting` are codes of organs that have not ended. Raises
    SearchUnavailable as `find` does.
    """
    rows = search.facets(query, found, at)
    if rows is None:
        return None
    keepers = {row.organ: frozenset({row.organ}) for row in rows}
    if ended := keepers.keys() - set(lasting):
        keepers |= keepers_of_each(ended, timezone.localdate(at))
    chosen = (query.organs, query.kinds, query.topics, query.categories, query.validities)
    told: Counts = {name: Counter() for name in FILTERS}
    for row in rows:
        values = (
            keepers[row.organ],
            frozenset({row.kind}),
            frozenset(paths(row.topic)),
            frozenset(paths(row.category)),
            frozenset({row.validity} - {""}),
        )
        misses = [n for n, wanted in enumerate(chosen) if wanted and not wanted & values[n]]
        for n, name in enumerate(FILTERS):
            if all(miss == n for miss in misses):
                told[name].update(values[n])
    return told


def is_due(at: datetime) -> bool:
    """Whether an entry stands in the index under a validity that it no longer has."""
    return bool(store.due(timezone.localdate(at), 1))


def put_again(at: datetime, most: int | None = None) -> int:
    """Put again the documents whose validity has changed by the coming of a day, and return how many.

    In short transactions, at most `most` in all. Where nothing is due, nothing is locked.
    """
    done = 0
    while (most is None or done < most) and is_due(at):
        put = _batch(at)
        if not put:
            break  # another does it now, or its publisher has it under way
        done += put
    return done


@transaction.atomic
def _batch(at: datetime) -> int:
    State.objects.select_for_update().filter(id=1).first()  # two who search at once take turns
    keys = [key for kind, key in store.due(timezone.localdate(at), BATCH) if kind == KIND]
    # A publisher locks its document first; what one holds now he puts himself.
    free = Document.objects.select_for_update(skip_locked=True).filter(editions__in=keys).order_by("pk")
    showings = Showing.objects.filter(edition__in=keys, edition__document__in=[row.pk for row in free])
    entries = entries_of(showings, at)
    store.put(entries)
    return len(entries)

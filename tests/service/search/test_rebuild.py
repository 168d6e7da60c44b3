"""The index can be made anew from what is published, and whether they agree can be known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from gongkai.service.catalogue.search.entry import Entry, SearchUnavailable
from gongkai.service.catalogue.search.find import Query, find
from gongkai.service.catalogue.search.index import index
from gongkai.service.catalogue.search.models import Indexed, State
from gongkai.service.catalogue.search.rebuild import rebuild, repair, verify
from gongkai.service.catalogue.search.store import put
from gongkai.service.catalogue.search.words import facet
from tests.service.search.entries import NOW, an_entry, asked

pytestmark = pytest.mark.django_db


def published() -> list[Entry]:
    """Three entries, one of which comes later."""
    return [an_entry(1), an_entry(2, "区志"), an_entry(3, begins=NOW + timedelta(days=1))]


ROOMS = {"document": published}


def test_a_rebuilt_index_has_what_is_published_and_nothing_else():
    put([an_entry(9)])

    assert rebuild(ROOMS) == 3

    assert asked("住房") == [1]
    assert asked("住房", NOW + timedelta(days=2)) == [3, 1]
    assert not verify(ROOMS, NOW)


def test_while_it_is_rebuilt_search_says_so_and_interrupted_it_stays_closed():
    def breaking() -> Iterator[Entry]:
        yield an_entry(1)
        with pytest.raises(SearchUnavailable, match="正在重建"):
            find(Query("住房"), NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild({"document": breaking})

    with pytest.raises(SearchUnavailable):
        find(Query("住房"), NOW)
    rebuild(ROOMS)
    assert asked("住房") == [1]


def test_an_index_of_another_version_is_of_today_after_the_rebuild():
    put([an_entry(9)])
    State.objects.update(version=0)

    rebuild(ROOMS)

    assert asked("住房") == [1]


def test_what_is_missing_changed_or_superfluous_is_named_and_mended():
    put([an_entry(2, "市志"), an_entry(3, begins=NOW + timedelta(days=1)), an_entry(9)])

    found = verify(ROOMS, NOW)

    assert (found.seen, found.missing, found.changed) == (3, (("document", 1),), (("document", 2),))
    assert (found.superfluous, found.broken) == ((("document", 9),), ())
    assert repair(ROOMS, found)
    assert not verify(ROOMS, NOW)
    assert asked("区志") == [2]


def test_what_has_ended_may_stay_in_the_index():
    put([*published(), an_entry(9, ends=datetime(2026, 1, 1, tzinfo=UTC))])

    assert not verify(ROOMS, NOW)


def test_rows_without_words_and_words_without_rows_are_found():
    put(published())
    Indexed.objects.get(key=1).delete()
    index().clear()
    index().write([(5, [facet("k", "document")])])

    found = verify(ROOMS, NOW)

    assert ("document", 2) in found.broken
    assert ("", None) in found.broken
    assert not repair(ROOMS, found)
    rebuild(ROOMS)
    assert not verify(ROOMS, NOW)

"""The index can be made anew from what is published, and whether they agree can be known."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gongkai.cli import main
from gongkai.service.annual.actions.import_report import Imported
from gongkai.service.catalogue.search.entry import KINDS, Entry, SearchUnavailable
from gongkai.service.catalogue.search.find import Query, find
from gongkai.service.catalogue.search.index import index
from gongkai.service.catalogue.search.models import Indexed, State
from gongkai.service.catalogue.search.rebuild import rebuild, repair, verify
from gongkai.service.catalogue.search.store import put, remove
from gongkai.service.catalogue.search.words import Words, facet
from gongkai.service.config.searching import providers
from tests.service.search.entries import NOW, an_entry, asked

pytestmark = pytest.mark.django_db


def published() -> list[Entry]:
    """Three entries, one of which comes later."""
    return [an_entry(1), an_entry(2, "区志"), an_entry(3, begins=NOW + timedelta(days=1))]


ROOMS = {"document": lambda: iter([published()])}


def test_a_rebuilt_index_has_what_is_published_and_nothing_else():
    put([an_entry(9)])

    assert rebuild(ROOMS) == 3

    assert asked("住房") == [1]
    assert asked("住房", NOW + timedelta(days=2)) == [3, 1]
    assert not verify(ROOMS, NOW)


def test_while_it_is_rebuilt_search_says_so_and_interrupted_it_stays_closed():
    def breaking() -> Iterator[list[Entry]]:
        yield [an_entry(1)]
        with pytest.raises(SearchUnavailable, match="正在重建"):
            find(Query("住房"), NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rebuild({"document": breaking})

    with pytest.raises(SearchUnavailable):
        find(Query("住房"), NOW)
    rebuild(ROOMS)
    assert asked("住房") == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("gone", ["withdrawn", "changed"])
def test_what_is_withdrawn_or_changed_while_its_batch_is_put_stays_so(gone: str):
    there = [an_entry(1)]
    publishers: list[threading.Thread] = []

    def publish() -> None:
        there.clear()
        if gone == "withdrawn":
            remove("document", [1])
        else:
            put([an_entry(1, "区志")])
        connection.close()

    def read() -> Iterator[list[Entry]]:
        batch = list(there)
        publishers.append(threading.Thread(target=publish))
        publishers[0].start()
        publishers[0].join(0.5)  # it has to wait until what was read is put
        yield batch

    rebuild({"document": read})
    publishers[0].join()

    assert asked("住房") == []
    assert asked("区志") == ([1] if gone == "changed" else [])


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
    index().write([(5, Words(set(), {facet("k", "document")}))])

    found = verify(ROOMS, NOW)

    assert ("document", 2) in found.broken
    assert ("", None) in found.broken
    assert not repair(ROOMS, found)
    rebuild(ROOMS)
    assert not verify(ROOMS, NOW)


def test_every_kind_that_can_be_found_has_its_provider():
    assert set(providers(NOW)) == set(KINDS)


def test_what_was_filed_is_found_again_after_a_rebuild(file_report: Callable[..., Imported]):
    done = file_report()
    rooms = providers(NOW)
    assert not verify(rooms, NOW)

    rebuild(rooms)

    assert asked("青山区档案局", kinds=frozenset({"report"})) == [done.filed.pk]


def test_the_commands_say_what_they_found_and_did(
    file_report: Callable[..., Imported], capsys: pytest.CaptureFixture[str]
):
    file_report()

    assert main(["search", "verify"]) == 0
    assert "索引与已发布的内容一致。" in capsys.readouterr().out
    put([an_entry(9)])
    assert main(["search", "verify"]) == 1
    assert "索引中多余1件：document 9" in capsys.readouterr().out
    assert main(["search", "verify", "--repair"]) == 0
    assert main(["search", "rebuild"]) == 0
    assert capsys.readouterr().out.endswith("已编入索引1件。\n")

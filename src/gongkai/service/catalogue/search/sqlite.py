"""The words in SQLite: an FTS5 table that keeps for each word only the places it stands in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from gongkai.service.catalogue.search.entry import KINDS
from gongkai.service.catalogue.search.index import CANDIDATES, HIDDEN, MARK_OF_ALL, Wanted
from gongkai.service.catalogue.search.words import Words, facet

# No copy of the text (content), no positions (detail), no lengths (columnsize): the words come cut already,
# and `ascii` takes every sign above it for part of a word, ours included.
CREATE = (
    "CREATE VIRTUAL TABLE search_words USING fts5"
    "(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    # Bytes gathered before they are written: fewer and larger pieces to merge (a third faster than 1 MB).
    "INSERT INTO search_words(search_words, rank) VALUES ('hashsize', 16777216)",
)
DROP = ("DROP TABLE search_words",)

_HITS = (
    "FROM search_words WHERE search_words MATCH %s AND rowid >= %s AND rowid < %s AND rowid NOT IN ({hidden})"
)
_AMONG = "IN (SELECT value FROM json_each(%s))"
_BEGINNINGS = "SELECT entry_id, substr(body, 1, %s) FROM search_indexedtext WHERE entry_id "


class SqliteIndex:
    """See `index.Index`."""

    def write(self, rows: Iterable[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(rowid, words) VALUES (%s, %s)",
                [(place, " ".join(words.texts())) for place, words in rows],
            )

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        quote = connection.ops.quote_name
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({marks})",  # noqa: S608
                list(rows),
            )

    def erase(self, rows: Iterable[tuple[int, Callable[[], Words]]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words(search_words, rowid, words) VALUES ('delete', %s, %s)",
                [(place, " ".join(words().texts())) for place, words in rows],
            )

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('delete-all')")

    def wait_for_others(self) -> None:
        """Nothing to wait for: a transaction here is alone among the writing ones from its beginning."""

    def hold_off_rebuilding(self) -> None:
        """Nothing to do, for the same reason."""

    def begin_filling(self) -> None:
        """Nothing to prepare: FTS5 sorts what is written as it comes."""

    def end_filling(self) -> None:
        """Nothing to finish."""

    def newest(self, wanted: Wanted, at: datetime, limit: int) -> list[int]:
        sql, values = _hits(wanted, at)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT rowid {sql} ORDER BY rowid DESC LIMIT %s", [*values, limit])
            return [place for (place,) in cursor.fetchall()]

    def count(self, wanted: Wanted, at: datetime) -> int:
        sql, values = _hits(wanted, at)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {sql}", values)
            return int(cursor.fetchone()[0])

    def newest_and_count(self, wanted: Wanted, at: datetime, limit: int) -> tuple[list[int], int]:
        found = self.newest(wanted, at, limit)
        return found, len(found) if len(found) < limit else self.count(wanted, at)

    def candidates(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(CANDIDATES + _AMONG, [json.dumps(places)])
            return list(cursor.fetchall())

    def beginnings(self, places: Sequence[int], most: int) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute(_BEGINNINGS + _AMONG, [most, json.dumps(places)])
            return list(cursor.fetchall())

    def places(self) -> Iterable[int]:
        for kind in KINDS:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT rowid FROM search_words WHERE search_words MATCH %s", [_quoted(facet("k", kind))]
                )
                yield from (place for (place,) in cursor.fetchall())


def _hits(wanted: Wanted, at: datetime) -> tuple[str, list[Any]]:
    # As Django writes a moment for SQLite.
    moment = at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
    sql = _HITS.format(hidden=HIDDEN.format(at="%s"))
    return sql, [expression(wanted), wanted.low, min(wanted.high, MARK_OF_ALL), moment, moment]


def expression(wanted: Wanted) -> str:
    """Return what is wanted in FTS5's language. Every word stands in quotes, so none is an operator."""
    needed = [_quoted(word) for word in wanted.all_of]
    for group in wanted.any_of:
        needed.append("(" + " OR ".join(_together(words) for words in group) + ")")
    found = " AND ".join(needed)
    for words in wanted.none_of:
        found = f"({found}) NOT {_together(words)}"
    return found


def _together(words: Sequence[str]) -> str:
    return "(" + " AND ".join(map(_quoted, words)) + ")"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'

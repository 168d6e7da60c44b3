"""The words in PostgreSQL: a tsvector without positions under a GIN index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import connection

from gongkai.service.catalogue.search.index import HIDDEN, MARK_OF_ALL, Wanted

_CREATE_INDEX = "CREATE INDEX search_words_words ON search_words USING gin (words)"
CREATE = (
    "CREATE TABLE search_words (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    # The words of one entry do not compress: not tried, they are written faster.
    "ALTER TABLE search_words ALTER words SET STORAGE EXTERNAL",
    _CREATE_INDEX,
)
DROP = ("DROP TABLE search_words",)

# The planner takes no account of how dear it is to fetch and to unpack a tsvector, and would read the whole
# table for a common word (fifty times as long). So the functions leave it the index alone.
_INDEX_ALONE = "LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off"
_HITS = (
    "FROM search_words WHERE words @@ wanted AND id >= low AND id < high"
    f" AND id NOT IN ({HIDDEN.format(at='moment')})"
)
FUNCTIONS = (
    "DROP FUNCTION IF EXISTS search_places(tsquery, bigint, bigint)",
    "CREATE OR REPLACE FUNCTION search_count(wanted tsquery, low bigint, high bigint, moment timestamptz)"
    f" RETURNS bigint {_INDEX_ALONE} AS $$ SELECT count(*) {_HITS} $$",
    "CREATE OR REPLACE FUNCTION search_newest"
    "(wanted tsquery, low bigint, high bigint, moment timestamptz, most bigint)"
    f" RETURNS SETOF bigint {_INDEX_ALONE} AS $$ SELECT id {_HITS} ORDER BY id DESC LIMIT most $$",
)
NO_FUNCTIONS = (
    "DROP FUNCTION search_count(tsquery, bigint, bigint, timestamptz)",
    "DROP FUNCTION search_newest(tsquery, bigint, bigint, timestamptz, bigint)",
)

# Of very many hits the newest stand among the newest entries: only those are looked through, four times as
# many as should be needed, and all if they were not enough.
MANY = 4_000
_AMONG_NEWEST = (
    "SELECT search_newest(%s::tsquery, GREATEST(%s, COALESCE((SELECT id FROM search_words ORDER BY id DESC"
    " LIMIT 1 OFFSET GREATEST(1000, 4 * %s * (SELECT reltuples::bigint FROM pg_class"
    " WHERE oid = 'search_words'::regclass) / %s)), 0)), %s, %s, %s)"
)
_NEWEST = "SELECT search_newest(%s::tsquery, %s, %s, %s, %s)"
_COUNT = "SELECT search_count(%s::tsquery, %s, %s, %s)"


class PostgresqlIndex:
    """See `index.Index`."""

    def write(self, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
        with connection.cursor() as cursor:
            # What is new is gathered and sorted into the index at the end, at once: a third faster, and no
            # search has to read through what is not sorted yet.
            cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
            with cursor.copy("COPY search_words (id, words) FROM STDIN") as copy:
                for place, words in rows:
                    copy.write_row((place, " ".join(words)))
            cursor.execute(
                "SELECT gin_clean_pending_list(oid) FROM pg_class"
                " WHERE oid = to_regclass('search_words_words')"
            )

    def erase(self, rows: Iterable[tuple[int, Callable[[], Sequence[str]]]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE id = ANY(%s)", [[place for place, _ in rows]])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_words")

    def begin_filling(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS search_words_words")

    def end_filling(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(_CREATE_INDEX)
            cursor.execute("ANALYZE search_words")

    def newest(self, wanted: Wanted, at: datetime, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, [expression(wanted), wanted.low, wanted.high, at, limit])
            return [place for (place,) in cursor.fetchall()]

    def count(self, wanted: Wanted, at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [expression(wanted), wanted.low, wanted.high, at])
            return int(cursor.fetchone()[0])

    def newest_and_count(self, wanted: Wanted, at: datetime, limit: int) -> tuple[list[int], int]:
        count = self.count(wanted, at)
        if count > max(MANY, limit) and wanted.high == MARK_OF_ALL:
            with connection.cursor() as cursor:
                cursor.execute(
                    _AMONG_NEWEST,
                    [expression(wanted), wanted.low, limit, count, wanted.high, at, limit],
                )
                found = [place for (place,) in cursor.fetchall()]
            if len(found) == limit:
                return found, count
        return self.newest(wanted, at, limit) if count else [], count

    def places(self) -> Iterable[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM search_words")
            yield from (place for (place,) in cursor.fetchall())


def expression(wanted: Wanted) -> str:
    """Return what is wanted as the text of a tsquery. Every word stands in quotes, so none is an operator."""
    needed = [_quoted(word) for word in wanted.all_of]
    for group in wanted.any_of:
        needed.append("(" + " | ".join(_together(words) for words in group) + ")")
    needed += ["!" + _together(words) for words in wanted.none_of]
    return " & ".join(needed)


def _together(words: Sequence[str]) -> str:
    return "(" + " & ".join(map(_quoted, words)) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"

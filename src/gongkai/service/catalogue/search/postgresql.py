"""The words in PostgreSQL: a tsvector without positions under a GIN index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from gongkai.service.catalogue.search.index import HIDDEN, MARK_OF_ALL, Wanted

# The planner takes no account of how dear it is to fetch and to unpack a tsvector, and would read the whole
# table for a common word (four times as long at 20,000 entries). So the function leaves it the index alone.
_CREATE_INDEX = "CREATE INDEX search_words_words ON search_words USING gin (words)"
CREATE = (
    "CREATE TABLE search_words (id bigint PRIMARY KEY, words tsvector NOT NULL)",
    # The words of one entry do not compress: not tried, they are written faster.
    "ALTER TABLE search_words ALTER words SET STORAGE EXTERNAL",
    _CREATE_INDEX,
    """
    CREATE FUNCTION search_places(wanted tsquery, low bigint, high bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE ROWS 1000 SET enable_seqscan = off SET enable_indexscan = off
    SET enable_indexonlyscan = off AS
    $$ SELECT id FROM search_words WHERE words @@ wanted AND id >= low AND id < high $$
    """,
)
DROP = ("DROP FUNCTION search_places(tsquery, bigint, bigint)", "DROP TABLE search_words")

_HITS = "FROM search_places(%s::tsquery, %s, %s) AS place WHERE place NOT IN (" + HIDDEN.format(at="%s") + ")"

_BOTH = (
    f"WITH hits AS MATERIALIZED (SELECT place {_HITS})"  # noqa: S608 - no value is in it
    " SELECT ARRAY(SELECT place FROM hits ORDER BY place DESC LIMIT %s), (SELECT count(*) FROM hits)"
)


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
            cursor.execute(
                f"SELECT place {_HITS} ORDER BY place DESC LIMIT %s", [*_values(wanted, at), limit]
            )
            return [place for (place,) in cursor.fetchall()]

    def count(self, wanted: Wanted, at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) {_HITS}", _values(wanted, at))
            return int(cursor.fetchone()[0])

    def newest_and_count(self, wanted: Wanted, at: datetime, limit: int) -> tuple[list[int], int]:
        with connection.cursor() as cursor:
            cursor.execute(_BOTH, [*_values(wanted, at), limit])
            found, count = cursor.fetchone()
            return found, count

    def places(self) -> Iterable[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM search_words")
            yield from (place for (place,) in cursor.fetchall())


def _values(wanted: Wanted, at: datetime) -> list[Any]:
    return [expression(wanted), wanted.low, min(wanted.high, MARK_OF_ALL), at, at]


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

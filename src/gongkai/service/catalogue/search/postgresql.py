"""The words in PostgreSQL: an array of numbers under a GIN index, one number for each word."""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from gongkai.service.catalogue.search.index import CANDIDATES, HIDDEN, MARK_OF_ALL, Wanted
from gongkai.service.catalogue.search.words import HEAD, Words, number_of

_CREATE_INDEX = "CREATE INDEX search_words_words ON search_words USING gin (words)"
CREATE = (
    "CREATE TABLE search_words (id bigint PRIMARY KEY, words bigint[] NOT NULL)",
    # The words of one entry do not compress: not tried, they are written faster. They are never counted for
    # the planner either, who is left no choice below.
    "ALTER TABLE search_words ALTER words SET STORAGE EXTERNAL, ALTER words SET STATISTICS 0",
    _CREATE_INDEX,
)
# A text compresses by a quarter; by lz4, where this PostgreSQL has it, in a tenth of the time of its own way.
TEXTS = (
    """DO $$ BEGIN
    IF (SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression') THEN
        ALTER TABLE search_indexedtext
            ALTER body SET COMPRESSION lz4, ALTER attachments SET COMPRESSION lz4;
    END IF;
END $$""",
)
DROP = ("DROP TABLE IF EXISTS search_words",)

# The planner takes no account of how dear it is to fetch and to unpack the words of an entry, and would read
# the whole table for a common word (fifty times as long). So the functions leave it the index alone. They
# are given a condition made of nothing but numbers (`condition`).
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name} RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET enable_seqscan = off SET {but} = off AS $$
BEGIN RETURN QUERY EXECUTE
    'SELECT {what} FROM (SELECT id FROM search_words WHERE ' || wanted || ' AND id >= $1 AND id < $2'
    ' AND id NOT IN ({hidden})' || unwanted || ') AS hits {order}'
    USING {values};
END $$
"""
_HIDDEN = HIDDEN.format(at="$3")
FUNCTIONS = (
    _FUNCTION.format(
        name="search_count(wanted text, unwanted text, low bigint, high bigint, moment timestamptz)",
        but="enable_indexscan",
        what="count(*)",
        hidden=_HIDDEN,
        order="",
        values="low, high, moment",
    ),
    *(
        _FUNCTION.format(
            name=f"{name}"
            "(wanted text, unwanted text, low bigint, high bigint, moment timestamptz, most bigint)",
            but=but,
            what="id",
            hidden=_HIDDEN,
            order="ORDER BY id DESC LIMIT $4",
            values="low, high, moment, most",
        )
        for name, but in (
            ("search_newest", "enable_indexscan"),
            # The same from the newest entry on, one after the other, until there are enough.
            ("search_newest_in_turn", "enable_bitmapscan"),
        )
    ),
)
NO_FUNCTIONS = (
    "DROP FUNCTION IF EXISTS search_count(text, text, bigint, bigint, timestamptz)",
    "DROP FUNCTION IF EXISTS search_newest(text, text, bigint, bigint, timestamptz, bigint)",
    "DROP FUNCTION IF EXISTS search_newest_in_turn(text, text, bigint, bigint, timestamptz, bigint)",
)

# Of very many hits the newest stand among the newest entries: only those are looked through, four times as
# many as should be needed, and all if they were not enough. Few enough are looked at one by one.
MANY = 4_000
IN_TURN = 300  # entries that should be needed
_AMONG_NEWEST = (
    "SELECT {function}(%s, %s, GREATEST(%s, COALESCE((SELECT id FROM search_words ORDER BY id DESC"
    " LIMIT 1 OFFSET %s), 0)), %s, %s, %s)"
)
_HOW_MANY = "SELECT reltuples::bigint FROM pg_class WHERE oid = 'search_words'::regclass"
_NEWEST = "SELECT search_newest(%s, %s, %s, %s, %s, %s)"
_COUNT = "SELECT search_count(%s, %s, %s, %s, %s)"

# To count characters means to go through them: of a text that has few bytes all is taken.
_BEGINNINGS = (
    "SELECT entry_id, CASE WHEN octet_length(body) <= %s THEN body ELSE substr(body, 1, %s) END"
    " FROM search_indexedtext WHERE entry_id = ANY(%s)"
)

_LOCK = 711_0020  # of all advisory locks of this database, that of the search index


class PostgresqlIndex:
    """See `index.Index`."""

    def write(self, rows: Iterable[tuple[int, Words]]) -> None:
        with connection.cursor() as cursor:
            # What is new is gathered and sorted into the index at the end, at once: a third faster, and no
            # search has to read through what is not sorted yet.
            cursor.execute("SET LOCAL gin_pending_list_limit = '256MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
            with cursor.copy("COPY search_words (id, words) FROM STDIN (FORMAT BINARY)") as copy:
                for piece in _binary(rows):
                    copy.write(piece)
            cursor.execute(
                "SELECT gin_clean_pending_list(oid) FROM pg_class"
                " WHERE oid = to_regclass('search_words_words')"
            )

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        quote = connection.ops.quote_name
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {quote(table)} ({', '.join(map(quote, columns))}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def erase(self, rows: Iterable[tuple[int, Callable[[], Words]]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_words WHERE id = ANY(%s)", [[place for place, _ in rows]])

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_words")

    def wait_for_others(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

    def hold_off_rebuilding(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])

    def begin_filling(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX IF EXISTS search_words_words")

    def end_filling(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute(_CREATE_INDEX)
            cursor.execute("ANALYZE search_words")  # how many there are, for `newest_and_count`

    def newest(self, wanted: Wanted, at: datetime, limit: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(_NEWEST, [*condition(wanted), wanted.low, wanted.high, at, limit])
            return [place for (place,) in cursor.fetchall()]

    def count(self, wanted: Wanted, at: datetime) -> int:
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [*condition(wanted), wanted.low, wanted.high, at])
            return int(cursor.fetchone()[0])

    def newest_and_count(self, wanted: Wanted, at: datetime, limit: int) -> tuple[list[int], int]:
        count = self.count(wanted, at)
        if count > max(MANY, limit) and wanted.high == MARK_OF_ALL:
            found = self._among_newest(wanted, at, limit, count)
            if len(found) == limit:
                return found, count
        return self.newest(wanted, at, limit) if count else [], count

    def _among_newest(self, wanted: Wanted, at: datetime, limit: int, count: int) -> list[int]:
        """Return what of the newest there is among as many entries as should have them four times over."""
        with connection.cursor() as cursor:
            cursor.execute(_HOW_MANY)
            needed = limit * int(cursor.fetchone()[0]) // count
            in_turn = needed <= IN_TURN and not wanted.none_of
            sql = _AMONG_NEWEST.format(function="search_newest_in_turn" if in_turn else "search_newest")
            offset = max(1000, 4 * needed)
            cursor.execute(sql, [*condition(wanted), wanted.low, offset, wanted.high, at, limit])
            return [place for (place,) in cursor.fetchall()]

    def candidates(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(CANDIDATES + "= ANY(%s)", [list(places)])
            return list(cursor.fetchall())

    def beginnings(self, places: Sequence[int], most: int) -> list[tuple[int, str]]:
        with connection.cursor() as cursor:
            cursor.execute(_BEGINNINGS, [most * 3, most, list(places)])
            return list(cursor.fetchall())

    def places(self) -> Iterable[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM search_words")
            yield from (place for (place,) in cursor.fetchall())


def code(word: str) -> int:
    """Return the number of a word.

    Two characters, which most words are, are the number itself, 32 bits each; those of the head have one
    bit more. Of any other word (runs of letters and digits, filters) it is a digest of 63 bits, below zero:
    among three million different ones two have the same in one of two million indexes.
    """
    if len(word) == 2 and word[0] != HEAD:
        return number_of(*word)
    if len(word) == 3 and word[0] == HEAD:
        return _OF_HEAD | number_of(*word[1:])
    told = hashlib.blake2b(word.encode(), digest_size=8).digest()
    return int.from_bytes(told, "big", signed=True) | -1 << 63


_OF_HEAD = 1 << 60  # above every pair, for no character has more than 21 bits


class _Elements(dict[str, bytes]):
    """Words as elements of an array in PostgreSQL's binary form, each with its length before it."""

    def __missing__(self, word: str) -> bytes:
        self[word] = found = struct.pack(">iq", 8, code(word))
        return found


_LENGTH = array("I", struct.pack(">i", 8))  # of an element; the other two thirds of it are its characters
_PIECE = 1 << 18  # bytes that are sent at a time
_BIGINT = 20  # the number of the type in `pg_type`, the same in every PostgreSQL
# Of a row: how many fields; length and value of the place; length of the array, its dimensions, no NULL in
# it, its type, how many elements, counted from one.
_ROW = struct.Struct(">hiqiiiiii")


def _binary(rows: Iterable[tuple[int, Words]]) -> Iterator[bytes]:
    """Yield places and words as COPY reads them in binary: put together here, as no driver does so fast."""
    elements = _Elements()  # documents that come together have many of their words in common
    filled = bytearray(b"PGCOPY\n\xff\r\n\0" + bytes(8))
    for place, words in rows:
        packed = _pairs(words.pairs) + _pairs(map(_OF_HEAD.__or__, words.head))
        packed += b"".join([elements[word] for word in words.others])
        filled += _ROW.pack(2, 8, place, 20 + len(packed), 1, 0, _BIGINT, len(packed) // 12, 1) + packed
        if len(filled) >= _PIECE:
            yield bytes(filled)
            filled.clear()
    yield bytes(filled + b"\xff\xff")


def _pairs(pairs: Iterable[int]) -> bytes:
    """Return pairs of characters as elements: three times four bytes, each third put in at once."""
    numbers = array("Q", pairs)
    if sys.byteorder == "little":
        numbers.byteswap()
    characters = array("I", numbers.tobytes())
    found = _LENGTH * (3 * len(numbers))
    found[1::3], found[2::3] = characters[::2], characters[1::2]
    return found.tobytes()


def condition(wanted: Wanted) -> tuple[str, str]:
    """Return what is wanted as a condition, and what is to be taken away from that.

    Where one of several groups of words is enough, each stands with everything else that is needed: beside
    them, the database may look that up in the entries and not in the index, which is far slower.
    """
    simple = [group for group in wanted.any_of if all(len(words) == 1 for words in group)]
    beside = "".join(f" AND words && {_array(word for (word,) in group)}" for group in simple)
    needed = [
        "(" + " OR ".join(_has((*wanted.all_of, *words)) + beside for words in group) + ")"
        for group in wanted.any_of
        if group not in simple
    ]
    if not needed:
        needed.append(((" AND " + _has(wanted.all_of)) * bool(wanted.all_of) + beside).removeprefix(" AND "))
    taken = [_WITHOUT + _has(words) for words in wanted.none_of]
    return " AND ".join(needed), "".join(taken)


_WITHOUT = " EXCEPT SELECT id FROM search_words WHERE "


def _has(words: Sequence[str]) -> str:
    return f"words @> {_array(words)}"


def _array(words: Iterable[str]) -> str:
    return "'{" + ",".join(str(code(word)) for word in words) + "}'::bigint[]"

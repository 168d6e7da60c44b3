"""The words of the entries, in the database's own kind of index: what both kinds have to offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from gongkai.service.catalogue.search.entry import SearchUnavailable
from gongkai.service.catalogue.search.words import Words

MARK_OF_ALL = 1 << 62  # greater than the place of any entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are wanted, by words alone.

    All words of `all_of`, at least one of each group of `any_of`, and of no group of `none_of` all words.
    A place is at least `low` and less than `high`. At least one word is in `all_of` or `any_of`.
    """

    all_of: tuple[str, ...] = ()
    any_of: tuple[tuple[tuple[str, ...], ...], ...] = ()
    none_of: tuple[tuple[str, ...], ...] = ()
    low: int = 0
    high: int = MARK_OF_ALL


class Index(Protocol):
    """An index of words. Every call takes part in the caller's transaction."""

    def write(self, rows: Iterable[tuple[int, Words]]) -> None:
        """Add entries under their places with their words; they are asked for one by one."""

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows into one of the tables beside, the fastest way this database has."""

    def erase(self, rows: Iterable[tuple[int, Callable[[], Words]]]) -> None:
        """Take entries out; each brings, for whom needs them, the words with which it was written."""

    def clear(self) -> None:
        """Take everything out."""

    def wait_for_others(self) -> None:
        """Wait for all transactions that hold off rebuilding; let no other do so until this one ends."""

    def hold_off_rebuilding(self) -> None:
        """Let no rebuilding read or write anything until this transaction ends."""

    def begin_filling(self) -> None:
        """Make ready for very many entries; until the end nothing can be searched."""

    def end_filling(self) -> None:
        """Be searchable again."""

    def newest(self, wanted: Wanted, at: datetime, limit: int) -> list[int]:
        """Return the greatest places of what is wanted and may be seen at that moment, the greatest first."""

    def count(self, wanted: Wanted, at: datetime) -> int:
        """Return how many that are in all."""

    def newest_and_count(self, wanted: Wanted, at: datetime, limit: int) -> tuple[list[int], int]:
        """Return both."""

    def candidates(self, places: Sequence[int]) -> list[tuple[Any, ...]]:
        """Return of the rows under those places what `rank.Candidate` has, in no order."""

    def beginnings(self, places: Sequence[int], most: int) -> list[tuple[int, str]]:
        """Return the bodies under those places, of a long one at least so many characters, in no order."""

    def places(self) -> Iterable[int]:
        """Yield the places of everything in the index, for `rebuild.verify`."""


# An entry that has not begun, or has ended. There are few, so to leave them out costs next to nothing.
HIDDEN = (
    "SELECT id FROM search_indexed WHERE begins > {at}"
    " UNION ALL SELECT id FROM search_indexed WHERE ends <= {at}"
)

# Asked with all places in one value: to hand on each in its own costs more than to look it up.
CANDIDATES = (
    "SELECT id, title, number, index_number, issuers, keywords, number_word, number_year, number_serial"
    " FROM search_indexed WHERE id "
)


def index() -> Index:
    """Return the index of the database in use; SearchUnavailable for a kind of database that has none."""
    from gongkai.service.catalogue.search.postgresql import PostgresqlIndex
    from gongkai.service.catalogue.search.sqlite import SqliteIndex

    if connection.vendor == "sqlite":
        return SqliteIndex()
    if connection.vendor == "postgresql":
        return PostgresqlIndex()
    raise SearchUnavailable("本系统的搜索只支持SQLite和PostgreSQL。")

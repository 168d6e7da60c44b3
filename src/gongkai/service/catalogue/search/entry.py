"""What is put into the index, and what can go wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# What can be found. The numbers are part of the rows' keys (`place_of`) and never change.
KINDS = {"document": 1, "report": 2}

KIND_BITS, DAY_BITS = 3, 20


class SearchUnavailable(Exception):
    """Nothing can be searched for now; the message is for the visitor. Never an empty result instead."""


class WrongEntry(ValueError):
    """An entry that cannot be put into the index; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One published thing, as search knows it.

    `dated` is the day that readers see, sort and filter by; `begins` and `ends` are the moments between
    which it is found. A `topic` or `category` is a path ("02-01", "art20/5"): a filter finds what lies
    under it too. `validity` is that of the day of `put`; `turns` is the next day on which it changes by
    itself (see `store.due`).
    """

    kind: str
    key: int
    organ: str  # code of the organ in whose area it stands
    title: str
    dated: date
    begins: datetime
    ends: datetime | None = None
    number: str = ""  # 文号
    index_number: str = ""  # 索引号
    issuers: str = ""  # names as printed
    keywords: str = ""
    body: str = ""  # plain text
    attachments: str = ""  # plain text of the files
    topic: str = ""
    category: str = ""
    validity: str = ""
    turns: date | None = None


def place_of(entry: Entry) -> int:
    """Return the number under which an entry stands: a later day, a greater number.

    Both databases keep what a word is found in by such numbers, so that the newest are read first. It is
    made from day, key and kind alone: two entries of one day meet only where their keys differ by a
    multiple of 131,072, and the second then takes the next free place (`store.put`).
    """
    low = (entry.key << KIND_BITS | KINDS[entry.kind]) & ((1 << DAY_BITS) - 1)
    return first_place(entry.dated) | low


def first_place(day: date) -> int:
    """Return the smallest number that an entry of that day may have."""
    return day.toordinal() << DAY_BITS


def day_of(place: int) -> date:
    """Return the day of the entry that stands under a number."""
    return date.fromordinal(place >> DAY_BITS)

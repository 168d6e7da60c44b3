"""The desk of a signed-in person: where it leads, what is due. Rooms above add theirs by a list in settings.

`settings.GONGKAI_DESK` names modules, in the order of the menu. Such a module has

    ENTRIES: tuple[Entry, ...]                                  the lines of the menu it adds
    def due(post: Post, now: datetime) -> Iterable[Due]         what waits for this post, if anything

Both are optional. An entry is shown to a post whose duty carries its power; the view asks again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise

from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has


@dataclass(frozen=True)
class Entry:
    """A line of the menu: its words, the name of its address, and a power of which one is needed."""

    label: str | Promise
    url_name: str
    powers: tuple[Power, ...]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class Due:
    """Something that waits for the person: what, where to do it, by which day, and whether that is past."""

    says: str | Promise
    url: str
    by: date | None = None
    late: bool = False
    count: int | None = None


ENTRIES: tuple[Entry, ...] = ()


def entries_for(post: Post) -> list[Entry]:
    """Return the lines of the menu for a post."""
    return [
        entry
        for room in _rooms()
        for entry in getattr(room, "ENTRIES", ())
        if any(has(post, power) for power in entry.powers)
    ]


def due_for(post: Post, now: datetime) -> list[Due]:
    """Return what waits for a post: what is late first, then by day; what has no day comes last."""
    found = list(_due(post, now))
    return sorted(found, key=lambda due: (not due.late, due.by or date.max))


def _due(post: Post, now: datetime) -> Iterator[Due]:
    for room in _rooms():
        if provider := getattr(room, "due", None):
            yield from provider(post, now)


@cache
def _rooms() -> tuple[ModuleType, ...]:
    return tuple(import_module(name) for name in settings.GONGKAI_DESK)

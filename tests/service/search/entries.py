"""Entries of invented organs, and short ways to ask for them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from gongkai.service.catalogue.search.entry import Entry
from gongkai.service.catalogue.search.find import Found, Query, find

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def an_entry(key: int = 1, title: str = "青山区公共租赁住房保障办法", **facts: Any) -> Entry:
    """Return an entry of an invented organ."""
    given: dict[str, Any] = {
        "kind": "document",
        "key": key,
        "organ": "qingshan",
        "title": title,
        "dated": date(2025, 5, 1),
        "begins": datetime(2025, 5, 1, 1, 0, tzinfo=UTC),
    }
    return Entry(**{**given, **facts})


def keys(found: Found) -> list[int]:
    """Return the keys of the results in their order."""
    return [result.key for result in found.results]


def asked(text: str, at: datetime = NOW, **filters: Any) -> list[int]:
    """Return the keys of what is found for a text."""
    return keys(find(Query(text, **filters), at))


def hits(pieces: Any) -> list[str]:
    """Return the marked pieces."""
    return [piece.text for piece in pieces if piece.hit]


def whole(pieces: Any) -> str:
    """Return the pieces put together."""
    return "".join(piece.text for piece in pieces)

"""The chain of the ledger: every row carries the hash of the one before it, and its own over everything.

    own = SHA-256 of the canonical JSON of
          (case, place, kind, on, recorded_at, by, particulars, words, previous)

Nothing here asks the clock or the database: what is recomputed must be the same on every machine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any


def first(case: str) -> str:
    """Return what the first row of a case has as the hash before it: that of the case's number."""
    return hashlib.sha256(f"gongkai case {case}".encode()).hexdigest()


def link(
    *,
    case: str,
    place: int,
    kind: str,
    on: date,
    recorded_at: datetime,
    by: int | None,
    particulars: Mapping[str, Any],
    words: str,
    previous: str,
) -> str:
    """Return the hash of a row."""
    return _digest(
        {
            "case": case,
            "place": place,
            "kind": kind,
            "on": on.isoformat(),
            "recorded_at": recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": by,
            "particulars": dict(particulars),
            "words": words,
            "previous": previous,
        }
    )


def words(texts: Mapping[str, str], salt: str) -> str:
    """Return the salted digest of the texts of a row; "" where it has none.

    The salt is erased with the texts: nobody can then try names against the digest that stays.
    """
    return _digest({"salt": salt, "texts": dict(texts)}) if texts else ""


def anchor(day: date, hashes: list[str], previous: str) -> str:
    """Return the digest of one day: of the hashes of its rows in the order given, and the anchor before."""
    return _digest({"day": day.isoformat(), "hashes": hashes, "previous": previous})


def _digest(value: Any) -> str:
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()

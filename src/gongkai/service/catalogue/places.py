"""Places in a list of showings, as an address names them: the moment it begins, and its key.

A list goes on after a document, not at a number, so that newer ones do not move what an address shows.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from gongkai.service.catalogue.models import Showing

_CURSOR = re.compile(r"(\d{14})(\d{6})-(\d{1,18})")


class WrongCursor(ValueError):
    """Not a place in a list."""


def cursor_of(row: Showing) -> str:
    """Return the place of a row in any list of showings."""
    return f"{row.begins.astimezone(UTC):%Y%m%d%H%M%S%f}-{row.pk}"


def read_cursor(cursor: str) -> tuple[datetime, int]:
    """Return the moment and key that a cursor names; WrongCursor if it is none."""
    found = _CURSOR.fullmatch(cursor)
    try:
        if found is None:
            raise ValueError(cursor)
        moment = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC)
    except ValueError:
        raise WrongCursor(cursor[:80]) from None
    return moment, int(found[3])

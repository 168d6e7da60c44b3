"""What this floor says, in English: for who reads its sentences beside an English interface.

As on the law floor (`statute/english.py`), whose names, days and citations its sentences use: the Chinese
stands as it is said, what somebody typed stays as it was typed, and what is not in the table has no English.
What a scan tells reviewers of a file stays Chinese: it is kept with the review.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gongkai.statute import english

FILE = Path(__file__).parent / "english.toml"


@cache
def table() -> english.Table:
    """Return the sentences of this floor and of the law floor; UnsoundLaw where a place is lost."""
    return english.joined(english.table(), english.read(FILE))


def in_english(said: str) -> str | None:
    """Return a sentence of this floor or the law floor in English, None where a part of it has none.

    >>> in_english("缺少收到申请的日期（《条例》第三十条）。")
    'Lacking: day the request was received (article 30 of the Regulations).'
    """
    return english.in_english(said, table())

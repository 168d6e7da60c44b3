"""The installation a command works for: its data folder, its law, and the day in China."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from gongkai.statute.law import Law, law

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")  # no summer time since 1991


def data_folder() -> Path:
    """Return the folder GONGKAI_DATA names, or ./var (as the service does)."""
    return Path(os.environ.get("GONGKAI_DATA") or "var").absolute()


def law_here() -> Law:
    """Return the law with the notices and readings of this installation."""
    return law(data_folder())


def today() -> date:
    """Return the day in China: a deadline does not depend on where the computer stands."""
    return datetime.now(CHINA).date()


def day(text: str) -> date:
    """Return a day written 2025-09-01, for argparse: ArgumentTypeError if it is none."""
    from argparse import ArgumentTypeError

    try:
        if len(text) == len("2025-09-01"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ArgumentTypeError(f"“{text}”不是日期，请写作2025-09-01。")

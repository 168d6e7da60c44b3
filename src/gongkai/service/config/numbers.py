"""Settings that are numbers."""

from __future__ import annotations

import os


class WrongNumber(ValueError):
    """A setting that should be a number is none; the message names it."""


def whole_number(name: str, default: int) -> int:
    """Return the number in an environment variable, 1 or more; the default where it is not set."""
    typed = os.environ.get(name, "").strip() or str(default)
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed) < 100_000):
        raise WrongNumber(f"环境变量 {name}={typed} 应当是1以上的整数。")
    return int(typed)

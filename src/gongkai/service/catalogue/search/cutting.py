"""Cutting a query into words: the one place that needs a dictionary.

`rjieba` is jieba in Rust: its dictionary is there 0.1 s after the first use and takes 33 MB, which worker
processes share when it is loaded before they part (`preload`).
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _jieba() -> Any:
    import rjieba  # which makes its one dictionary as it is imported; each Jieba() would be another

    return rjieba


def preload() -> None:
    """Load the dictionary now: for a server, before its workers part."""
    _jieba()


def cut(text: str) -> list[str]:
    """Return a text in pieces, in order and with nothing left out."""
    return list(_jieba().cut(text))

"""Progress of long work, shown only to a person at a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
FEW = 5  # fewer things are done before anybody asks
OFTEN = 0.1  # seconds between two showings


def progress(items: Sequence[Item]) -> Iterator[Item]:
    """Yield the items; on a terminal, say on stderr how many of how many are done."""
    if len(items) <= FEW or not sys.stderr.isatty():
        yield from items
        return
    shown = 0.0
    for number, item in enumerate(items):
        if (now := time.monotonic()) - shown > OFTEN:
            shown = now
            print(f"\r{number}/{len(items)}", end="", file=sys.stderr, flush=True)  # noqa: T201
        yield item
    print(f"\r{len(items)}/{len(items)}", file=sys.stderr)  # noqa: T201

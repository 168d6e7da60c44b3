"""What every bench stands on: a fixed loop of work, and the time of the fastest of some rounds.

A second means little on an unknown machine, so each figure is also given as a multiple of the loop.
Times are processor time: waiting for a core does not count.
"""

from __future__ import annotations

import time
from collections.abc import Callable


def calibrate() -> float:
    """Return the seconds that the fixed loop takes here: two million steps of integer arithmetic."""

    def loop() -> None:
        state = 1
        for step in range(2_000_000):
            state = (state * 48271 + step) % 2147483647

    return best(loop, 5)


def best(work: Callable[[], object], rounds: int) -> float:
    """Return the processor's seconds of the fastest of some rounds."""
    seconds = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
    return min(seconds)

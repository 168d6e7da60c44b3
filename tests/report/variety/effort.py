"""How long the generated tests try.

By default every run tries the same bounded examples. `GONGKAI_VARIETY=20` tries twenty times as many,
and new ones each time: for a night, or after a change to the reader.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

FACTOR = max(1, int(os.environ.get("GONGKAI_VARIETY", "1")))


def examples(count: int) -> settings:
    """Settings of one generated test: so many examples in the default run."""
    return settings(
        max_examples=count * FACTOR,
        deadline=None,
        derandomize=FACTOR == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

"""How fast a year becomes cells: `script/bench annual`.

100,000 made-up requests with some 800,000 entries, half of them in one of 3,000 organs (see `desk_cases`),
with proceedings and declared numbers, on SQLite and on a throw-away PostgreSQL (where it is installed): all
cells of that organ's year, those of all 3,000 organs, closing the year, and the same facts by GROUP BY alone,
which is the floor. Then the roll-up of 3,000 reports, with every identity within each and across years. A
loop of fixed work is timed first, in the same run.

    script/bench annual --full             a million requests
    script/bench annual --requests 5000    fewer
    script/bench annual --on sqlite        one database
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from portal import Figure, child, measured

USUAL, FULL = 100_000, 1_000_000
ONE, ALL, ROLLUP = 1.0, 20.0, 3.0  # seconds at the full size, on PostgreSQL
SLOWER = {"SQLite": 3, "PostgreSQL": 1}
AIM = 2.0  # times the GROUP BY


def figures(name: str, loop: float, count: int, environment: dict[str, str]) -> Iterator[Figure]:
    """Fill a database and count over it."""
    filled = child("annual_cells.py", "fill", count, environment)
    yield Figure(
        f"{name}: {count:,} requests",
        f"{filled['entries']:,} entries, {filled['organs']:,} organs; {filled['proceedings']:,} proceedings, "
        f"{filled['declarations']:,} declared numbers; {filled['megabytes']:,.0f} MB",
    )
    found = child("annual_cells.py", "count", count, environment)
    for what, floor in (("one organ's year", ONE), ("3,000 organs' year", ALL)):
        one = found[what]
        allowed = floor * SLOWER[name]
        yield Figure(
            f"{name}: {what}",
            f"{one['seconds']:.3f} s ({one['seconds'] / loop:.1f} loops), {one['queries']} queries; "
            f"{one['requests']:,} requests",
            f"{allowed:.0f} s",
            one["seconds"] <= allowed,
        )
        yield Figure(
            f"{name}: the same by GROUP BY alone",
            f"{one['raw']:.3f} s; {one['seconds'] / one['raw']:.1f} times that (aim {AIM:.0f})",
        )
    closing = found["closing"]
    yield Figure(f"{name}: closing it", f"{closing:.2f} s ({closing / loop:.1f} loops)")
    rollup = found["rollup"]
    yield Figure(
        f"{name}: roll-up of {rollup['reports']:,}",
        f"{rollup['seconds']:.2f} s ({rollup['seconds'] / loop:.1f} loops), {rollup['findings']:,} findings; "
        f"reading them from their rows {rollup['reading']:.2f} s",
        f"{ROLLUP:.0f} s",
        rollup["seconds"] <= ROLLUP,
    )


if __name__ == "__main__":
    sys.exit(measured(__doc__, figures, USUAL, FULL))

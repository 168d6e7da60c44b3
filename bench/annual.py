"""How fast a year becomes cells: `script/bench annual`.

100,000 made-up requests with some 800,000 entries, half of them in one of 3,000 organs (see `desk_cases`),
with proceedings, norms and declared numbers, on SQLite and on a throw-away PostgreSQL (where it is
installed): all cells of that organ's year, those of all 3,000 organs, closing the year. The floor is the same
facts by GROUP BY alone: one statement for each population (requests, those counted again, declared numbers,
norms, proceedings), by what their cells tell apart. Then the roll-up of 3,000 accepted reports from the
database: reading them and last year's, every identity within each and across years, the sum and its own; and
what the authority's desk does. A loop of fixed work is timed first, in the same run.

    script/bench annual --full             a million requests, nine of ten copied by the database
    script/bench annual --requests 5000    fewer
    script/bench annual --on sqlite        one database
"""

from __future__ import annotations

import os
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
        f"{name}: {filled['requests']:,} requests",
        f"{filled['entries']:,} entries, {filled['organs']:,} organs; {filled['proceedings']:,} proceedings, "
        f"{filled['norms']:,} norms, {filled['declarations']:,} declared numbers; "
        f"{filled['megabytes']:,.0f} MB",
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
    page, closing = found["page"], found["closing"]
    yield Figure(f"{name}: with what is missing and doubtful", f"{page:.3f} s ({page / loop:.1f} loops)")
    yield Figure(f"{name}: closing it", f"{closing:.2f} s ({closing / loop:.1f} loops)")
    night = found["night"]
    looked = night["looked"]
    yield Figure(
        f"{name}: the night holds 3,000 reports against it",
        f"{looked['seconds']:.2f} s ({looked['seconds'] / loop:.1f} loops), {looked['queries']} queries; "
        f"last days of all {night['told']:.2f} s, {night['told_of']:,} of them near or past",
    )
    rollup = found["rollup"]
    yield Figure(
        f"{name}: roll-up of {rollup['reports']:,}",
        f"{rollup['seconds']:.2f} s ({rollup['seconds'] / loop:.1f} loops), {rollup['queries']} queries; "
        f"{rollup['findings']:,} findings",
        f"{ROLLUP:.0f} s",
        rollup["seconds"] <= ROLLUP,
    )
    yield Figure(
        f"{name}: adding up at the desk",
        f"{rollup['action']:.2f} s; its page {rollup['page']['seconds']:.2f} s, "
        f"{rollup['page']['queries']} queries; on the desk who is late {rollup['late']['seconds']:.2f} s, "
        f"{rollup['late']['queries']} queries",
    )
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    yield Figure(f"{name}: load of the machine", load)


if __name__ == "__main__":
    sys.exit(measured(__doc__, figures, USUAL, FULL))

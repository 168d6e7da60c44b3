"""How fast the desk is: `script/bench desk`.

100,000 made-up requests with some 800,000 entries (see `desk_cases`) on SQLite and on a throw-away PostgreSQL
(where it is installed): the work list of an organ that has half of them, the page of a case, registering a
request, computing all open ones anew as every night does; on SQLite fifty submissions at once. A loop of
fixed work is timed first, in the same run.

    script/bench desk --full             a million requests
    script/bench desk --requests 5000    fewer
    script/bench desk --on sqlite        one database
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from portal import Figure, child, measured

PAGE_FLOOR = 60.0  # ms of processor
MOST_QUERIES = 12  # of the work list
REGISTER_FLOOR = 30.0
NIGHT_FLOOR = 2_000.0  # requests a second
AT_ONCE = 50
USUAL, FULL = 100_000, 1_000_000


def figures(name: str, loop: float, count: int, environment: dict[str, str]) -> Iterator[Figure]:
    """Fill a database and measure the desk over it."""
    filled = child("desk_pages.py", "fill", count, environment)
    yield Figure(
        f"{name}: {count:,} requests",
        f"{filled['entries']:,} entries, {filled['megabytes']:,.0f} MB; {filled['open']:,} open; "
        f"the busy organ {filled['busy_entries']:,} entries, {filled['busy_open']:,} open",
    )
    shown = child("desk_pages.py", "show", count, environment)
    recomputed = {key: shown.pop(key) for key in ("recomputed", "recomputed, also ended")}
    for what, one in shown.items():
        floor = REGISTER_FLOOR if what == "registering" else PAGE_FLOOR
        bound = MOST_QUERIES if what == "the work list" else 0
        queries = f", {one['queries']:.0f} queries" if one["queries"] else ""
        yield Figure(
            f"{name}: {what}",
            f"{one['ms']:.1f} ms ({one['ms'] / loop / 1e3:.3f} loops), p95 {one['p95']:.1f}{queries}",
            f"{floor:.0f} ms" + (f", {bound} queries" if bound else ""),
            one["ms"] <= floor and (not bound or one["queries"] <= bound),
        )
    for what, rate in recomputed.items():
        yield Figure(
            f"{name}: {what}",
            f"{rate:,.0f} requests/s a core ({rate * loop:,.0f} a loop)",
            f"{NIGHT_FLOOR:,.0f}/s",
            rate >= NIGHT_FLOOR,
        )
    told = child("desk_pages.py", "crowd", AT_ONCE, environment)
    kept = (
        not told["faults"] and told["without_gap"] and told["cases"] == told["different"] == told["entries"]
    )
    yield Figure(
        f"{name}: {AT_ONCE} submissions at once",
        f"{told['different']} numbers, {len(told['faults'])} errors, "
        f"the slowest {told['longest']:.1f} s on the clock"
        + "".join(f"; {fault}" for fault in sorted(set(told["faults"]))),
        "none lost, none twice",
        kept and told["different"] == AT_ONCE,
    )


if __name__ == "__main__":
    sys.exit(measured(__doc__, figures, USUAL, FULL))

"""How fast the portal is: `script/bench portal`.

    search    100,000 documents of about 1,000 characters into the index, in documents a second; then 1,000
              queries drawn by frequency, the commonest words included, by relevance and by date, on SQLite
              and on a throw-away PostgreSQL (where it is installed)
    pages     100,000 documents in the catalogue, two workers: what a page kept and a page made anew cost, how
              many queries it asks, how that compares to nginx with the same bytes, the workers' memory

The documents are made up (see `portal_documents`). A loop of fixed work is timed first, in the same run.

    script/bench portal --documents 5000     a smaller portal
    script/bench portal --only search        one measurement
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import portal_served
from calibration import calibrate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))  # for the throw-away cluster of the tests

QUERIES = 1_000
P99_FLOOR = 80.0  # ms
KEPT_FLOOR = 1.0  # ms of processor
ANEW_FLOOR = 20.0
MOST_QUERIES = 10
MEMORY_FLOOR = 250.0  # MB
ASKED = 4_000  # requests of a page that is kept
INDEX_FLOOR = 1_000.0  # documents a second


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the result; without a floor it only informs."""

    what: str
    value: str
    floor: str = ""
    kept: bool = True

    def __str__(self) -> str:
        floor = f" floor {self.floor}" if self.floor else ""
        return f"{'  ' if self.kept else '✗ '}{self.what:<36} {self.value:<58}{floor}"


def search(loop: float, documents: int, on: str | None) -> Iterator[Figure]:
    """The index of both databases: filling it, asking it, its size."""
    for name, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        if on not in (None, name.lower()):
            continue
        with place() as environment:
            if environment is None:
                yield Figure(name, "not installed: not measured")
                continue
            filled = child("portal_search.py", "fill", documents, environment)
            work = filled["work"]
            yield Figure(
                f"{name}: an index of {documents:,}",
                f"{work:,.0f} documents/s ({work * loop:,.0f} a loop); {filled['rate']:,.0f}/s on the clock",
                f"{INDEX_FLOOR:,.0f}/s",
                work >= INDEX_FLOOR,
            )
            yield Figure(
                f"{name}: put into it beside",
                f"{filled['beside']:,.0f} documents/s; cutting alone {filled['cutting']:,.0f}/s",
            )
            yield Figure(f"{name}: the database", f"{filled['megabytes']:,.0f} MB, texts included")
            told = child("portal_search.py", "ask", QUERIES, environment)
            for sort, label in (("relevance", "by relevance"), ("newest", "by date")):
                times, clock = told[sort], told[sort]["clock"]
                yield Figure(
                    f"{name}: {QUERIES:,} queries {label}",
                    f"p99 {times['p99']:.1f} ms ({times['p99'] / loop / 1e3:.2f} loops), "
                    f"p50 {times['p50']:.1f}; on the clock {clock['p99']:.1f} and {clock['p50']:.1f}",
                    f"{P99_FLOOR:.0f} ms",
                    times["p99"] <= P99_FLOOR,
                )
                yield Figure("", f"longest: {'; '.join(times['slowest'])}")
            before, dictionary, after = told["memory"]
            yield Figure(
                f"{name}: memory of the process",
                f"{before:.0f} MB, with the dictionary {dictionary:.0f}, after the queries {after:.0f}",
            )


def pages(loop: float, documents: int, on: str | None) -> Iterator[Figure]:
    """The public pages: made anew, kept, and from nginx."""
    for name, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        if on not in (None, name.lower()):
            continue
        with place() as environment:
            if environment is None:
                yield Figure(name, "not installed: not measured")
                continue
            paths = child("portal_pages.py", "fill", documents, environment)
            told = child("portal_pages.py", "count", documents, environment)
            for kind, one in told.items():
                yield Figure(
                    f"{name}: {kind}, made anew",
                    f"{one['queries']} queries at most, {one['ms']:.1f} ms here "
                    f"({one['ms'] / loop / 1e3:.3f} loops)",
                    f"{MOST_QUERIES} queries, {ANEW_FLOOR:.0f} ms",
                    one["queries"] <= MOST_QUERIES and one["ms"] <= ANEW_FLOOR,
                )
            with portal_served.server(environment) as (port, workers):
                yield from _served(name, loop, paths["document"], port, workers)


def _served(name: str, loop: float, paths: list[str], port: int, workers: list[int]) -> Iterator[Figure]:
    portal_served.load(port, workers, paths[:40])  # imports, connections, templates
    anew = portal_served.load(port, workers, paths[40:])
    one = paths[0]
    body = portal_served.Connection(port).get(one)
    portal_served.load(port, workers, [one] * 200)
    kept = portal_served.load(port, workers, [one] * ASKED)
    yield Figure(
        f"{name}: a document made anew, served",
        f"{anew.ms:.2f} ms ({anew.ms / loop / 1e3:.4f} loops) of {anew.requests} different",
        f"{ANEW_FLOOR:.0f} ms",
        anew.ms <= ANEW_FLOOR,
    )
    yield Figure(
        f"{name}: a document kept, served",
        f"{kept.ms:.2f} ms ({kept.ms / loop / 1e3:.4f} loops), {len(body):,} bytes, "
        f"{1000 / kept.ms:,.0f}/s a core",
        f"{KEPT_FLOOR:.0f} ms",
        kept.ms <= KEPT_FLOOR,
    )
    ratio = anew.ms / kept.ms
    yield Figure(f"{name}: anew against kept", f"{ratio:.0f} times", "10 times", ratio >= 10)
    rss, pss = portal_served.resident(workers)
    yield Figure(
        f"{name}: two workers",
        f"{rss:.0f} MB resident; {pss:.0f} MB where what they share counts once",
        f"{MEMORY_FLOOR:.0f} MB",
        rss <= MEMORY_FLOOR,
    )
    with portal_served.nginx(body) as found:
        if found is None:
            yield Figure("nginx", "not installed: not compared")
            return
        port, processes = found
        theirs = portal_served.load(port, processes, ["/page"] * ASKED)
        share = theirs.cpu / kept.cpu
        yield Figure(
            f"{name}: against nginx, same bytes",
            f"{share:.0%} of its requests a second of processor ({theirs.ms:.3f} ms); aim 50 %; "
            f"by one client {ASKED / kept.clock:,.0f} and {ASKED / theirs.clock:,.0f}/s",
        )


@contextmanager
def sqlite() -> Iterator[dict[str, str] | None]:
    """Give the environment of a service with its SQLite in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        yield {"GONGKAI_DATA": folder, "GONGKAI_DATABASE": ""}


@contextmanager
def postgresql() -> Iterator[dict[str, str] | None]:
    """Give the environment of a service on a throw-away PostgreSQL; None where there is none."""
    from tests.components import found
    from tests.postgresql import throw_away_cluster

    if found("postgresql") is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder, throw_away_cluster() as url:
        yield {"GONGKAI_DATA": folder, "GONGKAI_DATABASE": url}


def child(script: str, verb: str, count: int, environment: dict[str, str]) -> Any:
    """Run a measurement in a process of its own and return what it printed."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(HERE / script), verb, str(count)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script} {verb} ended with {done.returncode}: the figure would be void")
    return json.loads(done.stdout)


def measured(
    told: str | None,
    figures: Callable[[str, float, int, dict[str, str]], Iterator[Figure]],
    usual: int,
    full: int,
) -> int:
    """Print the figures of a room on both databases; return 1 if one is below its floor.

    `figures` is given the name of the database, the calibration loop, how many requests, the environment.
    """
    parser = argparse.ArgumentParser(description=told, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=usual)
    parser.add_argument("--full", action="store_true", help="a million requests")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="one database")
    arguments = parser.parse_args()
    loop = calibrate()
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, load {load}")  # noqa: T201
    print(f"  calibration loop {loop * 1e3:.0f} ms")  # noqa: T201
    kept = True
    for name, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        if arguments.on not in (None, name.lower()):
            continue
        with place() as environment:
            if environment is None:
                print(Figure(name, "not installed: not measured"))  # noqa: T201
                continue
            for figure in figures(name, loop, full if arguments.full else arguments.requests, environment):
                print(figure, flush=True)  # noqa: T201
                kept &= figure.kept
    return 0 if kept else 1


MEASUREMENTS: dict[str, Callable[[float, int, str | None], Iterator[Figure]]] = {
    "search": search,
    "pages": pages,
}


def main() -> int:
    """Print the figures; return 1 if one is below its floor."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=list(MEASUREMENTS))
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--on", choices=["sqlite", "postgresql"], help="one database")
    arguments = parser.parse_args()
    loop = calibrate()
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")  # noqa: T201
    print(f"  calibration loop {loop * 1e3:.0f} ms")  # noqa: T201
    kept = True
    for name, measure in MEASUREMENTS.items():
        if arguments.only in (None, name):
            for figure in measure(loop, arguments.documents, arguments.on):
                print(figure, flush=True)  # noqa: T201
                kept &= figure.kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""Search, measured in a process of its own: called by `portal.py`, once to fill and once to ask.

    portal_search.py fill N     put N documents into the index of the database the environment names
    portal_search.py ask M      ask M queries of it

Prints one JSON object. Times are the processor's, of this process and of the one in which the database
serves it (Linux tells); beside them, times on the clock, in which waiting for a core counts.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from portal_documents import Document, documents, queries

AT = datetime(2026, 11, 1, tzinfo=UTC)
BATCH = 1_000
LATER = 2_000  # documents put into an index that stands
WARM_UP = 20  # queries


def fill(count: int) -> dict[str, Any]:
    """Make the index of so many documents, then put more in beside; return rates without making the texts."""
    from gongkai.service.config.door import prepare

    prepare()
    from gongkai.service.catalogue.search.rebuild import rebuild
    from gongkai.service.catalogue.search.store import put, words_in

    made = Stopwatch()
    rebuild({"document": lambda: made.without(map(entry_of, documents(count)))})
    seconds, work = made.seconds(), made.work()
    later = [entry_of(document) for document in documents(LATER, first=count + 1)]
    beside = Stopwatch()
    put(later)
    beside_work = beside.work()
    cutting = Stopwatch()
    for entry in later:
        words_in(entry)
    return {
        "rate": count / seconds,
        "work": count / work,
        "beside": LATER / beside_work,
        "cutting": LATER / cutting.work(),
        "megabytes": size(),
    }


class Stopwatch:
    """Seconds since it was made: on the clock, and of work in this process and in the database's."""

    def __init__(self) -> None:
        self.served_by = _server()
        self.begun, self.worked = time.perf_counter(), self._worked()
        self.left_out = self.left_out_work = 0.0

    def seconds(self) -> float:
        """Return the seconds on the clock, without what was left out."""
        return time.perf_counter() - self.begun - self.left_out

    def work(self) -> float:
        """Return the seconds of work of both processes, without what was left out."""
        return self._worked() - self.worked - self.left_out_work

    def without(self, items: Iterable[Any]) -> Iterator[list[Any]]:
        """Yield the items in batches, and leave out the time it takes to make them."""
        items = iter(items)
        while True:
            begun, worked = time.perf_counter(), time.process_time()
            batch = list(islice(items, BATCH))
            self.left_out += time.perf_counter() - begun
            self.left_out_work += time.process_time() - worked
            if not batch:
                return
            yield batch

    def _worked(self) -> float:
        if self.served_by is None:
            return time.process_time()
        return time.process_time() + int(self.served_by.read_text().split()[0]) / 1e9


def _server() -> Path | None:
    """Return where the system tells the work of the process that serves this connection, if one does."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def entry_of(document: Document) -> Any:
    """Return a made-up document as an entry of search."""
    from gongkai.service.catalogue.search.entry import Entry

    return Entry(
        kind="document",
        key=document.key,
        organ=document.organ,
        title=document.title,
        number=document.number,
        index_number=document.index_number,
        issuers=document.organ_name,
        body=document.body,
        topic=document.topic,
        category=document.category,
        validity=document.validity,
        dated=document.dated,
        begins=document.begins,
    )


def ask(count: int) -> dict[str, Any]:
    """Ask; return for each order the milliseconds of each query, and the memory of this process."""
    from gongkai.service.config.door import open_service

    open_service()
    from gongkai.service.catalogue.search.cutting import preload
    from gongkai.service.catalogue.search.find import Query, Sort, find

    before = memory()
    preload()
    with_dictionary = memory()
    asked = queries(count)
    for text in asked[:WARM_UP]:
        find(Query(text), AT)
    found: dict[str, Any] = {}
    for sort in Sort:
        times = []
        for text in asked:
            watch = Stopwatch()
            page = find(Query(text, sort=sort), AT)
            times.append((watch.work() * 1e3, watch.seconds() * 1e3, text, page.total))
        found[sort.value] = {
            **percentiles([work for work, _, _, _ in times]),
            "clock": percentiles([seconds for _, seconds, _, _ in times]),
            "slowest": [f"{text} {work:.0f} ms, {total:,}" for work, _, text, total in sorted(times)[-3:]],
        }
    return {**found, "memory": [before, with_dictionary, memory()]}


def percentiles(times: list[float]) -> dict[str, float]:
    """Return the middle, the 99th of a hundred, and the longest."""
    ordered = sorted(times)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[len(ordered) * 99 // 100], "max": ordered[-1]}


def memory() -> float:
    """Return the megabytes this process holds now."""
    lines: Iterator[str] = iter(Path("/proc/self/status").read_text().splitlines())
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def size() -> float:
    """Return the megabytes of the database."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        folder = Path(settings.GONGKAI_DATA)
        return sum(file.stat().st_size for file in folder.glob("*.sqlite3*")) / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0]) / 1e6


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")
    print(json.dumps({"fill": fill, "ask": ask}[sys.argv[1]](int(sys.argv[2]))))  # noqa: T201

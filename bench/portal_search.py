"""Search, measured in a process of its own: called by `portal.py`, once to fill and once to ask.

    portal_search.py fill N     put N documents into the index of the database the environment names
    portal_search.py ask M      ask M queries of it

Prints one JSON object. Waiting counts here, for the database may work in another process.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from portal_documents import Document, documents, queries

AT = datetime(2026, 11, 1, tzinfo=UTC)
BATCH = 2_000
WARM_UP = 20  # queries


def fill(count: int) -> dict[str, Any]:
    """Put documents into the index; return the rate of that alone, without the making of their texts."""
    from gongkai.service.config.door import prepare

    prepare()
    from gongkai.service.catalogue.search.store import put, words_in

    seconds = cutting = 0.0
    left = map(entry_of, documents(count))
    while batch := list(islice(left, BATCH)):
        begun = time.perf_counter()
        put(batch)
        seconds += time.perf_counter() - begun
        if not cutting:
            begun = time.perf_counter()
            for entry in batch:
                words_in(entry)
            cutting = (time.perf_counter() - begun) / len(batch)
    return {"seconds": seconds, "rate": count / seconds, "cutting": 1 / cutting, "megabytes": size()}


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
        times, none = [], 0
        cpu = time.process_time()
        for text in asked:
            begun = time.perf_counter()
            page = find(Query(text, sort=sort), AT)
            times.append(((time.perf_counter() - begun) * 1e3, text, page.total))
            none += not page.results
        found[sort.value] = {
            **percentiles([spent for spent, _, _ in times]),
            "cpu": (time.process_time() - cpu) / count * 1e3,
            "none": none,
            "slowest": [f"{text} {spent:.0f} ms, {total:,}" for spent, text, total in sorted(times)[-5:]],
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

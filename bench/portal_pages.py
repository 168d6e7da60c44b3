"""Pages, measured: called by `portal.py`, to fill a catalogue and to count what a page asks of the database.

    portal_pages.py fill N      enter N documents, as if each had been reviewed and released
    portal_pages.py count N     make pages of each kind anew: queries and processor time in this process

Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from itertools import islice
from typing import Any

from portal_documents import OFFICES, PLACES, TOPICS, Document, documents

BATCH = 1_000
MOST_QUERIES = 30  # pages of each kind that are counted


def fill(count: int) -> dict[str, Any]:
    """Enter the organs and their documents, row by row as a release leaves them, without its reviews."""
    from gongkai.service.config.door import prepare

    prepare()
    from gongkai.service.catalogue import schemes
    from gongkai.service.catalogue.models import Document as Row
    from gongkai.service.catalogue.models import Edition, Showing
    from gongkai.service.organs.actions.establish import establish
    from gongkai.service.organs.models import Duty, Organ, Person, Post

    for place, name in enumerate(PLACES):
        establish({"code": f"area-{place}", "name": f"{name}区人民政府", "kind": "county"})
        for office, title in enumerate(OFFICES.values()):
            code, under = f"organ-{place * len(OFFICES) + office}", f"area-{place}"
            establish({"code": code, "name": f"{name}区{title}", "kind": "department", "parent": under})
    person = Person.objects.create_user("zhangsan", "张三", "plainly-invented-1")
    organs = {organ.code: organ for organ in Organ.objects.all()}
    since = date(2010, 1, 1)
    posts = {
        code: Post.objects.create(person=person, organ=organ, duty=Duty.CLERK, since=since)
        for code, organ in organs.items()
    }
    categories = [c.key for c in schemes.all_categories() if c.duty and c.key not in schemes.FIXED]
    topics = {name: schemes.topics()[i].code for i, name in enumerate(TOPICS)}

    def enter(batch: list[Document]) -> None:
        threads = Row.objects.bulk_create(
            Row(
                organ=organs[d.organ],
                index_number=d.index_number,
                opened_by=posts[d.organ],
                opened_at=d.begins,
            )
            for d in batch
        )
        editions = Edition.objects.bulk_create(
            Edition(
                document=thread,
                number=1,
                title=d.title,
                document_number=d.number,
                issuers=[d.organ_name],
                topic=topics[d.topic],
                category=categories[d.key % len(categories)],
                norm="normative" if d.number and d.key % 20 == 0 else "",
                formed_on=d.dated,
                arose_on=d.dated,
                body="".join(f"<p>{line}</p>" for line in d.body.splitlines()),
                text=d.body,
                summary=d.body[:80],
                drafted_by=posts[d.organ],
                drafted_at=d.begins,
                changed_by=posts[d.organ],
                changed_at=d.begins,
                released_digest=f"{d.key:064x}",
            )
            for thread, d in zip(threads, batch, strict=True)
        )
        Showing.objects.bulk_create(
            Showing(
                edition=edition,
                organ=organs[d.organ],
                category=edition.category,
                topic=edition.topic,
                norm=edition.norm,
                first_begins=d.begins,
                begins=d.begins,
                released_by=posts[d.organ],
                released_at=d.begins,
            )
            for edition, d in zip(editions, batch, strict=True)
        )

    left = documents(count)
    while batch := list(islice(left, BATCH)):
        enter(batch)
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return addresses(count)


def addresses(count: int) -> dict[str, Any]:
    """Return addresses of pages by kind, spread over the whole catalogue."""
    from gongkai.service.catalogue.models import Showing

    rows = Showing.objects.values_list("organ__code", "edition__document").order_by("pk")
    step = max(1, count // 400)
    found = {"document": [f"/organs/{code}/documents/{pk}/" for code, pk in rows[::step]]}
    organs = range(len(PLACES) * len(OFFICES))
    found["organ's area"] = [f"/organs/organ-{n}/" for n in organs]
    found["organ's list"] = [f"/organs/organ-{n}/latest/" for n in organs]
    found["government's library"] = [f"/organs/area-{n}/library/normative/" for n in range(len(PLACES))]
    found["topic over all"] = [f"/topics/{n:02}/" for n in range(1, 13)]
    found["category over all"] = ["/categories/20-01/", "/categories/20-03/", "/categories/20-05/"]
    found["front page, latest"] = ["/", "/documents/"]
    found["all topics"] = ["/topics/"]
    found["map, list of organs"] = ["/map/", "/organs/"]
    found["feed"] = [f"/feeds/documents.atom?organ=organ-{n}" for n in organs]
    found["API list"] = [f"/api/v1/documents?organ=organ-{n}" for n in organs]
    return found


def count(most: int) -> dict[str, Any]:
    """Make pages anew in this process; return for each kind the most queries and the mean milliseconds."""
    from gongkai.service.config.door import open_service

    open_service()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.GONGKAI_PAGE_MEMORY = 0
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.GONGKAI_API_RATE = 10**6
    client = Client()
    found = {}
    for kind, paths in addresses(most).items():
        client.get(paths[-1])
        queries = []
        for path in paths[:MOST_QUERIES]:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            if answer.status_code != 200:
                raise SystemExit(f"{path} answers {answer.status_code}")
            queries.append(len(asked))
        begun = time.process_time()
        for path in paths[:MOST_QUERIES]:
            client.get(path)
        spent = (time.process_time() - begun) / len(paths[:MOST_QUERIES])
        found[kind] = {"queries": max(queries), "ms": spent * 1e3}
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")
    print(json.dumps({"fill": fill, "count": count}[sys.argv[1]](int(sys.argv[2]))))  # noqa: T201

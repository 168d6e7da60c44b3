"""The desk, measured in a process of its own: called by `desk.py`.

    desk_pages.py fill N       enter N made-up requests with whole chains and their index, and check a sample
    desk_pages.py show N       work list, page of a case, registering, recomputation
    desk_pages.py crowd N      N online submissions at once, each by a process of its own

Prints one JSON object. Times are the processor's, of this process and of the one in which PostgreSQL
serves it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from desk_cases import ORGANS, Made, cases
from portal_search import Stopwatch, size

BATCH = 1_000
PAGES = 60  # pages of each kind that are measured
SAMPLE = 500  # cases of which the chain is checked as `gongkai ledger verify` does
ROUNDS = 3
BUSY = "organ-0"


def fill(count: int) -> dict[str, Any]:
    """Enter organs, people and requests row by row, as the actions leave them; without the log of deeds."""
    from gongkai.service.config.door import prepare

    prepare()
    from django.db import connection
    from django.utils import timezone

    from gongkai.service.catalogue.desk_law import law_here
    from gongkai.service.organs.actions.establish import establish
    from gongkai.service.organs.models import Duty, Organ, Person, Post
    from gongkai.service.requests import index
    from gongkai.service.requests.models import Entry, Standing

    today = timezone.localdate()
    establish({"code": "area", "name": "样例区人民政府", "kind": "county"})
    for number in range(ORGANS):
        name = f"样例区第{number}局"
        establish({"code": f"organ-{number}", "name": name, "kind": "department", "parent": "area"})
    person = Person.objects.create_user("zhangsan", "张三", "plainly-invented-1")
    organs = [Organ.objects.get(code=f"organ-{number}") for number in range(ORGANS)]
    posts = [
        Post.objects.create(person=person, organ=organ, duty=Duty.CLERK, since=date(2010, 1, 1))
        for organ in organs
    ]
    left = cases(count, today, law_here().calendar)
    entries, watch = 0, Stopwatch()
    while batch := list(islice(left, BATCH)):
        keys, written = _enter(batch, organs, posts)
        entries += written
        index.refresh_all(keys, today)
    seconds = watch.work()
    if wrong := Standing.objects.filter(state=index.UNREADABLE).count():
        raise SystemExit(f"{wrong} requests were made up as the statute does not let them happen")
    _check_sample(count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    last = Entry.objects.filter(case__organ=organs[0]).count()
    open_ones = Standing.objects.exclude(state="ended")
    return {
        "entries": entries,
        "open": open_ones.count(),
        "busy_open": open_ones.filter(organ=organs[0]).count(),
        "busy_entries": last,
        "rate": count / seconds,
        "megabytes": size(),
    }


def _enter(batch: Sequence[Made], organs: Sequence[Any], posts: Sequence[Any]) -> tuple[list[int], int]:
    from django.db import transaction

    from gongkai.service.requests.models import Case, Entry, EntryWords, Party, Wish

    with transaction.atomic():
        rows = Case.objects.bulk_create(
            Case(
                organ=organs[made.organ],
                number=f"O{made.organ}-{made.events[0].on.year}-{made.key:07}",
                channel=made.channel,
                opened_at=_at(made.events[0].on),
                opened_by=None if made.channel == "online" else posts[made.organ],
                code_digest="",
            )
            for made in batch
        )
        pairs = list(zip(rows, batch, strict=True))
        Party.objects.bulk_create(party for case, made in pairs for party in _parties(case, made))
        Wish.objects.bulk_create(Wish(case=case, description=made.wish, way="email") for case, made in pairs)
        chains = [_chain(case, made, posts[made.organ]) for case, made in pairs]
        entries = Entry.objects.bulk_create(entry for chained in chains for entry, _, _ in chained)
        said = [(texts, salt) for chained in chains for _, texts, salt in chained]
        EntryWords.objects.bulk_create(
            EntryWords(entry=entry, texts=texts, salt=salt)
            for entry, (texts, salt) in zip(entries, said, strict=True)
            if texts
        )
    return [case.pk for case in rows], len(entries)


def _parties(case: Any, made: Made) -> Iterable[Any]:
    from gongkai.service.requests.models import Party

    role = Party.Role
    of_class = "natural_person"
    yield Party(case=case, key="R1", role=role.REQUESTER, name=f"申请人{made.key}", requester_class=of_class)
    whom = {getattr(event, "whom", "") for event in made.events} - {""}
    for key in sorted(whom):
        kind = role.THIRD_PARTY if key.startswith("T") else role.OTHER_ORGAN
        yield Party(case=case, key=key, role=kind, name=f"某某{key}")


def _chain(case: Any, made: Made, post: Any) -> list[tuple[Any, dict[str, str], str]]:
    """The rows of one ledger with their texts and salts, chained as `ledger.append` chains them."""
    from gongkai.service.requests import chain
    from gongkai.service.requests.happenings import taken_apart
    from gongkai.service.requests.models import Entry

    previous = chain.first(case.number)
    found = []
    for place, event in enumerate(made.events, 1):
        particulars, texts = taken_apart(event)
        salt = secrets.token_hex(16) if texts else ""
        by = None if place == 1 and made.channel == "online" else post
        row: dict[str, Any] = {
            "place": place,
            "kind": event.kind,
            "on": event.on,
            "recorded_at": _at(event.on) + timedelta(minutes=place),
            "particulars": particulars,
            "words": chain.words(texts, salt),
            "previous": previous,
        }
        previous = chain.link(case=case.number, by=by.pk if by else None, **row)
        found.append((Entry(case=case, by=by, hash=previous, **row), texts, salt))
    return found


def _at(day: date) -> datetime:
    from django.utils import timezone

    return datetime(day.year, day.month, day.day, 0, 5, tzinfo=timezone.get_default_timezone())


def _check_sample(count: int) -> None:
    """Check chains as `gongkai ledger verify` does, of some requests spread over all."""
    from gongkai.service.requests import verifying
    from gongkai.service.requests.models import Case, Entry

    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True)[:: max(1, count // SAMPLE)])
    rows = Entry.objects.filter(case__in=keys[:SAMPLE]).select_related("case", "said")
    fault = next(verifying.chains(rows.order_by("case", "place")), None)
    if fault is not None:
        raise SystemExit(fault.says)


def show(count: int) -> dict[str, Any]:
    """Measure what the desk shows and does."""
    from gongkai.service.config.door import open_service

    open_service()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from gongkai.service.organs import gate
    from gongkai.service.organs.models import Post
    from gongkai.service.requests import index
    from gongkai.service.requests.models import Case, Standing

    settings.ALLOWED_HOSTS = ["testserver"]
    post = Post.objects.select_related("organ", "person").get(organ__code=BUSY)
    client = Client()
    client.force_login(post.person)
    session = client.session
    session[gate.SINCE] = session[gate.SEEN] = time.time()
    session[gate.POST] = post.pk
    session.save()
    today = timezone.localdate()
    listed = reverse("desk-requests")
    opened = Standing.objects.filter(organ=post.organ).exclude(state="ended").order_by("-pk")
    ended = Case.objects.filter(organ=post.organ, indexed__state="ended").order_by("-pk")
    keys = [
        *opened.values_list("pk", flat=True)[: PAGES // 2],
        *ended.values_list("pk", flat=True)[: PAGES // 2],
    ]
    every = list(Standing.objects.exclude(state="ended").values_list("pk", flat=True))
    cost = _rate(lambda: index.refresh_all(every, today), len(every))
    mixed = list(Standing.objects.order_by("pk").values_list("pk", flat=True)[:: max(1, count // 5_000)])
    return {
        "the work list": _pages(client, [listed] * 20),
        "the work list, page 5": _pages(client, [f"{listed}?page=5"] * 20),
        "the work list, ended ones": _pages(client, [f"{listed}?state=ended"] * 10),
        "the work list, a name searched": _pages(client, [_searched(client, listed, "申请人9")] * 10),
        "the page of a case": _pages(client, [reverse("desk-case", args=[key]) for key in keys]),
        "registering": _registering(post),
        "recomputed": cost,
        "recomputed, also ended": _rate(lambda: index.refresh_all(mixed, today), len(mixed)),
    }


def _searched(client: Any, listed: str, words: str) -> str:
    """Return the address of what is found: the words themselves stand in none."""
    return str(client.post(listed, {"q": words})["Location"])


def _pages(client: Any, paths: Sequence[str]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(paths[0])
    queries = []
    for path in dict.fromkeys(paths):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")
        queries.append(len(asked))
    return {**_times([_timed(lambda path=path: client.get(path)) for path in paths]), "queries": max(queries)}


def _registering(post: Any) -> dict[str, float]:
    from django.utils import timezone

    from gongkai.service.requests.actions.receive import receive

    def one() -> None:
        at = timezone.now()
        receive(
            post.organ,
            _application("某某"),
            channel="in_person",
            arrived=timezone.localdate(at),
            by=post,
            at=at,
            evidence="当面递交",
        )

    one()
    return _times([_timed(one) for _ in range(PAGES)])


def _application(name: str) -> Any:
    from gongkai.service.requests.intake import Application, Who

    who = Who(
        name=name,
        phone="000-1234567",
        email="zhangsan@example.com",
        address="样例路1号",
        identity_number="990101199001010011",  # no such region, and a checksum that fails
    )
    return Application(requester=who, description="样例区2025年部门决算", medium="electronic", way="email")


def _timed(work: Callable[[], object]) -> float:
    watch = Stopwatch()
    work()
    return watch.work() * 1e3


def _times(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "ms": statistics.median(ordered),
        "p95": ordered[len(ordered) * 95 // 100],
        "max": ordered[-1],
        "queries": 0,
    }


def _rate(work: Callable[[], object], cases: int) -> float:
    """Return cases a second of processor, in the fastest of some rounds."""
    return cases / min(_timed(work) / 1e3 for _ in range(ROUNDS))


def crowd(count: int) -> dict[str, Any]:
    """Let so many processes submit a form at the same moment; return what became of it."""
    from gongkai.service.config.door import open_service

    open_service()
    from django.db import connections

    from gongkai.service.requests.models import Case, Entry

    before = Case.objects.count()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    gate, told = fork.Barrier(count), fork.Queue()
    processes = [fork.Process(target=_submit, args=(gate, told, number)) for number in range(count)]
    for process in processes:
        process.start()
    found = [told.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    numbers = [number for number, _, fault in found if not fault]
    serials = sorted(int(number.rsplit("-", 1)[1]) for number in numbers)
    return {
        "faults": [fault for _, _, fault in found if fault],
        "different": len(set(numbers)),
        "without_gap": not serials or serials == list(range(serials[0], serials[0] + len(serials))),
        "cases": Case.objects.count() - before,
        "entries": Entry.objects.filter(case__number__in=numbers).count(),
        "longest": max(seconds for _, seconds, _ in found),
    }


def _submit(gate: Any, told: Any, number: int) -> None:
    from django.db import Error
    from django.utils import timezone

    from gongkai.service.organs.models import Organ
    from gongkai.service.requests.actions.receive import receive

    organ = Organ.objects.get(code=BUSY)
    gate.wait(60)
    begun, at = time.perf_counter(), timezone.now()
    try:
        case = receive(
            organ,
            _application(f"申请人{number}"),
            channel="online",
            arrived=timezone.localdate(at),
            by=None,
            at=at,
            submission=secrets.token_hex(16),
        ).case
    except Error as fault:
        told.put(("", time.perf_counter() - begun, f"{type(fault).__name__}: {fault}"))
    else:
        told.put((case.number, time.perf_counter() - begun, ""))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.service.config.settings")
    print(json.dumps({"fill": fill, "show": show, "crowd": crowd}[sys.argv[1]](int(sys.argv[2]))))  # noqa: T201

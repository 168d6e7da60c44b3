"""The year of 3,000 organs, measured in a process of its own: called by `annual.py`.

    annual_cells.py fill N     enter N made-up requests, proceedings and declared numbers
    annual_cells.py count N    cells of one organ and of all, the same by GROUP BY, a closing, a roll-up

Prints one JSON object. Times are the processor's, of this process and of the one in which PostgreSQL serves
it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from desk_cases import cases
from desk_pages import BATCH, _enter
from portal_search import Stopwatch, size

ORGANS = 3_000  # the first has half of all requests
ROUNDS = 3
CLASSES = ("natural_person", "business", "research", "public_benefit", "legal_service", "other_org")
DECLARED = ("T2.xzxk.decisions", "T2.xzcf.decisions")


def fill(count: int) -> dict[str, Any]:
    """Enter organs, requests, proceedings and numbers row by row, as the actions leave them."""
    from gongkai.service.config.door import prepare

    prepare()
    from django.db import connection
    from django.utils import timezone

    from gongkai.service.annual.models import Declaration
    from gongkai.service.catalogue.desk_law import law_here
    from gongkai.service.organs.models import Duty, Organ, Person, Post
    from gongkai.service.requests import index
    from gongkai.service.requests.models import Entry, Party

    now = timezone.now()
    today = timezone.localdate()
    organs = Organ.objects.bulk_create(
        Organ(code=f"organ-{n}", name=f"样例区第{n}局", kind="department") for n in range(ORGANS)
    )
    person = Person.objects.create_user("zhangsan", "张三", "plainly-invented-1")
    posts = Post.objects.bulk_create(
        Post(person=person, organ=organ, duty=Duty.CLERK, since=date(2010, 1, 1)) for organ in organs
    )
    left = cases(count, today, law_here().calendar)
    while batch := list(islice(left, BATCH)):
        spread = [
            replace(made, organ=0 if made.key % 2 else 1 + made.key // 2 % (ORGANS - 1)) for made in batch
        ]
        keys, _entries = _enter(spread, organs, posts)
        for place, kind in enumerate(CLASSES):
            requesters = Party.objects.filter(case__in=keys[place :: len(CLASSES)], role="requester")
            requesters.update(requester_class=kind)
        index.refresh_all(keys, today)
        _contest(keys[::100], posts[0], now)
    for year in (today.year - 1, today.year - 2):
        Declaration.objects.bulk_create(
            (
                Declaration(
                    organ=organ,
                    year=year,
                    month=month,
                    address=address,
                    value=month,
                    evidence="业务系统",
                    by=posts[0],
                    at=now,
                )
                for organ in organs
                for address in DECLARED
                for month in range(1, 13)
            ),
            batch_size=2000,
        )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    from gongkai.service.redress.models import Proceeding

    return {
        "entries": Entry.objects.count(),
        "organs": ORGANS,
        "proceedings": Proceeding.objects.count(),
        "declarations": Declaration.objects.count(),
        "megabytes": size(),
    }


def _contest(keys: list[int], post: Any, now: datetime) -> None:
    """Enter a reconsideration over some requests, two of three ended within three months."""
    from gongkai.service.redress.models import Proceeding, Step
    from gongkai.service.requests.models import Case, Standing

    ended = dict(Standing.objects.filter(pk__in=keys).exclude(ended_on=None).values_list("pk", "ended_on"))
    made = Proceeding.objects.bulk_create(
        Proceeding(
            organ_id=case.organ_id,
            case=case,
            kind="reconsideration",
            over="reply",
            body="样例区人民政府",
            opened_by=post,
            opened_at=now,
        )
        for case in Case.objects.filter(pk__in=ended)
    )
    steps = []
    for number, each in enumerate(made):
        on = ended[each.case_id] + timedelta(days=20)
        steps.append(Step(proceeding=each, place=1, kind="accepted", on=on, by=post, at=now))
        if number % 3:
            over = on + timedelta(days=60)
            steps.append(
                Step(proceeding=each, place=2, kind="ended", on=over, result="upheld", by=post, at=now)
            )
    Step.objects.bulk_create(steps)


def count(_count: int) -> dict[str, Any]:
    """Measure what becomes of them."""
    from gongkai.service.config.door import open_service

    open_service()
    from django.utils import timezone

    from gongkai.service.annual.actions.close_year import close_year
    from gongkai.service.annual.facts import cells_of, gather
    from gongkai.service.annual.filings import filing_of
    from gongkai.service.annual.models import Filing
    from gongkai.service.organs.models import Organ, Post

    now = timezone.now()
    year = timezone.localdate().year - 1
    busy = Organ.objects.get(code="organ-0")
    organs = list(Organ.objects.filter(code__startswith="organ-").values_list("pk", flat=True))
    one = _measured(lambda: gather(Filing(organ=busy, year=year), now))
    facts = one.pop("result")
    one |= {"raw": _raw(year, [busy.pk]), "requests": sum(facts.counted.values())}
    every = _measured(lambda: cells_of(organs, year, now))
    cells = every.pop("result")
    total = sum(each["T3.R1.C7"].value + each["T3.R2.C7"].value for each in cells.values())
    every |= {"raw": _raw(year, None), "requests": total}
    watch = Stopwatch()
    closing = close_year(filing_of(busy, year), by=Post.objects.get(organ=busy), at=now)
    closed = watch.work()
    if closing.cases.count() != one["requests"]:
        raise SystemExit("the closing has not the requests of the table")
    before = cells_of(organs, year - 1, now)
    return {
        "one organ's year": one,
        "3,000 organs' year": every,
        "closing": closed,
        "rollup": _rollup(year, cells, before),
    }


def _measured(work: Callable[[], Any]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        result = work()
    queries = len(asked)
    return {"seconds": _best(work), "queries": queries, "result": result}


def _best(work: Callable[[], Any]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        watch = Stopwatch()
        work()
        seconds.append(watch.work())
    return min(seconds)


def _raw(year: int, organs: list[int] | None) -> float:
    """Return what the database takes to group the same facts: requests, declared numbers, proceedings."""
    from django.db import connection

    only = "" if organs is None else f" AND organ_id IN ({', '.join(map(str, organs))})"
    statements = (  # numbers of ours alone
        f"SELECT organ_id, requester_class, counted_received < {year},"  # noqa: S608
        f" CASE WHEN counted_ended = {year} THEN counted_outcome ELSE '' END, COUNT(*)"
        f" FROM requests_standing WHERE counted_received <= {year}"
        f" AND (counted_ended IS NULL OR counted_ended >= {year}) AND counted_outcome <> '?'{only}"
        f" GROUP BY 1, 2, 3, 4",
        f"SELECT organ_id, address, SUM(value) FROM annual_declaration WHERE year = {year}{only}"  # noqa: S608
        " GROUP BY 1, 2",
        f"SELECT p.organ_id, p.kind, s.result, COUNT(*) FROM redress_proceeding p LEFT JOIN redress_step s"  # noqa: S608
        f" ON s.proceeding_id = p.id AND s.kind = 'ended'"
        f" WHERE (s.on IS NULL OR s.on >= '{year}-01-01')"
        f"{only.replace('organ_id', 'p.organ_id')} GROUP BY 1, 2, 3",
    )

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.replace("s.on ", 's."on" '))
                cursor.fetchall()

    return _best(ask)


def _rollup(year: int, cells: dict[int, Any], before: dict[int, Any]) -> dict[str, Any]:
    """Add up the reports, each checked within itself and against the year before, the sum against them."""
    from gongkai.report import interchange
    from gongkai.report.check import Previous, check
    from gongkai.report.loader import edition_for
    from gongkai.report.model import Report
    from gongkai.report.rollup import rollup

    def reports(of: dict[int, Any], of_year: int) -> dict[int, Report]:
        form = edition_for(of_year).key
        return {key: Report(f"样例区第{key}局", of_year, form, cells=each) for key, each in of.items()}

    now, then = reports(cells, year), reports(before, year - 1)
    kept = [interchange.dumps(interchange.to_json(report)) for report in now.values()]
    findings = 0

    def add_up() -> None:
        nonlocal findings
        findings = sum(
            len(check(report, previous=then[key], previous_is=Previous.KNOWN)) for key, report in now.items()
        )
        total = rollup(list(now.values()), organ="样例区", year=year)
        findings += len(check(total, children=list(now.values())))

    return {
        "reports": len(now),
        "seconds": _best(add_up),
        "findings": findings,
        "reading": _best(lambda: [interchange.from_json(interchange.loads(text)) for text in kept]),
    }


if __name__ == "__main__":
    verb, number = sys.argv[1], int(sys.argv[2])
    print(json.dumps({"fill": fill, "count": count}[verb](number)))  # noqa: T201

"""The year of 3,000 organs, measured in a process of its own: called by `annual.py`.

    annual_cells.py fill N     enter N made-up requests, proceedings, norms and declared numbers
    annual_cells.py count N    cells of one organ and of all, the same by GROUP BY, a closing, a roll-up

Beyond ENTERED requests the database copies those that were entered, under numbers and to organs of their own.

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
ENTERED = 100_000  # row by row, each with its chain; more are copies of these
NORMS = 6  # of each organ; the first was repealed or amended last year
ROUNDS = 3
CLASSES = ("natural_person", "business", "research", "public_benefit", "legal_service", "other_org")
DECLARED = ("T2.xzxk.decisions", "T2.xzcf.decisions")


def fill(count: int) -> dict[str, Any]:
    """Enter organs, requests, proceedings, norms and numbers row by row, as the actions leave them."""
    from gongkai.service.config.door import prepare

    prepare()
    from django.db import connection
    from django.utils import timezone

    from gongkai.service.annual.models import Declaration
    from gongkai.service.catalogue.desk_law import law_here
    from gongkai.service.catalogue.models import Showing
    from gongkai.service.organs.models import Duty, Organ, Person, Post
    from gongkai.service.redress.models import Proceeding
    from gongkai.service.requests import index
    from gongkai.service.requests.models import Entry, Party, Standing

    now = timezone.now()
    today = timezone.localdate()
    organs = Organ.objects.bulk_create(
        Organ(code=f"organ-{n}", name=f"样例区第{n}局", kind="department") for n in range(ORGANS)
    )
    person = Person.objects.create_user("zhangsan", "张三", "plainly-invented-1")
    posts = Post.objects.bulk_create(
        Post(person=person, organ=organ, duty=Duty.CLERK, since=date(2010, 1, 1)) for organ in organs
    )
    left = cases(min(count, ENTERED), today, law_here().calendar)
    while batch := list(islice(left, BATCH)):
        spread = [
            replace(made, organ=0 if made.key % 2 else 1 + made.key // 2 % (ORGANS - 1)) for made in batch
        ]
        keys, _entries = _enter(spread, organs, posts)
        for place, kind in enumerate(CLASSES):
            requesters = Party.objects.filter(case__in=keys[place :: len(CLASSES)], role="requester")
            requesters.update(requester_class=kind)
        index.refresh_all(keys, today)
        _contest([*keys[::200], *keys[101::200]], posts[0], now)
    if count > ENTERED:
        _copy(round(count / ENTERED), organs[0].pk)
    _publish(organs, posts[0], now)
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
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {
        "requests": Standing.objects.count(),
        "entries": Entry.objects.count(),
        "organs": ORGANS,
        "proceedings": Proceeding.objects.count(),
        "norms": Showing.objects.count(),
        "declarations": Declaration.objects.count(),
        "megabytes": size(),
    }


def _copy(times: int, busy: int) -> None:
    """Let the database copy every request with all that hangs on it: half stay with the busy organ.

    A copy has its ledger word for word and a number of its own, so its chain would not be found in order.
    """
    from django.core.management.color import no_style
    from django.db import connection

    from gongkai.service.redress.models import Proceeding, Step
    from gongkai.service.requests.models import Case, Entry, EntryWords, Party, Standing, Wish

    def most(model: Any) -> int:
        return int(model.objects.order_by("-pk").values_list("pk", flat=True)[0])

    keys = {model: most(model) for model in (Case, Party, Wish, Entry, EntryWords, Proceeding, Step)}
    models = (*keys, Standing)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")  # what is copied needs no checking
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        for copy in range(1, times):
            spread = f"{busy} + 1 + (organ_id - {busy} - 1 + {copy * 331}) % {ORGANS - 1}"
            changed = {
                "case_id": f"case_id + {copy * keys[Case]}",
                "entry_id": f"entry_id + {copy * keys[Entry]}",
                "proceeding_id": f"proceeding_id + {copy * keys[Proceeding]}",
                "number": f"number || '-{copy}'",
                "organ_id": f"CASE WHEN organ_id = {busy} THEN organ_id ELSE {spread} END",
            }
            for model in models:
                given = dict(changed)
                if model is Party:
                    del given["organ_id"]
                if model is Proceeding:
                    del given["number"]
                if model in keys:
                    given["id"] = f"id + {copy * keys[model]}"
                names = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001
                first = f"{model._meta.pk.column} <= {keys.get(model, keys[Case])}"  # noqa: SLF001
                quoted = [connection.ops.quote_name(name) for name in names]
                taken = [given.get(name, quote) for name, quote in zip(names, quoted, strict=True)]
                table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(quoted)})"  # noqa: S608 - names and numbers of ours
                    f" SELECT {', '.join(taken)} FROM {table} WHERE {first}"
                )
        for statement in connection.ops.sequence_reset_sql(no_style(), list(keys)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")


def _publish(organs: list[Any], post: Any, now: datetime) -> None:
    """Put norms into the library as releases leave them: of three years, one in six repealed or amended."""
    from gongkai.service.catalogue.models import Document, Edition, Showing, ValidityChange

    year = now.year
    text = "第一条　为了开放档案，制定本办法。" * 120
    given = [(organ, place) for organ in organs for place in range(NORMS)]
    for first in range(0, len(given), BATCH):
        some = given[first : first + BATCH]
        days = [date(year - 3 + place % 3, 3, 2) for _organ, place in some]
        moments = [now - timedelta(days=(now.date() - day).days - 4) for day in days]
        threads = Document.objects.bulk_create(
            Document(organ=organ, index_number=f"{organ.code}-{place}", opened_by=post, opened_at=moment)
            for (organ, place), moment in zip(some, moments, strict=True)
        )
        editions = Edition.objects.bulk_create(
            Edition(
                document=thread,
                number=1,
                title="档案开放办法",
                category="20-01-normative",
                norm="rule" if place == NORMS - 1 else "normative",
                formed_on=day,
                arose_on=day,
                expires_on=date(year + 2, 3, 1) if place == 1 else None,
                body=f"<p>{text}</p>",
                text=text,
                drafted_by=post,
                drafted_at=moment,
                changed_by=post,
                changed_at=moment,
                released_digest=f"{thread.pk:064x}",
            )
            for thread, (_organ, place), day, moment in zip(threads, some, days, moments, strict=True)
        )
        Showing.objects.bulk_create(
            Showing(
                edition=edition,
                organ=organ,
                category=edition.category,
                norm=edition.norm,
                first_begins=moment,
                begins=moment,
                released_by=post,
                released_at=moment,
            )
            for edition, (organ, _place), moment in zip(editions, some, moments, strict=True)
        )
        ValidityChange.objects.bulk_create(
            ValidityChange(
                document=thread,
                kind="repealed" if organ.pk % 2 else "amended",
                on=date(year - 1, 7, 1),
                by_text="样例区发〔某〕1号",
                by=post,
                at=now,
            )
            for thread, (organ, place) in zip(threads, some, strict=True)
            if place == 0
        )


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
    one = _measured(lambda: cells_of([busy.pk], year, now))
    cells = one.pop("result")[busy.pk]
    page = _measured(lambda: gather(Filing(organ=busy, year=year), now))
    facts = page.pop("result")
    if facts.cells != cells:
        raise SystemExit("the cells of one among many are not those of the organ alone")
    one |= {"raw": _raw(year, now, [busy.pk]), "requests": sum(facts.counted.values())}
    every = _measured(lambda: cells_of(organs, year, now))
    cells = every.pop("result")
    total = sum(each["T3.R1.C7"].value + each["T3.R2.C7"].value for each in cells.values())
    every |= {"raw": _raw(year, now, organs), "requests": total}
    watch = Stopwatch()
    closing = close_year(filing_of(busy, year), by=Post.objects.get(organ=busy), at=now)
    closed = watch.work()
    if closing.cases.count() != one["requests"]:
        raise SystemExit("the closing has not the requests of the table")
    _file(organs, {year: cells, year - 1: cells_of(organs, year - 1, now)}, now)
    return {
        "one organ's year": one,
        "3,000 organs' year": every,
        "page": page["seconds"],
        "closing": closed,
        "night": _night(now),
        "rollup": _rollup(year, now),
    }


def _night(now: datetime) -> dict[str, Any]:
    """Hold what was submitted against the ledgers as every night does, and ask for the last days of all."""
    from django.utils import timezone

    from gongkai.service.annual.noticing import look
    from gongkai.service.annual.owing import terms
    from gongkai.service.catalogue.desk_law import law_here

    looked = _measured(lambda: look(now))
    if looked.pop("result"):
        raise SystemExit("the night noticed what nobody has changed")
    told = _measured(lambda: list(terms(law_here(), timezone.localdate(now))))
    return {"looked": looked, "told": told["seconds"], "told_of": len(told["result"])}


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


def _raw(year: int, now: datetime, organs: list[int]) -> float:
    """Return what the database takes to group the same facts, each population once, by what cells tell apart.

    Requests by class, new or carried in, and ending; those counted again; declared numbers in force; norms by
    year and what has become of them by the last day; proceedings by way and result of their end. What the law
    says beyond (a step annulled, an appeal, an order) is not in it, nor what makes a number unfit.
    """
    from django.db import connection

    only = f"organ_id IN ({', '.join(map(str, organs))})"
    last, at = f"'{year}-12-31'", f"'{now:%Y-%m-%d %H:%M:%S}'"
    in_year = "<= {0} AND ({1} IS NULL OR {1} >= {0})"
    statements = (  # numbers of ours alone
        f"SELECT organ_id, requester_class, counted_received < {year},"  # noqa: S608
        f" CASE WHEN counted_ended = {year} THEN counted_outcome ELSE '' END, COUNT(*)"
        f" FROM requests_standing WHERE {only} AND counted_received {in_year.format(year, 'counted_ended')}"
        f" AND counted_outcome <> '?' GROUP BY 1, 2, 3, 4",
        f"SELECT a.organ_id, s.requester_class, a.received < {year},"  # noqa: S608
        f" CASE WHEN a.ended = {year} THEN a.outcome ELSE '' END, COUNT(*)"
        f" FROM requests_countedagain a JOIN requests_standing s ON s.case_id = a.case_id"
        f" WHERE a.{only} AND a.received {in_year.format(year, 'a.ended')} GROUP BY 1, 2, 3, 4",
        f"SELECT organ_id, address, unit, SUM(value), COUNT(*) FROM annual_declaration d"  # noqa: S608
        f" WHERE {only} AND year = {year} AND NOT withdrawn AND NOT EXISTS"
        f" (SELECT 1 FROM annual_declaration r WHERE r.replaces_id = d.id) GROUP BY 1, 2, 3",
        f"SELECT s.organ_id, s.norm, e.formed_on >= '{year}-01-01',"  # noqa: S608
        f" m.kind, m.\"on\" >= '{year}-01-01', e.effective_on > {last}, e.expires_on < {last}, COUNT(*)"
        f" FROM catalogue_showing s JOIN catalogue_edition e ON e.id = s.edition_id"
        f' LEFT JOIN catalogue_validitychange m ON m.document_id = e.document_id AND m."on" <= {last}'
        f" WHERE s.{only} AND s.norm <> '' AND s.begins <= {at} AND (s.ends IS NULL OR s.ends > {at})"
        f" AND e.formed_on <= {last} GROUP BY 1, 2, 3, 4, 5, 6, 7",
        f"SELECT p.organ_id, p.kind, CASE WHEN e.\"on\" <= {last} THEN e.result ELSE '' END,"  # noqa: S608
        f" COUNT(DISTINCT p.id) FROM redress_proceeding p"
        f' JOIN redress_step b ON b.proceeding_id = p.id AND b."on" <= {last}'
        f" LEFT JOIN redress_step e ON e.proceeding_id = p.id AND e.kind = 'ended'"
        f" WHERE p.{only} AND p.kind <> 'complaint' AND (e.\"on\" IS NULL OR e.\"on\" >= '{year}-01-01')"
        f" GROUP BY 1, 2, 3",
    )

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return _best(ask)


def _file(organs: list[int], cells: dict[int, dict[int, Any]], now: datetime) -> None:
    """Let every organ report to one authority: this year's report accepted there, last year's public."""
    from gongkai.service.annual import composing
    from gongkai.service.annual.models import Closing, FiledReport, Filing, Reporter, Step, Version
    from gongkai.service.organs.models import Duty, Organ, Person, Post

    area = Organ.objects.create(code="area", name="样例区人民政府", kind="county")
    Organ.objects.filter(pk__in=organs).update(supervisor=area, parent=area)
    person = Person.objects.get(username="zhangsan")
    post = Post.objects.create(person=person, organ=area, duty=Duty.CLERK, since=date(2010, 1, 1))
    given = {"kind": "organ", "administrative": True, "external": True, "independent": True}
    Reporter.objects.bulk_create(
        Reporter(organ_id=key, since=min(cells), basis="“三定”规定", by=post, at=now, **given)
        for key in organs
    )
    texts = dict.fromkeys((1, 5, 6), "全年按期公布目录，没有其他需要报告的事项。" * 20)
    for year, its_cells in cells.items():
        Filing.objects.bulk_create(
            (Filing(organ_id=key, year=year) for key in organs), ignore_conflicts=True
        )  # the busy organ's was begun by closing its year
        filings = list(Filing.objects.filter(year=year, organ__in=organs))
        names = dict(Organ.objects.filter(pk__in=organs).values_list("pk", "name"))
        for filing in filings:
            filing.organ = Organ(pk=filing.organ_id, name=names[filing.organ_id])
        contents = [
            composing.content_of(composing.compose(each, "2021", its_cells[each.organ_id], texts))
            for each in filings
        ]
        if year == max(cells):
            closed = dict(Closing.objects.filter(filing__in=filings).values_list("filing", "pk"))
            for made in Closing.objects.bulk_create(
                Closing(filing=filing, number=1, form="2021", cells=content, by=post, at=now)
                for filing, content in zip(filings, contents, strict=True)
                if filing.pk not in closed
            ):
                closed[made.filing_id] = made.pk
            versions = Version.objects.bulk_create(
                Version(
                    filing=filing,
                    number=1,
                    origin="drafted",
                    closing_id=closed[filing.pk],
                    form="2021",
                    content=content,
                    digest=composing.digest(content),
                    findings="[]",
                    by=post,
                    at=now,
                )
                for filing, content in zip(filings, contents, strict=True)
            )
            Step.objects.bulk_create(
                Step(version=version, place=place, kind=kind, on=now.date(), by=post, at=now)
                for version in versions
                for place, kind in enumerate(("submitted", "accepted"), 1)
            )
            continue
        FiledReport.objects.bulk_create(
            FiledReport(
                filing=filing,
                number=1,
                form="2021",
                title="年度报告",
                published_on=date(year + 1, 1, 20),
                source_name="report.json",
                source_sha256=composing.digest(content),
                source=content.encode(),
                content=content,
                findings="[]",
                imported_at=now - timedelta(days=300),
                imported_by="张三",
            )
            for filing, content in zip(filings, contents, strict=True)
        )


def _rollup(year: int, now: datetime) -> dict[str, Any]:
    """Add up what the authority accepted, from the database, with every check; then as its desk does."""
    from django.utils import timezone

    from gongkai.report.check import Previous, check
    from gongkai.service.annual import register_due, summing
    from gongkai.service.annual.actions.aggregate import aggregate
    from gongkai.service.annual.models import FiledReport
    from gongkai.service.organs.models import Organ, Post

    area = Organ.objects.get(code="area")
    today = timezone.localdate(now)
    findings = reports = 0

    def add_up() -> None:
        nonlocal findings, reports
        children = summing.reports_of(summing.pieces_of(area, year, today).pieces)
        public = FiledReport.objects.filter(filing__year=year - 1, filing__organ__supervisor=area)
        before = {
            name: summing.kept(content)
            for name, content in public.values_list("filing__organ__name", "content")
        }
        found = summing.examined((report, before[report.organ]) for report in children)
        total = summing.add_up(children, organ=area.name, year=year)
        last = summing.add_up(list(before.values()), organ=area.name, year=year - 1)
        of_sum = check(total, previous=last, previous_is=Previous.KNOWN, children=children)
        reports, findings = len(children), sum(map(len, found)) + len(of_sum)

    seconds = _measured(add_up)
    watch = Stopwatch()
    version = aggregate(area, year, by=Post.objects.get(organ=area), at=now)
    action = watch.work()

    def page() -> None:
        pieces = summing.pieces_of(area, year, today)
        summing.organs_of(version)
        summing.stale(version, pieces)
        summing.differences(pieces.pieces, year, now)

    def late() -> None:
        list(register_due.of_authority(Post.objects.get(organ=area), date(year + 1, 4, 2)))

    return {
        "late": _measured(late),
        "reports": reports,
        "findings": findings,
        "seconds": seconds["seconds"],
        "queries": seconds["queries"],
        "action": action,
        "page": _measured(page),
    }


if __name__ == "__main__":
    verb, number = sys.argv[1], int(sys.argv[2])
    print(json.dumps({"fill": fill, "count": count}[verb](number)))  # noqa: T201

"""How long what proves who somebody is stays, and when it goes (个保法 art. 19, 47; decision 0029).

The term begins when nothing more is owed and nothing more can be claimed: after the last ordinary remedy
period (复议法 art. 20, 行诉法 art. 46), counted from the day of service, and after proceedings that were
begun. While a request, an order to answer anew or proceedings are open, no term runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.log import record
from gongkai.service.requests import keeping, ledger
from gongkai.service.requests.models import Case, Identity, Paper
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law
from gongkai.statute.remedies import period_end

BATCH = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """What a run did."""

    dated: int  # rows whose term was set or changed
    numbers: int
    papers: int


def held(cases: Iterable[int]) -> dict[int, date]:
    """Return the last day of what the rooms above keep of cases (proceedings); date.max while it is open."""
    keys = list(cases)
    found: dict[int, date] = {}
    for name in settings.GONGKAI_HOLDING:
        ask: Callable[[Iterable[int]], dict[int, date]] = import_string(name)
        for key, until in ask(keys).items():
            found[key] = max(found.get(key, until), until)
    return found


def keep_until(read: Clock, held_until: date | None, on: date, law: Law) -> date | None:
    """Return the last day on which identity papers of a request are kept; None while no term runs."""
    if read.ending is None or read.standing(on).state != "ended" or held_until == date.max:
        return None
    served = max(event.on for _entry, event in read.entries)  # the sending, the service, whatever came last
    last = max(remedies_end(served, law), held_until or served)
    return last + timedelta(days=settings.GONGKAI_IDENTITY_DAYS)


def remedies_end(served: date, law: Law) -> date:
    """The last ordinary day on which the reply can be contested, by 60 days or six months; not guessed."""
    found = [served]
    for key in ("reconsideration", "direct_suit"):
        try:
            found.append(period_end(key, served, law))
        except StatuteError:  # no period, or no calendar so far: then it is surely not over either
            found.append(served + timedelta(days=200))
    return max(found)


def purge(at: datetime) -> Purged:
    """Set the terms of what has ended, and erase what a term has passed of. Run again it does nothing more.

    Each case is a transaction of its own: a run that is stopped goes on where it was.
    """
    on, law = timezone.localdate(at), law_here()
    dated = numbers = papers = 0
    for keys in _batches():
        kept = held(keys)
        histories = ledger.events_of_all(keys)
        for key in keys:
            try:
                until = keep_until(clock.read(histories[key], law), kept.get(key), on, law)
            except StatuteError:  # a history that cannot be read stands on the work list as such; kept
                until = None
            rows = Identity.objects.filter(party__case=key, erased_at=None)
            dated += rows.exclude(keep_until=until).update(keep_until=until)
            if until is not None and until < on:
                gone = _erase_if_still(key, at, law)
                numbers, papers = numbers + gone[0], papers + gone[1]
    return Purged(dated, numbers, papers)


def _batches() -> Iterator[list[int]]:
    """The ended cases that still have something to erase."""
    sealed = Paper.objects.filter(is_sealed=True, erased_at=None).values("case")
    numbers = Identity.objects.filter(erased_at=None).values("party__case")
    rows = Case.objects.filter(Q(pk__in=sealed) | Q(pk__in=numbers))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(keys), BATCH):
        yield keys[begin : begin + BATCH]


@transaction.atomic
def _erase_if_still(key: int, at: datetime, law: Law) -> tuple[int, int]:
    """Erase the identity papers of a case if, under its lock, its term is still over."""
    case = ledger.locked(Case(pk=key))
    on = timezone.localdate(at)
    until = keep_until(ledger.clock_of(case, law), held([key]).get(key), on, law)
    if until is None or until >= on:
        return 0, 0
    gone = erase_identity(case, at)
    if any(gone):
        record(
            "requests.identity_erased",
            by=None,
            at=at,
            kind="case",
            key=key,
            organ=case.organ,
            numbers=gone[0],
            papers=gone[1],
        )
    return gone


def erase_identity(case: Case, at: datetime) -> tuple[int, int]:
    """Erase numbers and sealed papers of a case for good; the caller's transaction holds it and logs it."""
    numbers = Identity.objects.filter(party__case=case, erased_at=None).update(
        sealed="", masked="", digest="", doubtful="", erased_at=at
    )
    papers = list(Paper.objects.filter(case=case, is_sealed=True, erased_at=None))
    for paper in papers:  # the bytes first: a run killed here does it again, none is left behind
        keeping.erase(paper, at)
    return numbers, len(papers)


def may_be_erased(case: Case, at: datetime) -> str:
    """Return why nothing of a case may be erased yet, "" if it may."""
    on = timezone.localdate(at)
    if ledger.clock_of(case).standing(on).state != "ended":
        return _("这件申请还没有办结，身份和联系方式还要用来办理和送达。")
    if held([case.pk]).get(case.pk) == date.max:
        return _("这件申请还有没有审结的复议、诉讼或者投诉，不能删除。")
    return ""

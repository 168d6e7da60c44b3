"""The sealed papers of rectifications: read, and gone when their time has passed (个保法 art. 19, 47).

The term is that of identity papers of requests (GONGKAI_IDENTITY_DAYS), from when nothing can be claimed any
more: after the last ordinary remedy period against what was told. Where the registration was annulled it runs
from that day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.log import record
from gongkai.service.redress.records import RecordPaper, RecordStep, Rectification
from gongkai.service.redress.rectifying import stands
from gongkai.service.requests import keeping, vault
from gongkai.service.requests.retention import remedies_end
from gongkai.statute.law import Law

PREFIX = "r"  # with which the names of these papers begin (keeping.PAPERS are those of requests)


@dataclass(frozen=True, slots=True)
class PurgedRecords:
    """What a run did."""

    papers: int


def read(paper: RecordPaper) -> bytes:
    """Return the bytes of a paper, proven to be those stored; FileNotFoundError, Sealed, Tampered."""
    data = vault.unseal(keeping.stored(paper.stored_as))
    if hashlib.sha256(data).hexdigest() != paper.sha256:
        raise keeping.Tampered(_("文件“%(name)s”的内容与登记的摘要不符，请检查存储。") % {"name": paper.name})
    return data


def erase(paper: RecordPaper, at: datetime) -> None:
    """Remove the bytes of a paper for good; its row stays, without its name."""
    keeping.discard(paper.stored_as)
    paper.name, paper.erased_at = "", at
    paper.save(update_fields=["name", "erased_at"])


def keep_until(of: Rectification, law: Law) -> date | None:
    """Return the last day on which papers are kept; None while no term runs."""
    steps = list(of.steps.all())
    found = stands(steps)
    if found.is_open:
        return None
    if found.told is not None:
        ended = remedies_end(found.told.on, law)
    else:
        ended = max(step.on for step in steps if step.kind == RecordStep.Kind.ANNULLED)
    return ended + timedelta(days=settings.GONGKAI_IDENTITY_DAYS)


def purge(at: datetime) -> PurgedRecords:
    """Erase the papers whose term has passed. Run again it does nothing more; each case by itself."""
    law, gone = law_here(), 0
    waiting = RecordPaper.objects.filter(erased_at=None).values("rectification")
    for row in Rectification.objects.filter(pk__in=waiting).order_by("pk"):
        until = keep_until(row, law)
        if until is not None and until < timezone.localdate(at):
            gone += _purge_one(row, at)
    return PurgedRecords(gone)


@transaction.atomic
def _purge_one(row: Rectification, at: datetime) -> int:
    found = Rectification.objects.select_for_update(of=("self",)).select_related("organ").get(pk=row.pk)
    count = erase_all(found, at)
    record(
        "redress.record_papers_erased",
        by=None,
        at=at,
        kind="rectification",
        key=found.pk,
        organ=found.organ,
        papers=count,
    )
    return count


def erase_all(row: Rectification, at: datetime) -> int:
    """Erase every paper of a rectification; the caller's transaction holds it and logs it."""
    papers = list(RecordPaper.objects.filter(rectification=row, erased_at=None))
    for paper in papers:
        erase(paper, at)
    return len(papers)


def sweep(now: datetime) -> int:
    """Remove the files of papers whose registration did not come to its end; return how many."""
    return keeping.sweep_of(PREFIX, RecordPaper.objects.values_list("stored_as", flat=True), now)

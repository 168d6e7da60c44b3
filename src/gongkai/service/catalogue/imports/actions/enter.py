"""Enter the rows of a run as drafts, with their files: in batches, to be stopped and taken up again.

What was entered is said by the row itself, in the transaction that entered it: whatever breaks off, even the
machine, no row is entered twice and none is forgotten. Files are attached one by one after their draft; which
of them are there already is seen by their digests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.service.catalogue import policy, store
from gongkai.service.catalogue.actions.attach import attach
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.actions.draft_edition import draft_edition
from gongkai.service.catalogue.actions.save_draft import save_draft
from gongkai.service.catalogue.fields import DATES
from gongkai.service.catalogue.imports.models import ImportRow, ImportRun
from gongkai.service.catalogue.imports.work import at_work, go_on
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.scanning import SecrecyMarked
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import NotAllowed

BATCH = 20
"""Rows of one transaction: a publisher waits no longer than for these."""
Tell = Callable[[int], None]


@transaction.atomic
def agree(run: ImportRun, *, by: Post, at: datetime) -> ImportRun:
    """Say that the rows of a run may be entered, after the dry run was looked at; return the run.

    Raises NotAllowed, OutOfTurn.
    """
    policy.check_can_draft(by, run.organ, timezone.localdate(at))
    row = ImportRun.objects.select_for_update().get(pk=run.pk)
    if row.checked_at is None:
        raise OutOfTurn("预演还没有做完，请先看过预演的结果。")
    if not waiting(row).exists():
        raise OutOfTurn("没有可以录入的行。")
    if row.agreed_at is None:
        ImportRun.objects.filter(pk=run.pk).update(agreed_at=at)
        record("imports.agree", by=by, at=at, kind="import", key=run.pk, organ=run.organ)
    row.refresh_from_db()
    return row


def waiting(run: ImportRun) -> Any:
    """Return the rows that are still to be entered, in their order."""
    outcomes = (ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED)
    return run.rows.filter(outcome__in=outcomes, entered_at=None, failure="").order_by("number")


def enter(run: ImportRun, *, by: Post, now: Callable[[], datetime], tell: Tell = lambda _: None) -> ImportRun:
    """Enter what waits, and return the run; goes on where an earlier call was broken off.

    Stops after a batch when that was asked. A row that cannot be entered any more keeps the reason, and the
    others go on. `tell` is given how many rows are entered. Raises NotAllowed, OutOfTurn.
    """
    at = now()
    policy.check_can_draft(by, run.organ, timezone.localdate(at))
    run.refresh_from_db()
    if run.agreed_at is None:
        raise OutOfTurn("还没有确认录入，请先看过预演的结果。")
    with at_work(run, ImportRun.Task.ENTER, by, at) as worker:
        while batch := _batch(run, worker, by, now()):
            for row in batch:
                _attach(row, worker, by, now)
            tell(run.rows.exclude(entered_at=None).count())
    run.refresh_from_db()
    return run


@transaction.atomic
def _batch(run: ImportRun, worker: str, by: Post, at: datetime) -> list[ImportRow]:
    """Draft what the next rows say, and return those rows; one without files is entered with that."""
    go_on(run, worker, at)
    rows = list(waiting(run).select_related("run__organ", "edition")[:BATCH])
    for row in rows:
        if row.edition_id is None:
            _draft(row, by, at)
        if row.edition_id is not None and not row.files and not row.failure:
            row.entered_at = at
        row.save(update_fields=["edition", "entered_at", "failure"])
    return rows


def _draft(row: ImportRow, by: Post, at: datetime) -> None:
    try:
        with transaction.atomic():
            row.edition = _drafted(row, by, at)
    except (CannotDo, NotAllowed) as refusal:
        row.failure = str(refusal)[:500]
        if isinstance(refusal, SecrecyMarked):
            record("catalogue.refuse_secret", by=by, at=at, kind="import", key=row.run_id, row=row.number)


def _drafted(row: ImportRow, by: Post, at: datetime) -> Edition:
    mark = row.values.get("brought_mark")
    given = {name: value for name, value in row.values.items() if name != "brought_mark"}
    values = {n: date.fromisoformat(v) if n in DATES and v else v for n, v in given.items()}
    if row.document_id is None:
        number = row.index_number
        return draft_document(values, by=by, at=at, index_number=number, brought_mark=mark).edition
    document = row.document
    assert document is not None  # noqa: S101 - its key is there
    edition = document.editions.filter(discarded_at=None).first()
    if edition is None or row.base != f"{edition.pk}:{edition.version}":
        raise OutOfTurn("预演以后，这份信息又有改动，没有录入。请重新导入这一行。")
    if edition.is_released:
        arose = values.get("arose_on") or values.get("formed_on") or timezone.localdate(at)
        edition = draft_edition(document, arose_on=arose, by=by, at=at).edition
    return save_draft(edition, values, version=edition.version, by=by, at=at).edition


def _attach(row: ImportRow, worker: str, by: Post, now: Callable[[], datetime]) -> None:
    """Attach the files of a row that are not there yet, each in its own transaction; then it is entered."""
    if row.edition is None or row.entered_at is not None or row.failure:
        return
    failure = ""
    for file in row.files:
        with transaction.atomic():
            go_on(row.run, worker, now())
        there = set(row.edition.attachments.values_list("original_sha256", flat=True))
        if file["sha256"] in there:
            continue
        try:
            attach(row.edition, data=store.read(file["sha256"]), name=file["name"], by=by, at=now())
        except (CannotDo, NotAllowed, FileNotFoundError, store.Tampered) as fault:
            failure = f"草稿已经录入，附件“{file['name']}”没有附上：{fault}"[:500]
            break
    ImportRow.objects.filter(pk=row.pk, entered_at=None).update(
        failure=failure, entered_at=None if failure else now()
    )

"""Submit what stood on an old site as one batch, review it, and release it under its old days."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from gongkai.service.catalogue import fields, policy
from gongkai.service.catalogue.actions.release import release
from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.imports.models import Batch, BatchItem, ImportRow, ImportRun
from gongkai.service.catalogue.imports.work import Pulse, at_work, go_on
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.catalogue.reviewed import BATCH_KIND, batch_digest
from gongkai.service.catalogue.scanning import files_of, look_through, parts_of, refusals_logged
from gongkai.service.catalogue.state import State, states, whole
from gongkai.service.clearance.actions import answer_hit, give_opinion, record_referral_answer
from gongkai.service.clearance.actions.open_review import Found, open_review
from gongkai.service.clearance.models import Hit, HitAnswer, Opinion, ReferralAnswer, Review
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import Standing, newest, standing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

BATCH = 50
Tell = Callable[[int], None]


def to_submit(run: ImportRun, at: datetime) -> Iterator[list[tuple[ImportRow, Edition]]]:
    """Yield, some at a time, the entered rows of a run that are drafts or were returned, with editions."""
    rows = run.rows.exclude(entered_at=None).exclude(published_at=None).order_by("number")
    left = rows.filter(edition__released_digest="", edition__discarded_at=None).iterator(chunk_size=BATCH)
    while some := list(islice(left, BATCH)):
        found = {e.pk: e for e in whole(Edition.objects.filter(pk__in=[row.edition_id for row in some]))}
        where = states(found.values(), at)
        free = (State.DRAFT, State.RETURNED)
        yield [
            (row, found[key])
            for row in some
            if (key := row.edition_id) is not None and where[key].state in free
        ]


def submit_batch(
    run: ImportRun, *, by: Post, now: Callable[[], datetime], tell: Tell = lambda _: None
) -> Batch | None:
    """Scan all that would be released, open one review of it, and return the batch; None if it was stopped.

    The review is bound to the digest of every row and the day from which it is to be shown (`reviewed.py`).
    What a scan finds in any row is a find of the review. Raises NotAllowed, and OutOfTurn naming the rows
    that cannot go to review, or if somebody changed one meanwhile; SecrecyMarked.
    """
    at = now()
    policy.check_can_draft(by, run.organ, timezone.localdate(at))
    if not run.was_published:
        raise OutOfTurn("这次导入的是新的信息，请逐件送审；以前发布过的才成批送审。")
    with at_work(run, ImportRun.Task.SUBMIT, by, at) as worker:
        items: list[BatchItem] = []
        hits: list[Found] = []
        writers: set[int] = set()
        pulse = Pulse(run, worker, now)
        for some in to_submit(run, at):
            with transaction.atomic():
                go_on(run, worker, now())
            for row, edition in some:
                with refusals_logged(by, at, edition.pk):
                    hits += _scanned(row, edition)
                begins = row.published_at
                assert begins is not None  # noqa: S101 - `to_submit` leaves out rows without it
                items.append(BatchItem(edition=edition, digest=digest_of(edition), begins=begins))
                writers |= set(edition.writers)
                pulse()
            tell(len(items))
        if not items:
            raise OutOfTurn("没有可以送审的：已经录入、还没有送审或者被退回的才送审。")
        return _open(run, worker, items, hits, writers, by, now())
    return None


def _scanned(row: ImportRow, edition: Edition) -> list[Found]:
    says = [word for words in fields.lacking(edition).values() for word in words]
    if says:
        raise OutOfTurn(f"第{row.number}行《{edition.title}》：{'；'.join(says)}")
    found = look_through([*parts_of(edition), *files_of(edition.attachments.all())], edition.document.organ)
    return [
        replace(
            hit,
            key=hashlib.sha256(f"{edition.pk}:{hit.key}".encode()).hexdigest(),
            part=f"第{row.number}行《{edition.title[:40]}》{hit.part}",
        )
        for hit in found
    ]


@transaction.atomic
def _open(
    run: ImportRun,
    worker: str,
    items: list[BatchItem],
    hits: list[Found],
    writers: set[int],
    by: Post,
    at: datetime,
) -> Batch:
    go_on(run, worker, at)
    keys = [item.edition_id for item in items]
    said = {item.edition_id: item.digest for item in items}
    # The locks of all documents, in one order: from here to the end nobody changes any of them.
    list(
        Document.objects.select_for_update(of=("self",))
        .filter(editions__in=keys)
        .order_by("pk")
        .values_list("pk")
    )
    for start in range(0, len(keys), BATCH):
        for edition in whole(Edition.objects.filter(pk__in=keys[start : start + BATCH])):
            if digest_of(edition) != said[edition.pk] or edition.is_released or edition.discarded_at:
                raise OutOfTurn(f"送审的时候有人改了《{edition.title}》，没有送审。请再送一次。")
            fields.check(edition, timezone.localdate(at))
    batch = Batch.objects.create(run=run, organ=run.organ, by=by, at=at)
    for item in items:
        item.batch = batch
    BatchItem.objects.bulk_create(items)
    review = open_review(
        organ=run.organ,
        kind=BATCH_KIND,
        key=batch.pk,
        digest=batch_digest(batch.pk),
        writers=writers,
        hits=hits,
        by=by,
        at=at,
    )
    record(
        "imports.submit",
        by=by,
        at=at,
        kind="import",
        key=run.pk,
        batch=batch.pk,
        review=review.pk,
        count=len(items),
    )
    return batch


def review_of(batch: Batch) -> Standing:
    """Return where the review of a batch stands."""
    found = newest(BATCH_KIND, batch.pk)
    if found is None:
        raise OutOfTurn("这一批还没有送审。")
    return standing(found)


@transaction.atomic
def speak(
    batch: Batch, *, verdict: str, by: Post, at: datetime, digest: str, says: str = "", refer_to: str = ""
) -> Opinion:
    """Give the opinion of the level whose turn it is on a batch; `digest` is that of the page that was read.

    What was changed since is in the batch no more and is not spoken of. Raises NotAllowed, OutOfTurn,
    WrongFields as the review of one edition does.
    """
    review = _under_review(batch, by, at)
    if digest != review.digest:
        raise OutOfTurn("这不是您打开的那一批，请重新打开。")
    stands = batch_digest(batch.pk)
    return give_opinion.give_opinion(
        review, verdict=verdict, digest=stands, by=by, at=at, says=says, refer_to=refer_to
    )


@transaction.atomic
def answer(batch: Batch, hits: Collection[Hit], *, reason: str, by: Post, at: datetime) -> list[HitAnswer]:
    """Answer finds of a batch with one reason. Raises NotAllowed, OutOfTurn, WrongFields (reason)."""
    review = _under_review(batch, by, at)
    if any(hit.review_id != review.pk for hit in hits):
        raise OutOfTurn("有的发现不属于这一批的审查，请重新打开。")
    return [answer_hit.answer_hit(hit, reason=reason, by=by, at=at) for hit in hits]


@transaction.atomic
def enter_referral_answer(
    batch: Batch, *, result: str, reference: str, by: Post, at: datetime, says: str = ""
) -> ReferralAnswer:
    """Enter what the authority determined on a batch. Raises NotAllowed, OutOfTurn, WrongFields."""
    waiting = standing(_under_review(batch, by, at)).referral
    if waiting is None:
        raise OutOfTurn("这一批没有在等候答复的报请。")
    return record_referral_answer.record_referral_answer(
        waiting, result=result, reference=reference, by=by, at=at, says=says
    )


def _under_review(batch: Batch, by: Post, at: datetime) -> Review:
    ImportRun.objects.select_for_update().get(pk=batch.run_id)
    policy.check_can_speak(by, batch.organ, timezone.localdate(at))
    return review_of(batch).review


def release_batch(
    run: ImportRun, *, by: Post, now: Callable[[], datetime], tell: Tell = lambda _: None
) -> tuple[int, list[str]]:
    """Show what passed with its batch, each from its old day on; return how many, and why others were not.

    In batches, to be stopped and taken up again: what is shown is passed over. A row that was changed after
    it was submitted is not in its batch any more, and waits for a review of its own. Why the first were not
    shown stays in the run too. Raises NotAllowed, OutOfTurn.
    """
    at = now()
    policy.check_can_release(by, run.organ, timezone.localdate(at))
    done, refusals, last = 0, [], 0
    with at_work(run, ImportRun.Task.RELEASE, by, at) as worker:
        while True:
            with transaction.atomic():
                moment = now()
                go_on(run, worker, moment)
                items = BatchItem.objects.filter(
                    batch__run=run, edition__gt=last, edition__released_digest=""
                )
                some = list(items.select_related("edition").order_by("edition_id", "-batch_id")[:20])
                if not some:
                    break
                for item in {item.edition_id: item for item in reversed(some)}.values():
                    last = max(last, item.edition_id)
                    try:
                        with transaction.atomic():
                            release(item.edition, by=by, at=moment, begins=item.begins)
                        done += 1
                    except CannotDo as refusal:
                        refusals.append(f"《{item.edition.title}》：{refusal}")
            tell(done)
    if refusals:
        says = f"有{len(refusals)}件没有发布：{'；'.join(refusals[:3])}{'……' if len(refusals) > 3 else ''}"
        ImportRun.objects.filter(pk=run.pk, worker="").update(fault=says[:500])
    return done, refusals

"""What the page of a batch reads: its items as they stand now, its finds, and the rows that are not in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from gongkai.service.catalogue import brought
from gongkai.service.catalogue.imports.models import Batch, BatchItem, ImportRow
from gongkai.service.catalogue.imports.table import csv_of
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.reviewed import KIND
from gongkai.service.catalogue.state import Where, states, whole
from gongkai.service.catalogue.validity import Validity, validities
from gongkai.service.clearance.models import Hit, Review
from gongkai.service.clearance.standing import Standing

HEAD = ("行", "标题", "结果", "列", "原因")


@dataclass(frozen=True, slots=True)
class Item:
    """An edition of a batch, and where it stands now."""

    item: BatchItem
    where: Where
    force: Validity

    @property
    def brought(self) -> str:
        """What had become of its force before, as it will be marked on release; "" if nothing."""
        return brought.says(self.where.edition)

    @property
    def is_out(self) -> bool:
        """Whether it was changed after it was submitted: the batch speaks of it no more."""
        return self.where.showing is None and not (
            self.where.is_bound and self.where.batch == self.item.batch_id
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the table that is not in the batch, and why: pairs of a column ("" for the row) and words."""

    row: ImportRow
    reasons: tuple[tuple[str, str], ...]


def with_something_left(organs: Collection[int]) -> QuerySet[Batch]:
    """Return the batches of organs whose review still is the newest of some paper in them, newest first.

    Of one that is neither released nor discarded, was not changed since, nor submitted again.
    """
    later = BatchItem.objects.filter(edition=OuterRef("edition"), batch__gt=OuterRef("batch"))
    alone = Review.objects.filter(
        subject_kind=KIND, subject_key=OuterRef("edition"), opened_at__gte=OuterRef("batch__at")
    )
    left = BatchItem.objects.filter(
        ~Exists(later),
        ~Exists(alone),
        batch=OuterRef("pk"),
        edition__released_digest="",
        edition__discarded_at=None,
        edition__changed_at__lte=F("batch__at"),
    )
    rows = Batch.objects.filter(Exists(left), organ__in=organs)
    return rows.select_related("run").order_by("-pk")


def items_now(items: Sequence[BatchItem], at: datetime) -> list[Item]:
    """Return items with where their editions stand at a moment; the queries do not grow with their number."""
    editions = whole(Edition.objects.filter(pk__in=[item.edition_id for item in items]))
    where = states(editions, at)
    forces = validities([one.edition for one in where.values()], timezone.localdate(at))
    return [Item(item, where[item.edition_id], forces[item.edition_id]) for item in items]


def finds(standing: Standing) -> list[Hit]:
    """Return all that the scan found in a batch: what is still to be answered first."""
    open_ones = {hit.pk for hit in standing.unanswered}
    return [*standing.unanswered, *(hit for hit in standing.hits if hit.pk not in open_ones)]


def rows_left_out(batch: Batch) -> QuerySet[ImportRow]:
    """Return the rows of a batch's table that are not in it, in their order."""
    inside = BatchItem.objects.filter(batch=batch, edition=OuterRef("edition"))
    rows = batch.run.rows.filter(~Exists(inside)).defer("values").select_related("edition")
    return rows.order_by("number")


def left_out(batch: Batch, rows: Sequence[ImportRow]) -> list[LeftOut]:
    """Return rows with the reason for which each is not in a batch."""
    keys = [row.edition_id for row in rows if row.edition_id is not None]
    others = BatchItem.objects.filter(batch__run=batch.run_id, edition__in=keys).order_by("batch_id")
    in_other = dict(others.values_list("edition", "batch"))
    return [LeftOut(row, _why(row, in_other)) for row in rows]


def _why(row: ImportRow, in_other: dict[int, int]) -> tuple[tuple[str, str], ...]:
    if row.outcome == ImportRow.Outcome.REFUSED:
        return tuple((label, says) for label, says in row.reasons)
    if row.failure:
        return (("", row.failure),)
    if row.outcome == ImportRow.Outcome.UNCHANGED:
        return (("", "目录中已有，没有变化，不必再录入。"),)
    if row.edition is None or row.entered_at is None:
        return (("", "还没有录入。"),)
    if row.edition_id in in_other:
        return (("", f"在第{in_other[row.edition_id]}批。"),)
    if row.edition.discarded_at is not None:
        return (("", "草稿已经作废。"),)
    return (("", "送审这一批的时候，它不是等着送审的草稿。"),)


def left_out_csv(batch: Batch) -> bytes:
    """Return a CSV with a line for each reason for which a row of the table is not in a batch."""
    return csv_of(_lines(batch))


def _lines(batch: Batch) -> Iterator[Sequence[str]]:
    yield HEAD
    for found in left_out(batch, list(rows_left_out(batch))):
        result = "没有录入" if found.row.failure else str(found.row.get_outcome_display())
        for label, says in found.reasons:
            yield str(found.row.number), found.row.title, result, label, says

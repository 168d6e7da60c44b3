"""By which review an edition stands or falls: one of its own, or that of a batch in which it was submitted.

A batch (an import of what stood on an old site) is reviewed once for all its editions. Its digest is over
the digests of them all and the moments from which each is to be shown; an edition belongs to it as long as
it is what it was when submitted. Of several reviews the newest counts, whichever sort it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from gongkai.service.catalogue.imports.models import BatchItem
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.standing import of_subject

KIND = "edition"
"""The kind under which the review before release knows an edition."""
BATCH_KIND = "import"
"""The kind under which it knows a batch of them."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The newest review of an edition, and the digest of the edition to which it is bound.

    `batch` is the key of the batch it is a review of, `begins` since when the edition stood on the old site.
    """

    review: Review
    digest: str
    batch: int | None = None
    begins: datetime | None = None


def newest_of(editions: Collection[int]) -> dict[int, Bound]:
    """Return the newest review of each edition by its key, in three queries; nothing for what had none."""
    found: dict[int, Bound] = {}
    for review in of_subject(KIND, editions):
        found.setdefault(review.subject_key, Bound(review, review.digest))
    items = list(BatchItem.objects.filter(edition__in=list(editions)).order_by("-batch_id"))
    of_batch: dict[int, Review] = {}
    for review in of_subject(BATCH_KIND, {item.batch_id for item in items}) if items else ():
        of_batch.setdefault(review.subject_key, review)
    for item in items:
        together = of_batch.get(item.batch_id)
        own = found.get(item.edition_id)
        if together is not None and (own is None or own.review.pk < together.pk):
            found[item.edition_id] = Bound(together, item.digest, item.batch_id, item.begins)
    return found


def batch_digest(batch: int) -> str:
    """Return the digest of a batch: over edition, digest and moment of each of its items, in their order."""
    told = hashlib.sha256(b"gongkai-batch-1\n")
    rows = (
        BatchItem.objects.filter(batch=batch)
        .order_by("edition_id")
        .values_list("edition", "digest", "begins")
    )
    for edition, digest, begins in rows.iterator():
        told.update(f"{edition} {digest} {begins.astimezone(UTC).isoformat()}\n".encode())
    return told.hexdigest()

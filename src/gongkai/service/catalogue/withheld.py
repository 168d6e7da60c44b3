"""What an organ decided not to publish: the register, and what is filed with the authority every quarter.

Local rules (不予公开政府信息上报备案制度) ask for title, number, day of formation and reasons;
条例 art. 18 asks that it is looked at again when circumstances have changed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from gongkai.service.catalogue.imports.models import Batch, BatchItem
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.reviewed import BATCH_KIND
from gongkai.service.catalogue.state import KIND, State, states, whole
from gongkai.service.clearance.queries import Withholding, withheld
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Deed, Organ, Post

_CHANGES = tuple(
    f"catalogue.{verb}" for verb in ("save", "attach", "remove_attachment", "reorder", "discard")
)


@dataclass(frozen=True, slots=True)
class Withheld:
    """One decision of a review not to publish, with the paper it was about.

    `is_standing` says whether it still holds: not where the paper was changed, and is now a draft, in
    review or published. `determined_by` is the authority that determined it on a referral, or "".
    """

    edition: Edition
    decided_at: datetime
    decided_by: Post
    reason: str
    determined_by: str
    is_standing: bool


def decisions(organ: Organ, since: date, until: date, at: datetime) -> list[Withheld]:
    """Return the decisions of an organ's reviews from `since` to `until`, both included, oldest first.

    For the filing of a quarter; what the paper has become since is that of the moment `at`. A decision
    on a batch of an import is one on each paper that was still in it.
    """
    decided: list[tuple[Withholding, int]] = []
    for item in withheld(organ, since, until):
        key = item.review.subject_key
        if item.review.subject_kind == KIND:
            decided.append((item, key))
        elif item.review.subject_kind == BATCH_KIND:
            decided += [(item, edition) for edition in _in_batch(Batch.objects.get(pk=key), item.at)]
    rows = whole(Edition.objects.filter(pk__in={key for _item, key in decided}))
    editions = {edition.pk: edition for edition in rows}
    where = states(editions.values(), at)
    return [
        Withheld(
            edition=editions[key],
            decided_at=item.at,
            decided_by=item.by,
            reason=item.reason,
            determined_by=item.determined_by,
            is_standing=where[key].state is State.WITHHELD,
        )
        for item, key in decided
    ]


def _in_batch(batch: Batch, at: datetime) -> list[int]:
    """Return the editions that were in a batch at a moment: those nobody had changed since it was opened."""
    keys = list(
        BatchItem.objects.filter(batch=batch).order_by("edition_id").values_list("edition", flat=True)
    )
    gone = _changed(keys, batch.at, at)
    return [key for key in keys if key not in gone]


def _changed(editions: Collection[int], since: datetime, until: datetime) -> set[int]:
    deeds = Deed.objects.filter(act__in=_CHANGES, kind="edition", at__gt=since, at__lte=until)
    changed = {int(key) for key in deeds.order_by().values_list("key", flat=True).distinct()}
    return changed & set(editions)


def not_proactive(organ: Organ, on: date) -> list[Edition]:
    """Return what an organ registered as on request or not public, with its ground, newest first.

    With what those registered that it came after by that day.
    """
    rows = whole(Edition.objects.filter(document__organ__in=kept_by([organ.pk], on), discarded_at=None))
    return list(rows.exclude(attribute=Edition.Attribute.PROACTIVE).order_by("-arose_on", "-pk"))

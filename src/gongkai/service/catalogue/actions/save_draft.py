"""Save what was written in a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from gongkai.service.catalogue import fields, policy
from gongkai.service.catalogue.drafts import Saved, check_version, locked, writable, written
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.scanning import look_through, parts_of, refusals_logged
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


def save_draft(
    edition: Edition,
    values: Mapping[str, Any],
    *,
    version: int,
    by: Post,
    at: datetime,
    voids_review: bool = False,
) -> Saved:
    """Put `values` (fields of `fields.EDITABLE`, those that are given) into a draft, and return it.

    `version` is the edition's when it was opened: what somebody else saved since is not overwritten
    (Stale). While a review is open or passed, the change is made only with `voids_review`
    (WouldVoidReview otherwise). What changes nothing is not saved, and makes nobody a writer.
    Raises NotAllowed, WrongFields, OutOfTurn (of which Stale and WouldVoidReview are kinds), and
    SecrecyMarked: words with a mark of secrecy are not kept.
    """
    with refusals_logged(by, at, edition.pk):
        return _save(edition, values, version, by, at, voids_review)


@transaction.atomic
def _save(
    edition: Edition, values: Mapping[str, Any], version: int, by: Post, at: datetime, voids_review: bool
) -> Saved:
    on = timezone.localdate(at)
    edition = locked(edition)
    policy.check_can_draft(by, edition.document.organ, on)
    check_version(edition, version)
    where = writable(edition, at, voids_review=True)
    changed = set(fields.apply(edition, values, on))
    interprets = None
    if "interprets" in values:
        interprets = fields.interpreted(values["interprets"], edition, at)
        if {d.pk for d in interprets} != {d.pk for d in edition.interprets.all()}:
            changed.add("interprets")
    if not changed:
        return Saved(edition, fields.notes(edition), is_changed=False)
    look_through(parts_of(edition), edition.document.organ)
    if not voids_review:
        writable(Edition.objects.get(pk=edition.pk), at, voids_review=False)
    written(edition, by, at)
    edition.save()
    if interprets is not None:
        edition.interprets.set(interprets)
    record(
        "catalogue.save",
        by=by,
        at=at,
        kind="edition",
        key=edition.pk,
        organ=edition.document.organ,
        fields=sorted(changed),
        voided=where.review.review.pk if where.review and where.is_bound else None,
    )
    return Saved(edition, fields.notes(edition))

"""Give up a draft. Its number, and what was said about it in review, stay on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongkai.service.catalogue import policy
from gongkai.service.catalogue.drafts import locked, writable
from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post


@transaction.atomic
def discard(edition: Edition, *, by: Post, at: datetime, voids_review: bool = False) -> Edition:
    """Return the draft, discarded. Raises NotAllowed, OutOfTurn (WouldVoidReview as for a change)."""
    edition = locked(edition)
    policy.check_can_draft(by, edition.document.organ, timezone.localdate(at))
    writable(edition, at, voids_review=voids_review)
    edition.discarded_at = at
    edition.save(update_fields=["discarded_at"])
    record("catalogue.discard", by=by, at=at, kind="edition", key=edition.pk, organ=edition.document.organ)
    return edition

"""Open a review of exactly what would be released."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.clearance import policy
from gongkai.service.clearance.levels import UnsoundProcedure, levels_of, stored
from gongkai.service.clearance.models import Hit, Review
from gongkai.service.clearance.refusals import OutOfTurn
from gongkai.service.clearance.standing import State, newest, standing
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.policy import Power


@dataclass(frozen=True, slots=True)
class Found:
    """Something the scan found: `excerpt` is masked, the number itself is nowhere."""

    key: str  # the same for the same find in the same bytes
    kind: str
    part: str
    says: str
    place: str = ""
    excerpt: str = ""


@transaction.atomic
def open_review(
    *,
    organ: Organ,
    kind: str,
    key: int,
    digest: str,
    writers: Collection[int],
    hits: Sequence[Found],
    by: Post,
    at: datetime,
    power: Power = Power.DRAFT,
) -> Review:
    """Open the review of a thing (`kind`, `key`) as it stands (`digest`), and return it.

    `writers` are the keys of every person who wrote in it, `hits` what the scan found, `power` what opening
    takes: drafting, or supervising for what others wrote and an authority took in. The levels are
    those the organ of the post has that day, and stay so for this review. The caller holds the thing's lock.
    Raises NotAllowed, and OutOfTurn while the same content is in review or has passed it, or if the
    procedure that is stored makes no review.
    """
    on = timezone.localdate(at)
    policy.check_can_open(by, organ, on, power)
    if not writers:
        raise ValueError("a review knows who wrote what it reviews")
    before = newest(kind, key)
    if before is not None and before.digest == digest and set(writers) <= set(before.drafted_by):
        stands = standing(before)
        if stands.state in (State.OPEN, State.REFERRED, State.CLEARED):
            raise OutOfTurn(_("这一内容已经送审，现在是“%(says)s”，不必再送。") % {"says": stands.says})
    try:
        levels = levels_of(by.organ, on)  # of a former organ's thing: those of the organ that came after
    except UnsoundProcedure as fault:
        raise OutOfTurn(
            _("本机关登记的审查程序不能用：%(fault)s请先重新设定审查程序，再送审。") % {"fault": fault}
        ) from fault
    review = Review.objects.create(
        organ=organ,
        subject_kind=kind,
        subject_key=key,
        digest=digest,
        levels=stored(levels),
        last_level=len(levels) - 1,
        drafted_by=sorted(set(writers)),
        opened_by=by,
        opened_at=at,
    )
    seen: set[str] = set()
    for hit in hits:
        if hit.key not in seen:
            seen.add(hit.key)
            Hit.objects.create(
                review=review,
                key=hit.key,
                kind=hit.kind,
                part=_short(hit.part, 200),
                place=_short(hit.place, 200),
                excerpt=_short(hit.excerpt, 200),
                says=_short(hit.says, 300),
            )
    record(
        "clearance.open",
        by=by,
        at=at,
        kind="review",
        key=review.pk,
        organ=organ,
        subject=f"{kind}:{key}",
        digest=digest,
        hits=len(seen),
    )
    return review


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"

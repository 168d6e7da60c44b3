"""What an organ decided not to publish: the register, and what is filed with the authority every quarter.

Local rules (不予公开政府信息上报备案制度) ask for title, number, day of formation and reasons;
条例 art. 18 asks that it is looked at again when circumstances have changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import KIND, State, states, whole
from gongkai.service.clearance.queries import withheld
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ, Post


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

    For the filing of a quarter; what the paper has become since is that of the moment `at`.
    """
    found = [item for item in withheld(organ, since, until) if item.review.subject_kind == KIND]
    rows = whole(Edition.objects.filter(pk__in={item.review.subject_key for item in found}))
    editions = {edition.pk: edition for edition in rows}
    where = states(editions.values(), at)
    return [
        Withheld(
            edition=editions[item.review.subject_key],
            decided_at=item.at,
            decided_by=item.by,
            reason=item.reason,
            determined_by=item.determined_by,
            is_standing=where[item.review.subject_key].state is State.WITHHELD,
        )
        for item in found
    ]


def not_proactive(organ: Organ, on: date) -> list[Edition]:
    """Return what an organ registered as on request or not public, with its ground, newest first.

    With what those registered that it came after by that day.
    """
    rows = whole(Edition.objects.filter(document__organ__in=kept_by([organ.pk], on), discarded_at=None))
    return list(rows.exclude(attribute=Edition.Attribute.PROACTIVE).order_by("-arose_on", "-pk"))

"""What pages read about reviews."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from gongkai.service.clearance import policy
from gongkai.service.clearance.models import Opinion, ReferralAnswer, Review
from gongkai.service.clearance.standing import Standing, State, standings
from gongkai.service.organs.models import Organ, Post
from gongkai.service.organs.queries import forebears


def waiting_for(post: Post, on: date, kind: str | None = None) -> list[Standing]:
    """Return the reviews that wait for the person of a post, oldest first.

    She may speak now, or enter what the authority answered to whom it was referred. They are
    those of its organ, and of the organs this one came after.
    """
    found = unfinished({post.organ_id} | forebears(post.organ_id, on), kind)
    return [stands for stands in found if policy.is_waiting_for(post, stands, on)]


def unfinished(organs: Collection[int], kind: str | None = None) -> list[Standing]:
    """Return the reviews of organs that are open or referred, the newest of each subject, oldest first."""
    same = Review.objects.filter(subject_kind=OuterRef("subject_kind"), subject_key=OuterRef("subject_key"))
    said = Opinion.objects.filter(review=OuterRef("pk"))
    over = Q(verdict__in=(Opinion.Verdict.RETURN, Opinion.Verdict.WITHHOLD))
    cleared = Q(verdict=Opinion.Verdict.PASS, level=OuterRef("last_level"))
    rows = Review.objects.filter(organ__in=organs).filter(
        ~Exists(same.filter(pk__gt=OuterRef("pk"))), ~Exists(said.filter(over | cleared))
    )
    if kind is not None:
        rows = rows.filter(subject_kind=kind)
    found = standings(rows.select_related("organ", "opened_by__person").order_by("pk"))
    return [stands for stands in found.values() if stands.state in (State.OPEN, State.REFERRED)]


@dataclass(frozen=True, slots=True)
class Withholding:
    """One decision not to publish: for the register and the quarterly filing (不予公开政府信息上报备案)."""

    review: Review
    at: datetime
    by: Post
    reason: str
    determined_by: str  # the authority that determined it, or ""


def withheld(organ: Organ, since: date, until: date) -> list[Withholding]:
    """Return what an organ's reviews decided not to publish from `since` to `until`, both included.

    With those of the organs it came after by `until`.
    """

    def within(at: datetime) -> bool:
        return since <= timezone.localdate(at) <= until

    kept = {organ.pk} | forebears(organ, until)
    own = Opinion.objects.filter(review__organ__in=kept, verdict=Opinion.Verdict.WITHHOLD)
    found = [
        Withholding(o.review, o.at, o.by, o.says, "")
        for o in own.select_related("review__organ", "by__person", "by__organ")
        if within(o.at)
    ]
    answers = ReferralAnswer.objects.filter(
        referral__opinion__review__organ__in=kept, result=ReferralAnswer.Result.WITHHOLD
    ).select_related("referral__opinion__review__organ", "by__person", "by__organ")
    found += [
        Withholding(a.referral.opinion.review, a.at, a.by, a.says or a.reference, a.referral.to)
        for a in answers
        if within(a.at)
    ]
    return sorted(found, key=lambda item: (item.at, item.review.pk))

"""Where a review stands: computed from what was said, never stored.

Each level passes in its turn. A return or a decision to withhold ends the review; a referral (条例
art. 17(3)) holds it until the authority has answered, and then the same level speaks again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from gongkai.service.clearance.levels import Level, load
from gongkai.service.clearance.models import Hit, Opinion, Referral, ReferralAnswer, Review
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law
from gongkai.statute.limits import Due, due

REPORT_LIMIT = "provisional_secrecy_report"  # 保密法实施条例 art. 25: reported within 10 working days
REVIEW_LIMIT = "confidentiality_review"  # local rules only: a reading of the installation


class State(StrEnum):
    """Where a review can stand."""

    OPEN = "open"
    RETURNED = "returned"
    REFERRED = "referred"
    WITHHELD = "withheld"
    CLEARED = "cleared"


WORDS = {
    State.OPEN: gettext_lazy("审查中"),
    State.RETURNED: gettext_lazy("已退回修改"),
    State.REFERRED: gettext_lazy("已报请确定"),
    State.WITHHELD: gettext_lazy("不予公开"),
    State.CLEARED: gettext_lazy("审查通过"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one review stands, and by what.

    `level` is the place of the level whose turn it is, also while a referral is out; None when the
    review is over. `unanswered` are the finds nobody has answered yet. `referral` is the one that waits.
    """

    review: Review
    state: State
    levels: tuple[Level, ...]
    level: int | None
    opinions: tuple[Opinion, ...]
    hits: tuple[Hit, ...]
    unanswered: tuple[Hit, ...]
    referral: Referral | None = None

    @property
    def says(self) -> str:
        """The state in words: 审查中（复审）."""
        words = str(WORDS[self.state])
        if self.state is State.OPEN and self.level is not None:
            level = self.levels[self.level].words
            return gettext("%(state)s（%(level)s）") % {"state": words, "level": level}
        return words

    @property
    def is_last(self) -> bool:
        """Whether the level whose turn it is decides."""
        return self.level == len(self.levels) - 1

    @property
    def people(self) -> tuple[int, ...]:
        """The keys of the people who passed it, level by level."""
        return tuple(o.by.person_id for o in self.opinions if o.verdict == Opinion.Verdict.PASS)

    def referral_due(self, law: Law) -> Due | None:
        """Return by when an open referral has to have been sent: 10 working days (保密法实施条例 art. 25).

        The authority again decides within 10 working days of that. None if nothing waits, or if the
        law of the day set no limit.
        """
        if self.referral is None:
            return None
        return _due(REPORT_LIMIT, timezone.localdate(self.referral.opinion.at), law)

    def review_due(self, law: Law) -> Due | None:
        """Return by when the review should be over, where a local rule says so; None once it is over."""
        if self.level is None:
            return None
        return _due(REVIEW_LIMIT, timezone.localdate(self.review.opened_at), law)


def _due(limit: str, start: date, law: Law) -> Due | None:
    try:
        return due(limit, start, law)
    except NoRule:
        return None


def standing(review: Review) -> Standing:
    """Return where a review stands now."""
    return standings([review])[review.pk]


def standings(reviews: Iterable[Review]) -> dict[int, Standing]:
    """Return where each review stands, by its key, in three queries however many there are."""
    found = {review.pk: review for review in reviews}
    opinions: dict[int, list[Opinion]] = {key: [] for key in found}
    for opinion in (
        Opinion.objects.filter(review__in=found)
        .select_related("by__person", "by__organ", "referral__answer__by__person")
        .order_by("review", "place")
    ):
        opinions[opinion.review_id].append(opinion)
    hits: dict[int, list[Hit]] = {key: [] for key in found}
    for hit in Hit.objects.filter(review__in=found).select_related("answer__by__person").order_by("pk"):
        hits[hit.review_id].append(hit)
    return {key: fold(review, opinions[key], hits[key]) for key, review in found.items()}


def fold(review: Review, opinions: Collection[Opinion], hits: Collection[Hit]) -> Standing:
    """Return where a review stands after these opinions, first to last."""
    levels = load(review.levels)
    state, level, referral = State.OPEN, 0, None
    for opinion in opinions:
        if opinion.verdict == Opinion.Verdict.PASS:
            level += 1
            state = State.CLEARED if level == len(levels) else State.OPEN
        elif opinion.verdict == Opinion.Verdict.RETURN:
            state = State.RETURNED
        elif opinion.verdict == Opinion.Verdict.WITHHOLD:
            state = State.WITHHELD
        else:
            state, referral = _after_referral(opinion.referral)
    over = state in (State.CLEARED, State.RETURNED, State.WITHHELD)
    return Standing(
        review=review,
        state=state,
        levels=levels,
        level=None if over else level,
        opinions=tuple(opinions),
        hits=tuple(hits),
        unanswered=tuple(hit for hit in hits if not hasattr(hit, "answer")),
        referral=referral,
    )


def _after_referral(referral: Referral) -> tuple[State, Referral | None]:
    answer = getattr(referral, "answer", None)
    if answer is None:
        return State.REFERRED, referral
    if answer.result == ReferralAnswer.Result.WITHHOLD:
        return State.WITHHELD, None
    return State.OPEN, None


def newest(kind: str, key: int) -> Review | None:
    """Return the newest review of a thing, whatever it was bound to; None if it never was in review."""
    return of_subject(kind, [key]).first()


def of_subject(kind: str, keys: Iterable[int]) -> QuerySet[Review]:
    """Return the reviews of things of one kind, newest first."""
    return (
        Review.objects.filter(subject_kind=kind, subject_key__in=list(keys))
        .select_related("organ", "opened_by__person")
        .order_by("-pk")
    )

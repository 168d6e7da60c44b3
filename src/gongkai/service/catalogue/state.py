"""What has become of an edition, computed: no column says so, so none can say it wrongly.

draft → in_review → returned → draft …
                  → referred → in_review | withheld
                  → withheld
                  → cleared → scheduled → published → superseded | withdrawn
draft | returned | withheld | cleared → discarded
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext_lazy

from gongkai.service.catalogue.digest import digest_of
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.reviewed import KIND as KIND
from gongkai.service.catalogue.reviewed import Bound, newest_of
from gongkai.service.clearance import standing as clearance
from gongkai.service.clearance.standing import Standing, standings


class State(StrEnum):
    """Where an edition can stand."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    REFERRED = "referred"
    WITHHELD = "withheld"
    CLEARED = "cleared"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


WORDS = {
    State.DRAFT: gettext_lazy("草稿"),
    State.IN_REVIEW: gettext_lazy("审查中"),
    State.RETURNED: gettext_lazy("已退回修改"),
    State.REFERRED: gettext_lazy("已报请确定"),
    State.WITHHELD: gettext_lazy("不予公开"),
    State.CLEARED: gettext_lazy("审查通过，待发布"),
    State.SCHEDULED: gettext_lazy("已定时发布"),
    State.PUBLISHED: gettext_lazy("已发布"),
    State.SUPERSEDED: gettext_lazy("已有新版"),
    State.WITHDRAWN: gettext_lazy("已撤下"),
    State.DISCARDED: gettext_lazy("已作废"),
}
_OF_REVIEW = {
    clearance.State.OPEN: State.IN_REVIEW,
    clearance.State.RETURNED: State.RETURNED,
    clearance.State.REFERRED: State.REFERRED,
    clearance.State.WITHHELD: State.WITHHELD,
    clearance.State.CLEARED: State.CLEARED,
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where an edition stands, and by what.

    `review` is its newest review as it stands, even one that no longer binds; `is_bound` says whether it
    is bound to exactly what the edition says now. An edition whose review no longer binds is a draft.
    `batch` is the key of the batch of an import whose review it is, if it has none of its own since.
    """

    edition: Edition
    state: State
    digest: str
    review: Standing | None = None
    is_bound: bool = False
    showing: Showing | None = None
    batch: int | None = None

    @property
    def says(self) -> str:
        """The state in words: 审查中（复审）."""
        if self.state is State.IN_REVIEW and self.review is not None:
            return self.review.says
        return str(WORDS[self.state])

    @property
    def was_voided(self) -> bool:
        """Whether a review that had not ended, or had passed, was voided by a later change."""
        return (
            self.state is State.DRAFT
            and self.review is not None
            and self.review.state in (clearance.State.OPEN, clearance.State.REFERRED, clearance.State.CLEARED)
        )

    @property
    def may_be_changed(self) -> bool:
        """Whether it is still being written: not released, not discarded."""
        return self.showing is None and self.state is not State.DISCARDED


def state_of(edition: Edition, at: datetime) -> Where:
    """Return where an edition stands at a moment, read anew from the database."""
    fresh = whole(Edition.objects.filter(pk=edition.pk)).get()
    return states([fresh], at)[fresh.pk]


def states(editions: Iterable[Edition], at: datetime) -> dict[int, Where]:
    """Return where each edition stands at a moment, by its key; the queries do not grow with their number."""
    listed = list(editions)
    prefetch_related_objects(listed, "document__organ", "attachments", "interprets", "showing")
    newest = newest_of([edition.pk for edition in listed])
    stands = standings({bound.review.pk: bound.review for bound in newest.values()}.values())
    found = {}
    for edition in listed:
        of_edition = newest.get(edition.pk)
        found[edition.pk] = _where(
            edition, of_edition, stands[of_edition.review.pk] if of_edition else None, at
        )
    return found


def whole(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Return editions with everything their digest and state are made from."""
    return editions.select_related(
        "document__organ", "drafted_by__person", "changed_by__person", "showing"
    ).prefetch_related("attachments", "interprets")


def _where(edition: Edition, of_edition: Bound | None, review: Standing | None, at: datetime) -> Where:
    digest = digest_of(edition)
    showing: Showing | None = getattr(edition, "showing", None)
    bound = (
        review is not None
        and of_edition is not None
        and of_edition.digest == digest
        and set(edition.writers) <= set(review.review.drafted_by)
    )
    if showing is not None:
        state = _shown(showing, at)
    elif edition.discarded_at is not None:
        state = State.DISCARDED
    elif review is not None and bound:
        state = _OF_REVIEW[review.state]
    else:
        state = State.DRAFT
    return Where(edition, state, digest, review, bound, showing, of_edition.batch if of_edition else None)


def _shown(showing: Showing, at: datetime) -> State:
    if showing.ended_how == Showing.Ended.WITHDRAWN and showing.ends is not None and showing.ends <= at:
        return State.WITHDRAWN
    if at < showing.begins:
        return State.SCHEDULED
    if showing.ends is None or at < showing.ends:
        return State.PUBLISHED
    return State.SUPERSEDED

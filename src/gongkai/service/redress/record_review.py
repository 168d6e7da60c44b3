"""Where the letter of a rectification stands in its review: computed, never stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import Letter as Written
from gongkai.service.clearance.standing import Standing, State, newest, standing
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.said import said
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.rectifying import KIND, Stands, digest_of, letter, stands
from gongkai.service.requests.lettering import NO_NUMBER


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A rectification, its letter as it would read today, and its newest review."""

    stands: Stands
    written: Written | None
    lacks: str  # why it cannot be written
    digest: str
    review: Standing | None

    @property
    def is_bound(self) -> bool:
        """Whether the newest review is of exactly this letter, and it is not issued."""
        return (
            self.review is not None
            and self.stands.state == "decided"
            and self.digest != ""
            and self.review.review.digest == self.digest
        )

    @property
    def is_cleared(self) -> bool:
        """Whether it may be issued."""
        return self.is_bound and self.review is not None and self.review.state is State.CLEARED

    @property
    def may_be_submitted(self) -> bool:
        """Whether a review may be opened: it was decided, and no review of exactly this runs or passed."""
        runs = (State.OPEN, State.REFERRED, State.CLEARED)
        busy = self.is_bound and self.review is not None and self.review.state in runs
        return self.stands.state == "decided" and self.stands.asked is None and not busy


def reviewed(of: Rectification, steps: Collection[RecordStep], on: date) -> Reviewed:
    """Return how the letter of a rectification stands on a day, after these steps."""
    found = stands(steps)
    review = newest(KIND, of.pk)
    told = standing(review) if review is not None else None
    if found.decided is None or found.state != "decided":
        return Reviewed(found, None, "", "", told)
    try:
        written = letter(of, found.decided, on, NO_NUMBER)
        return Reviewed(found, written, "", digest_of(of, found.decided, on), told)
    except (PaperError, CannotDo) as fault:
        return Reviewed(found, None, said(str(fault)), "", told)

"""Where a letter stands, computed from its review, its number and its dispatches; no column says it.

draft → in_review → returned → draft … → cleared → issued → sent → delivered; a draft may be discarded, and a
reply that left revoked.
A change after the review was opened, in the letter or in the case it tells of, makes it a draft again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.papers.errors import PaperError
from gongkai.service.clearance import standing as clearance
from gongkai.service.clearance.models import Review
from gongkai.service.clearance.standing import Standing, of_subject, standings
from gongkai.service.requests.lettering import KIND, digest_of
from gongkai.service.requests.models import Letter
from gongkai.service.requests.revoking import is_revoked
from gongkai.statute.errors import StatuteError


class State(StrEnum):
    """Where a letter can stand."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REFERRED = "referred"
    RETURNED = "returned"
    WITHHELD = "withheld"
    CLEARED = "cleared"
    ISSUED = "issued"
    SENT = "sent"
    DELIVERED = "delivered"
    DISCARDED = "discarded"
    REVOKED = "revoked"


WORDS = {
    State.DRAFT: "拟稿中",
    State.IN_REVIEW: "审批中",
    State.REFERRED: "已报请确定",
    State.RETURNED: "已退回修改",
    State.WITHHELD: "不同意发出",
    State.CLEARED: "审批通过，待编号发出",
    State.ISSUED: "已编号，待送达",
    State.SENT: "已发出",
    State.DELIVERED: "已送达",
    State.DISCARDED: "已作废",
    State.REVOKED: "已撤销",
}
_OF_REVIEW = {
    clearance.State.OPEN: State.IN_REVIEW,
    clearance.State.REFERRED: State.REFERRED,
    clearance.State.RETURNED: State.RETURNED,
    clearance.State.WITHHELD: State.WITHHELD,
    clearance.State.CLEARED: State.CLEARED,
}


@dataclass(frozen=True, slots=True)
class Where:
    """Where one letter stands. `digest` is that of it now, "" while it lacks something or is issued."""

    letter: Letter
    state: State
    review: Standing | None
    digest: str
    is_bound: bool  # the newest review is of exactly this

    @property
    def says(self) -> str:
        """The state in words, with the level whose turn it is."""
        if self.state is State.IN_REVIEW and self.review is not None:
            return self.review.says.replace("审查中", WORDS[self.state])
        return WORDS[self.state]

    @property
    def may_be_changed(self) -> bool:
        """Whether its words may still be changed: it is neither issued nor discarded."""
        return self.state in (State.DRAFT, State.RETURNED, State.WITHHELD, State.IN_REVIEW, State.CLEARED)


def where(letter: Letter, on: date) -> Where:
    """Return where a letter stands on a day."""
    return wheres([letter], on)[letter.pk]


def wheres(letters: Iterable[Letter], on: date) -> dict[int, Where]:
    """Return where letters stand, by their keys."""
    found = {letter.pk: letter for letter in letters}
    newest: dict[int, Review] = {}
    for review in of_subject(KIND, found):
        newest.setdefault(review.subject_key, review)
    stands = standings(newest.values())
    return {
        key: _where(letter, stands[newest[key].pk] if key in newest else None, on)
        for key, letter in found.items()
    }


def _where(letter: Letter, review: Standing | None, on: date) -> Where:
    if letter.discarded_at is not None:
        return Where(letter, State.DISCARDED, review, "", False)
    if letter.issued_on is not None:
        return Where(letter, _after_issue(letter), review, "", True)
    try:
        digest = digest_of(letter, on)
    except (PaperError, StatuteError):
        digest = ""  # it lacks something: the page says what (lettering.lacks)
    bound = review is not None and digest != "" and review.review.digest == digest
    if review is None or not bound:
        return Where(letter, State.DRAFT, review, digest, False)
    return Where(letter, _OF_REVIEW[review.state], review, digest, True)


def _after_issue(letter: Letter) -> State:
    ways = list(letter.dispatches.all())
    if ways and is_revoked(letter):
        return State.REVOKED
    if any(way.delivered_on for way in ways):
        return State.DELIVERED
    return State.SENT if ways else State.ISSUED

"""The next moves of a case as buttons, each with where it is entered; and why others are none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.models import Case
from gongkai.service.requests.moves import Move, moves_after
from gongkai.service.requests.steps import PAGES
from gongkai.service.requests.words import EVENTS

# Moves that follow from something else: the reply from the decision, its dispatch from the letter.
ELSEWHERE = {"answered": "desk-case-decide", "sent": "desk-case-letters", "delivered": "desk-case-letters"}


@dataclass(frozen=True, slots=True)
class Next:
    """A move as a button, or as a line that says why it is none."""

    label: str | Promise
    article: str
    url: str
    why: str
    whom: str
    proposed: bool


def next_moves(page: CasePage) -> tuple[list[Next], list[Next]]:
    """Return the moves that are possible on the day of the page, and those that are not, with the reason."""
    if page.clock is None:
        return [], []
    found = [
        Next(
            EVENTS[move.key], move.article, url, move.why, page.names.get(move.whom, move.whom), move.proposed
        )
        for move in moves_after(page.events, page.who.on, page.law)
        if (url := place_of(page.case, move))
    ]
    return [move for move in found if not move.why], [move for move in found if move.why]


def place_of(case: Case, move: Move) -> str:
    """Return the address at which a move is entered, "" where no page enters it."""
    if name := ELSEWHERE.get(move.key):
        try:
            return reverse(name, args=[case.pk])
        except NoReverseMatch:
            return ""
    if move.key not in PAGES:
        return ""
    url = reverse("desk-case-step", args=[case.pk, move.key])
    return f"{url}?{urlencode({'whom': move.whom})}" if move.whom else url

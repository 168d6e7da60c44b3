"""The next moves of a case as buttons, each with where it is entered; and why others are none."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.moves import Move, moves_after
from gongkai.service.requests.steps import PAGES
from gongkai.service.requests.words import EVENTS

# Moves that follow from something else: the reply from the decision, its dispatch from its letter.
ELSEWHERE = {"answered": "desk-case-decide", "sent": "desk-letter", "delivered": "desk-letter"}
# What may still happen to a request that ended; everything else then is late registration.
AFTERWARDS = frozenset({"sent", "delivered", "redo_ordered", "entry_annulled"})


@dataclass(frozen=True, slots=True)
class Next:
    """A move as a button, or as a line that says why it is none."""

    key: str
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
            move.key,
            EVENTS[move.key],
            move.article,
            url,
            move.why,
            page.names.get(move.whom, move.whom),
            move.proposed,
        )
        for move in moves_after(page.events, page.who.on, page.law)
        if (url := place_of(page, move))
    ]
    return [move for move in found if not move.why], [move for move in found if move.why]


def belated(page: CasePage, possible: list[Next]) -> list[Next]:
    """Return those of the possible moves that could only have happened before the request ended, or did."""
    if page.ended is None:
        return []
    done = {event.kind for event in page.events} & {"sent", "delivered"}
    return [move for move in possible if move.key not in AFTERWARDS - done]


def first(page: CasePage, possible: list[Next]) -> str:
    """Return the key of the move that is nearest at hand: without a day of receipt nothing runs."""
    unconfirmed = page.clock is not None and page.clock.received_on is None
    key = "receipt_confirmed" if unconfirmed else "answered"
    return key if any(move.key == key for move in possible) else ""


def place_of(page: CasePage, move: Move) -> str:
    """Return the address at which a move is entered, "" where no page enters it."""
    if name := ELSEWHERE.get(move.key):
        if name == "desk-letter":
            return address(name, page.reply.pk) if page.reply else ""
        return address(name, page.case.pk)
    if move.key not in PAGES:
        return ""
    url = reverse("desk-case-step", args=[page.case.pk, move.key])
    return f"{url}?{urlencode({'whom': move.whom})}" if move.whom else url


def address(name: str, key: int) -> str:
    """Return the address of a page of another room about a case or a letter, "" where there is none."""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""

"""What a requester downloads: the letter that was sent to her over the portal, and what was sent with it.

Nothing but an issued letter whose one-time code she gave, and of its files those that were made to be
released: an original, an opinion, anybody's paper is never reachable from here. It stays open for a
while only (fetch_letter.GRACE), also to a browser that had it open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from gongkai.service.requests import keeping
from gongkai.service.requests.actions.fetch_letter import fetch, file_of, is_open
from gongkai.service.requests.models import Dispatch, Letter, Paper
from gongkai.service.requests.together import letters_to
from gongkai.service.requests.tracking import Gone, Pass, case_for

LETTER = 0  # the place of the letter itself; its files follow from 1


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is handed out."""

    name: str
    media_type: str
    data: bytes


def open_with(held: Pass, dispatch: int, code: str, at: datetime) -> Pass:
    """Return a pass that opens the letter of a dispatch too; the first time it is thereby delivered.

    Raises Gone, codes.TooManyTries, CannotDo (code) for a wrong, used or expired code.
    """
    fetch(case_for(held), dispatch, code, at=at)
    return replace(held, opened=tuple(sorted({*held.opened, dispatch})))


def names(held: Pass, dispatch: int, at: datetime) -> tuple[str, ...]:
    """Return the names of what a dispatch brought, the letter first; nothing while it is not open."""
    try:
        letter = _letter(held, dispatch, at)
    except Gone:
        return ()
    return (f"{letter.number}.pdf", *(paper.name for paper in _papers(letter)))


def file_for(held: Pass, dispatch: int, place: int, at: datetime) -> File:
    """Return the letter (place 0) or a file sent with it (from 1); Gone for whatever she may not have."""
    letter = _letter(held, dispatch, at)
    if place == LETTER:
        return File(f"{letter.number}.pdf", "application/pdf", file_of(letter))
    papers = _papers(letter)
    if not 1 <= place <= len(papers):
        raise Gone
    paper = papers[place - 1]
    return File(paper.name, paper.media_type, keeping.read(paper))


def _letter(held: Pass, dispatch: int, at: datetime) -> Letter:
    if dispatch not in held.opened:
        raise Gone
    case = case_for(held)
    found = (
        Dispatch.objects.select_related("letter")
        .filter(pk=dispatch, letter__in=letters_to(case))
        .filter(means=Dispatch.Means.PORTAL, delivered_on__isnull=False)
        .first()
    )
    if found is None or not is_open(found, at):
        raise Gone
    return found.letter


def _papers(letter: Letter) -> list[Paper]:
    return list(letter.files.filter(kind=Paper.Kind.RELEASE, erased_at=None).order_by("pk"))

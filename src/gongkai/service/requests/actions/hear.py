"""Hear an opinion, or find that none came in time (条例 art. 32, 33(3), 34)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, ledger
from gongkai.service.requests.actions.consult import check_party
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Paper, Party
from gongkai.statute.events import OpinionLapsed, OpinionReceived


@transaction.atomic
def hear(
    case: Case,
    party: Party,
    *,
    on: date,
    agrees: bool | None,
    by: Post,
    at: datetime,
    reasons: str = "",
    files: Iterable[Upload] = (),
    seen: int | None = None,
) -> Entry:
    """Enter the opinion of a party: it agrees, objects, or (None) does not say; with its reasons.

    Raises NotAllowed, CannotDo (files), NotOfThisCase.
    """
    check_party(case, party)
    case = ledger.locked(case)
    event = OpinionReceived(on=on, whom=party.key, agrees=agrees, reasons=reasons.strip())
    entry = enter(case, event, by=by, at=at, seen=seen)
    opinions = keeping.as_kind(files, Paper.Kind.OPINION)
    keeping.keep(case, opinions, party=party, by=by, at=at)
    return entry


@transaction.atomic
def confirm_silence(
    case: Case, party: Party, *, on: date, by: Post, at: datetime, seen: int | None = None
) -> Entry:
    """Enter that no opinion came: a person has looked. What follows is the organ's to decide, or art. 34's.

    Raises NotAllowed, CannotDo before the last day is over, NotOfThisCase.
    """
    check_party(case, party)
    return enter(case, OpinionLapsed(on=on, whom=party.key), by=by, at=at, seen=seen)

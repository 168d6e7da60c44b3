"""Hear an opinion, or find that none came in time (条例 art. 32, 33(3), 34)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import keeping, kindred, ledger
from gongkai.service.requests.actions.consult import check_party
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.models import Case, Entry, Paper, Party
from gongkai.statute.clock import Clock
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

    One that comes late, or another than it gave before, is entered until the reply has left: an objection
    is to be decided on whenever it came. An objection is entered too in each request that was split from
    this one with the letter unanswered and still waits.

    Raises NotAllowed, CannotDo (files), NotOfThisCase.
    """
    check_party(case, party)
    case = ledger.locked(case)
    event = OpinionReceived(on=on, whom=party.key, agrees=agrees, reasons=reasons.strip())
    entry = enter(case, event, by=by, at=at, seen=seen)
    opinions = keeping.as_kind(files, Paper.Kind.OPINION)
    keeping.keep(case, opinions, party=party, by=by, at=at)
    asked = kindred.consulted(case, party.key) if agrees is False else None
    if asked is not None:  # the letter asked about what was split since: the objection counts in every part
        for other in kindred.waiting(kindred.sharing(case, asked), lambda clock: _waits(clock, party.key)):
            enter(other, event, by=by, at=at)
            theirs = Party.objects.get(case=other, key=party.key)
            keeping.keep(other, opinions, party=theirs, by=by, at=at)
    return entry


def _waits(clock: Clock, whom: str) -> bool:
    """Whether an opinion of a third party is still to come in a request, or never came."""
    asked = [c for c in clock.consultations if c.whom == whom]
    return bool(asked) and (asked[-1].open or asked[-1].agrees is None)


@transaction.atomic
def confirm_silence(
    case: Case, party: Party, *, on: date, by: Post, at: datetime, seen: int | None = None
) -> Entry:
    """Enter that no opinion came: a person has looked. What follows is the organ's to decide, or art. 34's.

    Raises NotAllowed, CannotDo before the last day is over, or where it objected under the number of another
    request split from this one with the letter unanswered; NotOfThisCase.
    """
    check_party(case, party)
    if why := kindred.unheard(case, party):
        raise CannotDo(why)
    return enter(case, OpinionLapsed(on=on, whom=party.key), by=by, at=at, seen=seen)

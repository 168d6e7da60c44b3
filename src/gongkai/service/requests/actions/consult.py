"""Ask a third party (条例 art. 32), a co-producer (34) or another organ (33(3)) for an opinion."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from gongkai.service.organs.models import Post
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.models import Case, Entry, Party
from gongkai.statute.events import (
    CoProducerConsulted,
    LetterDelivered,
    OtherOrganConsulted,
    ThirdPartyConsulted,
)

EVENTS: dict[str, type[ThirdPartyConsulted | CoProducerConsulted | OtherOrganConsulted]] = {
    Party.Role.THIRD_PARTY: ThirdPartyConsulted,
    Party.Role.CO_PRODUCER: CoProducerConsulted,
    Party.Role.OTHER_ORGAN: OtherOrganConsulted,
}


class NotOfThisCase(ValueError):
    """A party of another case, or one whose opinion is not asked: no page offers it."""


@transaction.atomic
def consult(
    case: Case,
    party: Party,
    *,
    on: date,
    by: Post,
    at: datetime,
    delivered: date | None = None,
    seen: int | None = None,
    although: str = "",
) -> Entry:
    """Enter that the letter asking for an opinion was sent on a day, and reached the party if that is known.

    Raises NotAllowed, CannotDo (Doubted where the term was over), NotOfThisCase.
    """
    check_party(case, party)
    event = EVENTS[party.role](on=on, whom=party.key, delivered=delivered)
    return enter(case, event, by=by, at=at, seen=seen, although=although)


@transaction.atomic
def letter_delivered(
    case: Case, party: Party, *, on: date, by: Post, at: datetime, seen: int | None = None
) -> Entry:
    """Enter that the letter reached the party: its time for the opinion runs from here.

    Raises NotAllowed, CannotDo, NotOfThisCase.
    """
    check_party(case, party)
    return enter(case, LetterDelivered(on=on, whom=party.key), by=by, at=at, seen=seen)


def check_party(case: Case, party: Party) -> None:
    """Refuse a party of another case, or the requester."""
    if party.case_id != case.pk or party.role not in EVENTS:
        raise NotOfThisCase(f"{party} is not consulted in {case}")

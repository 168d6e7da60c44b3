"""A reply that the organ takes back itself: what was consented to, how the request then stands, its name.

The clerk proposes, another consents; the letter that tells of it has the effect. Either that letter revokes
alone (`reply_revoked`), and the request is answered anew within its term (reading L-0038); or the new reply
itself revokes the old one, and both are entered at once. Nothing of the old reply leaves the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from gongkai.papers.letters import template_of
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger, proposing, together
from gongkai.service.requests.models import Case, Letter, Proposal
from gongkai.statute import clock as clocks
from gongkai.statute.clock import Clock
from gongkai.statute.course import Ending
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import RedoOrdered, ReplyRevoked

_OPENED_AGAIN = (RedoOrdered.kind, ReplyRevoked.kind)


def pending(case: Case) -> Proposal | None:
    """Return the revocation that was consented to and that nobody was told of yet."""
    return next((row for row in proposing.untold(case) if row.kind == ReplyRevoked.kind), None)


def clock_to_answer(case: Case, on: date) -> Clock:
    """Return the clock by which a new reply is decided: as if what was consented to had been told on a day.

    Where nothing is to be revoked, or the statute has no place for it any more, the clock as it is.
    """
    events = ledger.events_of(case)
    law = law_here()
    found = clocks.read(events, law)
    proposal = pending(case) if found.ending is not None else None
    if proposal is None:
        return found
    event = proposing.consented(proposal, proposal.consent, on, None)
    try:
        return clocks.read([*events, ledger.entered(event, len(events) + 1)], law)
    except StatuteError:  # its own page says why
        return found


def set_aside(clock: Clock, kind: str) -> dict[int, date]:
    """Return the replies in whose place another is owed by an event of a kind, by their entries.

    By ReplyRevoked the organ revoked it, by RedoOrdered it was told to answer anew. Each with that day.
    """
    found: dict[int, date] = {}
    last = 0
    for place, event in clock.entries:
        if event.kind in together.ENDING:
            last = place
        elif event.kind == kind and last:
            found.setdefault(last, event.on)
    return found


def revoked_on(letter: Letter, case: Case) -> date | None:
    """Return when the reply that a letter gave to a request was revoked, None where it stands."""
    return _set_aside_on(letter, case, ReplyRevoked.kind)


def ordered_anew_on(letter: Letter, case: Case) -> date | None:
    """Return when another was ordered in the place of a letter's reply to a request, else None."""
    return _set_aside_on(letter, case, RedoOrdered.kind)


def is_revoked(letter: Letter) -> bool:
    """Say whether nothing of what a letter replied stands: of a joint reply each request was revoked."""
    cases = [entry.case for entry in together.entries_of(letter)]
    return bool(cases) and all(revoked_on(letter, case) is not None for case in cases)


def counts_no_more(letter: Letter) -> bool:
    """Say whether every reply that a letter gave was revoked, or another ordered in its place."""
    cases = [entry.case for entry in together.entries_of(letter)]
    return bool(cases) and all(
        revoked_on(letter, case) is not None or ordered_anew_on(letter, case) is not None for case in cases
    )


def _set_aside_on(letter: Letter, case: Case, kind: str) -> date | None:
    places = [entry.place for entry in together.entries_of(letter) if entry.case_id == case.pk]
    if not places or not case.entries.filter(kind=kind).exists():
        return None
    found = set_aside(ledger.clock_of(case), kind)
    return next((found[place] for place in places if place in found), None)


def untold_place(clock: Clock) -> int | None:
    """Return the entry of a revocation in whose place no new reply stands yet, None where there is none."""
    opened = [(place, event) for place, event in clock.entries if event.kind in _OPENED_AGAIN]
    if clock.ending is not None or not opened or opened[-1][1].kind != ReplyRevoked.kind:
        return None
    return opened[-1][0]


def facts(letter: Letter, clock: Clock) -> Iterator[tuple[str, Any]]:
    """Yield what a letter says of the reply that it revokes, or in whose place it stands.

    `clock` is that of the ledger as it is.
    """
    if clock.ending is not None:
        proposal = pending(letter.case)
        if proposal is not None:
            yield "revoked_reply", _called(letter.case, clock.ending)
            yield "revoked_because", proposal.says.rstrip("。")
        return
    opened = [event for _place, event in clock.entries if event.kind in _OPENED_AGAIN]
    if not opened or not isinstance(opened[-1], ReplyRevoked):
        return
    yield "revoked_reply", _called(letter.case, clock.endings[-1])
    if letter.kind == ReplyRevoked.kind:  # entered by hand before its letter was made
        yield "revoked_because", opened[-1].reason.rstrip("。")
    else:
        yield "revoked_on", opened[-1].on


def _called(case: Case, ending: Ending) -> str:
    """What a reply is called in another letter: its day, title and number; of a joint reply, which part of it
    is meant, for what it answers beside stands.
    """
    letter = together.sent_reply(case, ending.entry)
    if letter is None or letter.issued_on is None:
        return f"{chinese_day(ending.on)}作出的答复"
    title = template_of(letter.kind, letter.issued_on).title
    called = f"{chinese_day(letter.issued_on)}作出的《{title}》（{letter.number}）"
    if letter.kind == together.JOINT:
        return f"{called}中就申请{case.number}一件所作的答复"
    return called

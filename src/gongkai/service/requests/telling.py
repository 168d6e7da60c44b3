"""What a letter tells of, and how that comes into the ledger: once, by the letter or by hand.

A kind of letter names the event that it tells of. Issued, the letter enters it through the action that enters
such an event on its own page; where an officer entered it there already (a letter on paper), the letter is
joined to that entry and nothing is entered twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from gongkai.papers.letters import Template
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.requests import ledger, lettering, proposing, revoking, together
from gongkai.service.requests.actions.consult import consult, letter_delivered
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.tell import tell
from gongkai.service.requests.models import Case, Entry, Letter, Proposal
from gongkai.statute.clock import Clock
from gongkai.statute.course import Ending
from gongkai.statute.events import (
    Answered,
    CorrectionAsked,
    Delivered,
    Joined,
    PassedOn,
    ReasonsAsked,
    Sent,
)

Enter = Callable[[Letter, date, Post, datetime, str], Entry]
CONSULTED = ("third_party_consulted", "co_producer_consulted", "other_organ_consulted")


def untold_entry(case: Case, clock: Clock, event: str, whom: str = "") -> Entry | None:
    """Return the newest entry in force of an event (about a party) that no letter tells of yet."""
    places = [
        place
        for place, found in clock.entries
        if found.kind == event and (not whom or getattr(found, "whom", "") == whom)
    ]
    rows = case.entries.filter(place__in=places, letters=None)
    found: Entry | None = rows.order_by("-place").first()
    return found


def ended_by(clock: Clock | None, template: Template) -> bool:
    """Say whether a request ended without a reply by what a kind of reply tells of (a lapse, an answer of
    another organ): it is told of by a letter, and decided no more.
    """
    ending = clock.ending if clock is not None else None
    if ending is None or not template.outcome:
        return False
    if ending.event == PassedOn.kind:  # whichever row it is counted in (reading L-0031)
        return "条例36(5)" in template.grounds
    return ending.outcome == template.outcome and ending.event in together.CLOSED


def enter_told(
    letter: Letter, template: Template, on: date, by: Post, at: datetime, although: str
) -> Entry | None:
    """Enter what a letter tells of, or find the entry that was made by hand; None for a letter of no event.

    Raises NotAllowed, CannotDo (nothing was consented to; Doubted, which asks for `although`).
    """
    make = ENTERED.get(template.event)
    if make is None:
        return None
    if template.event == "answered" and letter.decision_id is None:
        clock = ledger.clock_of(letter.case)
        return untold_entry(letter.case, clock, clock.ending.event) if clock.ending else None
    if template.event not in (Answered.kind, Joined.kind):
        whom = letter.to.key if letter.to and template.event in CONSULTED else ""
        if not _awaits(letter.case, template.event):
            made = untold_entry(letter.case, ledger.clock_of(letter.case), template.event, whom)
            if made is not None:
                return made
    return make(letter, on, by, at, although)


def proposal_for(case: Case, event: str) -> Proposal | None:
    """Return what was consented to and is not told yet: what a letter of that event tells of."""
    return next((row for row in proposing.untold(case) if row.kind == event), None)


def _awaits(case: Case, event: str) -> bool:
    return event in proposing.KINDS and proposal_for(case, event) is not None


def _answered(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    assert letter.decision is not None  # noqa: S101 - a reply is drafted from a decision alone
    proposal = revoking.pending(letter.case) if ledger.clock_of(letter.case).ending else None
    if (
        proposal is not None
    ):  # the letter revokes the reply in whose place it stands; no order opened it before
        tell(proposal, on=on, by=by, at=at, although=although)
    event = Answered(on=on, outcome=letter.decision.outcome)
    return enter(letter.case, event, by=by, at=at, although=although)


def _correction_asked(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    facts = lettering.filled(letter.facts)
    items = "；".join(facts.get("correction_items", ()))
    event = CorrectionAsked(on=on, by=facts.get("correct_by"), items=items)
    return enter(letter.case, event, by=by, at=at, although=although)


def _reasons_asked(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    said = {"says": str(letter.facts.get("frequency", ""))}
    return enter(letter.case, ReasonsAsked(on=on), by=by, at=at, although=although, said=said)


def _told(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    event = lettering.template_for(letter, on).event
    proposal = proposal_for(letter.case, event)
    if proposal is None:
        raise CannotDo(_("还没有经同意，不能告知申请人。请先报请同意。"))
    return tell(proposal, on=on, by=by, at=at, although=although)


def _consulted(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    if letter.to is None:
        raise CannotDo(_("没有写明征求谁的意见。"))
    return consult(letter.case, letter.to, on=on, by=by, at=at, although=although)


def _joined(letter: Letter, on: date, by: Post, at: datetime, although: str) -> Entry:
    """Each request that is answered together has its own reply in its own ledger."""
    found = together.decided_together(letter)
    entries = {}
    for case, decision in found:
        event = Answered(on=on, outcome=decision.outcome)
        entries[case.pk] = enter(case, event, by=by, at=at, although=although)
    together.keep(letter, entries, found)
    return entries[letter.case_id]


# What a letter tells of, entered when it is issued.
ENTERED: Mapping[str, Enter] = {
    "answered": _answered,
    "correction_asked": _correction_asked,
    "reasons_asked": _reasons_asked,
    "extended": _told,
    "later_reply_set": _told,
    "fee_noticed": _told,
    "reply_revoked": _told,
    **dict.fromkeys(CONSULTED, _consulted),
    "joined": _joined,
}


def _is_its(ending: Ending, letter: Letter, case: Case) -> bool:
    """Whether the ending of a request is that which a letter made, or without a reply tells of."""
    made = [entry.place for entry in together.entries_of(letter) if entry.case_id == case.pk]
    return ending.entry in made or (ending.event == Answered.kind and not made)


def left(letter: Letter, on: date, means: str, *, by: Post, at: datetime) -> None:
    """Enter for every request whose end a letter tells that it left; once, however often it is sent."""
    for case in together.answered_by(letter):
        ending = ledger.clock_of(case).ending
        if ending is not None and ending.sent is None and _is_its(ending, letter, case):
            ledger.append(case, Sent(on=on, means=means), by=by, at=at)


def arrived(letter: Letter, on: date, *, by: Post | None, at: datetime) -> None:
    """Enter that a letter arrived: the reply with the requester, once; a letter for an opinion with whom it
    asks, whose time begins with it. What is no such letter enters nothing.
    """
    for case in together.answered_by(letter):
        clock = ledger.clock_of(case)
        ending = clock.ending
        if ending is None or not _is_its(ending, letter, case):
            continue  # it was revoked, or ordered anew, since: its dispatch alone says when it arrived
        known = any(
            event.kind == Delivered.kind and ending is not None and place > ending.entry
            for place, event in clock.entries
        )
        if not known:
            ledger.append(case, Delivered(on=on), by=by, at=at)
    party = letter.to
    if by is not None and party is not None and letter.entry is not None and letter.entry.kind in CONSULTED:
        asked = [c for c in ledger.clock_of(letter.case).consultations if c.whom == party.key]
        if asked and asked[-1].open and asked[-1].delivered is None:
            letter_delivered(letter.case, party, on=on, by=by, at=at)

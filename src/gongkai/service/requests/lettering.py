"""From a case to the words of a letter: what the desk knows, what the officer filled in, what she rewrote.

What can be known is never typed: names, numbers, days, grounds, remedies come from the case. What an officer
fills in (`Letter.facts`) is named as in papers.letters.Facts, and only the fields in FILLED may be.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import translation

from gongkai.papers.letters import Facts, Redaction, Search, Template, compose, lacking, template_of
from gongkai.papers.letters import Letter as Written
from gongkai.papers.letters import Organ as Named
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import earlier, grounds, ledger, revoking
from gongkai.service.requests.intake import MEDIA, WAYS
from gongkai.service.requests.letter_remedies import remedies
from gongkai.service.requests.letter_sources import (
    fee_of,
    of_lapse,
    of_passing_on,
    of_proposal,
    of_third_party,
    organ_as_named,
)
from gongkai.service.requests.models import Decision, Letter, Party
from gongkai.service.requests.together import JOINT, decided_together, decisions_of
from gongkai.statute.clock import Clock
from gongkai.statute.outcomes import tree

OWN = (Party.Role.REQUESTER, Party.Role.AGENT)  # whom a letter may tell who asked
# What tells who asked: in no letter to anybody else.
OF_REQUESTER = frozenset(
    {
        *("requesters", "requester_class", "identity_document", "masked_identity", "requester_contact"),
        *("agent", "request_content", "addressed", "form_wanted", "materials", "query_code"),
    }
)
# What is filled in beside the facts of a letter.
BESIDE = frozenset({"fee_how"})
KIND = "letter"  # the subject of its review (clearance)
NO_NUMBER = "（文号待编）"
FORM = "gongkai-letter-1"
# What of a letter an officer may fill in; everything else is taken from the case.
FILLED = frozenset(
    {
        *("reasons", "correction_items", "correct_by", "reasons_by", "frequency", "extension_days"),
        *("extended_to", "later_until", "third_party", "consulted_information", "consulted_on", "opinion"),
        *("help_asked", "help_by", "which", "counter", "earlier_number", "earlier_on", "note", "delivery"),
        *("served", "serve_at", "record", "evidence", "corrected_to", "passed_on", "receiving"),
        *("reviewed_title", "reviewed_number", "reviewed_summary", "review_doubt", "decision_proposed"),
        *("materials", "handler", "the_information", "where_published"),
        *("correction_lapse", "fee_lapse", "fee_number", "fee_noticed_on"),
        *("third_party_addressed", "redo_basis"),
    }
)
# What an outcome needs → the fact of a letter that says it, where the names differ.
_OF_NEED = {
    "which_internal": "which",
    "which_deliberative": "which",
    "earlier_reply": "earlier_number",
}


def facts_of(letter: Letter, on: date, number: str = NO_NUMBER) -> Facts:
    """Return everything a letter may say, as of a day, under a number."""
    case = letter.case
    clock = ledger.clock_of(case)
    known: dict[str, Any] = dict(_of_case(letter, clock, on))
    decision = letter.decision
    if decision is not None:
        known |= _of_decision(decision)
        known |= _consulted(decision, clock)
    names = {field.name for field in dataclasses.fields(Facts)}
    template = template_of(letter.kind, on)
    known |= dict(revoking.facts(letter, clock))
    if template.event == "joined":
        known["joined"] = tuple(_joined(letter, on))
    known = {name: value for name, value in known.items() if name in names}
    known |= filled(letter.facts)
    if template.event in ("fee_noticed", "answered"):
        known["fee"] = fee_of(letter, clock)
    if template.has_remedies:
        known["remedies"] = remedies(letter, template, on)
    known["number"] = number if template.has_number else None
    if letter.to is not None and letter.to.role not in OWN:
        # Whom another is told of stays unsaid: no place of such a letter can be filled with it.
        known = {name: value for name, value in known.items() if name not in OF_REQUESTER}
    return Facts(**known)


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an officer filled in as values of Facts; names that are not hers to fill are left out."""
    kinds = {field.name: str(field.type) for field in dataclasses.fields(Facts)}
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FILLED or value in (None, "", []):
            continue
        kind = kinds[name]
        if kind.startswith("date"):
            value = date.fromisoformat(value)
        elif kind.startswith("tuple"):
            value = tuple(value)
        elif kind.startswith("int"):
            value = int(value)
        found[name] = value
    return found


def written(letter: Letter, on: date, number: str = NO_NUMBER) -> Written:
    """Return the letter as it reads, dated `on`; LetterIncomplete with every sentence of what it lacks."""
    return compose(letter.kind, facts_of(letter, on, number), on, letter.wording)


def lacks(letter: Letter, on: date) -> list[str]:
    """Return what the letter still lacks, in sentences; nothing if it may be written."""
    return lacking(letter.kind, facts_of(letter, on), on, letter.wording)


def digest_of(letter: Letter, on: date) -> str:
    """Return the SHA-256 of exactly what would be sent: words, addressee, files; but its number and day.

    These two are given when it is issued. Whatever else changes, also by a change of the case or of the law
    (the remedies, the due date it names), gives another digest and voids the review.
    """
    said = dataclasses.asdict(written(letter, on))
    for given_later in ("day", "dated", "number"):
        said.pop(given_later)
    party = letter.to
    content: dict[str, Any] = {
        "form": FORM,
        "case": letter.case.number,
        "to": None if party is None else [party.key, party.name, party.address, party.email],
        "said": said,
        "files": sorted(letter.files.values_list("sha256", flat=True)),
    }
    if letter.kind == JOINT:
        content["answers"] = [[case.number, decision.pk] for case, decision in decisions_of(letter)]
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def roles_of(template: Template) -> tuple[str, ...]:
    """Return the parties that a kind of letter may go to."""
    return OWN if template.to == "requester" else (template.to,)


def template_for(letter: Letter, on: date) -> Template:
    """Return the kind of a letter as it stands on a day."""
    return template_of(letter.kind, on)


def _of_case(letter: Letter, clock: Clock, on: date) -> Iterator[tuple[str, Any]]:
    case = letter.case
    law = law_here()
    requester = _requester(letter)
    yield "organ", organ_as_named(case.organ, on)
    yield "request_number", case.number
    yield "received_on", clock.received_on or clock.arrived_on
    yield "request_content", case.wish.description
    yield "channel", law.channel(case.channel, clock.arrived_on or on).name
    yield "due", clock.due
    yield "pay_by", clock.pay_by
    yield (
        "form_wanted",
        "、".join(str(w) for w in (MEDIA.get(case.wish.medium), WAYS.get(case.wish.way)) if w),
    )
    if letter.pk is not None:  # one that answers with another has none of its own
        yield "attachments", tuple(letter.files.order_by("pk").values_list("name", flat=True))
    yield (
        "searches",
        tuple(
            Search(
                where=s.where, words=s.words, by=s.by_whom, on=s.on, **({"found": s.says} if s.says else {})
            )
            for s in grounds.searches_now(case, clock)
        ),
    )
    yield from of_proposal(letter, clock, on)
    yield from of_lapse(letter, clock)
    yield from of_passing_on(letter, clock)
    for _entry, event in clock.entries:
        if event.kind == "correction_asked":
            yield "correction_asked_on", event.on
        elif event.kind == "corrected":
            yield "corrected_on", event.on
        elif event.kind == "reasons_asked":
            yield "reasons_asked_on", event.on
    if requester is not None:
        yield "requesters", (requester.name,) if requester.name else ()
        yield "addressed", "您" if requester.requester_class == Party.Class.NATURAL_PERSON else "贵单位"
        yield "requester_class", requester.get_requester_class_display()
        yield (
            "requester_contact",
            "，".join(p for p in (requester.phone, requester.email, requester.address) if p),
        )
        identity = getattr(requester, "identity", None)
        if identity is not None and identity.masked:
            yield "identity_document", identity.get_kind_display()
            yield "masked_identity", identity.masked
    if letter.to is not None and letter.to.role == Party.Role.THIRD_PARTY:
        yield "third_party", letter.to.name
        yield from of_third_party(letter, clock)
    elif letter.to is not None and letter.to.role in (Party.Role.CO_PRODUCER, Party.Role.OTHER_ORGAN):
        yield "other_organ", Named(name=letter.to.name, address=letter.to.address, phone=letter.to.phone)


def _of_decision(decision: Decision) -> dict[str, Any]:
    found: dict[str, Any] = {
        _OF_NEED.get(need, need): says for need, says in decision.given.items() if need in tree().needs
    }
    found.pop("search_record", None)
    found["outcome"] = decision.outcome
    found["articles"] = (decision.article,)
    found["reasons"] = decision.reasons
    found["redactions"] = tuple(
        Redaction(what=part["what"], ground=part["article"], reason=part["reason"])
        for part in decision.withheld
    )
    if named := found.pop("organ_named", None):
        found["other_organ"] = Named(name=named)
    if number := found.get("earlier_number"):
        found["earlier_number"], found["earlier_on"] = earlier.printed(decision.case, number)
    return found


def _consulted(decision: Decision, clock: Clock) -> dict[str, Any]:
    """What third parties said, as the ledger has it now, never as somebody typed it."""
    with translation.override("zh-hans"):  # the letter is Chinese, whatever its officer reads
        return {"consultation": grounds.consultation_in_words(decision.case, clock) or None}


def _joined(letter: Letter, on: date) -> Iterator[Facts]:
    """The requests that a joint reply answers, each with what was decided on it."""
    try:
        together = decided_together(letter)
    except CannotDo:  # the pre-flight says why
        return
    names = {field.name for field in dataclasses.fields(Facts)}
    for case, decision in together:
        clock = ledger.clock_of(case)
        one = Letter(case=case, kind=letter.kind, to=letter.to, decision=decision)
        known = {**dict(_of_case(one, clock, on)), **_of_decision(decision), **_consulted(decision, clock)}
        yield Facts(**{name: value for name, value in known.items() if name in names})


def _requester(letter: Letter) -> Party | None:
    parties = letter.case.parties.select_related("identity")
    return parties.filter(role=Party.Role.REQUESTER).order_by("pk").first()

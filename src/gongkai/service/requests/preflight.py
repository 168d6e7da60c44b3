"""What would lose the case, looked for before a letter is signed: each with its article, blocking or warning.

Nothing here decides; the list is put before who drafts, who reviews and who issues. Which of them block
is the law's, and within bounds the organ's own choice (preflight_rules.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.papers.errors import PaperError
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.said import said
from gongkai.service.requests import (
    earlier,
    grounds,
    handed_down,
    ledger,
    letter_doubts,
    letter_names,
    lettering,
    objections,
    preflight_rules,
    proposing,
    releasing,
    revoking,
    telling,
    together,
    used_up,
)
from gongkai.service.requests.actions.decide import conflicts, unproven_parts
from gongkai.service.requests.letter_state import where
from gongkai.service.requests.models import Case, Decision, Letter, Paper, Party
from gongkai.service.requests.proofs import ONLY_BY_FILE, proven
from gongkai.statute import clock as clocks
from gongkai.statute import outcomes, receipt
from gongkai.statute.citation import words
from gongkai.statute.clock import Clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import CorrectionAsked

CHANGED = "content_changed"
CODES = (
    *("receipt_unproven", "receipt_unconfirmed", "correction_late", "consultation_open", "wrong_ground"),
    *("ground_unproven", "grounds_conflict", "content_changed", "letter_lacks", "address_missing", "overdue"),
    *("file_unsafe", "withheld_said", "requester_named", "not_consented", "not_together"),
    *letter_doubts.CODES,
    *(
        "objection_undecided",
        "third_party_contradicted",
        "third_party_not_told",
        "information_found",
        "decision_superseded",
        "reply_unknown",
        "reply_set_aside",
        "reply_day_wrong",
        "reply_elsewhere",
        "reply_unregistered",
        "already_ended",
    ),
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that would be held against the organ."""

    code: str
    says: str
    article: str  # as the project cites: 条例31
    blocks: bool

    @property
    def cited(self) -> str:
        """The article as people read it."""
        return said(words(self.article))


def doubts(letter: Letter, on: date) -> list[Doubt]:
    """Return what speaks against signing a letter on a day, the blocking first."""
    found = [*_of_letter(letter, on)]
    decided = {case.pk: decision for case, decision in together.decisions_of(letter)}
    cases = together.cases_of(letter)
    for case in cases:
        answers = case.pk in decided and letter.issued_on is None
        clock = revoking.clock_to_answer(case, on) if answers else ledger.clock_of(case)
        here = [*_of_case(case, clock, on), *_of_address(letter, case)]
        if case.pk in decided:
            here += _of_decision(case, decided[case.pk], clock, on)
            here += _of_reply(letter, decided[case.pk], clock)
        found += here if len(cases) == 1 else [_about(case, *one) for one in here]
    warns = preflight_rules.ONLY_TOLD | letter_doubts.NOTES
    warns |= frozenset(preflight_rules.SETTABLE) - preflight_rules.blocking(letter.case.organ, on)
    made = [Doubt(code, says, article, code not in warns) for code, says, article in found]
    return sorted(made, key=lambda doubt: (not doubt.blocks, CODES.index(doubt.code)))


def against_leaving(case: Case, decision: Decision, clock: Clock, on: date) -> list[str]:
    """Return, in sentences, what third parties have said or were not told that keeps an issued reply here.

    It is asked once more when a reply leaves: an opinion may come in after its number was given.
    """
    facts = decision.considered, decision.outcome, decision.article, decision.withheld
    found = [says for _code, says, _article in grounds.of_third_parties(case, clock, *facts)]
    if "third_party_not_told" in preflight_rules.blocking(case.organ, on):
        found += [says for _code, says, _article in _of_telling(case, decision)]
    return list(dict.fromkeys(found))


_Found = Iterator[tuple[str, str, str]]


def _about(case: Case, code: str, says: str, article: str) -> tuple[str, str, str]:
    """What is found in one of several requests that a letter answers, with its number."""
    return code, _("%(number)s：%(says)s") % {"number": case.number, "says": says}, article


def _of_case(case: Case, clock: Clock, on: date) -> _Found:
    law = law_here()
    if clock.received_on is None:
        yield "receipt_unconfirmed", _("收到之日还没有确认，期限无从起算。请先与申请人联系确认。"), "条例31"
    elif clock.arrived_on is not None and not receipt.is_fixed_by_arrival(
        case.channel, clock.arrived_on, law
    ):
        if not handed_down.contacts(case).filter(reached=True).exists():
            yield "receipt_unproven", _("确认收到之日没有联系记录可以证明。"), "条例31"
    elif not _arrival_is_proven(case):
        rule = law.channel(case.channel, clock.arrived_on or on)
        yield (
            "receipt_unproven",
            _("收到之日没有凭证：%(evidence)s。") % {"evidence": rule.evidence or _("请补存签收单、信封等")},
            "条例31",
        )
    for finding in clock.findings:
        if finding.code == "correction_notice_late":
            yield "correction_late", said(finding.says), finding.article
    for consultation in clock.consultations:
        if consultation.open and not consultation.lapsed(on):
            yield (
                "consultation_open",
                _("仍在征求%(whom)s的意见，期限没有届满。") % {"whom": _named(case, consultation.whom)},
                "条例32",
            )
    if clock.ending is None and clock.due is not None and on > clock.due:
        yield "overdue", _("答复期限%(due)s已过。") % {"due": clock.due.isoformat()}, "条例33"


def _of_letter(letter: Letter, on: date) -> _Found:
    try:
        lacking = lettering.lacks(letter, on)
    except (PaperError, StatuteError) as fault:
        lacking = [said(str(fault))]
    for says in lacking:
        yield "letter_lacks", says, "条例45"
    stands = where(letter, on)
    if stands.review is not None and not stands.is_bound and letter.issued_on is None:
        yield CHANGED, _("送审以后，文书或者案件情况有变化，请重新送审。"), "条例17"
    for says in releasing.faults(letter):
        yield "file_unsafe", says, "条例17"
    for says in releasing.said(letter):
        yield "withheld_said", says, "条例17"
    yield from letter_doubts.of_files(letter)
    yield from letter_doubts.of_remedies(letter, on)
    yield from _of_kind(letter, on)


def _of_address(letter: Letter, case: Case) -> _Found:
    """What one of the requests lacks to be reached by: each asked for its own way."""
    party = letter.to
    if party is not None and case.pk != letter.case_id:
        party = case.parties.filter(role=Party.Role.REQUESTER).order_by("pk").first()
    if party is not None and not _reachable(case, party):
        yield (
            "address_missing",
            _("没有可以送达的地址：请补充收件人的地址、邮箱，或者改为当面领取。"),
            "条例40",
        )


def _of_reply(letter: Letter, decision: Decision, clock: Clock) -> _Found:
    """What is asked of the letter that tells a decision: that it is the last, of a request still open."""
    if letter.issued_on is not None:
        return
    if clock.ending is not None:
        yield "already_ended", _("这件申请已经办结，不能再制作答复书。"), "条例36"
    if decision.outcome == "duplicate":
        facts = lettering.filled(letter.facts)
        typed = str(facts.get("earlier_number") or decision.given.get("earlier_reply", ""))
        yield from earlier.contradictions(decision.case, typed)
        yield from earlier.doubts(decision.case, typed, facts.get("earlier_on"))
    if decision.case.decisions.filter(pk__gt=decision.pk).exists():
        says = _("这份文书送审以后另拟了新的决定，不能再按原来的决定发出；请按新的决定起草答复书。")
        yield "decision_superseded", says, "条例36"


def _of_kind(letter: Letter, on: date) -> _Found:
    """What the kind of the letter asks of the case: consent, requests joined, nobody told of who asked."""
    template = lettering.template_for(letter, on)
    party = letter.to
    if party is not None and party.role not in lettering.OWN:
        for what in letter_names.named_in(letter, on):
            yield (
                "requester_named",
                _("发给%(whom)s的文书里写有申请人的%(what)s。申请人的身份不向他人透露，请删去。")
                % {"whom": party.name or party.key, "what": what},
                "条例32",
            )
    proposal = telling.proposal_for(letter.case, template.event)
    if proposal is not None and letter.issued_on is None and (why := used_up.why(letter.case, proposal, on)):
        yield "not_consented", why, template.force.article
    if template.event in proposing.KINDS and proposal is None:
        clock = ledger.clock_of(letter.case)
        if telling.untold_entry(letter.case, clock, template.event) is None:
            yield "not_consented", _("须先报请同意；同意以后再制作告知书。"), template.force.article
    if template.event == CorrectionAsked.kind and letter.issued_on is None:
        yield from _of_asking_now(letter.case, on)
    if letter.kind == together.JOINT:
        try:
            together.decided_together(letter)
        except CannotDo as refusal:
            yield "not_together", str(refusal), template.force.article


def _of_asking_now(case: Case, on: date) -> _Found:
    """That to ask for correction today would be late: said before anybody approves the letter."""
    events = ledger.events_of(case)
    asked = ledger.entered(CorrectionAsked(on=on), len(events) + 1)
    try:
        findings = clocks.read([*events, asked], law_here()).findings
    except StatuteError:  # its own move says why it has no place
        return
    for finding in findings:
        if finding.code == "correction_notice_late":
            yield "correction_late", said(finding.says), finding.article


def _of_decision(case: Case, decision: Decision, clock: Clock, on: date) -> _Found:
    try:
        outcomes.ground(decision.outcome, decision.article, on)
    except StatuteError as fault:
        yield "wrong_ground", said(str(fault)), "条例36"
        return
    there = set(proven(case, clock, on, decision.withheld))
    # What only the file proves is asked of the file as it is now, not as it was on deciding.
    missing = [
        said(outcomes.tree().needs[need])
        for need in outcomes.ground(decision.outcome, decision.article, on).needs
        if need not in there
        and (need in ONLY_BY_FILE or need not in decision.given or not decision.given[need].strip())
    ]
    missing += [says for says in unproven_parts(decision.withheld, there, on) if says not in missing]
    for need in missing:
        yield "ground_unproven", _("还缺：%(need)s。") % {"need": need}, decision.article
    yield from grounds.contradictions(
        case,
        clock,
        considered=decision.considered,
        outcome=decision.outcome,
        article=decision.article,
        withheld=decision.withheld,
        earlier=str(decision.given.get("earlier_reply", "")),
    )
    yield from _of_telling(case, decision)
    for conflict in conflicts(decision):
        yield "grounds_conflict", said(f"{conflict.says}。"), decision.article


def _of_telling(case: Case, decision: Decision) -> _Found:
    """What is disclosed against an objection is told the third party in writing, before it has left."""
    discloses = decision.outcome in ("full_disclosure", "partial_disclosure")
    for objected in objections.all_of(case) if discloses else ():
        if objected.is_to_be_told:
            yield (
                "third_party_not_told",
                _("还没有书面告知第三方决定公开的内容和理由。请先发出告知书，并登记告知。"),
                "条例32",
            )


def _arrival_is_proven(case: Case) -> bool:
    received = case.entries.filter(kind="received").order_by("place").first()
    said = getattr(received, "said", None)
    if said is not None and said.texts.get("evidence"):
        return True
    kinds = (Paper.Kind.SCAN, Paper.Kind.APPLICATION, Paper.Kind.EVIDENCE)
    return (
        case.channel in ("in_person", "oral", "online")
        or handed_down.papers(case).filter(kind__in=kinds).exists()
    )


def _reachable(case: Case, party: Party) -> bool:
    way = case.wish.way if party.role == Party.Role.REQUESTER else ""
    if way in ("portal", "pick_up"):
        return True
    if way == "email":
        return bool(party.email)
    if way == "fax":
        return bool(party.fax)
    if way == "post":
        return bool(party.address)
    return bool(party.address or party.email or party.organ_id)


def _named(case: Case, key: str) -> str:
    party = case.parties.filter(key=key).first()
    return party.name if party is not None and party.name else key

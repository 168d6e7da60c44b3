"""Requests that one letter answers together: each with its own decision, and of one requester alone.

Before a joint reply is issued, the requests are those joined with its own that have not ended, each with its
newest decision; once it is issued, they are those it was issued for (`Answering`), whatever is joined later.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests import ledger
from gongkai.service.requests.models import Answering, Case, Decision, Entry, Letter, Link, Party
from gongkai.statute.events import Answered, CorrectionLapsed, FeeLapsed, PassedOn

JOINT = "joint_reply"
# What ends a request without a reply and is told by a letter (reading L-0037).
CLOSED = (PassedOn.kind, CorrectionLapsed.kind, FeeLapsed.kind)
ENDING = (Answered.kind, *CLOSED)


def answered_by(letter: Letter) -> list[Case]:
    """Return the requests whose end a letter tells: its own, those it answers together, none for another."""
    if letter.kind == JOINT:
        return [case for case, _decision in decided_together(letter)]
    closes = letter.entry is not None and letter.entry.kind in CLOSED
    return [letter.case] if letter.decision_id is not None or closes else []


def cases_of(letter: Letter) -> list[Case]:
    """Return the requests a letter is about: its own; of a joint reply all that it answers, or is to."""
    if letter.kind != JOINT:
        return [letter.case]
    done = _answered(letter)
    if done:
        return [row.case for row in done]
    others = [case for case in joined_with(letter.case) if case.pk != letter.case_id and not _has_ended(case)]
    return sorted([letter.case, *others], key=lambda case: case.pk)


def decisions_of(letter: Letter) -> list[tuple[Case, Decision]]:
    """Return the decisions that a letter tells, each with its request, as far as they are drafted."""
    if letter.kind != JOINT:
        return [(letter.case, letter.decision)] if letter.decision is not None else []
    done = _answered(letter)
    if done:
        return [(row.case, row.decision) for row in done]
    newest = [(case, case.decisions.order_by("-pk").first()) for case in cases_of(letter)]
    return [(case, decision) for case, decision in newest if decision is not None]


def decided_together(letter: Letter) -> list[tuple[Case, Decision]]:
    """Return the requests that a joint reply answers, each with its newest decision.

    Raises CannotDo for a request without a decision, where fewer than two are left to answer, and where the
    requesters are not one and the same: a letter to one of them would tell of the others.
    """
    if _answered(letter):
        return decisions_of(letter)
    case = letter.case
    if len(joined_with(case)) < 2:
        raise CannotDo(_("还没有登记合并答复。"))
    if _has_ended(case):
        raise CannotDo(_("%(number)s已经办结，不再合并答复。") % {"number": case.number})
    cases = cases_of(letter)
    if len(cases) < 2:
        raise CannotDo(_("合并答复的几件里，没有办结的只剩一件，请单独制作答复书。"))
    if len({_who(one) for one in cases}) > 1:
        raise CannotDo(_("合并答复的几件不是同一申请人提出的：一份文书会让他们互相知道，请各自制作答复书。"))
    found = decisions_of(letter)
    decided = {one.pk for one, _decision in found}
    for one in cases:
        if one.pk not in decided:
            raise CannotDo(_("%(number)s还没有拟定决定。") % {"number": one.number})
    return found


def joined_with(case: Case) -> list[Case]:
    """Return a request and those joined with it, also through another, in the order of keys."""
    links = Link.objects.filter(kind=Link.Kind.JOINED)
    keys, new = {case.pk}, {case.pk}
    while new:
        pairs = links.filter(Q(case__in=new) | Q(other__in=new)).values_list("case", "other")
        new = {key for pair in pairs for key in pair} - keys
        keys |= new
    if len(keys) == 1:
        return [case]
    return list(Case.objects.filter(pk__in=keys).select_related("organ", "wish").order_by("pk"))


def letters_to(case: Case) -> QuerySet[Letter]:
    """Return the letters of a request: its own, and the joint replies that were issued for it."""
    return Letter.objects.filter(
        Q(case=case) | Q(pk__in=Answering.objects.filter(case=case).values("letter"))
    ).order_by("pk")


def letters_of(case: Case) -> QuerySet[Letter]:
    """Return the letters of a request as the desk has them: also the drafts of a joint reply that is to
    answer it, wherever it was drafted.
    """
    return letters_to(case) | drafts_for(case)


def drafts_for(case: Case) -> QuerySet[Letter]:
    """Return the joint replies that are drafted for a request or for those joined with it."""
    others = [one.pk for one in joined_with(case)]
    return Letter.objects.filter(kind=JOINT, issued_on=None, discarded_at=None, case__in=others)


def keep(letter: Letter, entries: dict[int, Entry], found: list[tuple[Case, Decision]]) -> None:
    """Keep for which requests a joint reply is issued, with which decision; `entries` by their keys."""
    Answering.objects.bulk_create(
        Answering(letter=letter, case=case, decision=decision, entry=entries[case.pk])
        for case, decision in found
    )


def entries_of(letter: Letter) -> list[Entry]:
    """Return the ends in the ledgers that an issued letter tells of: several for a joint reply."""
    answered = [row.entry for row in _answered(letter)]
    made = [letter.entry] if letter.entry is not None and not answered else answered
    return [entry for entry in made if entry.kind in ENDING]


def sent_reply(case: Case, place: int) -> Letter | None:
    """Return the reply (or its revocation) that left with an entry of a case, None where no letter did."""
    entry = case.entries.filter(place=place, kind__in=(*ENDING, "reply_revoked")).first()
    if entry is None:
        return None
    sent = Letter.objects.exclude(issued_on=None).exclude(dispatches=None).order_by("pk")
    return sent.filter(
        Q(entry=entry) | Q(pk__in=Answering.objects.filter(entry=entry).values("letter"))
    ).first()


def why_not_annulled(case: Case, place: int) -> str:
    """Say why the entry of a reply that left cannot be annulled; "" where none did.

    The requester has the reply: taken from the ledger, another could contradict it.
    """
    letter = sent_reply(case, place)
    if letter is None:
        return ""
    return _(
        "答复（%(number)s）已经发出，不能以撤销记录的方式取消。"
        "答复有误的，请按“撤销原答复”报请同意，再重新作出决定。"
    ) % {"number": letter.number}


def _answered(letter: Letter) -> list[Answering]:
    if letter.pk is None:
        return []
    rows = Answering.objects.filter(letter=letter).order_by("case")
    return list(rows.select_related("case__organ__parent", "case__wish", "decision", "entry__case"))


def _has_ended(case: Case) -> bool:
    return ledger.clock_of(case).ending is not None


def _who(case: Case) -> tuple[str, str]:
    """Who made a request, as far as it is known: her number's digest, else her name and telephone."""
    party = case.parties.filter(role=Party.Role.REQUESTER).select_related("identity").order_by("pk").first()
    if party is None:
        return "", str(case.pk)
    identity = getattr(party, "identity", None)
    if identity is not None and identity.digest:
        return identity.digest, ""
    return party.name, party.phone or party.email or party.address

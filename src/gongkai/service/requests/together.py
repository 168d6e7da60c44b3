"""Requests that one letter answers together: each with its own decision, and of one requester alone."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.requests.models import Case, Decision, Letter, Link, Party

JOINT = "joint_reply"


def answered_by(letter: Letter) -> list[Case]:
    """Return the requests whose reply a letter is: its own, those it answers together, none for another."""
    if letter.kind == JOINT:
        return [case for case, _decision in decided_together(letter)]
    return [letter.case] if letter.decision_id is not None else []


def decided_together(letter: Letter) -> list[tuple[Case, Decision]]:
    """Return the requests that a joint reply answers, each with its newest decision.

    Raises CannotDo for a request without a decision, and where the requesters are not one and the same: a
    letter to one of them would tell of the others.
    """
    case = letter.case
    pairs = Link.objects.filter(Q(case=case) | Q(other=case), kind=Link.Kind.JOINED)
    keys = {key for pair in pairs.values_list("case", "other") for key in pair} | {case.pk}
    cases = list(Case.objects.filter(pk__in=keys).select_related("organ", "wish").order_by("pk"))
    if len(cases) < 2:
        raise CannotDo(_("还没有登记合并答复。"))
    if len({_who(one) for one in cases}) > 1:
        raise CannotDo(_("合并答复的几件不是同一申请人提出的：一份文书会让他们互相知道，请各自制作答复书。"))
    found = []
    for one in cases:
        decision = one.decisions.order_by("-pk").first()
        if decision is None:
            raise CannotDo(_("%(number)s还没有拟定决定。") % {"number": one.number})
        found.append((one, decision))
    return found


def sent_reply(case: Case, place: int) -> Letter | None:
    """Return the reply that left with the entry at a place of a case, None where no letter did."""
    if not case.entries.filter(place=place, kind="answered").exists():
        return None
    sent = Letter.objects.exclude(issued_on=None).exclude(dispatches=None).order_by("pk")
    own = sent.filter(entry__case=case, entry__place=place).first()
    if own is not None:
        return own
    joint = sent.filter(kind=JOINT, entry__on__in=case.entries.filter(place=place).values("on"))
    linked = Q(case__links__other=case) | Q(case__linked_from__case=case)
    found: Letter | None = joint.filter(linked).first()
    return found


def why_not_annulled(case: Case, place: int) -> str:
    """Say why the entry of a reply that left cannot be annulled; "" where none did.

    The requester has the reply: taken from the ledger, another could contradict it.
    """
    letter = sent_reply(case, place)
    if letter is None:
        return ""
    return _(
        "答复（%(number)s）已经发出，不能以撤销记录的方式取消。答复有误的，应当先依法撤销原答复，再重新作出决定。"
    ) % {"number": letter.number}


def _who(case: Case) -> tuple[str, str]:
    """Who made a request, as far as it is known: her number's digest, else her name and telephone."""
    party = case.parties.filter(role=Party.Role.REQUESTER).select_related("identity").order_by("pk").first()
    if party is None:
        return "", str(case.pk)
    identity = getattr(party, "identity", None)
    if identity is not None and identity.digest:
        return identity.digest, ""
    return party.name, party.phone or party.email or party.address

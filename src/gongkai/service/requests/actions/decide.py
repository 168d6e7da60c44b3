"""Decide how a request ends, along the way of the articles; what its conditions forbid cannot be chosen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import grounds, ledger, policy, proofs, revoking
from gongkai.service.requests.models import Case, Decision
from gongkai.statute import outcomes, unprovided
from gongkai.statute.deciding import ACTS, article_of, steps, way
from gongkai.statute.errors import StatuteError
from gongkai.statute.outcomes import Conflict

EXEMPT = tuple(  # the outcomes by whose ground a part of what was asked may be kept back
    answer.exempts
    for blocks in steps().values()
    for block in blocks
    for answer in block.answers
    if answer.exempts
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the answers of the path lead to: the outcome and the article of its ground."""

    outcome: str
    article: str


@transaction.atomic
def decide(
    case: Case,
    *,
    considered: Mapping[str, str],
    reasons: str,
    given: Mapping[str, str],
    withheld: Sequence[Mapping[str, Any]] = (),
    by: Post,
    at: datetime,
    seen: int | None = None,
) -> Decision:
    """Draft the decision that the answers of the path (`considered`) lead to, and return it.

    `given` maps what the ground needs to the words for it; what only the file can prove is asked of the file
    (`proofs`). `withheld` are the parts kept back: {"what", "outcome", "reason", "strings"}, where `outcome`
    is that by whose ground, and `strings` the very words that no file sent may still have. Raises
    NotAllowed, Overtaken, CannotDo saying what is still missing.
    """
    case = ledger.locked(case)
    on = timezone.localdate(at)
    policy.check_can_handle(by, case.organ, on)
    if seen is not None and case.entries.count() != seen:
        raise ledger.Overtaken(_("您打开页面以后，这件申请又登记了新的事项，请看过最新情况后再作决定。"))
    clock = revoking.clock_to_answer(case, on)
    if clock.ending is not None:
        raise CannotDo(
            _(
                "这件申请已经办结，不能再拟决定；需要重新答复的，先登记责令重新答复，"
                "或者报请同意撤销原答复；登记有误的，撤销那条记录。"
            )
        )
    parts = _parts(withheld, on)
    try:
        chosen = choose(considered, clock.received_on or on, on)
        words = {need: says.strip() for need, says in given.items() if says.strip()}
        file = proofs.proven(case, clock, on, parts)
        there = {need for need in words if need not in proofs.ONLY_BY_FILE} | set(file)
        outcomes.refuse_unready(chosen.outcome, chosen.article, there, on)
        if lacking := unproven_parts(parts, there, on):
            raise CannotDo({"withheld": [_("不予公开的部分还缺：%(what)s。") % {"what": "；".join(lacking)}]})
    except StatuteError as refusal:
        raise CannotDo(said(str(refusal))) from refusal
    against = grounds.contradictions(
        case,
        clock,
        considered=considered,
        outcome=chosen.outcome,
        article=chosen.article,
        withheld=parts,
        earlier=words.get("earlier_reply", ""),
    )
    if against:
        raise CannotDo("".join(dict.fromkeys(says for _code, says, _article in against)))
    if not reasons.strip():
        raise CannotDo({"reasons": [_("请写明理由；理由会写入答复书。")]})
    made = Decision.objects.create(
        case=case,
        outcome=chosen.outcome,
        article=chosen.article,
        reasons=reasons.strip(),
        given={**file, **words},
        considered=dict(considered),
        withheld=parts,
        by=by,
        at=at,
    )
    record(
        "requests.decide", by=by, at=at, kind="case", key=case.pk, organ=case.organ, outcome=chosen.outcome
    )
    return made


def choose(considered: Mapping[str, str], received: date, on: date) -> Chosen:
    """Return what the answers lead to; CannotDo where a question is open, or something comes first."""
    found = way(considered, on)
    if found.step is not None:
        raise CannotDo({found.step.key: [_("请回答：%(asks)s") % {"asks": found.step.asks}]})
    if found.do:
        raise CannotDo(_("%(act)s，办理以后再作决定。") % {"act": ACTS[found.do]})
    if found.matter:
        proposal = unprovided.proposed(found.matter, received, on, law_here())
        return Chosen(proposal.outcome.key, proposal.ground.article)
    return Chosen(found.outcome, found.article)


def conflicts(decision: Decision) -> tuple[Conflict, ...]:
    """Return the conflicts between the grounds of a decision, which the reviewer has to settle."""
    return outcomes.conflicts([decision.outcome, *(part["outcome"] for part in decision.withheld)])


def unproven_parts(withheld: Sequence[Mapping[str, Any]], there: Collection[str], on: date) -> list[str]:
    """Return, in words, what only the file proves and the grounds of the parts kept back still need."""
    needed = {
        need: None
        for part in withheld
        for need in outcomes.ground(part["outcome"], part["article"], on).needs
        if need in proofs.ONLY_BY_FILE and need not in there
    }
    return [outcomes.tree().needs[need] for need in needed]


def _parts(withheld: Sequence[Mapping[str, Any]], on: date) -> list[dict[str, Any]]:
    parts = []
    for place, part in enumerate(withheld, 1):
        what, outcome = part.get("what", "").strip(), part.get("outcome", "")
        if not what or outcome not in EXEMPT:
            raise CannotDo(
                {
                    "withheld": [
                        _("第%(place)s处不予公开的部分，请写明是什么内容、依据哪一项。") % {"place": place}
                    ]
                }
            )
        parts.append(
            {
                "what": what,
                "outcome": outcome,
                "article": article_of(outcome, on),
                "reason": part.get("reason", "").strip(),
                "strings": [text.strip() for text in part.get("strings", ()) if text.strip()],
            }
        )
    return parts

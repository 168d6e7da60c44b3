"""The paragraph on remedies in the letters of an organ: who reconsiders, who rules finally, where to file."""

from __future__ import annotations

import re
from datetime import date

from gongkai.papers.letters import Template
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ
from gongkai.service.requests.models import Letter, RemedyAddress
from gongkai.service.requests.together import JOINT, decided_together
from gongkai.statute.remedies import final_ruling, reconsideration_bodies, remedy

_BODIES = re.compile(r"[、\n；;]|或者|或")
# The kinds of organs whose reconsideration stands by their kind alone.
_BY_KIND: dict[str, str] = {
    Organ.Kind.PROVINCE: "provincial_government",
    Organ.Kind.STATE_COUNCIL: "state_council_department",
}


def remedies(letter: Letter, template: Template, on: date) -> tuple[str, ...]:
    """The paragraph on remedies that fits the outcome, the organ and the day (B12)."""
    organ = letter.case.organ
    decision = letter.decision
    outcome = decision.outcome if decision is not None else template.outcome or "full_disclosure"
    withheld = sorted({part["article"] for part in decision.withheld}) if decision is not None else []
    if letter.kind == JOINT:
        return _together(letter, on)
    return remedy(
        outcome, on, on, bodies_of(organ, on), law_here(), withheld=withheld, **_ways(organ, on)
    ).letter


def _together(letter: Letter, on: date) -> tuple[str, ...]:
    """The remedies against each of the decisions of a joint reply, said once where they are the same."""
    organ = letter.case.organ
    try:
        together = decided_together(letter)
    except CannotDo:  # the pre-flight says why
        return ()
    said: dict[tuple[str, ...], list[str]] = {}
    for case, decision in together:
        withheld = sorted({part["article"] for part in decision.withheld})
        found = remedy(
            decision.outcome, on, on, bodies_of(organ, on), law_here(), withheld=withheld, **_ways(organ, on)
        )
        said.setdefault(found.letter, []).append(case.number)
    if len(said) == 1:
        return next(iter(said))
    return tuple(f"关于申请{'、'.join(numbers)}：{''.join(sentences)}" for sentences, numbers in said.items())


def bodies_of(organ: Organ, on: date) -> tuple[str, ...]:
    """Return who reconsiders an organ's acts: as recorded of it (several with 、 or a line between), else by
    its kind (复议法24–28): provincial governments and departments of the State Council themselves, any other
    the government above it.
    """
    if recorded := [body.strip() for body in _BODIES.split(organ.reconsideration_body) if body.strip()]:
        return tuple(recorded)
    if kind := _BY_KIND.get(organ.kind):
        return reconsideration_bodies(kind, on).in_letter
    return (organ.parent.name,) if organ.parent else ()


def _ways(organ: Organ, on: date) -> dict[str, str]:
    """What else the paragraph on remedies names: who rules finally (复议法26), where to file online."""
    kind = _BY_KIND.get(organ.kind)
    ruling = final_ruling(kind, on) if kind else None
    online = RemedyAddress.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()
    return {"ruling": ruling.by if ruling else "", "online": online.online if online else ""}

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
from gongkai.statute.remedies import Remedy, final_ruling, reconsideration_bodies, remedy

_BODIES = re.compile(r"[、\n；;]|或者|或")
# The kinds of organs whose reconsideration stands by their kind alone.
_BY_KIND: dict[str, str] = {
    Organ.Kind.PROVINCE: "provincial_government",
    Organ.Kind.STATE_COUNCIL: "state_council_department",
}
# The governments that reconsider what an organ below them did (复议法24). A department above is none:
# the acts of its branch go to the government of its level, those of a vertical line (27) up the line.
_GOVERNMENTS = (Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE, Organ.Kind.COUNTY, Organ.Kind.TOWNSHIP)


def remedies(letter: Letter, template: Template, on: date) -> tuple[str, ...]:
    """The paragraph on remedies that fits the outcome, the organ and the day (B12).

    Nothing where nobody is known to reconsider: the letter then lacks its remedies, and is not composed.
    """
    said: dict[tuple[str, ...], list[str]] = {}
    for number, found in against(letter, template, on):
        said.setdefault(found.letter, []).append(number)
    if not said:
        return ()
    if len(said) == 1:
        return next(iter(said))
    return tuple(f"关于申请{'、'.join(numbers)}：{''.join(sentences)}" for sentences, numbers in said.items())


def against(letter: Letter, template: Template, on: date) -> list[tuple[str, Remedy]]:
    """Return the remedies against what a letter decides, by the numbers of its requests: several for a joint
    reply, none where nobody is known to reconsider or a joint reply has nothing to answer yet.
    """
    organ = letter.case.organ
    decided: list[tuple[str, str, list[dict[str, str]]]]
    if letter.kind == JOINT:
        try:
            together = decided_together(letter)
        except CannotDo:  # the pre-flight says why
            return []
        decided = [(case.number, decision.outcome, decision.withheld) for case, decision in together]
    elif letter.decision is not None:
        decided = [(letter.case.number, letter.decision.outcome, letter.decision.withheld)]
    else:
        decided = [(letter.case.number, template.outcome or "full_disclosure", [])]
    bodies = bodies_of(organ, on)
    if not bodies:
        return []
    found = []
    for number, outcome, parts in decided:
        withheld = sorted({part["article"] for part in parts})
        ways = ways_of(organ, on)
        found.append((number, remedy(outcome, on, on, bodies, law_here(), withheld=withheld, **ways)))
    return found


def bodies_of(organ: Organ, on: date) -> tuple[str, ...]:
    """Return who reconsiders an organ's acts: as recorded of it (several with 、 or a line between), else by
    its kind (复议法24–28): provincial governments and departments of the State Council themselves, any other
    the government above it. Nothing where above it is no government: that has to be recorded.
    """
    if recorded := [body.strip() for body in _BODIES.split(organ.reconsideration_body) if body.strip()]:
        return tuple(recorded)
    if kind := _BY_KIND.get(organ.kind):
        return reconsideration_bodies(kind, on).in_letter
    above = organ.parent
    return (above.name,) if above is not None and above.kind in _GOVERNMENTS else ()


def ways_of(organ: Organ, on: date) -> dict[str, str]:
    """What else the paragraph on remedies names: who rules finally (复议法26), where to file online."""
    kind = _BY_KIND.get(organ.kind)
    ruling = final_ruling(kind, on) if kind else None
    online = RemedyAddress.objects.filter(organ=organ, since__lte=on).order_by("-since", "-pk").first()
    return {"ruling": ruling.by if ruling else "", "online": online.online if online else ""}

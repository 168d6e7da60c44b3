"""The addresses of the desk over requests."""

from __future__ import annotations

from typing import Any

from gongkai.service.organs.models import Duty, Organ
from gongkai.service.requests.actions.receive import receive
from tests.service.cases import an_application, at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way

SEEING = (Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER, Duty.SUPERVISOR)
HANDLING = (Duty.CLERK, Duty.OFFICE_HEAD)


def prepare(scene: Scene) -> None:
    """A request in each organ, registered the day it came in."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"registrar-{organ.pk}", "登记人"))
        moment = at("2026-03-02")
        asked = an_application(f"{organ}的未公开申请")
        found = receive(
            organ, asked, channel="in_person", arrived=moment.date(), by=clerk, at=moment, evidence="登记表"
        )
        scene.things[f"case {organ.code}"] = found.case


def a_case(scene: Scene, organ: Organ) -> dict[str, Any]:
    """Return the key of an organ's request."""
    return {"number": scene.things[f"case {organ.code}"].pk}


def asked_of_another(scene: Scene) -> str:
    """Return what was asked of the other organ."""
    return f"{scene.other}的未公开申请"


RULES = [
    Rule("desk-requests", Way.POST, SEEING, secret=asked_of_another),
    Rule("desk-case", Way.POST, SEEING, of=a_case),
    Rule("desk-requests-online", Way.POST, SEEING),
    Rule("desk-case-events", Way.POST, SEEING, of=a_case),
]

"""The addresses of the desk over requests."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gongkai.service.organs.models import Duty, Organ
from gongkai.service.requests.actions.add_papers import add_papers
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.consult import consult
from gongkai.service.requests.actions.hear import hear
from gongkai.service.requests.actions.propose import propose_extension
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.intake import Who
from gongkai.service.requests.keeping import Upload
from gongkai.service.requests.reminding import feeds
from tests.service.cases import an_application, at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way

SEEING = (Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER, Duty.SUPERVISOR)
HANDLING = (Duty.CLERK, Duty.OFFICE_HEAD)


CONSENTING = (Duty.OFFICE_HEAD, Duty.LEADER)


def prepare(scene: Scene) -> None:
    """In each organ a request with an objection, a proposal and a paper."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"registrar-{organ.pk}", "登记人"))
        moment = at("2026-03-02")
        asked = an_application(f"{organ}的未公开申请")
        case = receive(organ, asked, channel="in_person", arrived=moment.date(), by=clerk, at=moment).case
        who = Who(name="李四")
        party = add_party(case, role="third_party", who=who, by=clerk, at=moment)
        consult(case, party, on=moment.date(), delivered=moment.date(), by=clerk, at=moment)
        hear(case, party, on=moment.date(), agrees=False, by=clerk, at=moment)
        scene.things[f"case {organ.code}"] = case
        scene.things[f"proposal {organ.code}"] = propose_extension(
            case, days=5, says="材料较多，需要核对", by=clerk, at=moment
        )
        [paper] = add_papers(case, [Upload("说明.txt", b"x", "evidence")], by=clerk, at=moment)
        scene.things[f"paper {organ.code}"] = paper


def a_case(scene: Scene, organ: Organ) -> dict[str, Any]:
    """Return the key of an organ's request."""
    return {"number": scene.things[f"case {organ.code}"].pk}


def _a_step(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**a_case(scene, organ), "key": "extended"}


def _an_objection(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**a_case(scene, organ), "whom": "T1"}


def _an_entry(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**a_case(scene, organ), "place": 1}


def _a_proposal(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"proposal {organ.code}"].pk}


def _a_paper(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"paper {organ.code}"].pk}


def _a_figure(_scene: Scene) -> dict[str, Any]:
    return {"key": "received"}


def _a_table(_scene: Scene) -> dict[str, Any]:
    return {"key": "received", "form": "csv"}


def asked_of_another(scene: Scene) -> str:
    """Return what was asked of the other organ."""
    return f"{scene.other}的未公开申请"


RULES = [
    Rule("desk-requests", Way.POST, SEEING, secret=asked_of_another),
    Rule("desk-figures", Way.POST, SEEING),
    Rule("desk-figure", Way.POST, SEEING, with_=_a_figure),
    Rule("desk-figures-export", Way.POST, SEEING, with_=_a_table),
    Rule("desk-case", Way.POST, SEEING, of=a_case),
    Rule("desk-requests-online", Way.POST, SEEING),
    Rule("desk-case-code", Way.POST, HANDLING, of=a_case),
    Rule("desk-reminders", Way.POST, SEEING),
    Rule("desk-calendar-new", Way.POST, SEEING, method="post"),
    Rule("desk-calendar-off", Way.POST, SEEING, method="post", answers=(302,), why="back to the reminders"),
    Rule(
        "desk-calendar",
        Way.ANYBODY,
        with_=lambda scene: {"secret": feeds.make(scene.post(scene.own, Duty.CLERK), timezone.now())},
    ),
    Rule("desk-case-events", Way.POST, SEEING, of=a_case),
    Rule("desk-case-step", Way.POST, HANDLING, of=_a_step),
    Rule("desk-case-objection", Way.POST, HANDLING, of=_an_objection),
    Rule("desk-case-learnt", Way.POST, HANDLING, of=_an_entry),
    Rule("desk-case-settled", Way.POST, HANDLING, of=a_case),
    Rule("desk-case-assign", Way.POST, HANDLING, of=a_case),
    Rule("desk-case-class", Way.POST, HANDLING, of=a_case),
    Rule("desk-case-note", Way.POST, HANDLING, of=a_case, method="post"),
    Rule("desk-case-papers", Way.POST, HANDLING, of=a_case),
    Rule("desk-paper", Way.POST, SEEING, of=_a_paper),
    Rule(
        "desk-case-archive",
        Way.POST,
        HANDLING,
        of=a_case,
        method="post",
        answers=(302,),
        why="back to the case, with the reason why not",
    ),
    Rule("desk-case-archive-file", Way.POST, HANDLING, of=a_case, method="post"),
    Rule("desk-proposal", Way.POST, CONSENTING, of=_a_proposal),
    Rule("desk-proposal-told", Way.POST, HANDLING, of=_a_proposal),
    Rule(
        "desk-proposal-back",
        Way.POST,
        HANDLING,
        of=_a_proposal,
        method="post",
        answers=(403,),
        why="somebody else proposed it",
    ),
]

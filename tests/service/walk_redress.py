"""The addresses of the desk over proceedings."""

from __future__ import annotations

from typing import Any

from gongkai.service.organs.models import Duty, Organ
from gongkai.service.redress.actions import review_record_letter as reviewing
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.actions.receive_rectification import receive_rectification
from gongkai.service.redress.actions.rectify import rectify
from gongkai.service.redress.record_review import reviewed
from gongkai.service.requests.actions.receive import receive
from tests.service.cases import an_application, at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way
from tests.service.walk_requests import HANDLING, SEEING


def prepare(scene: Scene) -> None:
    """In each organ a request with a reconsideration over it."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"litigator-{organ.pk}", "应诉人"))
        moment = at("2026-03-02")
        asked = an_application(f"{organ}被复议的申请")
        case = receive(organ, asked, channel="in_person", arrived=moment.date(), by=clerk, at=moment).case
        body = f"{organ}的复议机关"
        made = open_proceeding(
            organ, kind="reconsideration", over="silence", case=case, body=body, by=clerk, at=moment
        )
        enter_step(made, kind="accepted", on=moment.date(), by=clerk, at=moment)
        scene.things[f"contested {organ.code}"] = case
        scene.things[f"proceeding {organ.code}"] = made
        facts = {"name": "李四", "wanted": "丙", "evidence": "证明", "record": f"{organ}关于李四的记录"}
        record = receive_rectification(organ, received_on=moment.date(), by=clerk, at=moment, **facts)
        scene.things[f"record {organ.code}"] = record
        body = {"reconsideration_body": "乌山区人民政府"}
        Organ.objects.filter(pk=organ.pk).update(**body)
        other = receive_rectification(organ, received_on=moment.date(), by=clerk, at=moment, **facts)
        leader = a_post(organ, Duty.LEADER, a_person(f"decider-{organ.pk}", "分管领导"))
        head = a_post(organ, Duty.OFFICE_HEAD, a_person(f"deciding-{organ.pk}", "决定人"))
        reviewer = a_post(organ, Duty.REVIEWER, a_person(f"reviewing-{organ.pk}", "审查人"))
        for kind, by in (("checked", clerk), ("not_corrected", head)):
            rectify(other, kind=kind, on=moment.date(), says="记录准确", by=by, at=moment)
        reviewing.submit(other, by=clerk, at=moment)
        for by in (clerk, reviewer, leader):
            digest = reviewed(other, list(other.steps.select_related("by", "said")), moment.date()).digest
            reviewing.speak(other, verdict="pass", digest=digest, by=by, at=moment)
        rectify(other, kind="told", on=moment.date(), by=clerk, at=moment)
        scene.things[f"told {organ.code}"] = other


def _a_proceeding(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"proceeding {organ.code}"].pk}


def _a_step(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_proceeding(scene, organ), "key": "served"}


def _a_contested(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"contested {organ.code}"].pk}


def _contested_of_another(scene: Scene) -> str:
    return f"{scene.other}的复议机关"


def _a_record(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"record {organ.code}"].pk}


def _a_checking(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_record(scene, organ), "key": "checked"}


def _a_told(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"told {organ.code}"].pk, "form": "pdf"}


def _record_of_another(scene: Scene) -> str:
    return f"{scene.other}关于李四的记录"


RULES = [
    Rule("desk-redress", Way.POST, SEEING, secret=_contested_of_another),
    Rule("desk-redress-table", Way.POST, SEEING),
    Rule("desk-redress-new", Way.POST, HANDLING),
    Rule("desk-case-redress", Way.POST, HANDLING, of=_a_contested),
    Rule("desk-proceeding", Way.POST, SEEING, of=_a_proceeding),
    Rule("desk-proceeding-step", Way.POST, HANDLING, of=_a_step),
    Rule("desk-proceeding-marked", Way.POST, HANDLING, of=_a_proceeding, method="post"),
    Rule("desk-proceeding-number", Way.POST, HANDLING, of=_a_proceeding, method="post"),
    Rule("desk-records", Way.POST, SEEING, secret=_record_of_another),
    Rule("desk-record-new", Way.POST, HANDLING),
    Rule("desk-record", Way.POST, SEEING, of=_a_record),
    Rule("desk-record-step", Way.POST, HANDLING, of=_a_checking),
    Rule(
        "desk-record-erase",
        Way.POST,
        (Duty.OFFICE_HEAD, Duty.LEADER),
        of=_a_record,
        method="post",
        answers=(302,),
        why="back to the record, with the reason why not",
    ),
    Rule("desk-record-review", Way.POST, SEEING, of=_a_record),
    Rule("desk-record-papers", Way.POST, HANDLING, of=_a_record),
    Rule(
        "desk-record-submit",
        Way.POST,
        HANDLING,
        of=_a_record,
        method="post",
        answers=(302,),
        why="back to the record, with the reason why not",
    ),
    Rule("desk-record-letter", Way.POST, HANDLING, of=_a_told),
]

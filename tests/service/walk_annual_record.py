"""The addresses of the desk over what an organ declares and writes for its report."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.service.annual.actions.declare import Evidence, declare
from gongkai.service.annual.actions.record_occasion import record_occasion
from gongkai.service.organs.models import Duty, Organ
from tests.service.cases import at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way

DRAFTING = (Duty.CLERK, Duty.OFFICE_HEAD)
SEEING = (*DRAFTING, Duty.REVIEWER, Duty.LEADER, Duty.SUPERVISOR)
ADDRESS = "T2.xzcf.decisions"


def prepare(scene: Scene) -> None:
    """In each organ a declared number with its evidence, and something that happened."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"declarer-{organ.pk}", "填报人"))
        scene.things[f"declared {organ.code}"] = declare(
            organ,
            year=2025,
            month=3,
            address=ADDRESS,
            value=41,
            evidence=f"{organ}的执法台账",
            file=Evidence("台账.txt", "三月41件".encode()),
            by=clerk,
            at=at("2026-01-06"),
        )
        scene.things[f"occasion {organ.code}"] = record_occasion(
            organ,
            on=date(2025, 5, 6),
            kind="training",
            says=f"{organ}的培训",
            by=clerk,
            at=at("2026-01-06"),
        )


def _a_number(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"declared {organ.code}"].pk}


def _an_item(scene: Scene) -> dict[str, Any]:
    return {"year": 2025, "address": ADDRESS}


def _a_year(scene: Scene) -> dict[str, Any]:
    return {"year": 2025}


def _a_table(scene: Scene) -> dict[str, Any]:
    return {**_a_year(scene), "form": "csv"}


def _evidence_of_another(scene: Scene) -> str:
    return f"{scene.other}的执法台账"


BACK = "back to the page, with the reason why not"

RULES = [
    Rule("desk-declared", Way.POST, SEEING),
    Rule("desk-declared-item", Way.POST, SEEING, with_=_an_item, secret=_evidence_of_another),
    Rule(
        "desk-declared-nothing",
        Way.POST,
        DRAFTING,
        with_=_an_item,
        method="post",
        answers=(302,),
        why=BACK,
    ),
    Rule("desk-declared-number", Way.POST, SEEING, of=_a_number),
    Rule("desk-declared-back", Way.POST, DRAFTING, of=_a_number, method="post", answers=(302,), why=BACK),
    Rule("desk-declared-evidence", Way.POST, SEEING, of=_a_number),
    Rule("desk-declared-import", Way.POST, DRAFTING, with_=_a_year),
    Rule("desk-declared-apply", Way.POST, DRAFTING, with_=_a_year, method="post", answers=(302,), why=BACK),
    Rule("desk-declared-table", Way.POST, DRAFTING, with_=_a_table),
]

YEAR = 2023  # nobody has begun its report: the pages of its words are there nevertheless


def _of_a_year(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"code": organ.code, "year": YEAR}


def _a_section(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_of_a_year(scene, organ), "section": 1}


def _an_occasion(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"occasion {organ.code}"].pk}


def _occasion_of_another(scene: Scene) -> str:
    return f"{scene.other}的培训"


RULES += [
    Rule("desk-occasions", Way.POST, SEEING, secret=_occasion_of_another),
    Rule("desk-occasions-none", Way.POST, DRAFTING, with_=_a_year, method="post", answers=(302,), why=BACK),
    Rule("desk-occasion", Way.POST, SEEING, of=_an_occasion),
    Rule("desk-occasion-back", Way.POST, DRAFTING, of=_an_occasion, method="post", answers=(302,), why=BACK),
    Rule("desk-annual-sections", Way.POST, SEEING, of=_of_a_year),
    Rule("desk-annual-section", Way.POST, SEEING, of=_a_section),
]

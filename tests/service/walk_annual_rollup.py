"""The addresses of an authority over annual reports: its register, its sum, what is sent to it."""

from __future__ import annotations

from typing import Any

from gongkai.service.annual.actions.submission_key import issue_key
from gongkai.service.organs.models import Duty, Organ
from tests.service.cases import at
from tests.service.desk import a_person, a_post, an_organ
from tests.service.walk import Rule, Scene, Way
from tests.service.walk_requests import SEEING

SUPERVISING = (Duty.SUPERVISOR,)


def prepare(scene: Scene) -> None:
    """Under each organ a small one that reports to it."""
    for organ in (scene.own, scene.other):
        under = an_organ(f"{organ.code}-xiashu", f"{organ}下属站", parent="wushan")
        Organ.objects.filter(pk=under.pk).update(supervisor=organ)
        scene.things[f"reports to {organ.code}"] = under
        who = a_post(organ, Duty.SUPERVISOR, a_person(f"keys-{organ.pk}", "签发人"))
        scene.things[f"key {organ.code}"], _secret = issue_key(
            under, label="平台", by=who, at=at("2026-01-04")
        )


def _a_reporter(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"code": scene.things[f"reports to {organ.code}"].code}


def _a_key(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"key {organ.code}"].pk}


def _reporter_of_another(scene: Scene) -> str:
    return f"{scene.other}下属站"


RULES = [
    Rule("desk-annual-keys", Way.POST, SUPERVISING, secret=_reporter_of_another),
    Rule(
        "desk-annual-key-revoke",
        Way.POST,
        SUPERVISING,
        of=_a_key,
        method="post",
        answers=(302,),
        why="back to the keys",
    ),
    Rule("desk-annual-compare", Way.POST, SUPERVISING, secret=_reporter_of_another),
    Rule(
        "desk-annual-compare-file",
        Way.POST,
        SUPERVISING,
        with_=lambda _scene: {"what": "data", "form": "csv"},
        secret=_reporter_of_another,
    ),
    Rule("desk-annual-upload", Way.POST, SUPERVISING, of=_a_reporter),
    Rule("desk-annual-register", Way.POST, SEEING, secret=_reporter_of_another),
    Rule("desk-annual-deadlines", Way.POST, SUPERVISING),
    Rule("desk-annual-sum", Way.POST, SEEING, secret=_reporter_of_another),
    Rule("desk-annual-reporter", Way.POST, SUPERVISING, of=_a_reporter),
    Rule(
        "desk-annual-remind",
        Way.POST,
        SUPERVISING,
        method="post",
        data=lambda _scene, _organ: {"year": 2025},
        answers=(302,),
        why="back to the register, with how many were reminded or why none was",
    ),
]

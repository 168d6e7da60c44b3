"""The addresses of signing in, people, posts, organs and the log."""

from __future__ import annotations

from typing import Any

from gongkai.service.organs.models import Duty, Organ
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way

ADMIN = (Duty.SYSTEM_ADMIN,)


def prepare(scene: Scene) -> None:
    """Somebody to manage in each organ, who is not the administrator."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"managed-{organ.pk}", "被管"))
        scene.things[f"managed {organ.code}"] = clerk


def _person(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"managed {organ.code}"].person_id}


def _post(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"managed {organ.code}"].pk}


def _code(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"code": organ.code}


def _name_of_another(scene: Scene) -> str:
    return str(scene.things[f"managed {scene.other.code}"].person.username)


RULES = [
    Rule("desk", Way.POST, tuple(Duty)),
    Rule("desk-sign-in", Way.ANYBODY),
    Rule("desk-sign-in-code", Way.ANYBODY, answers=(302,), why="nobody has just given a password"),
    Rule("desk-sign-out", Way.PERSON, method="post", answers=(302,), why="goes on to signing in"),
    Rule("desk-carried", Way.PERSON, answers=(302,), why="nothing waits: to the desk"),
    Rule("desk-posts", Way.PERSON),
    Rule("desk-account", Way.PERSON),
    Rule("desk-password", Way.PERSON),
    Rule("desk-second-factor", Way.PERSON),
    Rule("desk-second-factor-off", Way.PERSON, answers=(302,), why="there is none to turn off"),
    Rule("desk-others-out", Way.PERSON),
    Rule("desk-people", Way.POST, ADMIN, secret=_name_of_another),
    Rule("desk-new-person", Way.POST, ADMIN),
    Rule("desk-person", Way.POST, ADMIN, of=_person),
    Rule("desk-new-post", Way.POST, ADMIN, of=_person),
    Rule("desk-new-name", Way.POST, ADMIN, of=_person),
    Rule("desk-new-password", Way.POST, ADMIN, of=_person),
    Rule("desk-active", Way.POST, ADMIN, of=_person),
    Rule("desk-end-post", Way.POST, ADMIN, of=_post),
    Rule("desk-deputy", Way.POST, ADMIN, of=_post),
    Rule("desk-organs", Way.POST, ADMIN, secret=lambda scene: scene.other.code),
    Rule("desk-organ", Way.POST, ADMIN, of=_code),
    Rule("desk-edit-organ", Way.POST, ADMIN, of=_code),
    Rule("desk-organ-website", Way.POST, ADMIN, of=_code),
    Rule("desk-organ-change", Way.POST, ADMIN, of=_code),
    Rule("desk-new-organ", Way.POST, ADMIN),
    Rule("desk-import-organs", Way.POST, ADMIN),
    Rule("desk-apply-organs", Way.POST, ADMIN, method="post", answers=(302,), why="no preview: begins anew"),
    Rule("desk-organs-template", Way.POST, ADMIN, with_=lambda scene: {"form": "xlsx"}),
    Rule("desk-log", Way.POST, (Duty.AUDIT_ADMIN,), secret=_name_of_another),
]

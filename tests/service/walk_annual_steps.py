"""The addresses of the way of an annual report."""

from __future__ import annotations

from typing import Any

from gongkai.service.annual.actions.explain import explain
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Version
from gongkai.service.organs.models import Duty, Organ
from tests.service.cases import at
from tests.service.desk import a_person, a_post, an_organ
from tests.service.filings import a_version
from tests.service.walk import Rule, Scene, Way
from tests.service.walk_requests import SEEING

WRITING = (Duty.CLERK, Duty.OFFICE_HEAD)
CONSENTING = (Duty.OFFICE_HEAD, Duty.LEADER)


def prepare(scene: Scene) -> None:
    """In each organ a version with an explanation, and under each an organ with a filing."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"reporter-{organ.pk}", "编报人"))
        version = a_version(organ, clerk)
        verdict = next(v for v in verdicts_of(version) if v.may_be_explained and v.blocks)
        said = explain(
            version,
            rule=verdict.finding.rule,
            address=verdict.address,
            kind="other",
            amount=verdict.difference,
            says=f"{organ}的说明",
            by=clerk,
            at=at("2025-01-07"),
        )
        scene.things[f"version {organ.code}"] = version
        scene.things[f"explanation {organ.code}"] = said
        below = an_organ(f"{organ.code}-suo", f"{organ}办事所", supervisor=organ.code)
        under = a_version(below, a_post(below, Duty.CLERK, a_person(f"below-{organ.pk}", "所里人")))
        scene.things[f"version below {organ.code}"] = under


def _version(scene: Scene, organ: Organ) -> Version:
    found: Version = scene.things[f"version {organ.code}"]
    return found


def _a_filing(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": _version(scene, organ).filing_id}


def _an_act(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_filing(scene, organ), "key": "version"}


def _a_judgement(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"version below {organ.code}"].filing_id, "key": "accept"}


def _a_version(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": _version(scene, organ).pk}


def _a_file(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_version(scene, organ), "form": "json"}


def _an_explanation(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"explanation {organ.code}"].pk}


RULES = [
    Rule("desk-annual", Way.POST, SEEING, secret=lambda scene: f"{scene.other}办事所"),
    Rule("desk-annual-filing", Way.POST, SEEING, of=_a_filing),
    Rule("desk-annual-act", Way.POST, WRITING, of=_an_act),
    Rule("desk-annual-judge", Way.POST, (Duty.SUPERVISOR,), of=_a_judgement),
    Rule("desk-annual-judged-elsewhere", Way.POST, (Duty.OFFICE_HEAD, Duty.LEADER), of=_a_filing),
    Rule("desk-annual-version", Way.POST, SEEING, of=_a_version),
    Rule("desk-annual-version-file", Way.POST, SEEING, of=_a_file),
    Rule("desk-annual-review", Way.POST, SEEING, of=_a_version),
    Rule("desk-annual-explain", Way.POST, WRITING, of=_a_version),
    Rule("desk-annual-answer", Way.POST, CONSENTING, of=_an_explanation),
]

"""The addresses of imports."""

from __future__ import annotations

from typing import Any

from gongkai.service.catalogue.imports.actions.review import submit_batch
from gongkai.service.catalogue.imports.models import ImportRun
from gongkai.service.organs.models import Duty, Organ
from tests.service.catalogue_import import entered, now
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way
from tests.service.walk_catalogue import DRAFTING, SEEING


def prepare(scene: Scene) -> None:
    """A run with a batch in review, in each organ."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"importer-{organ.pk}", "张三"))
        run = entered(clerk, {"标题": f"{organ}的旧文", "原发布日期": "2024-03-01"}, was_published=True)
        batch = submit_batch(run, by=clerk, now=now)
        ImportRun.objects.filter(pk=run.pk).update(name=f"{organ}的表.csv")
        scene.things[f"run {organ.code}"] = run
        scene.things[f"batch {organ.code}"] = batch


def _run(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"run {organ.code}"].pk}


def _batch(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"batch {organ.code}"].pk}


RULES = [
    Rule("desk-imports", Way.POST, SEEING, secret=lambda scene: f"{scene.other}的表.csv"),
    Rule("desk-import-template", Way.POST, DRAFTING, with_=lambda _scene: {"form": "csv"}),
    Rule("desk-import", Way.POST, SEEING, of=_run),
    Rule("desk-import-report", Way.POST, SEEING, of=_run),
    Rule("desk-import-batch", Way.POST, SEEING, of=_batch),
    Rule("desk-import-batch-left-out", Way.POST, SEEING, of=_batch),
]

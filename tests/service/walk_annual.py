"""The addresses of the desk over annual reports."""

from __future__ import annotations

from typing import Any

from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Version
from gongkai.service.organs.models import Duty, Organ
from tests.service.cases import at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way
from tests.service.walk_requests import SEEING

WRITING = (Duty.CLERK, Duty.OFFICE_HEAD)
YEAR = 2024


def prepare(scene: Scene) -> None:
    """In each organ a year that was closed."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"compiler-{organ.pk}", "编制人"))
        close_year(filing_of(organ, YEAR), by=clerk, at=at("2025-01-13"))


def _a_year(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"code": organ.code, "year": YEAR}


def _a_cell(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_year(scene, organ), "address": "T3.R1.C7"}


def _a_file(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_cell(scene, organ), "form": "csv"}


def _a_cell_of_a_version(scene: Scene, organ: Organ) -> dict[str, Any]:
    version: Version = scene.things[f"version {organ.code}"]  # of the room of the steps
    return {"number": version.pk, "address": "T3.R1.C7"}


def _a_file_of_a_version(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {**_a_cell_of_a_version(scene, organ), "form": "csv"}


RULES = [
    Rule(
        "desk-annual-version-cell",
        Way.POST,
        SEEING,
        of=_a_cell_of_a_version,
        answers=(302,),
        why="the cell of an organ's own report is that of its closing",
    ),
    Rule(
        "desk-annual-version-cell-export",
        Way.POST,
        SEEING,
        of=_a_file_of_a_version,
        answers=(404,),
        why="the list of an organ's own report is taken from the cell of its closing",
    ),
    Rule("desk-annual-figures", Way.POST, SEEING, of=_a_year),
    Rule("desk-annual-cell", Way.POST, SEEING, of=_a_cell),
    Rule("desk-annual-cell-export", Way.POST, SEEING, of=_a_file),
    Rule("desk-annual-close", Way.POST, WRITING, of=_a_year),
    Rule("desk-annual-changes", Way.POST, SEEING, of=_a_year),
    Rule("desk-annual-allotment", Way.POST, WRITING, of=_a_year),
    Rule("desk-annual-style", Way.PERSON),
]

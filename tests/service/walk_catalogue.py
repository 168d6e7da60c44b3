"""The addresses of the catalogue's desk, and of the review before release."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.service.catalogue.actions.attach import attach
from gongkai.service.catalogue.actions.draft_document import draft_document
from gongkai.service.catalogue.models import Edition
from gongkai.service.organs.models import Duty, Organ
from tests.service.desk import AT, a_person, a_post
from tests.service.published import publish
from tests.service.walk import Rule, Scene, Way

SEEING = (Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER, Duty.SUPERVISOR)
DRAFTING = (Duty.CLERK, Duty.OFFICE_HEAD)
RELEASING = (Duty.CLERK, Duty.OFFICE_HEAD, Duty.LEADER)
APPROVING = (Duty.OFFICE_HEAD, Duty.LEADER)


def prepare(scene: Scene) -> None:
    """A draft with a file, and a published document of two editions, in each organ."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"writer-{organ.pk}", "张三"))
        values = {
            "title": f"{organ}的内部草稿",
            "category": "20-01-other",
            "formed_on": date(2026, 2, 26),
            "body": "<p>尚未公开。</p>",
        }
        draft = draft_document(values, by=clerk, at=AT).edition
        attach(draft, data="一份文字".encode(), name="说明.txt", by=clerk, at=AT)
        first = publish(organ, f"{organ}的办法")
        publish(organ, f"{organ}的办法", document=first.edition.document)
        first.ends, first.ended_how = AT, "superseded"
        first.save()
        scene.things[f"draft {organ.code}"] = Edition.objects.get(pk=draft.pk)
        scene.things[f"document {organ.code}"] = first.edition.document


def _draft(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"draft {organ.code}"].pk}


def _document(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"document {organ.code}"].pk}


def _file(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"number": scene.things[f"draft {organ.code}"].attachments.get().pk}


def _title_of_another(scene: Scene) -> str:
    return f"{scene.other}的内部草稿"


def _pasted(scene: Scene, organ: Organ) -> dict[str, Any]:
    return {"html": "<p>粘贴</p>"}


RULES = [
    Rule("desk-documents", Way.POST, SEEING, secret=_title_of_another),
    Rule("desk-norms", Way.POST, SEEING, secret=_title_of_another),
    Rule("desk-gaps", Way.POST, SEEING, secret=_title_of_another),
    Rule("desk-new-document", Way.POST, DRAFTING),
    Rule("desk-new-word", Way.POST, DRAFTING, answers=(302,), why="nothing was uploaded: to the upload"),
    Rule("desk-word-original", Way.POST, DRAFTING, answers=(302,), why="nothing was uploaded: to the upload"),
    Rule("desk-new-typed", Way.POST, DRAFTING),
    Rule("desk-paste", Way.POST, DRAFTING, method="post", data=_pasted),
    Rule("desk-document", Way.POST, SEEING, of=_document),
    Rule("desk-compare", Way.POST, SEEING, of=_document),
    Rule("desk-next-edition", Way.POST, DRAFTING, of=_document),
    Rule("desk-validity", Way.POST, APPROVING, of=_document),
    Rule("desk-edition", Way.POST, SEEING, of=_draft),
    Rule("desk-preview", Way.POST, SEEING, of=_draft),
    Rule("desk-review", Way.POST, SEEING, of=_draft),
    Rule("desk-edit", Way.POST, DRAFTING, of=_draft),
    Rule("desk-files", Way.POST, DRAFTING, of=_draft),
    Rule("desk-file", Way.POST, SEEING, of=_file),
    Rule("desk-submit", Way.POST, DRAFTING, of=_draft),
    Rule("desk-release", Way.POST, RELEASING, of=_draft),
    Rule("desk-withdraw", Way.POST, APPROVING, of=_draft),
    Rule("desk-discard", Way.POST, DRAFTING, of=_draft),
    Rule("desk-guide", Way.POST, SEEING, secret=_title_of_another),
    Rule("desk-index-pattern", Way.POST, SEEING),
    Rule("desk-procedure", Way.POST, SEEING),
]

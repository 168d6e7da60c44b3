"""The addresses of decisions and letters."""

from __future__ import annotations

from typing import Any

from gongkai.service.organs.models import Duty, Organ
from gongkai.service.requests import keeping
from gongkai.service.requests.actions.draft_letter import draft
from gongkai.service.requests.actions.receive import receive
from gongkai.service.requests.models import Dispatch, Letter
from tests.service.cases import an_application, at
from tests.service.desk import a_person, a_post
from tests.service.walk import Rule, Scene, Way

SEEING = (Duty.CLERK, Duty.REVIEWER, Duty.OFFICE_HEAD, Duty.LEADER, Duty.SUPERVISOR)
HANDLING = (Duty.CLERK, Duty.OFFICE_HEAD)


def prepare(scene: Scene) -> None:
    """In each organ a request with a letter that is drafted, and one that was issued and sent."""
    for organ in (scene.own, scene.other):
        clerk = a_post(organ, Duty.CLERK, a_person(f"drafter-{organ.pk}", "拟稿人"))
        moment = at("2026-03-02")
        asked = an_application(f"{organ}的另一件申请")
        case = receive(organ, asked, channel="in_person", arrived=moment.date(), by=clerk, at=moment).case
        to = case.parties.get(key="R1")
        letter = draft(case, "correction", to=to, by=clerk, at=moment)
        issued = draft(case, "submission_proof", to=to, by=clerk, at=moment)
        stored = keeping.store(b"%PDF-1.7 a letter")
        Letter.objects.filter(pk=issued.pk).update(
            issued_on=moment.date(), issued_by=clerk, pdf=stored, docx=stored
        )
        sent = Dispatch.objects.create(
            letter=issued,
            means="post",
            address="样例路1号",
            tracking="X1",
            sent_on=moment.date(),
            by=clerk,
            at=moment,
        )
        for name, thing in {"asked": case, "letter": letter, "issued": issued, "dispatch": sent}.items():
            scene.things[f"{name} {organ.code}"] = thing


def _of(name: str, **more: Any) -> Any:
    def found(scene: Scene, organ: Organ) -> dict[str, Any]:
        return {"number": scene.things[f"{name} {organ.code}"].pk, **more}

    return found


def _a_kind(_scene: Scene) -> dict[str, Any]:
    return {"kind": "correction"}


RULES = [
    Rule("desk-case-decide", Way.POST, HANDLING, of=_of("asked")),
    Rule("desk-case-search", Way.POST, HANDLING, of=_of("asked")),
    Rule("desk-case-files", Way.POST, HANDLING, of=_of("asked")),
    Rule("desk-case-letters", Way.POST, SEEING, of=_of("asked")),
    Rule("desk-letter-new", Way.POST, HANDLING, of=_of("asked", kind="correction")),
    Rule("desk-letter", Way.POST, SEEING, of=_of("letter")),
    Rule("desk-letter-edit", Way.POST, HANDLING, of=_of("letter")),
    Rule("desk-letter-submit", Way.POST, HANDLING, of=_of("letter")),
    Rule("desk-letter-review", Way.POST, SEEING, of=_of("letter")),
    Rule("desk-letter-discard", Way.POST, HANDLING, of=_of("letter")),
    Rule("desk-letter-issue", Way.POST, HANDLING, of=_of("letter")),
    Rule("desk-letter-send", Way.POST, HANDLING, of=_of("issued")),
    Rule("desk-letter-file", Way.POST, SEEING, of=_of("issued", form="pdf")),
    Rule("desk-dispatch", Way.POST, HANDLING, of=_of("dispatch")),
    Rule("desk-requests-numbers", Way.POST, SEEING),
    Rule("desk-requests-preflight", Way.POST, SEEING),
    Rule("desk-letter-wordings", Way.POST, SEEING),
    Rule("desk-letter-wording", Way.POST, SEEING, with_=_a_kind),
]

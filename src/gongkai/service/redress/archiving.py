"""What the archive file of a request holds of the proceedings that followed it (requests/archiving.py).

Every step is there, annulled ones too, with who entered it and when; the evidence is what the file had for
each thing that has to be proven. The documents themselves stand among the papers of the request.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone, translation

from gongkai.service.redress import evidence
from gongkai.service.redress.course import course, in_force
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.words import OVERS, PROCEDURES, RESULTS, STATES
from gongkai.service.requests import ledger
from gongkai.service.requests.models import Case
from gongkai.statute.clock import Clock
from gongkai.statute.law import Law


def sheets(case: Case, on: date, law: Law) -> Iterator[dict[str, Any]]:
    """Yield each proceeding over a case, the first first, as its sheet in the archive file has it.

    Raises CannotDo where its steps cannot be read, StatuteError where its evidence cannot.
    """
    clock = ledger.clock_of(case, law)
    rows = Proceeding.objects.filter(case=case).select_related("follows").order_by("pk")
    with translation.override("zh-hans"):  # what the file says is Chinese, whoever packs it
        for row in rows:
            yield _sheet(row, case, clock, on, law)


def _sheet(row: Proceeding, case: Case, clock: Clock, on: date, law: Law) -> dict[str, Any]:
    steps = list(row.steps.select_related("by__person", "paper", "entry").order_by("place"))
    found = course(row, steps, law)
    annulled = {step.annuls for step in steps}
    kept = {step.place for step in in_force(steps)}
    kept |= {step.place for step in steps if step.kind == Step.Kind.ANNULLED and step.place not in annulled}
    return {
        "kind": row.get_kind_display(),
        "number": row.number,
        "over": str(OVERS[row.over]),
        "body": row.body,
        "follows": str(row.follows) if row.follows is not None else None,
        "state": str(STATES[found.state]),
        "result": str(RESULTS[found.result]) if found.result else None,
        "answer_due": found.answer_due.day.isoformat() if found.answer_due else None,
        "answered_on": found.answered_on.isoformat() if found.answered_on else None,
        "steps": [_step(step, step.place in kept) for step in steps],
        "evidence": _evidence(row, case, clock, on),
    }


def _step(step: Step, in_force: bool) -> dict[str, Any]:
    return {
        "place": step.place,
        "what": step.get_kind_display(),
        "on": step.on.isoformat(),
        "procedure": str(PROCEDURES[step.procedure]) if step.procedure else None,
        "result": str(RESULTS[step.result]) if step.result else None,
        "orders_new_reply": step.orders,
        "order_served": step.order_served.isoformat() if step.order_served else None,
        "order_until": step.order_until.isoformat() if step.order_until else None,
        "ledger_entry": step.entry.place if step.entry is not None else None,
        "annuls": step.annuls,
        "in_force": in_force,
        "says": step.says,
        "paper": {"name": step.paper.name, "sha256": step.paper.sha256} if step.paper is not None else None,
        "by": f"{step.by.title} {step.by.person}",
        "entered_at": timezone.localtime(step.at).isoformat(timespec="seconds"),
    }


def _evidence(row: Proceeding, case: Case, clock: Clock, on: date) -> list[dict[str, Any]]:
    """What had to be proven and what the file has for it; of a reply or its want alone."""
    if row.over not in (Proceeding.Over.REPLY, Proceeding.Over.SILENCE):
        return []
    return [
        {"to_prove": item.proof.says, "article": item.proof.article, "file_has": list(item.has)}
        for item in evidence.bundle(case, clock, on)
    ]

"""Where a rectification stands, and its letter (条例 art. 41); no table of the annual report counts it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.papers.letters import Facts, compose
from gongkai.papers.letters import Letter as Written
from gongkai.papers.letters import Organ as Named
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.records import RecordStep, Rectification
from gongkai.service.redress.words import RECORD_STATES
from gongkai.service.requests.letter_remedies import bodies_of, ways_of
from gongkai.service.requests.letter_sources import organ_as_named
from gongkai.service.requests.lettering import NO_NUMBER
from gongkai.statute.law import Law
from gongkai.statute.limits import Due
from gongkai.statute.limits import due as limit_due
from gongkai.statute.remedies import remedy

KIND = "rectification"  # the subject of the review of its letter (clearance)
FORM = "gongkai-rectification-letter-1"
LIMIT = "record_rectification"
DECIDED = (RecordStep.Kind.CORRECTED, RecordStep.Kind.NOT_CORRECTED, RecordStep.Kind.PASSED_ON)
ANNULLING = (RecordStep.Kind.ANNUL_ASKED, RecordStep.Kind.ANNULLED, RecordStep.Kind.ANNUL_DECLINED)
LETTERS = {
    RecordStep.Kind.CORRECTED: "rectified",
    RecordStep.Kind.NOT_CORRECTED: "not_rectified",
    RecordStep.Kind.PASSED_ON: "rectification_elsewhere",
}


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a rectification stands after its steps."""

    state: str  # received, checked, decided, told, void
    checked: RecordStep | None
    decided: RecordStep | None
    told: RecordStep | None
    asked: RecordStep | None = None  # to annul something, and not answered yet
    gone: tuple[int, ...] = ()  # the places that were annulled; 0: the registration

    @property
    def says(self) -> str | Promise:
        """The state in words."""
        return RECORD_STATES[self.state]

    @property
    def next(self) -> tuple[str, ...]:
        """The kinds of steps that may follow."""
        return {
            "received": (RecordStep.Kind.CHECKED, RecordStep.Kind.PASSED_ON),
            "checked": DECIDED,
            "decided": (RecordStep.Kind.TOLD,),
            "told": (),
            "void": (),
        }[self.state]

    @property
    def is_open(self) -> bool:
        """Whether the organ still owes something."""
        return self.state not in ("told", "void")

    @property
    def annullable(self) -> tuple[int, ...]:
        """The places that may be annulled: nothing that another rests on, nothing once the letter is issued.

        A letter that has its number is in the hands of who asked: what it says is not undone by an entry.
        """
        if not self.is_open:
            return ()
        last = self.decided or self.checked
        return (last.place,) if last is not None else (0,)


def stands(steps: Iterable[RecordStep]) -> Stands:
    """Return where a rectification stands after these steps; what was annulled never was."""
    told_of = sorted(steps, key=lambda step: step.place)
    gone = tuple(
        step.annuls for step in told_of if step.kind == RecordStep.Kind.ANNULLED and step.annuls is not None
    )
    asked = next((step for step in reversed(told_of) if step.kind in ANNULLING), None)
    waits = asked if asked is not None and asked.kind == RecordStep.Kind.ANNUL_ASKED else None
    by_kind = {step.kind: step for step in told_of if step.place not in gone}
    checked = by_kind.get(RecordStep.Kind.CHECKED)
    decided = next((by_kind[kind] for kind in DECIDED if kind in by_kind), None)
    told = by_kind.get(RecordStep.Kind.TOLD)
    state = "told" if told else "decided" if decided else "checked" if checked else "received"
    return Stands("void" if 0 in gone else state, checked, decided, told, waits, gone)


def due(of: Rectification, law: Law) -> Due:
    """Return by when it should be dealt with: the law sets no term, reading L-0039 does."""
    return limit_due(LIMIT, of.received_on, law)


def digest_of(of: Rectification, decided: RecordStep, on: date) -> str:
    """Return the SHA-256 of exactly what the letter would say: all but its number and its day."""
    said = dataclasses.asdict(letter(of, decided, on, NO_NUMBER))
    for given_later in ("day", "dated", "number"):
        said.pop(given_later)
    content = {"form": FORM, "rectification": of.number, "decided": decided.place, "said": said}
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def letter(of: Rectification, decided: RecordStep, on: date, number: str) -> Written:
    """Return the letter that tells what was decided, dated `on`; LetterIncomplete says what it lacks."""
    said: dict[str, Any] = {}
    if decided.kind == RecordStep.Kind.CORRECTED:
        said["corrected_to"] = decided.says
    elif decided.kind == RecordStep.Kind.PASSED_ON:
        said = {"other_organ": Named(name=decided.competent), "passed_on": decided.says}
    else:
        bodies = bodies_of(of.organ, on)
        if not bodies:
            raise CannotDo(
                _(
                    "不知道由谁复议，告知书不能写明救济途径：本机关没有登记行政复议机关，上级也不是人民政府。"
                    "请系统管理员在“机关”页本机关的资料里填写“行政复议机关”。"
                )
            )
        found = remedy("other", on, on, bodies, law_here(), **ways_of(of.organ, on))
        said = {"reasons": decided.says, "remedies": found.letter}
    facts = Facts(
        organ=organ_as_named(of.organ),
        number=number,
        requesters=(of.name,),
        addressed="您" if of.is_person else "贵单位",
        request_number=of.number,
        received_on=of.received_on,
        record=of.record,
        evidence=of.evidence,
        **said,
    )
    return compose(LETTERS[RecordStep.Kind(decided.kind)], facts, on, {})

"""Where a proceeding stands: folded from its steps, with the next day by which something is owed.

Its result in table 4 is that which took effect: an appeal reopens it, and the second end counts (D14). Terms
are limits of the statute; a complaint has none that the Regulations set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.words import STATES, STEPS
from gongkai.statute.contests import Contest
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law
from gongkai.statute.limits import Due, due

COURTS = (Proceeding.Kind.DIRECT_SUIT, Proceeding.Kind.SUIT_AFTER)


@dataclass(frozen=True, slots=True)
class Course:
    """Where one proceeding stands."""

    proceeding: Proceeding
    steps: tuple[Step, ...]  # those in force, in the order they happened
    state: str
    accepted_on: date | None
    ended_on: date | None
    result: str
    answer_due: Due | None  # by when the organ has to answer with its evidence (复议法 48, 54; 行诉法 67, 85)
    answered_on: date | None
    decision_due: Due | None  # by when the body has to decide
    end: Step | None = None  # the step that ended it, with what it orders

    @property
    def says(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state]

    def answer_is_late(self, on: date) -> bool:
        """Say whether the answer was given, or is still owed, after its last day."""
        return self.answer_due is not None and (self.answered_on or on) > self.answer_due.day

    @property
    def begun_on(self) -> date | None:
        """The day it was accepted; where nobody entered that, the first day by which it must have been.

        The copy is sent to the organ, and its answer and the hearing follow, only after acceptance (复议法48,
        54; 行诉法67), a day the organ often never learns. One that was not accepted ends the day it began.
        """
        return self.accepted_on or (self.steps[0].on if self.steps else None)

    def contest(self) -> Contest | None:
        """Return it as table 4 counts it; None for a complaint, and before anything shows it is accepted."""
        if self.proceeding.kind == Proceeding.Kind.COMPLAINT:
            return None
        begun = self.begun_on
        return None if begun is None else Contest(begun, self.ended_on, self.result or None)


def course(proceeding: Proceeding, steps: Iterable[Step], law: Law) -> Course:
    """Return where a proceeding stands after these steps. CannotDo for a step that has no place."""
    kept = in_force(steps)
    accepted = served = answered = None
    end: Step | None = None
    appealed = False
    procedure, result = "", ""
    for step in kept:
        match step.kind:
            case Step.Kind.ACCEPTED:
                _refuse(step, accepted is not None, _("已经登记受理"))
                accepted, procedure = step.on, step.procedure
            case Step.Kind.SERVED:
                _refuse(step, end is not None, _("已经审结"))
                served, answered = step.on, None
                procedure = step.procedure or procedure
            case Step.Kind.ANSWERED:
                _refuse(step, end is not None, _("已经审结"))
                answered = step.on
            case Step.Kind.HEARD:
                _refuse(step, end is not None, _("已经审结"))
            case Step.Kind.ENDED:
                _refuse(step, end is not None, _("已经审结；有上诉的，先登记上诉"))
                end, result = step, step.result
            case Step.Kind.APPEALED:
                _refuse(step, end is None, _("还没有审结，不能登记上诉"))
                _refuse(step, proceeding.kind not in COURTS, _("只有行政诉讼可以上诉"))
                end, result, served, answered, appealed = None, "", None, None, True
    is_reconsideration = proceeding.kind == Proceeding.Kind.RECONSIDERATION
    answer_due = None
    if served and proceeding.kind != Proceeding.Kind.COMPLAINT:
        answer_due = _due(_answer_limit(is_reconsideration, procedure, appealed), served, law)
    decision_due = None
    if is_reconsideration and accepted and end is None:
        decision_due = _due(
            f"reconsideration_decision{'_summary' if procedure == 'summary' else ''}", accepted, law
        )
    if end is not None:
        state = "ended"
    elif answer_due is not None and answered is None:
        state = "answer_owed"
    else:
        state = "filed" if accepted is None else "pending"
    return Course(
        proceeding=proceeding,
        steps=tuple(kept),
        state=state,
        accepted_on=accepted,
        ended_on=end.on if end else None,
        result=result,
        answer_due=answer_due,
        answered_on=answered,
        decision_due=decision_due,
        end=end,
    )


def in_force(steps: Iterable[Step]) -> list[Step]:
    """Return the steps that were not annulled, by the day they happened; those of one day as recorded."""
    found = sorted(steps, key=lambda step: step.place)
    gone: set[int] = set()
    for step in reversed(found):  # an annulment that is annulled annuls nothing
        if step.kind == Step.Kind.ANNULLED and step.place not in gone and step.annuls is not None:
            gone.add(step.annuls)
    kept = [step for step in found if step.place not in gone and step.kind != Step.Kind.ANNULLED]
    return sorted(kept, key=lambda step: (step.on, step.place))


def _refuse(step: Step, wrong: bool, why: str) -> None:
    if wrong:
        raise CannotDo(
            _("“%(kind)s”（%(on)s）不能登记：%(why)s。请核对日期和顺序。")
            % {"kind": STEPS[step.kind], "on": step.on.isoformat(), "why": why}
        )


def _answer_limit(is_reconsideration: bool, procedure: str, appealed: bool) -> str:
    """The key of the limit within which the organ answers: 复议法 48, 54; in court 行诉法 67, on appeal 85.

    Where the procedure is not known, the shorter term of the summary one is safe (复议法 53(1)(4)).
    """
    if not is_reconsideration:
        return "appeal_answer" if appealed else "suit_answer"
    return f"reconsideration_answer{'_ordinary' if procedure == Step.Procedure.ORDINARY else ''}"


def _due(key: str, start: date, law: Law) -> Due | None:
    try:
        return due(key, start, law)
    except NoRule:
        return None  # before the law of 2023 these terms are not stored

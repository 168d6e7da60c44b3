"""Where a proceeding stands: folded from its steps, with the next day by which something is owed.

Its result in table 4 is that which took effect: an appeal reopens it, and the second end counts (D14). Terms
are limits of the statute; a complaint has none that the Regulations set.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.words import STATES, STEPS
from gongkai.statute.contests import Contest
from gongkai.statute.errors import NoRule
from gongkai.statute.law import Law
from gongkai.statute.limits import Due, due

COURTS = (Proceeding.Kind.DIRECT_SUIT, Proceeding.Kind.SUIT_AFTER)
_TWICE = gettext_lazy("已经登记受理")
_OVER = gettext_lazy("已经审结")
_OVER_APPEAL = gettext_lazy("已经审结；有上诉的，先登记上诉")
_NOT_OVER = gettext_lazy("还没有审结，不能登记上诉")
_NO_APPEAL = gettext_lazy("只有行政诉讼可以上诉")


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
    begun_on: date | None = None  # see `Folded.begun`

    @property
    def says(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state]

    def answer_is_late(self, on: date) -> bool:
        """Say whether the answer was given, or is still owed, after its last day."""
        return self.answer_due is not None and (self.answered_on or on) > self.answer_due.day

    def contest(self) -> Contest | None:
        """Return it as table 4 counts it; None for a complaint, and before anything shows it is accepted.

        A suit in which the organ is co-defendant as the reconsideration body counts for the organ that acted
        (30号: 只计算原行为主体的案件数量).
        """
        if self.proceeding.as_co_defendant:
            return None
        return _contest(self.proceeding.kind, self.begun_on, self.end)


class Told(NamedTuple):
    """What counting reads of a step: of ten thousand no rows are made."""

    place: int
    kind: str
    on: date
    procedure: str
    result: str
    annuls: int | None


S = TypeVar("S", Step, Told)


@dataclass(slots=True)
class Folded(Generic[S]):
    """What the steps in force say, before any term is computed."""

    kept: list[S]
    accepted: date | None = None
    served: date | None = None
    answered: date | None = None
    end: S | None = None
    appealed: bool = False
    procedure: str = ""

    @property
    def begun(self) -> date | None:
        """The day it was accepted; where nobody entered that, the first day by which it must have been.

        The copy is sent to the organ, and its answer and the hearing follow, only after acceptance (复议法48,
        54; 行诉法67), a day the organ often never learns. One that was not accepted ends the day it began.
        """
        return self.accepted or (self.kept[0].on if self.kept else None)

    def contest(self, kind: str) -> Contest | None:
        """Return it as table 4 counts it; None for a complaint, and before anything shows it is accepted."""
        return _contest(kind, self.begun, self.end)


def folded(kind: str, steps: Iterable[S]) -> Folded[S]:
    """Return what the steps of a proceeding of a kind say. CannotDo for a step that has no place."""
    found = Folded(in_force(steps))
    for step in found.kept:
        match step.kind:
            case Step.Kind.ACCEPTED:
                _refuse(step, found.accepted is not None, _TWICE)
                found.accepted, found.procedure = step.on, step.procedure
            case Step.Kind.SERVED:
                _refuse(step, found.end is not None, _OVER)
                found.served, found.answered = step.on, None
                found.procedure = step.procedure or found.procedure
            case Step.Kind.ANSWERED:
                _refuse(step, found.end is not None, _OVER)
                found.answered = step.on
            case Step.Kind.HEARD:
                _refuse(step, found.end is not None, _OVER)
            case Step.Kind.ENDED:
                _refuse(step, found.end is not None, _OVER_APPEAL)
                found.end = step
            case Step.Kind.APPEALED:
                _refuse(step, found.end is None, _NOT_OVER)
                _refuse(step, kind not in COURTS, _NO_APPEAL)
                found.end, found.served, found.answered, found.appealed = None, None, None, True
    return found


def course(proceeding: Proceeding, steps: Iterable[Step], law: Law) -> Course:
    """Return where a proceeding stands after these steps. CannotDo for a step that has no place."""
    found = folded(proceeding.kind, steps)
    end, accepted, served, procedure = found.end, found.accepted, found.served, found.procedure
    is_reconsideration = proceeding.kind == Proceeding.Kind.RECONSIDERATION
    answer_due = None
    if served and proceeding.kind != Proceeding.Kind.COMPLAINT:
        answer_due = _due(_answer_limit(is_reconsideration, procedure, found.appealed), served, law)
    decision_due = None
    if is_reconsideration and accepted and end is None:
        decision_due = _due(
            f"reconsideration_decision{'_summary' if procedure == 'summary' else ''}", accepted, law
        )
    if end is not None:
        state = "ended"
    elif answer_due is not None and found.answered is None:
        state = "answer_owed"
    else:
        state = "filed" if accepted is None else "pending"
    return Course(
        proceeding=proceeding,
        steps=tuple(found.kept),
        state=state,
        accepted_on=accepted,
        ended_on=end.on if end else None,
        result=end.result if end else "",
        answer_due=answer_due,
        answered_on=found.answered,
        decision_due=decision_due,
        end=end,
        begun_on=found.begun,
    )


def in_force(steps: Iterable[S]) -> list[S]:
    """Return the steps that were not annulled, by the day they happened; those of one day as recorded."""
    found = sorted(steps, key=_place)
    gone: set[int] = set()
    for step in reversed(found):  # an annulment that is annulled annuls nothing
        if step.kind == Step.Kind.ANNULLED and step.place not in gone and step.annuls is not None:
            gone.add(step.annuls)
    kept = [step for step in found if step.place not in gone and step.kind != Step.Kind.ANNULLED]
    return sorted(kept, key=_when)


_place, _when = attrgetter("place"), attrgetter("on", "place")


def _contest(kind: str, begun: date | None, end: Step | Told | None) -> Contest | None:
    if kind == Proceeding.Kind.COMPLAINT or begun is None:
        return None
    return Contest(begun, end.on, end.result or None) if end else Contest(begun)


def _refuse(step: Step | Told, wrong: bool, why: str | Promise) -> None:
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

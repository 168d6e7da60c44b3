"""All that the page of a proceeding shows, computed from its steps and from the ledger of its request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.functional import Promise

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.said import said
from gongkai.service.redress import evidence, pressing, queries, remaining
from gongkai.service.redress.course import Course, course, in_force
from gongkai.service.redress.models import Proceeding, Step
from gongkai.service.redress.pressing import Pressing
from gongkai.service.redress.remaining import Open
from gongkai.service.redress.words import COUNTED, KINDS, OVERS, PROCEDURES, RESULTS, STEPS
from gongkai.service.requests import ledger
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.happenings import UnknownHappening
from gongkai.statute.clock import Clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.trace import day_in_words

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as the page shows it."""

    step: Step
    what: Words
    result: Words
    procedure: Words
    annulled_by: int | None

    @property
    def late(self) -> bool:
        """Whether it was entered on a later day than it happened."""
        return self.step.at.date() > self.step.on


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may be entered now, or why it may not."""

    key: str
    label: Words
    why: str = ""


class ProceedingPage:
    """A proceeding on a day, for a post."""

    def __init__(self, proceeding: Proceeding, who: Visit) -> None:
        self.proceeding, self.who, self.law = proceeding, who, law_here()
        self.unreadable = ""

    @cached_property
    def steps(self) -> list[Step]:
        """Every step as it was entered, annulled ones too."""
        rows = self.proceeding.steps.select_related("by__person", "paper", "entry", "said")
        return list(rows.order_by("place"))

    @property
    def seen(self) -> int:
        """How many steps the reader has before her: what her forms carry."""
        return len(self.steps)

    @cached_property
    def course(self) -> Course:
        """Where it stands."""
        return course(self.proceeding, self.steps, self.law)

    @cached_property
    def clock(self) -> Clock | None:
        """The clock of the request it is over; None where there is none, or today's law cannot read it."""
        if self.proceeding.case is None:
            return None
        try:
            return ledger.clock_of(self.proceeding.case, self.law)
        except (StatuteError, UnknownHappening) as fault:
            self.unreadable = said(str(fault))
            return None

    @property
    def redo(self) -> Clock | None:
        """The clock of the request while it is being answered anew by order of this proceeding."""
        end = self.course.end
        if end is None or end.entry_id is None or self.clock is None:
            return None
        return self.clock if self.clock.standing(self.who.on).state == "redo" else None

    @cached_property
    def pressing(self) -> Pressing:
        """How pressing it is."""
        return pressing.of(self.course, self.who.on, self.law, self.redo)

    @property
    def facts(self) -> list[tuple[str, Words]]:
        """What it is: (key, words); the template names them."""
        return [("kind", KINDS[self.proceeding.kind]), ("over", OVERS[self.proceeding.over])]

    @property
    def result(self) -> Words:
        """How it ended, "" while it is open."""
        return RESULTS[self.course.result] if self.course.result else ""

    @property
    def terms(self) -> list[tuple[str, str, str, bool]]:
        """Terms that run: of whom ("answer", "decision"), the day in words, its article, whether past."""
        found = self.course
        asked = [("answer", found.answer_due), ("decision", found.decision_due)]
        return [
            (
                key,
                said(day_in_words(due.day, self.law.calendar)),
                due.limit.force.article,
                self._is_past(key, due.day),
            )
            for key, due in asked
            if due is not None
        ]

    def _is_past(self, key: str, day: date) -> bool:
        if key == "answer":
            return self.course.answer_is_late(self.who.on)
        return day < self.who.on

    @property
    def redo_day(self) -> str:
        """The last day of the new reply in words."""
        redo = self.redo
        return said(day_in_words(redo.due, self.law.calendar)) if redo is not None and redo.due else ""

    @property
    def shown(self) -> list[Shown]:
        """The steps by the day they happened, with who annulled which."""
        kept = {step.place for step in in_force(self.steps)}
        gone = {step.annuls: step.place for step in self.steps if step.kind == Step.Kind.ANNULLED}
        return [
            Shown(
                step,
                STEPS[step.kind],
                RESULTS[step.result] if step.result else "",
                PROCEDURES[step.procedure] if step.procedure else "",
                None if step.place in kept else gone.get(step.place),
            )
            for step in sorted(self.steps, key=lambda step: (step.on, step.place))
        ]

    @cached_property
    def nexts(self) -> list[Next]:
        """What may be entered now, tried on the course itself; and why the rest may not."""
        return [self._tried(key, label) for key, label in STEPS.items()]

    def _tried(self, key: str, label: Words) -> Next:
        if key == Step.Kind.ANNULLED:
            return Next(key, label, "" if self.annullable else "—")
        result = "upheld" if key == Step.Kind.ENDED else ""
        step = Step(place=len(self.steps) + 1, kind=key, on=self._latest, result=result)
        try:
            course(self.proceeding, [*self.steps, step], self.law)
        except CannotDo as refusal:
            return Next(key, label, said(str(refusal)))
        return Next(key, label)

    @property
    def _latest(self) -> date:
        """Today, or the day of the last step where that is later: the place of what happens next."""
        return max([self.who.on, *(step.on for step in self.steps)])

    @property
    def annullable(self) -> list[Step]:
        """The steps in force, which may be annulled."""
        return in_force(self.steps)

    @cached_property
    def evidence(self) -> list[evidence.Item]:
        """What the answer has to prove while it is pending, with what the file has for it."""
        case, clock = self.proceeding.case, self.clock
        if self.course.end is not None:
            return []
        if case is None or clock is None or self.proceeding.over not in ("reply", "silence"):
            return []
        return evidence.bundle(case, clock, self.who.on)

    @cached_property
    def remedies(self) -> list[Open]:
        """Until when the requester may go on."""
        try:
            after = remaining.suit_after(self.course, self.who.on, self.law)
        except StatuteError as fault:
            self.unreadable = said(str(fault))
            return []
        return [after] if after is not None else []

    @property
    def counted(self) -> list[tuple[int, Words]]:
        """The years in whose table 4 it stands, and under which result, up to the end of this year."""
        until = date(self.who.on.year, 12, 31)
        return [(place.year, COUNTED[place.result]) for place in queries.places(self.course, until, self.law)]

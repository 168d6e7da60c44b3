"""How pressing a proceeding is today for the organ: in words and by the shapes of the work list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gongkai.service.redress.course import Course
from gongkai.service.requests import ledger
from gongkai.service.requests.urgency import GROUPS, PLACES, SOON
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.law import Law


@dataclass(frozen=True, slots=True)
class Pressing:
    """The key of its group, a sentence, the day it speaks of and what that day is."""

    key: str
    says: str
    day: date | None = None
    of_day: str = ""
    provisional: bool = False

    @property
    def name(self) -> str | Promise:
        """The group in words."""
        return GROUPS[self.key]

    @property
    def place(self) -> tuple[int, date]:
        """Where it stands in a list: what cannot wait first, and of these the nearest day."""
        return PLACES[self.key], self.day or date.max


def of(found: Course, on: date, law: Law, redo: Clock | None = None) -> Pressing:
    """Return how pressing a proceeding is on a day; `redo` is the clock of a request being answered anew."""
    if redo is not None and redo.due is not None:
        return owed(redo.due, on, law, _("责令重新答复"), redo.provisional)
    if found.state == "answer_owed" and found.answer_due is not None:
        return owed(found.answer_due.day, on, law, _("提交答复和证据"), found.answer_due.provisional)
    if found.state == "ended":
        return Pressing("ended", _("已审结"))
    whom = found.proceeding.body
    due = found.decision_due
    if due is not None and due.day < on:
        says = _("%(whom)s的决定期限已过，请了解进展") % {"whom": whom}
        return Pressing("lapsed", says, due.day, _("决定期限"), due.provisional)
    says = _("等待%(whom)s") % {"whom": whom}
    if due is not None:
        return Pressing("waiting", says, due.day, _("决定期限"), due.provisional)
    return Pressing("waiting", says)


def owed(day: date, on: date, law: Law, what: str, provisional: bool) -> Pressing:
    """Return how pressing what the organ owes by a day is; `what` says what it owes."""
    calendar = law.calendar
    if day < on:
        key = "overdue"
        says = _("%(what)s：已逾期%(days)s个工作日") % {
            "what": what,
            "days": calendar.between(day, on) or 1,
        }
    elif day == on:
        key, says = "today", _("%(what)s：今天是最后一日") % {"what": what}
    else:
        key = "soon" if day <= calendar.after(on, SOON) else "later"
        says = _("%(what)s：还有%(days)s个工作日") % {"what": what, "days": calendar.between(on, day)}
    return Pressing(key, says, day, _("最迟"), provisional)


def redone(found: Iterable[Course], on: date, law: Law) -> dict[int, Clock]:
    """Return the clocks of requests that are being answered anew, by the key of the proceeding; one query."""
    ordered = {
        each.proceeding.pk: each.proceeding.case_id
        for each in found
        if each.end is not None and each.end.entry_id is not None and each.proceeding.case_id
    }
    if not ordered:
        return {}
    events = ledger.events_of_all(set(ordered.values()))
    clocks = {case: clock.read(said, law) for case, said in events.items()}
    return {key: clocks[case] for key, case in ordered.items() if clocks[case].standing(on).state == "redo"}

"""Where a request stands: its due date, what stops it, who owes the next move, and why.

`read` folds the events of one request (see `fold`) into a `Clock`; `Clock.standing` looks at it on
a given day. The due date does not depend on that day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gongkai.statute import fold
from gongkai.statute.consultation import Consultation
from gongkai.statute.course import Course, Ending
from gongkai.statute.dated import chinese_day
from gongkai.statute.events import KINDS, Answered, Event, Received
from gongkai.statute.law import Law
from gongkai.statute.trace import Finding, Line, day_in_words

# Who owes the next move.
WAITING = {
    "organ": "本机关",
    "requester": "申请人",
    "third_party": "第三方",
    "co_producer": "共同制作机关",
    "other_organ": "其他机关",
}
STATES = {
    "not_received": "尚未收到申请",
    "receipt_awaited": "收到之日尚未确认",
    "running": "办理中",
    "consulting": "征求意见中，期限暂停计算",
    "awaiting_correction": "等待补正",
    "awaiting_payment": "等待缴费",
    "redo": "重新答复中",
    "answered": "已作出答复，尚未发出",
    "untold": "已认定办结，告知文书尚未发出",
    "ended": "已办结",
}


@dataclass(frozen=True)
class Clock:
    """Where the reply term stands after all events.

    `due` is the last day on which a reply is in time if nothing further is recorded: an open
    consultation counts as lapsing on its last day. It is None while receipt is unconfirmed, while
    a correction or a payment is awaited, and while a consultation is open that has no last day.
    """

    law: Law
    received_on: date | None  # the day of receipt of 条例31; correction does not move it
    due: date | None
    unrestarted_due: date | None  # where a late or second correction notice restarted the term
    unrestarted_extension: int  # working days of an extension within that date
    halted: str  # "", "receipt", "correction" or "payment": what keeps the term from running
    correct_by: date | None
    pay_by: date | None
    consultations: tuple[Consultation, ...]
    ending: Ending | None
    endings: tuple[Ending, ...]  # the first, and those after an order to redo or a revocation
    arrived_on: date | None
    ordered_on: tuple[date, ...]  # the days of orders to redo
    redo: bool
    trace: tuple[Line, ...]
    findings: tuple[Finding, ...]
    entries: tuple[tuple[int, Event], ...]  # the events in force, in legal order
    fixed: bool = False  # the last day was set by itself (条例35, an order to redo): nothing moves it

    @property
    def provisional(self) -> bool:
        """Whether the due date, or the last day waited for, rests on a year not announced."""
        return self.unsure_day is not None

    @property
    def unsure_day(self) -> date | None:
        """The day that makes the dates provisional: the last one, or one of an earlier year on the way."""
        last, calendar = self.last_day, self.law.calendar
        if last is None or calendar.is_provisional(last):
            return last
        first = self.received_on or last
        ends = (date(year, 12, 31) for year in range(first.year, last.year))
        return next((day for day in ends if calendar.is_provisional(day)), None)

    @property
    def why_provisional(self) -> str:
        """The sentence on what makes the dates provisional, "" where nothing does."""
        day = self.unsure_day
        return "" if day is None else self.law.calendar.why_provisional(day)

    @property
    def last_day(self) -> date | None:
        """The due date; while there is none, the last computed day of what is waited for."""
        if self.due is not None or self.ending is not None:
            return self.due
        lapses = [c.lapses_on for c in self.consultations if c.open and c.lapses_on is not None]
        return max([*lapses, *([self.pay_by] if self.pay_by else [])], default=None)

    @property
    def readings(self) -> dict[str, str]:
        """The readings the dates rest on: number of the decision page → the value in force."""
        known = self.law.readings
        numbers = {number for line in self.trace for number in line.readings}
        if self.provisional and (last := self.last_day) and last.year > self.law.calendar.last_announced:
            numbers.add(known.reading("unannounced_year").number)
        if self.law.calendar.region:
            numbers.add(known.reading("regional_calendar").number)
        day = self.received_on or self.arrived_on or date.max
        return {
            reading.number: known.value(reading.key, day)
            for reading in known.all.values()
            if reading.number in numbers
        }

    def standing(self, on: date) -> Standing:
        """Return how the request stood on the day `on`: what came later is left out, but not of `due`."""
        then = self.as_of(on)
        state, waiting_for, whom = _state(then, on)
        # 235号: in time is what was decided and dispatched; until then the day looked at counts.
        done_on = then.ending.sent if then.ending else None
        late = self.due is not None and (done_on or on) > self.due
        days = self.law.calendar
        settled = self.due is None or state in ("ended", "not_received")
        return Standing(
            clock=self,
            on=on,
            state=state,
            waiting_for=waiting_for,
            whom=whom,
            days_left=None
            if settled or self.due is None
            else (0 if on >= self.due else days.between(on, self.due)),
            overdue_since=days.after(self.due, 1) if late and self.due is not None else None,
            findings=(*self.findings, *self._unsent(then.ending, on), *self._later_than(on)),
        )

    def as_of(self, on: date) -> Clock:
        """Return this clock without what happened after `on`."""
        if not self.entries or self.entries[-1][1].on <= on:
            return self
        return _folded([(entry, event) for entry, event in self.entries if event.on <= on], self.law)

    def _unsent(self, ending: Ending | None, on: date) -> tuple[Finding, ...]:
        """What to say of a reply decided in time that had not been sent when its last day passed (235号)."""
        due = self.due
        if ending is None or ending.sent is not None or due is None or not ending.on <= due < on:
            return ()
        is_reply = ending.event == Answered.kind
        day, what = chinese_day(ending.on), KINDS[ending.event].name
        done = f"答复已于{day}作出" if is_reply else f"“{what}”已于{day}认定"
        says = (
            f"{done}，期限至{chinese_day(due)}届满时{'' if is_reply else '告知文书'}没有发出，"
            "不算在期限内答复；请尽快发出，已经发出的请补记发出之日。"
        )
        article = self.law.term("dispatch", on).article
        return (Finding("answered_not_sent", says, article, ending.event, ending.entry),)

    def _later_than(self, on: date) -> tuple[Finding, ...]:
        """What to say where there are entries of days after the one looked at."""
        later = [(entry, event) for entry, event in self.entries if event.on > on]
        if not later:
            return ()
        entry, event = later[0]
        day = chinese_day(on)
        if isinstance(event, Received):
            says = f"{day}还没有收到申请（{chinese_day(event.on)}收到），没有当日的状态；期限按全部记录计算。"
            return (Finding("looked_before_receipt", says, event.article, event.kind, entry),)
        says = (
            f"{day}以后还有{len(later)}条记录（最早是{chinese_day(event.on)}的“{event.name}”）："
            "状态是当日的，期限按全部记录计算。"
        )
        return (Finding("looked_before_entries", says, event.article, event.kind, entry),)


@dataclass(frozen=True)
class Standing:
    """A clock as seen on one day."""

    clock: Clock
    on: date
    state: str
    waiting_for: str | None
    whom: tuple[str, ...]
    days_left: int | None
    overdue_since: date | None
    findings: tuple[Finding, ...]  # those of the clock, and what the day looked at brings with it

    def as_json(self) -> dict[str, Any]:
        """Return everything for JSON: due, provisional, state, waiting_for, trace and more."""
        clock, calendar = self.clock, self.clock.law.calendar
        ending = clock.ending
        return {
            "due": _iso(clock.due),
            "provisional": clock.provisional,
            "state": self.state,
            "waiting_for": self.waiting_for,
            "waiting_for_whom": list(self.whom),
            "on": self.on.isoformat(),
            "days_left": self.days_left,
            "overdue_since": _iso(self.overdue_since),
            "received_on": _iso(clock.received_on),
            "unrestarted_due": _iso(clock.unrestarted_due),
            "unrestarted_extension": clock.unrestarted_extension,
            "correct_by": _iso(clock.correct_by),
            "pay_by": _iso(clock.pay_by),
            "ending": None
            if ending is None
            else {"event": ending.event, "on": _iso(ending.on), "outcome": ending.outcome},
            "readings": clock.readings,
            "findings": [finding.as_json() for finding in self.findings],
            "trace": [line.as_json(calendar) for line in clock.trace],
        }

    def says(self) -> list[str]:
        """Return the standing in sentences, the trace numbered below it."""
        clock, calendar = self.clock, self.clock.law.calendar
        lines = [f"状态：{STATES[self.state]}"]
        if clock.due is None and self.state not in ("ended", "untold"):
            lines.append("答复期限：现在不能确定")
            if why := clock.why_provisional:
                lines.append(f"  所列日期暂定：{why}")
        elif clock.due is not None:
            note = "（暂定）" if clock.provisional else ""
            lines.append(f"答复期限：{day_in_words(clock.due, calendar)}{note}")
            if why := clock.why_provisional:
                lines.append(f"  {why}")
        if clock.unrestarted_due is not None:
            extended = clock.unrestarted_extension
            within = f"，其中延长{extended}个工作日" if extended else ""
            lines.append(f"不重新计算时的期限：{day_in_words(clock.unrestarted_due, calendar)}{within}")
        if self.waiting_for is not None:
            whom = f"（{'、'.join(self.whom)}）" if self.whom else ""
            lines.append(f"等待：{WAITING[self.waiting_for]}{whom}")
        if self.overdue_since is not None:
            lines.append(f"逾期：自{day_in_words(self.overdue_since, calendar)}起")
        elif self.days_left is not None:
            lines.append(f"剩余：{self.days_left}个工作日（截至{day_in_words(self.on, calendar)}）")
        lines.append("理由：")
        lines += [f"  {n}. {line.says(calendar)}" for n, line in enumerate(clock.trace, 1)]
        if self.findings:
            lines.append("提示：")
            lines += [f"  · {finding.says}" for finding in self.findings]
        by_number = {reading.number: reading for reading in clock.law.readings.all.values()}
        if chosen := clock.readings:
            lines.append("所依读法：")
        for number, value in chosen.items():
            reading = by_number[number]
            lines.append(f"  {number} {reading.title}：{reading.says(value)}")
        return lines


def _state(clock: Clock, on: date) -> tuple[str, str | None, tuple[str, ...]]:
    if clock.ending is not None:
        if clock.ending.sent is not None:
            return "ended", None, ()
        return "answered" if clock.ending.event == Answered.kind else "untold", "organ", ()
    if not clock.entries:
        return "not_received", None, ()
    if clock.halted == "receipt" or clock.arrived_on is None:  # its one receipt may have been annulled
        return "receipt_awaited", "organ", ()
    if clock.halted == "correction":
        over = clock.correct_by is not None and on > clock.correct_by
        return "awaiting_correction", "organ" if over else "requester", ()
    if clock.halted == "payment":
        over = clock.pay_by is not None and on > clock.pay_by
        return "awaiting_payment", "organ" if over else "requester", ()
    # Under a day set by itself an opinion may be awaited, but it stops nothing: the organ owes the reply.
    asked = () if clock.fixed else clock.consultations
    waiting = [c for c in asked if c.stops and c.open and not c.lapsed(on)]
    if waiting:
        return "consulting", waiting[0].kind, tuple(c.whom for c in waiting)
    return "redo" if clock.redo else "running", "organ", ()


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def read(events: Iterable[Event], law: Law) -> Clock:
    """Fold the legal events of one request into the state of its reply term.

    Regulations on Open Government Information (State Council Order 711), Article 33:

        行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复；……
        延长的期限最长不得超过20个工作日。
        行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内。

    Events may come in any order; they are read by their legal day. Raises OutOfTurn for an event
    the law has no place for, NoRule or NoCalendar for a day without a rule or a calendar.
    """
    entered = list(events)
    clock = _folded(fold.in_force(entered), law)
    early = fold.annulled_too_early(entered)
    return replace(clock, findings=(*clock.findings, *early)) if early else clock


def _folded(entries: Sequence[tuple[int, Event]], law: Law) -> Clock:
    course = Course(law)
    for entry, event in entries:
        fold.step(course, entry, event)
    due = fold.close(course)
    return Clock(
        law=law,
        received_on=course.received_on,
        due=due,
        unrestarted_due=course.unrestarted_due(),
        unrestarted_extension=course.unrestarted[2] if course.unrestarted else 0,
        halted=course.halted,
        correct_by=course.correct_by,
        pay_by=course.pay_by,
        consultations=tuple(course.consultations),
        ending=course.ending,
        endings=tuple(course.endings),
        arrived_on=course.received.on if course.received else None,
        ordered_on=tuple(line.on for line in course.lines if line.event == "redo_ordered"),
        redo=course.redo,
        trace=tuple(course.lines),
        findings=tuple(course.findings),
        entries=tuple(entries),
        fixed=course.fixed is not None,
    )

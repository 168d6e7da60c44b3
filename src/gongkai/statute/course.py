"""The course of a request: the running term, what has happened to it, and the account of why.

The rules that move it stand beside: `term`, `correction`, `opinions`, `charging`, `ending`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.statute.citation import words
from gongkai.statute.consultation import Consultation, left_out, span
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import OutOfTurn
from gongkai.statute.events import Event, FeePaid, Received
from gongkai.statute.law import TERM_NAMES, Law, Term
from gongkai.statute.trace import Finding, Line

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Ending:
    """How a request ended. What a letter tells of is done only once that is `sent` (235号)."""

    event: str
    on: date
    outcome: str | None
    entry: int
    sent: date | None = None
    replaces: bool = False  # in the place of a reply that the organ itself revoked: the same request still


class Course:
    """The state of a request while its events are read one after the other."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.days = law.calendar
        self.entry = 0  # the number of the event being read
        self.received: Received | None = None
        self.received_on: date | None = None
        self.rule_day = date.min  # the day whose law governs the request (reading L-0015)
        self.since: int | None = None  # the place of day zero of the running term
        self.term = 0  # working days of the term, with its extension
        self.extended = 0
        self.fixed: date | None = None  # a last day set by itself: 条例35, or an order to redo
        self.fixed_by = ""  # the article of that day
        self.halted = ""
        self.correct_by: date | None = None
        self.corrections = 0
        self.was_corrected = False
        self.spare_confirmation: date | None = None  # of a day on which nothing was to be confirmed yet
        self.restarts = True  # whether the correction now awaited will restart the term
        self.correction_readings: tuple[str, ...] = ()  # what a late or second notice rests on
        # Without the restart: day zero, the days of the term, and of these the days of an extension.
        self.unrestarted: tuple[int, int, int] | None = None
        self.pay_by: date | None = None
        self.paid_from: Consultation | None = None
        self.reasons_asked = False
        self.consultations: list[Consultation] = []
        self.ending: Ending | None = None
        self.endings: list[Ending] = []  # all of them: an order to redo brings another
        self.end_due: date | None = None
        self.redo = False
        self.revoked = False  # the last reply was taken back, and no other stands in its place yet
        self.lines: list[Line] = []
        self.findings: list[Finding] = []

    def due(self) -> date | None:
        """The last day of the term, open consultations taken to lapse on their last day."""
        if self.halted:
            return None
        if self.fixed is not None:
            return self.fixed
        if self.since is None:
            return None
        return self.last_day(self.since, self.term, projected=True)

    def unrestarted_due(self) -> date | None:
        """Where the term would end had a late or second correction notice not restarted it."""
        if self.unrestarted is None:
            return None
        since, term, _ = self.unrestarted
        return self.last_day(since, term, projected=True)

    def remember_unrestarted(self) -> None:
        """Keep, once, the term as it stands before what may restart it against the law's intent."""
        if self.unrestarted is None and self.since is not None:
            self.unrestarted = (self.since, self.term, self.extended)

    def last_day(self, since: int, term: int, projected: bool) -> date | None:
        """The last of `term` working days after the place `since`, consultations left out; None if open."""
        if not self.consultations:
            return self.days.day_at(since + term)
        spans = []
        early = self.reads("suspension_end") == "before_reply"
        for consultation in self.consultations:
            if not consultation.stops:
                continue
            if consultation.open and not projected and not consultation.accounted:
                continue
            until = consultation.ends(early)
            if until is None:
                return None
            if until > consultation.since:
                spans.append(span(consultation, until, self.days))
        return self.days.day_at(left_out(since, term, spans))

    def told_due(self) -> tuple[date | None, bool]:
        """The last day a line names, and whether consultations still open are to be added to it.

        Their time is a contribution of its own, with its own line: a line that held it would name a
        day nobody has explained yet. None where an open consultation has no last day.
        """
        due = self.due()
        if due is None or self.fixed is not None:
            return due, False
        for consultation in self.consultations:
            if consultation.open and consultation.stops and not consultation.accounted:
                return self.closed_due(), True
        return due, False

    def closed_due(self) -> date | None:
        """The due date by the consultations already closed, or accounted for as lapsed."""
        if self.since is None:
            return None
        return self.last_day(self.since, self.term, projected=False)

    def start(self, zero: date, days: int) -> None:
        """Begin a term: `zero` is day zero (reading L-0004)."""
        if self.reads("day_zero") == "included" and self.days.is_working(zero):
            zero -= ONE_DAY
        self.since = self.days.place(zero)
        self.term, self.extended, self.fixed = days, 0, None

    def restart_day(self, event: Event) -> date:
        """The day whose law governs a restart (reading L-0015)."""
        return event.on if self.reads("straddling_case") == "day_of_restart" else self.rule_day

    def restart(self, event: Event, how: str) -> None:
        """Begin the full term again (条例30; 109号)."""
        reply = self.law.term("reply", self.restart_day(event))
        paid = isinstance(event, FeePaid)
        article = "109号" if paid else self._restart_rule(event, reply)
        readings = ("after_payment",) if paid else self.correction_readings
        extended, told = self.extended, self.closed_due() if self.extended else None
        self.start(event.on, reply.count)
        if extended:
            readings = (*readings, "extension_after_restart")
            how += self._extension_after_restart(event, extended, told)
        due, more = self.told_due()
        self.line(
            event,
            article,
            "restart",
            days=self.term,
            start=event.on,
            end=due,
            due=due,
            more=more,
            detail=how,
            readings=readings,
        )

    def _restart_rule(self, event: Event, reply: Term) -> str:
        """The article by which a correction restarts the term; what governs without one is found out."""
        rule = self.law.term_if_any("correction_restart", self.restart_day(event))
        if rule is not None:
            return rule.article
        self.remember_unrestarted()
        self.find(
            event,
            "restart_without_rule",
            self.article("correcting"),
            f"{self.governed()}只规定告知申请人更改、补充，没有规定收到补正后期限重新计算；这里按重新计算，"
            "同时列出不重新计算时的期限，由人核对当时的做法",
        )
        return reply.article

    def _extension_after_restart(self, event: Event, extended: int, told: date | None) -> str:
        """Drop an extension granted before the restart, or carry it over (reading L-0036); say which."""
        if self.reads("extension_after_restart") == "kept":
            self.term += extended
            self.extended = extended
            return f"，此前延长的{extended}个工作日照加"
        until = "" if told is None else f"（延长至{chinese_day(told)}）"
        self.find(
            event,
            "extension_lost",
            self.article("extension"),
            f"期限重新计算，此前延长的{extended}个工作日{until}不再算；申请人已被告知延长的，请告知新的期限，"
            f"确有需要的，可以再次经同意延长并告知",
        )
        return f"，此前延长的{extended}个工作日不再算"

    def refuse_if_over(self, event: Event, article: str, what: str) -> date | None:
        """Return the due date, or raise OutOfTurn if the term has run out by the day of the event."""
        due = self.due()
        if due is not None and event.on > due:
            raise self.refusal(event, article, f"答复期限已于{chinese_day(due)}届满，{what}；请尽快答复")
        return due

    def article(self, key: str) -> str:
        """The article of a matter in the law that governs the request; NoRule if it has none."""
        return self.law.term(key, self.rule_day).article

    def governed(self) -> str:
        """Which law governs the request, as the beginning of a sentence (reading L-0015)."""
        return f"本件适用{chinese_day(self.rule_day)}正在施行的条例（决定L-0015），其中"

    def unknown_then(self, event: Event, key: str) -> bool:
        """Whether the law that governs the request has no such step: a finding, and the term stays.

        What an organ did in fact may be entered; it has no effect in law.
        """
        if self.law.term_if_any(key, self.rule_day) is not None:
            return False
        reply = self.article("reply")
        says = f"{self.governed()}没有关于{TERM_NAMES[key]}的规定；只作记录，期限不因此改变"
        self.find(event, "no_such_rule_then", reply, says)
        self.note(event, reply, f"{event.name}；期限不因此改变")
        return True

    def reads(self, key: str) -> str:
        """The value of a reading for this request."""
        return self.law.readings.value(key, self.rule_day)

    def numbers(self, readings: tuple[str, ...]) -> tuple[str, ...]:
        """The numbers of the decision pages of readings."""
        return tuple(self.law.readings.reading(key).number for key in readings)

    def line(
        self,
        event: Event,
        article: str,
        parameter: str,
        *,
        days: int = 0,
        start: date | None = None,
        end: date | None = None,
        due: date | None = None,
        more: bool = False,
        whom: str = "",
        detail: str = "",
        readings: tuple[str, ...] = (),
    ) -> None:
        """Enter one contribution into the trace."""
        self.lines.append(
            Line(
                event.kind,
                self.entry,
                event.on,
                article,
                parameter,
                days,
                start,
                end,
                due,
                whom,
                detail,
                self.numbers(readings) if readings else readings,
                event.recorded,
                more,
            )
        )

    def note(
        self, event: Event, article: str, detail: str, readings: tuple[str, ...] = (), end: date | None = None
    ) -> None:
        """Enter a line that adds nothing to the term by itself."""
        self.line(event, article, "note", start=event.on, end=end, detail=detail, readings=readings)

    def find(self, event: Event, code: str, article: str, says: str) -> None:
        """Enter something a person should look at."""
        self.findings.append(Finding(code, f"{says}。", article, event.kind, self.entry))

    def refusal(self, event: Event, article: str, says: str) -> OutOfTurn:
        """The error for an event the law has no place for: which entry, what is wrong, which article."""
        return OutOfTurn(
            f"第{self.entry}条“{event.name}”（{chinese_day(event.on)}）：{says}（{words(article)}）。"
        )

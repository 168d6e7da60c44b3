"""How a request ends, and the duty to answer again (条例33, 36; 235号; 法释〔2025〕8号 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.course import Course, Ending
from gongkai.statute.dated import Force, chinese_day, short_days
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.events import (
    Answered,
    CorrectionLapsed,
    Delivered,
    Event,
    FeeLapsed,
    PassedOn,
    RedoOrdered,
    Sent,
    Withdrawn,
)
from gongkai.statute.outcomes import first_day, refuse_unknown

_BY = {"court": "人民法院判决", "reconsideration": "行政复议决定"}
_HOW_TO_CLOSE = "办结的，登记作出答复（answered）而不填办理结果（outcome）"


@dataclass(frozen=True)
class _Closing:
    """What an event that ends a request without a reply leaves as its outcome: named, or by a reading."""

    outcome: str
    reading: str
    force: Force


@cache
def _closings() -> dict[str, tuple[_Closing, ...]]:
    return dict(dated.blocks("endings.toml", _closing))


def _closing(key: str, entry: Entry) -> _Closing:
    entry.text("name")
    closing = _Closing(entry.text("outcome", ""), entry.text("reading", ""), dated.force(entry))
    entry.done()
    if key not in {kind.kind for kind in (PassedOn, Withdrawn, CorrectionLapsed, FeeLapsed)}:
        raise UnsoundLaw(f"{entry.where}：没有“{key}”这种办结。")
    if closing.outcome and closing.reading:
        raise UnsoundLaw(f"{entry.where}：outcome 和 reading 不能同时写。")
    return closing


def answered(course: Course, event: Answered) -> None:
    """作出答复 (条例33, 36): ends the request; lateness and open consultations are found out."""
    said = "作出答复"
    if event.outcome is not None:
        if event.on < first_day():
            raise NoRule(f"{_outcomes_begin()}；当时{_HOW_TO_CLOSE}")
        said += f"：{refuse_unknown(event.outcome, event.on).name}"
    waiting = [c.whom for c in course.consultations if c.open and not c.lapsed(event.on)]
    if waiting:
        course.find(
            event,
            "answered_while_consulting",
            "条例32",
            f"答复时仍在征求{'、'.join(waiting)}的意见，期限没有届满；请核对",
        )
    if course.received_on is None:
        course.find(
            event,
            "receipt_never_confirmed",
            "条例31",
            "答复时收到之日仍未确认，年度统计无法计入；请补记确认收到",
        )
    due = course.due()
    if due is not None and event.on > due:
        course.find(
            event,
            "answered_late",
            "条例33(2)",
            f"答复晚于期限{chinese_day(due)}，逾期{course.days.between(due, event.on)}个工作日",
        )
    course.note(event, course.law.term("reply", course.rule_day).article, said)
    end(course, event, event.outcome)


def closed(course: Course, event: PassedOn | Withdrawn | CorrectionLapsed | FeeLapsed, said: str) -> None:
    """End the request without a reply (条例27, 30, 36(5); 109号), with the outcome of that day's law.

    Raises NoRule on a day whose law knew no such ending. An ending older than the outcomes stored
    here closes the request, leaves no outcome, and is found out.
    """
    rule = dated.find(_closings()[event.kind], event.on)
    if rule is None:
        spans = "；".join(block.force.span() for block in _closings()[event.kind])
        raise NoRule(
            f"当日没有这样办结的规定（现有规定的施行时间：{spans}）；请核对日期，当时另行{_HOW_TO_CLOSE}"
        )
    readings = (rule.reading,) if rule.reading else ()
    outcome = course.law.reads(rule.reading, course.rule_day) if rule.reading else rule.outcome
    course.note(event, rule.force.article, said, readings)
    if outcome:
        refuse_unknown(outcome, event.on)
    else:
        course.find(
            event,
            "outcome_not_recorded_then",
            rule.force.article,
            f"{_outcomes_begin()}；本件只登记办结，不计入年度报告表三的任何一行",
        )
    end(course, event, outcome or None)


def _outcomes_begin() -> str:
    return f"{chinese_day(first_day())}以前的办理结果没有收录"


def end(course: Course, event: Event, outcome: str | None) -> None:
    """End the request with an outcome; the due date stays as it is at this moment."""
    course.end_due = course.due()
    course.ending = Ending(event.kind, event.on, outcome)
    course.endings.append(course.ending)
    if not isinstance(event, Answered):
        # Nothing is owed to be sent for the clock to be at rest; the letter is a duty of its own.
        course.ending.sent = event.on


def sent(course: Course, event: Sent) -> None:
    """发出答复 (235号): the day of posting decides whether the reply was in time."""
    _leaves(course, event, "答复在期限内作出，但发出晚于{}；邮寄以交邮之日为准")
    course.note(event, "235号", f"发出答复{'（' + event.means + '）' if event.means else ''}")


def delivered(course: Course, event: Delivered) -> None:
    """答复送达 (235号): what was handed over and not posted counts on the day of signature."""
    _leaves(
        course, event, "答复在期限内作出，但送达晚于{}；当面、委托送达以签收之日为准，邮寄的请补记交邮之日"
    )
    course.note(event, "235号", "答复送达")


def _leaves(course: Course, event: Sent | Delivered, late: str) -> None:
    """Fix the day on which the reply left the organ; a day after the term is found out."""
    if course.ending is None:
        raise course.refusal(event, "235号", "还没有作出答复；请先登记作出答复")
    if course.ending.sent is not None:
        return
    course.ending.sent = event.on
    if course.end_due is not None and event.on > course.end_due >= course.ending.on:
        course.find(event, "sent_late", "235号", late.format(chinese_day(course.end_due)))


def redo_ordered(course: Course, event: RedoOrdered) -> None:
    """法释〔2025〕8号 11; 复议法64, 65: a duty with its own clock (readings L-0011, L-0012)."""
    served = event.served or event.on
    if served < event.on:
        raise course.refusal(
            event, "法释〔2025〕8号 11", f"送达之日{chinese_day(served)}早于作出之日；请核对"
        )
    court = course.law.term_if_any("court_order", event.on) if event.by == "court" else None
    readings: tuple[str, ...] = ()
    article, days = "复议法", 0
    last: date | None
    if event.until is not None:
        last = course.days.on_or_after(event.until)
    elif court is not None:
        judged = course.law.reads("court_order_start", event.on) == "day_after_judgment"
        readings, article, days = ("court_order_start",), court.article, court.count
        last = course.days.after(event.on if judged else served, days)
    else:
        if course.law.reads("redo_without_term", event.on) == "refuse":
            raise course.refusal(event, "条例33(2)", "决定没有写明期限；请填写 until")
        # Handled once more: its term stops and is extended like the first (条例33(2), 33(3)).
        term = course.law.term("reply", event.on)
        readings, article, days = ("redo_without_term",), term.article, term.count
        last = None
    for consultation in course.consultations:
        consultation.stops = consultation.stops and not consultation.open  # it was of the first handling
    course.ending = course.end_due = course.unrestarted = None
    course.halted, course.redo, course.corrections, course.rule_day = "", True, 0, event.on
    course.start(served, days)
    course.fixed, course.fixed_by = last, article
    last = course.due()
    served_on, *_ = short_days(served, last or served, beside=event.on)
    course.line(
        event,
        article,
        "redo_term",
        days=days,
        start=served,
        end=last,
        due=last,
        detail=f"责令重新答复（{_BY.get(event.by, event.by) or '未注明机关'}，{served_on}送达）",
        readings=readings,
    )

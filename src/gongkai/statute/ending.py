"""How a request ends, and the duty to answer again (条例33, 36; 235号; 法释〔2025〕8号 11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated, opinions
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
    ReplyRevoked,
    Sent,
    Withdrawn,
)
from gongkai.statute.outcomes import Outcome, first_day, refuse_unknown

_BY = {"court": "人民法院判决", "reconsideration": "行政复议决定"}
_CORRECTION_HISTORY = "correction_history"  # what `outcomes.toml` asks for before "still unclear"
_HOW_TO_CLOSE = "办结的，登记作出答复（answered）而不填办理结果（outcome）"


@dataclass(frozen=True)
class _Closing:
    """What an event that ends a request without a reply leaves as its outcome: named, or by a reading."""

    outcome: str
    reading: str
    told: str  # the reading that says whether a letter to the requester is still owed; "" where none is
    force: Force


@cache
def _closings() -> dict[str, tuple[_Closing, ...]]:
    return dict(dated.blocks("endings.toml", _closing))


def _closing(key: str, entry: Entry) -> _Closing:
    entry.text("name")
    outcome, reading, told = (entry.text(name, "") for name in ("outcome", "reading", "told"))
    closing = _Closing(outcome, reading, told, dated.force(entry))
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
        outcome = refuse_unknown(event.outcome, event.on)
        said += f"：{outcome.name}"
        _find_uncorrected(course, event, outcome)
    waiting = [c.whom for c in course.consultations if c.open and not c.lapsed(event.on)]
    if waiting:
        course.find(
            event,
            "answered_while_consulting",
            course.article("third_party_opinion"),
            f"答复时仍在征求{'、'.join(waiting)}的意见，期限没有届满；请核对",
        )
    if course.received_on is None:
        course.find(
            event,
            "receipt_never_confirmed",
            course.article("receipt"),
            "答复时收到之日仍未确认，年度统计无法计入；请补记确认收到",
        )
    due = course.due()
    if due is not None and event.on > due:
        course.find(
            event,
            "answered_late",
            course.article("reply"),
            f"答复晚于期限{chinese_day(due)}，逾期{course.days.between(due, event.on)}个工作日",
        )
    _answered_while_halted(course, event)
    opinions.project(course, event.on)
    course.note(event, course.article("reply"), said)
    end(course, event, event.outcome)


def _find_uncorrected(course: Course, event: Answered, outcome: Outcome) -> None:
    """Find an outcome that says "still unclear after correction" where nothing was corrected (条例30)."""
    needed = any(_CORRECTION_HISTORY in ground.needs for ground in outcome.grounds)
    if needed and not course.was_corrected:
        course.find(
            event,
            "never_corrected",
            course.article("correcting"),
            f"以“{outcome.name}”答复，须先告知补正并且收到补正，本件没有登记收到补正；请补记，或者核对办理结果",
        )


def _answered_while_halted(course: Course, event: Answered) -> None:
    """Find a reply given while the term stood still; its lateness is measured by the term as it had run."""
    if not course.halted or course.received_on is None:
        return  # a receipt never confirmed has its own finding
    code, article, waited = {
        "correction": ("answered_while_correcting", "correcting", "补正"),
        "receipt": ("answered_while_correcting", "correcting", "确认收到补正"),
        "payment": ("answered_while_paying", "fee_payment", "缴费"),
    }[course.halted]
    measured = ""
    if course.since is not None:
        course.remember_unrestarted()
        last = course.last_day(course.since, course.term, projected=True)
        if last is not None:
            measured = f"；期限如不停止，至{chinese_day(last)}届满，"
            late = course.days.between(last, event.on) if event.on > last else 0
            measured += f"答复逾期{late}个工作日" if event.on > last else "答复没有逾期"
    rule = course.law.term(article, event.on if course.halted == "payment" else course.rule_day)
    course.find(
        event,
        code,
        rule.article,
        f"答复时仍在等待{waited}，期限没有进行，不能按期限判断是否逾期{measured}；请核对是否漏记",
    )


def closed(
    course: Course,
    event: PassedOn | Withdrawn | CorrectionLapsed | FeeLapsed,
    governed: date,
    said: str,
) -> None:
    """End the request without a reply (条例27, 30, 36(5); 109号).

    That it may end so, and the article, come from the law of the day `governed` (reading L-0015);
    its outcome, which is a row of that year's report, from the law of the day it ends. Raises NoRule
    where the law knew no such ending. An ending older than the outcomes stored here closes the
    request, leaves no outcome, and is found out. Where the requester is to be told by a letter, the request
    is at rest only once that has left, as a reply is (reading L-0037).
    """
    rule = dated.find(_closings()[event.kind], governed)
    counted = dated.find(_closings()[event.kind], event.on)
    if rule is None or counted is None:
        spans = "；".join(block.force.span() for block in _closings()[event.kind])
        since = (
            "" if event.on == governed else f"（本件适用{chinese_day(governed)}正在施行的条例，决定L-0015）"
        )
        raise NoRule(
            f"当日没有这样办结的规定{since}（现有规定的施行时间：{spans}）；请核对日期，另行{_HOW_TO_CLOSE}"
        )
    readings = tuple(key for key in (counted.reading, rule.told) if key)
    owed = rule.told != "" and course.law.reads(rule.told, course.rule_day) == "when_sent"
    outcome = course.law.reads(counted.reading, course.rule_day) if counted.reading else counted.outcome
    opinions.project(course, event.on)
    course.note(event, rule.force.article, said, readings)
    if outcome:
        refuse_unknown(outcome, event.on)
    else:
        course.find(
            event,
            "outcome_not_recorded_then",
            counted.force.article,
            f"{_outcomes_begin()}；本件只登记办结，不计入年度报告表三的任何一行",
        )
    due = course.due()
    if owed and due is not None and event.on > due:
        course.find(
            event,
            "closed_late",
            course.article("reply"),
            f"认定办结晚于期限{chinese_day(due)}，逾期{course.days.between(due, event.on)}个工作日",
        )
    end(course, event, outcome or None, at_rest=not owed)


def _outcomes_begin() -> str:
    return f"{chinese_day(first_day())}以前的办理结果没有收录"


def end(course: Course, event: Event, outcome: str | None, *, at_rest: bool = False) -> None:
    """End the request with an outcome; the due date stays as it is at this moment.

    `at_rest`: nothing has to leave the organ any more. Otherwise it is done once its letter was sent (235号).
    """
    course.end_due = course.due()
    course.ending = Ending(event.kind, event.on, outcome, course.entry, replaces=course.revoked)
    course.revoked = False
    course.endings.append(course.ending)
    if at_rest:
        course.ending.sent = event.on


# How a reply leaves, by the keys that an installation enters; other words stand as they were entered.
MEANS = {
    "portal": "网上下载",
    "email": "电子邮件",
    "post": "邮寄",
    "in_person": "当面送达",
    "entrusted": "委托送达",
    "fax": "传真",
}


def sent(course: Course, event: Sent) -> None:
    """发出答复 (235号): the day of posting decides whether the reply was in time."""
    _leaves(course, event, "答复在期限内作出，但发出晚于{}；邮寄以交邮之日为准")
    means = MEANS.get(event.means, event.means)
    course.note(event, _dispatch(course, event), f"发出答复{'（' + means + '）' if means else ''}")


def delivered(course: Course, event: Delivered) -> None:
    """答复送达 (235号): what was handed over and not posted counts on the day of signature."""
    _leaves(
        course, event, "答复在期限内作出，但送达晚于{}；当面、委托送达以签收之日为准，邮寄的请补记交邮之日"
    )
    course.note(event, _dispatch(course, event), "答复送达")


def _leaves(course: Course, event: Sent | Delivered, late: str) -> None:
    """Fix the day on which the reply left the organ; a day after the term is found out."""
    if course.ending is None:
        raise course.refusal(event, _dispatch(course, event), "还没有作出答复；请先登记作出答复")
    if course.ending.sent is not None:
        return
    course.ending.sent = event.on
    if course.end_due is not None and event.on > course.end_due >= course.ending.on:
        course.find(event, "sent_late", _dispatch(course, event), late.format(chinese_day(course.end_due)))


def _dispatch(course: Course, event: Sent | Delivered) -> str:
    """The article by which a reply is given once it has left the organ."""
    return course.law.term("dispatch", event.on).article


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
            raise course.refusal(
                event, course.law.term("reply", event.on).article, "决定没有写明期限；请填写 until"
            )
        # Handled once more: its term stops and is extended like the first (条例33(2), 33(3)).
        term = course.law.term("reply", event.on)
        readings, article, days = ("redo_without_term",), term.article, term.count
        last = None
    course.revoked = False
    _handle_again(course, event, served, days)
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


def reply_revoked(course: Course, event: ReplyRevoked) -> None:
    """撤销原答复: the organ takes back its own reply, which the requester has, and owes another.

    条例33: the request is without a reply from then on. By when the new one is due no law says (reading
    L-0038). A reply that has not left is no act yet: its entry is annulled, or its letter discarded.
    """
    ending = course.ending
    if ending is None or ending.event != Answered.kind:
        raise course.refusal(
            event,
            course.article("reply"),
            "没有此前作出的答复可以撤销（当日作出的，以当日的记录为准）；请核对日期，或者先登记作出答复",
        )
    if ending.sent is None:
        raise course.refusal(
            event,
            course.article("reply"),
            "答复还没有发出，不需要撤销；登记有误的，撤销（entry_annulled）那条记录",
        )
    at_once = course.law.reads("revoked_reply_term", event.on) == "same_day"
    term = course.law.term("reply", event.on)
    days = 0 if at_once else term.count
    _handle_again(course, event, event.on, days)
    course.revoked = True
    if at_once:
        course.fixed, course.fixed_by = event.on, term.article
    last = course.due()
    course.line(
        event,
        term.article,
        "redo_term",
        days=days,
        start=event.on,
        end=last,
        due=last,
        detail=f"撤销{chinese_day(ending.on)}作出的答复，重新答复",
        readings=("revoked_reply_term",),
    )


def _handle_again(course: Course, event: RedoOrdered | ReplyRevoked, zero: date, days: int) -> None:
    """Open the request once more, under the law of the day of what opened it."""
    for consultation in course.consultations:
        consultation.stops = consultation.stops and not consultation.open  # it was of the first handling
    course.ending = course.end_due = course.unrestarted = None
    course.halted, course.redo, course.corrections, course.rule_day = "", True, 0, event.on
    course.start(zero, days)

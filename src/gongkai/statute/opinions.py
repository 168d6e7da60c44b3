"""Opinions asked of third parties, co-producers and other organs (条例32, 33(3), 34)."""

from __future__ import annotations

from datetime import date

from gongkai.statute.consultation import Consultation
from gongkai.statute.course import ONE_DAY, Course
from gongkai.statute.dated import chinese_day, short_days
from gongkai.statute.errors import NoRule
from gongkai.statute.events import (
    CoProducerConsulted,
    LetterDelivered,
    OpinionLapsed,
    OpinionReceived,
    OtherOrganConsulted,
    ThirdPartyConsulted,
)
from gongkai.statute.law import TERM_NAMES, Term
from gongkai.statute.trace import AWAITED, Line

Consulted = ThirdPartyConsulted | CoProducerConsulted | OtherOrganConsulted
Closed = OpinionReceived | OpinionLapsed
_TERM = {
    "third_party": "third_party_opinion",
    "co_producer": "co_producer_opinion",
    "other_organ": "organ_opinion",
}
SUSPENSION = ("suspension_start", "suspension_end")  # the readings its two ends rest on
_CALLED = {"third_party": "第三方", "co_producer": "共同制作机关", "other_organ": "其他机关"}
_STAND = {True: "同意公开", False: "不同意公开", None: "没有表明是否同意"}


def consulted(course: Course, event: Consulted, kind: str) -> None:
    """征求意见 (条例32, 33(3), 34): the letter was sent; its time is left out of the term."""
    term = course.law.term_if_any(_TERM[kind], course.rule_day)
    if term is None:
        raise NoRule(
            f"{course.governed()}没有关于{TERM_NAMES[_TERM[kind]]}的规定；"
            f"请登记为征求其他机关意见（{OtherOrganConsulted.kind}）"
        )
    if any(c.open and c.whom == event.whom for c in course.consultations):
        raise course.refusal(
            event, term.article, f"正在征求{event.whom}的意见；请先登记收到意见或者逾期未提出意见"
        )
    if event.delivered is not None and event.delivered < event.on:
        raise course.refusal(
            event, term.article, f"送达之日{chinese_day(event.delivered)}早于发出之日；请核对"
        )
    rule = course.law.term_if_any(
        "suspension_third_party" if kind == "third_party" else "suspension_organ", course.rule_day
    )
    since = event.on - ONE_DAY if course.reads("suspension_start") == "on_sent" else event.on
    consultation = Consultation(kind, event.whom, since, _may_stop(course, event, term, rule))
    course.consultations.append(consultation)
    if event.delivered is not None:
        _deliver(course, consultation, event.delivered)
    to = f"向{event.whom}（{_CALLED[kind]}）发出征求意见书"
    if consultation.lapses_on is not None and event.delivered is not None:
        delivered, last = short_days(event.delivered, consultation.lapses_on, beside=event.on)
        to += f"，{delivered}送达，应在{last}以前提出意见"
    elif event.delivered is not None:
        to += f"，{short_days(event.delivered, beside=event.on)[0]}送达，没有答复期限"
    elif term.days is not None:
        to += f"，尚未登记送达，其{term.days}个工作日没有起算"
    if consultation.stops:
        to += "；征求意见期间期限暂停计算"
    readings = ("organ_reply_term",) if kind == "other_organ" else ()
    course.note(event, term.article, to, readings, end=consultation.lapses_on)


def _may_stop(course: Course, event: Consulted, term: Term, rule: Term | None) -> bool:
    """Whether the time of a consultation is left out of the term."""
    if rule is None:
        course.find(
            event,
            "organ_time_counts",
            term.article,
            "当时的条例只规定征求第三方意见的时间不计入期限，征求其他机关意见照常计算",
        )
        return False
    if course.fixed is not None:
        course.find(event, "date_is_fixed", course.fixed_by, "答复日期已经另行确定，征求意见不使其顺延")
        return False
    due = course.due()
    if due is not None and event.on > due:
        course.find(
            event,
            "consulted_after_expiry",
            rule.article,
            f"答复期限已于{chinese_day(due)}届满，此后征求意见不再使期限顺延",
        )
        return False
    return True


def _deliver(course: Course, consultation: Consultation, delivered: date) -> None:
    """Fix the last day for the opinion: the term runs from the receipt of the letter."""
    consultation.delivered = delivered
    days = course.law.term(_TERM[consultation.kind], course.rule_day).days
    if consultation.kind == "other_organ" and (local := course.reads("organ_reply_term")) != "none":
        days = int(local)
    if days is not None:
        consultation.lapses_on = course.days.after(delivered, days)


def _consultation(course: Course, event: LetterDelivered | Closed) -> Consultation:
    for consultation in course.consultations:
        if consultation.open and consultation.whom == event.whom:
            return consultation
    asked = "、".join(c.whom for c in course.consultations if c.open) or "无"
    raise course.refusal(
        event,
        course.article("third_party_opinion"),
        f"没有正在征求“{event.whom}”的意见（正在征求的：{asked}）；请核对名称，或者先登记征求意见",
    )


def letter_delivered(course: Course, event: LetterDelivered) -> None:
    """征求意见书送达 (条例32, 34): the term for the opinion runs from here."""
    consultation = _consultation(course, event)
    if consultation.delivered is not None:
        raise course.refusal(
            event,
            _article(course, consultation),
            f"向{event.whom}的征求意见书已登记于{chinese_day(consultation.delivered)}送达；登记有误的先撤销",
        )
    _deliver(course, consultation, event.on)
    until = ""
    if consultation.lapses_on is not None:
        until = f"，应在{short_days(consultation.lapses_on, beside=event.on)[0]}以前提出意见"
    term = course.law.term(_TERM[consultation.kind], course.rule_day)
    course.note(event, term.article, f"征求意见书送达{event.whom}{until}", end=consultation.lapses_on)


def closed(course: Course, event: Closed) -> None:
    """收到意见或者期满 (条例32, 33(3), 34): the time it took is left out of the term."""
    if isinstance(event, OpinionReceived) and _was_closed(course, event.whom):
        _said_again(course, event)
        return
    consultation = _consultation(course, event)
    last = consultation.lapses_on
    if isinstance(event, OpinionLapsed):
        until = _lapse(course, event, consultation)
    else:
        if consultation.delivered is not None and event.on < consultation.delivered:
            raise course.refusal(
                event,
                _article(course, consultation),
                f"收到意见之日早于征求意见书送达之日{chinese_day(consultation.delivered)}；请核对",
            )
        until = event.on if last is None or event.on <= last else last
    runs = course.ending is None and course.since is not None and not course.halted
    if runs and course.fixed is None:
        _account_for_lapsed(course, event, consultation)
    before = course.closed_due()
    consultation.until = until - ONE_DAY if course.reads("suspension_end") == "before_reply" else until
    consultation.open = False
    said = _what_they_said(event, consultation)
    if runs and consultation.stops and course.fixed is not None:
        said += "；答复日期已经另行确定，征求意见不使其顺延"
    elif runs and consultation.accounted:
        said += "；其时间已按期满计算"
    if not runs or not consultation.stops or course.fixed is not None or consultation.accounted:
        course.note(event, _article(course, consultation), said)
        return
    after = course.closed_due()
    due, more = course.told_due()
    course.line(
        event,
        _suspension(course, consultation),
        "pause",
        days=0 if before is None or after is None else course.days.between(before, after),
        start=consultation.since,
        end=consultation.until,
        due=due,
        more=more,
        whom=consultation.whom,
        detail=said,
        readings=SUSPENSION,
    )


def _was_closed(course: Course, whom: str) -> bool:
    """Whether somebody was asked, and the asking is over."""
    asked = [consultation.open for consultation in course.consultations if consultation.whom == whom]
    return bool(asked) and not any(asked)


def _said_again(course: Course, event: OpinionReceived) -> None:
    """An opinion after the asking was over: late, or changed. The term stays; what was said counts.

    条例32 has the organ decide where no opinion came in time; while the reply has not left, an objection in
    the file is one to decide on. What comes after the reply left changes nothing of this request.
    """
    consultation = [one for one in course.consultations if one.whom == event.whom][-1]
    article = _article(course, consultation)
    if course.ending is not None and course.ending.sent is not None:
        raise course.refusal(
            event,
            article,
            f"答复已于{chinese_day(course.ending.sent)}发出，此后收到的意见不再登记；"
            f"意见表明答复有误的，请按撤销原答复办理",
        )
    consultation.agrees = event.agrees
    stand = _STAND[event.agrees]
    course.note(event, article, f"征求意见结束以后又收到{event.whom}的意见（{stand}）；期限不因此改变")


def _lapse(course: Course, event: OpinionLapsed, consultation: Consultation) -> date:
    """The last day of a consultation that brought no answer."""
    last = consultation.lapses_on
    if last is not None:
        if event.on <= last:  # until midnight the opinion may still come
            raise course.refusal(
                event,
                _article(course, consultation),
                f"{event.whom}的意见期限至{chinese_day(last)}，尚未届满",
            )
        return last
    if consultation.delivered is None and course.law.term(_TERM[consultation.kind], course.rule_day).days:
        raise course.refusal(
            event,
            _article(course, consultation),
            f"没有登记征求意见书何时送达{event.whom}，期限没有起算；请先登记送达（letter_delivered）",
        )
    # No term and no presumption: a person has decided to wait no longer.
    course.find(
        event,
        "silence_is_not_consent",
        _article(course, consultation),
        f"{event.whom}没有答复；沉默不视为同意，公开与否由本机关依法决定",
    )
    return event.on


def _article(course: Course, consultation: Consultation) -> str:
    return course.law.term(_TERM[consultation.kind], course.rule_day).article


def _account_for_lapsed(course: Course, event: Closed, closing: Consultation) -> None:
    """Say what other consultations did to the term whose time ran out before and nobody entered it."""
    for consultation in _open(course):
        if consultation is not closing and consultation.lapsed(event.on):
            _look_ahead(course, consultation, event.on, one_closing=True)


def project(course: Course, on: date | None = None) -> None:
    """Say for each open consultation what its lapsing will do to the term, or has done by the day `on`."""
    if course.fixed is None and not course.halted and course.since is not None:
        for consultation in _open(course):
            _look_ahead(course, consultation, on)


def _open(course: Course) -> list[Consultation]:
    """The consultations still to be explained, in the order in which their time runs out."""
    found = [
        c for c in course.consultations if c.open and c.stops and not c.accounted and c.lapses_on is not None
    ]
    return sorted(found, key=lambda c: c.lapses_on or date.max) if len(found) > 1 else found


def _look_ahead(
    course: Course, consultation: Consultation, on: date | None, one_closing: bool = False
) -> None:
    """Enter the line of a lapse nobody entered; `one_closing`: the time of another is added right after."""
    before = course.closed_due()
    consultation.accounted = True
    after = course.closed_due()
    due, more = (after, True) if one_closing else course.told_due()
    said = f"{consultation.whom}尚未提出意见，如果到期仍未提出"
    if on is not None and consultation.lapses_on is not None:
        last, *_ = short_days(consultation.lapses_on, beside=consultation.since)
        said = (
            f"没有登记{consultation.whom}的意见，其期限已于{last}届满"
            if consultation.lapsed(on)
            else f"{consultation.whom}此时尚未提出意见，按到{last}期满仍未提出计算"
        )
    course.lines.append(
        Line(
            AWAITED,
            0,
            consultation.since,
            _suspension(course, consultation),
            "pause",
            0 if before is None or after is None else course.days.between(before, after),
            consultation.since,
            consultation.ends(course.reads("suspension_end") == "before_reply"),
            due,
            consultation.whom,
            said,
            course.numbers(SUSPENSION),
            more=more,
        )
    )


def _suspension(course: Course, consultation: Consultation) -> str:
    """The article by which the time of a consultation is left out of the term."""
    key = "suspension_third_party" if consultation.kind == "third_party" else "suspension_organ"
    return course.law.term(key, course.rule_day).article


def _what_they_said(event: Closed, consultation: Consultation) -> str:
    last = consultation.lapses_on
    if isinstance(event, OpinionReceived):
        stand = _STAND[event.agrees]
        consultation.agrees = event.agrees
        said = f"收到{event.whom}的意见（{stand}）"
        if last is None or event.on <= last:
            return said
        return f"{said}，已过{short_days(last, beside=event.on)[0]}的期限"
    ended = "" if last is None else f"至{short_days(last, beside=event.on)[0]}期限届满"
    silence = {
        "third_party": "由本机关决定是否公开",  # 条例32
        "co_producer": "视为同意公开",  # 条例34
        "other_organ": "不视为同意",
    }[consultation.kind]
    consultation.agrees = True if consultation.kind == "co_producer" else None
    return f"确认{event.whom}{ended}没有提出意见，{silence}"

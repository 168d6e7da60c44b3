"""Correction of an unclear request: asked once, within seven working days (条例30)."""

from __future__ import annotations

from gongkai.statute import ending
from gongkai.statute.course import Course
from gongkai.statute.dated import chinese_day
from gongkai.statute.events import Corrected, CorrectionAsked, CorrectionLapsed
from gongkai.statute.receipt import is_fixed_by_arrival


def asked(course: Course, event: CorrectionAsked) -> None:
    """告知补正 (条例30): the term stands still until the corrected request is received."""
    article = course.article("correcting")
    if course.halted == "payment":
        raise course.refusal(event, article, "正在等待缴费；请先登记缴费或者逾期不缴费")
    if event.by is not None and event.by < event.on:
        raise course.refusal(event, article, f"补正期限{chinese_day(event.by)}早于告知之日；请核对")
    course.corrections += 1
    course.restarts = True
    if course.redo and course.fixed is not None:
        course.restarts, course.correction_readings = False, ()
        course.find(
            event,
            "date_is_fixed",
            course.fixed_by,
            "重新答复的期限由决定或者判决确定，告知补正不使其停止，也不重新计算",
        )
    else:
        _check_notice(course, event)
    if event.by is not None:
        usual = course.law.term_if_any("correction", event.on)
        if usual is not None and event.by > course.days.after(event.on, usual.count):
            course.find(
                event,
                "correction_period_long",
                usual.article,
                f"所定补正期限至{chinese_day(event.by)}，超过一般的{usual.days}个工作日",
            )
    until = "" if event.by is None else f"，至{chinese_day(event.by)}"
    if course.restarts:
        course.halted = "correction"
        course.correct_by = event.by
        course.note(event, article, f"告知申请人补正{until}；收到补正以前期限不进行")
    else:
        course.note(event, article, f"告知申请人补正{until}；期限不因此停止")


def _check_notice(course: Course, event: CorrectionAsked) -> None:
    """Find a notice that came too late or for the second time, and what it does to the term."""
    limit = course.law.term_if_any("correction_notice", course.rule_day)
    if limit is None:
        return
    last = None if course.since is None else course.days.day_at(course.since + limit.count)
    late = last is not None and event.on > last
    second = course.corrections > 1
    if last is not None and event.on > last:
        course.find(
            event,
            "correction_notice_late",
            limit.article,
            f"补正告知应在收到申请之日起{limit.days}个工作日内（{chinese_day(last)}以前）作出，本次逾期",
        )
    if second:
        course.find(
            event,
            "second_correction_notice",
            limit.article,
            "补正应当一次性告知，这是第二次；仍不清楚的，宜当面或者电话沟通",
        )
    late_reading = ("late_correction_notice",) if late else ()
    course.correction_readings = late_reading + (("second_correction_notice",) if second else ())
    kept = (late and course.reads("late_correction_notice") != "restarts") or (
        second and course.reads("second_correction_notice") != "restarts"
    )
    if kept:
        # While the first notice still waits for its answer, that answer restarts the term.
        course.restarts = course.halted == "correction"
    elif (late or second) and course.halted != "correction":
        course.remember_unrestarted()


def corrected(course: Course, event: Corrected) -> None:
    """收到补正 (条例30): the full term runs from the day the corrected request is received (L-0006)."""
    article = course.article("correcting")
    if course.corrections == 0:
        raise course.refusal(event, article, "没有告知过补正；请先登记告知补正")
    if not course.restarts:
        course.was_corrected = True
        course.note(event, article, "收到补正材料；期限不因此重新计算", course.correction_readings)
        return
    if course.halted != "correction":
        raise course.refusal(event, article, "没有等待中的补正；请核对是否重复登记")
    if course.correct_by is not None and event.on > course.correct_by:
        course.find(
            event,
            "correction_late",
            article,
            f"补正于所定期限（{chinese_day(course.correct_by)}）以后收到；有无正当理由由人判断，"
            "这里按收到补正处理",
        )
    course.correct_by = None
    course.was_corrected = True
    fixed = event.channel is None or course.reads("corrected_receipt") == "arrival"
    if not fixed and event.channel is not None:
        fixed = is_fixed_by_arrival(event.channel, course.restart_day(event), course.law)
    # A confirmation of this day that the request did not need was of its correction.
    if not fixed and course.spare_confirmation != event.on:
        course.halted = "receipt"
        course.note(event, article, "补正材料到达；双方确认之日才是收到补正之日", ("corrected_receipt",))
        return
    course.halted = ""
    if course.received_on is None:
        course.received_on = event.on
    course.restart(event, "收到补正材料")


def lapsed(course: Course, event: CorrectionLapsed) -> None:
    """逾期不补正 (条例30): refused before the last day set is over; ends the request."""
    article = course.article("correcting")
    if course.halted != "correction":
        raise course.refusal(event, article, "没有等待中的补正，不能视为放弃；请核对")
    if course.correct_by is None:
        raise course.refusal(event, article, "补正告知没有定期限（by），不能视为放弃；请补记期限")
    if event.on <= course.correct_by:
        raise course.refusal(event, article, f"补正期限至{chinese_day(course.correct_by)}，尚未届满")
    ending.closed(course, event, course.rule_day, "申请人无正当理由逾期不补正，视为放弃申请，不再处理")

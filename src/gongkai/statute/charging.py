"""The fee notice, payment, and what follows from none (条例42; 109号)."""

from __future__ import annotations

from gongkai.statute import ending
from gongkai.statute.consultation import Consultation
from gongkai.statute.course import Course
from gongkai.statute.dated import chinese_day, short_days
from gongkai.statute.events import FeeLapsed, FeeNoticed, FeePaid
from gongkai.statute.fees import in_use


def noticed(course: Course, event: FeeNoticed) -> None:
    """发出收费通知 (109号): the term stands still until payment; a notice after the term is found out."""
    rule = course.law.term("fee_payment", event.on)
    if course.halted or course.since is None:
        raise course.refusal(
            event, rule.article, "期限没有进行（等待确认收到、补正或者缴费），不能发出收费通知；请核对"
        )
    if course.redo and course.fixed is not None:
        raise course.refusal(
            event, rule.article, "正在重新答复，期限由决定或者判决确定，不因收费停止；请在该期限以前答复"
        )
    if event.delivered is not None and event.delivered < event.on:
        raise course.refusal(
            event, rule.article, f"送达之日{chinese_day(event.delivered)}早于发出之日；请核对"
        )
    if not in_use(course.law, event.on):
        course.find(
            event,
            "fees_not_in_use",
            "条例42",
            "本机关没有启用信息处理费（决定L-0023），不应发出收费通知；已决定收费的，先登记启用",
        )
    due = course.due()
    if due is not None and event.on > due:
        course.find(
            event,
            "fee_noticed_after_expiry",
            rule.article,
            f"收费通知应在办理期限内发出，期限已于{chinese_day(due)}届满",
        )
        course.remember_unrestarted()
    course.halted = "payment"
    course.paid_from = Consultation("requester", "", event.on, stops=True)
    amount = "" if event.yuan is None else f"，{event.yuan}元"
    until = ""
    course.pay_by = None
    if event.delivered is not None:
        course.pay_by = course.days.after(event.delivered, rule.count)
        delivered, last = short_days(event.delivered, course.pay_by, beside=event.on)
        until = f"，{delivered}送达，应在{last}以前缴费"
    course.note(event, rule.article, f"发出收费通知{amount}{until}；缴费以前期限不进行", end=course.pay_by)


def paid(course: Course, event: FeePaid) -> None:
    """申请人缴费 (109号, reading L-0005): the term runs afresh, the day of payment being day zero."""
    if course.halted != "payment" or course.paid_from is None:
        raise course.refusal(event, "109号", "没有等待缴费的收费通知；请先登记发出收费通知")
    if course.pay_by is not None and event.on > course.pay_by:
        course.find(
            event,
            "fee_paid_late",
            "109号",
            f"缴费晚于{chinese_day(course.pay_by)}；是否继续处理由人决定，这里按缴费处理",
        )
    course.halted = ""
    course.pay_by = None
    if course.reads("after_payment") == "restart":
        course.restart(event, "申请人缴费")
        return
    before = course.closed_due()
    waited, course.paid_from = course.paid_from, None
    waited.open, waited.until = False, event.on
    course.consultations.append(waited)
    after = course.closed_due()
    due, more = course.told_due()
    course.line(
        event,
        "109号",
        "extension",
        days=0 if before is None or after is None else course.days.between(before, after),
        start=waited.since,
        end=event.on,
        due=due,
        more=more,
        detail="申请人缴费，等待缴费的时间不计算",
        readings=("after_payment",),
    )


def lapsed(course: Course, event: FeeLapsed) -> None:
    """逾期不缴费 (109号): refused before the last day for payment is over; ends the request."""
    if course.halted != "payment":
        raise course.refusal(event, "109号", "没有等待缴费的收费通知，不能视为放弃；请核对")
    if course.pay_by is None:
        raise course.refusal(event, "109号", "没有登记收费通知何时送达（delivered），缴费期限没有起算")
    if event.on <= course.pay_by:
        raise course.refusal(event, "109号", f"缴费期限至{chinese_day(course.pay_by)}，尚未届满")
    ending.closed(course, event, event.on, "申请人逾期不缴费，视为放弃申请，不再处理")

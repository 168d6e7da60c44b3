"""Receipt starts the term, an extension lengthens it, 条例35 sets another day (条例31, 33, 35)."""

from __future__ import annotations

from gongkai.statute.course import Course
from gongkai.statute.dated import chinese_day
from gongkai.statute.events import Extended, LaterReplySet, ReceiptConfirmed, Received
from gongkai.statute.receipt import is_fixed_by_arrival


def received(course: Course, event: Received) -> None:
    """收到申请 (条例31): fixes the day of receipt, or waits for its confirmation."""
    if course.received is not None:
        raise course.refusal(
            event,
            "条例31",
            "一件申请只能收到一次；登记有误的，先撤销（entry_annulled）原来的记录，另一件申请另立一件",
        )
    course.received = event
    course.rule_day = event.on
    if event.channel is None:
        receipt = course.article("receipt")
        course.find(
            event,
            "channel_unstated",
            receipt,
            "没有注明提交渠道，按所登记之日为收到申请之日；请补记渠道和证据",
        )
        _fix_receipt(course, event, "收到申请", receipt)
        return
    channel = course.law.channel(event.channel, event.on)
    readings = ("email_receipt",) if event.channel == "email" else ()
    if is_fixed_by_arrival(event.channel, event.on, course.law):
        _fix_receipt(course, event, f"收到申请（{channel.name}）", channel.force.article, readings)
    else:
        course.halted = "receipt"
        course.line(
            event,
            channel.force.article,
            "receipt_awaited",
            detail=f"收到申请材料（{channel.name}）",
            readings=readings,
        )


def receipt_confirmed(course: Course, event: ReceiptConfirmed) -> None:
    """确认收到 (条例31(2), 31(3)): the day both sides confirm is the day of receipt."""
    if not event.by_whom or not event.means:
        course.find(
            event,
            "confirmation_without_evidence",
            course.article("receipt"),
            "确认收到没有记明何人、以何种方式确认；请补记，作为收到之日的证据",
        )
    how = f"与申请人确认收到（{event.by_whom}{'，' if event.by_whom and event.means else ''}{event.means}）"
    if not event.by_whom and not event.means:
        how = "与申请人确认收到"
    if course.received_on is None and course.halted == "correction":
        course.received_on = course.rule_day = event.on
        course.note(
            event,
            course.article("receipt"),
            f"{how}，当日为收到申请之日；正在等待补正，期限自收到补正之日起算",
        )
        return
    if course.halted != "receipt":
        course.spare_confirmation = event.on
        course.note(event, course.article("receipt"), f"{how}；收到之日已经确定，不因此改变")
        return
    course.halted = ""
    if course.received_on is None:
        article = course.law.term("receipt", event.on).article
        if course.received is not None and course.received.channel is not None:
            article = course.law.channel(course.received.channel, event.on).force.article
        _fix_receipt(course, event, how, article)
    else:
        course.restart(event, f"{how}，补正材料于当日收到")


def _fix_receipt(
    course: Course,
    event: Received | ReceiptConfirmed,
    how: str,
    article: str,
    readings: tuple[str, ...] = (),
) -> None:
    course.received_on = course.rule_day = event.on
    course.line(event, article, "day_of_receipt", start=event.on, end=event.on, detail=how, readings=readings)
    reply = course.law.term("reply", course.rule_day)
    course.start(event.on, reply.count)
    first = "自收到申请的次日起" if course.reads("day_zero") == "excluded" else "自收到申请的当日起"
    due = course.due()
    course.line(
        event,
        reply.article,
        "reply_term",
        days=course.term,
        start=event.on,
        end=due,
        due=due,
        detail=first,
        # A request received under the Regulations of 2008 may reach into the time of the present ones.
        readings=("day_zero",) if reply.force.until is None else ("day_zero", "straddling_case"),
    )


def later_reply_set(course: Course, event: LaterReplySet) -> None:
    """另定答复日期 (条例35): the reply is due on that day, or on the next working day."""
    if course.unknown_then(event, "reasons"):
        return
    article = course.article("reasons")
    if course.redo:
        raise course.refusal(event, article, "正在重新答复，期限由决定或者判决确定，不能另定答复日期")
    if course.halted or course.since is None:
        raise course.refusal(
            event, article, "答复期限没有进行，不能另定答复日期；请先登记确认收到、补正或者缴费"
        )
    course.refuse_if_over(event, article, "不能再另定答复日期")
    if not course.reasons_asked:
        course.find(event, "reasons_not_asked", article, "另定答复日期以前没有要求申请人说明理由；请核对")
    before = course.due() or course.last_day(course.since, course.term, projected=False)
    until = course.days.on_or_after(event.until)
    if before is not None and until <= before:
        raise course.refusal(
            event,
            article,
            f"所定日期{chinese_day(event.until)}不晚于原期限{chinese_day(before)}；请另定合理的日期",
        )
    waiting = any(consultation.open and consultation.stops for consultation in course.consultations)
    still_asked = "；正在征求的意见不使其顺延" if waiting else ""
    moved = "" if until == event.until else f"（是休息日，顺延至{chinese_day(until)}）"
    counted = course.told_due()[0] or course.closed_due()  # what is still open will move this day no more
    course.fixed, course.fixed_by = until, article
    course.line(
        event,
        article,
        "later_date",
        days=0 if counted is None else course.days.between(counted, until),
        start=counted,
        end=until,
        due=until,
        detail=f"确定于{chinese_day(event.until)}以前答复{moved}并告知申请人{still_asked}",
    )


def extended(course: Course, event: Extended) -> None:
    """延长答复期限 (条例33(2), reading L-0003): with consent, within the limit, before the term is over."""
    rule = course.law.term("extension", course.rule_day)
    most = rule.count
    if course.halted or course.since is None:
        raise course.refusal(
            event, rule.article, "答复期限没有进行，不能延长；请先登记确认收到、补正或者缴费"
        )
    if course.fixed is not None:
        raise course.refusal(event, rule.article, "答复日期已经另行确定，不能再延长")
    if event.days < 1:
        raise course.refusal(event, rule.article, f"延长的天数应当是正数，实为{event.days}")
    if not event.consented_by:
        raise course.refusal(
            event,
            rule.article,
            "延长答复期限应当经政府信息公开工作机构负责人同意并告知申请人；请填写同意人（consented_by）",
        )
    if course.extended + event.days > most:
        raise course.refusal(
            event,
            rule.article,
            f"累计延长{course.extended + event.days}个工作日，超出上限{most}个工作日；请核对",
        )
    told, _ = course.told_due()
    before, days = course.refuse_if_over(event, rule.article, "不能再延长"), event.days
    if course.reads("extension_start") == "consent_day":
        counted = course.days.place(event.on) + days - course.days.place(course.closed_due() or event.on)
        days = max(0, counted)
    course.extended += event.days
    course.term += days
    if event.notified is None:
        course.find(
            event, "extension_untold", rule.article, "没有登记何时告知申请人延长；延长应当告知申请人，请补记"
        )
    elif event.notified < event.on:
        course.find(
            event,
            "extension_told_before",
            rule.article,
            f"告知申请人之日{chinese_day(event.notified)}早于同意延长之日；应当先经同意再告知，请核对",
        )
    elif before is not None and event.notified > before:
        course.find(
            event,
            "extension_told_late",
            rule.article,
            f"告知申请人之日{chinese_day(event.notified)}晚于原期限{chinese_day(before)}；请核对",
        )
    due, more = course.told_due()
    course.line(
        event,
        rule.article,
        "extension",
        days=days,
        start=told,
        end=due,
        due=due,
        more=more,
        detail=f"经{event.consented_by}同意",
        readings=("extension_start",),
    )

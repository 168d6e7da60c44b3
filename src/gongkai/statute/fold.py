"""The fold over the events of one request: one `case` a kind of event, an article at each.

`Fold` is the hand that goes through the file: it is filled by `step` and read by `clock.read`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import assert_never

from gongkai.statute.citation import words
from gongkai.statute.consultation import Consultation, left_out, span
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import OutOfTurn
from gongkai.statute.events import (
    Answered,
    CoProducerConsulted,
    Corrected,
    CorrectionAsked,
    CorrectionLapsed,
    Delivered,
    EntryAnnulled,
    Event,
    Extended,
    FeeLapsed,
    FeeNoticed,
    FeePaid,
    Joined,
    LaterReplySet,
    LetterDelivered,
    OpinionLapsed,
    OpinionReceived,
    OrganConsulted,
    PassedOn,
    ReasonsAsked,
    ReasonsGiven,
    ReceiptConfirmed,
    Received,
    RedoOrdered,
    Sent,
    Split,
    ThirdPartyConsulted,
    Withdrawn,
)
from gongkai.statute.law import Law
from gongkai.statute.outcomes import refuse_unknown
from gongkai.statute.receipt import is_fixed_by_arrival
from gongkai.statute.trace import Finding, Line

_ONE_DAY = timedelta(days=1)
_Consulted = ThirdPartyConsulted | CoProducerConsulted | OrganConsulted
_TERM = {"third_party": "third_party_opinion", "co_producer": "co_producer_opinion", "other_organ": "organ_opinion"}
_CALLED = {"third_party": "第三方", "co_producer": "共同制作机关", "other_organ": "其他机关"}
# What may still be entered after the request has ended.
_AFTER_THE_END = (Sent, Delivered, RedoOrdered, EntryAnnulled, LetterDelivered, OpinionReceived, OpinionLapsed)


@dataclass(slots=True)
class Ending:
    """How a request ended; `done_on` is the day that decides whether it was in time."""

    event: str
    on: date
    outcome: str | None
    sent: date | None = None

    @property
    def done_on(self) -> date:
        # 235号: a decision is in time if it was made and dispatched; by mail the day of posting counts.
        return self.on if self.sent is None else self.sent


def in_force(events: Iterable[Event]) -> list[tuple[int, Event]]:
    """Return the events that have effect, each with the number of its entry, in legal order.

    Events of one day stand in the order of procedure, so that the order of recording does not
    matter. What was annulled is left out; the annulments stay, as lines of the trace. Raises
    OutOfTurn for an annulment of an entry that is not there or was not entered before it.
    """
    numbered = [(event.entry or n, event) for n, event in enumerate(events, 1)]
    annulments = [(n, event) for n, event in numbered if isinstance(event, EntryAnnulled)]
    if annulments:
        known = {n for n, _ in numbered}
        gone: set[int] = set()
        # From the last to the first: an annulment that is itself annulled annuls nothing.
        for n, event in sorted(annulments, key=lambda pair: -pair[0]):
            if event.annuls not in known or event.annuls >= n:
                raise OutOfTurn(
                    f"第{n}条“{event.name}”（{chinese_day(event.on)}）所指的第{event.annuls}条不存在"
                    f"或者不在其前；请填写要撤销的那条记录的序号（《条例》第四十五条）。"
                )
            if n not in gone:
                gone.add(event.annuls)
        numbered = [(n, event) for n, event in numbered if n not in gone]
    if sum(isinstance(event, CorrectionAsked) for _, event in numbered) > 1:
        numbered.sort(key=lambda pair: _answers_first(pair, numbered))
    else:
        numbered.sort(key=lambda pair: (pair[1].on, pair[1].rank, pair[0]))
    return numbered


def _answers_first(pair: tuple[int, Event], among: Sequence[tuple[int, Event]]) -> tuple[date, float, int]:
    """Legal order where correction was asked twice.

    On one day a notice precedes the answer to it; but a second notice on the day on which the
    first is answered follows that answer.
    """
    n, event = pair
    rank: float = event.rank
    if isinstance(event, CorrectionAsked):
        asked = sum(isinstance(e, CorrectionAsked) for _, e in among if e.on < event.on)
        answered = sum(isinstance(e, Corrected) for _, e in among if e.on < event.on)
        if asked > answered:
            rank = Corrected.rank + 0.5
    return event.on, rank, n


class Fold:
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
        self.halted = ""
        self.correct_by: date | None = None
        self.corrections = 0
        self.restarts = True  # whether the correction now awaited will restart the term
        self.unrestarted: tuple[int, int] | None = None  # day zero and days without the restart
        self.pay_by: date | None = None
        self.paid_from: Consultation | None = None
        self.reasons_asked = False
        self.consultations: list[Consultation] = []
        self.ending: Ending | None = None
        self.end_due: date | None = None
        self.redo = False
        self.lines: list[Line] = []
        self.findings: list[Finding] = []

    # ---- the fold ------------------------------------------------------------------------------

    def step(self, entry: int, event: Event) -> None:
        """Take one event, or raise OutOfTurn if the law has no place for it here."""
        self.entry = entry
        if self.received is None and not isinstance(event, Received | EntryAnnulled):
            raise self._refusal(event, "条例31", "在收到申请以前，或者没有登记收到申请；请核对日期，或者先登记收到申请")
        if self.ending is not None and not isinstance(event, _AFTER_THE_END):
            raise self._refusal(
                event,
                "条例33",
                f"申请已于{chinese_day(self.ending.on)}办结，其后不能再登记；"
                f"办结登记有误的，先撤销（entry_annulled）那条记录",
            )
        match event:
            case Received():
                self._received(event)
            case ReceiptConfirmed():
                self._receipt_confirmed(event)
            case CorrectionAsked():
                self._correction_asked(event)
            case Corrected():
                self._corrected(event)
            case CorrectionLapsed():
                self._correction_lapsed(event)
            case ReasonsAsked():
                self.law.term("reasons", event.on)
                self.reasons_asked = True
                self._note(event, "条例35", "要求申请人说明理由；答复期限不因此停止")
            case ReasonsGiven():
                if not self.reasons_asked:
                    raise self._refusal(event, "条例35", "没有要求过申请人说明理由；请先登记要求说明理由")
                self._note(event, "条例35", "申请人说明理由")
            case LaterReplySet():
                self._later_reply_set(event)
            case ThirdPartyConsulted():
                self._consulted(event, "third_party")
            case CoProducerConsulted():
                self._consulted(event, "co_producer")
            case OrganConsulted():
                self._consulted(event, "other_organ")
            case LetterDelivered():
                self._letter_delivered(event)
            case OpinionReceived() | OpinionLapsed():
                self._opinion_closed(event)
            case Extended():
                self._extended(event)
            case FeeNoticed():
                self._fee_noticed(event)
            case FeePaid():
                self._fee_paid(event)
            case FeeLapsed():
                self._fee_lapsed(event)
            case PassedOn():
                self._note(event, "条例36(5)", f"不属于本机关，告知申请人向{event.to}提出")
                self._end(event, "not_held")
            case Joined():
                self._note(event, "法释〔2025〕8号 14(3)", f"与{'、'.join(event.requests)}合并答复，各有其结果")
            case Split():
                self._note(event, "109号", f"按一事一申请拆分为{'、'.join(event.requests)}", "split_requests")
            case Withdrawn():
                self._note(event, "条例27", "申请人撤回申请")
                self._end(event, "other")
            case Answered():
                self._answered(event)
            case Sent():
                self._sent(event)
            case Delivered():
                if self.ending is None:
                    raise self._refusal(event, "235号", "还没有作出答复；请先登记作出答复")
                self._note(event, "235号", "答复送达")
            case RedoOrdered():
                self._redo_ordered(event)
            case EntryAnnulled():
                self._note(event, "条例45", f"撤销第{event.annuls}条记录（{event.reason}），该条自始不计")
            case _:
                assert_never(event)

    def close(self) -> date | None:
        """Finish the trace with the consultations still open; return the due date."""
        if self.ending is not None:
            return self.end_due
        due = self.due()
        if self.fixed is None and not self.halted and self.since is not None:
            self._project(due)
        return due

    # ---- the due date --------------------------------------------------------------------------

    def due(self) -> date | None:
        """The last day of the term, open consultations taken to lapse on their last day."""
        if self.halted:
            return None
        if self.fixed is not None:
            return self.fixed
        if self.since is None:
            return None
        return self._last_day(self.since, self.term, projected=True)

    def unrestarted_due(self) -> date | None:
        """Where the term would end had a late or second correction notice not restarted it."""
        if self.unrestarted is None:
            return None
        return self._last_day(*self.unrestarted, projected=True)

    def _last_day(self, since: int, term: int, projected: bool) -> date | None:
        if not self.consultations:
            return self.days.day_at(since + term)
        spans = []
        early = self._reads("suspension_end") == "before_reply"
        for consultation in self.consultations:
            if not consultation.stops or (consultation.open and not projected):
                continue
            until = consultation.ends(early)
            if until is None:
                return None
            if until > consultation.since:
                spans.append(span(consultation, until, self.days))
        return self.days.day_at(left_out(since, term, spans))

    # ---- receipt (条例31) ----------------------------------------------------------------------

    def _received(self, event: Received) -> None:
        if self.received is not None:
            raise self._refusal(
                event,
                "条例31",
                "一件申请只能收到一次；登记有误的，先撤销（entry_annulled）原来的记录，另一件申请另立一件",
            )
        self.received = event
        self.rule_day = event.on
        if event.channel is None:
            self._find(event, "channel_unstated", "条例31", "没有注明提交渠道，按所登记之日为收到申请之日；请补记渠道和证据")
            self._fix_receipt(event, "收到申请", "条例31")
            return
        channel = self.law.channel(event.channel, event.on)
        if is_fixed_by_arrival(event.channel, event.on, self.law):
            self._fix_receipt(event, f"收到申请（{channel.name}）", channel.force.article)
        else:
            self.halted = "receipt"
            self._line(
                event,
                channel.force.article,
                "receipt_awaited",
                detail=f"收到申请材料（{channel.name}）",
            )

    def _receipt_confirmed(self, event: ReceiptConfirmed) -> None:
        if not event.by_whom or not event.means:
            self._find(event, "confirmation_without_evidence", "条例31", "确认收到没有记明何人、以何种方式确认；请补记，作为收到之日的证据")
        how = f"与申请人确认收到（{event.by_whom}{'，' if event.by_whom and event.means else ''}{event.means}）"
        if not event.by_whom and not event.means:
            how = "与申请人确认收到"
        if self.halted != "receipt":
            self._note(event, "条例31", f"{how}；收到之日已经确定，不因此改变")
            return
        self.halted = ""
        article = "条例31"
        if self.received is not None and self.received.channel is not None:
            article = self.law.channel(self.received.channel, event.on).force.article
        if self.received_on is None:
            self._fix_receipt(event, how, article)
        else:
            self._restart(event, f"{how}，补正材料于当日收到")

    def _fix_receipt(self, event: Received | ReceiptConfirmed, how: str, article: str) -> None:
        self.received_on = self.rule_day = event.on
        self._line(event, article, "day_of_receipt", start=event.on, end=event.on, detail=how)
        reply = self.law.term("reply", self.rule_day)
        self._start(event.on, reply.days or 0)
        first = "自收到申请的次日起" if self._reads("day_zero") == "excluded" else "自收到申请的当日起"
        due = self.due()
        self._line(
            event,
            reply.article,
            "reply_term",
            days=self.term,
            start=event.on,
            end=due,
            due=due,
            detail=first,
            reading="day_zero",
        )

    def _start(self, zero: date, days: int) -> None:
        """Begin a term: `zero` is day zero (reading L-0004)."""
        if self._reads("day_zero") == "included" and self.days.is_working(zero):
            zero -= _ONE_DAY
        self.since = self.days.place(zero)
        self.term, self.extended, self.fixed = days, 0, None

    def _restart(self, event: Event, how: str) -> None:
        """Begin the full term again (条例30; 109号)."""
        crossing = self._reads("straddling_case") == "day_of_restart"
        reply = self.law.term("reply", event.on if crossing else self.rule_day)
        self._start(event.on, reply.days or 0)
        article = "109号" if isinstance(event, FeePaid) else "条例30"
        due = self.due()
        self._line(event, article, "restart", days=self.term, start=event.on, end=due, due=due, detail=how)

    # ---- correction (条例30) -------------------------------------------------------------------

    def _correction_asked(self, event: CorrectionAsked) -> None:
        if self.halted == "payment":
            raise self._refusal(event, "条例30", "正在等待缴费；请先登记缴费或者逾期不缴费")
        if event.by is not None and event.by < event.on:
            raise self._refusal(event, "条例30", f"补正期限{chinese_day(event.by)}早于告知之日；请核对")
        self.corrections += 1
        self.restarts = True
        self._check_correction_notice(event)
        if event.by is not None:
            usual = self.law.term_if_any("correction", event.on)
            if usual is not None and event.by > self.days.after(event.on, usual.days or 0):
                self._find(event, "correction_period_long", usual.article, f"所定补正期限至{chinese_day(event.by)}，超过一般的{usual.days}个工作日")
        until = "" if event.by is None else f"，至{chinese_day(event.by)}"
        if self.restarts:
            self.halted = "correction"
            self.correct_by = event.by
            self._note(event, "条例30", f"告知申请人补正{until}；收到补正以前期限不进行")
        else:
            self._note(event, "条例30", f"告知申请人补正{until}；期限不因此停止")

    def _check_correction_notice(self, event: CorrectionAsked) -> None:
        """Find a notice that came too late or for the second time, and what it does to the term."""
        limit = self.law.term_if_any("correction_notice", self.rule_day)
        if limit is None:
            return
        late = self.since is not None and self.days.place(event.on) > self.since + (limit.days or 0)
        second = self.corrections > 1
        if late and self.since is not None:
            last = self.days.day_at(self.since + (limit.days or 0))
            self._find(event, "correction_notice_late", limit.article, f"补正告知应在收到申请之日起{limit.days}个工作日内（{chinese_day(last)}以前）作出，本次逾期")
        if second:
            self._find(event, "second_correction_notice", limit.article, "补正应当一次性告知，这是第二次；仍不清楚的，宜当面或者电话沟通")
        kept = (late and self._reads("late_correction_notice") != "restarts") or (
            second and self._reads("second_correction_notice") != "restarts"
        )
        if kept:
            self.restarts = False
        elif (late or second) and self.since is not None and self.unrestarted is None and self.halted != "correction":
            self.unrestarted = (self.since, self.term)

    def _corrected(self, event: Corrected) -> None:
        if self.corrections == 0:
            raise self._refusal(event, "条例30", "没有告知过补正；请先登记告知补正")
        if not self.restarts:
            self._note(event, "条例30", "收到补正材料；期限不因此重新计算", "late_correction_notice")
            return
        if self.halted != "correction":
            raise self._refusal(event, "条例30", "没有等待中的补正；请核对是否重复登记")
        if self.correct_by is not None and event.on > self.correct_by:
            self._find(event, "correction_late", "条例30", f"补正于所定期限（{chinese_day(self.correct_by)}）以后收到；有无正当理由由人判断，这里按收到补正处理")
        self.correct_by = None
        fixed = event.channel is None or self._reads("corrected_receipt") == "arrival"
        if not fixed and event.channel is not None:
            fixed = is_fixed_by_arrival(event.channel, event.on, self.law)
        if not fixed:
            self.halted = "receipt"
            self._note(event, "条例30", "补正材料到达；双方确认之日才是收到补正之日", "corrected_receipt")
            return
        self.halted = ""
        if self.received_on is None:
            self.received_on = event.on
        self._restart(event, "收到补正材料")

    def _correction_lapsed(self, event: CorrectionLapsed) -> None:
        if self.halted != "correction":
            raise self._refusal(event, "条例30", "没有等待中的补正，不能视为放弃；请核对")
        if self.correct_by is None:
            raise self._refusal(event, "条例30", "补正告知没有定期限（by），不能视为放弃；请补记期限")
        if event.on <= self.correct_by:
            raise self._refusal(event, "条例30", f"补正期限至{chinese_day(self.correct_by)}，尚未届满")
        self._note(event, "条例30", "申请人无正当理由逾期不补正，视为放弃申请，不再处理")
        self._end(event, "correction_lapsed")

    # ---- reasons (条例35) ----------------------------------------------------------------------

    def _later_reply_set(self, event: LaterReplySet) -> None:
        self.law.term("reasons", event.on)
        if self.halted or self.since is None or self.redo:
            raise self._refusal(event, "条例35", "答复期限没有进行，不能另定答复日期；请先登记确认收到、补正或者缴费")
        self._refuse_if_over(event, "条例35", "不能再另定答复日期")
        if not self.reasons_asked:
            self._find(event, "reasons_not_asked", "条例35", "另定答复日期以前没有要求申请人说明理由；请核对")
        before = self.due() or self._last_day(self.since, self.term, projected=False)
        until = self.days.on_or_after(event.until)
        if before is not None and until <= before:
            raise self._refusal(event, "条例35", f"所定日期{chinese_day(event.until)}不晚于原期限{chinese_day(before)}；请另定合理的日期")
        moved = "" if until == event.until else f"（是休息日，顺延至{chinese_day(until)}）"
        self.fixed = until
        self._line(
            event,
            "条例35",
            "later_date",
            days=0 if before is None else self.days.between(before, until),
            start=before,
            end=until,
            due=until,
            detail=f"确定于{chinese_day(event.until)}以前答复{moved}并告知申请人",
        )

    # ---- opinions (条例32, 33(3), 34) ----------------------------------------------------------

    def _consulted(self, event: _Consulted, kind: str) -> None:
        if any(c.open and c.whom == event.whom for c in self.consultations):
            raise self._refusal(event, "条例32", f"正在征求{event.whom}的意见；请先登记收到意见或者逾期未提出意见")
        if event.delivered is not None and event.delivered < event.on:
            raise self._refusal(event, "条例32", f"送达之日{chinese_day(event.delivered)}早于发出之日；请核对")
        term = self.law.term(_TERM[kind], self.rule_day)
        rule = self.law.term_if_any(
            "suspension_third_party" if kind == "third_party" else "suspension_organ", self.rule_day
        )
        since = event.on - _ONE_DAY if self._reads("suspension_start") == "on_sent" else event.on
        consultation = Consultation(kind, event.whom, since, self._may_stop(event, rule is not None))
        self.consultations.append(consultation)
        if event.delivered is not None:
            self._deliver(consultation, event.delivered)
        to = f"向{event.whom}（{_CALLED[kind]}）发出征求意见书"
        if consultation.lapses_on is not None and event.delivered is not None:
            to += f"，{_short(event.delivered)}送达，应在{_short(consultation.lapses_on)}以前提出意见"
        elif event.delivered is not None:
            to += f"，{_short(event.delivered)}送达，没有答复期限"
        elif term.days is not None:
            to += f"，尚未登记送达，其{term.days}个工作日没有起算"
        self._note(event, term.article, to, end=consultation.lapses_on)

    def _may_stop(self, event: _Consulted, lawful: bool) -> bool:
        """Whether the time of a consultation is left out of the term."""
        if not lawful:
            self._find(event, "organ_time_counts", "2008年条例24(3)", "当时的条例只规定征求第三方意见的时间不计入期限，征求其他机关意见照常计算")
            return False
        if self.fixed is not None:
            self._find(event, "date_is_fixed", "条例35", "答复日期已经另行确定，征求意见不使其顺延")
            return False
        due = self.due()
        if due is not None and event.on > due:
            self._find(event, "consulted_after_expiry", "条例33(3)", f"答复期限已于{chinese_day(due)}届满，此后征求意见不再使期限顺延")
            return False
        return True

    def _deliver(self, consultation: Consultation, delivered: date) -> None:
        """Fix the last day for the opinion: the term runs from the receipt of the letter."""
        consultation.delivered = delivered
        days = self.law.term(_TERM[consultation.kind], self.rule_day).days
        if consultation.kind == "other_organ" and (local := self._reads("organ_reply_term")) != "none":
            days = int(local)
        if days is not None:
            consultation.lapses_on = self.days.after(delivered, days)

    def _consultation(self, event: LetterDelivered | OpinionReceived | OpinionLapsed) -> Consultation:
        for consultation in self.consultations:
            if consultation.open and consultation.whom == event.whom:
                return consultation
        asked = "、".join(c.whom for c in self.consultations if c.open) or "无"
        raise self._refusal(event, "条例32", f"没有正在征求“{event.whom}”的意见（正在征求的：{asked}）；请核对名称，或者先登记征求意见")

    def _letter_delivered(self, event: LetterDelivered) -> None:
        consultation = self._consultation(event)
        if consultation.delivered is not None:
            raise self._refusal(event, "条例32", f"向{event.whom}的征求意见书已登记于{chinese_day(consultation.delivered)}送达；登记有误的先撤销")
        self._deliver(consultation, event.on)
        until = "" if consultation.lapses_on is None else f"，应在{_short(consultation.lapses_on)}以前提出意见"
        term = self.law.term(_TERM[consultation.kind], self.rule_day)
        self._note(event, term.article, f"征求意见书送达{event.whom}{until}", end=consultation.lapses_on)

    def _opinion_closed(self, event: OpinionReceived | OpinionLapsed) -> None:
        consultation = self._consultation(event)
        last = consultation.lapses_on
        if isinstance(event, OpinionLapsed):
            until = self._lapse(event, consultation)
        else:
            if consultation.delivered is not None and event.on < consultation.delivered:
                raise self._refusal(event, "条例32", f"收到意见之日早于征求意见书送达之日{chinese_day(consultation.delivered)}；请核对")
            until = event.on if last is None or event.on <= last else last
        before = self._closed_due()
        consultation.until = until - _ONE_DAY if self._reads("suspension_end") == "before_reply" else until
        consultation.open = False
        said = _what_they_said(event, consultation)
        if self.ending is not None or not consultation.stops or self.since is None or self.halted:
            self._note(event, self._opinion_article(consultation), said)
            return
        after = self._closed_due()
        self._line(
            event,
            "条例33(3)" if self.rule_day >= date(2019, 5, 15) else "2008年条例24(3)",
            "pause",
            days=0 if before is None or after is None else self.days.between(before, after),
            start=consultation.since,
            end=consultation.until,
            due=self.due(),
            whom=consultation.whom,
            detail=said,
            reading=self._suspension_reading(),
        )

    def _lapse(self, event: OpinionLapsed, consultation: Consultation) -> date:
        """The last day of a consultation that brought no answer."""
        last = consultation.lapses_on
        if last is not None:
            if event.on < last:
                raise self._refusal(event, self._opinion_article(consultation), f"{event.whom}的意见期限至{chinese_day(last)}，尚未届满")
            return last
        if consultation.kind != "other_organ":
            raise self._refusal(event, self._opinion_article(consultation), f"没有登记征求意见书何时送达{event.whom}，期限没有起算；请先登记送达（letter_delivered）")
        # No term and no presumption: a person has decided to wait no longer.
        self._find(event, "silence_is_not_consent", "条例33(3)", f"{event.whom}没有答复；沉默不视为同意，公开与否由本机关依法决定")
        return event.on

    def _opinion_article(self, consultation: Consultation) -> str:
        return self.law.term(_TERM[consultation.kind], self.rule_day).article

    def _closed_due(self) -> date | None:
        """The due date by the consultations already closed."""
        if self.since is None:
            return None
        return self._last_day(self.since, self.term, projected=False)

    def _suspension_reading(self) -> str:
        return "suspension_end" if self._reads("suspension_end") != "reply_day" else "suspension_start"

    def _project(self, due: date | None) -> None:
        """Say for each open consultation what its lapsing will do to the term."""
        early = self._reads("suspension_end") == "before_reply"
        open_ones = [c for c in self.consultations if c.open and c.stops]
        for consultation in sorted(open_ones, key=lambda c: c.lapses_on or date.max):
            until = consultation.ends(early)
            before = self._closed_due()
            if until is None or before is None:
                continue
            consultation.open, consultation.until = False, until
            after = self._closed_due()
            consultation.open, consultation.until = True, None
            self.lines.append(
                Line(
                    "opinion_awaited",
                    0,
                    consultation.since,
                    self._opinion_article(consultation),
                    "pause",
                    0 if after is None else self.days.between(before, after),
                    consultation.since,
                    until,
                    due,
                    consultation.whom,
                    f"{consultation.whom}尚未提出意见，如果到期仍未提出",
                    self._number(self._suspension_reading()),
                )
            )

    # ---- extension (条例33(2)) -----------------------------------------------------------------

    def _extended(self, event: Extended) -> None:
        rule = self.law.term("extension", self.rule_day)
        most = rule.days or 0
        if self.halted or self.since is None:
            raise self._refusal(event, rule.article, "答复期限没有进行，不能延长；请先登记确认收到、补正或者缴费")
        if self.fixed is not None:
            raise self._refusal(event, rule.article, "答复日期已经另行确定，不能再延长")
        if event.days < 1:
            raise self._refusal(event, rule.article, f"延长的天数应当是正数，实为{event.days}")
        if not event.consented_by:
            raise self._refusal(event, rule.article, "延长答复期限应当经政府信息公开工作机构负责人同意并告知申请人；请填写同意人（consented_by）")
        if self.extended + event.days > most:
            raise self._refusal(event, rule.article, f"累计延长{self.extended + event.days}个工作日，超出上限{most}个工作日；请核对")
        self._refuse_if_over(event, rule.article, "不能再延长")
        before, days, reading = self.due(), event.days, ""
        if self._reads("extension_start") == "consent_day":
            counted = self.days.place(event.on) + days - self.days.place(self._closed_due() or event.on)
            days, reading = max(0, counted), "extension_start"
        self.extended += event.days
        self.term += days
        due = self.due()
        if event.notified is None:
            self._find(event, "extension_untold", rule.article, "没有登记何时告知申请人延长；延长应当告知申请人，请补记")
        elif before is not None and event.notified > before:
            self._find(event, "extension_told_late", rule.article, f"告知申请人之日{chinese_day(event.notified)}晚于原期限{chinese_day(before)}；请核对")
        self._line(
            event,
            rule.article,
            "extension",
            days=days,
            start=before,
            end=due,
            due=due,
            detail=f"经{event.consented_by}同意",
            reading=reading,
        )

    def _refuse_if_over(self, event: Event, article: str, what: str) -> None:
        due = self.due()
        if due is not None and event.on > due:
            raise self._refusal(event, article, f"答复期限已于{chinese_day(due)}届满，{what}；请尽快答复")

    # ---- fee (条例42, 109号) -------------------------------------------------------------------

    def _fee_noticed(self, event: FeeNoticed) -> None:
        rule = self.law.term("fee_payment", event.on)
        if self.halted or self.since is None:
            raise self._refusal(event, rule.article, "期限没有进行（等待确认收到、补正或者缴费），不能发出收费通知；请核对")
        if event.delivered is not None and event.delivered < event.on:
            raise self._refusal(event, rule.article, f"送达之日{chinese_day(event.delivered)}早于发出之日；请核对")
        due = self.due()
        if due is not None and event.on > due:
            self._find(event, "fee_noticed_after_expiry", rule.article, f"收费通知应在办理期限内发出，期限已于{chinese_day(due)}届满")
        self.halted = "payment"
        self.paid_from = Consultation("requester", "", event.on, stops=True)
        amount = "" if event.yuan is None else f"，{event.yuan}元"
        until = ""
        self.pay_by = None
        if event.delivered is not None:
            self.pay_by = self.days.after(event.delivered, rule.days or 0)
            until = f"，{_short(event.delivered)}送达，应在{_short(self.pay_by)}以前缴费"
        self._note(event, rule.article, f"发出收费通知{amount}{until}；缴费以前期限不进行", end=self.pay_by)

    def _fee_paid(self, event: FeePaid) -> None:
        if self.halted != "payment" or self.paid_from is None:
            raise self._refusal(event, "109号", "没有等待缴费的收费通知；请先登记发出收费通知")
        if self.pay_by is not None and event.on > self.pay_by:
            self._find(event, "fee_paid_late", "109号", f"缴费晚于{chinese_day(self.pay_by)}；是否继续处理由人决定，这里按缴费处理")
        self.halted = ""
        self.pay_by = None
        if self._reads("after_payment") == "restart":
            self._restart(event, "申请人缴费")
            return
        before = self._closed_due()
        waited, self.paid_from = self.paid_from, None
        waited.open, waited.until = False, event.on
        self.consultations.append(waited)
        after = self._closed_due()
        self._line(
            event,
            "109号",
            "extension",
            days=0 if before is None or after is None else self.days.between(before, after),
            start=waited.since,
            end=event.on,
            due=self.due(),
            detail="申请人缴费，等待缴费的时间不计算",
            reading="after_payment",
        )

    def _fee_lapsed(self, event: FeeLapsed) -> None:
        if self.halted != "payment":
            raise self._refusal(event, "109号", "没有等待缴费的收费通知，不能视为放弃；请核对")
        if self.pay_by is None:
            raise self._refusal(event, "109号", "没有登记收费通知何时送达（delivered），缴费期限没有起算")
        if event.on <= self.pay_by:
            raise self._refusal(event, "109号", f"缴费期限至{chinese_day(self.pay_by)}，尚未届满")
        self._note(event, "109号", "申请人逾期不缴费，视为放弃申请，不再处理")
        self._end(event, "fee_unpaid")

    # ---- the end -------------------------------------------------------------------------------

    def _answered(self, event: Answered) -> None:
        said = "作出答复"
        if event.outcome is not None:
            said += f"：{refuse_unknown(event.outcome, event.on).name}"
        waiting = [c.whom for c in self.consultations if c.open and not c.lapsed(event.on)]
        if waiting:
            self._find(event, "answered_while_consulting", "条例32", f"答复时仍在征求{'、'.join(waiting)}的意见，期限没有届满；请核对")
        if self.received_on is None:
            self._find(event, "receipt_never_confirmed", "条例31", "答复时收到之日仍未确认，年度统计无法计入；请补记确认收到")
        due = self.due()
        if due is not None and event.on > due:
            self._find(event, "answered_late", "条例33(2)", f"答复晚于期限{chinese_day(due)}，逾期{self.days.between(due, event.on)}个工作日")
        self._note(event, "条例33" if self.rule_day >= date(2019, 5, 15) else "2008年条例24", said)
        self._end(event, event.outcome)

    def _end(self, event: Event, outcome: str | None) -> None:
        self.end_due = self.due()
        self.ending = Ending(event.kind, event.on, outcome)
        if not isinstance(event, Answered):
            # Nothing is owed to be sent for the clock to be at rest; the letter is a duty of its own.
            self.ending.sent = event.on

    def _sent(self, event: Sent) -> None:
        if self.ending is None:
            raise self._refusal(event, "235号", "还没有作出答复；请先登记作出答复")
        if self.ending.sent is None:
            self.ending.sent = event.on
            if self.end_due is not None and event.on > self.end_due >= self.ending.on:
                self._find(event, "sent_late", "235号", f"答复在期限内作出，但发出晚于{chinese_day(self.end_due)}；邮寄以交邮之日为准")
        self._note(event, "235号", f"发出答复{'（' + event.means + '）' if event.means else ''}")

    def _redo_ordered(self, event: RedoOrdered) -> None:
        """法释〔2025〕8号 11; 复议法64, 65: a duty with its own clock (readings L-0011, L-0012)."""
        served = event.served or event.on
        if served < event.on:
            raise self._refusal(event, "法释〔2025〕8号 11", f"送达之日{chinese_day(served)}早于作出之日；请核对")
        court = self.law.term_if_any("court_order", event.on) if event.by == "court" else None
        reading, article, days = "", "复议法", 0
        if event.until is not None:
            last = self.days.on_or_after(event.until)
        elif court is not None:
            judged = self.law.reads("court_order_start", event.on) == "day_after_judgment"
            reading, article, days = "court_order_start", court.article, court.days or 0
            last = self.days.after(event.on if judged else served, days)
        else:
            if self.law.reads("redo_without_term", event.on) == "refuse":
                raise self._refusal(event, "条例33(2)", "决定没有写明期限；请填写 until")
            term = self.law.term("reply", event.on)
            reading, article, days = "redo_without_term", term.article, term.days or 0
            last = self.days.after(served, days)
        self.ending = self.end_due = None
        self.halted, self.redo, self.fixed = "", True, last
        self.since = self.days.place(served)
        self._line(
            event,
            article,
            "redo_term",
            days=days,
            start=served,
            end=last,
            due=last,
            detail=f"责令重新答复（{_BY.get(event.by, event.by) or '未注明机关'}，{_short(served)}送达）",
            reading=reading,
        )

    # ---- the trace -----------------------------------------------------------------------------

    def _reads(self, key: str) -> str:
        return self.law.readings.value(key, self.rule_day)

    def _number(self, key: str) -> str:
        return self.law.readings.reading(key).number if key else ""

    def _line(
        self,
        event: Event,
        article: str,
        parameter: str,
        *,
        days: int = 0,
        start: date | None = None,
        end: date | None = None,
        due: date | None = None,
        whom: str = "",
        detail: str = "",
        reading: str = "",
    ) -> None:
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
                self._number(reading),
                event.recorded,
            )
        )

    def _note(self, event: Event, article: str, detail: str, reading: str = "", end: date | None = None) -> None:
        """Enter a line that adds nothing to the term by itself."""
        self._line(event, article, "note", start=event.on, end=end, detail=detail, reading=reading)

    def _find(self, event: Event, code: str, article: str, says: str) -> None:
        self.findings.append(Finding(code, f"{says}。", article, event.kind, self.entry))

    def _refusal(self, event: Event, article: str, says: str) -> OutOfTurn:
        return OutOfTurn(f"第{self.entry}条“{event.name}”（{chinese_day(event.on)}）：{says}（{words(article)}）。")


_BY = {"court": "人民法院判决", "reconsideration": "行政复议决定"}


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _what_they_said(event: OpinionReceived | OpinionLapsed, consultation: Consultation) -> str:
    if isinstance(event, OpinionReceived):
        stand = {True: "同意公开", False: "不同意公开", None: "没有表明是否同意"}[event.agrees]
        consultation.agrees = event.agrees
        return f"{_short(event.on)}收到{event.whom}的意见（{stand}）"
    last = consultation.lapses_on
    ended = "" if last is None else f"至{_short(last)}期限届满，"
    silence = {
        "third_party": "由本机关决定是否公开",  # 条例32
        "co_producer": "视为同意公开",  # 条例34
        "other_organ": "不视为同意",
    }[consultation.kind]
    consultation.agrees = True if consultation.kind == "co_producer" else None
    return f"{ended}{event.whom}没有提出意见，{silence}"

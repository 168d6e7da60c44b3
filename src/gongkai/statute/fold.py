"""The fold over the events of one request: one `case` a kind of event, an article at each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import assert_never

from gongkai.statute import charging, correction, ending, opinions, term
from gongkai.statute.citation import words
from gongkai.statute.course import Course
from gongkai.statute.dated import chinese_day
from gongkai.statute.errors import NoCalendar, NoRule, OutOfTurn
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
    OtherOrganConsulted,
    PassedOn,
    ReasonsAsked,
    ReasonsGiven,
    ReceiptConfirmed,
    Received,
    RedoOrdered,
    ReplyRevoked,
    Sent,
    Split,
    ThirdPartyConsulted,
    Withdrawn,
)
from gongkai.statute.trace import Finding

# What may still be entered after the request has ended.
_AFTER_THE_END = (
    Sent,
    Delivered,
    RedoOrdered,
    ReplyRevoked,
    EntryAnnulled,
    LetterDelivered,
    OpinionReceived,
    OpinionLapsed,
)


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
    if len({event.on for _, event in numbered}) == len(numbered):
        return sorted(numbered, key=lambda pair: pair[1].on)
    among = [event for _, event in numbered]
    return sorted(numbered, key=lambda pair: (pair[1].on, _rank(pair[1], among), pair[0]))


def annulled_too_early(events: Sequence[Event]) -> tuple[Finding, ...]:
    """Find the annulments dated before the entry they annul: one of the two days is wrong (条例45)."""
    annulments = [(n, event) for n, event in enumerate(events, 1) if isinstance(event, EntryAnnulled)]
    if not annulments:
        return ()
    by_number = {event.entry or n: event for n, event in enumerate(events, 1)}
    found = []
    for n, event in annulments:
        annulled = by_number[event.annuls]
        entered = annulled.recorded or annulled.on
        if event.on < entered:
            says = (
                f"撤销之日{chinese_day(event.on)}早于所撤销的第{event.annuls}条“{annulled.name}”的登记"
                f"（{chinese_day(entered)}）；请核对两个日期。"
            )
            found.append(Finding("annulled_too_early", says, event.article, event.kind, event.entry or n))
    return tuple(found)


_CONSULTED = (ThirdPartyConsulted, CoProducerConsulted, OtherOrganConsulted)
_CLOSED = (OpinionReceived, OpinionLapsed)
_ENDINGS = (Answered, PassedOn, Withdrawn, CorrectionLapsed, FeeLapsed)


def _rank(event: Event, among: Sequence[Event]) -> float:
    """The place of an event within its day.

    Events of one day stand in the order of procedure: a notice precedes the answer to it. What
    answers an earlier notice comes before what only then may follow: a second notice, a second
    letter to the same party, an extension of the term that begins with payment. A confirmation on
    the day of a correction confirms the correction; but where that correction was asked for on this
    very day, the first confirmation of a request that had none is that of the request. An order to
    redo, or a revocation, opens its day: an answer of that day is the one it calls for, for nobody
    orders done again what was answered the same day; only a dispatch without such an answer is still
    that of the earlier one. A request that had no reply when the day began can only have had that of
    this day revoked: the revocation follows it.
    """
    today = [other for other in among if other.on == event.on]
    before = sorted((other for other in among if other.on < event.on), key=lambda one: (one.on, one.rank))

    def awaited(asked: tuple[type, ...], answered: tuple[type, ...], whom: str | None = None) -> bool:
        count = 0
        for other in before:
            if whom is None or getattr(other, "whom", None) == whom:
                # An opinion that comes when nobody asks any more answers no letter still to be sent.
                count = max(0, count + isinstance(other, asked) - isinstance(other, answered))
        return count > 0

    revokes = isinstance(event, _OF_A_REPLY) and any(isinstance(other, ReplyRevoked) for other in today)
    if revokes and not _has_reply(before):
        return _around_a_revocation(event, today)
    if isinstance(event, Sent | Delivered) and any(
        isinstance(other, RedoOrdered | ReplyRevoked) for other in today
    ):
        return event.rank if any(isinstance(other, _ENDINGS) for other in today) else RedoOrdered.rank - 0.25
    if isinstance(event, ReceiptConfirmed) and any(isinstance(other, Corrected) for other in today):
        if _is_of_the_request(event, today, before) and not awaited((CorrectionAsked,), (Corrected,)):
            return event.rank
        return Corrected.rank + 0.25
    if isinstance(event, CorrectionAsked) and awaited((CorrectionAsked,), (Corrected,)):
        return Corrected.rank + 0.5
    if isinstance(event, FeePaid) and awaited((FeeNoticed,), (FeePaid,)):
        return ReceiptConfirmed.rank + 0.5
    if isinstance(event, ThirdPartyConsulted | CoProducerConsulted | OtherOrganConsulted) and awaited(
        _CONSULTED, _CLOSED, event.whom
    ):
        return OpinionLapsed.rank + 0.5
    return event.rank


_OF_A_REPLY = (*_ENDINGS, Sent, Delivered, ReplyRevoked)


def _has_reply(before: Sequence[Event]) -> bool:
    """Whether a reply stands after the days before: given, and neither revoked nor ordered anew since."""
    stands = 0
    for day in sorted({other.on for other in before}):
        events = [other for other in before if other.on == day]
        if any(isinstance(other, RedoOrdered) for other in events):
            stands = 0
        for other in events:
            stands += isinstance(other, _ENDINGS) - isinstance(other, ReplyRevoked)
        stands = min(1, max(0, stands))
    return bool(stands)


def _around_a_revocation(event: Event, today: Sequence[Event]) -> float:
    """The place of a reply, its dispatch and its revocation on a day on which all of it happened.

    A first reply, its dispatch and arrival, its revocation, a second reply, and so on.
    """
    kind = next(one for one in (_ENDINGS, Sent, Delivered, ReplyRevoked) if isinstance(event, one))
    same = [other for other in today if isinstance(other, kind)]
    turn = next(place for place, other in enumerate(same) if other is event)
    if isinstance(event, Delivered):  # whichever reply was the last when it was entered
        until = next(place for place, other in enumerate(today) if other is event)
        turn = max(0, sum(isinstance(other, _ENDINGS) for other in today[:until]) - 1)
    after = Delivered.rank + 0.25 if isinstance(event, ReplyRevoked) else event.rank
    return after + turn * (Delivered.rank + 1 - Answered.rank)


def _is_of_the_request(event: Event, today: Sequence[Event], before: Sequence[Event]) -> bool:
    """Whether a confirmation is the first of its request, on a day on which a correction was asked for, too.

    First the receipt is confirmed, then one asks what is unclear, then it is corrected (条例30, 31).
    """
    confirmed = [other for other in today if isinstance(other, ReceiptConfirmed)]
    return (
        event is confirmed[0]
        and any(isinstance(other, CorrectionAsked) for other in today)
        and not any(isinstance(other, ReceiptConfirmed) for other in before)
    )


def step(course: Course, entry: int, event: Event) -> None:
    """Take one event, or raise OutOfTurn if the law has no place for it here.

    Raises NoRule or NoCalendar, naming the event, where its day has no rule or no calendar.
    """
    course.entry = entry
    if course.received is None and not isinstance(event, Received | EntryAnnulled):
        raise course.refusal(
            event, "条例31", "在收到申请以前，或者没有登记收到申请；请核对日期，或者先登记收到申请"
        )
    if course.ending is not None and not isinstance(event, _AFTER_THE_END):
        raise course.refusal(
            event,
            course.article("reply"),
            f"申请已于{chinese_day(course.ending.on)}办结，其后不能再登记；"
            f"办结登记有误的，先撤销（entry_annulled）那条记录",
        )
    if event.recorded is not None and event.recorded < event.on:
        course.find(
            event,
            "recorded_before_it_happened",
            event.article,
            f"登记之日{chinese_day(event.recorded)}早于发生之日{chinese_day(event.on)}；请核对两个日期",
        )
    try:
        _take(course, event)
    except (NoRule, NoCalendar) as fault:
        said = str(fault).removesuffix("。")
        raise type(fault)(
            f"第{entry}条“{event.name}”（{chinese_day(event.on)}）：{said}（{words(event.article)}）。"
        ) from fault


def _take(course: Course, event: Event) -> None:
    match event:
        case Received():
            term.received(course, event)
        case ReceiptConfirmed():
            term.receipt_confirmed(course, event)
        case CorrectionAsked():
            correction.asked(course, event)
        case Corrected():
            correction.corrected(course, event)
        case CorrectionLapsed():
            correction.lapsed(course, event)
        case ReasonsAsked():
            course.reasons_asked = True
            if not course.unknown_then(event, "reasons"):
                course.note(event, course.article("reasons"), "要求申请人说明理由；答复期限不因此停止")
        case ReasonsGiven():
            if not course.reasons_asked:
                raise course.refusal(event, event.article, "没有要求过申请人说明理由；请先登记要求说明理由")
            if not course.unknown_then(event, "reasons"):
                course.note(event, course.article("reasons"), "申请人说明理由")
        case LaterReplySet():
            term.later_reply_set(course, event)
        case ThirdPartyConsulted():
            opinions.consulted(course, event, "third_party")
        case CoProducerConsulted():
            opinions.consulted(course, event, "co_producer")
        case OtherOrganConsulted():
            opinions.consulted(course, event, "other_organ")
        case LetterDelivered():
            opinions.letter_delivered(course, event)
        case OpinionReceived() | OpinionLapsed():
            opinions.closed(course, event)
        case Extended():
            term.extended(course, event)
        case FeeNoticed():
            charging.noticed(course, event)
        case FeePaid():
            charging.paid(course, event)
        case FeeLapsed():
            charging.lapsed(course, event)
        case PassedOn():
            told = f"告知申请人向{event.to}提出" if event.to else "告知申请人并说明理由"
            ending.closed(course, event, course.rule_day, f"不属于本机关，{told}")
        case Joined():
            others = "、".join(event.requests) or "另外的申请"
            course.note(event, event.article, f"与{others}合并答复，各有其结果")
        case Split():
            parts = "、".join(event.requests) or "几件"
            course.note(event, event.article, f"按一事一申请拆分为{parts}", ("split_requests",))
        case Withdrawn():
            ending.closed(course, event, course.rule_day, "申请人撤回申请")
        case Answered():
            ending.answered(course, event)
        case Sent():
            ending.sent(course, event)
        case Delivered():
            ending.delivered(course, event)
        case RedoOrdered():
            ending.redo_ordered(course, event)
        case ReplyRevoked():
            ending.reply_revoked(course, event)
        case EntryAnnulled():
            course.note(event, "条例45", f"撤销第{event.annuls}条记录（{event.reason}），该条自始不计")
        case _:
            assert_never(event)


def close(course: Course) -> date | None:
    """Finish the trace with the consultations still open; return the due date."""
    if course.ending is not None:
        return course.end_due
    opinions.project(course)
    return course.due()

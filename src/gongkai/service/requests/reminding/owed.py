"""What is owed in a request on a day, each with the day it became owed: computed, never stored.

So a night that was missed loses nothing: what is still owed and was not told is told the next time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.service.requests import chasing, urgency
from gongkai.statute.calendar import Calendar
from gongkai.statute.clock import Standing

PROOF_AFTER = 7  # working days from sending after which somebody asks for the proof: a habit, no term of law
ONE_DAY = timedelta(days=1)

# What is owed, in the words of a reminder; in the order of a digest.
KINDS: dict[str, str | Promise] = {
    "overdue": _("答复已逾期"),
    "today": _("今天是答复的最后一日"),
    "soon": _("3个工作日内应当答复"),
    "unconfirmed": _("尚未与申请人确认收到，请今天联系"),
    "unsent": _("答复已经作出，还没有发出"),
    "end_untold": _("已经认定办结，还欠申请人告知文书"),
    "correction_over": _("补正期限已过，是否视为放弃由经办人认定"),
    "payment_over": _("缴费期限已过，是否视为放弃由经办人认定"),
    "evidence_overdue": _("复议、诉讼的答复和证据已逾期未提交"),
    "evidence_today": _("今天是提交复议、诉讼答复和证据的最后一日"),
    "evidence_soon": _("3个工作日内应当提交复议、诉讼的答复和证据"),
    "record_overdue": _("更正申请已过办理期限"),
    "record_today": _("今天是更正申请办理期限的最后一日"),
    "record_soon": _("3个工作日内应当办结更正申请并告知"),
    "report_overdue": _("年度报告已过报送期限"),
    "report_today": _("今天是报送年度报告的最后一日"),
    "report_soon": _("3个工作日内应当报送年度报告"),
    "publish_overdue": _("年度报告已过公布期限"),
    "publish_today": _("今天是公布年度报告的最后一日"),
    "publish_soon": _("3个工作日内应当公布年度报告"),
    "opinion_over": _("征求意见的期限已过，请登记结果"),
    "opinion_soon": _("征求意见的期限将满"),
    "undelivered": _("征求意见书的送达没有登记，请登记送达或者查问"),
    "unanswered": _("征求意见没有期限也没有回复，请催问"),
    "consent": _("报请同意的事项等您答复"),
    "untold": _("已经同意的事项还没有告知申请人"),
    "cleared": _("文书审批通过，还没有编号发出"),
    "undispatched": _("文书已经编号，还没有送出"),
    "unproven": _("文书已经送出，还没有登记送达"),
    "internal_over": _("内部期限已过"),
    "internal_soon": _("内部期限将满"),
}
OF_THE_HEAD = frozenset(
    {"overdue", "consent", "evidence_overdue", "record_overdue", "report_overdue", "publish_overdue"}
)  # told to who consents, too


Way = tuple[str, *tuple[int, ...]]  # the name of an address, and its keys


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing owed: of which kind and about what, since when, and the day it speaks of."""

    kind: str
    since: date
    day: date | None = None
    about: str = ""
    not_by: int | None = None  # the person who proposed it: she does not answer it


@dataclass(frozen=True, slots=True)
class Term:
    """A last day that a room above has for an organ, of a thing of its own (GONGKAI_TERMS).

    `kind` begins the keys of KINDS (`evidence_overdue`), `about` tells the thing from every other, `number`
    and `url` (a name of an address and its keys) are how it is named and reached, `how` is what to know of
    the day.
    """

    organ: int
    kind: str
    about: str
    number: str
    day: date
    url: Way
    provisional: bool = False
    how: str = ""


def by_term(term: Term, on: date, calendar: Calendar) -> Iterator[Owed]:
    """Yield what follows on a day from a last day of another room."""
    if term.day < on:
        yield Owed(f"{term.kind}_overdue", term.day + ONE_DAY, term.day, term.about)
    elif term.day == on:
        yield Owed(f"{term.kind}_today", on, on, term.about)
    elif _begins(term.day, calendar) <= on:
        yield Owed(f"{term.kind}_soon", _begins(term.day, calendar), term.day, term.about)


def by_clock(stands: Standing) -> Iterator[Owed]:
    """Yield what follows from the ledger of a request, as it stands on a day."""
    clock, on = stands.clock, stands.on
    calendar = clock.law.calendar
    if stands.state == "ended":
        return
    if stands.state == "answered" and clock.ending is not None:
        yield Owed("unsent", clock.ending.on, clock.due)
    if stands.state == "untold" and clock.ending is not None:
        yield Owed("end_untold", clock.ending.on, clock.due)
    yield from _by_due(stands, calendar)
    for asked in clock.consultations:
        if asked.open and asked.lapses_on is not None:
            if asked.lapses_on < on:
                yield Owed("opinion_over", asked.lapses_on + ONE_DAY, asked.lapses_on, asked.whom)
            elif _begins(asked.lapses_on, calendar) <= on:
                since = _begins(asked.lapses_on, calendar)
                yield Owed("opinion_soon", since, asked.lapses_on, asked.whom)
    for asked in chasing.without_day(clock):
        if again := chasing.owed_since(asked, clock, on):
            # Where an organ has no term at all, its answer is missing, whenever the letter reached it.
            kind = "unanswered" if asked.kind == "other_organ" or asked.delivered else "undelivered"
            yield Owed(kind, again, asked.since, asked.whom)
    if clock.halted == "correction" and clock.correct_by is not None and clock.correct_by < on:
        yield Owed("correction_over", clock.correct_by + ONE_DAY, clock.correct_by)
    if clock.halted == "payment" and clock.pay_by is not None and clock.pay_by < on:
        yield Owed("payment_over", clock.pay_by + ONE_DAY, clock.pay_by)


def by_internal_term(finish_by: date, on: date, calendar: Calendar) -> Iterator[Owed]:
    """Yield what follows from the internal term of an assignment."""
    if finish_by < on:
        yield Owed("internal_over", finish_by + ONE_DAY, finish_by)
    elif calendar.day_at(calendar.place(finish_by) - 1) <= on:
        yield Owed("internal_soon", calendar.day_at(calendar.place(finish_by) - 1), finish_by)


def proof_is_owed_since(sent_on: date, calendar: Calendar) -> date:
    """Return the day from which the proof of service of what was sent is asked for."""
    return calendar.after(sent_on, PROOF_AFTER)


def _by_due(stands: Standing, calendar: Calendar) -> Iterator[Owed]:
    clock, on = stands.clock, stands.on
    if clock.due is not None and clock.due < on:
        yield Owed("overdue", clock.due + ONE_DAY, clock.due)
    elif stands.state in ("receipt_awaited", "not_received"):
        if clock.arrived_on is not None:
            yield Owed("unconfirmed", clock.arrived_on)
    elif clock.due == on:
        yield Owed("today", on, on)
    elif clock.due is not None and stands.waiting_for in (None, "organ"):
        since = _begins(clock.due, calendar)
        if since <= on:
            yield Owed("soon", since, clock.due)


def _begins(day: date, calendar: Calendar) -> date:
    """The first day from which a day is within the working days that count as soon."""
    return calendar.day_at(calendar.place(day) - urgency.SOON)

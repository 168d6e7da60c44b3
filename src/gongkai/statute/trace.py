"""Why a deadline is what it is: one line for each contribution, readable aloud.

A `Line` holds the facts; the sentence is made only when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from gongkai.statute.calendar import Calendar
from gongkai.statute.citation import words
from gongkai.statute.dated import chinese_day, short_days

_WEEKDAYS = "一二三四五六日"
AWAITED = "opinion_awaited"  # the event of a line that looks ahead: an opinion that has not come yet


class Line(NamedTuple):
    """One contribution to the clock.

    `days` is what it adds to the term, in working days; it speaks of the time (`start`, `end`];
    `due` is the last day of the term once it is counted, None while the term does not run.
    """

    event: str  # the kind of event that brought it
    entry: int
    on: date
    article: str
    parameter: str  # which rule: a key of SENTENCES
    days: int = 0
    start: date | None = None
    end: date | None = None
    due: date | None = None
    whom: str = ""
    detail: str = ""
    readings: tuple[str, ...] = ()  # the numbers of the readings applied: L-0001
    recorded: date | None = None
    more: bool = False  # consultations still open are to be added to `due`, each by its own line

    def says(self, calendar: Calendar) -> str:
        """Return the line as a sentence a clerk can read aloud."""
        said = SENTENCES[self.parameter](self, calendar)
        if self.recorded is None or self.recorded <= self.on:
            return said
        return f"{said.removesuffix('。')}（{chinese_day(self.recorded)}补登）。"

    def as_json(self, calendar: Calendar) -> dict[str, Any]:
        """Return the line for JSON: at least event, article, days, from, to, says."""
        return {
            "event": self.event,
            "entry": self.entry,
            "on": self.on.isoformat(),
            "recorded": _iso(self.recorded),
            "article": self.article,
            "parameter": self.parameter,
            "days": self.days,
            "from": _iso(self.start),
            "to": _iso(self.end),
            "due": _iso(self.due),
            "open_consultations_to_add": self.more,
            "whom": self.whom or None,
            "readings": list(self.readings),
            "says": self.says(calendar),
        }


class Finding(NamedTuple):
    """Something a person should look at; the clock goes on."""

    code: str
    says: str
    article: str
    event: str
    entry: int

    def as_json(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        return {
            "code": self.code,
            "says": self.says,
            "article": self.article,
            "event": self.event,
            "entry": self.entry,
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def day_in_words(day: date, calendar: Calendar) -> str:
    """Return a day with its weekday, and why it is a working day or none against the weekday."""
    weekday = f"星期{_WEEKDAYS[day.weekday()]}"
    name = calendar.name(day)
    if name.endswith("调休上班"):
        weekday += "，调休上班"
    elif name and not name.startswith("星期"):
        weekday += f"，{name}放假"
    return f"{day.year}年{day.month}月{day.day}日（{weekday}）"


def _due(line: Line, calendar: Calendar) -> str:
    if line.due is None:
        return "期限暂不能确定"
    more = "，尚未结束的征求意见所需时间另加" if line.more else ""
    return f"期限至{day_in_words(line.due, calendar)}届满{more}"


def _counted(line: Line, calendar: Calendar) -> str:
    """The days that do not count, from the first to the last: 9月11日至9月26日的12个工作日."""
    if line.start is None or line.end is None or line.days == 0:
        return "征求意见没有占用另外的工作日"
    first = line.start + timedelta(days=1)
    begun, ended, *_ = short_days(first, line.end, line.due or line.on, beside=line.on)
    span = begun if first == line.end else f"{begun}至{ended}"
    taken = calendar.between(line.start, line.end)
    apart = "" if taken == line.days else f"（共{taken}个，与另外的征求意见重叠或者在起算以前的不重复扣除）"
    return f"{span}征求意见所需的{line.days}个工作日{apart}不计入期限"


def _received(line: Line, calendar: Calendar) -> str:
    return f"{day_in_words(line.on, calendar)}{line.detail}，当日为收到申请之日（{words(line.article)}）。"


def _unconfirmed(line: Line, calendar: Calendar) -> str:
    return (
        f"{day_in_words(line.on, calendar)}{line.detail}；"
        f"双方确认之日为收到申请之日，期限自那时起算（{words(line.article)}）。"
    )


def _reply_term(line: Line, calendar: Calendar) -> str:
    return f"{line.detail}{line.days}个工作日内答复，{_due(line, calendar)}（{words(line.article)}）。"


def _restart(line: Line, calendar: Calendar) -> str:
    return (
        f"{day_in_words(line.on, calendar)}{line.detail}，答复期限自次日起重新计算{line.days}个工作日，"
        f"{_due(line, calendar)}（{words(line.article)}）。"
    )


def _said(line: Line, calendar: Calendar) -> str:
    return f"{day_in_words(line.on, calendar)}{line.detail}（{words(line.article)}）。"


def _paused(line: Line, calendar: Calendar) -> str:
    day = "" if line.event == AWAITED else day_in_words(line.on, calendar)
    return (
        f"{day}{line.detail}，{_counted(line, calendar)}，{_due(line, calendar)}（{words(line.article)}）。"
    )


def _extended(line: Line, calendar: Calendar) -> str:
    return (
        f"{day_in_words(line.on, calendar)}{line.detail}，答复期限延长{line.days}个工作日，"
        f"{_due(line, calendar)}（{words(line.article)}）。"
    )


def _fixed(line: Line, calendar: Calendar) -> str:
    return (
        f"{day_in_words(line.on, calendar)}{line.detail}，{_due(line, calendar)}（{words(line.article)}）。"
    )


SENTENCES: dict[str, Callable[[Line, Calendar], str]] = {
    "day_of_receipt": _received,
    "receipt_awaited": _unconfirmed,
    "reply_term": _reply_term,
    "restart": _restart,
    "pause": _paused,
    "extension": _extended,
    "later_date": _fixed,
    "redo_term": _fixed,
    "note": _said,
}

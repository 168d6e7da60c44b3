"""Every limit beside the reply term: publication, opinions, reports, reconsideration, filing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongkai.statute import dated
from gongkai.statute.dated import Force
from gongkai.statute.entry import Entry
from gongkai.statute.errors import NoRule, UnsoundLaw
from gongkai.statute.law import Law
from gongkai.statute.periods import add_days, add_months, last_day

UNITS = ("working_day", "day", "date", "filing")
REST_DAYS = ("stays", "next_working_day")  # a last day that is a rest day
BOUNDS = ("most", "least")  # to be done within the limit, or not to be ended before it
REPORT = "annual_report_"  # the limits of each kind of reporter begin with this


@dataclass(frozen=True)
class Limit:
    """A limit: how long, from when, and what follows when it has run out."""

    key: str
    name: str
    unit: str
    days: int | None
    month: int | None
    day: int | None
    reading: str
    rest_day: str
    bound: str
    runs_from: str
    lapse: str
    force: Force


@dataclass(frozen=True)
class Due:
    """The last day by which a duty is to be done.

    `remind_by` is the preceding working day where the date itself is a rest day and does not move;
    for a term that must not be shorter it is `day`, for stopping earlier would break it. `provisional`
    says whether `day` may still change with a notice of days off: a date of the calendar does not,
    though the working day before it may (`remind_provisional`).
    """

    limit: Limit
    day: date
    provisional: bool
    remind_by: date
    remind_provisional: bool
    readings: tuple[str, ...]


@cache
def limits() -> dict[str, tuple[Limit, ...]]:
    """Return every limit by key, oldest block first."""
    return dict(dated.blocks("limits.toml", _limit))


def _limit(key: str, entry: Entry) -> Limit:
    limit = Limit(
        key=key,
        name=entry.text("name"),
        unit=entry.text("unit"),
        days=entry.optional_number("days"),
        month=entry.optional_number("month"),
        day=entry.optional_number("day"),
        reading=entry.text("reading", ""),
        rest_day=entry.text("rest_day", "stays"),
        bound=entry.text("bound", "most"),
        runs_from=entry.text("runs_from"),
        lapse=entry.text("lapse"),
        force=dated.force(entry),
    )
    entry.done()
    if limit.unit not in UNITS:
        raise UnsoundLaw(f"{entry.where}：unit 只能是 {'、'.join(UNITS)}。")
    if limit.rest_day not in REST_DAYS or limit.bound not in BOUNDS:
        raise UnsoundLaw(
            f"{entry.where}：rest_day 只能是 {'、'.join(REST_DAYS)}，bound 只能是 {'、'.join(BOUNDS)}。"
        )
    counted = limit.days if limit.unit in ("working_day", "day") else limit.month
    if limit.unit != "filing" and (counted is None) == (not limit.reading):
        raise UnsoundLaw(f"{entry.where}：期限和读法应当有且只有一个。")
    return limit


def limit(key: str, day: date) -> Limit:
    """Return the limit of that key in force on `day`; NoRule if there is none."""
    blocks = limits().get(key)
    if blocks is None:
        raise NoRule(f"没有“{key}”这一期限；现有：{'、'.join(limits())}。")
    return dated.on(blocks, day, blocks[-1].name)


def due(key: str, start: date, law: Law) -> Due:
    """Return the last day of a limit that runs from `start`, which is day 0.

    For a dated limit `start` is any day of the year the duty is about: the report for 2025 is due in
    2026, so pass a day of 2025. Calendar days and dates do not move when they fall on a rest day, and
    `remind_by` is the working day before (reading L-0010); only the terms of reconsideration move to
    the next working day (复议法88, 民诉法85). Raises NoRule or NoCalendar.
    """
    found = limit(key, start)
    readings: tuple[str, ...] = ()
    chosen = ""
    if found.reading:
        readings = (law.readings.reading(found.reading).number,)
        chosen = law.reads(found.reading, start)
    if found.unit == "working_day":
        last = law.calendar.after(start, int(chosen) if chosen else found.days or 0)
    elif found.unit == "day":
        last = add_days(start, found.days or 0)
        if found.rest_day == "next_working_day":
            last = last_day(last, law.calendar)
    elif found.unit == "date":
        month, day = (
            (int(part) for part in chosen.split("-")) if chosen else (found.month or 1, found.day or 1)
        )
        last = date(start.year + 1, month, day)
    else:
        last = _filing(start, chosen, law)
    reminds = found.bound == "most" and law.reads("rest_day_reminder", start) == "preceding_working_day"
    return Due(
        limit=found,
        day=last,
        provisional=_is_counted(found, chosen) and law.calendar.is_provisional(last),
        remind_by=law.calendar.on_or_before(last) if reminds else last,
        remind_provisional=(reminds or _is_counted(found, chosen)) and law.calendar.is_provisional(last),
        readings=readings,
    )


def _is_counted(found: Limit, chosen: str) -> bool:
    """Whether working days have a say in the last day; a date or the eighth of a month stays."""
    return "working_day" in found.unit + found.rest_day or (found.unit == "filing" and chosen != "monthly")


def _filing(start: date, by: str, law: Law) -> date:
    """Quarterly: the last working day of the quarter; monthly: the eighth of the next month."""
    if by == "monthly":
        return add_months(start.replace(day=8), 1)
    quarter_end = start.month + (3 - start.month) % 3
    next_quarter = add_months(start.replace(month=quarter_end, day=1), 1)
    return law.calendar.on_or_before(add_days(next_quarter, -1))


def annual_report_due(reporter: str, report_year: int, law: Law) -> Due:
    """Return when the report of a kind of reporter for a year is due (条例49; 30号).

    `reporter` is a kind of the report's editions: organ, township, aggregate_county, … Raises
    NoRule for a kind without a date.
    """
    return due(f"{REPORT}{reporter}", date(report_year, 12, 31), law)

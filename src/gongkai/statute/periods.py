"""Calendar periods: days, months and years, and the last day that is a rest day.

民诉法85, through 复议法88 and 行诉法101: the first day is not counted; a last day that is a rest day
moves to the next working day; what is posted within the period is in time. A period of months
ends on the day of the same number; a month that has no such day, on its last day.
"""

from __future__ import annotations

import calendar as _months
from datetime import date, timedelta

from gongkai.statute.calendar import Calendar
from gongkai.statute.errors import NoCalendar

_SATURDAY = 5


def add_days(day: date, days: int) -> date:
    """Return the day `days` calendar days after `day` (the first day is not counted)."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """Return the day of the same number `months` later, or the last day of that month.

    >>> add_months(date(2025, 8, 31), 6), add_months(date(2025, 9, 1), 6)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 1))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, _months.monthrange(year, month + 1)[1]))


def last_day(day: date, calendar: Calendar) -> date:
    """Return the last day of a period that ends on `day`: the next working day if it is a rest day."""
    return calendar.on_or_after(day)


def last_day_of_years(day: date, calendar: Calendar) -> date:
    """Return the last day of a period of years that ends on `day`.

    An outer limit of five years lies beyond every announced day off: there only the weekend moves it,
    and the day is provisional (`Calendar.is_provisional`).
    """
    try:
        return last_day(day, calendar)
    except NoCalendar:
        return day if day.weekday() < _SATURDAY else add_days(day, 7 - day.weekday())

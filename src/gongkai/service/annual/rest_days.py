"""A last day of the report that is a rest day: it does not move, and the work is done before it.

条例49 and 30号 name dates of the calendar and let none of them move; the reminder is of the last working day
before (reading L-0010, docs/decisions/L-0010-rest-day-reminder.md), by the holidays of this installation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.statute.errors import StatuteError
from gongkai.statute.law import Law

READING = "rest_day_reminder"


@dataclass(frozen=True, slots=True)
class RestDay:
    """A last day on which nobody works, and the working day before it; provisional until it is announced."""

    last: date
    worked_by: date
    is_provisional: bool = False

    @property
    def says(self) -> str:
        """Which day to keep to, as a sentence without its stop."""
        given = {"last": self.last.isoformat(), "day": self.worked_by.isoformat(), "year": self.last.year}
        if self.is_provisional:
            return (
                _(
                    "%(last)s是休息日，期限不顺延，请在%(day)s以前办完（%(year)s年的放假安排尚未公布，暂按周一至周五计）"
                )
                % given
            )
        return _("%(last)s是休息日，期限不顺延，请在此前最后一个工作日%(day)s以前办完") % given


def rest_day(last: date | None, law: Law | None = None) -> RestDay | None:
    """Return what a last day has before it if it is a rest day; None if it is none, or nothing is said of it.

    The reading is that of the report year, the one before the day. A calendar that does not reach so far says
    nothing: the day of the law stands all the same.
    """
    if last is None:
        return None
    law = law or law_here()
    try:
        if law.reads(READING, date(last.year - 1, 12, 31)) != "preceding_working_day":
            return None
        before = law.calendar.on_or_before(last)
        is_provisional = law.calendar.is_provisional(last)
    except StatuteError:
        return None
    return None if before == last else RestDay(last, before, is_provisional)


def said(last: date | None, on: date) -> str:
    """Return the sentence for a last day that is still to come, "" where there is none."""
    found = rest_day(last) if last is not None and on <= last else None
    return found.says if found is not None else ""


__all__ = ["RestDay", "rest_day", "said"]

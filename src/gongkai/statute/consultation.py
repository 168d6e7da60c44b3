"""An opinion asked of somebody, and the working days it takes (条例32, 33(3), 34)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from gongkai.statute.calendar import Calendar

_ONE_DAY = timedelta(days=1)


class Consultation:
    """One consultation: sent, delivered, and closed by an opinion or by silence.

    `stops` says whether its time is left out of the reply term; (`since`, `until`] is that time.
    `accounted`: its silent lapse has its line in the trace although nobody entered the lapse.
    """

    __slots__ = (
        "accounted",
        "agrees",
        "delivered",
        "kind",
        "lapses_on",
        "open",
        "since",
        "stops",
        "until",
        "whom",
    )

    def __init__(self, kind: str, whom: str, since: date, stops: bool) -> None:
        self.kind = kind  # third_party, co_producer or other_organ
        self.whom = whom
        self.since = since
        self.stops = stops
        self.delivered: date | None = None
        self.lapses_on: date | None = None  # the last day for the opinion; None while unknown
        self.until: date | None = None
        self.open = True
        self.accounted = False
        self.agrees: bool | None = None

    def lapsed(self, on: date) -> bool:
        """Whether the time for the opinion has run out by the day `on`."""
        return self.lapses_on is not None and on > self.lapses_on

    def ends(self, reply_day_counts: bool) -> date | None:
        """Return the last day left out, an open consultation being taken to lapse on its last day."""
        if not self.open:
            return self.until
        if self.lapses_on is None:
            return None
        return self.lapses_on - _ONE_DAY if reply_day_counts else self.lapses_on


def left_out(since: int, term: int, spans: Iterable[tuple[int, int]]) -> int:
    """Return the place of the last day of a term that leaves out the working days of the spans.

    Places are those of `Calendar.place`: the term is the `term` working days after the place
    `since`; a span is (from, to]. A day in two spans is left out once (条例33(3)), and a span that
    begins after the term has run out leaves nothing out.
    """
    last, covered = since + term, since
    for start, end in sorted(spans):
        start = max(start, covered)
        if start > last:
            break
        if end > start:
            last += end - start
            covered = end
    return last


def span(consultation: Consultation, until: date, calendar: Calendar) -> tuple[int, int]:
    """Return the places of (since, until] of a consultation."""
    return calendar.place(consultation.since), calendar.place(until)

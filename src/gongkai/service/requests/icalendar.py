"""A day to keep as a calendar entry: iCalendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LINE = 75  # octets without the line break (RFC 5545, 3.1)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
NINE = timedelta(hours=9)


@dataclass(frozen=True)
class Entry:
    """An all-day entry with a reminder at nine o'clock on `remind_on`, before `day`.

    `uid` is the same for the same matter, so that a later download replaces the earlier one.
    """

    uid: str
    day: date
    remind_on: date
    summary: str
    description: str
    url: str


def calendar_of(entry: Entry, now: datetime) -> bytes:
    """Return the entry as a calendar of one event; `now` is the time of making it (DTSTAMP)."""
    return calendar_of_all([entry], now)


def calendar_of_all(entries: Iterable[Entry], now: datetime) -> bytes:
    """Return the entries as a calendar; `now` is the time of making it (DTSTAMP)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Gongkai//Deadline//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(line for entry in entries for line in _event(entry, now)),
        "END:VCALENDAR",
    ]
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _event(entry: Entry, now: datetime) -> Iterable[str]:
    before = timedelta(days=(entry.day - entry.remind_on).days) - NINE
    return (
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.summary)}",
        f"DESCRIPTION:{escaped(entry.description)}",
        *([f"URL:{entry.url}"] if entry.url else []),
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{escaped(entry.summary)}",
        f"TRIGGER:-PT{int(before.total_seconds()) // 3600}H",
        "END:VALARM",
        "END:VEVENT",
    )


def escaped(text: str) -> str:
    """Return a text as a value of iCalendar (RFC 5545, 3.3.11)."""
    readable = "".join(c for c in text if c.isprintable() or c == "\n")
    return readable.translate(_ESCAPES)


def folded(line: str) -> Sequence[bytes]:
    """Return a line in parts of at most 75 octets; no character is cut, later parts begin with a space."""
    parts, part = [], b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LINE:
            parts.append(part)
            part = b" "
        part += octets
    return [*parts, part]

"""The law by example: a chapter an article. A history is written as in the file of events."""

from __future__ import annotations

from datetime import date

from gongkai.statute.clock import Clock, read
from gongkai.statute.history import read_history
from gongkai.statute.law import Law, law

LAW = law()


def day(text: str) -> date:
    """Return a day written 2025-09-01."""
    return date.fromisoformat(text)


def clock(history: str, by: Law = LAW) -> Clock:
    """Return the clock of a history, one event a line: `received, on: 2025-09-01`."""
    lines = (line.strip() for line in history.strip().splitlines())
    return read(read_history("".join(f"- {{event: {line}}}\n" for line in lines)), by)


def due(history: str) -> str | None:
    """Return the due date of a history, written out."""
    last = clock(history).due
    return None if last is None else last.isoformat()


def codes(history: str) -> list[str]:
    """Return the codes of the findings of a history."""
    return [finding.code for finding in clock(history).findings]


def says(history: str) -> str:
    """Return the trace of a history, read aloud."""
    return "\n".join(line.says(LAW.calendar) for line in clock(history).trace)

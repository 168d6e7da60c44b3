"""Between a row of the ledger and an event of the statute: what stands in the row, what stands apart.

A field of an event is written into the row if it is a day, a number, yes or no, a key or a code; texts that a
person wrote stand apart (EntryWords), for names may be in them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from gongkai.statute.events import KINDS, Event

# Texts of events that are keys or codes: parties, channels, outcomes, who orders, numbers of other cases.
CODES = frozenset({"channel", "whom", "outcome", "by", "requests", "annuls"})
ERASED = "（已删除）"
HIDDEN = "（不显示）"


class UnknownHappening(ValueError):
    """A row whose kind the statute does not know: written by a later version, or altered."""


def taken_apart(event: Event) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the particulars of an event for its row, and the texts that stand apart."""
    particulars: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for name, is_text in _fields(event.kind).items():
        value = getattr(event, name)
        if value is None or value in ("", ()):
            continue
        if is_text:
            texts[name] = value
        else:
            particulars[name] = _plain(value)
    return particulars, texts


def put_together(
    kind: str,
    on: date,
    place: int,
    recorded: date,
    particulars: Mapping[str, Any],
    texts: Mapping[str, str] | None,
) -> Event:
    """Return the event of a row. `texts` is None where they were erased: what the event cannot lack says so.

    Raises UnknownHappening for a kind that is not the statute's.
    """
    made = KINDS.get(kind)
    if made is None:
        raise UnknownHappening(f"第{place}条的事件“{kind}”不在本版本的法定事件之中；请核对程序版本和记录。")
    values: dict[str, Any] = {"on": on, "entry": place, "recorded": recorded if recorded != on else None}
    for field in dataclasses.fields(made):
        if field.name in particulars:
            values[field.name] = _read(str(field.type), particulars[field.name])
        elif texts is None and _fields(kind).get(field.name) and field.default is dataclasses.MISSING:
            values[field.name] = ERASED
        elif texts is not None and field.name in texts:
            values[field.name] = texts[field.name]
    return made(**values)


def untold(event: Event) -> Event:
    """Return an event without what a person wrote in it: for who reads days and numbers, and no names."""
    blank = {
        field.name: "" if field.default is not dataclasses.MISSING else HIDDEN
        for field in dataclasses.fields(event)
        if _fields(event.kind).get(field.name) and getattr(event, field.name)
    }
    return dataclasses.replace(event, **blank) if blank else event  # type: ignore[arg-type]


@cache
def _fields(kind: str) -> Mapping[str, bool]:
    """The fields an event has of its own: whether each is a text that stands apart."""
    return {
        field.name: str(field.type).startswith("str") and field.name not in CODES
        for field in dataclasses.fields(KINDS[kind])
        if field.name not in ("on", "recorded", "entry")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _read(kind: str, value: Any) -> Any:
    if kind.startswith("date"):
        return date.fromisoformat(value)
    return tuple(value) if kind.startswith("tuple") else value

"""The log of what was done: one door to add to it, called inside the action's own transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from gongkai.service.organs.models import Deed, Organ, Person, Post


def record(
    act: str,
    *,
    by: Post | Person | None,
    at: datetime,
    kind: str,
    key: object,
    organ: Organ | None = None,
    **particulars: Any,
) -> Deed:
    """Add one deed to the log and return it.

    `act` is "room.verb" (`catalogue.publish`), `kind` and `key` say on which object. `by` is the post
    acted in, a person where there is no post (signing in), or None for the command line of the machine.
    `organ` is whose matter it is; without it, that of the post. `particulars` are keys, days and numbers
    of the system: no name, no identity number, no text that somebody wrote.
    """
    post = by if isinstance(by, Post) else None
    person = by.person if isinstance(by, Post) else by
    return Deed.objects.create(
        at=at,
        act=act,
        person=person,
        post=post,
        organ=organ or (post.organ if post else None),
        kind=kind,
        key=str(key),
        particulars={name: _plain(value) for name, value in particulars.items()},
    )


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: days as they are written, lists of plain values."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, bool | int | str | dict) else str(value)

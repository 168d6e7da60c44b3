"""By when what arose has to be public: 20 working days (条例 art. 26), or the special limit of its category.

The limit is of the law of the day it arose; the due date is computed, never stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import forebears
from gongkai.statute.errors import NoCalendar, NoRule
from gongkai.statute.law import Law
from gongkai.statute.limits import Due, due

Counted = tuple[Due | None, int | None, str]
"""The due date, the working days left, and why there are none."""


@dataclass(frozen=True, slots=True)
class Item:
    """One edition and the day by which it is to be public.

    `published_on` is the first day it was shown; `left` the working days left (negative: so many late),
    counted to publication or to today. `why_unknown` says why there is no due date, where there is none.
    """

    edition: Edition
    due: Due | None
    published_on: date | None
    left: int | None
    why_unknown: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the last day has passed without publication, or passed before it."""
        return self.left is not None and self.left < 0


def due_of(edition: Edition, law: Law) -> Due:
    """Return by when an edition is to be public; raises NoRule or NoCalendar."""
    return due(schemes.limit_of(edition.category), edition.arose_on, law)


def waiting(organ: Organ, on: date, law: Law) -> list[Item]:
    """Return what an organ, or one it came after, has drafted and not published, the most urgent first.

    Left out is what is discarded, or not to be published without being asked.
    """
    rows = (
        _rows(organ, on)
        .filter(released_digest="", discarded_at=None)
        .filter(attribute=Edition.Attribute.PROACTIVE)
    )
    counted: dict[tuple[str, date, date], Counted] = {}
    return _sorted(_item(edition, on, law, counted) for edition in rows.defer("body", "text", "form"))


def overdue(organ: Organ, on: date, law: Law) -> list[Item]:
    """Return what should be public already and is not."""
    return [found for found in waiting(organ, on, law) if found.is_late]


def published_late(organ: Organ, since: date, until: date, law: Law) -> list[Item]:
    """Return what was first shown from `since` to `until`, both included, later than its limit."""
    rows = _rows(organ, until).exclude(released_digest="").filter(showing__isnull=False)
    items = [item(edition, until, law) for edition in rows]
    return _sorted(
        i for i in items if i.is_late and i.published_on is not None and since <= i.published_on <= until
    )


def item(edition: Edition, on: date, law: Law) -> Item:
    """Return one edition with its due date, as it stands on a day."""
    return _item(edition, on, law, {})


def _item(edition: Edition, on: date, law: Law, counted: dict[tuple[str, date, date], Counted]) -> Item:
    """Return as `item`; what was counted once for a limit and two days is not counted again."""
    showing: Showing | None = getattr(edition, "showing", None)
    published = timezone.localdate(showing.begins) if showing else None
    if published is not None and published > on:
        published = None  # set for later: not public yet
    key = (schemes.limit_of(edition.category), edition.arose_on, published or on)
    if key not in counted:
        counted[key] = _counted(edition, key[2], law)
    by, left, why = counted[key]
    return Item(edition, by, published, left, why)


def _counted(edition: Edition, until: date, law: Law) -> Counted:
    try:
        by = due_of(edition, law)
        return by, _between(until, by.day, law), ""
    except (NoRule, NoCalendar) as unknown:
        return None, None, str(unknown)


def next_due(organ: Organ, at: datetime, law: Law) -> Item | None:
    """Return what has to be public next and is not late yet."""
    items = waiting(organ, timezone.localdate(at), law)
    return next((found for found in items if found.left is not None and found.left >= 0), None)


def _between(start: date, end: date, law: Law) -> int:
    if start <= end:
        return law.calendar.between(start, end)
    late = law.calendar.between(end, start)
    return -max(late, 1)  # late over rest days only is late too


def _rows(organ: Organ, on: date) -> QuerySet[Edition]:
    organs = {organ.pk} | forebears(organ, on)
    return Edition.objects.filter(document__organ__in=organs).select_related("document__organ", "showing")


def _sorted(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda i: (i.due.day if i.due else date.max, i.edition.pk))

"""The one door between the rows of the ledger and the events of the statute.

An event is appended if, and only if, the statute has a place for it after what happened before; the case is
locked meanwhile, so two officers act one after the other, and the second sees what the first did.
"""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.organs.said import said
from gongkai.service.requests import chain, index
from gongkai.service.requests.happenings import put_together, taken_apart
from gongkai.service.requests.models import Case, Entry, EntryWords, Link
from gongkai.statute import clock
from gongkai.statute.clock import Clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

FEW = 100  # cases whose entries are fetched at once: a cursor of the server takes three calls


class Overtaken(CannotDo):
    """Somebody else entered something meanwhile: look again before deciding."""


def locked(case: Case) -> Case:
    """Lock a case for the rest of the transaction, and return its row.

    A part of a split is locked after what it was split off: the index counts them together (L-0025), and
    whoever computes it has to see what the others did.
    """
    whole = Link.objects.filter(case=case.pk, kind=Link.Kind.SPLIT).values_list("other", flat=True).first()
    if whole is not None:
        locked(Case(pk=whole))
    return Case.objects.select_for_update(of=("self",)).select_related("organ").get(pk=case.pk)


def events_of(case: Case) -> tuple[Event, ...]:
    """Return the events of a case in the order they were recorded, annulled ones and annulments included."""
    return events_of_all([case.pk])[case.pk]


def events_of_all(cases: Iterable[int], *, known_at: datetime | None = None) -> dict[int, tuple[Event, ...]]:
    """Return the events of many cases by their keys, in one query; with a moment, those entered by then."""
    keys = list(cases)
    found: dict[int, list[Event]] = {key: [] for key in keys}
    entries = Entry.objects.filter(case__in=keys)
    if known_at is not None:
        entries = entries.filter(recorded_at__lte=known_at)
    rows = entries.order_by("case", "place").values_list(
        "case", "place", "kind", "on", "recorded_at", "particulars", "said__texts", "said__erased_at"
    )
    read = rows if len(keys) <= FEW else rows.iterator(chunk_size=5000)
    for case, place, kind, on, recorded_at, particulars, texts, erased in read:
        said = None if erased else texts or {}
        found[case].append(put_together(kind, on, place, timezone.localdate(recorded_at), particulars, said))
    return {key: tuple(events) for key, events in found.items()}


def clock_of(case: Case, law: Law | None = None) -> Clock:
    """Return the clock of a case, computed from its ledger."""
    return clock.read(events_of(case), law or law_here())


def append(
    case: Case,
    event: Event,
    *,
    by: Post | None,
    at: datetime,
    seen: int | None = None,
    said: Mapping[str, str] | None = None,
) -> Entry:
    """Add an event to the ledger of a case and return its row. `by` is None for the requester's own act.

    `seen` is how many entries the officer had before her when she decided: more by now refuse the event
    (Overtaken). `said` are texts that belong to it beside its own (EntryWords). Raises CannotDo for a day
    still to come, or where the statute has no place for the event.
    """
    return append_all(case, [(event, said or {})], by=by, at=at, seen=seen)[0]


@transaction.atomic
def append_all(
    case: Case,
    events: Sequence[tuple[Event, Mapping[str, str]]],
    *,
    by: Post | None,
    at: datetime,
    seen: int | None = None,
) -> list[Entry]:
    """Add events that belong together, each with what was said beside it, and return their rows.

    The statute is asked about all of them at once: what none of them could be alone, they may be together.
    """
    case = locked(case)
    last = Entry.objects.filter(case=case).order_by("-place").first()
    place = last.place if last else 0
    if seen is not None and place != seen:
        raise Overtaken(
            _("您打开页面以后，这件申请又登记了新的事项。没有登记您的操作，请看过最新情况后再办理。")
        )
    today = timezone.localdate(at)
    for event, _said in events:
        check_day(event.on, today)
    added = [entered(event, n, today) for n, (event, _) in enumerate(events, place + 1)]
    whole = [*events_of(case), *added]
    refuse_out_of_turn(whole)
    previous = last.hash if last else chain.first(case.number)
    rows = []
    for event, (_event, texts) in zip(added, events, strict=True):
        rows.append(_write(case, event, texts, by=by, at=at, previous=previous))
        previous = rows[-1].hash
    index.refresh(case, today, whole)
    return rows


def _write(
    case: Case, event: Event, said: Mapping[str, str], *, by: Post | None, at: datetime, previous: str
) -> Entry:
    particulars, own = taken_apart(event)
    texts = {**{name: text for name, text in said.items() if text}, **own}
    salt = secrets.token_hex(16) if texts else ""
    row: dict[str, Any] = {
        "place": event.entry,
        "kind": event.kind,
        "on": event.on,
        "recorded_at": at,
        "particulars": particulars,
        "words": chain.words(texts, salt),
        "previous": previous,
    }
    own_hash = chain.link(case=case.number, by=by.pk if by else None, **row)
    entry = Entry.objects.create(case=case, by=by, hash=own_hash, **row)
    if texts:
        EntryWords.objects.create(entry=entry, texts=texts, salt=salt)
    return entry


def check_day(on: date, today: date) -> None:
    """Refuse a day still to come: what has not happened is not entered."""
    if on > today:
        raise CannotDo(
            {
                "on": [
                    _("%(on)s还没有到（今天是%(today)s），请核对日期。")
                    % {"on": on.isoformat(), "today": today.isoformat()}
                ]
            }
        )


def refuse_out_of_turn(events: Sequence[Event]) -> Clock:
    """Return the clock of these events; CannotDo with the statute's sentence where one has no place."""
    try:
        return clock.read(events, law_here())
    except StatuteError as refusal:
        raise CannotDo(said(str(refusal))) from refusal


def entered(event: Event, place: int, today: date | None = None) -> Event:
    """Return an event as it would stand at a place, recorded on a day if that is another than its own."""
    return dataclasses.replace(event, entry=place, recorded=today if today != event.on else None)

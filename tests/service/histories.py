"""Whole histories of requests and norms, entered at once as the actions leave them; everybody is invented."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from gongkai.service.catalogue.models import Document, Edition, Showing, ValidityChange
from gongkai.service.organs.models import Organ, Post
from gongkai.service.requests import chain, index
from gongkai.service.requests.happenings import taken_apart
from gongkai.service.requests.models import Case, Entry, EntryWords, Party, Wish
from gongkai.statute.events import (
    Answered,
    CorrectionAsked,
    CorrectionLapsed,
    Event,
    FeeLapsed,
    FeeNoticed,
    Received,
    Sent,
)

BATCH = 500
NUMBERS = count(1)
LATER = date(2027, 6, 1)  # of the tests: nothing in a history comes after it


@dataclass(frozen=True, slots=True)
class History:
    """One request: of whom, and what happened to it."""

    requester_class: str
    events: tuple[Event, ...]


def at(day: date, minutes: int = 0) -> datetime:
    """Return a moment of a day here."""
    return timezone.make_aware(datetime.combine(day, time(9))) + timedelta(minutes=minutes)


def story(day: date, ended: date | None, outcome: str = "full_disclosure") -> tuple[Event, ...]:
    """Return a request received on a day that ended on another as its outcome demands, or is still open."""
    received = Received(on=day, channel="in_person", evidence="当面递交")
    if ended is None:
        return (received,)
    match outcome:
        case "correction_lapsed":
            asked = CorrectionAsked(on=day, by=ended - timedelta(days=1), items="写明年度")
            return (received, asked, CorrectionLapsed(on=ended, confirmed_by="负责人"))
        case "fee_unpaid":
            noticed = FeeNoticed(on=day, delivered=day, yuan=100)
            return (received, noticed, FeeLapsed(on=ended, confirmed_by="负责人"))
        case _:
            return (received, Answered(on=ended, outcome=outcome), Sent(on=ended, means="当面领取"))


def enter(organ: Organ, clerk: Post, histories: Sequence[History]) -> list[Case]:
    """Enter histories with their chained ledgers and bring the index up; return the cases in their order."""
    found: list[Case] = []
    for first in range(0, len(histories), BATCH):
        found += _enter(organ, clerk, histories[first : first + BATCH])
    index.refresh_all([case.pk for case in found], LATER)
    return found


def _enter(organ: Organ, clerk: Post, histories: Sequence[History]) -> list[Case]:
    cases = Case.objects.bulk_create(
        Case(
            organ=organ,
            number=f"{organ.code}-{each.events[0].on.year}-{next(NUMBERS):06}",
            channel="in_person",
            opened_at=at(each.events[0].on),
            opened_by=clerk,
            code_digest="",
        )
        for each in histories
    )
    pairs = list(zip(cases, histories, strict=True))
    Party.objects.bulk_create(
        Party(case=case, key="R1", role="requester", name="张三", requester_class=each.requester_class)
        for case, each in pairs
    )
    Wish.objects.bulk_create(Wish(case=case, description="档案数字化经费", way="email") for case, _ in pairs)
    rows = [row for case, each in pairs for row in _chained(case, each.events, clerk)]
    entries = Entry.objects.bulk_create(entry for entry, _, _ in rows)
    EntryWords.objects.bulk_create(
        EntryWords(entry=entry, texts=texts, salt=salt)
        for entry, (_, texts, salt) in zip(entries, rows, strict=True)
        if texts
    )
    return cases


def _chained(case: Case, events: Sequence[Event], clerk: Post) -> Iterable[tuple[Entry, dict[str, str], str]]:
    previous = chain.first(case.number)
    for place, event in enumerate(events, 1):
        particulars, texts = taken_apart(event)
        salt = secrets.token_hex(16) if texts else ""
        row: dict[str, Any] = {
            "place": place,
            "kind": event.kind,
            "on": event.on,
            "recorded_at": at(event.on, place),
            "particulars": particulars,
            "words": chain.words(texts, salt),
            "previous": previous,
        }
        previous = chain.link(case=case.number, by=clerk.pk, **row)
        yield Entry(case=case, by=clerk, hash=previous, **row), texts, salt


def norms(organ: Organ, clerk: Post, formed: date, shown: date, number: int) -> list[Document]:
    """Publish norms formed on a day, shown since another; as a release leaves them, without its reviews."""
    begins = at(shown)
    documents = Document.objects.bulk_create(
        Document(
            organ=organ,
            index_number=f"{organ.code}-{formed.year}-{next(NUMBERS):05}",
            opened_by=clerk,
            opened_at=begins,
        )
        for _ in range(number)
    )
    editions = Edition.objects.bulk_create(
        Edition(
            document=document,
            number=1,
            title="档案开放办法",
            category="20-01-normative",
            topic="02-01",
            norm="normative",
            formed_on=formed,
            arose_on=formed,
            drafted_by=clerk,
            drafted_at=begins,
            changed_by=clerk,
            changed_at=begins,
            released_digest=f"{document.pk:064x}",
        )
        for document in documents
    )
    Showing.objects.bulk_create(
        Showing(
            edition=edition,
            organ=organ,
            category=edition.category,
            topic=edition.topic,
            norm=edition.norm,
            first_begins=begins,
            begins=begins,
            released_by=clerk,
            released_at=begins,
        )
        for edition in editions
    )
    return documents


def repeal(documents: Iterable[Document], on: date, clerk: Post) -> None:
    """Repeal norms on a day."""
    ValidityChange.objects.bulk_create(
        ValidityChange(
            document=document, kind="repealed", on=on, by_text="《清理结果的公告》", by=clerk, at=at(on)
        )
        for document in documents
    )

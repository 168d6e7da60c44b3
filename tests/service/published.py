"""What an organ has published, for the tests of whoever shows it: rows as a release leaves them.

A test of releasing goes through the actions; a test of reading wants documents, not three people's review.
Everything in them is invented.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from gongkai.service.catalogue import index, store
from gongkai.service.catalogue.entries import entries_of
from gongkai.service.catalogue.models import Attachment, Document, Edition, Showing, ValidityChange
from gongkai.service.catalogue.search.store import put
from gongkai.service.organs.models import Duty, Organ, Person, Post

BEGAN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # 09:30 in the country's time
BODY = "<h2>第一章　总则</h2><p>为了开放档案，制定本办法。</p>"


def clerk_of(organ: Organ) -> Post:
    """Return the post of a clerk of the organ, made once."""
    username = f"zhangsan-{organ.code}"[:32]
    person = Person.objects.filter(username=username).first() or Person.objects.create_user(
        username, "张三", "plainly invented 1"
    )
    since = date(2010, 1, 1)
    return Post.objects.get_or_create(person=person, organ=organ, duty=Duty.CLERK, since=since)[0]


def publish(
    organ: Organ,
    title: str = "青山区档案开放办法",
    *,
    begins: datetime = BEGAN,
    ends: datetime | None = None,
    document: Document | None = None,
    files: dict[str, bytes] | None = None,
    interprets: Document | None = None,
    showing: dict[str, Any] | None = None,
    **metadata: Any,
) -> Showing:
    """Return the showing of a new edition: of a new document, or of `document`."""
    clerk = clerk_of(organ)
    day = begins.date()
    document = document or Document.objects.create(
        organ=organ, index_number=index.take(organ, day), opened_by=clerk, opened_at=begins
    )
    given = {
        "title": title,
        "category": "20-01-normative",
        "topic": "02-01",
        "formed_on": day - timedelta(days=5),
        "arose_on": day - timedelta(days=5),
        "body": BODY,
        "text": "第一章　总则\n为了开放档案，制定本办法。",
        **metadata,
    }
    edition = Edition.objects.create(
        document=document,
        number=document.editions.count() + 1,
        drafted_by=clerk,
        drafted_at=begins,
        changed_by=clerk,
        changed_at=begins,
        **given,
    )
    for place, (name, data) in enumerate((files or {}).items(), 1):
        digest = store.keep(data)
        Attachment.objects.create(
            edition=edition,
            place=place,
            name=name,
            kind=name.rpartition(".")[2],
            media_type="application/pdf" if name.endswith(".pdf") else "application/octet-stream",
            size=len(data),
            original_sha256=digest,
            sha256=digest,
            added_by=clerk,
            added_at=begins,
        )
    if interprets:
        edition.interprets.add(interprets)
    digest = hashlib.sha256(f"{document} {edition.number}".encode()).hexdigest()
    Edition.objects.filter(pk=edition.pk).update(released_digest=digest)
    edition.refresh_from_db()
    first = Showing.objects.filter(edition__document=document).order_by("begins").first()
    ended = {"ends": ends, "ended_how": "superseded"} if ends else {}
    return Showing.objects.create(
        edition=edition,
        organ=organ,
        category=edition.category,
        topic=edition.topic,
        norm=edition.norm,
        first_begins=first.first_begins if first else begins,
        begins=begins,
        released_by=clerk,
        released_at=begins,
        **{**ended, **(showing or {})},
    )


def withdraw(row: Showing, at: datetime, note: str = "", moved_to: Document | None = None) -> None:
    """End a showing by withdrawal."""
    row.ends, row.ended_how, row.reason, row.public_note = at, "withdrawn", "内部原因", note
    row.moved_to = moved_to
    row.save()


def note_change(row: Showing, kind: str, on: date, **given: Any) -> ValidityChange:
    """Note what happened to the force of a document; without `by_document`, by what a text says."""
    given = given if "by_document" in given else {"by_text": "《青山区人民政府公告》", **given}
    return ValidityChange.objects.create(
        document=row.edition.document, kind=kind, on=on, by=clerk_of(row.organ), at=row.begins, **given
    )


def make_findable(*rows: Showing) -> None:
    """Let showings be found, as their release does."""
    put(entries_of(rows, timezone.now()))

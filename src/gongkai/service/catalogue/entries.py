"""What the search knows of a showing: made here, put by `changes.changed` in the publisher's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from gongkai.service.catalogue.digest import in_order
from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.search.entry import Entry
from gongkai.service.catalogue.validity import Validity, validities

KIND = "document"


def entries_of(showings: Iterable[Showing], at: datetime) -> list[Entry]:
    """Return the entries of showings; `at` is the moment whose day their validity is that of."""
    listed = list(showings)
    editions = {
        edition.pk: edition
        for edition in Edition.objects.filter(pk__in=[showing.edition_id for showing in listed])
        .select_related("document__organ")
        .prefetch_related("attachments")
    }
    forces = validities(editions.values(), timezone.localdate(at))
    return [_entry(s, editions[s.edition_id], forces[s.edition_id]) for s in listed]


def _entry(showing: Showing, edition: Edition, validity: Validity) -> Entry:
    files = in_order(edition.attachments.all())
    return Entry(
        kind=KIND,
        key=edition.pk,
        organ=edition.document.organ.code,
        title=edition.title,
        dated=timezone.localdate(showing.begins),
        begins=showing.begins,
        ends=showing.ends,
        number=edition.document_number,
        index_number=edition.document.index_number,
        issuers=" ".join(edition.issuers),
        keywords=" ".join(edition.keywords),
        body="\n".join(words for words in (edition.summary, edition.text) if words),
        attachments="\n".join(words for file in files for words in (file.name, file.text) if words),
        topic=edition.topic,
        category=edition.category,
        validity=validity.force.value if validity.is_asked else "",
        turns=validity.turns,
    )

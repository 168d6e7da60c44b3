"""What the catalogue has already of what some rows name: looked for once for all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from gongkai.papers import numbers
from gongkai.service.catalogue import fields
from gongkai.service.catalogue.imports.cells import Meaning
from gongkai.service.catalogue.imports.models import ImportRow
from gongkai.service.catalogue.imports.series import Series
from gongkai.service.catalogue.models import Document, Edition
from gongkai.service.organs.continuity import keepers_of, kept_by
from gongkai.service.organs.models import Organ


class Known:
    """The documents and editions that rows of an organ name, in seven queries however many rows there are.

    `own` are the keys of the organ, of those for whose matters it answers, and of those that answer for its.
    """

    def __init__(self, organ: Organ, on: date, rows: Sequence[Meaning], digests: Collection[str]) -> None:
        self.own = kept_by([organ.pk], on) | keepers_of([organ.pk], on)
        named = {row.index_number for row in rows if row.index_number}
        documents = Document.objects.filter(index_number__in=named).select_related("organ")
        self.documents = {document.index_number: document for document in documents}
        self.series = Series(named)
        self._newest = self._newest_of(organ)
        self._of_number = self._numbered(rows)
        self._entered = self._entered_of(organ, digests)

    def newest(self, document: Document) -> Edition | None:
        """Return the newest edition of a document of the organ; None if all are discarded."""
        return self._newest.get(document.pk)

    def numbered(self, words: str) -> list[Edition]:
        """Return the editions of `own` with a document number, however it is written, newest first."""
        return self._of_number.get(_written(words), [])

    def entered(self, digest: str) -> int | None:
        """Return the key of the document that an earlier run entered from a row of just these words."""
        return self._entered.get(digest)

    def _newest_of(self, organ: Organ) -> dict[int, Edition]:
        own = [document.pk for document in self.documents.values() if document.organ_id == organ.pk]
        rows = Edition.objects.filter(document__in=own, discarded_at=None)
        found: dict[int, Edition] = {}
        listed = rows.select_related("document__organ").prefetch_related("attachments")
        for edition in listed.order_by("document_id", "-number"):
            found.setdefault(edition.document_id, edition)
        return found

    def _numbered(self, rows: Sequence[Meaning]) -> dict[str, list[Edition]]:
        named = {_written(words) for row in rows if (words := row.values.get("document_number"))}
        same = Edition.objects.filter(
            document__organ__in=self.own, document_number__in=named, discarded_at=None
        )
        listed = same.select_related("document__organ").defer("body", "text", "form")
        found: dict[str, list[Edition]] = {}
        for edition in listed.order_by("-document_id", "-number"):
            found.setdefault(edition.document_number, []).append(edition)
        return found

    @staticmethod
    def _entered_of(organ: Organ, digests: Collection[str]) -> dict[str, int]:
        rows = ImportRow.objects.filter(
            digest__in=digests, run__organ=organ, edition__isnull=False, edition__discarded_at=None
        )
        return dict(rows.order_by("pk").values_list("digest", "edition__document"))


def _written(words: str) -> str:
    """Return a document number as a draft keeps it (`fields.apply`)."""
    return numbers.normal(fields.line(words))

"""Exactly what is released, as bytes with one digest: any change of any of it gives another.

Field by field, in one fixed form: nothing is left to how a page draws it. The text of the attachments
stands in the search and in downloads, so it is part of it as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from gongkai.service.catalogue import store
from gongkai.service.catalogue.models import Attachment, Edition

FORM = "gongkai-edition-1"
"""The form of the bytes. A change of the form is a new name: no digest of one is ever that of another."""

FIELDS = (
    *("number", "title", "document_number", "issuers", "topic", "genre", "category", "norm"),
    *("formed_on", "arose_on", "effective_on", "expires_on", "keywords", "summary"),
    *("attribute", "ground", "source", "unit", "form", "body", "text", "change_note"),
)
"""The fields of an edition that are released."""

WHERE_GIVEN = ("brought_mark",)
"""Those that are released too, and are in the bytes only where something stands in them."""

BOOKKEEPING = (
    *("id", "document", "drafted_by", "drafted_at", "changed_by", "changed_at", "writers", "version"),
    *("discarded_at", "released_digest"),
)
"""Those that are not: who did what when. A test asks that every field is in one of the three."""

ATTACHMENT_FIELDS = (
    "name",
    "kind",
    "media_type",
    "is_original",
    "size",
    "sha256",
    "text",
    "text_is_complete",
)
ATTACHMENT_BOOKKEEPING = ("id", "edition", "place", "original_sha256", "removed", "added_by", "added_at")


def digest_of(edition: Edition) -> str:
    """Return the SHA-256 of exactly what would be released of an edition as it stands."""
    return hashlib.sha256(released_bytes(edition)).hexdigest()


def released_bytes(edition: Edition) -> bytes:
    """Return what would be released, in the one form in which it is digested."""
    content: dict[str, Any] = {
        "form": FORM,
        "organ": edition.document.organ.code,
        "index_number": edition.document.index_number,
        "interprets": sorted(document.index_number for document in edition.interprets.all()),
        "fields": {name: _plain(getattr(edition, name)) for name in FIELDS},
        "attachments": [
            {name: _plain(getattr(file, name)) for name in ATTACHMENT_FIELDS}
            for file in in_order(edition.attachments.all())
        ],
    }
    content["fields"] |= {name: value for name in WHERE_GIVEN if (value := getattr(edition, name))}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def check_stored(edition: Edition) -> None:
    """Read every file that would be released from the store, and prove it is the one that was reviewed.

    Raises FileNotFoundError or store.Tampered naming the file, and Tampered too if its size differs.
    """
    for file in in_order(edition.attachments.all()):
        if len(store.read(file.sha256)) != file.size:
            raise store.Tampered(_("附件“%(name)s”的大小与登记的不符，请检查存储。") % {"name": file.name})


def in_order(files: Iterable[Attachment]) -> list[Attachment]:
    """Return the files of one edition as they stand, first to last."""
    return sorted(files, key=lambda file: file.place)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str | list | dict) else str(value)

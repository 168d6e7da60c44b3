"""What had become of a document's force before it came into this catalogue: repealed, lapsed, amended.

An import says it row by row. It stands with the draft, so it is scanned, reviewed and digested with it, and
becomes a mark (`ValidityChange`) in the transaction in which the public first sees the document: at no
moment does a norm that was repealed stand there as in force.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from gongkai.service.catalogue.models import Edition, ValidityChange
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

Kind = ValidityChange.Kind


def as_kept(kind: str, on: date, basis: str) -> dict[str, str]:
    """Return such a mark in the form in which an edition keeps it."""
    return {"kind": kind, "on": on.isoformat(), "basis": basis}


def mark_of(edition: Edition) -> ValidityChange | None:
    """Return the mark that an edition brings with it, not saved; None if it brings none."""
    kept = edition.brought_mark
    if not kept:
        return None
    day = date.fromisoformat(kept["on"])
    return ValidityChange(document=edition.document, kind=kept["kind"], on=day, by_text=kept["basis"])


def says(edition: Edition) -> str:
    """Return the mark that an edition brings with it in words, "" if none: 自2020-01-01起废止，依据：…"""
    mark = mark_of(edition)
    if mark is None:
        return ""
    return _("自%(day)s起%(kind)s，依据：%(basis)s") % {
        "day": mark.on.isoformat(),
        "kind": mark.get_kind_display(),
        "basis": mark.by_text,
    }


def enter(edition: Edition, *, by: Post, at: datetime) -> ValidityChange | None:
    """Enter the mark that an edition brings with it, and return it; None if there is nothing to enter.

    Called by the release, before the showing is put into search and lists. Once only: a document that has
    been marked, even wrongly, is marked by its own people from then on.
    """
    mark = mark_of(edition)
    if mark is None or ValidityChange.objects.filter(document=edition.document_id).exists():
        return None
    mark.by, mark.at = by, at
    mark.save()
    record(
        "catalogue.mark_validity",
        by=by,
        at=at,
        kind="document",
        key=edition.document_id,
        organ=edition.document.organ,
        mark=mark.kind,
        on=mark.on,
        by_document=None,
    )
    return mark

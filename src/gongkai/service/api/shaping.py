"""From rows to what the API gives (`shapes.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from gongkai.report.model import STATISTICS
from gongkai.report.write import FORMATS
from gongkai.service.annual import addresses, identities, queries
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.catalogue.models import Showing, ValidityChange
from gongkai.service.catalogue.validity import validities
from gongkai.service.catalogue.visibility import history, showing
from gongkai.service.organs.models import Organ

Shape = dict[str, Any]


class Addresses:
    """Whole addresses, of pages and of the API, on the host that was asked."""

    def __init__(self, request: HttpRequest) -> None:
        self.site = request.build_absolute_uri("/")[:-1]

    def of(self, name: str, *given: Any) -> str:
        """Return the address of a view."""
        return self.site + reverse(name, args=given)

    def document(self, row: Showing) -> str:
        """Return the page of a document."""
        return self.of("document", row.organ.code, row.edition.document_id)

    def wording(self, row: Showing) -> str:
        """Return the page of one edition of a document."""
        return self.of("wording", row.organ.code, row.edition.document_id, row.edition.number)

    def report(self, filed: FiledReport) -> str:
        """Return the page of a report, whichever edition is the newest."""
        return self.site + addresses.newest(filed)

    def report_edition(self, filed: FiledReport) -> str:
        """Return the page of one edition of a report."""
        return self.site + addresses.edition(filed)

    def report_file(self, filed: FiledReport, form: str) -> str:
        """Return an edition of a report as a file: of a format, or `cells.csv`."""
        what, dot, kind = form.partition(".")
        return self.site + (addresses.data(filed, what, kind) if dot else addresses.file(filed, form))

    def report_in_api(self, filed: FiledReport) -> str:
        """Return an edition of a report in the API."""
        scope = "?scope=aggregate" if filed.filing.scope == Filing.Scope.AGGREGATE else ""
        given = (filed.filing.organ.code, filed.filing.year, filed.number)
        return self.of("v1-report-edition", *given) + scope


def organ_ref(organ: Organ) -> Shape:
    """Return an organ as others name it."""
    return {"code": organ.code, "name": organ.name}


def organ_out(organ: Organ, at: Addresses) -> Shape:
    """Return an organ with its contact facts."""
    same = ("code", "name", "kind", "level", "uscc", "address", "postcode", "phone", "fax", "email")
    return {
        **{name: getattr(organ, name) for name in same},
        "kind_name": organ.get_kind_display(),
        "parent": organ.parent.code if organ.parent else None,
        "office_hours": organ.office_hours,
        "demonstration": organ.demonstration,
        "url": at.of("area", organ.code),
    }


def documents_out(rows: Sequence[Showing], at: Addresses, now: datetime) -> list[Shape]:
    """Return documents without their texts."""
    forces = validities([row.edition for row in rows], timezone.localdate(now))
    found = []
    for row in rows:
        edition, validity = row.edition, forces[row.edition_id]
        same = ("title", "document_number", "category", "topic", "genre", "norm", "formed_on")
        more = ("effective_on", "expires_on", "keywords", "summary", "unit")
        found.append(
            {
                **{name: getattr(edition, name) for name in (*same, *more)},
                "id": edition.document_id,
                "index_number": edition.document.index_number,
                "edition": edition.number,
                "organ": organ_ref(row.organ),
                "issuers": edition.issuers or [row.organ.name],
                "published_at": timezone.localtime(row.begins),
                "first_published_at": timezone.localtime(row.first_begins),
                "validity": {
                    "key": validity.force.value,
                    "name": str(validity.force.label),
                    "since": validity.since,
                }
                if validity.is_asked
                else None,
                "source": edition.source or row.organ.name,
                "url": at.document(row),
                "api_url": at.of("v1-document", edition.document_id),
            }
        )
    return found


def document_whole(row: Showing, at: Addresses, now: datetime) -> Shape:
    """Return one edition of a document with its text, files, other editions and relations."""
    edition, document = row.edition, row.edition.document
    marks = ValidityChange.objects.filter(document=document, annulled_by=None)
    marks = (
        marks.exclude(kind=ValidityChange.Kind.ANNULLED).select_related("by_document").order_by("on", "pk")
    )
    interprets = list(edition.interprets.values_list("pk", flat=True))
    making = {mark.by_document_id for mark in marks if mark.by_document_id}
    seen = set(
        showing(now)
        .filter(edition__document__in={*interprets, *making})
        .values_list("edition__document", flat=True)
    )
    interpreting = showing(now).filter(edition__interprets=document).order_by("begins", "pk")
    return {
        **documents_out([row], at, now)[0],
        "body_html": edition.body,
        "text": edition.text,
        "change_note": edition.change_note,
        "attachments": [
            {
                "name": file.name,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
                "is_original": file.is_original,
                "url": at.of(
                    "attachment", row.organ.code, document.pk, edition.number, file.place, file.name
                ),
            }
            for file in edition.attachments.defer("text").order_by("place")
        ],
        "editions": [
            {
                "number": other.edition.number,
                "title": other.edition.title,
                "published_at": timezone.localtime(other.begins),
                "ended_at": timezone.localtime(other.ends) if other.ends and other.ends <= now else None,
                "url": at.wording(other),
                "api_url": at.of("v1-edition", document.pk, other.edition.number),
            }
            for other in history(document, now)
        ],
        "marks": [
            {
                "kind": mark.kind,
                "name": mark.get_kind_display(),
                "on": mark.on,
                # Of a document that the public does not see, nothing is told but that there is one.
                "by": mark.by_document.index_number
                if mark.by_document and mark.by_document_id in seen
                else mark.by_text,
            }
            for mark in marks
        ],
        "interprets": [at.of("v1-document", pk) for pk in interprets if pk in seen],
        "interpreted_by": [
            at.of("v1-document", pk)
            for pk in dict.fromkeys(interpreting.values_list("edition__document", flat=True))
        ],
    }


def reports_out(rows: Iterable[FiledReport], at: Addresses) -> list[Shape]:
    """Return filed reports without their contents."""
    return [
        {
            "organ": organ_ref(filed.filing.organ),
            "year": filed.filing.year,
            "edition": filed.number,
            "title": filed.title,
            "form": filed.form,
            "published_on": filed.published_on,
            "source_url": filed.source_url,
            "scope": filed.filing.scope,
            "note": filed.note,
            "url": at.report_edition(filed),
            "api_url": at.report_in_api(filed),
        }
        for filed in rows
    ]


def report_whole(filed: FiledReport, editions: Iterable[FiledReport], at: Addresses) -> Shape:
    """Return a filed report with every cell, its text, what the check found and its files."""
    report = queries.report_of(filed)
    found = list(editions)
    has_cells = filed.form != STATISTICS
    made = [*FORMATS, *(("cells.csv", "identities.csv", "identities.json") if has_cells else ())]
    return {
        **reports_out([filed], at)[0],
        "cells": [
            {"address": address, "value": cell.value, "status": str(cell.status), "unit": cell.unit}
            for address, cell in report.cells.items()
        ],
        "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in report.sections],
        "findings": [
            {"rule": f.rule, "severity": str(f.severity), "message": f.message, "cells": list(f.cells)}
            for f in queries.findings_of(filed)
        ],
        "editions": [one.number for one in found],
        "amendments": reports_out(found, at),
        "identities": [line.record for line in identities.lines(filed)],
        "files": {form: at.report_file(filed, form) for form in made},
    }

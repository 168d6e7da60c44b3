"""Whose pages speak of a document besides those of its own organ."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from gongkai.service.catalogue.models import Document, Edition, ValidityChange
from gongkai.service.organs.continuity import keepers_codes
from gongkai.service.organs.models import Organ


def organs_beside(documents: Collection[int], codes: Collection[str]) -> set[str]:
    """Return the codes of every organ on whose pages a change of these documents may show.

    `codes` are those of their own organs. Beside them: the organs of what the documents interpret or are
    interpreted by, and of what they amended, repealed or were amended and repealed by; the governments
    above each, whose libraries hold what their departments made; and the organs that came after one, however
    many ends ago, whose lists hold what it published.
    """
    found = set(codes)
    interpreting = Edition.objects.filter(document__in=documents)
    found.update(
        Document.objects.filter(interpretations__in=interpreting).values_list("organ__code", flat=True)
    )
    found.update(
        Edition.objects.filter(interprets__in=documents).values_list("document__organ__code", flat=True)
    )
    marks = ValidityChange.objects.filter(Q(document__in=documents) | Q(by_document__in=documents))
    for marked, by in marks.values_list("document__organ__code", "by_document__organ__code"):
        found.update({marked, by} - {None})
    # Those that come after one later, too: a day that begins makes every page anew, so none is asked here.
    return _with_those_above(keepers_codes(found, date.max))


def _with_those_above(codes: Collection[str]) -> set[str]:
    above = dict(Organ.objects.exclude(parent=None).values_list("code", "parent__code"))
    found: set[str] = set()
    for code in codes:
        at: str | None = code
        while at is not None and at not in found:
            found.add(at)
            at = above.get(at)
    return found

"""What a request that was split off has from the one it came from: how it was received is the same.

Nothing is copied: contacts and papers of the whole up to the split stand in its file, and are read there.
What was found or made for the whole (a search, an original, a paper to be released) is not handed down: it
was for another question, and each part needs its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from gongkai.service.requests.models import Case, Contact, Link, Paper

# Papers that came with the request, or prove how it came.
RECEIVED = (
    *(Paper.Kind.APPLICATION, Paper.Kind.SCAN, Paper.Kind.CORRECTION, Paper.Kind.EVIDENCE),
    *(Paper.Kind.IDENTITY, Paper.Kind.AUTHORITY, Paper.Kind.OPINION),
)


def contacts(case: Case) -> QuerySet[Contact]:
    """Return the attempts to reach the requester of a case, those made before it was split off too."""
    wanted = Q(case=case)
    for whole, at in _wholes(case):
        wanted |= Q(case=whole, at__lte=at)
    return Contact.objects.filter(wanted)


def papers(case: Case) -> QuerySet[Paper]:
    """Return the papers of a case, and those that came in before it was split off."""
    wanted = Q(case=case)
    for whole, at in _wholes(case):
        wanted |= Q(case=whole, added_at__lte=at, kind__in=RECEIVED)
    return Paper.objects.filter(wanted)


def _wholes(case: Case) -> Iterator[tuple[int, datetime]]:
    """The cases it came from, each with the moment of the split: a part may be split again."""
    part, until = case.pk, None
    while True:
        found = Link.objects.filter(case=part, kind=Link.Kind.SPLIT).values_list("other", "at").first()
        if found is None:
            return
        part, at = found
        until = at if until is None else min(at, until)
        yield part, until

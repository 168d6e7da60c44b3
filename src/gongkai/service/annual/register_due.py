"""What the authority reminded an organ of, on the desk of those who write its report until it is in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from gongkai.service.annual.deadlines import until_of_each
from gongkai.service.annual.models import Filing, Reminded
from gongkai.service.annual.standing import ORDER, Stage, stands_of
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.desk import Due
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import Power, has


def due(post: Post, now: datetime) -> Iterator[Due]:
    """Return the reports that a post's organ was reminded of and still owes."""
    if not has(post, Power.DRAFT) and not has(post, Power.CONSENT):
        return
    on = timezone.localdate(now)
    told = Reminded.objects.filter(organ__in=kept_by([post.organ_id], on), year__gte=on.year - 2)
    newest = {(row.organ_id, row.year, row.scope): row for row in told.select_related("organ").order_by("at")}
    if not newest:
        return
    filings = Filing.objects.filter(
        organ__in={organ for organ, _year, _scope in newest},
        year__in={year for _organ, year, _scope in newest},
    ).select_related("organ")
    standing = {
        (stands.filing.organ_id, stands.filing.year, stands.filing.scope): stands
        for stands in stands_of(filings).values()
    }
    for key, row in newest.items():
        found = standing.get(key)
        handed_in = found is not None and ORDER.index(found.stage) >= ORDER.index(Stage.SUBMITTED)
        if found is not None and handed_in and found.stage is not Stage.RETURNED:
            continue
        filing = Filing(pk=1, organ=row.organ, year=row.year, scope=row.scope)
        day = until_of_each([filing])[1].submit_by
        yield Due(row.says, reverse("desk-annual"), by=day, late=day is not None and day < on)

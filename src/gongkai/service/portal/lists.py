"""Lists of what the public may see, a stretch at a time.

A stretch begins after the document its address names, not at a number: an address shows the same documents
when newer ones have come, and the last of a hundred thousand costs no more than the first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.service.catalogue.models import Showing
from gongkai.service.catalogue.places import cursor_of, read_cursor
from gongkai.service.catalogue.validity import validities

LENGTH = 20
COUNTED = 1000  # a longer list says that it is longer: to count it all would cost what the page should not
HEAVY = ("edition__body", "edition__text", "edition__form", "edition__summary")


@dataclass(frozen=True, slots=True)
class Place:
    """A list's address: its name, and what it is given besides the year and the place."""

    name: str
    given: tuple[Any, ...] = ()
    query: str = ""  # what the list was asked beyond its address

    def url(self, year: int | None = None, before: str = "") -> str:
        """Return the address of the list, of one year of it, or of the stretch after a document."""
        steps = (["year"] if year else []) + (["before"] if before else [])
        given = [*self.given, *([year] if year else []), *([before] if before else [])]
        return reverse("-".join([self.name, *steps]), args=given) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a page shows of a list, and where its neighbours are."""

    rows: list[Showing]
    total: int
    is_longer: bool  # than `total`
    years: list[tuple[int, str]]
    year: int | None
    newer: str = ""
    older: str = ""
    whole: str = ""  # the list without a year

    @property
    def is_paged(self) -> bool:
        """Whether there is more than this page."""
        return bool(self.newer or self.older)


def stretch(
    rows: QuerySet[Showing], place: Place, at: datetime, year: int | None = None, before: str = ""
) -> Stretch:
    """Return the stretch of a list after the document that `before` names, newest first; WrongCursor."""
    total, years = _extent(rows)
    if year:
        rows = rows.filter(begins__gte=_new_year(year), begins__lt=_new_year(year + 1))
        total = rows.select_related(None).order_by()[: COUNTED + 1].count()
    after = rows
    if before:
        moment, pk = read_cursor(before)
        after = rows.filter(begins__lte=moment).filter(Q(begins__lt=moment) | Q(pk__lt=pk))
    # First which ones, from the list's own rows; then those with all that stands in a line. At once, the
    # database would join thousands and sort them to keep twenty.
    ordered = after.select_related(None).order_by("-begins", "-pk")
    keys = list(ordered.values_list("pk", flat=True)[: LENGTH + 1])
    whole = rows.filter(pk__in=keys)
    found = list(whole.defer(*HEAVY).order_by("-begins", "-pk"))
    if "force" not in whole.query.annotations:  # of twenty sooner asked here than said in SQL
        forces = validities([row.edition for row in found], timezone.localdate(at))
        for row in found:
            vars(row)["force"] = forces[row.edition_id].force.value
    shown = found[:LENGTH]
    return Stretch(
        rows=shown,
        total=min(total, COUNTED),
        is_longer=total > COUNTED,
        years=[(y, place.url(y)) for y in years],
        year=year,
        newer=_newer(rows, shown, place, year) if before and shown else "",
        older=place.url(year, cursor_of(shown[-1])) if len(found) > LENGTH else "",
        whole=place.url(),
    )


def _newer(rows: QuerySet[Showing], shown: list[Showing], place: Place, year: int | None) -> str:
    """Return the address of the stretch that ends where this one begins."""
    first = shown[0]
    newer = rows.filter(begins__gte=first.begins).filter(Q(begins__gt=first.begins) | Q(pk__gt=first.pk))
    ahead = list(newer.only("begins").select_related(None).order_by("begins", "pk")[: LENGTH + 1])
    return place.url(year, cursor_of(ahead[LENGTH])) if len(ahead) > LENGTH else place.url(year)


def _extent(rows: QuerySet[Showing]) -> tuple[int, list[int]]:
    """Return how many there are, up to one more than are counted, and the years, latest first.

    Of a list too long to count, every year from the first to the last.
    """
    plain = rows.select_related(None).order_by("-begins", "-pk").values_list("begins", flat=True)
    moments = list(plain[: COUNTED + 1])
    if len(moments) <= COUNTED:
        return len(moments), _years(moments)
    oldest = plain.order_by("begins", "pk").first()
    first = timezone.localtime(oldest or moments[-1]).year
    return len(moments), list(range(timezone.localtime(moments[0]).year, first - 1, -1))


def _years(moments: Sequence[datetime]) -> list[int]:
    """Return the years of moments that are given latest first, without looking at each."""
    years: list[int] = []
    place = 0
    while place < len(moments):
        years.append(timezone.localtime(moments[place]).year)
        begun = -_new_year(years[-1]).timestamp()
        place = bisect_right(moments, begun, place, key=_backwards)
    return years


def _backwards(moment: datetime) -> float:
    return -moment.timestamp()


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware at once

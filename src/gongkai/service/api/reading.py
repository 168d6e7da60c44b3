"""What machines may read: through `catalogue.visibility` and `annual.queries`, and through nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongkai.service.annual import queries
from gongkai.service.annual.models import FiledReport
from gongkai.service.catalogue import schemes
from gongkai.service.catalogue.models import Showing
from gongkai.service.catalogue.places import WrongCursor, cursor_of, read_cursor
from gongkai.service.catalogue.visibility import showing
from gongkai.service.organs.continuity import kept_codes
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import disclosing_organs

HEAVY = ("edition__body", "edition__text", "edition__form")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents: an empty filter lets everything pass."""

    organ: str = ""
    category: str = ""
    topic: str = ""
    norm: str = ""
    since: date | None = None
    until: date | None = None


def documents(at: datetime, wanted: Wanted) -> QuerySet[Showing]:
    """Return what the public sees at a moment, newest first, without the texts."""
    rows = showing(at).defer(*HEAVY)
    if wanted.organ:
        rows = rows.filter(organ__code__in=kept_codes([wanted.organ], timezone.localdate(at)))
    if wanted.category:
        rows = rows.filter(category__in=sorted(schemes.below(wanted.category)))
    if wanted.topic:
        below = [t.code for t in schemes.topics() if wanted.topic in (t.code, t.under)]
        rows = rows.filter(topic__in=below)
    if wanted.norm:
        rows = rows.filter(norm=wanted.norm) if wanted.norm != "any" else rows.exclude(norm="")
    if wanted.since:
        rows = rows.filter(begins__gte=start_of(wanted.since))
    if wanted.until:
        rows = rows.filter(begins__lt=start_of(wanted.until, days=1))
    return rows


def stretch(
    rows: QuerySet[Showing], cursor: str, limit: int, *, oldest_first: bool = False
) -> tuple[list[Showing], str]:
    """Return the rows after a cursor, and the cursor of those that follow, "" after the last.

    A cursor names a row, not a number: what is published meanwhile neither repeats nor hides another.
    Raises WrongCursor.
    """
    if cursor:
        moment, pk = read_cursor(cursor)
        if oldest_first:
            rows = rows.filter(begins__gte=moment).filter(Q(begins__gt=moment) | Q(pk__gt=pk))
        else:
            rows = rows.filter(begins__lte=moment).filter(Q(begins__lt=moment) | Q(pk__lt=pk))
    order = ("begins", "pk") if oldest_first else ("-begins", "-pk")
    found = list(rows.order_by(*order)[: limit + 1])
    return found[:limit], cursor_of(found[limit - 1]) if len(found) > limit else ""


def by_edition(keys: Sequence[int], at: datetime) -> dict[int, Showing]:
    """Return the showings of editions that the public sees, by the edition's key."""
    return {row.edition_id: row for row in showing(at).defer(*HEAVY).filter(edition__in=keys)}


def reports(
    organ: str = "", year: int | None = None, on: date | None = None, scope: str = ""
) -> QuerySet[FiledReport]:
    """Return the newest edition of each filed report, those published last first, without the files.

    Of an organ, with a day also those of the organs it came after by then.
    """
    rows = queries.newest()
    if organ:
        rows = rows.filter(filing__organ__code__in=kept_codes([organ], on) if on else [organ])
    rows = rows.filter(filing__scope=scope) if scope else rows
    return rows.filter(filing__year=year) if year else rows


def organs() -> QuerySet[Organ]:
    """Return the organs with an area here, by code."""
    return disclosing_organs()


def reporting() -> QuerySet[Organ]:
    """Return the organs of which annual reports may be asked for, by code: with an area here or without."""
    return queries.reporting_in_public()


def start_of(day: date, days: int = 0) -> datetime:
    """Return the first moment of a day in the country's time, or of one some days later."""
    begun = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - made aware at once
    return timezone.make_aware(begun) + timedelta(days=days)


def by_key(keys: Sequence[int]) -> dict[int, FiledReport]:
    """Return filed reports by key."""
    rows = FiledReport.objects.filter(pk__in=keys).select_related("filing__organ")
    return {row.pk: row for row in rows.defer("source", "content", "findings")}


def report_stretch(rows: QuerySet[FiledReport], cursor: str, limit: int) -> tuple[list[FiledReport], str]:
    """Return the reports after a cursor, and the cursor of those that follow; WrongCursor."""
    if cursor:
        day, _, key = cursor.rpartition("-")
        try:
            on, pk = date.fromisoformat(day), int(key)
        except ValueError:
            raise WrongCursor(cursor[:80]) from None
        if not key.isascii() or not key.isdigit() or pk >= 2**53 or len(day) != 10:
            raise WrongCursor(cursor[:80])
        rows = rows.filter(published_on__lte=on).filter(Q(published_on__lt=on) | Q(pk__lt=pk))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last.published_on.isoformat()}-{last.pk}" if last else ""


def with_content(keys: Sequence[int]) -> list[FiledReport]:
    """Return filed reports with what was read from them, without the files."""
    return queries.with_contents(keys)

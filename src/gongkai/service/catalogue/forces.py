"""Force on a day, said in SQL, for lists that are parted by it; it agrees with `validity.force_on`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from gongkai.service.catalogue.models import Showing, ValidityChange
from gongkai.service.catalogue.validity import Force

_Kind = ValidityChange.Kind


def with_force(rows: QuerySet[Showing], on: date) -> QuerySet[Showing]:
    """Return showings, each with the `force` its document has on a day."""
    marks = ValidityChange.objects.filter(
        document=OuterRef("edition__document"), on__lte=on, annulled_by__isnull=True
    )
    ends = marks.filter(kind__in=(_Kind.REPEALED, _Kind.LAPSED)).order_by("on", "pk")
    over = Q(edition__expires_on__lt=on)
    by_mark_first = Q(edition__expires_on__isnull=True) | Q(end_on__lte=F("edition__expires_on"))
    return rows.annotate(end_on=Subquery(ends.values("on")[:1])).annotate(
        force=Case(
            When(Q(end_on__isnull=False) & by_mark_first, then=Subquery(ends.values("kind")[:1])),
            When(over | Q(end_on__isnull=False), then=Value(Force.LAPSED.value)),
            When(edition__effective_on__gt=on, then=Value(Force.NOT_YET.value)),
            When(Exists(marks.filter(kind=_Kind.AMENDED)), then=Value(Force.AMENDED.value)),
            default=Value(Force.IN_FORCE.value),
            output_field=CharField(),
        )
    )


def of_force(rows: QuerySet[Showing], on: date, wanted: Iterable[str]) -> QuerySet[Showing]:
    """Return the showings whose documents have one of those forces on a day, each with its `force`."""
    found: QuerySet[Showing] = _marked(rows, on).filter(force__in=[str(force) for force in wanted])
    return found


def count_by_force(rows: QuerySet[Showing], on: date) -> dict[str, int]:
    """Return how many of the showings have each force on a day; a force that none has is left out."""
    counted = _marked(rows, on).order_by().select_related(None).values("force")
    return {str(row["force"]): int(row["n"]) for row in counted.annotate(n=Count("pk"))}


def _marked(rows: QuerySet[Showing], on: date) -> Any:
    """Return the same as with_force; the type checker knows no field that is annotated."""
    return with_force(rows, on)

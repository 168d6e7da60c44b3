"""Whether a document is in force on a day: from its own dates, and from what was later noted about it.

What is repealed stays repealed whatever else is noted; what has lapsed lapsed, amended or not. A text that
nobody noted anything about, and whose own dates say nothing else, is in force.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, TextChoices, Value, When

from gongkai.service.catalogue.models import Edition, Showing, ValidityChange

_Kind = ValidityChange.Kind


class Force(TextChoices):
    """有效性, as the card of a document prints it."""

    IN_FORCE = "in_force", "现行有效"
    NOT_YET = "not_yet", "尚未施行"
    AMENDED = "amended", "已修改"
    LAPSED = "lapsed", "失效"
    REPEALED = "repealed", "废止"


STANDING = (Force.IN_FORCE, Force.AMENDED, Force.NOT_YET)
"""What a library calls in force: the rest is over."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The force of a document on a day, since when, and the notes that made it so, oldest first."""

    force: Force
    since: date | None = None
    changes: tuple[ValidityChange, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the text is no longer in force."""
        return self.force in (Force.LAPSED, Force.REPEALED)


def validity_of(edition: Edition, changes: Iterable[ValidityChange], on: date) -> Validity:
    """Return the force of an edition's document on a day.

    `changes` are those of the document, in any order, those that were annulled and those that annul included.
    """
    rows = sorted(changes, key=lambda change: (change.on, change.pk))
    annulled = {row.annuls_id for row in rows if row.annuls_id}
    noted = tuple(r for r in rows if r.kind != _Kind.ANNULLED and r.pk not in annulled and r.on <= on)
    since = {row.kind: row.on for row in reversed(noted)}  # the first of each kind
    if _Kind.REPEALED in since:
        return Validity(Force.REPEALED, since[_Kind.REPEALED], noted)
    if _Kind.LAPSED in since or (edition.expires_on is not None and edition.expires_on < on):
        return Validity(Force.LAPSED, since.get(_Kind.LAPSED), noted)
    if edition.effective_on is not None and edition.effective_on > on:
        return Validity(Force.NOT_YET, edition.effective_on, noted)
    if noted:
        return Validity(Force.AMENDED, noted[-1].on, noted)
    return Validity(Force.IN_FORCE, edition.effective_on)


def with_force(rows: QuerySet[Showing], on: date) -> QuerySet[Showing]:
    """Return showings, each with the `force` its document has on a day: `validity_of`, said in SQL."""
    noted = ValidityChange.objects.filter(
        document=OuterRef("edition__document"), on__lte=on, annulled_by__isnull=True
    )
    of = {kind: Exists(noted.filter(kind=kind)) for kind in (_Kind.REPEALED, _Kind.LAPSED, _Kind.AMENDED)}
    return rows.annotate(
        force=Case(
            When(of[_Kind.REPEALED], then=Value(Force.REPEALED.value)),
            When(of[_Kind.LAPSED] | Q(edition__expires_on__lt=on), then=Value(Force.LAPSED.value)),
            When(Q(edition__effective_on__gt=on), then=Value(Force.NOT_YET.value)),
            When(of[_Kind.AMENDED], then=Value(Force.AMENDED.value)),
            default=Value(Force.IN_FORCE.value),
            output_field=CharField(),
        )
    )


def has_force(edition: Edition, changes: Iterable[ValidityChange]) -> bool:
    """Say whether one asks of this text if it is in force: a norm, or one with dates or notes of its own."""
    return bool(edition.norm or edition.effective_on or edition.expires_on or list(changes))

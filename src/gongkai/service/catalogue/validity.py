"""Whether a document is in force on a day (有效性), and what made it so.

Its own dates say from when and until when; marks (`ValidityChange`) say what another document did to it.
What changes its force later does not change what it was before.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.service.catalogue.brought import mark_of
from gongkai.service.catalogue.models import Edition, ValidityChange


class Force(TextChoices):
    """What force a document can have on a day."""

    NOT_YET = "not_yet", _("尚未施行")
    IN_FORCE = "in_force", _("现行有效")
    AMENDED = "amended", _("已修改")  # in force, in the wording as amended
    LAPSED = "lapsed", _("失效")
    REPEALED = "repealed", _("废止")

    @property
    def is_in_force(self) -> bool:
        """Whether it binds, as it stood first or as amended."""
        return self in (Force.IN_FORCE, Force.AMENDED)


@dataclass(frozen=True, slots=True)
class Validity:
    """The force of a document on a day: since when, by which mark (None: by its own dates), until when.

    `turns` is the next day on which it changes without anybody doing anything. `is_asked` says whether
    one asks of such a text if it is in force: of a norm, of one with dates or marks of its own; of a notice
    or of last month's figures nobody does, and nothing says that they are.
    """

    force: Force
    since: date | None
    mark: ValidityChange | None = None
    turns: date | None = None
    is_asked: bool = True

    @property
    def says(self) -> str:
        """The force in words, with the day where it matters: 废止（自2026-01-01起）."""
        if self.force is Force.IN_FORCE or self.since is None:
            return str(self.force.label)
        return gettext("%(label)s（自%(day)s起）") % {
            "label": self.force.label,
            "day": self.since.isoformat(),
        }


def validity(edition: Edition, day: date) -> Validity:
    """Return the force of an edition's document on a day, by that edition's own dates and all marks."""
    return validities([edition], day)[edition.pk]


def validities(editions: Iterable[Edition], day: date) -> dict[int, Validity]:
    """Return the force of the document of each edition on a day, by the edition's key, in one query.

    A draft has the force that it will be released with: the mark that it brings with it counts already.
    """
    listed = list(editions)
    marks = marks_of({e.document_id for e in listed})
    for edition in listed:
        brought = None if edition.is_released else mark_of(edition)
        if brought is not None:
            marks.setdefault(edition.document_id, [brought])
    return {e.pk: force_on(e, marks.get(e.document_id, ()), day) for e in listed}


def marks_of(documents: Any) -> dict[int, list[ValidityChange]]:
    """Return the marks of documents (keys, or a query of keys) that nobody annulled, in their order."""
    marks: dict[int, list[ValidityChange]] = {}
    for mark in (
        ValidityChange.objects.filter(document__in=documents, annulled_by=None)
        .exclude(kind=ValidityChange.Kind.ANNULLED)
        .select_related("by_document")
        .order_by("on", "pk")
    ):
        marks.setdefault(mark.document_id, []).append(mark)
    return marks


class Dated(Protocol):
    """What a force is told from: an edition, or what counting reads of one."""

    @property
    def norm(self) -> str: ...
    @property
    def formed_on(self) -> date | None: ...
    @property
    def effective_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...


def force_on(edition: Edition | Dated, marks: Iterable[ValidityChange], day: date) -> Validity:
    """Return the force on a day after these marks, in the order of their days."""
    ended: tuple[date, ValidityChange | None, Force] | None = None
    amended: ValidityChange | None = None
    turning = []
    if edition.expires_on is not None:
        ended = (edition.expires_on + timedelta(days=1), None, Force.LAPSED)
    for mark in marks:
        turning.append(mark.on)
        if mark.kind == ValidityChange.Kind.AMENDED:
            if mark.on <= day:
                amended = mark
        elif ended is None or mark.on < ended[0]:
            ended = (mark.on, mark, Force(mark.kind))
    if ended is not None:
        turning.append(ended[0])
    if edition.effective_on is not None:
        turning.append(edition.effective_on)
    turns = min((d for d in turning if d > day), default=None)
    if ended is not None and ended[0] <= day:
        return Validity(ended[2], ended[0], ended[1])
    if edition.effective_on is not None and day < edition.effective_on:
        return Validity(Force.NOT_YET, None, None, turns)
    if amended is not None:
        return Validity(Force.AMENDED, amended.on, amended, turns)
    asked = bool(edition.norm or edition.effective_on or edition.expires_on or turning)
    return Validity(Force.IN_FORCE, edition.effective_on or edition.formed_on, None, turns, asked)

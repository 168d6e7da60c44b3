"""The library of 规章 and 行政规范性文件: which were made, repealed, in force, for any organ and any day.

It holds what is published and registered as a norm of the organ (`norm`); of what several organs issued
together, the leading one publishes it (条例 art. 10). Table two, part one, of the annual report counts it.

The norms of an organ that is no more are, from the day of its end, those of the one that came after it. What
a split left to several is in nobody's number until each has taken its own over: it is told apart, lest it be
counted twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from gongkai.service.catalogue.models import Edition, Showing
from gongkai.service.catalogue.validity import Force, Validity, force_on, marks_of, validities
from gongkai.service.organs.continuity import shared
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import forebears


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm of the library, with its force on the day asked about."""

    showing: Showing
    edition: Edition
    validity: Validity

    @property
    def formed_on(self) -> date | None:
        """When it was formed."""
        return self.edition.formed_on


class Listed(NamedTuple):
    """What counting reads of a norm: of all the norms of a district no text is fetched."""

    organ: int
    norm: str
    showing: int
    ended_how: str
    first_begins: datetime
    edition: int
    document: int
    document_number: str
    formed_on: date | None
    effective_on: date | None
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """One norm of the library by its keys, with its force on the day asked about."""

    listed: Listed
    validity: Validity

    @property
    def formed_on(self) -> date | None:
        """When it was formed."""
        return self.listed.formed_on


N = TypeVar("N", Norm, Held)
R = TypeVar("R", Showing, Listed)


@dataclass(frozen=True, slots=True)
class Counts(Generic[N]):
    """What table two, part one, asks of one kind of norm, with the norms behind every number.

    `repealed` are those a decision repealed in the year (废止); those that lapsed by their own term or by
    a mark (失效) are apart in `lapsed`: the form has no column for them, but they are no longer in force.
    `not_yet` are made, but not in force on the last day. `undivided` are in none of the others: norms of an
    organ that was split, for which another organ answers as well.
    """

    made: tuple[N, ...]
    repealed: tuple[N, ...]
    lapsed: tuple[N, ...]
    in_force: tuple[N, ...]
    not_yet: tuple[N, ...]
    undivided: tuple[N, ...] = ()
    every: tuple[N, ...] = ()  # all that are public, whatever their force


def norms(organ: Organ, day: date, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms of an organ as they stood on a day: those formed by then, whatever their force.

    `at` is the moment whose published catalogue is asked, by default the end of that day; of what was
    published late, an earlier day is told by a later moment. `kind` is "rule" or "normative". With those of
    the organs it alone came after by that day.
    """
    return _norms({organ.pk} | forebears(organ, day, whole=True), day, kind, at)


def undivided(organ: Organ, day: date, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms for which an organ answers on a day together with others, after a split."""
    return _norms(shared(organ.pk, day), day, kind, at)


def _norms(organs: Collection[int], day: date, kind: str | None, at: datetime | None) -> list[Norm]:
    rows = _as_of(day, at or end_of(day)).filter(organ__in=organs)
    rows = rows.filter(norm=kind) if kind else rows.exclude(norm="")
    rows = rows.select_related("edition__document", "organ").order_by("-begins", "-pk")
    listed = _once(rows, lambda row: (row.organ_id, row.edition.document_number, row.ended_how))
    forces = validities([s.edition for s in listed], day)
    found = [Norm(s, s.edition, forces[s.edition_id]) for s in listed]
    return sorted(found, key=lambda n: (n.edition.formed_on or date.min, n.showing.pk), reverse=True)


def _as_of(day: date, at: datetime) -> QuerySet[Showing]:
    """Return, of each document published by `at`, what it said on a day: its newest edition formed by then.

    What was revised afterwards said the old words that day, and what was taken down afterwards was still
    public; so a year counted on 2 or on 10 January is the same. Of what was moved, the other place counts.
    """
    formed = Q(edition__formed_on=None) | Q(edition__formed_on__lte=day)
    newer = Showing.objects.filter(formed, edition__document=OuterRef("edition__document"), begins__lte=at)
    newer = newer.filter(
        Q(begins__gt=OuterRef("begins")) | Q(begins=OuterRef("begins"), pk__gt=OuterRef("pk"))
    )
    there = Q(ends=None) | Q(ends__gt=at) | Q(ended_how=Showing.Ended.SUPERSEDED)
    taken_down_since = Q(ends__gt=end_of(day), moved_to=None)
    return Showing.objects.filter(formed, there | taken_down_since, ~Exists(newer), begins__lte=at)


def _once(rows: Iterable[R], told: Callable[[R], tuple[int, str, str]]) -> list[R]:
    """Return norms without those taken down and published again under their number as another document.

    `told` says of a row whose it is, its number, and how its showing ended.
    """
    found = [(row, told(row)) for row in rows]
    withdrawn = Showing.Ended.WITHDRAWN
    again = {(organ, number) for _, (organ, number, ended) in found if ended != withdrawn and number}
    return [
        row for row, (organ, number, ended) in found if ended != withdrawn or (organ, number) not in again
    ]


def in_force(organ: Organ, day: date, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms in force on a day, as first made or as amended, the newest first."""
    return [norm for norm in norms(organ, day, kind, at) if norm.validity.force.is_in_force]


def made_in(organ: Organ, year: int, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms formed in a year (制发), with their force on its last day."""
    return [n for n in norms(organ, date(year, 12, 31), kind, at) if _year(n.formed_on) == year]


def repealed_in(organ: Organ, year: int, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms that a decision repealed in a year (废止)."""
    return _ended_in(norms(organ, date(year, 12, 31), kind, at), year, Force.REPEALED)


def lapsed_in(organ: Organ, year: int, kind: str | None = None, at: datetime | None = None) -> list[Norm]:
    """Return the norms that lapsed in a year (失效), by their own term or by a mark."""
    return _ended_in(norms(organ, date(year, 12, 31), kind, at), year, Force.LAPSED)


def counts(organ: Organ, year: int, kind: str, at: datetime | None = None) -> Counts[Norm]:
    """Return the numbers of table two, part one, for a year, on its last day (数据核定时间点为12月31日)."""
    day = date(year, 12, 31)
    return _counts(norms(organ, day, kind, at), undivided(organ, day, kind, at), year)


def _counts(found: Sequence[N], not_divided: Sequence[N], year: int) -> Counts[N]:
    return Counts(
        made=tuple(n for n in found if _year(n.formed_on) == year),
        repealed=tuple(_ended_in(found, year, Force.REPEALED)),
        lapsed=tuple(_ended_in(found, year, Force.LAPSED)),
        in_force=tuple(n for n in found if n.validity.force.is_in_force),
        not_yet=tuple(n for n in found if n.validity.force is Force.NOT_YET),
        undivided=tuple(not_divided),
        every=tuple(found),
    )


def counts_of_each(
    organs: Mapping[int, tuple[Collection[int], Collection[int]]], year: int, at: datetime
) -> dict[tuple[int, str], Counts[Held]]:
    """Return the numbers of a year by organ and kind of norm, as `counts`, in two queries for all of them.

    `organs` are, for each, the keys of those whose norms it alone has, and of those it shares with others.
    An organ without any norm of a kind is left out.
    """
    day = date(year, 12, 31)
    owners: dict[int, list[tuple[int, bool]]] = {}
    for organ, (alone, shares) in organs.items():
        for key in alone:
            owners.setdefault(key, []).append((organ, True))
        for key in shares:
            owners.setdefault(key, []).append((organ, False))
    divided: dict[tuple[int, str], list[Held]] = {}
    others: dict[tuple[int, str], list[Held]] = {}
    for norm in _held(owners, day, at):
        for organ, is_its in owners[norm.listed.organ]:
            (divided if is_its else others).setdefault((organ, norm.listed.norm), []).append(norm)
    return {key: _counts(divided.get(key, []), others.get(key, []), year) for key in {**divided, **others}}


def _held(organs: Collection[int], day: date, at: datetime) -> list[Held]:
    """Return what `_norms` returns, by keys."""
    rows = _as_of(day, at).filter(organ__in=organs).exclude(norm="").order_by()
    read = map(Listed._make, rows.values_list(*_LISTED))
    listed = _once(read, lambda each: (each.organ, each.document_number, each.ended_how))
    marks = marks_of(rows.values("edition__document")) if listed else {}
    found = [Held(row, force_on(row, marks.get(row.document, ()), day)) for row in listed]
    return sorted(found, key=lambda n: (n.formed_on or date.min, n.listed.showing), reverse=True)


_LISTED = (
    *("organ", "norm", "pk", "ended_how", "first_begins", "edition", "edition__document"),
    *("edition__document_number", "edition__formed_on", "edition__effective_on", "edition__expires_on"),
)


def end_of(day: date) -> datetime:
    """Return the last moment of a day here."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return midnight - timedelta(microseconds=1)


def _ended_in(found: Sequence[N], year: int, force: Force) -> list[N]:
    return [n for n in found if n.validity.force is force and _year(n.validity.since) == year]


def _year(day: date | None) -> int | None:
    return None if day is None else day.year

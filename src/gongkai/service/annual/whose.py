"""Whose cases, norms and declared numbers an organ's report of a year counts, after renames, mergers, splits.

What an organ alone came after is in its report, of the whole year in which that organ ended. Of what a split
left, each case goes to the keeper, or to whom it was allotted; until then it is in nobody's report, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Min, Q
from django.utils import timezone

from gongkai.service.annual.models import Allotment, Declaration, Filing, Reporter
from gongkai.service.organs.continuity import Kept, came_after_over, kept_over, shares_of
from gongkai.service.organs.models import Organ, Post, Succession
from gongkai.service.requests.models import Case, Entry

Allotted = tuple[int | None, int | None, int | None, int | None, int]
"""What was allotted to an organ: the case or the proceeding, the organ of either, and to whom."""


@dataclass(frozen=True, slots=True)
class Whose:
    """What the report of one organ counts.

    `came` are the cases allotted to it that were another's, `gone` those of its own that were allotted away;
    `settled` are of organs it shares, and have been allotted to somebody.
    """

    organ: int
    alone: frozenset[int]
    shared: frozenset[int] = frozenset()
    came: frozenset[int] = frozenset()
    gone: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()
    has_ended: bool = False

    def is_counted(self, organ: str = "organ", case: str = "pk") -> Q:
        """Return the condition for what it counts, on rows that name an organ and a case."""
        own = Q(**{f"{organ}__in": self.alone})
        if self.gone:
            own &= ~Q(**{f"{case}__in": self.gone})
        return own | Q(**{f"{case}__in": self.came}) if self.came else own

    def is_undivided(self, organ: str = "organ", case: str = "pk") -> Q:
        """Return the condition for what a split left, and nobody has yet."""
        return Q(**{f"{organ}__in": self.shared}) & ~Q(**{f"{case}__in": self.settled})


@dataclass(frozen=True)
class Division:
    """Whose everything is, for many organs: `owners` are those that alone have what was an organ's."""

    each: dict[int, Whose]
    owners: dict[int, list[int]]
    cases: dict[int, int] = field(default_factory=dict)  # case → the organ it was allotted to
    proceedings: dict[int, int] = field(default_factory=dict)

    @property
    def organs(self) -> set[int]:
        """Every organ whose matters one of them counts."""
        return set(self.owners)

    @property
    def shared(self) -> set[int]:
        """Every organ whose matters several of them share."""
        return {key for whose in self.each.values() for key in whose.shared}

    def went_to(self, organ: int, case: int | None, proceeding: int | None = None) -> int:
        """Return the organ a case or a proceeding was allotted to, else the one it is of."""
        return self.proceedings.get(proceeding or 0) or self.cases.get(case or 0) or organ

    def sharing(self, organ: int) -> list[int]:
        """Return which of the organs asked about share the matters of one with others."""
        return self.sharers.get(organ, [])

    @cached_property
    def sharers(self) -> dict[int, list[int]]:
        """Who shares the matters of each organ that several share."""
        found: dict[int, list[int]] = {}
        for each in self.each.values():
            for organ in each.shared:
                found.setdefault(organ, []).append(each.organ)
        return found


def division(organs: Collection[int], year: int) -> Division:
    """Return whose everything is at the end of a year, for these organs, in two queries."""
    return divisions(organs, [year])[year]


def divisions(organs: Collection[int], years: Collection[int]) -> dict[int, Division]:
    """Return whose everything is at the end of each of several years, in as many queries as for one."""
    days = {year: date(year, 12, 31) for year in years}
    kept = kept_over(organs, days.values())
    ended = {key for _kept, keys in kept.values() for key in keys}
    rows = list(_allotted(ended)) if ended else []
    after = came_after_over({row[2] or row[3] or 0 for row in rows}, days.values()) if rows else {}
    return {year: _division(*kept[day], rows, after.get(day, {})) for year, day in days.items()}


def _division(
    kept: Mapping[int, Kept],
    ended: Collection[int],
    rows: Iterable[Allotted],
    after: Mapping[int, Collection[int]],
) -> Division:
    owners: dict[int, list[int]] = {}
    for organ, each in kept.items():
        for key in each.alone:
            owners.setdefault(key, []).append(organ)
    cases: dict[int, int] = {}
    proceedings: dict[int, int] = {}
    was: dict[int, int] = {}
    for case, proceeding, of, of_, to in rows:
        if (of or of_) not in ended or to not in after[of or of_ or 0]:
            continue  # its organ ended, or this one came after it, in a later year: then it is its
        if case is not None and of is not None:
            cases[case], was[case] = to, of
        elif proceeding is not None and of_ is not None:
            proceedings[proceeding] = to
    each_ = {
        organ: _whose(organ, found.alone, found.shared, cases, was, organ in ended)
        for organ, found in kept.items()
    }
    return Division(each_, owners, cases, proceedings)


def begun_on(organs: Collection[int]) -> dict[int, date]:
    """Return the day on which each of these organs began; one that is not named was there ever since.

    The one rule, for whoever asks: the day it was set up, if that is entered. Else the first change that it
    came of: a new name always, a merger or a split only if nothing shows that it was there before. One that
    took others in had a post, a request, a report, a declared number or its row in the register before that
    day (`_lived`). Whoever takes over from an organ that was abolished is there already.
    """
    set_up = Organ.objects.filter(pk__in=organs).order_by().values_list("pk", "established_on")
    found = {organ: day for organ, day in set_up if day is not None}
    changes = Succession.objects.filter(successors__in=organs).exclude(kind=Succession.Kind.ABOLISHED)
    taking: dict[int, date] = {}
    for organ, kind, on in changes.order_by("on", "pk").values_list("successors", "kind", "on"):
        if organ in found or organ in taking:
            continue
        (found if kind == Succession.Kind.RENAMED else taking)[organ] = on
    if taking:
        lived = _lived(taking)
        found |= {organ: on for organ, on in taking.items() if organ not in lived}
    return found


# The posts of an organ to be are filled some weeks before its first day, and a letter to one that it is to
# follow is entered by its clerk some days after, as of the day it came.
EVE = timedelta(days=90)


def _lived(taking: Mapping[int, date]) -> set[int]:
    """Return those of these organs of which something shows that they were there before the day beside each.

    A request that was registered by then does; a post, or a request as of the day it came in, only if it is
    older than what is done on the eve of a change.
    """
    received = Entry.objects.filter(case__organ__in=taking, kind="received")
    before_the_eve = (
        Post.objects.filter(organ__in=taking).values_list("organ").annotate(Min("since")),
        received.values_list("case__organ").annotate(Min("on")),
    )
    registered = Case.objects.filter(organ__in=taking).values_list("organ").annotate(Min("opened_at"))
    done = Q(reports__isnull=False) | Q(closings__isnull=False)
    years = (
        Reporter.objects.filter(organ__in=taking).values_list("organ").annotate(Min("since")),
        Filing.objects.filter(done, organ__in=taking).values_list("organ").annotate(Min("year")),
        Declaration.objects.filter(organ__in=taking).values_list("organ").annotate(Min("year")),
    )
    found = {organ for rows in before_the_eve for organ, day in rows.order_by() if day < taking[organ] - EVE}
    found |= {organ for organ, at in registered.order_by() if timezone.localdate(at) < taking[organ]}
    return found | {organ for rows in years for organ, first in rows.order_by() if first < taking[organ].year}


def begun_after(organs: Collection[int], year: int) -> set[int]:
    """Return those of these organs that were not there yet at the end of a year."""
    return {organ for organ, day in begun_on(organs).items() if day > date(year, 12, 31)}


def there_at_the_end(organs: Collection[int], years: Collection[int]) -> dict[int, set[int]]:
    """Return which of these organs were there at the end of each of these years: begun, and not yet ended."""
    begun = begun_on(organs)
    ends = Succession.objects.filter(predecessors__in=organs).order_by()
    ended = dict(ends.values_list("predecessors").annotate(Min("on")))

    def was_there(organ: int, day: date) -> bool:
        return begun.get(organ, day) <= day and not ended.get(organ, date.max) <= day

    return {year: {organ for organ in organs if was_there(organ, date(year, 12, 31))} for year in years}


def divisible(whose: Whose, on: date) -> dict[int, frozenset[int]]:
    """Return the organs whose matters it has or shares and that were split by a day, each with its heirs."""
    found = shares_of(whose.alone | whose.shared, on)
    return {organ: heirs for organ, heirs in found.items() if heirs}


def _allotted(ended: Iterable[int]) -> Iterable[Allotted]:
    """Return what was allotted of organs that had ended, oldest first."""
    of = Q(case__organ__in=ended) | Q(proceeding__organ__in=ended)
    rows = Allotment.objects.filter(of).order_by("pk")
    return rows.values_list("case", "proceeding", "case__organ", "proceeding__organ", "to")


def _whose(
    organ: int,
    alone: frozenset[int],
    shared: frozenset[int],
    cases: dict[int, int],
    was: dict[int, int],
    has_ended: bool,
) -> Whose:
    if not cases:
        return Whose(organ, alone, shared, has_ended=has_ended)
    return Whose(
        organ=organ,
        alone=alone,
        shared=shared,
        came=frozenset(case for case, to in cases.items() if to in alone and was[case] not in alone),
        gone=frozenset(case for case, to in cases.items() if to not in alone and was[case] in alone),
        settled=frozenset(case for case, to in cases.items() if was[case] in shared and to not in shared),
        has_ended=has_ended,
    )

"""Who answers for the matters of an organ that is no more: the one place that decides it.

What an organ published, drafted or had in review passes on the day of its end to the organs that the
record of its end names; of one abolished without any, to the government above it. Of several each answers
for all of it, unless the record of a split names one of them as the keeper. From one to the next it goes
as far as there are ends. What was published stays the former organ's on paper: its name, its numbers, its
addresses.
docs/decisions/0025-successors.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.service.organs.models import Organ, Succession

Link = Literal["parent_id", "supervisor_id"]
Edges = Mapping[int, Collection[int]]
Change = tuple[date, int | None, int | None, int | None, int | None]
"""The end of an organ: when, of whom, who keeps what it left, who came after, the government above it."""


def kept_by(organs: Iterable[int], on: date) -> frozenset[int]:
    """Return the keys of the organs for whose matters these answer on a day: themselves, and those before."""
    return _reached(organs, _turned(_passed_on(on)))


def keepers_of(organs: Iterable[int], on: date) -> frozenset[int]:
    """Return the keys of the organs that answer for the matters of these: themselves, and who came after."""
    return _reached(organs, _passed_on(on))


def last_keepers(organs: Iterable[int], on: date) -> frozenset[int]:
    """Return the keys of the organs that answer for the matters of these and are still there on the day."""
    edges = _passed_on(on)
    return _reached(organs, edges) - frozenset(edges) - frozenset(organs)


def came_after(organs: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """Return, for each of these organs, the keys of all that came after it, whoever keeps what it left."""
    return came_after_over(organs, [on])[on]


def came_after_over(organs: Iterable[int], days: Iterable[date]) -> dict[date, dict[int, frozenset[int]]]:
    """Return `came_after` of each of several days, in one query."""
    keys, wanted = list(organs), set(days)
    changes = _changes(max(wanted)) if wanted else []
    found = {}
    for day in wanted:
        edges = _succeeded_by(changes, day)
        found[day] = {key: _reached([key], edges) - {key} for key in keys}
    return found


def shares_of(organs: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """Return, for each of these organs, the keys of those to which a split may have left something of it.

    Every successor of the split, the keeper or not, and who came after these; the split may be of an organ
    that came after. Empty where nothing was split.
    """
    edges, divided = _succeeded(on)
    found = {}
    for key in organs:
        parts = {new for old in _reached([key], edges) for new in divided.get(old, ())}
        found[key] = _reached(parts, edges)
    return found


def under(organs: Iterable[int], link: Link, on: date) -> frozenset[int]:
    """Return the keys of the organs that lead to these, or to whom they came after, by their government or
    their supervisor; with those for whose matters the ones found answer.

    These themselves are among them only where they are under one another.
    """
    kept, below = _turned(_passed_on(on)), _turned(_links(link))
    first = {lower for key in _reached(organs, kept) for lower in below.get(key, ())}
    return _reached(first, kept, below)


def above(organs: Iterable[int], link: Link, on: date) -> frozenset[int]:
    """Return the keys of the organs under which these are: those whose `under` has one of them."""
    keepers, higher = _passed_on(on), _links(link)
    first = {over for key in _reached(organs, keepers) for over in higher.get(key, ())}
    return _reached(first, keepers, higher)


def leads_to(organs: Iterable[int], link: Link, on: date) -> frozenset[int]:
    """Return the keys of whom these are or lead to: these, who came after them, those above."""
    return _reached(organs, _passed_on(on), _links(link))


def kept_codes(codes: Collection[str], on: date) -> frozenset[str]:
    """Return the codes of the organs for whose matters these answer; unknown ones as they are."""
    keys = Organ.objects.filter(code__in=codes).values_list("pk", flat=True)
    return frozenset(codes) | _codes(kept_by(keys, on))


def keepers_codes(codes: Collection[str], on: date) -> frozenset[str]:
    """Return the codes of the organs that answer for the matters of those of these codes, and these."""
    keys = Organ.objects.filter(code__in=codes).values_list("pk", flat=True)
    return frozenset(codes) | _codes(keepers_of(keys, on))


def keepers_of_each(codes: Collection[str], on: date) -> dict[str, frozenset[str]]:
    """Return, for each of these codes, the code and those of the organs that answer for its matters."""
    edges = _passed_on(on)
    if not edges:
        return {code: frozenset({code}) for code in codes}
    keys = dict(Organ.objects.filter(code__in=codes).values_list("code", "pk"))
    reached = {code: _reached([key], edges) for code, key in keys.items()}
    every = frozenset().union(*reached.values())
    names = dict(Organ.objects.filter(pk__in=every).values_list("pk", "code"))
    return {code: frozenset({code, *(names[key] for key in reached.get(code, ()))}) for code in codes}


def shared(organ: int, on: date) -> frozenset[int]:
    """Return the keys of the former organs for whose matters this one does not answer alone.

    Those a split gave to others too, and not all of these have come together in this one since.
    """
    edges = _passed_on(on)
    return _shared(organ, edges, _turned(edges))


def _shared(organ: int, edges: Edges, turned: Edges) -> frozenset[int]:
    without = {key: to for key, to in edges.items() if key != organ}
    return frozenset(
        key
        for key in _reached([organ], turned) - {organ}
        if any(other not in without for other in _reached([key], without) - {organ})
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """Of an organ on a day: those whose matters it alone has, itself first, and those it shares."""

    alone: frozenset[int]
    shared: frozenset[int]


def kept_of_each(organs: Iterable[int], on: date) -> tuple[dict[int, Kept], frozenset[int]]:
    """Return what each of these organs has of others on a day, and the keys of all that had ended by then.

    One query, however many organs are asked about.
    """
    return kept_over(organs, [on])[on]


def kept_over(
    organs: Iterable[int], days: Iterable[date]
) -> dict[date, tuple[dict[int, Kept], frozenset[int]]]:
    """Return `kept_of_each` of each of several days, in one query."""
    keys, wanted = list(organs), set(days)
    changes = _changes(max(wanted)) if wanted else []
    return {day: _kept_of_each(keys, _passed_by(changes, day)) for day in wanted}


def _kept_of_each(organs: Iterable[int], edges: Edges) -> tuple[dict[int, Kept], frozenset[int]]:
    turned = _turned(edges)
    found = {}
    for key in organs:
        reached = _reached([key], turned) if key in turned else frozenset({key})
        shares = _shared(key, edges, turned) if len(reached) > 1 else frozenset()
        found[key] = Kept(reached - shares, shares)
    return found, frozenset(edges)


def _changes(until: date) -> list[Change]:
    """Return every end of an organ up to a day, a row for each that came after: one query."""
    rows = Succession.objects.filter(on__lte=until).order_by()
    return list(rows.values_list("on", "predecessors", "keeper", "successors", "predecessors__parent"))


def _passed_on(on: date) -> Edges:
    """Return to which organs the matters of each passed by a day, one step: one query."""
    return _passed_by(_changes(on), on)


def _passed_by(changes: Iterable[Change], on: date) -> Edges:
    found: dict[int, set[int]] = {}
    for day, old, keeper, new, government in changes:
        if day <= on and old is not None and (to := keeper or new or government) is not None:
            found.setdefault(old, set()).add(to)
    return found


def _succeeded(on: date) -> tuple[Edges, Edges]:
    """Return who came after each organ by a day, one step; and of those that several came after, who."""
    found = _succeeded_by(_changes(on), on)
    return found, {old: new for old, new in found.items() if len(new) > 1}


def _succeeded_by(changes: Iterable[Change], on: date) -> Edges:
    found: dict[int, set[int]] = {}
    for day, old, _keeper, new, government in changes:
        if day <= on and old is not None and (to := new or government) is not None:
            found.setdefault(old, set()).add(to)
    return found


def _links(link: Link) -> Edges:
    rows = Organ.objects.exclude(**{link: None}).values_list("pk", link)
    return {pk: {int(over)} for pk, over in rows.order_by() if over is not None}


def _turned(edges: Edges) -> Edges:
    found: dict[int, set[int]] = {}
    for start, ends in edges.items():
        for end in ends:
            found.setdefault(end, set()).add(start)
    return found


def _reached(start: Iterable[int], *edges: Edges) -> frozenset[int]:
    found: set[int] = set()
    at = list(start)
    while at:
        if (key := at.pop()) not in found:
            found.add(key)
            at += [other for some in edges for other in some.get(key, ())]
    return frozenset(found)


def _codes(keys: Collection[int]) -> frozenset[str]:
    return frozenset(Organ.objects.filter(pk__in=keys).values_list("code", flat=True))

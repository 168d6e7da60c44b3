"""What was learnt of a year after it was closed, thing by thing: as what it was and would be counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from gongkai.report.compute import contest_cells, request_cells
from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.service.annual import asked, contested
from gongkai.service.annual.facts import Facts, Origin, gather
from gongkai.service.annual.models import (
    ClosedCase,
    ClosedDeclaration,
    ClosedNorm,
    ClosedProceeding,
    Closing,
    Declaration,
)
from gongkai.service.requests import reclassing, splitting
from gongkai.service.requests.models import Entry


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was entered of a request after the closing: what (words.PROPOSED), the day it counts, when.

    An entry of its ledger, or another class of its requester, which no entry tells.
    """

    kind: str
    on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a closing counted otherwise than it would be counted now, or not at all.

    `before` and `after` are the cells it stood and would stand in; `again` as in ClosedCase.
    """

    origin: Origin
    key: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    again: int = 0
    learnt: tuple[Learnt, ...] = ()


def since(closing: Closing, at: datetime) -> list[Difference]:
    """Return what differs between a closing and what is known now, requests first."""
    return differences(gather(closing.filing, at), closing)


def differences(facts: Facts, closing: Closing) -> list[Difference]:
    """Return what differs between a closing and these facts of the same filing."""
    form = edition(closing.form)
    found = [
        Difference(Origin.CASES, case, before, after, again)
        for (case, again), before, after in _differ(_cases_then(closing, form), _cases_now(facts, form))
    ]
    found = _with_entries(found, closing)
    for origin, then, now in (
        (Origin.PROCEEDINGS, _contests_then(closing, form), _contests_now(facts, form)),
        (Origin.NORMS, _norms_then(closing), _norms_now(facts)),
        (Origin.DECLARATIONS, _declared_then(closing), _declared_now(facts)),
    ):
        found += [Difference(origin, key, before, after) for (key, _), before, after in _differ(then, now)]
    return found


Stood = Mapping[tuple[int, int], tuple[str, ...]]


def _differ(then: Stood, now: Stood) -> Iterable[tuple[tuple[int, int], tuple[str, ...], tuple[str, ...]]]:
    for key in sorted({*then, *now}):
        before, after = then.get(key, ()), now.get(key, ())
        if before != after:
            yield key, before, after


def _cases_then(closing: Closing, form: Edition) -> Stood:
    rows = ClosedCase.objects.filter(closing=closing)
    fields = ("case", "again", "requester_class", "carried_in", "outcome")
    lines = (asked.Line(*each) for each in rows.values_list(*fields))
    return {(line.case, line.again): request_cells(form, line.counts_as) for line in lines}


def _cases_now(facts: Facts, form: Edition) -> Stood:
    return {(line.case, line.again): request_cells(form, line.counts_as) for line in facts.lines}


def _contests_then(closing: Closing, form: Edition) -> Stood:
    rows = ClosedProceeding.objects.filter(closing=closing).values_list("proceeding", "way", "result")
    return {
        (key, 0): contest_cells(form, contested.Line(key, way, what).counts_as) for key, way, what in rows
    }


def _contests_now(facts: Facts, form: Edition) -> Stood:
    return {(line.proceeding, 0): contest_cells(form, line.counts_as) for line in facts.contests}


def _norms_then(closing: Closing) -> Stood:
    rows = ClosedNorm.objects.filter(closing=closing).order_by("address")
    return _by_key(rows.values_list("edition", "address"))


def _norms_now(facts: Facts) -> Stood:
    return _by_key(
        sorted(((k, a) for a, keys in facts.norms.cells.items() for k in keys), key=lambda x: x[1])
    )


def _declared_then(closing: Closing) -> Stood:
    keys = ClosedDeclaration.objects.filter(closing=closing).values("declaration")
    return _by_key(Declaration.objects.filter(pk__in=keys).values_list("pk", "address"))


def _declared_now(facts: Facts) -> Stood:
    return _by_key((key, address) for address, rows in facts.declared.cells.items() for key, _ in rows)


def _by_key(pairs: Iterable[tuple[int, str]]) -> Stood:
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for key, address in pairs:
        found[key, 0] = (*found.get((key, 0), ()), address)
    return found


def _with_entries(found: list[Difference], closing: Closing) -> list[Difference]:
    """Give each request what was entered in its ledger after the closing, and corrections of its class.

    With what was entered of the parts it was split into, where they count with it.
    """
    later: dict[int, list[Learnt]] = {}
    cases = {each.key for each in found}
    families = splitting.families(cases) if cases else {}
    wholes = {part: whole for whole, parts in families.items() for part in parts if part not in cases}
    rows = Entry.objects.filter(case__in={*cases, *wholes}, recorded_at__gt=closing.at)
    for case, *entry in rows.order_by("case", "place").values_list("case", "kind", "on", "recorded_at"):
        later.setdefault(wholes.get(case, case), []).append(Learnt(*entry))
    for each in reclassing.corrected_since(cases, closing.at):
        later.setdefault(each.case, []).append(Learnt(reclassing.KIND, each.on, each.at))
    return [
        Difference(each.origin, each.key, each.before, each.after, each.again, tuple(later.get(each.key, ())))
        for each in found
    ]

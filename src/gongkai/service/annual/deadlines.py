"""Until when the report of a year is submitted and published: by the form, by the kind of reporter, by whom.

The register says of what kind a reporter is; of one that nobody has entered it is read from the organ. An
authority may set earlier days, never later ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from gongkai.report.edition import ReportKind
from gongkai.report.loader import edition_for, editions
from gongkai.service.annual.models import Filing, LocalDeadline, Reporter
from gongkai.service.annual.standing import Stands
from gongkai.service.organs.continuity import kept_of_each
from gongkai.service.organs.models import Organ, Succession

OWN, OFFICE, TOWNSHIP = "organ", "government_office_own", "township"
GOVERNMENTS = (Organ.Kind.PROVINCE, Organ.Kind.PREFECTURE, Organ.Kind.COUNTY)
SUMS = {
    "province": "aggregate_province",
    "prefecture": "aggregate_prefecture",
    "county": "aggregate_county",
    "state_council": "vertical_system",
}


@dataclass(frozen=True, slots=True)
class Until:
    """The last days for one filing, and what they rest on; None where no rule names a day."""

    kind: str
    submit_by: date | None = None
    publish_by: date | None = None
    basis: str = ""


def until(filing: Filing) -> Until:
    """Return until when a filing is submitted and published."""
    return until_of_each([filing])[filing.pk]


def until_of_each(filings: Iterable[Filing]) -> dict[int, Until]:
    """Return it for many filings by their keys, in two queries; in three where an authority set days."""
    found = list(filings)
    known = entries({filing.organ_id for filing in found})
    local = _local({filing.year for filing in found})
    return {filing.pk: _until(filing, known.get(filing.organ_id, []), local) for filing in found}


def _local(years: Iterable[int]) -> dict[tuple[int, int, str], LocalDeadline]:
    """Return the days that authorities set for these years, by authority, year and kind; the last one counts.

    The register may name an authority by the name it had: what it sets under its new one is meant as well.
    """
    days = list(LocalDeadline.objects.filter(year__in=set(years)).order_by("pk"))
    if not days:
        return {}
    by_then = max(timezone.localdate(day.at) for day in days)
    kept, _ended = kept_of_each({day.authority_id for day in days}, by_then)
    return {(key, day.year, day.kind): day for day in days for key in kept[day.authority_id].alone}


def kind_of(organ: Organ, scope: str, reporter: Reporter | None = None) -> str:
    """Return the kind of reporter an organ is: a key of the edition's kinds, "" if none fits."""
    if scope == Filing.Scope.AGGREGATE:
        return SUMS.get(organ.kind) or SUMS.get(organ.level, "")
    if reporter is not None:
        return reporter.kind
    if organ.kind == Organ.Kind.TOWNSHIP:
        return TOWNSHIP
    return OFFICE if organ.kind in GOVERNMENTS else OWN


def day_of(found: Stands, until: Until) -> date | None:
    """Return the day that counts now: of submitting, then of publishing; None once the report is public.

    A report that was returned came in before; what follows a publication has no day of the law.
    """
    if found.published is not None:
        return None
    return until.publish_by if found.asks_publication else until.submit_by


def published_until(organ: Organ, scope: str, reporter: Reporter | None, year: int) -> date | None:
    """Return the last day on which the law lets a report become public; None where no rule names one.

    An authority's own earlier days are between it and its reporters: what is said in public is the law.
    """
    if not any(form.covers(year) for form in editions()):
        return None
    key = kind_of(organ, scope, reporter)
    kind = next((each for each in edition_for(year).kinds if each.key == key), None)
    return None if kind is None else kind.published_until(year)


def reporter_of(rows: Iterable[Reporter], year: int) -> Reporter | None:
    """Return the entry of the register that counts for a year, of those of one organ, newest first."""
    return next((row for row in rows if row.since <= year), None)


def entries(organs: Iterable[int], *beside: str) -> dict[int, list[Reporter]]:
    """Return what the register says of each of these organs, newest first: two queries, three after renames.

    The one rule, for the register, the days, the desk and the mail: a new name is the same organ, so what was
    entered of the former one counts for it from the year of the renaming on, unless it has its own. `beside`
    names what is asked for with each entry.
    """
    keys = set(organs)
    names = former_names(keys)
    rows: dict[int, list[Reporter]] = {}
    asked = keys | {former.organ for each in names.values() for former in each}
    found = Reporter.objects.filter(organ__in=asked).select_related("to", "under", *beside)
    for row in found.order_by("-since", "-pk"):
        rows.setdefault(row.organ_id, []).append(row)
    entered_ = {key: list(rows[key]) for key in keys if key in rows}
    for key, each in names.items():
        for former in each:
            carried = [_carried(row, key, former) for row in rows.get(former.organ, ())]
            if carried:
                entered_.setdefault(key, []).extend(carried)
    return entered_


def renamed(organs: Collection[int]) -> set[int]:
    """Return the organs that are the new names of these, from one to the next: one query."""
    after: dict[int, set[int]] = {}
    rows = Succession.objects.filter(kind=Succession.Kind.RENAMED).order_by()
    for old, new in rows.values_list("predecessors", "successors"):
        after.setdefault(old, set()).add(new)
    found: set[int] = set()
    at = list(organs)
    while at:
        names = after.get(at.pop(), set()) - found
        found |= names
        at += names
    return found


@dataclass(frozen=True, slots=True)
class Former:
    """A former name of an organ, the year from which it is not the one that reports, and who was over it."""

    organ: int
    since: int
    over: int | None
    now_over: int | None  # who is over the organ asked about


def former_names(organs: set[int] | None = None) -> dict[int, list[Former]]:
    """Return the former names of each of these organs, or of all, the last first: one query."""
    renames = Succession.objects.filter(kind=Succession.Kind.RENAMED).order_by("on", "pk")
    fields = ("successors", "predecessors", "on", "predecessors__supervisor", "successors__supervisor")
    before = {new: each for new, *each in renames.values_list(*fields)}
    found: dict[int, list[Former]] = {}
    for key in before.keys() if organs is None else organs & before.keys():
        names = found[key] = []
        at, since, now_over = key, 0, before[key][3]
        while at in before and len(names) < len(before):
            at, on, over, _mine = before[at]
            since = max(since, on.year)
            names.append(Former(at, since, over, now_over))
    return found


def _carried(row: Reporter, organ: int, former: Former) -> Reporter:
    """Return an entry of a former name as it counts for the new one, over which another may be in charge."""
    carried = copy(row)
    carried.organ_id = organ
    carried.since = max(row.since, former.since)
    if row.to_id is not None and row.to_id == former.over and former.now_over is not None:
        carried.to_id = former.now_over
    return carried


def entered(organ: Organ, year: int) -> Reporter | None:
    """Return the entry of the register that counts for an organ and a year, None if nobody entered it."""
    return reporter_of(entries([organ.pk]).get(organ.pk, ()), year)


def authority_key(organ: Organ, row: Reporter | None) -> int | None:
    """Return the key of the authority to which an organ reports, by its entry that counts for a year.

    The one the register names (垂直领导 systems report to their own line: 30号); else the one in charge of
    disclosure over it.
    """
    return row.to_id if row is not None and row.to_id else organ.supervisor_id


def _until(filing: Filing, rows: list[Reporter], local: dict[tuple[int, int, str], LocalDeadline]) -> Until:
    if not any(form.covers(filing.year) for form in editions()):
        return Until("")
    form = edition_for(filing.year)
    row = reporter_of(rows, filing.year)
    key = kind_of(filing.organ, filing.scope, row)
    kind: ReportKind | None = next((each for each in form.kinds if each.key == key), None)
    if kind is None:
        return Until(key)
    by = kind.deadline.after(filing.year) if kind.deadline else None
    public = kind.published_until(filing.year)
    authority = authority_key(filing.organ, row)
    basis = kind.basis or f"{form.norm.number}"
    earlier = local.get((authority, filing.year, key)) if authority else None
    if earlier is None:
        return Until(key, by, public, basis)
    return Until(
        key,
        _earlier(earlier.submit_by, by),
        _earlier(earlier.publish_by, public) if kind.published else None,
        earlier.basis,
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None

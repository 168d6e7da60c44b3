"""Who had to report to an authority for a year, by its register: the one place that decides it.

The register (`Reporter`) says who reports, by the three elements of 30号. An organ under the authority that
nobody has entered is named, never left out; so is one whose work stands in another's report, and one that
ended within the year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from gongkai.service.annual.deadlines import GOVERNMENTS, authority_key, entries, renamed, reporter_of
from gongkai.service.annual.former_names import reported_under
from gongkai.service.annual.models import FiledReport, Filing, Reporter
from gongkai.service.annual.whose import begun_after, division, there_at_the_end
from gongkai.service.organs.continuity import kept_by, last_keepers
from gongkai.service.organs.models import Organ, Succession
from gongkai.service.organs.queries import organs_on

SUMMING = (*GOVERNMENTS, Organ.Kind.STATE_COUNCIL, Organ.Kind.OTHER)  # whose report may be the sum of others'


@dataclass(frozen=True, slots=True)
class Gone:
    """An organ that ended within the year, and who reports for it."""

    organ: Organ
    change: Succession
    to: tuple[Organ, ...]


@dataclass
class Obliged:
    """Who reports to an authority for a year, and who does not, and why."""

    authority: Organ
    year: int
    own: Reporter | None  # what the register says of the authority itself
    own_organs: list[Organ]  # the authority as it was at the end of the year: under the names of then
    reporting: list[tuple[Organ, Reporter | None]] = field(default_factory=list)  # the authority among them
    unregistered: list[Organ] = field(default_factory=list)
    within: list[Reporter] = field(default_factory=list)  # those whose work stands in another's report
    elsewhere: list[Reporter] = field(default_factory=list)  # those who report to another authority
    ended: list[Gone] = field(default_factory=list)


def obliged(authority: Organ, year: int, on: date) -> Obliged:
    """Return who reports to an authority for a year, as known on a day, in a handful of queries."""
    kept = own_names(authority.pk, year, on)
    entered = _entered(kept, year)
    end = date(year, 12, 31)
    there = set(organs_on(end).values_list("pk", flat=True))
    became = Organ.objects.filter(beginnings__on__gt=end).values_list("pk", flat=True)
    begun_later = begun_after(list(became), year)
    under = reported_under(year)
    stand = set(under.values())  # the former names whose report of the year is that of the new one
    then = {under.get(organ, organ) for organ in kept & there - (begun_later - set(entered))}
    own = list(Organ.objects.filter(pk__in=then).order_by("code")) or [authority]
    found = Obliged(authority, year, entered.get(own[0].pk), own)
    below = Organ.objects.filter(Q(supervisor__in=kept) | Q(pk__in=entered)).exclude(pk__in=kept)
    below = below.exclude(pk__in=under)
    for organ in own:
        row = entered.get(organ.pk)
        if row is None or row.must_report:
            found.reporting.append((organ, row))
    gone: list[Organ] = []
    for organ in below.select_related("supervisor", "parent").order_by("code"):
        row = entered.get(organ.pk)
        if row is not None:
            row.organ = organ
        if organ.pk not in there and organ.pk not in stand:
            gone.append(organ)
        elif row is None:
            if organ.pk not in begun_later:  # what others became afterwards was not there yet
                found.unregistered.append(organ)
        elif not row.must_report:
            found.within.append(row)
        elif authority_key(organ, row) not in kept:
            found.elsewhere.append(row)
        else:
            found.reporting.append((organ, row))
    found.ended = _gone(gone, year)
    return found


def must_report(organs: Collection[int], year: int) -> set[int]:
    """Return which of these organs, there at the end of a year, owe a report of it, in a handful of queries.

    The register says who reports; of whom nobody has entered, who published the report of the year before,
    or came alone after one that did: what ended within the year is in the report of the one that came after.
    Nothing is owed where the report was handed in under the former name.
    """
    known, under = entries(organs), reported_under(year)
    found, rest = set(), []
    for organ in organs:
        if organ in under:
            continue
        row = reporter_of(known.get(organ, ()), year)
        if row is None:
            rest.append(organ)
        elif row.must_report:
            found.add(organ)
    if not rest:
        return found
    each = division(rest, year).each
    was = {key for organ in rest for key in each[organ].alone}
    before = FiledReport.objects.filter(
        filing__year=year - 1, filing__scope=Filing.Scope.OWN, filing__organ__in=was
    )
    published = set(before.values_list("filing__organ", flat=True))
    return found | {organ for organ in rest if published & each[organ].alone}


def proposed(organs: Collection[int], year: int) -> dict[int, Reporter]:
    """Return the entry of one that reports and that each of these organs, not entered, alone came after.

    What came of a merger is another organ than those it came of: whether it reports is for its authority to
    say, and what is proposed is what those did.
    """
    if not organs:
        return {}
    each = division(organs, year).each
    known = entries({key for organ in organs for key in each[organ].alone - {organ}}, "organ")
    found = {}
    for organ in organs:
        rows = (reporter_of(known.get(key, ()), year) for key in sorted(each[organ].alone - {organ}))
        if (row := next((row for row in rows if row is not None and row.must_report), None)) is not None:
            found[organ] = row
    return found


def summing_of(organs: Collection[int], year: int) -> set[int]:
    """Return which of these organs have others that report to them."""
    to = Reporter.objects.filter(to__in=organs, since__lte=year).values_list("to", flat=True)
    over = Organ.objects.filter(supervisor__in=organs).values_list("supervisor", flat=True)
    return {key for key in (*to, *over) if key is not None}


def scope_of(organ: Organ, summing: Collection[int]) -> str:
    """Return which report an organ files upwards: a government its sum, any other organ its own."""
    if organ.kind in GOVERNMENTS or (organ.kind in SUMMING and organ.pk in summing):
        return str(Filing.Scope.AGGREGATE)
    return str(Filing.Scope.OWN)


def own_names(authority: int, year: int, on: date) -> frozenset[int]:
    """Return the keys of the organs under which an authority has what is its own.

    One that alone became another since the end of the year has it under that name too: who is entered
    as under the new name was under the old one then. Where several became one, each has its own alone.
    """
    names = kept_by([authority], on)
    heirs = last_keepers([authority], on)
    if len(heirs) != 1:
        return names
    theirs = kept_by(heirs, on)
    there = there_at_the_end(theirs, [year])[year]
    heads = Organ.objects.filter(pk__in=there, kind__in=SUMMING).values_list("pk", flat=True)
    return theirs if set(heads) == {authority} else names


def _entered(kept: Collection[int], year: int) -> dict[int, Reporter]:
    """Return what the register says of each organ under the authority, or reporting to it, in a year."""
    here = Organ.objects.filter(Q(supervisor__in=kept) | Q(pk__in=kept)).values_list("pk", flat=True)
    sent = Reporter.objects.filter(to__in=kept).order_by().values_list("organ", flat=True)
    known = {*here.order_by(), *sent}
    rows = entries(known | renamed(known))
    return {organ: row for organ, mine in rows.items() if (row := reporter_of(mine, year)) is not None}


def _gone(organs: Collection[Organ], year: int) -> list[Gone]:
    """Return how those of these organs that ended within the year did, in the order of the organs."""
    changes = Succession.objects.filter(
        predecessors__in=organs, on__gte=date(year, 1, 1), on__lte=date(year, 12, 31)
    ).distinct()
    found: dict[int, list[Succession]] = {}
    for change in changes.prefetch_related("predecessors", "successors") if organs else ():
        for organ in change.predecessors.all():
            found.setdefault(organ.pk, []).append(change)
    return [
        Gone(organ, change, tuple(change.successors.all()))
        for organ in organs
        for change in found.get(organ.pk, ())
    ]


__all__ = [
    "SUMMING",
    "Gone",
    "Obliged",
    "must_report",
    "obliged",
    "own_names",
    "proposed",
    "scope_of",
    "summing_of",
]

"""Who must report to an authority for a year, where each report stands, and what it owes: worst first.

The register (`Reporter`) says who reports, by the three elements of 30号. An organ under the authority that
nobody has entered is named, never left out; so is one whose work stands in another's report, and one that
ended within the year. Of what was not submitted the authority learns that it was not, and no more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongkai.report import interchange
from gongkai.report.model import Severity
from gongkai.service.annual.deadlines import GOVERNMENTS, Until, reporter_of, until_of_each
from gongkai.service.annual.models import FiledReport, Filing, Reminded, Reporter, Version
from gongkai.service.annual.standing import ORDER, Stage, Stands, stands_of
from gongkai.service.organs.continuity import kept_by
from gongkai.service.organs.models import Organ, Succession
from gongkai.service.organs.queries import organs_on

HANDED_IN = ORDER.index(Stage.SUBMITTED)
SUMMING = (*GOVERNMENTS, Organ.Kind.STATE_COUNCIL, Organ.Kind.OTHER)  # whose report may be the sum of others'


class State(StrEnum):
    """What a report asks of the authority or of its organ, the worst first."""

    LATE = "late"
    RETURNED = "returned"
    BROKEN = "broken"
    SUBMITTED = "submitted"
    OPEN = "open"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


STATES: dict[State, str | Promise] = {
    State.LATE: _("逾期未报"),
    State.RETURNED: _("已退回，待重报"),
    State.BROKEN: _("已报，数据不平"),
    State.SUBMITTED: _("已报，待审核"),
    State.OPEN: _("未报，未到期"),
    State.ACCEPTED: _("审核通过，待公布"),
    State.PUBLISHED: _("已公布"),
}
OWING = (State.LATE, State.RETURNED, State.OPEN)  # who may be reminded
_PLACE = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Row:
    """One report of the register on a day."""

    organ: Organ
    scope: str
    reporter: Reporter | None
    filing: Filing
    until: Until
    stands: Stands
    broken: tuple[str, ...]  # the rules that what was submitted does not meet
    reminded: datetime | None
    on: date
    is_own: bool = False  # the authority's own

    @property
    def is_in(self) -> bool:
        """Whether it was handed in and was not returned: for the authority's own, whether it was cleared."""
        if self.stands.stage is Stage.RETURNED:
            return False
        if self.is_own and self.stands.stage is Stage.CLEARED:
            return True
        return ORDER.index(self.stands.stage) >= HANDED_IN

    @property
    def late(self) -> int:
        """How many days the report is late, 0 while it is not: until it was handed in, else until today."""
        due = self.until.submit_by
        if due is None:
            return 0
        handed_in = self.handed_in
        last = handed_in if handed_in is not None and self.is_in else self.on
        return max((last - due).days, 0)

    @property
    def handed_in(self) -> date | None:
        """The day on which what stands there was handed in, None if it is not."""
        if (step := self.stands.was_submitted) is not None:
            return step.on
        return self.stands.published.published_on if self.stands.published is not None else None

    @property
    def state(self) -> State:
        """What is to be done about it."""
        stage = self.stands.stage
        if not self.is_in:
            if self.late:
                return State.LATE
            return State.RETURNED if stage is Stage.RETURNED else State.OPEN
        if self.broken and stage is not Stage.PUBLISHED:
            return State.BROKEN
        if stage is Stage.PUBLISHED:
            return State.PUBLISHED
        return State.ACCEPTED if stage is Stage.ACCEPTED else State.SUBMITTED

    @property
    def says(self) -> str | Promise:
        """The state in words."""
        return STATES[self.state]

    @property
    def owes(self) -> bool:
        """Whether the organ owes something now, and may be reminded."""
        return self.state in OWING and not self.is_own

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Its place, worst first."""
        return _PLACE[self.state], -self.late, not self.broken, self.organ.code


@dataclass(frozen=True, slots=True)
class Gone:
    """An organ that ended within the year, and who reports for it."""

    organ: Organ
    change: Succession
    to: tuple[Organ, ...]


@dataclass
class Register:
    """The register of an authority for a year."""

    authority: Organ
    year: int
    rows: list[Row] = field(default_factory=list)  # the authority's own report among them
    unregistered: list[Organ] = field(default_factory=list)
    within: list[Reporter] = field(default_factory=list)  # those whose work stands in another's report
    elsewhere: list[Reporter] = field(default_factory=list)  # those who report to another authority
    ended: list[Gone] = field(default_factory=list)

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many reports are in each state."""
        found = dict.fromkeys(State, 0)
        for row in self.rows:
            found[row.state] += 1
        return found

    @property
    def owing(self) -> list[Row]:
        """Those that may be reminded."""
        return [row for row in self.rows if row.owes]


def reporters(authority: Organ, year: int, on: date) -> Register:
    """Return the register of an authority for a year as it stands on a day, in a handful of queries."""
    kept = kept_by([authority.pk], on)
    entered = _entered(kept, year)
    found = Register(authority, year)
    there = set(organs_on(date(year, 12, 31)).values_list("pk", flat=True))
    below = Organ.objects.filter(Q(supervisor__in=kept) | Q(pk__in=entered)).exclude(pk__in=kept)
    reporting: list[tuple[Organ, Reporter | None]] = []
    if (own := entered.get(authority.pk)) is None or own.must_report:
        reporting.append((authority, own))
    for organ in below.select_related("supervisor").order_by("code"):
        row = entered.get(organ.pk)
        if organ.pk not in there:
            found.ended += _gone(organ, year)
        elif row is None:
            found.unregistered.append(organ)
        elif not row.must_report:
            found.within.append(row)
        elif (row.to_id or organ.supervisor_id) not in kept:
            found.elsewhere.append(row)
        else:
            reporting.append((organ, row))
    found.rows = sorted(_rows(authority, year, on, reporting), key=lambda row: row.order)
    return found


def scope_of(organ: Organ, summing: Collection[int]) -> str:
    """Return which report an organ files upwards: a government its sum, any other organ its own."""
    if organ.kind in GOVERNMENTS or (organ.kind in SUMMING and organ.pk in summing):
        return str(Filing.Scope.AGGREGATE)
    return str(Filing.Scope.OWN)


def _entered(kept: Collection[int], year: int) -> dict[int, Reporter]:
    """Return what the register says of each organ under the authority, or reporting to it, in a year."""
    touching = Reporter.objects.filter(Q(organ__supervisor__in=kept) | Q(to__in=kept) | Q(organ__in=kept))
    rows: dict[int, list[Reporter]] = {}
    every = Reporter.objects.filter(organ__in=touching.values("organ"), since__lte=year)
    for row in every.select_related("organ", "to", "under").order_by("-since", "-pk"):
        rows.setdefault(row.organ_id, []).append(row)
    return {organ: row for organ, mine in rows.items() if (row := reporter_of(mine, year)) is not None}


def _gone(organ: Organ, year: int) -> list[Gone]:
    changes = organ.endings.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))
    return [Gone(organ, change, tuple(change.successors.all())) for change in changes]


def _rows(
    authority: Organ, year: int, on: date, reporting: list[tuple[Organ, Reporter | None]]
) -> Iterable[Row]:
    keys = [organ.pk for organ, _row in reporting]
    summing = set(Reporter.objects.filter(to__in=keys, since__lte=year).values_list("to", flat=True))
    summing |= set(Organ.objects.filter(supervisor__in=keys).values_list("supervisor", flat=True))
    filed = {
        (filing.organ_id, filing.scope): filing for filing in Filing.objects.filter(organ__in=keys, year=year)
    }
    wanted: list[tuple[Organ, Reporter | None, Filing]] = []
    for organ, row in reporting:
        own = organ.pk == authority.pk
        scope = str(Filing.Scope.OWN) if own else scope_of(organ, summing)
        filing = filed.get((organ.pk, scope)) or Filing(organ=organ, year=year, scope=scope)
        filing.organ = organ
        wanted.append((organ, row, filing))
    begun = [filing for _organ, _row, filing in wanted if filing.pk]
    stands = stands_of(begun)
    broken = _broken(stands.values())
    until = _until(wanted)
    told = _told(keys, year)
    for organ, row, filing in wanted:
        is_own = organ.pk == authority.pk
        yield Row(
            organ=organ,
            scope=filing.scope,
            reporter=row,
            filing=filing,
            until=until[organ.pk],
            stands=stands[filing.pk] if filing.pk else _nothing(filing),
            broken=broken.get(filing.pk, ()) if filing.pk else (),
            reminded=told.get((organ.pk, filing.scope)),
            on=on,
            is_own=is_own,
        )


def _nothing(filing: Filing) -> Stands:
    return Stands(filing, Stage.OPEN, None, None, (), None, None, None)


def _until(wanted: Iterable[tuple[Organ, Reporter | None, Filing]]) -> dict[int, Until]:
    """Return the last days by organ. Filings that are not begun have no key of their own yet."""
    found: dict[int, Until] = {}
    begun: list[Filing] = []
    for number, (organ, _row, filing) in enumerate(wanted, 1):
        asked = Filing(pk=number, organ=organ, year=filing.year, scope=filing.scope)
        begun.append(asked)
    for key, until in until_of_each(begun).items():
        found[begun[key - 1].organ_id] = until
    return found


def _broken(every: Iterable[Stands]) -> dict[int, tuple[str, ...]]:
    """Return, by filing, the rules that what is in does not meet: never those of a draft."""
    versions: dict[int, int] = {}
    editions: dict[int, int] = {}
    for stands in every:
        if stands.version is not None and stands.was_submitted is not None:
            versions[stands.version.pk] = stands.filing.pk
        elif stands.version is None and stands.published is not None:
            editions[stands.published.pk] = stands.filing.pk
    found: dict[int, tuple[str, ...]] = {}
    for model, keys in ((Version, versions), (FiledReport, editions)):
        rows = model.objects.filter(pk__in=keys, findings__contains=f'"{Severity.ERROR}"')
        for pk, text in rows.values_list("pk", "findings"):
            each = (interchange.finding_from_json(item) for item in interchange.loads(text))
            rules = sorted({finding.rule for finding in each if finding.severity is Severity.ERROR})
            found[keys[pk]] = tuple(rules)
    return found


def _told(organs: Collection[int], year: int) -> dict[tuple[int, str], datetime]:
    rows = Reminded.objects.filter(organ__in=organs, year=year).order_by("at")
    return {(organ, scope): at for organ, scope, at in rows.values_list("organ", "scope", "at")}


__all__ = ["OWING", "STATES", "Gone", "Register", "Row", "State", "reporters", "scope_of"]

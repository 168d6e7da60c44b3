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
from gongkai.service.annual import checking, rest_days
from gongkai.service.annual.deadlines import Until, until_of_each
from gongkai.service.annual.models import FiledReport, Filing, Reminded, Reporter, Version
from gongkai.service.annual.obliged import Gone, Obliged, obliged, scope_of, summing_of
from gongkai.service.annual.standing import ORDER, Stage, Stands, stands_of
from gongkai.service.organs.models import Organ

HANDED_IN = ORDER.index(Stage.SUBMITTED)


class State(StrEnum):
    """What a report asks of the authority or of its organ, the worst first."""

    LATE = "late"
    UNPUBLISHED = "unpublished"
    RETURNED = "returned"
    BROKEN = "broken"
    SUBMITTED = "submitted"
    OPEN = "open"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


STATES: dict[State, str | Promise] = {
    State.LATE: _("逾期未报"),
    State.UNPUBLISHED: _("审核通过，逾期未公布"),
    State.RETURNED: _("已退回，待重报"),
    State.BROKEN: _("已报，数据不平"),
    State.SUBMITTED: _("已报，待审核"),
    State.OPEN: _("未报，未到期"),
    State.ACCEPTED: _("审核通过，待公布"),
    State.PUBLISHED: _("已公布"),
}
OWING = (State.LATE, State.UNPUBLISHED, State.RETURNED, State.OPEN)  # who may be reminded
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
    broken: tuple[str, ...]  # the rules that what was submitted does not meet, and nobody explained
    reminded: datetime | None
    on: date
    is_own: bool = False  # the authority's own
    is_unproven: bool = False  # what it carried over was not held against last year's, and nobody said why

    @property
    def is_in(self) -> bool:
        """Whether it was handed in and was not returned: for the authority's own, whether it was cleared."""
        if self.stands.stage is Stage.RETURNED:
            return False
        if self.stands.published is not None:
            return True  # what is being set right since has no day of the law
        if self.is_own and self.stands.stage is Stage.CLEARED:
            return True
        return ORDER.index(self.stands.stage) >= HANDED_IN

    @property
    def late(self) -> int:
        """How many days the report is late, 0 while it is not: until it was first handed in, or until today.

        条例49 and 30号 ask for the report by a day; for a version mended after a return they name none.
        """
        due = self.until.submit_by
        return 0 if due is None else max(((self.handed_in or self.on) - due).days, 0)

    @property
    def unpublished(self) -> int:
        """How many days it is past the last day of publication (条例49) and not public, else 0."""
        due = self.until.publish_by
        return 0 if due is None or self.stands.published is not None else max((self.on - due).days, 0)

    @property
    def rest_day(self) -> str:
        """By when the work is done where the last day of submitting is a rest day that is still to come."""
        return "" if self.is_in else rest_days.said(self.until.submit_by, self.on)

    @property
    def handed_in(self) -> date | None:
        """The day on which the report of the year was first handed in, None if it was not."""
        if self.stands.first_in is not None:
            return self.stands.first_in
        return self.stands.published.published_on if self.stands.published is not None else None

    @property
    def state(self) -> State:
        """What is to be done about it."""
        stage = self.stands.stage
        if stage is Stage.RETURNED:
            return State.RETURNED
        if not self.is_in:
            return State.LATE if self.late else State.OPEN
        if self.broken and stage is not Stage.PUBLISHED:
            return State.BROKEN
        if stage is Stage.SUBMITTED:
            return State.SUBMITTED
        if self.stands.published is not None:
            return State.PUBLISHED
        return State.UNPUBLISHED if self.unpublished else State.ACCEPTED

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
        return _PLACE[self.state], -max(self.late, self.unpublished), not self.broken, self.organ.code


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
    who = obliged(authority, year, on)
    found = Register(
        authority,
        year,
        unregistered=who.unregistered,
        within=who.within,
        elsewhere=who.elsewhere,
        ended=who.ended,
    )
    found.rows = sorted(_rows(who, on), key=lambda row: row.order)
    return found


def _rows(who: Obliged, on: date) -> Iterable[Row]:
    year, reporting = who.year, who.reporting
    mine = {organ.pk for organ in who.own_organs}
    keys = [organ.pk for organ, _row in reporting]
    summing = summing_of(keys, year)
    filed = {
        (filing.organ_id, filing.scope): filing for filing in Filing.objects.filter(organ__in=keys, year=year)
    }
    wanted: list[tuple[Organ, Reporter | None, Filing]] = []
    for organ, row in reporting:
        scope = str(Filing.Scope.OWN) if organ.pk in mine else scope_of(organ, summing)
        filing = filed.get((organ.pk, scope)) or Filing(organ=organ, year=year, scope=scope)
        filing.organ = organ
        wanted.append((organ, row, filing))
    begun = [filing for _organ, _row, filing in wanted if filing.pk]
    stands = stands_of(begun)
    checked = _checked(stands.values(), mine)
    until = _until(wanted)
    told = _told(keys, year)
    for organ, row, filing in wanted:
        yield Row(
            organ=organ,
            scope=filing.scope,
            reporter=row,
            filing=filing,
            until=until[organ.pk],
            stands=stands[filing.pk] if filing.pk else _nothing(filing),
            broken=checked.get(filing.pk, _SOUND).broken,
            is_unproven=checked.get(filing.pk, _SOUND).is_unproven,
            reminded=told.get((organ.pk, filing.scope)),
            on=on,
            is_own=organ.pk in mine,
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


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is to be said of the figures of a report that is in."""

    broken: tuple[str, ...] = ()
    is_unproven: bool = False


_SOUND = _Checked()
_WRONG = (Severity.ERROR, Severity.ERROR_WITH_OVERRIDE)


def _checked(every: Iterable[Stands], mine: Collection[int]) -> dict[int, _Checked]:
    """Return, by filing, what is to be said of the figures of what is in: never of a draft.

    Of `mine`, the authority's own, that is in which was cleared.
    """
    versions: dict[int, int] = {}
    editions: dict[int, int] = {}
    for stands in every:
        is_cleared = stands.filing.organ_id in mine and stands.stage is Stage.CLEARED
        if stands.version is not None and (stands.was_submitted is not None or is_cleared):
            versions[stands.version.pk] = stands.filing.pk
        elif stands.published is not None:
            editions[stands.published.pk] = stands.filing.pk
    telling = Q()
    for severity in (*_WRONG, Severity.NOT_ASSESSED):
        telling |= Q(findings__contains=f'"{severity}"')
    rows = [
        (filings[pk], closing, text)
        for model, filings, of in (
            (Version, versions, "closing"),
            (FiledReport, editions, "version__closing"),
        )
        for pk, closing, text in model.objects.filter(telling, pk__in=filings).values_list(
            "pk", of, "findings"
        )
    ]
    said = checking.said_of({closing for _filing, closing, _text in rows if closing is not None})
    found: dict[int, _Checked] = {}
    for filing, closing, text in rows:
        each = [interchange.finding_from_json(item) for item in interchange.loads(text)]
        wrong = [v for v in checking.verdicts_by(each, said.get(closing, {})) if v.blocks]
        rules = {v.finding.rule for v in wrong if v.finding.severity in _WRONG}
        is_unproven = any(v.finding.severity is Severity.NOT_ASSESSED for v in wrong)
        found[filing] = _Checked(tuple(sorted(rules)), is_unproven)
    return found


def _told(organs: Collection[int], year: int) -> dict[tuple[int, str], datetime]:
    rows = Reminded.objects.filter(organ__in=organs, year=year).order_by("at")
    return {(organ, scope): at for organ, scope, at in rows.values_list("organ", "scope", "at")}


__all__ = ["OWING", "STATES", "Gone", "Register", "Row", "State", "reporters"]

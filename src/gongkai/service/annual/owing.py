"""The last days of annual reports for an organ: told of by mail and in the calendar as those of replies are.

The day of the law, or an earlier one of the authority: of submitting the report of last year, and of
publishing what was accepted. While it is not the organ's turn (the report is with the authority, or the day
of its publication is chosen in time) nothing is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gongkai.report.loader import editions
from gongkai.service.annual import deadlines, rest_days
from gongkai.service.annual.deadlines import Until
from gongkai.service.annual.judges import goes_to_public
from gongkai.service.annual.models import Filing
from gongkai.service.annual.obliged import must_report
from gongkai.service.annual.register_due import Key, key_of
from gongkai.service.annual.standing import Stage, Stands, stands_of
from gongkai.service.annual.unsummed import unsummed
from gongkai.service.annual.whose_sum import must_sum
from gongkai.service.organs.queries import organs_on
from gongkai.service.requests.reminding.owed import Term
from gongkai.statute.law import Law

NEAR = timedelta(days=14)  # more than the working days that count as soon ever take
OWN, SUM = Filing.Scope.OWN, Filing.Scope.AGGREGATE


@dataclass(frozen=True, slots=True)
class _Report:
    """A report of last year that is owed: where it stands if it was begun, and until when it is owed."""

    filing: Filing
    until: Until
    stands: Stands | None = None


def terms(law: Law, on: date, organs: Collection[int] | None = None) -> Iterator[Term]:  # noqa: ARG001
    """Yield until when the reports of last year are owed, of all organs or of some.

    Of all, those alone whose day is near or past: nobody is told before.
    """
    year = on.year - 1
    if not any(form.covers(year) for form in editions()):
        return
    for report in _reports(year, organs, on):
        kind, day = _day(report, on)
        if day is None or (organs is None and day > on + NEAR) or not _is_due(report, day, on):
            continue
        filing = report.filing
        yield Term(
            organ=filing.organ_id,
            kind=kind,
            about=f"a{filing.organ_id}-{year}-{'o' if filing.scope == OWN else 's'}",
            number=_name(filing),
            day=day,
            url=("desk-annual-filing", filing.pk) if report.stands else ("desk-annual",),
            how=rest_days.said(day, on),
        )


def _reports(year: int, organs: Collection[int] | None, on: date) -> list[_Report]:
    """Return the reports of a year that are not public, in a handful of queries."""
    rows = Filing.objects.filter(year=year).select_related("organ").order_by("pk")
    begun = stands_of(rows if organs is None else rows.filter(organ__in=organs))
    filings = [each.filing for each in begun.values()]
    filings += _unbegun(year, {key_of(filing) for filing in filings}, organs, on)
    known = deadlines.entries({filing.organ_id for filing in filings})
    found = []
    for filing, until in _with_days(filings):
        stands = begun.get(filing.pk)
        entry = deadlines.reporter_of(known.get(filing.organ_id, ()), year)
        is_within = filing.scope == OWN and entry is not None and not entry.must_report
        if is_within or (stands is not None and stands.published is not None):
            continue
        found.append(_Report(filing, until, stands))
    return found


def _unbegun(year: int, begun: Collection[Key], organs: Collection[int] | None, on: date) -> list[Filing]:
    """Return the reports of a year that are owed and not begun: by the register, else by the year before.

    A sum is owed by whom others report to, in the name of the end of the year.
    """
    there = organs_on(date(year, 12, 31)).order_by("code")
    rows = list(there if organs is None else there.filter(pk__in=organs))
    keys = [organ.pk for organ in rows]
    must = must_report(keys, year)
    summing = must_sum(rows, year, on)
    found = []
    for organ in rows:
        if organ.pk in must and (organ.pk, year, OWN) not in begun:
            found.append(Filing(organ=organ, year=year, scope=OWN))
        if organ.pk in summing and (organ.pk, year, SUM) not in begun:
            found.append(Filing(organ=organ, year=year, scope=SUM))
    return found


def _with_days(filings: list[Filing]) -> list[tuple[Filing, Until]]:
    """Return filings with their last days; of those not begun by the organ, since they have no key yet."""
    begun = [filing for filing in filings if filing.pk]
    rest = [filing for filing in filings if not filing.pk]
    stand_ins = [
        Filing(pk=-n, organ=filing.organ, year=filing.year, scope=filing.scope)
        for n, filing in enumerate(rest, start=1)
    ]
    days = deadlines.until_of_each([*begun, *stand_ins])
    found = [(filing, days[filing.pk]) for filing in begun]
    return found + [(filing, days[other.pk]) for filing, other in zip(rest, stand_ins, strict=True)]


def _day(report: _Report, on: date) -> tuple[str, date | None]:
    """Return what is owed by when: the report to the authority, or to the public once it was in."""
    if report.stands is not None and report.stands.asks_publication:
        return "publish", report.until.publish_by
    if report.until.kind == deadlines.OFFICE and goes_to_public(report.filing, on):
        return "publish", report.until.submit_by
    return "report", report.until.submit_by


def _is_due(report: _Report, day: date, on: date) -> bool:
    """Say whether it is the organ's turn, by what takes more questions than its day."""
    stands = report.stands
    if stands is not None and stands.stage is Stage.SUBMITTED:
        return False
    if stands is not None and stands.planned is not None and on < stands.planned.on <= day:
        return False
    if report.filing.scope == SUM and (stands is None or stands.version is None):
        return unsummed(report.filing.organ, report.filing.year, on) is not None
    return True


def _name(filing: Filing) -> str:
    """Return how a report is named: several organs may be one desk's."""
    given = {"organ": filing.organ, "year": filing.year}
    if filing.scope == SUM:
        return _("%(organ)s%(year)s年度汇总") % given
    return _("%(organ)s%(year)s年度") % given


__all__ = ["terms"]

"""Last year's report as it passed to an organ: what this year's opening is held against (X1, X2).

Of an organ that was renamed or merged its whole report; of one that was split the requests carried over that
went to the keeper or were allotted. What cannot be told is blank, and a rule over it is not assessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date

from gongkai.report.compute import CARRIED_OUT, REQUESTS, Request, parts, request_cells
from gongkai.report.edition import Edition
from gongkai.report.loader import edition, editions
from gongkai.report.model import BLANK, STATISTICS, Cell, Number, Report, Status
from gongkai.report.rollup import rollup
from gongkai.service.annual import asked, facts, queries
from gongkai.service.annual.former_names import reported_under
from gongkai.service.annual.models import ClosedCase, Closing, Filing, Version
from gongkai.service.annual.passing import AGGREGATE, passed, reporting_at_the_end
from gongkai.service.annual.whose import Division, Whose, begun_after, division
from gongkai.service.organs.continuity import last_keepers
from gongkai.service.requests.models import Case


def opening(filing: Filing) -> Report | None:
    """Return last year's report as it passed to the organ of a filing; None if nobody filed one."""
    year = filing.year - 1
    if filing.scope == Filing.Scope.AGGREGATE:
        return _of_sum(filing, year)
    whose = division([filing.organ_id], filing.year).each[filing.organ_id]
    then = division({*whose.alone, *whose.shared}, year)
    before = [organ for organ in whose.alone if organ in _there(whose.alone, year, then)]
    came, gone = _moved(whose, then, year, before)
    if not before and not whose.shared and not came:
        return _nothing(filing, year)
    found = {organ: _report_of(organ, year) for organ in {*before, *came}}
    reports = [report for organ in before if (report := found[organ]) is not None]
    if not any(found.values()) and (before or came):
        return None
    if any(report.edition == STATISTICS for report in found.values() if report):
        return reports[0] if len(found) == 1 and reports else None
    summed = _summed(filing, year, reports)
    if summed is None:
        return None
    cells = dict(summed.cells)
    if len(reports) < len(before):
        cells = dict.fromkeys(cells, BLANK)
    form = edition(summed.edition)
    _passed(form, cells, came, gone, year, found)
    if whose.shared:
        _unknown(form, cells, [found.get(organ) or _report_of(organ, year) for organ in whose.shared])
    summed.cells = cells
    return summed


def _of_sum(filing: Filing, year: int) -> Report | None:
    """Return last year's aggregate as it passed to an authority: its own, or that of those it came after.

    Of a split nobody can tell which part of a sum went where; nor is a part of the sums of several theirs:
    where one is not here, nothing of it is known.
    """
    whose = division([filing.organ_id], filing.year).each[filing.organ_id]
    if whose.shared:
        return None
    found = {organ: report for organ in whose.alone if (report := _report_of(organ, year, AGGREGATE))}
    wanted: Collection[int] = whose.alone
    if len(whose.alone) > 1:
        wanted = reporting_at_the_end(whose.alone, [year], [AGGREGATE])[AGGREGATE][year]
    told, lacking = passed(filing.organ_id, wanted, found)
    reports = [found[organ] for organ in sorted(told)]
    if not reports or any(report.edition == STATISTICS for report in reports):
        return reports[0] if len(reports) == 1 and not lacking else None
    summed = _summed(filing, year, reports)
    if summed is not None and lacking:
        summed.cells = dict.fromkeys(summed.cells, BLANK)
    return summed


Moved = dict[int, set[int]]


def _moved(whose: Whose, then: Division, year: int, before: Collection[int]) -> tuple[Moved, Moved]:
    """Return the cases that came and that went, by the organ in whose report of the year before they were.

    `before` are the organs whose whole reports pass: what is in theirs did not come, and only that can go.
    """
    came: Moved = {}
    gone: Moved = {}
    reported: dict[int, int] = {}
    for cases, moved, is_theirs in ((whose.came, came, False), (whose.gone, gone, True)):
        for case, organ in Case.objects.filter(pk__in=cases).values_list("pk", "organ"):
            had = then.went_to(organ, case)
            if had not in reported:
                keepers = last_keepers([had], date(year, 12, 31))
                reported[had] = next(iter(keepers)) if len(keepers) == 1 else had
            if (reported[had] in before) is is_theirs:
                moved.setdefault(reported[had], set()).add(case)
    return came, gone


def _there(organs: Collection[int], year: int, then: Division) -> set[int]:
    """Return those of the organs that reported for a year: they had begun, and had not ended by its end."""
    later = begun_after(organs, year)
    return {key for key in organs if key not in later and not then.each[key].has_ended}


def _report_of(organ: int, year: int, scope: str = Filing.Scope.OWN) -> Report | None:
    """Return the report of an organ's year: the newest that is public, else its newest closing."""
    filing = _filing_of(organ, year, scope)
    if filing is None:
        return None
    if (filed := filing.reports.order_by("-number").first()) is not None:
        return queries.report_of(filed)
    closing: Closing | None = filing.closings.order_by("-number").first()
    return None if closing is None else facts.report_of(closing)


def _filing_of(organ: int, year: int, scope: str) -> Filing | None:
    """Return the filing in which an organ reported for a year: its own, or that under its former name."""
    found: Filing | None = Filing.objects.filter(organ=organ, year=year, scope=scope).first()
    if found is not None and (found.reports.exists() or found.closings.exists()):
        return found
    under = reported_under(year).get(organ)
    return found if under is None else Filing.objects.filter(organ=under, year=year, scope=scope).first()


def _closing_of(organ: int, year: int) -> Closing | None:
    """Return the closing that the report of an organ's year (`_report_of`) was counted in here, if it was.

    None of one that was imported, uploaded or sent: which requests its figures count, nobody wrote down.
    """
    filing = _filing_of(organ, year, Filing.Scope.OWN)
    if filing is None:
        return None
    filed = filing.reports.select_related("version__closing").order_by("-number").first()
    found: Closing | None = filing.closings.order_by("-number").first()
    if filed is not None:
        found = None if filed.version is None else filed.version.closing
    if found is None or found.versions.filter(origin__in=Version.ELSEWHERE).exists():
        return None
    return found


def _nothing(filing: Filing, year: int) -> Report | None:
    """Return a report of zeros for an organ that nobody went before and that was not there last year."""
    begun = filing.organ.established_on
    form = next((form for form in editions() if form.covers(year)), None)
    if begun is None or begun.year <= year or form is None:
        return None
    return Report(filing.organ.name, year, form.key, cells={a: Cell(0) for a in form.places})


def _summed(filing: Filing, year: int, reports: list[Report]) -> Report | None:
    if len(reports) == 1:
        (report,) = reports
        return Report(report.organ, year, report.edition, report.title, cells=dict(report.cells))
    if reports:
        if len({report.edition for report in reports}) > 1:
            return None
        return rollup(reports, organ=filing.organ.name, year=year)
    form = next((form for form in editions() if form.covers(year)), None)
    if form is None:
        return None
    return Report(filing.organ.name, year, form.key, cells={a: Cell(0) for a in form.places})


def _passed(
    form: Edition,
    cells: dict[str, Cell],
    came: Moved,
    gone: Moved,
    year: int,
    found: dict[int, Report | None],
) -> None:
    """Put the requests that were carried over into the row of those, and take those away that went."""
    change: Counter[str] = Counter()
    for sign, moved in ((1, came), (-1, gone)):
        for organ, cases in moved.items():
            carried = _carried_out(form, organ, cases, year, found.get(organ))
            if carried is None:
                cells.update(dict.fromkeys(_row(form), BLANK))
                return
            for request in carried:
                change.update({a: sign for a in request_cells(form, request) if a in _row(form)})
    for address, n in change.items():
        if (value := cells[address].value) is not None:
            cells[address] = Cell(value + n)
    if change:
        _total(form, cells)


def _carried_out(
    form: Edition, organ: int, cases: Collection[int], year: int, report: Report | None
) -> list[Request] | None:
    """Return what of these requests an organ's report carried out: as it was closed, else by the ledgers.

    None where the ledgers do not have as many as its report says: nobody can tell which they were.
    """
    closing = _closing_of(organ, year)
    if closing is not None:
        rows = ClosedCase.objects.filter(closing=closing, case__in=cases, outcome="")
        return [Request(*each) for each in rows.values_list("requester_class", "carried_in")]
    if report is None:
        return None
    whose = division([organ], year).each[organ]
    known = [line for line in asked.lines(whose, year) if not line.outcome]
    counts = Counter(a for line in known for a in request_cells(form, line.counts_as))
    sums = parts(form)
    if any(report.cells[a].value != counts[a] for a in _row(form) if a in report.cells and a not in sums):
        return None
    return [line.counts_as for line in known if line.case in cases]


def _unknown(form: Edition, cells: dict[str, Cell], reports: Iterable[Report | None]) -> None:
    """Blank what a split left and no record divides: numbers of norms and others that are not zero there."""
    for report in reports:
        for address, place in form.places.items():
            there = None if report is None else report.cells.get(address)
            if place.table == "T2" and not (there is not None and there.value == 0):
                cells[address] = BLANK


def _row(form: Edition) -> list[str]:
    return [address for address in form.places if address.startswith(f"{REQUESTS}.{CARRIED_OUT}.")]


def _total(form: Edition, cells: dict[str, Cell]) -> None:
    sums = parts(form)
    for address in _row(form):
        if address in sums:
            numbers: list[Number | None] = [cells[part].value for part in sums[address]]
            known = [n for n in numbers if n is not None]
            if len(known) == len(numbers) and cells[address].status is not Status.BLANK:
                cells[address] = Cell(sum(known))


__all__ = ["opening"]

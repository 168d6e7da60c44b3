"""What pages and actions read about filed annual reports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.report import interchange
from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Finding, Report, Severity
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import forebears

OWN, BOTH = (Filing.Scope.OWN,), (Filing.Scope.OWN, Filing.Scope.AGGREGATE)  # what a list means
GRAVE = (Severity.ERROR, Severity.ERROR_WITH_OVERRIDE)
DOUBTS = ("B1", "B2", "B3", "B4")  # a cell that is blank, no number, ambiguous, or impossible

# A rule of an organ's own, as reports name them: 《柳北区依申请公开政府信息工作制度》, 《…暂行规定》.
_RULE = re.compile(r"《([^《》]{2,60}(?:制度|规定|办法|细则|规范))》")


def current_reports(organ: Organ, on: date | None = None, *, scopes: Collection[str]) -> list[FiledReport]:
    """Return the newest edition of each year's report, latest year first, without the files' bytes.

    `scopes` says which are meant: the organ's own, its aggregates, or both, of which each year's own comes
    first. With a day, those of the organs that this one came after by then, too: each stays the report of its
    organ.
    """
    newest: dict[int, FiledReport] = {}
    organs = {organ.pk} | (forebears(organ, on) if on else set())
    rows = FiledReport.objects.filter(filing__organ__in=organs, filing__scope__in=list(scopes))
    rows = rows.select_related("filing", "filing__organ")
    order = ("-filing__year", "filing__organ__code", "-filing__scope", "-number")  # own before aggregate
    for row in rows.defer("source", "content").order_by(*order):
        newest.setdefault(row.filing_id, row)
    return list(newest.values())


def reporting_in_public() -> QuerySet[Organ]:
    """Return the organs whose reports have pages here: with an area, or with at least one public report.

    The area is about the catalogue; a report is public wherever its organ keeps that. An organ that is here
    for its posts alone, or of which nothing but drafts is here, is not among them.
    """
    public = Q(has_area=True) | Exists(FiledReport.objects.filter(filing__organ=OuterRef("pk")))
    return Organ.objects.select_related("parent").filter(public).order_by("code")


def reports_of(keys: Iterable[int]) -> list[FiledReport]:
    """Return the editions of those keys, without the files' bytes."""
    rows = FiledReport.objects.filter(pk__in=list(keys)).select_related("filing", "filing__organ")
    return list(rows.defer("source", "content", "findings"))


def latest_published(limit: int) -> list[FiledReport]:
    """Return the editions published last, over all organs, without the files' bytes."""
    rows = FiledReport.objects.select_related("filing", "filing__organ").defer("source", "content")
    return list(rows.order_by("-published_on", "-published_time", "-pk")[:limit])


def newest() -> QuerySet[FiledReport]:
    """Return the newest edition of each filed report of every organ, without the files' bytes."""
    later = FiledReport.objects.filter(filing=OuterRef("filing"), number__gt=OuterRef("number"))
    rows = FiledReport.objects.select_related("filing__organ").defer("source", "content", "findings")
    return rows.filter(~Exists(later)).order_by("-published_on", "-pk")


def editions(organ: Organ, year: int, scope: str = Filing.Scope.OWN) -> list[FiledReport]:
    """Return every edition of one year's report, newest first; an empty list if none is filed."""
    rows = FiledReport.objects.filter(filing__organ=organ, filing__year=year, filing__scope=scope)
    return list(rows.select_related("filing", "filing__organ").defer("source").order_by("-number"))


def with_contents(keys: Iterable[int]) -> list[FiledReport]:
    """Return the editions of those keys with what was read from them, without the files' bytes."""
    rows = FiledReport.objects.filter(pk__in=list(keys)).select_related("filing__organ")
    return list(rows.defer("source", "findings"))


def amendments(filed: Iterable[FiledReport]) -> dict[int, list[FiledReport]]:
    """Return every edition of the filings that have more than one, newest first, by the filing's key."""
    amended = [row.filing_id for row in filed if row.number > 1]
    rows = FiledReport.objects.filter(filing__in=amended).select_related("filing__organ")
    found: dict[int, list[FiledReport]] = {}
    for row in rows.defer("source", "content", "findings").order_by("-number") if amended else ():
        found.setdefault(row.filing_id, []).append(row)
    return found


def report_of(filed: FiledReport) -> Report:
    """Return the report of an edition as it was read at import."""
    return interchange.from_json(interchange.loads(filed.content), source=filed.source_name)


def findings_of(filed: FiledReport) -> tuple[Finding, ...]:
    """Return what reading and checking found at import."""
    return tuple(interchange.finding_from_json(item) for item in interchange.loads(filed.findings))


class Balance(StrEnum):
    """What may be said in one line of the identities within a report."""

    HELD = "held"  # every sum was checked and agrees
    PARTLY = "partly"  # no sum is wrong, but a cell they need is blank or uncertain
    BROKEN = "broken"
    NONE = "none"  # the form has no identities: the older statistics table


def balance_of(filed: FiledReport, findings: Iterable[Finding]) -> Balance:
    """Return whether the identities within a filed report hold, as far as its findings tell.

    A blank is no zero: a report with gaps in a table that has identities never counts as balanced.
    """
    if filed.form == STATISTICS:
        return Balance.NONE
    own = [i for i in edition(filed.form).identities if not any(t.source for t in (*i.left, *i.right))]
    codes, tables = {i.code for i in own}, {i.table for i in own}
    found = list(findings)
    if any(f.rule in codes and f.severity is not Severity.NOT_ASSESSED for f in found):
        return Balance.BROKEN
    doubtful = {address.partition(".")[0] for f in found if f.rule in DOUBTS for address in f.cells}
    is_known = not any(f.rule in codes for f in found) and not doubtful & tables
    return Balance.HELD if is_known else Balance.PARTLY


class Across(StrEnum):
    """What may be said in one line of the identities with the year before."""

    AGREES = "agrees"
    EXPLAINED = "explained"  # it differs, and the organ has said why of all that does
    DIFFERS = "differs"
    UNKNOWN = "unknown"  # some of it could not be compared
    NONE = "none"  # the form has no identities


def across_of(filed: FiledReport, findings: Iterable[tuple[Finding, Collection[object]]]) -> Across:
    """Return whether a report agrees with the year before, by its findings and what was said of each."""
    if filed.form == STATISTICS:
        return Across.NONE
    every = edition(filed.form).identities
    codes = {i.code for i in every if any(t.source for t in (*i.left, *i.right))}
    found = [(finding, said) for finding, said in findings if finding.rule in codes]
    differing = [said for finding, said in found if finding.severity is not Severity.NOT_ASSESSED]
    if differing:
        return Across.EXPLAINED if all(differing) else Across.DIFFERS
    return Across.UNKNOWN if found else Across.AGREES


def rules_named(report: Report) -> list[str]:
    """Return the organ's rules (制度) that the report's sections name, in the order of the text.

    National law is left out: what is listed are the rules an organ keeps of its own (条例 art. 45, 46).
    """
    return _distinct(
        title
        for section in report.sections
        for title in _RULE.findall(section.text)
        if not title.startswith("中华人民共和国")
    )


def _distinct(titles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(titles))

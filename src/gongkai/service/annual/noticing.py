"""Whether reports that were submitted still say what is known: looked at every night, told on the desk.

Three things become known afterwards: something of the year itself (a request of March entered in February),
something of it that can be counted in no cell as it is entered, and another report of the year before. What
the night finds is kept with its moment (`Noticed`), since counting an organ's year is too much for each look
at a desk; the page it leads to asks anew. A row is of one version: the report that sets it right is another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from gongkai.report.check import Previous, check
from gongkai.report.edition import Source
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, STATISTICS, Cell
from gongkai.service.annual import changes, checking, composing, facts, summing
from gongkai.service.annual.checking import Verdict
from gongkai.service.annual.models import Closing, FiledReport, Filing, Noticed, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.outdated import Figure, figures
from gongkai.service.annual.standing import Stands, is_reported, stands_of
from gongkai.service.organs.continuity import came_after

AT_ONCE = 500  # filings looked at together


def look(now: datetime) -> int:
    """Hold every report that was submitted here against what is known, keep what differs; return how many.

    What was noticed before and is so no longer, or was of a version that another followed, is forgotten.
    """
    found = 0
    with_versions = Filing.objects.filter(versions__isnull=False).order_by().distinct()
    for year in sorted(set(with_versions.values_list("year", flat=True))):
        filings = list(with_versions.filter(year=year).select_related("organ").order_by("pk"))
        for first in range(0, len(filings), AT_ONCE):
            standing = stands_of(filings[first : first + AT_ONCE])
            reported = [each for each in standing.values() if is_reported(each)]
            differing, lacking = _in_figures(reported, year, now)
            found += _keep(Noticed.What.FIGURES, differing, now)
            found += _keep(Noticed.What.FAULTS, lacking, now)
            found += _keep(Noticed.What.OPENING, _in_openings(reported, year, now), now)
    Noticed.objects.exclude(at=now).delete()
    return found


def look_again(version: Version, now: datetime) -> None:
    """Keep what is to be noticed of a version's opening after something was said of it."""
    noticed = Noticed.objects.filter(version=version, what=Noticed.What.OPENING)
    if not noticed.exists():
        return
    if count := len(across(version)):
        noticed.update(count=count, at=now)
    else:
        noticed.delete()


def is_counted_here(found: Stands) -> bool:
    """Say whether the ledgers here give the figures of a filing's newest version."""
    version = found.version
    if version is None or version.was_received or version.closing_id is None:
        return False
    return found.filing.scope == Filing.Scope.OWN


def parted(version: Version, known: facts.Facts) -> list[Figure]:
    """Return the cells in which a version counted here is another than what is known by now."""
    closing = version.closing
    return [] if closing is None else figures(known, closing, changes.differences(known, closing))


def across(version: Version) -> list[Verdict]:
    """Return where a version does not meet last year's report as that is now, unexplained (X1, X2)."""
    if version.form == STATISTICS:
        return []
    codes = {
        identity.code
        for identity in edition(version.form).identities
        if any(term.source is Source.LAST_YEAR for term in (*identity.left, *identity.right))
    }
    found = check(
        composing.report_of(version),
        previous=opening(version.filing),
        previous_is=Previous.KNOWN,
        organ_kind=checking.organ_kind(version.filing),
    )
    said = checking.verdicts([each for each in found if each.rule in codes], version.closing)
    return checking.blocking(said)


def _in_figures(
    reported: Iterable[Stands], year: int, now: datetime
) -> tuple[dict[int, int], dict[int, int]]:
    """Return in how many cells versions differ from the ledgers, and how many things are in no cell.

    Both by the version's key. What is known of all organs together says of which more is to be asked.
    """
    counted = {
        each.filing.organ_id: (each.filing, each.version)
        for each in reported
        if each.version is not None and is_counted_here(each)
    }
    if not counted:
        return {}, {}
    closings = Closing.objects.in_bulk([version.closing_id for _filing, version in counted.values()])
    here = facts.known_of(list(counted), year, now)
    differing, lacking = {}, {}
    for organ, (filing, version) in counted.items():
        closed = summing.kept(closings[version.closing_id].cells).cells
        known = here[organ]
        if not known.may_lack and not _differ(closed, known.cells):
            continue
        its_facts = facts.gather(filing, now)
        lacking[version.pk] = len(its_facts.lacking)
        if _differ(closed, known.cells):
            differing[version.pk] = len(parted(version, its_facts))
    return differing, lacking


def _differ(closed: dict[str, Cell], now: dict[str, Cell]) -> bool:
    return any(now.get(address, BLANK).value != cell.value for address, cell in closed.items())


def _in_openings(reported: Collection[Stands], year: int, now: datetime) -> dict[int, int]:
    """Return in how many places versions no longer meet the year before, by the version's key.

    Asked of those alone whose year before was written anew after they were.
    """
    before = _written_anew(year - 1, now)
    found = {}
    for each in reported:
        version = each.version
        if version is None:
            continue
        last = before.get((each.filing.organ_id, each.filing.scope))
        if last is not None and last >= version.at:
            found[version.pk] = len(across(version))
    return found


def _written_anew(year: int, now: datetime) -> dict[tuple[int, str], datetime]:
    """Return when a year was last closed or published of what passed to each organ, by organ and scope."""
    rows: dict[tuple[int, str], datetime] = {}
    for model, moment in ((FiledReport, "imported_at"), (Closing, "at")):
        last = model.objects.filter(filing__year=year).order_by()
        fields = ("filing__organ", "filing__scope")
        for organ, scope, at in last.values(*fields).annotate(last=Max(moment)).values_list(*fields, "last"):
            rows[organ, scope] = max(at, rows.get((organ, scope), at))
    later = came_after({organ for organ, _scope in rows}, timezone.localdate(now))
    found = dict(rows)
    for (organ, scope), at in rows.items():
        for heir in later.get(organ, ()):
            found[heir, scope] = max(at, found.get((heir, scope), at))
    return found


def _keep(what: Noticed.What, found: dict[int, int], now: datetime) -> int:
    """Keep how many places were noticed of each version; return of how many versions any."""
    differing = {version: count for version, count in found.items() if count}
    for version, count in differing.items():
        Noticed.objects.update_or_create(version_id=version, what=what, defaults={"count": count, "at": now})
    return len(differing)


__all__ = ["across", "is_counted_here", "look", "look_again", "parted"]

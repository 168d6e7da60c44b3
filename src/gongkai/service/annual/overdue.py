"""P4: what a report carries over is in its time still on 31 December (条例33); the ledgers know.

It is asked of reports that were counted here, and told to those who see the requests behind it: the public
report says only how many were carried over. It is asked once, when the year is closed, by what was known
then, and kept with the closing: what is entered later changes it only by closing the year again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from gongkai.report.model import Finding, Severity
from gongkai.service.annual.models import ClosedCase, ClosedOverdue, Closing
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger, splitting
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

RULE = "P4"
CELL = "T3.R4.C7"
AT_ONCE = 1_000  # histories read together


def overdue(closing: Closing) -> ClosedOverdue:
    """Return which requests a closing carried over late, as it was kept with it.

    Of a closing from before it was kept, it is read from what the ledgers knew at its moment, until the
    night has kept it (`keep_all`).
    """
    kept = ClosedOverdue.objects.filter(closing=closing).first()
    return kept or _found(closing)


def keep_all(_now: datetime) -> int:
    """Keep it for every closing that carried something over and has none yet; return how many.

    The work of the night of an installation that closed years before it was kept with them.
    """
    carrying = ClosedCase.objects.filter(outcome="", closing__overdue=None).order_by("closing")
    closings = Closing.objects.filter(pk__in=carrying.values("closing")).select_related("filing")
    for closing in closings:
        _found(closing).save(force_insert=True)
    return len(closings)


def late(
    cases: Iterable[int], year: int, *, known_at: datetime | None = None, law: Law | None = None
) -> list[int]:
    """Return those of these requests, open at the end of a year, that were past their last day then.

    What was decided by then and had not left is answered no more than the rest (235号). A request that was
    split is overdue with any of the parts that count with it. With a moment, as the ledgers knew it then.
    """
    law = law or law_here()
    keys = sorted(set(cases))
    parts = splitting.families(keys) if keys else {}
    last = date(year, 12, 31)
    found = []
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        of = {key: (key, *parts.get(key, ())) for key in some}
        histories = ledger.events_of_all({each for all_ in of.values() for each in all_}, known_at=known_at)
        found += [key for key in some if any(_is_late(histories[each], last, law) for each in of[key])]
    return found


def finding(kept: ClosedOverdue, year: int) -> Finding:
    """Return what is said of overdue requests among those a closing carried over."""
    return Finding(
        RULE,
        Severity.WARN,
        f"结转下年度继续办理的{kept.carried}件中，有{len(kept.cases)}件到{year}年12月31日已经超过答复期限",
        (CELL,),
        len(kept.cases),
        0,
        hint="按核定时的登记。逐件核对：延长、征求意见、发出等没有登记的，先补登，再重新核定；"
        "确实逾期的，写明原因和现在的办理情况。",
    )


def _found(closing: Closing) -> ClosedOverdue:
    rows = ClosedCase.objects.filter(closing=closing, outcome="")
    cases = late(rows.values_list("case", flat=True), closing.filing.year, known_at=closing.at)
    return ClosedOverdue(closing=closing, carried=rows.count(), cases=cases)


def _is_late(events: Collection[Event], last: date, law: Law) -> bool:
    try:
        return clock.read(events, law).as_of(last).standing(last).overdue_since is not None
    except StatuteError:
        return False  # a history that cannot be read is a fault of the figures themselves


__all__ = ["CELL", "RULE", "finding", "keep_all", "late", "overdue"]

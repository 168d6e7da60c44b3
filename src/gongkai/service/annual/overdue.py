"""P4: what a report carries over is in its time still on 31 December (条例33); the ledgers know.

It is asked of reports that were counted here, and told to those who see the requests behind it: the public
report says only how many were carried over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from gongkai.report.model import Finding, Severity
from gongkai.service.annual.models import ClosedCase, Closing
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.requests import ledger, splitting
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import Event
from gongkai.statute.law import Law

RULE = "P4"
CELL = "T3.R4.C7"


def overdue(closing: Closing, law: Law | None = None) -> list[int]:
    """Return the requests a closing carried over that were past their last day at the end of its year.

    What was decided by then and had not left is answered no more than the rest (235号). A request that was
    split is overdue with any of the parts that count with it. As the ledgers say it now.
    """
    law = law or law_here()
    rows = ClosedCase.objects.filter(closing=closing, outcome="").order_by("case").distinct()
    keys = list(rows.values_list("case", flat=True))
    if not keys:
        return []
    parts = splitting.families(keys)
    histories = ledger.events_of_all({*keys, *(part for found in parts.values() for part in found)})
    last = date(closing.filing.year, 12, 31)
    return [
        key
        for key in keys
        if any(_is_late(histories[each], last, law) for each in (key, *parts.get(key, ())))
    ]


def finding(closing: Closing, cases: Collection[int]) -> Finding:
    """Return what is said of overdue requests among those a closing carried over."""
    carried = ClosedCase.objects.filter(closing=closing, outcome="").count()
    year = closing.filing.year
    return Finding(
        RULE,
        Severity.WARN,
        f"结转下年度继续办理的{carried}件中，有{len(cases)}件到{year}年12月31日已经超过答复期限",
        (CELL,),
        len(cases),
        0,
        hint="逐件核对：延长、征求意见、发出等没有登记的，先补登；确实逾期的，写明原因和现在的办理情况。",
    )


def _is_late(events: Collection[Event], last: date, law: Law) -> bool:
    try:
        return clock.read(events, law).as_of(last).standing(last).overdue_since is not None
    except StatuteError:
        return False  # a history that cannot be read is a fault of the figures themselves

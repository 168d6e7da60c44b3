"""Close the year of an organ: what is known now is what its report says, and never changes.

What is learnt later is another closing, with its reason. What cannot be counted keeps the year open.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report import interchange
from gongkai.report.compute import compute
from gongkai.service.annual import overdue, policy
from gongkai.service.annual.actions.make_version import NOT_NOW
from gongkai.service.annual.facts import Facts, as_report, gather
from gongkai.service.annual.filings import check_is_over, locked
from gongkai.service.annual.from_elsewhere import FROM_ELSEWHERE, is_from_elsewhere
from gongkai.service.annual.models import (
    ClosedCase,
    ClosedDeclaration,
    ClosedNorm,
    ClosedOverdue,
    ClosedProceeding,
    Closing,
    Filing,
)
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

BATCH = 1000


@transaction.atomic
def close_year(
    filing: Filing, *, by: Post, at: datetime, reason: str = "", seen: str | None = None
) -> Closing:
    """Freeze the year as it is known at this moment, and return the closing.

    `reason` is why it is closed again. Raises NotAllowed; CannotDo before the year is over, while a version
    is on its way, for what cannot be counted, where the public report was counted elsewhere, without a
    reason, or where nothing has changed; Overtaken.
    """
    today = timezone.localdate(at)
    policy.check_can_write(by, filing.organ, filing.year, today)
    if filing.scope != Filing.Scope.OWN:
        raise CannotDo(_("汇总报告由下级报告相加，没有自己的数据可以核定。"))
    check_is_over(filing.year, today)
    found = locked(filing, seen)
    if found.stage in NOT_NOW:
        raise CannotDo(NOT_NOW[found.stage])
    if is_from_elsewhere(found.filing):
        raise CannotDo(str(FROM_ELSEWHERE))
    reason = reason.strip()
    if found.closing is not None and not reason:
        raise CannotDo({"reason": [_("数据已经核定过。重新核定要写明原因。")]})
    facts = gather(filing, at)
    if facts.faults:
        raise CannotDo({"": [fault.says for fault in facts.faults]})
    lines = facts.lines
    carried = [line.case for line in lines if not line.outcome]
    late = overdue.late(carried, filing.year)
    if found.closing is not None and not _differs(facts, late, found.closing):
        raise CannotDo(
            _("与第%(number)s次核定相比没有变化，不必重新核定。") % {"number": found.closing.number}
        )
    closing = _frozen(facts, found.closing, by, at, reason if found.closing is not None else "")
    ClosedOverdue.objects.create(closing=closing, carried=len(carried), cases=late)
    record(
        "annual.close_year",
        by=by,
        at=at,
        kind="filing",
        key=filing.pk,
        organ=filing.organ,
        year=filing.year,
        closing=closing.number,
    )
    return closing


def _differs(facts: Facts, late: list[int], last: Closing) -> bool:
    """Say whether anything is counted otherwise than it was, or another request is known to be overdue."""
    from gongkai.service.annual.changes import differences

    return bool(differences(facts, last)) or late != overdue.overdue(last).cases


def _frozen(facts: Facts, last: Closing | None, by: Post, at: datetime, reason: str) -> Closing:
    """Keep what was counted, and the cells that follow from exactly that."""
    lines = facts.lines
    cells = compute(
        facts.form,
        Counter(line.counts_as for line in lines),
        Counter(line.counts_as for line in facts.contests),
        {**facts.norms.numbers(), **facts.declared.numbers()},
    ).cells
    report = as_report(facts.filing, facts.form, cells)
    closing = Closing.objects.create(
        filing=facts.filing,
        number=last.number + 1 if last else 1,
        form=facts.form.key,
        cells=interchange.dumps(interchange.to_json(report)),
        reason=reason,
        by=by,
        at=at,
    )
    ClosedCase.objects.bulk_create(
        (
            ClosedCase(
                closing=closing,
                case_id=line.case,
                again=line.again,
                requester_class=line.requester_class,
                carried_in=line.carried_in,
                outcome=line.outcome,
            )
            for line in lines
        ),
        batch_size=BATCH,
    )
    ClosedProceeding.objects.bulk_create(
        (
            ClosedProceeding(closing=closing, proceeding_id=line.proceeding, way=line.way, result=line.result)
            for line in facts.contests
        ),
        batch_size=BATCH,
    )
    ClosedNorm.objects.bulk_create(
        (
            ClosedNorm(closing=closing, edition_id=key, address=address)
            for address, keys in facts.norms.cells.items()
            for key in keys
        ),
        batch_size=BATCH,
    )
    ClosedDeclaration.objects.bulk_create(
        (
            ClosedDeclaration(closing=closing, declaration_id=key)
            for rows in facts.declared.cells.values()
            for key, _value in rows
        ),
        batch_size=BATCH,
    )
    return closing

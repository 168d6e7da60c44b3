"""Add up the accepted reports of a year into the aggregate of an authority, and make its version."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report import interchange
from gongkai.report.model import ReportError
from gongkai.service.annual import composing, policy, summing
from gongkai.service.annual.actions.make_version import checked_note, put_together
from gongkai.service.annual.filings import filing_of, locked
from gongkai.service.annual.models import Closing, Filing, Version
from gongkai.service.annual.whose_sum import sums_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ, Post


@transaction.atomic
def aggregate(
    organ: Organ, year: int, *, by: Post, at: datetime, seen: str | None = None, note: str = ""
) -> Version:
    """Sum what was accepted or is public, and the authority's own report; return the version, with its parts.

    Raises NotAllowed; CannotDo where the sum of the year is filed in another name, where nothing was accepted
    yet, where nothing has changed, or while an earlier version is on its way; Overtaken.
    """
    on = timezone.localdate(at)
    policy.check_can_write(by, organ, year, on)
    names = sums_of(organ, year, on)
    if organ not in names:
        says = _("%(year)s年度的汇总报告以%(names)s的名义编制（年底时的机关），%(organ)s不另编一份。")
        raise CannotDo(says % {"year": year, "names": "、".join(map(str, names)), "organ": organ})
    found = locked(filing_of(organ, year, Filing.Scope.AGGREGATE), seen)
    filing, note = found.filing, checked_note(found, note.strip())
    now = summing.pieces_of(organ, year, on)
    if not [piece for piece in now.pieces if not piece.row.is_own]:
        raise CannotDo(_("%(year)s年度还没有审核通过的下级报告，无从汇总。") % {"year": year})
    reports = summing.reports_of(now.pieces)
    try:
        total = summing.add_up(reports, organ=organ.name, year=year)
    except ReportError as refusal:
        raise CannotDo(str(refusal)) from refusal
    lacking = summing.names_of(missing.row for missing in now.missing)
    closing = found.closing
    cells = interchange.dumps(interchange.to_json(composing.compose(filing, total.edition, total.cells, {})))
    if closing is None or closing.cells != cells:
        closing = Closing.objects.create(
            filing=filing,
            number=closing.number + 1 if closing else 1,
            form=total.edition,
            cells=cells,
            reason=_("所汇总的报告有变化") if closing else "",
            by=by,
            at=at,
        )
    made_of = {"pieces": now.pieces, "lacking": lacking, "children": reports}
    return put_together(found, closing, note=note, by=by, at=at, **made_of)  # type: ignore[arg-type]

"""Put a report together: the cells of the newest closing and the words as they stand, never to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.model import Report
from gongkai.service.annual import checking, composing, policy, summing
from gongkai.service.annual.filings import locked
from gongkai.service.annual.from_elsewhere import FROM_ELSEWHERE, is_from_elsewhere
from gongkai.service.annual.models import Closing, Filing, Part, Version
from gongkai.service.annual.openings import opening
from gongkai.service.annual.standing import Stage, Stands
from gongkai.service.annual.summing import Piece
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.log import record
from gongkai.service.organs.models import Post

NOT_NOW = {
    Stage.IN_REVIEW: _("正在本机关审查中，请等审查有了结果。"),
    Stage.SUBMITTED: _("已报送主管部门审核。要改的，请先撤回。"),
}


@transaction.atomic
def make_version(
    filing: Filing, *, by: Post, at: datetime, seen: str | None = None, note: str = ""
) -> Version:
    """Put the report together and return it. Where one is public already, `note` says what was set right.

    Raises NotAllowed; CannotDo where nothing was closed yet, while an earlier version is on its way, where
    the public report was counted elsewhere, or if nothing has changed since the newest version; Overtaken.
    """
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    found = locked(filing, seen)
    filing = found.filing
    note = checked_note(found, note.strip())
    if found.closing is None:
        raise CannotDo(_("还没有核定数据。请先核定本年度的数据，再成稿。"))
    if is_from_elsewhere(filing):
        raise CannotDo(str(FROM_ELSEWHERE))
    if filing.scope != Filing.Scope.AGGREGATE:
        return put_together(found, found.closing, note=note, by=by, at=at)
    summed = found.closing.versions.order_by("-number").first()
    if summed is None:
        raise CannotDo(_("还没有汇总下级的报告。请先汇总，再成稿。"))
    lacking = summing.lacking_in(summed)
    parts = summing.parts_of(summed)
    return put_together(found, found.closing, note=note, by=by, at=at, pieces=parts, lacking=lacking)


def put_together(
    found: Stands,
    closing: Closing,
    *,
    note: str,
    by: Post,
    at: datetime,
    pieces: Sequence[Piece | Part] = (),
    lacking: Sequence[str] = (),
    children: Sequence[Report] | None = None,
) -> Version:
    """Make the version of a locked filing from a closing, the words as they stand, and what it sums.

    `lacking` are the names of those whose report it should sum and has not; `children` are the reports of the
    pieces, where whoever calls has just read them.
    Raises CannotDo if nothing has changed since the newest version.
    """
    filing = found.filing
    texts = {section: row.text for section, row in composing.texts_of(filing).items()}
    report = composing.compose(filing, closing.form, composing.cells_of(closing), texts)
    if pieces:
        said = summing.range_of(pieces, lacking)
        report.preamble = "\n".join(filter(None, (report.preamble, said)))
    children = summing.reports_of(pieces) if children is None else children
    found_in_it = checking.findings(report, filing, opening(filing), children, lacking)
    content = composing.content_of(report)
    digest = composing.digest(content, note, summing.keys_of(pieces))
    last = found.version
    if last is not None and last.digest == digest and last.closing_id in (None, closing.pk):
        raise CannotDo(_("数据和文字与第%(number)s稿完全相同，不必另成一稿。") % {"number": last.number})
    version = Version.objects.create(
        filing=filing,
        number=found.version.number + 1 if found.version else 1,
        origin=Version.Origin.SUMMED if pieces else Version.Origin.DRAFTED,
        closing=closing,
        form=closing.form,
        content=content,
        digest=digest,
        findings=composing.findings_text(found_in_it),
        note=note,
        by=by,
        at=at,
    )
    Part.objects.bulk_create(
        Part(of=version, version=piece.version, filed=None if piece.version else piece.filed)
        for piece in pieces
    )
    record(
        "annual.make_version",
        by=by,
        at=at,
        kind=KIND,
        key=filing.pk,
        organ=filing.organ,
        version=version.number,
    )
    return version


KIND = "filing"


def checked_note(found: Stands, note: str) -> str:
    """Return the note of what was set right, if one is due now; CannotDo while a version is on its way."""
    if found.stage in NOT_NOW:
        raise CannotDo(NOT_NOW[found.stage])
    if found.published is not None and not note:
        raise CannotDo({"note": [_("本年度的报告已经公布。更正后的报告要写明更正了什么，与报告一并公布。")]})
    if found.published is None and note:
        raise CannotDo({"note": [_("本年度的报告还没有公布，不必写更正说明。")]})
    return note

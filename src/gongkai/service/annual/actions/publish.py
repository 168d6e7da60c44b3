"""Publish an accepted report: it becomes an edition in the 年报 column, shown wherever editions are."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.model import Report
from gongkai.report.write import write
from gongkai.service.annual import composing, entries, policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deciding import refuse_blocked, verdicts_of
from gongkai.service.annual.filings import locked
from gongkai.service.annual.judging import published_from
from gongkai.service.annual.models import FiledReport, Filing, Step
from gongkai.service.annual.outdated import refuse_outdated
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import Stage, Stands
from gongkai.service.organs import revision
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Post
from gongkai.service.organs.policy import in_force


@transaction.atomic
def publish(filing: Filing, *, by: Post, at: datetime, seen: str | None = None) -> FiledReport:
    """Make the accepted version public today and return its edition; or the cleared, where nobody accepts it.

    What passed the review before release is published, and nothing else (条例17). Raises NotAllowed,
    NotCleared, CannotDo, Overtaken, Unwritable if it cannot be printed.
    """
    policy.check_can_write(by, filing.organ, filing.year, timezone.localdate(at))
    return _made_public(locked(filing, seen), by, at)


@transaction.atomic
def publish_as_planned(filing: Filing, *, at: datetime, seen: str | None = None) -> FiledReport:
    """Make public what its organ decided to publish by this day, and return its edition.

    Whoever chose the day had the power when she chose it (`plan`). The decision is her organ's, whose duty
    it is to publish (条例49): that her post has ended since does not undo it, as it does not undo a document
    released for a day to come. It is published under her post while that is in force, then under nobody's.
    Raises NotCleared, CannotDo, Overtaken, Unwritable.
    """
    on = timezone.localdate(at)
    found = locked(filing, seen)
    planned = found.planned
    if planned is None or planned.on > on:
        raise CannotDo(_("没有确定公布日期。"))
    by = planned.by if planned.by is not None and in_force(planned.by, on) else None
    return _made_public(found, by, at)


def _made_public(found: Stands, by: Post | None, at: datetime) -> FiledReport:
    filing, on = found.filing, timezone.localdate(at)
    version = at_stage(found, published_from(found, on), _("公布报告"))
    check_released(version)
    refuse_blocked(found)
    if found.stage is Stage.CLEARED:  # nobody was sent it: its figures are fixed by its publication
        refuse_outdated(found, at)
    if found.published is not None and not version.note:
        raise CannotDo(
            _("成稿以后，本年度已有一版报告公布（第%(number)s版）。请写明更正了什么，另成一稿。")
            % {"number": found.published.number}
        )
    report = _as_printed(composing.report_of(version), version.note, filing, on)
    write(report, "html")  # what cannot be shown is not published: this says why
    content = composing.content_of(report)
    data = content.encode()
    filed = FiledReport(
        filing=filing,
        number=found.published.number + 1 if found.published else 1,
        form=version.form,
        title=report.title,
        published_on=on,
        published_time=timezone.localtime(at).time().replace(microsecond=0),
        source_name=f"{filing.organ.code}-{filing.year}.json",
        source_sha256=hashlib.sha256(data).hexdigest(),
        source=data,
        content=content,
        findings=composing.findings_text([each.finding for each in verdicts_of(version) if not each.cases]),
        imported_at=at,
        imported_by=str(by or filing.organ),
        version=version,
        note=version.note,
    )
    filed.full_clean()
    filed.save(force_insert=True)
    add_step(found, Step.Kind.PUBLISHED, by=by, at=at)
    revision.advance()
    entries.enter(filed)
    return filed


def _as_printed(report: Report, note: str, filing: Filing, on: date) -> Report:
    """Return a report as its files print it: an amendment says in each of them what was set right."""
    report = replace(report, published=on, source="")
    if not note:
        return report
    first = (
        FiledReport.objects.filter(filing=filing).order_by("number").values_list("published_on", flat=True)[0]
    )
    says = f"更正说明：本报告于{first.year}年{first.month}月{first.day}日首次公布，本版为更正后的版本。{note}"
    return replace(report, preamble="\n".join(filter(None, (says, report.preamble))))

"""Publish an accepted report: it becomes an edition in the 年报 column, shown wherever editions are."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongkai.report.write import write
from gongkai.service.annual import composing, entries, policy
from gongkai.service.annual.actions.stepping import add_step, at_stage
from gongkai.service.annual.deciding import refuse_blocked
from gongkai.service.annual.filings import locked
from gongkai.service.annual.models import FiledReport, Filing, Step
from gongkai.service.annual.releasing import check_released
from gongkai.service.annual.standing import Stage
from gongkai.service.organs import revision
from gongkai.service.organs.models import Post


@transaction.atomic
def publish(filing: Filing, *, by: Post, at: datetime, seen: str | None = None) -> FiledReport:
    """Make the accepted version public today and return its edition.

    What passed the review before release is published, and nothing else (条例17). Raises NotAllowed,
    NotCleared, CannotDo, Overtaken, Unwritable if it cannot be printed.
    """
    on = timezone.localdate(at)
    policy.check_can_write(by, filing.organ, on)
    found = locked(filing, seen)
    version = at_stage(found, Stage.ACCEPTED, _("公布报告"))
    check_released(version)
    refuse_blocked(found)
    report = dataclasses.replace(composing.report_of(version), published=on, source="")
    write(report, "html")  # what cannot be shown is not published: this says why
    content = composing.content_of(report)
    data = content.encode()
    filed = FiledReport(
        filing=found.filing,
        number=found.published.number + 1 if found.published else 1,
        form=version.form,
        title=report.title,
        published_on=on,
        published_time=timezone.localtime(at).time().replace(microsecond=0),
        source_name=f"{found.filing.organ.code}-{found.filing.year}.json",
        source_sha256=hashlib.sha256(data).hexdigest(),
        source=data,
        content=content,
        findings=version.findings,
        imported_at=at,
        imported_by=str(by),
        version=version,
        note=version.note,
    )
    filed.full_clean()
    filed.save(force_insert=True)
    add_step(found, Step.Kind.PUBLISHED, by=by, at=at)
    revision.advance()
    entries.enter(filed)
    return filed

"""Import a published annual report: read it, check it, keep the file and what it says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from gongkai.report import interchange
from gongkai.report.check import Previous, check
from gongkai.report.model import Finding, Report
from gongkai.report.read.limits import FILE_BYTES, MEGABYTE
from gongkai.report.read.report import read_bytes
from gongkai.report.write import write
from gongkai.service.annual import entries, policy
from gongkai.service.annual.carried import before
from gongkai.service.annual.checking import organ_kind
from gongkai.service.annual.models import FiledReport, Filing, Version
from gongkai.service.annual.queries import findings_of
from gongkai.service.organs import revision
from gongkai.service.organs.models import Organ


class CannotImport(Exception):
    """The file cannot be filed; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the edition, whether it is new, and what the check found."""

    filed: FiledReport
    new: bool
    findings: tuple[Finding, ...]


def import_report(
    *,
    organ: Organ,
    year: int,
    data: bytes,
    name: str,
    by: str,
    at: datetime,
    published_on: date | None = None,
    published_time: time | None = None,
    source_url: str = "",
    source_label: str = "",
    accept_organ: bool = False,
    accept_year: bool = False,
    scope: str = Filing.Scope.OWN,
) -> Imported:
    """File the report in `data` (a file called `name`) as the organ's report of that year.

    With `scope` "aggregate" it is the sum that the organ published over those who report to it. The day of
    publication is the one given, else the one the report prints. Findings do not stop an import: the report
    is published already, and what is wrong with it is shown beside it. The same bytes a second time change
    nothing.

    Raises UnreadableReport if the file is no annual report, Unwritable if what it says cannot be
    printed, NotAllowed if it is another organ's or another year's and that was not accepted,
    CannotImport if no day of publication is known, or the report is being made or was made here.
    """
    policy.check_names_who(by)
    policy.check_may_sum(organ, scope)
    digest = hashlib.sha256(data).hexdigest()
    if same := FiledReport.objects.filter(
        filing__organ=organ, filing__year=year, filing__scope=scope, source_sha256=digest
    ).first():
        entries.enter(same)
        return Imported(same, new=False, findings=findings_of(same))
    if len(data) > FILE_BYTES:
        raise CannotImport(f"文件超过{FILE_BYTES // MEGABYTE}MB，不像一份年度报告。请只保留报告本身。")
    report = read_bytes(data, name)
    if not accept_organ:
        policy.check_is_of_organ(report, organ)
    if not accept_year:
        policy.check_is_of_year(report, year)
    write(report, "html")  # what cannot be shown is not filed: this says why
    day = _day_of_publication(published_on or report.published, year, at)
    filing = Filing(organ=organ, year=year, scope=scope)
    findings = _checked(report, filing)
    filed, new = _add(
        filing,
        FiledReport(
            form=report.edition,
            title=report.title or f"{organ.name}{year}年政府信息公开工作年度报告",
            published_on=day,
            published_time=published_time,
            source_url=source_url,
            source_label=source_label,
            source_name=name,
            source_sha256=digest,
            source=data,
            content=_content(report),
            findings=interchange.dumps([interchange.finding_json(finding) for finding in findings]),
            imported_at=at,
            imported_by=by,
        ),
    )
    return Imported(filed, new, findings if new else findings_of(filed))


def _checked(report: Report, filing: Filing) -> tuple[Finding, ...]:
    """Check against what is public of the year before, of the same scope, as it passed to this organ."""
    last_year = before(FiledReport(filing=filing)).report
    kind = organ_kind(filing)
    return tuple(check(report, previous=last_year, previous_is=Previous.KNOWN, organ_kind=kind))


def _day_of_publication(day: date | None, year: int, at: datetime) -> date:
    """Return the day; CannotImport if there is none, or that year's report cannot have appeared then."""
    if day is None:
        raise CannotImport("报告里没有找到发布日期。请用 --published 注明，例如 2021-01-15。")
    if day.year <= year:
        raise CannotImport(
            f"发布日期{day.isoformat()}早于报告年度{year}结束，应当有误。请核对后用 --published 注明。"
        )
    if day > timezone.localdate(at):
        raise CannotImport(f"发布日期{day.isoformat()}还没有到，请核对后用 --published 注明。")
    return day


@transaction.atomic
def _add(of: Filing, row: FiledReport) -> tuple[FiledReport, bool]:
    """Add the edition and return it with True, or the same file that another import added with False."""
    filing, _ = Filing.objects.get_or_create(organ=of.organ, year=of.year, scope=of.scope)
    Filing.objects.select_for_update().get(pk=filing.pk)  # two imports at once take turns
    if same := FiledReport.objects.filter(filing=filing, source_sha256=row.source_sha256).first():
        return same, False
    if Version.objects.filter(filing=filing).exists():
        raise CannotImport(
            f"{of.organ.name}{of.year}年度的报告在本平台编制或者报送，不能用导入的文件代替。"
            f"要更正的，请在工作台另成一稿，写明更正了什么。"
        )
    last = FiledReport.objects.filter(filing=filing).order_by("-number").first()
    row.filing, row.number = filing, last.number + 1 if last else 1
    row.full_clean()
    row.save(force_insert=True)
    revision.advance()
    entries.enter(row)
    return row, True


def _content(report: Report) -> str:
    return interchange.dumps(interchange.to_json(report))

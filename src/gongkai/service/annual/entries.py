"""What the search knows of annual reports: the newest edition of each, put when it is filed."""

from __future__ import annotations

from datetime import timedelta

from gongkai.service.annual.models import FiledReport
from gongkai.service.annual.queries import report_of
from gongkai.service.catalogue.search import store
from gongkai.service.catalogue.search.entry import Entry

KIND = "report"
CATEGORY = "reports"  # 政府信息公开工作年度报告, a column of its own beside the tree


def entry_of(filed: FiledReport) -> Entry:
    """Return a filed report as the search takes it: its sections, and the names of its indicators."""
    report = report_of(filed)
    words = [text for section in report.sections for text in (section.title, section.text) if text]
    words += [indicator.name for indicator in report.indicators]
    return Entry(
        kind=KIND,
        key=filed.pk,
        organ=filed.filing.organ.code,
        title=filed.title,
        dated=filed.published_on,
        begins=filed.imported_at - timedelta(seconds=1),  # found by whoever asks in the same moment
        issuers=filed.filing.organ.name,
        keywords=f"政府信息公开工作年度报告 {filed.filing.year}年",
        body="\n".join(words),
        category=CATEGORY,
    )


def enter(filed: FiledReport) -> None:
    """Let the newest edition of a filing be found, and no other."""
    editions = list(FiledReport.objects.filter(filing=filed.filing).order_by("-number"))
    store.remove(KIND, [edition.pk for edition in editions[1:]])
    store.put([entry_of(editions[0])])

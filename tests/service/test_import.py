"""An officer imports a published report: what is kept, what is refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from gongkai.report.check import check
from gongkai.report.model import Finding, Severity, UnreadableReport
from gongkai.report.read.limits import FILE_BYTES
from gongkai.report.write import write
from gongkai.service.annual import queries
from gongkai.service.annual.actions import import_report
from gongkai.service.annual.actions.import_report import CannotImport, Imported
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.annual.policy import NotAllowed
from gongkai.service.organs.models import Organ
from gongkai.service.organs.records import Immutable
from tests.service.conftest import NOW, a_report

Filer = Callable[..., Imported]


def test_what_is_imported_can_be_read_again_cell_by_cell(file_report: Filer):
    done = file_report(a_report(T3__R2__C1=7))

    filed = FiledReport.objects.get(pk=done.filed.pk)
    assert queries.report_of(filed).values() == a_report(T3__R2__C1=7).values()
    assert [s.text for s in queries.report_of(filed).sections] == [s.text for s in a_report().sections]
    assert (filed.published_on, filed.imported_at, filed.imported_by) == (date(2025, 1, 20), NOW, "张三")
    assert bytes(filed.source) == write(a_report(T3__R2__C1=7), "json")


def test_the_findings_of_the_check_are_kept_with_the_report(file_report: Filer):
    done = file_report(a_report(T3__R1__C1=5))

    kept = queries.findings_of(FiledReport.objects.get(pk=done.filed.pk))
    assert kept == done.findings
    assert {f.rule for f in kept if f.severity is Severity.ERROR} == {"N1", "A2"}


def test_the_same_bytes_a_second_time_change_nothing(file_report: Filer):
    first = file_report(a_report(T3__R1__C1=5))
    second = file_report(a_report(T3__R1__C1=5))

    assert (first.new, second.new) == (True, False)
    assert second.filed == first.filed
    assert second.findings == first.findings
    assert FiledReport.objects.count() == 1


def test_a_corrected_report_is_a_second_edition_and_the_first_stays(file_report: Filer, organ: Organ):
    file_report(a_report(T3__R1__C1=5))
    file_report(a_report())

    assert [filed.number for filed in queries.editions(organ, 2024)] == [2, 1]
    assert [filed.number for filed in queries.current_reports(organ, scopes=queries.OWN)] == [2]


def test_carry_over_is_checked_against_the_report_of_the_year_before(file_report: Filer):
    file_report(a_report(2023, T3__R4__C1=4, T3__R4__C7=4, T3__R1__C1=5, T3__R1__C7=5))
    done = file_report(a_report(2024))

    assert {f.rule for f in done.findings if f.severity is Severity.ERROR_WITH_OVERRIDE} == {"X1"}


def test_an_organ_that_was_renamed_is_not_called_another(file_report: Filer):
    file_report(a_report(2023, "青山区档案馆"), accept_organ=True)
    done = file_report(a_report(2024))

    assert "H3" not in {f.rule for f in done.findings}
    assert "X1" not in {f.rule for f in done.findings}  # compared, and in agreement


def test_another_organs_report_is_refused_and_named(file_report: Filer):
    with pytest.raises(NotAllowed, match=r"青山区财政局.*不是青山区档案局"):
        file_report(a_report(organ="青山区财政局"))

    assert not Filing.objects.exists()


def test_another_organs_report_is_filed_where_that_is_stated(file_report: Filer):
    assert file_report(a_report(organ="青山区档案局（馆）"), accept_organ=True).new


def test_a_report_under_another_name_of_the_organ_is_its_own(file_report: Filer, organ: Organ):
    organ.other_names = ["某市青山区档案局"]
    organ.save()

    assert file_report(a_report(organ="某市青山区档案局")).new


def test_another_years_report_is_refused_and_named(file_report: Filer):
    with pytest.raises(NotAllowed, match="2024年度的报告，不是2023年度"):
        file_report(a_report(2024), year=2023)

    assert not Filing.objects.exists()


def test_another_years_report_is_filed_where_that_is_stated(file_report: Filer):
    assert file_report(a_report(2024), year=2023, accept_year=True).filed.filing.year == 2023


def test_a_file_that_is_no_report_is_refused(file_report: Filer):
    with pytest.raises(UnreadableReport):
        file_report(data="今天天气很好。".encode(), name="天气.txt")

    assert not Filing.objects.exists()


def test_without_a_day_of_publication_the_officer_is_asked_for_it(file_report: Filer):
    report = a_report()
    report.published = None

    with pytest.raises(CannotImport, match="--published"):
        file_report(report)
    assert file_report(report, published_on=date(2025, 1, 31)).filed.published_on == date(2025, 1, 31)


def test_a_report_cannot_have_been_published_tomorrow(file_report: Filer):
    with pytest.raises(CannotImport, match="还没有到"):
        file_report(published_on=date(2026, 3, 3))


def test_a_report_published_this_morning_in_china_is_not_of_tomorrow(file_report: Filer):
    """At 02:00 in Beijing it is still yesterday in UTC."""
    night = datetime(2026, 3, 1, 18, 0, tzinfo=UTC)

    assert file_report(published_on=date(2026, 3, 2), at=night).new


def test_a_report_cannot_have_been_published_before_its_year_was_over(file_report: Filer):
    with pytest.raises(CannotImport, match="早于报告年度2024结束"):
        file_report(published_on=date(2024, 12, 31))


def test_a_file_larger_than_any_report_is_refused(file_report: Filer):
    with pytest.raises(CannotImport, match="100MB"):
        file_report(data=b"x" * (FILE_BYTES + 1))


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_one_edition(file_report: Filer, monkeypatch: pytest.MonkeyPatch):
    both = Barrier(2, timeout=20)  # neither adds before the other has seen that nothing is there

    def check_together(*arguments: Any, **named: Any) -> list[Finding]:
        both.wait()
        return check(*arguments, **named)

    monkeypatch.setattr(import_report, "check", check_together)

    def file_in_a_thread() -> bool:
        try:
            return file_report().new
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        new = [thread.result() for thread in [threads.submit(file_in_a_thread) for _ in range(2)]]

    assert sorted(new) == [False, True]
    assert FiledReport.objects.count() == 1


def test_nobody_imports_without_a_name(file_report: Filer):
    with pytest.raises(NotAllowed, match="导入人"):
        file_report(by=" ")


def test_a_filed_report_is_neither_changed_nor_removed(file_report: Filer):
    filed = file_report().filed
    filed.title = "别的标题"

    for attempt in (
        filed.save,
        filed.delete,
        FiledReport.objects.all().delete,
        lambda: FiledReport.objects.update(title="别的标题"),
    ):
        with pytest.raises(Immutable):
            attempt()
    assert FiledReport.objects.get().title == "青山区档案局2024年政府信息公开工作年度报告"


def test_the_database_itself_refuses_a_filing_twice(organ: Organ):
    Filing.objects.create(organ=organ, year=2024)

    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.create(organ=organ, year=2024)


def test_the_rules_an_organ_names_are_found_in_its_text():
    assert queries.rules_named(a_report()) == ["青山区档案局政府信息公开审查制度", "青山区查阅场所管理办法"]

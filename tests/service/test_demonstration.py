"""The demonstration: each document of the fictitious district went through its review and says what it is."""

from __future__ import annotations

import stat
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

from gongkai.report.loader import edition_for
from gongkai.service.annual import queries, register, summing
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.facts import report_of
from gongkai.service.annual.models import FiledReport, Filing, SectionText, Version
from gongkai.service.annual.standing import Stage, Stands, stands, stands_of
from gongkai.service.catalogue import visibility
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.catalogue.models import Edition
from gongkai.service.catalogue.state import State, states
from gongkai.service.clearance.models import Review
from gongkai.service.demonstration import asking, district
from gongkai.service.demonstration.people import write_down
from gongkai.service.demonstration.reporting import Weeks
from gongkai.service.organs.models import Organ, Person
from gongkai.service.requests.models import Standing
from gongkai.service.requests.verifying import verify
from tests.service.reporting import check_every_cell_opens

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def passwords(db: None) -> dict[str, str]:
    return district.load(NOW)


def test_the_district_is_shown_and_its_reports_are_filed_and_every_document_is_a_demonstration(
    passwords: dict[str, str],
) -> None:
    shown = list(visibility.showing(NOW))

    assert len(shown) == len(list(district._documents())) + Organ.objects.count()  # a guide each
    assert [s.edition.title for s in shown if "演示" not in s.edition.title] == []
    assert not Organ.objects.filter(demonstration=False).exists()
    _every_one_was_passed_by_two([s.edition for s in shown])
    _work_lies_open()
    _a_dozen_organs_filed_the_last_year_one_is_late_one_returned_one_explained()
    assert set(passwords) == set(Person.objects.values_list("username", flat=True))
    assert district.load(NOW) == {}


def _every_one_was_passed_by_two(editions: list[Edition]) -> None:
    for edition in editions:
        review = Review.objects.get(subject_kind="edition", subject_key=edition.pk)
        opinions = list(review.opinions.select_related("by"))
        assert review.digest == edition.released_digest
        assert [o.verdict for o in opinions] == ["pass"] * len(review.levels)
        assert len({o.by.person_id for o in opinions}) >= 2
        assert opinions[-1].by.person_id not in edition.writers


def _work_lies_open() -> None:
    drafts = list(Edition.objects.filter(released_digest=""))
    found = {where.state for where in states(drafts, NOW).values()}
    assert found == {State.DRAFT, State.IN_REVIEW, State.RETURNED, State.CLEARED}


@pytest.mark.own_database  # the whole demonstration, three times: its days are the same on every database
@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2026-02-14", "2026-10-04", "2026-11-23"])
def test_whenever_it_is_first_started_something_is_overdue_something_due_today_and_much_was_answered(
    day: str,
) -> None:
    moment = datetime.fromisoformat(f"{day}T02:00:00+00:00")
    district.load(moment)
    assert asking.load(moment, 48) == 48
    today = law_here().calendar.on_or_before(moment.date())
    found = Standing.objects.all()
    assert found.filter(ended_on=None, due__lt=today).exists()
    assert found.filter(ended_on=None, due=today).exists()
    assert {"running", "consulting", "awaiting_correction", "receipt_awaited", "ended"} <= set(
        found.values_list("state", flat=True)
    )
    assert found.exclude(outcome="").count() >= 30
    assert verify() is None


def _a_dozen_organs_filed_the_last_year_one_is_late_one_returned_one_explained() -> None:
    filings = Filing.objects.filter(year=2025, scope=Filing.Scope.OWN).select_related("organ")
    found = stands_of(filings)
    by_stage = Counter(each.stage for each in found.values())
    assert by_stage == {Stage.PUBLISHED: 12, Stage.RETURNED: 1, Stage.OPEN: 1}
    explained = [each for each in found.values() if each.version and _explained(each.version)]
    assert [each.filing.organ.code for each in explained] == ["xugou-zirangju"]
    for each in found.values():
        if each.version is not None:
            _every_cell_is_counted_and_two_passed_it(each)
    assert FiledReport.objects.filter(filing__year__in=(2023, 2024)).count() == 28
    _the_years_before_have_every_number_and_agree_with_each_other()
    texts = [row.text for row in SectionText.objects.filter(section=5)]
    assert len(texts) == len(set(texts)) == 14
    _the_district_summed_up_what_it_accepted()


def _the_years_before_have_every_number_and_agree_with_each_other() -> None:
    for filed in FiledReport.objects.filter(filing__year__in=(2023, 2024)):
        told = {finding.rule: finding.severity for finding in queries.findings_of(filed)}
        assert not {"B1", "B2", "B4", "X2"} & {rule for rule, how in told.items() if how != "not_assessed"}, (
            filed
        )
        assert filed.filing.year == 2023 or "X1" not in told, filed


def _the_district_summed_up_what_it_accepted() -> None:
    total = stands(Filing.objects.get(year=2025, scope=Filing.Scope.AGGREGATE))
    assert (total.stage, total.filing.organ.code) == (Stage.PUBLISHED, "xugou")
    assert total.version is not None
    assert len(summing.organs_of(total.version)) == 12
    assert summing.stale(total.version) == []
    states = register.reporters(total.filing.organ, 2025, date(2026, 11, 23)).counts
    asked = (register.State.PUBLISHED, register.State.LATE, register.State.RETURNED)
    assert [states[state] for state in asked] == [12, 1, 1]


def _explained(version: Version) -> bool:
    verdicts = verdicts_of(version)
    assert not any(verdict.blocks for verdict in verdicts)
    return any(verdict.finding.rule == "X1" and verdict.is_explained for verdict in verdicts)


def _every_cell_is_counted_and_two_passed_it(each: Stands) -> None:
    assert each.closing is not None
    assert each.review is not None
    assert len({opinion.by.person_id for opinion in each.review.opinions}) == len(each.review.opinions) >= 2
    cells = report_of(each.closing).values()
    assert len(cells) == len(edition_for(2025).places)  # no blank: what no ledger holds was declared
    check_every_cell_opens(each.closing, cells)


@pytest.mark.parametrize("now", ["2026-01-01T00:30", "2026-02-14T10:00", "2026-11-23T10:00"])
def test_in_the_first_weeks_of_a_year_its_reports_are_filed_in_the_days_that_are_over(now: str) -> None:
    weeks = Weeks(2025, timezone.make_aware(datetime.fromisoformat(now)))
    moments = [weeks.at(day, minutes) for day in range(69) for minutes in (0, 30)]
    assert moments == sorted(set(moments))
    assert timezone.localdate(moments[0]) >= date(2026, 1, 1)
    assert moments[-1] <= weeks.now


def test_the_passwords_are_for_the_owner_of_the_folder_alone(tmp_path: Path) -> None:
    file = tmp_path / "passwords.txt"

    write_down({"zhangsan": "plainly invented"}, file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text("utf-8") == "zhangsan  plainly invented\n"

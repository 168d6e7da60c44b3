"""How a case is counted stands in the index: computed with its row, and anew where a reading changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from gongkai.service.requests import counting, index
from gongkai.service.requests.actions.confirm_receipt import contact
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.settle_result import settle_result
from gongkai.service.requests.models import Case, CountedAgain, Standing
from gongkai.service.requests.reminding import nightly
from gongkai.statute.events import Answered, Sent
from tests.service.cases import Bureau, at
from tests.service.requests_acts import choose, day
from tests.service.test_requests_desk import answered
from tests.service.test_requests_together import parted

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def counted(case: Case) -> tuple[int | None, int | None, str]:
    row = Standing.objects.get(case=case)
    return row.counted_received, row.counted_ended, row.counted_outcome


def redone(bureau: Bureau, case: Case, on: str, answered_on: str = "") -> Case:
    order_redo(case, ordered_by="reconsideration", on=day(on), by=bureau.clerk, at=at(on))
    return answered(bureau, case, answered_on) if answered_on else case


def test_a_case_is_counted_in_the_year_it_was_received_and_the_year_it_ended(bureau: Bureau) -> None:
    open_, over = bureau.received("2024-12-20"), bureau.received("2024-12-20")
    answered(bureau, over, "2025-01-06", "partial_disclosure")
    assert counted(open_) == (2024, None, "")
    assert counted(over) == (2024, 2025, "partial_disclosure")


def test_one_whose_receipt_is_not_confirmed_is_in_no_year(bureau: Bureau) -> None:
    assert counted(bureau.received("2025-03-03", channel="ordinary_mail")) == (None, None, "")


def test_one_that_was_handled_unconfirmed_says_that_its_receipt_is_missing(bureau: Bureau) -> None:
    case = answered(bureau, bureau.received("2025-12-29", channel="ordinary_mail"), "2026-01-12")
    assert counted(case) == (2025, 2026, counting.FAULTY)
    assert "补登确认收到" in Standing.objects.get(case=case).counted_fault
    contact(case, on=day("2025-12-29"), means="电话", reached=True, by=bureau.clerk, at=at("2026-01-13"))
    assert counted(case) == (2025, 2026, "full_disclosure")


def test_a_part_counts_with_the_whole_until_the_organ_counts_each(
    bureau: Bureau, tmp_path: Path, settings: object
) -> None:
    settings.GONGKAI_DATA = tmp_path  # type: ignore[attr-defined]
    case = bureau.received("2025-09-01")
    (part,) = parted(bureau, case)
    assert (counted(case), counted(part)) == ((2025, None, ""), (None, None, ""))
    choose(tmp_path, split_requests="each")
    assert index.bring_up_counts(Standing.objects.all(), day("2025-09-30")) == 2
    assert counted(part) == (2025, None, "")
    assert index.bring_up_counts(Standing.objects.all(), day("2025-09-30")) == 0


def test_an_ending_that_no_table_knows_says_why_and_over_which_years(bureau: Bureau) -> None:
    case = bureau.received("2018-12-03", moment=at("2020-01-06"))
    for event in (Answered(on=day("2019-01-04")), Sent(on=day("2019-01-04"), means="邮寄")):
        enter(case, event, by=bureau.clerk, at=at("2020-01-06"))
    row = Standing.objects.get(case=case)
    assert counted(case) == (2018, 2019, counting.FAULTY)
    assert "早于2019年5月15日" in row.counted_fault
    says = "按当时的统计口径，属于申请信息不存在"
    settle_result(case, outcome="not_held", says=says, by=bureau.clerk, at=at("2020-01-07"))
    assert counted(case) == (2018, 2019, "not_held")


def test_a_history_that_cannot_be_read_says_so_in_its_count(bureau: Bureau) -> None:
    case = bureau.received("2025-03-03")
    Standing.objects.filter(case=case).update(counted_by="")
    events = index.clock.read
    try:
        index.clock.read = lambda *_: (_ for _ in ()).throw(index.StatuteError("读不出来"))  # type: ignore[assignment]
        index.refresh(case, day("2025-03-04"))
    finally:
        index.clock.read = events
    row = Standing.objects.get(case=case)
    assert (row.counted_received, row.counted_outcome, row.counted_fault) == (
        None,
        counting.FAULTY,
        "读不出来",
    )


def test_what_is_answered_anew_counts_again_only_by_that_reading(
    bureau: Bureau, tmp_path: Path, settings: object
) -> None:
    settings.GONGKAI_DATA = tmp_path  # type: ignore[attr-defined]
    case = answered(bureau, bureau.received("2024-09-02"), "2024-09-20")
    redone(bureau, case, "2025-06-10", "2025-06-30")
    assert (counted(case), CountedAgain.objects.count()) == ((2024, 2024, "full_disclosure"), 0)
    choose(tmp_path, redone_requests="received_again")
    index.refresh(case, day("2025-07-01"))
    again = CountedAgain.objects.get()
    assert counted(case) == (2024, 2024, "full_disclosure")
    assert (again.again, again.received, again.ended, again.outcome) == (1, 2025, 2025, "full_disclosure")
    (tmp_path / "readings.toml").unlink()
    index.refresh(case, day("2025-07-01"))
    assert not CountedAgain.objects.exists()


def test_counting_costs_no_further_query(bureau: Bureau, django_assert_num_queries: object) -> None:
    """The histories, cases, classes, assignments, and one that writes."""
    keys = [bureau.received("2025-03-03").pk for _ in range(3)]
    with django_assert_num_queries(5):  # type: ignore[operator]
        index.refresh_all(keys, day("2025-03-04"))


def test_the_night_counts_what_was_never_counted(bureau: Bureau) -> None:
    case = answered(bureau, bureau.received("2025-03-03"), "2025-03-10")
    Standing.objects.update(counted_by="", counted_received=None, counted_ended=None, counted_outcome="")
    nightly.recompute(timezone.now())
    assert counted(case) == (2025, 2025, "full_disclosure")

"""第四十二条：信息处理费，按件或者按量，超额累进（国办函〔2020〕109号）。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.errors import NoRule, StatuteError
from gongkai.statute.fees import (
    compare,
    fee,
    fee_of_next_item,
    in_use,
    item_fee,
    monthly_counts,
    page_fee,
    pay_by,
)
from gongkai.statute.law import law

DAY = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("items", "yuan"), [(35, 3000), (10, 0), (11, 100), (30, 2000), (31, 2200), (40, 4000)]
)
def test_requests_of_one_month(items, yuan):
    assert item_fee(items, DAY) == yuan


@pytest.mark.parametrize(
    ("item", "each"), [(31, 200), (40, 200), (41, 300), (50, 300), (51, 400), (60, 400), (61, 500)]
)
def test_from_the_31st_request_every_ten_cost_a_hundred_more_each(item, each):
    assert fee_of_next_item(item - 1, DAY) == each


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [(0, 0), (30, 0), (31, 10), (100, 700), (101, 720), (150, 1700), (200, 2700), (201, 2740), (250, 4700)],
)
def test_pages_of_one_request(pages, yuan):
    assert page_fee(pages, DAY) == yuan


@given(st.sampled_from(["pages", "items"]), st.integers(0, 2000))
def test_a_fee_is_monotone_and_continuous_at_the_edges_of_the_tiers(standard, units):
    """One unit more never costs less, and exactly the rate of its own tier."""
    here, more = fee(standard, units, DAY), fee(standard, units + 1, DAY)

    assert 0 <= more.yuan - here.yuan == more.parts[-1].yuan_each
    assert sum(part.count for part in here.parts) == units
    assert [part.yuan_each for part in here.parts] == sorted(part.yuan_each for part in here.parts)


def test_a_fee_says_its_tiers():
    assert fee("pages", 150, DAY).says()[1:] == [
        "第31至100页：70页×10元/页＝700元",
        "第101至150页：50页×20元/页＝1000元",
    ]


def test_before_2021_there_was_no_fee():
    with pytest.raises(NoRule, match="信息处理费"):
        page_fee(50, date(2020, 12, 31))
    assert page_fee(50, date(2021, 1, 1)) == 200


@pytest.mark.parametrize("units", [-1, 1_000_001])
def test_a_slip_of_the_hand_is_refused(units):
    with pytest.raises(StatuteError, match="请核对"):
        page_fee(units, DAY)


def test_both_standards_side_by_side():
    choice = compare(pages=150, requests_before=40, day=DAY)

    assert (choice.by_pages, choice.by_items) == (1700, 300)


REQUESTS = [
    ("张三", "甲局", date(2025, 9, 1)),
    ("张三", "甲局", date(2025, 9, 30)),
    ("张三", "甲局", date(2025, 10, 1)),
    ("张三", "乙局", date(2025, 9, 2)),
    ("李四", "甲局", date(2025, 9, 2)),
]


def test_requests_are_counted_by_requester_organ_and_calendar_month():
    counts = monthly_counts(REQUESTS, law(), {})

    assert counts["张三", "甲局", 2025, 9] == 2
    assert sum(counts.values()) == 5 and len(counts) == 4


def test_an_installation_may_count_the_organs_of_one_government_together(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "fee_count_scope"\nvalue = "government"\nfrom = 2025-09-02\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    chosen = law(tmp_path)
    counts = monthly_counts(REQUESTS, chosen, {"甲局": "某市", "乙局": "某市"})

    assert counts["张三", "某市", 2025, 9] == 2  # of 2 and 30 September; the choice began on the second
    assert counts["张三", "甲局", 2025, 9] == 1
    with pytest.raises(NoRule, match=r"决定L-0024.*没有登记“甲局”属于哪一级政府"):
        monthly_counts(REQUESTS, chosen, {"乙局": "某市"})


def test_the_fee_is_paid_within_twenty_working_days_of_the_notice():
    assert pay_by(DAY, law()) == date(2025, 9, 28)


def test_the_fee_is_off_until_an_organ_switches_it_on():
    assert in_use(law(), DAY) is False

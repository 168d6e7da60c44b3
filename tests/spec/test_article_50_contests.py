"""第五十条：in which year and under which result a reconsideration or a suit stands in table 4."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.report.loader import editions
from gongkai.statute.contests import PENDING, RESULTS, Contest, CountedContest, counted_contest, results
from gongkai.statute.errors import NoRule
from gongkai.statute.law import law
from tests.spec import LAW

OVER_TWO_YEARS = Contest(date(2024, 3, 1), date(2026, 2, 2), "revoked")
UNTIL = date(2026, 12, 31)


def chosen(folder, reading: str, value: str):
    (folder / "readings.toml").write_text(
        f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = 2020-01-01\n'
        f'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    return law(folder)


def test_a_case_counts_in_the_year_it_ended_and_as_pending_at_each_year_s_end_before():
    assert counted_contest(OVER_TWO_YEARS, UNTIL, LAW) == (
        CountedContest(2024, PENDING),
        CountedContest(2025, PENDING),
        CountedContest(2026, "corrected"),
    )


def test_an_installation_may_count_it_once_in_the_year_it_was_accepted(tmp_path):
    by_filing = chosen(tmp_path, "table4_year", "year_filed")
    same_year = Contest(date(2024, 3, 1), date(2024, 5, 6), "upheld")

    assert counted_contest(OVER_TWO_YEARS, UNTIL, by_filing) == (CountedContest(2024, PENDING),)
    assert counted_contest(same_year, UNTIL, by_filing) == (CountedContest(2024, "upheld"),)


def test_only_years_that_are_over_are_counted():
    still_open = Contest(date(2025, 11, 3))

    assert counted_contest(still_open, date(2025, 12, 30), LAW) == ()
    assert counted_contest(still_open, date(2025, 12, 31), LAW) == (CountedContest(2025, PENDING),)
    assert len(counted_contest(still_open, UNTIL, LAW)) == 2
    assert len(counted_contest(OVER_TWO_YEARS, date(2026, 6, 30), LAW)) == 2


@pytest.mark.parametrize(
    ("result", "counted", "dismissal_upholds"),
    [
        ("upheld", "upheld", "upheld"),
        ("request_dismissed", "upheld", "upheld"),
        ("revoked", "corrected", "corrected"),
        ("changed", "corrected", "corrected"),
        ("found_unlawful", "corrected", "corrected"),
        ("ordered", "corrected", "corrected"),
        ("not_accepted", "other", "upheld"),
        ("application_dismissed", "other", "upheld"),
        ("withdrawn", "other", "other"),
        ("mediated", "other", "other"),
    ],
)
def test_what_a_result_is_in_table_4_is_a_reading(tmp_path, result, counted, dismissal_upholds):
    contest = Contest(date(2025, 3, 3), date(2025, 5, 6), result)
    other = chosen(tmp_path, "table4_results", "dismissal_upholds")

    assert counted_contest(contest, UNTIL, LAW) == (CountedContest(2025, counted),)
    assert counted_contest(contest, UNTIL, other) == (CountedContest(2025, dismissal_upholds),)


def test_every_result_is_tried_above_and_has_its_column_in_every_edition():
    assert set(results()) == {
        "upheld", "request_dismissed", "revoked", "changed", "found_unlawful", "ordered", "not_accepted",
        "application_dismissed", "withdrawn", "mediated",
    }  # fmt: skip
    for edition in editions():
        columns = {column.code for block in edition.table("T4").blocks for column in block.columns}
        for way in "ABC":
            assert {f"{way}_{result}" for result in (*RESULTS, PENDING)} <= columns


def test_a_case_may_end_on_the_day_it_is_accepted():
    refused = Contest(date(2025, 3, 3), date(2025, 3, 3), "not_accepted")

    assert counted_contest(refused, UNTIL, LAW) == (CountedContest(2025, "other"),)


@pytest.mark.parametrize(
    ("contest", "says"),
    [
        (Contest(date(2025, 3, 3), date(2025, 5, 6)), "审结日期和结果应当同时登记"),
        (Contest(date(2025, 3, 3), None, "upheld"), "审结日期和结果应当同时登记"),
        (Contest(date(2025, 3, 3), date(2025, 3, 2), "upheld"), "2025年3月2日早于受理之日2025年3月3日"),
        (
            Contest(date(2025, 3, 3), date(2025, 5, 6), "won"),
            "没有“won”这一复议、诉讼结果；可用：upheld（维持）",
        ),
        (Contest(date(2017, 3, 3), date(2018, 5, 6), "upheld"), "没有关于复议、诉讼结果的归类的规定"),
    ],
)
def test_a_case_that_cannot_be_counted_says_why(contest, says):
    with pytest.raises(NoRule, match=says):
        counted_contest(contest, UNTIL, LAW)

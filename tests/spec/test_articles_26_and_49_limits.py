"""第二十六条、第四十九条：答复以外的期限。"""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.report.loader import editions
from gongkai.statute.errors import NoRule
from gongkai.statute.law import law
from gongkai.statute.limits import annual_report_due, due, limits

LAW = law()


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("publication", date(2025, 9, 1), date(2025, 9, 28)),
        ("correction_notice", date(2025, 9, 1), date(2025, 9, 10)),
        ("third_party_opinion", date(2025, 9, 12), date(2025, 10, 10)),
        ("budget_publication", date(2025, 2, 1), date(2025, 2, 21)),
        ("penalty_withdrawal", date(2025, 9, 26), date(2025, 9, 30)),
        ("reconsideration_answer", date(2025, 9, 26), date(2025, 10, 10)),
        ("court_order", date(2025, 9, 1), date(2025, 9, 28)),
        ("refusal_filing", date(2025, 2, 5), date(2025, 3, 31)),
        ("refusal_filing", date(2025, 4, 1), date(2025, 6, 30)),
        ("refusal_filing", date(2025, 8, 5), date(2025, 9, 30)),
        ("refusal_filing", date(2025, 11, 5), date(2025, 12, 31)),
        ("rule_list", date(2025, 12, 31), date(2026, 1, 31)),
    ],
)
def test_the_last_day_of_a_duty(key, start, last):
    assert due(key, start, LAW).day == last


def test_a_date_on_a_rest_day_does_not_move_and_the_reminder_is_the_working_day_before():
    county = annual_report_due("aggregate_county", 2025, LAW)

    assert county.day == date(2026, 2, 20)  # in the Spring Festival break
    assert county.remind_by == date(2026, 2, 14)  # a make-up Saturday
    assert annual_report_due("organ", 2026, LAW).day == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("key", "start", "day", "reminder"),
    [
        ("annual_report_organ", date(2026, 12, 31), False, True),  # only the working day before may move
        ("annual_report_organ", date(2025, 12, 31), False, False),
        ("budget_publication", date(2026, 12, 20), False, True),
        ("rule_comment", date(2026, 12, 20), False, False),
        ("publication", date(2026, 12, 20), True, True),
        ("reconsideration_decision", date(2026, 12, 20), True, True),
        ("refusal_filing", date(2027, 2, 1), True, True),
    ],
)
def test_only_what_a_notice_can_still_move_is_provisional(key, start, day, reminder):
    found = due(key, start, LAW)

    assert (found.provisional, found.remind_provisional) == (day, reminder)


def test_the_eighth_of_the_month_is_no_provisional_day(tmp_path):
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "refusal_filing"\nvalue = "monthly"\nfrom = 2020-01-01\n'
        'decided_by = "张三"\nreason = "本省规定"\n',
        "utf-8",
    )
    found = due("refusal_filing", date(2027, 2, 1), law(tmp_path))

    assert (found.day, found.provisional) == (date(2027, 3, 8), False)


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("reconsideration_decision_summary", date(2025, 9, 26), date(2025, 10, 27)),  # a Sunday moves
        ("reconsideration_decision_summary", date(2025, 9, 23), date(2025, 10, 23)),
        ("reconsideration_decision", date(2025, 8, 4), date(2025, 10, 9)),  # from 3 October, a holiday
    ],
)
def test_the_reconsideration_decision_moves_off_a_rest_day(key, start, last):
    found = due(key, start, LAW)

    assert found.day == last
    assert found.remind_by == last


def test_a_term_of_the_budget_law_stays_on_a_rest_day():
    found = due("budget_publication", date(2025, 2, 3), LAW)

    assert found.day == date(2025, 2, 23)  # a Sunday
    assert found.remind_by == date(2025, 2, 21)


def test_nobody_is_told_to_stop_early_what_must_last_thirty_days():
    found = due("rule_comment", date(2025, 9, 26), LAW)

    assert found.day == date(2025, 10, 26)  # a Sunday
    assert found.remind_by == found.day


def test_the_dates_of_the_reports_are_those_of_the_reports_editions():
    for edition in editions():
        for kind in edition.kinds:
            if kind.deadline is not None:
                last = annual_report_due(kind.key, edition.first_year, LAW).day
                assert (last.month, last.day) == (kind.deadline.month, kind.deadline.day), kind.key


def test_a_duty_before_its_law_is_refused():
    with pytest.raises(NoRule, match="没有关于告知补正的规定"):
        due("correction_notice", date(2019, 5, 14), LAW)
    with pytest.raises(NoRule, match="没有“tea”这一期限"):
        due("tea", date(2025, 1, 1), LAW)


def test_local_terms_are_readings():
    assert due("publication_coordination", date(2025, 9, 12), LAW).day == date(2025, 10, 10)
    assert due("publication_coordination", date(2025, 9, 12), LAW).readings == ("L-0032",)
    assert due("confidentiality_review", date(2025, 9, 1), LAW).day == date(2025, 9, 10)


@pytest.mark.parametrize("key", sorted(limits()))
def test_every_duty_has_a_last_day_today(key):
    found = due(key, date(2026, 6, 1), LAW)

    assert found.day >= date(2026, 6, 1)
    assert found.remind_by <= found.day
    assert found.limit.runs_from and found.limit.lapse

"""The sum of an authority on its desk: owed from the first day of the year until it is public."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.service.annual import owed
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.filings import filing_of
from gongkai.service.organs.desk import Due
from tests.service.annual_children import County
from tests.service.cases import at

pytestmark = pytest.mark.django_db
THEN = at("2026-01-20")
SUM = "/desk/annual/register/sum/?year=2025&organ=qingshan"


def lines(county: County, day: str) -> list[Due]:
    """Return what of its sum a county's clerk is told on a day."""
    return [line for line in owed.due(county.clerk, at(day)) if "汇总" in str(line.says)]


def test_the_sum_is_owed_before_and_after_its_day_with_how_many_reports_were_accepted() -> None:
    county = County()
    first, second = county.child("a-ju", "甲局"), county.child("b-ju", "乙局")
    for child in (first, second):
        county.register(child.organ)
    [line] = lines(county, "2026-01-10")
    assert (line.says, line.url, line.by, line.late) == (
        "汇总2025年度报告（0份已审核通过）",
        SUM,
        date(2026, 2, 20),
        False,
    )
    accept(first.filed(THEN).filing, by=county.supervisor, at=THEN)
    second.filed(THEN)
    [line] = lines(county, "2026-03-02")
    assert (line.says, line.late) == ("汇总2025年度报告（1份已审核通过）", True)
    write_section(filing_of(county.organ, 2025, "aggregate"), 1, "平稳。", by=county.clerk, at=THEN)
    [line] = lines(county, "2026-03-02")
    assert line.url == SUM, "words alone are no sum"
    version = aggregate(county.organ, 2025, by=county.clerk, at=at("2026-03-02"))
    [line] = lines(county, "2026-03-03")
    assert (line.says, line.url) == (
        "2025年度汇总报告：已成稿，待送审",
        f"/desk/annual/{version.filing_id}/",
    )


def test_who_has_nobody_reporting_to_it_owes_no_sum() -> None:
    county = County()
    assert lines(county, "2026-03-02") == []
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    assert [line for line in owed.due(child.clerk, at("2026-03-02")) if "汇总" in str(line.says)] == []

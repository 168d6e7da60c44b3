"""Whoever came after organs has their reports on her desk, each under its organ's name."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from gongkai.service.annual import owed
from gongkai.service.annual.actions.explain import explain
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.plan import plan
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Filing
from gongkai.service.annual.named import named
from gongkai.service.organs.models import Post
from tests.service.annual_children import Child, County
from tests.service.cases import at
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

THEN = at("2026-01-06")


@pytest.fixture
def county() -> County:
    return County()


@pytest.fixture
def merged(county: County) -> tuple[Child, Child, Child]:
    """Return two organs that report for 2025, and the one that came after both in January 2026."""
    first, second, new = (
        county.child(f"{key}-ju", f"{name}局") for key, name in zip("abc", "甲乙丙", strict=True)
    )
    for each in (first, second):
        county.register(each.organ)
    became("merged", [first.organ, second.organ], [new.organ], "2026-01-10")
    return first, second, new


def said(post: Post, day: str = "2026-01-12") -> list[str]:
    return sorted(str(line.says) for line in owed.due(post, at(day)))


def test_two_reports_that_stand_alike_are_two_lines_that_differ(merged: tuple[Child, Child, Child]) -> None:
    first, second, new = merged
    first.closed()
    second.closed()

    assert said(new.clerk) == [
        "乙局的2025年度报告：数据已核定，待成稿",
        "甲局的2025年度报告：数据已核定，待成稿",
    ]
    with override("en"):
        assert said(new.clerk)[0].startswith("乙局, Annual report of 2025: ")


def test_its_own_report_is_not_under_its_name(county: County) -> None:
    child = county.child("a-ju", "甲局")
    child.closed()

    assert said(child.clerk) == ["2025年度报告：数据已核定，待成稿"]


def test_a_day_of_publication_that_is_missed_says_of_whose_report(
    county: County, merged: tuple[Child, Child, Child]
) -> None:
    first, _second, new = merged
    filing = first.filed(THEN).filing
    accept(filing, by=county.supervisor, at=THEN)
    plan(filing, at("2026-01-15").date(), by=first.clerk, at=THEN)

    assert "甲局的2025年度报告定于今天公布，还没有公布" in said(new.clerk, "2026-01-15")
    assert "甲局的2025年度报告没有在确定的日期公布" in said(new.clerk, "2026-01-16")


def test_what_is_to_be_reviewed_or_answered_says_of_whose_report(
    merged: tuple[Child, Child, Child],
) -> None:
    first, second, new = merged
    send_to_review(first.drafted_whole(), by=first.clerk, at=THEN)
    version = second.drafted()
    verdict = next(each for each in verdicts_of(version) if each.blocks and each.may_be_explained)
    explain(
        version,
        rule=verdict.finding.rule,
        address=verdict.address,
        kind="other",
        amount=verdict.missing,
        says="上一年度报告未录入本平台。",
        by=second.clerk,
        at=THEN,
    )

    assert any(line.startswith("审查甲局的2025年度报告：") for line in said(new.reviewer))
    assert f"答复乙局的2025年度报告的说明（{verdict.finding.rule}）" in said(new.head)


def test_a_sum_is_named_as_one(county: County) -> None:
    filing = Filing(organ=county.organ, year=2025, scope=Filing.Scope.AGGREGATE)

    assert named(filing, county.organ.pk) == "2025年度汇总报告"
    assert named(filing, None) == "青山区人民政府的2025年度汇总报告"

"""An organ's own report and its aggregate are two: in every list, when imported, in what they open with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from gongkai.report.model import Report
from gongkai.report.write import write
from gongkai.service.annual import checking, queries
from gongkai.service.annual.actions.import_report import Imported, import_report
from gongkai.service.annual.models import Filing
from gongkai.service.annual.openings import opening
from gongkai.service.annual.policy import NotAllowed
from gongkai.service.organs.models import Organ
from tests.service.conftest import NOW, a_report
from tests.service.desk import an_organ
from tests.service.reporting import became
from tests.service.test_pages import page, text
from tests.service.test_portal_years import carrying

pytestmark = pytest.mark.django_db
NAME = "青山区人民政府"


@pytest.fixture
def county() -> Organ:
    return an_organ("qingshan", NAME, kind="county")


@pytest.fixture
def imported(county: Organ) -> Callable[..., Imported]:
    """A function that imports a report of the county as it was published."""

    def take(report: Report, scope: str = "aggregate", organ: Organ = county, **given: Any) -> Imported:
        facts = {"year": report.year, "name": "报告.json", "by": "张三", "at": NOW, "scope": scope}
        return import_report(organ=organ, data=write(report, "json"), **{**facts, **given})

    return take


def rules_of(done: Imported, rule: str) -> list[str]:
    return [str(each.severity) for each in done.findings if each.rule == rule]


def test_an_aggregate_is_imported_as_it_was_beside_the_own_report_of_the_year(
    imported: Callable[..., Imported], county: Organ
) -> None:
    own = imported(carrying(2024, out=1, organ=NAME), "own")
    total = imported(carrying(2024, out=5, organ=NAME))
    assert (own.filed.filing.scope, total.filed.filing.scope) == ("own", "aggregate")
    assert [each.pk for each in queries.editions(county, 2024)] == [own.filed.pk]
    assert [each.pk for each in queries.editions(county, 2024, "aggregate")] == [total.filed.pk]
    again = imported(carrying(2024, out=5, organ=NAME))
    assert (again.new, again.filed.pk) == (False, total.filed.pk)


def test_the_same_file_may_be_the_own_report_and_the_aggregate(imported: Callable[..., Imported]) -> None:
    """A county that sums nobody yet prints one report for both."""
    assert imported(carrying(2024, organ=NAME), "own").new
    assert imported(carrying(2024, organ=NAME)).new


def test_a_department_has_no_aggregate(imported: Callable[..., Imported]) -> None:
    bureau = an_organ("a-ju", "甲局")
    with pytest.raises(NotAllowed, match="甲局不汇总其他机关的报告"):
        imported(a_report(2024, "甲局"), organ=bureau)
    assert not Filing.objects.exists()


def test_an_imported_aggregate_is_held_against_the_aggregate_before_and_never_the_own_report(
    imported: Callable[..., Imported],
) -> None:
    imported(carrying(2023, out=4, organ=NAME))
    imported(carrying(2023, out=1, organ=NAME), "own")
    assert rules_of(imported(carrying(2024, into=4, organ=NAME)), "X1") == []
    assert set(rules_of(imported(carrying(2024, into=4, organ=NAME), "own"), "X1")) == {"error_with_override"}


def test_an_aggregate_without_one_before_is_not_held_against_the_own_report(
    imported: Callable[..., Imported],
) -> None:
    imported(carrying(2023, out=1, organ=NAME), "own")
    assert set(rules_of(imported(carrying(2024, into=4, organ=NAME)), "X1")) == {"not_assessed"}


def test_an_aggregate_made_here_opens_with_the_imported_one(
    imported: Callable[..., Imported], county: Organ
) -> None:
    imported(carrying(2023, out=1, organ=NAME), "own")
    imported(carrying(2023, out=4, organ=NAME))
    filing = Filing.objects.create(organ=county, year=2024, scope="aggregate")
    last = opening(filing)
    assert last is not None and last.values()["T3.R4.C7"] == 4
    right, wrong = (carrying(2024, into=into, organ=NAME) for into in (4, 1))
    assert [f for f in checking.findings(right, filing, last) if f.rule == "X1"] == []
    assert [f.left for f in checking.findings(wrong, filing, last) if f.rule == "X1"] == [1, 1]


def test_an_aggregate_passes_to_the_government_that_came_after(
    imported: Callable[..., Imported], county: Organ
) -> None:
    imported(carrying(2024, out=4, organ=NAME))
    new = an_organ("xin", "青山新区人民政府", kind="county")
    became("renamed", [county], [new], "2025-05-01")
    filing = Filing.objects.create(organ=new, year=2025, scope="aggregate")
    last = opening(filing)
    assert last is not None and last.values()["T3.R4.C7"] == 4
    done = imported(carrying(2025, into=4, organ=new.name), organ=new, published_on=date(2026, 2, 1))
    assert rules_of(done, "X1") == []


def test_of_a_government_that_was_split_no_aggregate_passes_on(
    imported: Callable[..., Imported], county: Organ
) -> None:
    imported(carrying(2024, out=4, organ=NAME))
    new = [an_organ(code, f"{code}区人民政府", kind="county") for code in ("dong", "xi")]
    became("split", [county], new, "2025-05-01")
    assert opening(Filing.objects.create(organ=new[0], year=2025, scope="aggregate")) is None


def test_a_list_is_of_what_it_says(imported: Callable[..., Imported], county: Organ) -> None:
    own = imported(carrying(2023, organ=NAME), "own").filed
    total = imported(carrying(2024, organ=NAME)).filed
    assert queries.current_reports(county, scopes=queries.OWN) == [own]
    assert queries.current_reports(county, scopes=("aggregate",)) == [total]
    assert queries.current_reports(county, scopes=queries.BOTH) == [total, own]


def test_the_rules_an_organ_keeps_are_those_its_own_report_names(
    imported: Callable[..., Imported], client: Client
) -> None:
    total = carrying(2024, organ=NAME)
    first = replace(total.sections[0], text="所属各局制定了《水库管理办法》。")
    imported(replace(total, sections=[first, *total.sections[1:]]))
    imported(carrying(2023, organ=NAME), "own")
    shown = text(page(client, "/organs/qingshan/rules/"))
    assert "青山区查阅场所管理办法" in shown
    assert "水库" not in shown


def test_what_was_published_last_tells_an_aggregate_from_an_own_report(
    imported: Callable[..., Imported], client: Client
) -> None:
    imported(carrying(2024, organ=NAME), "own")
    imported(carrying(2024, organ=NAME))
    for address in ("/", "/organs/qingshan/"):
        rows = page(client, address).xpath("//section[@aria-labelledby='latest']//li")
        assert sorted("汇总" in text(row) for row in rows) == [False, True], address


def test_a_search_tells_an_aggregate_from_an_own_report(
    imported: Callable[..., Imported], client: Client
) -> None:
    imported(carrying(2024, organ=NAME), "own")
    imported(carrying(2024, organ=NAME))
    hits = page(client, "/search/?q=青山区").xpath("//ol[@class='results']/li")
    assert sorted("汇总" in text(hit) for hit in hits) == [False, True]

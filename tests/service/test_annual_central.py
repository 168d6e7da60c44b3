"""The reports of a year of all who report to an authority, in public and in one place."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client

from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.judged_elsewhere import judged_elsewhere
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.submit import submit
from gongkai.service.annual.central import Central, Line, State, central, sum_of
from gongkai.service.annual.desk import due
from gongkai.service.annual.models import FiledReport
from gongkai.service.annual.register import reporters
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.desk import an_organ
from tests.service.reporting import became
from tests.service.test_pages import page, text

pytestmark = pytest.mark.django_db

ONE = {f"T3.{row}.{column}": 1 for row in ("R1", "R3_1", "R3_7") for column in ("C1", "C7")}
LATER = at("2026-02-10")
IN_TIME, AFTER = date(2026, 1, 31), date(2026, 2, 1)
LIST = "/organs/qingshan/reports/all/2025/"


@pytest.fixture
def county() -> County:
    """One organ published, one submitted, one did neither; one's work stands in another's report."""
    found = County()
    made = {
        code: found.child(f"{code}-ju", name) for code, name in (("a", "甲局"), ("b", "乙局"), ("c", "丙局"))
    }
    for child in made.values():
        found.register(child.organ)
    found.children = made
    accept(made["a"].filed(at("2026-01-20"), ONE).filing, by=found.supervisor, at=at("2026-01-20"))
    publish(made["a"].filing(), by=made["a"].clerk, at=at("2026-01-21"))
    made["b"].filed(at("2026-01-20"), ONE)
    within = found.child("d-zhan", "丁站")
    found.register(within.organ, independent=False, under=made["a"].organ)
    return found


def states(county: County, on: date) -> dict[str, State]:
    return {line.organ.name: line.state for line in central(county.organ, 2025, on).lines if not line.is_sum}


def test_the_public_learns_what_is_published_and_what_is_past_its_day_and_no_more(county: County) -> None:
    mine = county.organ.name

    assert states(county, IN_TIME) == {
        mine: State.NOT_YET,
        "甲局": State.PUBLISHED,
        "乙局": State.NOT_YET,
        "丙局": State.NOT_YET,
        "丁站": State.WITHIN,
    }
    late = states(county, AFTER)
    assert (late["乙局"], late["丙局"]) == (State.OVERDUE, State.OVERDUE)
    found = central(county.organ, 2025, AFTER)
    assert (found.due, found.published) == (3, 1)


def test_the_governments_sum_stands_on_top_with_the_day_of_its_own(county: County) -> None:
    first = next(central(county.organ, 2025, date(2026, 3, 31)).lines)

    assert (first.is_sum, first.organ, first.by, first.state) == (
        True,
        county.organ,
        date(2026, 3, 31),
        State.NOT_YET,
    )
    assert next(central(county.organ, 2025, date(2026, 4, 1)).lines).state is State.OVERDUE


def test_of_an_older_year_nothing_is_said_to_be_late_that_was_never_made_here(county: County) -> None:
    assert states(county, date(2027, 3, 1))["丙局"] is State.NOT_HERE
    assert states(county, date(2027, 3, 1))["乙局"] is State.OVERDUE


def test_a_government_whose_office_reports_for_it_has_its_sum_once(county: County) -> None:
    county.register(county.organ, independent=False, under=county.children["a"].organ)
    version = county.whole(aggregate(county.organ, 2025, by=county.clerk, at=LATER), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    judged_elsewhere(
        version.filing,
        accepts=True,
        authority="市",
        reference="1号",
        day=LATER.date(),
        by=county.leader,
        at=LATER,
    )
    publish(version.filing, by=county.clerk, at=LATER)

    lines = central(county.organ, 2025, AFTER).government

    assert [(line.is_sum, line.state) for line in lines] == [(True, State.PUBLISHED), (False, State.WITHIN)]
    assert (lines[1].lacks, lines[1].to) == (("independent",), (county.children["a"].organ,))


def summed(county: County) -> FiledReport:
    """Return the public sum of the county: of 甲局 and its own report's lack."""
    version = county.whole(aggregate(county.organ, 2025, by=county.clerk, at=LATER), LATER)
    submit(version.filing, by=county.clerk, at=LATER)
    judged_elsewhere(
        version.filing,
        accepts=True,
        authority="市",
        reference="1号",
        day=LATER.date(),
        by=county.leader,
        at=LATER,
    )
    return publish(version.filing, by=county.clerk, at=LATER)


def test_a_public_sum_says_of_whom_it_is_and_who_is_not_in_it(county: County, client: Client) -> None:
    filed = summed(county)

    said = text(
        page(client, "/organs/qingshan/reports/2025/aggregate/").xpath("//details[@class='made-of']")[0]
    )

    assert "计入：甲局" in said
    made_of = sum_of(filed)
    assert made_of is not None
    names = [organ.name for organ in made_of.lacking]
    lacking = "、".join(names)
    assert {*names} == {"乙局", "丙局", county.organ.name}
    assert f"没有计入：{lacking}" in said
    assert f"须编制报告而没有计入的机关：{lacking}。" in filed.content


def test_a_public_sum_of_which_a_part_was_corrected_says_so_to_the_public_and_to_its_desk(
    county: County, client: Client
) -> None:
    summed(county)
    child, then = county.children["a"], at("2026-03-02")
    child.closed(2025, {})
    version = make_version(child.filing(), by=child.clerk, at=then, note="更正件数。")
    child.explained(version)
    child.accepted(version, then)
    assert "更正以前" not in client.get("/organs/qingshan/reports/2025/aggregate/").content.decode()
    assert not [line for line in due(county.supervisor, then) if "更正汇总报告" in str(line.says)]

    publish(child.filing(), by=child.clerk, at=then)

    said = text(page(client, "/organs/qingshan/reports/2025/aggregate/").xpath("//main")[0])
    assert "已于2026-03-02更正，汇总用的是更正以前的：甲局" in said
    assert [line for line in due(county.supervisor, then) if "甲局的报告已经更正" in str(line.says)]


def test_the_report_of_a_government_renamed_since_is_still_its_own_and_in_its_sum(county: County) -> None:
    new = County("xin", "新青山区人民政府")
    became("renamed", [county.organ], [new.organ], "2026-02-01")

    register = reporters(new.organ, 2025, LATER.date())

    assert [row.organ for row in register.rows if row.is_own] == [county.organ]
    assert new.organ not in [row.organ for row in register.rows]


def test_of_a_government_renamed_since_no_second_sum_is_asked(county: County) -> None:
    summed(county)
    new = County("xin", "新青山区人民政府")
    became("renamed", [county.organ], [new.organ], "2026-03-02")

    lines = [line for line in central(new.organ, 2025, date(2026, 3, 9)).government if line.is_sum]

    assert [(line.organ, line.state) for line in lines] == [(county.organ, State.PUBLISHED)]


def test_what_an_organ_published_beside_what_it_owed_is_not_counted(county: County) -> None:
    filed = FiledReport(title="甲局的汇总")
    owed = Line(county.organ, "own", State.PUBLISHED, True, filed)
    beside = Line(county.organ, "aggregate", State.PUBLISHED, None, filed)

    found = Central(county.organ, 2025, AFTER, reporting=(owed, beside))

    assert (found.due, found.published) == (1, 1)


def test_an_organ_merged_within_the_year_is_named_with_the_one_that_reports_for_it(county: County) -> None:
    gone, after = county.child("old-ju", "旧局"), county.child("new-ju", "新局")
    became("merged", [gone.organ], [after.organ], "2025-07-01")
    county.register(after.organ)

    lines = {line.organ.name: line for line in central(county.organ, 2025, AFTER).lines}

    assert (lines["旧局"].state, lines["旧局"].to) == (State.ENDED, (after.organ,))
    assert lines["新局"].must


def test_an_organ_that_others_became_after_the_year_is_not_asked_for_it(county: County) -> None:
    old, new = county.children["c"].organ, an_organ("e-ju", "戊局", parent="qingshan", supervisor="qingshan")
    became("renamed", [old], [new], "2026-01-10")

    assert "戊局" not in states(county, AFTER)
    assert states(county, AFTER)["丙局"] is State.OVERDUE


def test_the_page_leads_to_what_is_published_and_names_nothing_of_what_is_not(
    county: County, client: Client
) -> None:
    shown = page(client, LIST)

    assert "/organs/a-ju/reports/2025/" in shown.xpath("//main//a/@href")
    assert not [href for href in shown.xpath("//main//a/@href") if "/b-ju/" in href or "/c-ju/" in href]
    said = text(shown.xpath("//main")[0])
    assert "条例》第四十九条" in said
    for word in ("报送", "退回", "审核"):
        assert f"已{word}" not in said


def test_the_list_is_a_table_with_the_addresses_of_every_format(county: County, client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST}list.csv").content.decode("utf-8-sig"))))

    by_name = {(row["organ_name"], row["scope"]): row for row in rows}
    published = by_name["甲局", "own"]
    assert (published["state"], published["published_on"]) == ("published", "2026-01-21")
    for form in ("html", "docx", "pdf", "xlsx", "json"):
        assert client.get(published[f"report_{form}"]).status_code == 200
    assert by_name["乙局", "own"]["title"] == by_name["乙局", "own"]["url"] == ""
    whole = client.get(f"{LIST}list.json").json()
    assert [(each["organ_name"], each["scope"]) for each in whole["items"]] == list(by_name)


@pytest.mark.parametrize(
    "address", ["/organs/a-ju/reports/all/", "/organs/qingshan/reports/all/2031/", f"{LIST}list.xml"]
)
def test_there_is_no_list_of_nobody_of_a_year_to_come_or_of_another_form(
    county: County, client: Client, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_the_years_of_an_organ_lead_to_the_list(county: County, client: Client) -> None:
    for code in ("qingshan", "a-ju"):
        assert "/organs/qingshan/reports/all/" in page(client, f"/organs/{code}/reports/").xpath(
            "//main//a/@href"
        )

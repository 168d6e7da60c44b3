"""From a number of a sum to the reports it adds up, and on to their cells; what was counted elsewhere."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from gongkai.report.check.assessed import Verdict
from gongkai.report.model import Cell
from gongkai.service.annual import composing, queries
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.receive_report import receive_report
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.identities import lines_of_each
from gongkai.service.annual.models import FiledReport, Filing
from gongkai.service.organs.models import Deed, Duty, Organ
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import a_closing, a_report
from tests.service.test_portal_years import filed_as

pytestmark = pytest.mark.django_db
THEN, LATER = at("2026-01-20"), at("2026-02-10")
TOTALS = ("T3.R1.C1", "T3.R1.C7", "T3.R3_1.C1", "T3.R3_1.C7", "T3.R3_7.C1", "T3.R3_7.C7")


def links(page: str, what: str) -> list[str]:
    """Return the links of a page whose address has these words."""
    return [unescape(url) for url in re.findall(r'href="([^"]+)"', page) if what in url]


def test_a_number_of_a_sum_opens_its_parts_and_each_part_its_own_cell(client: Client) -> None:
    county = Far()
    for code, name, count in (("a-ju", "甲局", 1), ("b-ju", "乙局", 2)):
        child = county.child(code, name)
        county.register(child.organ)
        accept(child.filed(THEN, dict.fromkeys(TOTALS, count)).filing, by=county.supervisor, at=THEN)
    county.register(county.far)
    given = {"source": b"x", "name": "far.json", "by": county.supervisor, "at": THEN}
    far = receive_report(county.far, 2025, a_report(count=4), **given)
    explain_all(far, county.supervisor, county.head)
    accept(far.filing, by=county.second, at=THEN)
    a_closing(  # last year's sum carried three out: this one's opening is blamed, with its cells
        filing_of(county.organ, 2024, Filing.Scope.AGGREGATE),
        county.clerk,
        {"T3.R1.C1": 3, "T3.R1.C7": 3, "T3.R4.C1": 3, "T3.R4.C7": 3},
    )
    a_closing(filing_of(county.organ, 2025), county.clerk)  # the authority's own, of the same cells
    version = aggregate(county.organ, 2025, by=county.clerk, at=LATER)

    sign_in(client, county.supervisor)
    blamed = links(client.get(f"/desk/annual/{version.filing_id}/").content.decode(), "T3.R2.C1")
    assert blamed, "the finding leads nowhere"
    assert set(blamed) == {f"/desk/annual/versions/{version.pk}/cells/T3.R2.C1/"}
    assert client.get(blamed[0]).context["value"] == "0"

    paper = client.get(f"/desk/annual/versions/{version.pk}/").content.decode()
    (to_cell,) = links(paper[paper.index('class="paper"') :], "T3.R1.C7")
    page = client.get(to_cell)
    assert page.context["value"] == "7"
    told = {each.organ.name: (each.value, each.url) for each in page.context["addends"]}
    assert {name: value for name, (value, _url) in told.items()} == {"甲局": "1", "乙局": "2", "远郊局": "4"}
    for name, (value, url) in told.items():
        opened = client.get(url)
        assert (opened.context["shown"].organ.name, opened.context["value"]) == (name, value)

    (table,) = links(client.get(to_cell).content.decode(), "export.csv")
    told = b"".join(client.get(table)).decode("utf-8-sig")  # type: ignore[arg-type]
    assert [row[1:3] for row in csv.reader(told.splitlines())] == [
        ["机关", "数"],
        ["甲局", "1"],
        ["乙局", "2"],
        ["远郊局", "4"],
    ]
    sheet = load_workbook(io.BytesIO(b"".join(client.get(table.replace(".csv", ".xlsx"))))).active  # type: ignore[arg-type]
    assert sum(row[2] for row in sheet.iter_rows(min_row=2, values_only=True)) == 7  # type: ignore[union-attr,misc]
    assert client.get(table.replace(".csv", ".pdf")).status_code == 404
    logged = Deed.objects.filter(act="annual.exported")
    assert [deed.particulars["address"] for deed in logged] == ["T3.R1.C7"] * 2

    sign_in(client, county.clerk)  # works on the sum, and judges nobody: the reports, and not what they count
    parts = [each.url for each in client.get(to_cell).context["addends"]]
    assert [client.get(url).context["version"].filing.organ.name for url in parts] == [
        "甲局",
        "乙局",
        "远郊局",
    ]
    assert "/a-ju/" not in client.get(to_cell).content.decode()
    sign_in(client, a_post(an_organ("kong-ju", "空局"), Duty.CLERK))
    assert {client.get(there).status_code for there in (to_cell, table)} == {404}


def test_the_cell_of_a_report_that_came_from_elsewhere_says_so(client: Client) -> None:
    county = Far()
    given = {"source": b"x", "name": "far.json", "by": county.supervisor, "at": THEN}
    receive_report(county.far, 2025, a_report(count=3), **given)
    sign_in(client, county.supervisor)
    cell = "/desk/annual/far-ju/2025/figures/T3.R1.C1/"
    page = client.get(cell).content.decode()
    for words in ("由报送机关在别处编制", "far.json", hashlib.sha256(b"x").hexdigest(), "某"):
        assert words in page
    for words in ("没有一项", "由下列各项组成", "export."):
        assert words not in page
    assert client.get(f"{cell}export.csv").status_code == 404


def test_a_sum_that_came_from_elsewhere_says_so_at_its_cells(client: Client) -> None:
    city = County("shi", "青山市人民政府")
    county = an_organ("lin-xian", "邻县人民政府", kind="county")  # nobody of it is here
    county.supervisor = city.organ
    county.save()
    given = {"source": b"x", "name": "sum.json", "by": city.supervisor, "at": THEN}
    report = a_report("邻县人民政府", count=3)
    version = receive_report(county, 2025, report, scope=Filing.Scope.AGGREGATE, **given)
    sign_in(client, city.supervisor)
    paper = client.get(f"/desk/annual/versions/{version.pk}/").content.decode()
    (to_cell,) = links(paper[paper.index('class="paper"') :], "T3.R1.C7")
    page = client.get(to_cell).content.decode()
    assert "由报送机关在别处编制" in page
    assert "同一格之和" not in page


def test_a_cell_of_a_sum_that_came_from_elsewhere_says_so_and_has_nothing_to_take_out(client: Client) -> None:
    city = Far("shi", "青山市人民政府")
    county = an_organ("lin-xian", "邻县人民政府", kind="county")
    Organ.objects.filter(pk=county.pk).update(supervisor=city.organ)
    county.refresh_from_db()
    given = {"source": b"x", "name": "lin.json", "by": city.supervisor, "at": THEN, "scope": "aggregate"}
    version = receive_report(county, 2025, a_report(county.name, count=3), **given)
    sign_in(client, city.supervisor)
    cell = f"/desk/annual/versions/{version.pk}/cells/T3.R1.C1/"

    page = client.get(cell)
    assert (page.status_code, page.context["value"]) == (200, "3")
    assert "export." not in page.content.decode()
    assert {client.get(f"{cell}export.{form}").status_code for form in ("csv", "xlsx")} == {404}
    assert not Deed.objects.filter(act="annual.exported").exists()


def test_a_published_sum_is_proved_to_be_that_of_its_parts(client: Client) -> None:
    county = County()
    Organ.objects.filter(pk=county.organ.pk).update(has_area=True)
    counts = {"甲局": 1, "乙局": 2}
    for code, (name, count) in zip(("a-ju", "b-ju"), counts.items(), strict=True):
        child = county.child(code, name)
        county.register(child.organ)
        accept(child.filed(THEN, dict.fromkeys(TOTALS, count)).filing, by=county.supervisor, at=THEN)
    version = aggregate(county.organ, 2025, by=county.clerk, at=LATER)
    report = composing.report_of(version)
    made = filed_as(county.organ, report, "aggregate", version=version)
    filed_as(county.organ, report, "aggregate", 2, "别处汇总。")
    filed_as(county.organ, report)

    def sums(place: str) -> dict[str, dict[str, Any]]:
        items = client.get(f"/organs/qingshan/reports/2025/{place}/identities.json").json()["items"]
        return {line["left_cells"][0]: line for line in items if line["rule"] == "G1"}

    right, elsewhere = sums("aggregate/1"), sums("aggregate/2")
    line = right["T3.R1.C1"]
    assert (line["left"], line["right"], line["verdict"]) == (3, 3, "holds")
    assert line["right_cells"] == ["children/T3.R1.C1"]
    assert {line["verdict"] for line in right.values()} <= {"holds", "not_assessed"}
    assert elsewhere.keys() == right.keys()
    assert {line["verdict"] for line in elsewhere.values()} == {"not_assessed"}
    assert sums("1") == {}

    wrong = replace(report, cells={**report.cells, "T3.R1.C1": Cell(4)})
    proved = [one.found for one in lines_of_each([made], {made.pk: wrong})[made.pk]]
    (failed,) = (one for one in proved if one.identity.code == "G1" and one.verdict is Verdict.DIFFERS)
    assert (failed.own, failed.left, failed.right) == (("T3.R1.C1",), 4, 3)

    rows = list(FiledReport.objects.select_related("filing__organ", "version").order_by("pk"))
    read = {row.pk: queries.report_of(row) for row in rows}
    asked = []
    for these in (rows[:1], rows):
        with CaptureQueriesContext(connection) as found:
            lines_of_each(these, read)
        asked.append(len(found))
    assert asked[0] == asked[1]

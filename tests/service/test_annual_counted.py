"""From a number of a sum to the reports it adds up, and on to their cells; what was counted elsewhere."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from html import unescape

import pytest
from django.test import Client
from openpyxl import load_workbook

from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.receive_report import receive_report
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Filing
from gongkai.service.organs.models import Deed, Duty
from tests.service.annual_children import County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.filings import a_closing, a_report

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

"""What other systems send: which of two reports it is, an identifier for each sending, what was set right."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
import simplejson
from django.test import Client

from gongkai.report.loader import edition_for
from gongkai.report.model import Cell
from gongkai.service.annual.actions.aggregate import aggregate
from gongkai.service.annual.actions.judge import accept
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.review_version import send_to_review
from gongkai.service.annual.actions.submission_key import issue_key
from gongkai.service.annual.filings import filing_at
from gongkai.service.annual.models import FiledReport, Filing, Version
from gongkai.service.annual.summing import pieces_now
from gongkai.service.api.sending import UNTOLD
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Organ, Post
from tests.service.annual_children import Child, County, Far, explain_all
from tests.service.cases import at
from tests.service.desk import an_organ
from tests.service.filings import a_report, as_json, pass_all
from tests.service.test_annual_receiving import send
from tests.service.test_pages import page, text

pytestmark = pytest.mark.django_db

THEN = at("2026-01-20")
FOUR = {f"T3.{row}.{column}": 4 for row in ("R1", "R3_1", "R3_7") for column in ("C1", "C7")}


def under(organ: Organ, authority: Organ) -> Organ:
    Organ.objects.filter(pk=organ.pk).update(supervisor=authority)
    organ.refresh_from_db()
    return organ


class City(Far):
    """A city that supervises a county with nobody here; a department of that county works here."""

    def __init__(self) -> None:
        super().__init__("shi", "青山市人民政府")
        self.county = under(an_organ("lin-xian", "邻县人民政府", kind="county"), self.organ)
        self.department = Child("lin-ju", "邻县档案局", self.county, self.supervisor)
        self.register(self.department.organ)
        _row, self.secret = issue_key(self.county, label="县平台", by=self.supervisor, at=THEN)

    def let_the_department_file(self) -> None:
        """Let its report of 4 requests be accepted by the city, as the county has nobody."""
        accept(self.department.filed(THEN, FOUR).filing, by=self.supervisor, at=THEN)

    def accepted(self, scope: str) -> Version:
        """Let the city explain and accept what the county sent."""
        filing = filing_at(self.county, 2025, scope)
        version = Version.objects.filter(filing=filing).latest("number")
        explain_all(version, self.supervisor, self.second)
        accept(filing, by=self.supervisor, at=THEN)
        return version


@pytest.fixture
def city() -> City:
    return City()


def of_county(count: int, **given: Any) -> bytes:
    return as_json(a_report("邻县人民政府", count=count, words="全县工作平稳。", **given))


def released(city: Far, version: Version) -> FiledReport:
    send_to_review(version, by=city.supervisor, at=THEN)
    pass_all(version, city.levels, THEN)
    return publish(version.filing, by=city.supervisor, at=THEN)


def sums(city: City) -> list[Version]:
    return list(Version.objects.filter(filing__organ=city.county, filing__scope="aggregate"))


# Which of two reports


def test_which_of_its_two_reports_a_government_sends_is_asked(city: City, client: Client) -> None:
    answer = send(client, of_county(9), city.secret)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    (says,) = answer.json()["errors"]["scope"]
    assert "?scope=own" in says and "?scope=aggregate" in says and "每年有两份报告" in answer.json()["detail"]
    assert not Version.objects.exists()
    for key, scope in (("k1", "own"), ("k2", "aggregate")):
        assert send(client, of_county(9), city.secret, key, f"?scope={scope}").status_code == 201
    assert {version.filing.scope for version in Version.objects.all()} == {"own", "aggregate"}


def test_where_only_one_can_be_it_need_not_be_said(city: City, client: Client) -> None:
    city.register(city.county, independent=False, under=city.department.organ)  # its own stands in another's

    assert send(client, of_county(9), city.secret).status_code == 201
    assert [version.filing.scope for version in Version.objects.all()] == ["aggregate"]


def test_the_sum_that_is_made_here_cannot_be_meant(client: Client) -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    child.drafted_whole()
    _row, secret = issue_key(county.organ, label="区平台", by=county.supervisor, at=THEN)

    assert send(client, as_json(a_report(county.organ.name, count=1)), secret).status_code == 201
    assert Version.objects.get(origin="sent").filing.scope == "own"


def test_an_organ_to_which_nobody_reports_has_no_sum(city: City, client: Client) -> None:
    _row, secret = issue_key(city.far, label="平台", by=city.supervisor, at=THEN)
    refused = send(client, as_json(a_report()), secret, query="?scope=aggregate")

    assert refused.status_code == 422
    assert refused.json()["errors"]["scope"] == [
        "没有机关向远郊局报送，它没有汇总报告：scope 只能是 own（本机关的报告）。"
    ]
    assert send(client, as_json(a_report()), secret).status_code == 201


# A sum beside the reports it adds up


def test_a_county_with_nobody_here_whose_departments_file_here_sends_its_sum(
    city: City, client: Client
) -> None:
    city.let_the_department_file()

    assert send(client, of_county(9), city.secret, query="?scope=aggregate").status_code == 201
    filed = released(city, city.accepted("aggregate"))

    assert (filed.filing.scope, filed.filing.organ) == ("aggregate", city.county)
    shown = page(client, "/organs/lin-xian/reports/2025/aggregate/")
    assert shown.xpath("//details[@class='made-of']") == []  # of whom it is the sum nobody here knows


def test_a_sum_below_what_is_here_is_refused_with_the_cells(city: City, client: Client) -> None:
    city.let_the_department_file()
    answer = send(client, of_county(3), city.secret, query="?scope=aggregate")

    assert answer.status_code == 422
    (says,) = answer.json()["errors"]["report"]
    assert "比已在本平台的报告（邻县档案局）之和还小" in says
    assert "本年新收政府信息公开申请数量”总计栏是3，之和是4" in says
    assert not sums(city)


def test_a_sum_of_reports_that_are_all_here_is_their_sum(city: City, client: Client) -> None:
    """G1：汇总报告的每一格，等于所汇总各报告同一格之和。"""
    city.let_the_department_file()
    assert send(client, of_county(5), city.secret, "own", "?scope=own").status_code == 201
    city.accepted("own")

    other = send(client, of_county(10), city.secret, "k1", "?scope=aggregate")
    assert other.status_code == 422
    assert "都在本平台（邻县档案局、邻县人民政府）" in other.json()["detail"]
    assert "总计栏是10，之和是9" in other.json()["detail"]
    assert send(client, of_county(9), city.secret, "k2", "?scope=aggregate").status_code == 201
    assert city.accepted("aggregate").number == 1


def test_a_sum_that_was_taken_is_not_accepted_once_what_is_here_disagrees(city: City, client: Client) -> None:
    assert send(client, of_county(3), city.secret, query="?scope=aggregate").status_code == 201
    city.let_the_department_file()

    with pytest.raises(CannotDo, match="之和还小"):
        city.accepted("aggregate")


def test_a_change_of_what_is_in_force_may_be_below_that_of_what_is_here(city: City, client: Client) -> None:
    """本年增/减 of the form of 2019 may be negative: that of the others may outweigh what is here."""
    department = city.department.organ
    city.register(department, since=2020)
    _row, theirs = issue_key(department, label="平台", by=city.supervisor, at=THEN)
    places = edition_for(2020).places
    before = {address: Cell(20) for address in places if address.endswith(".prev")}

    def changing(name: str, by: int) -> bytes:
        cells = {address: Cell(by) for address in places if address.endswith(".delta")}
        return as_json(a_report(name, 2020, 1, "工作平稳。", **before, **cells))

    assert send(client, changing(department.name, 5), theirs).status_code == 201
    version = Version.objects.get(filing__organ=department)
    explain_all(version, city.department.clerk, city.department.head)
    accept(version.filing, by=city.second, at=THEN)

    answer = send(client, changing(city.county.name, -5), city.secret, "k", "?scope=aggregate")
    assert answer.status_code == 201, answer.content.decode()
    summed = Version.objects.get(filing__organ=city.county)
    assert [piece.row.organ for piece in pieces_now(summed).pieces] == [department]


def test_where_somebody_adds_up_here_no_sum_is_taken(city: City, client: Client) -> None:
    city.register(city.county)
    _row, secret = issue_key(city.organ, label="市平台", by=city.supervisor, at=THEN)
    taken = send(client, of_county(9), city.secret, query="?scope=aggregate")
    refused = send(client, as_json(a_report("青山市人民政府", count=50)), secret, query="?scope=aggregate")

    assert (taken.status_code, refused.status_code) == (201, 422)
    assert "邻县人民政府" in refused.json()["detail"] and "请在本平台汇总" in refused.json()["detail"]


def test_who_added_up_here_does_so_again_as_long_as_somebody_is_here(client: Client) -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ)
    accept(child.filed(THEN, FOUR).filing, by=county.supervisor, at=THEN)
    aggregate(county.organ, 2025, by=county.clerk, at=THEN)
    _row, secret = issue_key(county.organ, label="区平台", by=county.supervisor, at=THEN)
    data = as_json(a_report(county.organ.name, count=4, words="全区工作平稳。"))

    refused = send(client, data, secret, query="?scope=aggregate")
    assert (refused.status_code, "请重新汇总" in refused.json()["detail"]) == (422, True)
    Post.objects.filter(organ=county.organ).update(until="2026-02-01")
    assert send(client, data, secret, query="?scope=aggregate").status_code == 201
    assert [version.origin for version in Version.objects.filter(filing__scope="aggregate")] == [
        "sent",
        "summed",
    ]


# An identifier stands for one sending


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (as_json(a_report(year=2024)), "another year"),
        (as_json(a_report(count=1)), "other figures"),
        (as_json(a_report("近郊局")), "another organ's report"),
        (as_json(a_report(words="有。")), "other words"),
    ],
)
def test_an_identifier_used_for_another_report_is_a_conflict(
    city: City, client: Client, data: bytes, what: str
) -> None:
    _row, secret = issue_key(city.far, label="平台", by=city.supervisor, at=THEN)
    first = send(client, as_json(a_report()), secret)
    other = send(client, data, secret)

    assert (other.status_code, other["Content-Type"]) == (409, "application/problem+json"), what
    assert "2025年度，本机关报告" in other.json()["detail"] and "换一个报送标识" in other.json()["detail"]
    again = send(client, as_json(a_report()), secret)
    assert (again.status_code, again.json()) == (200, first.json())
    assert Version.objects.count() == 1 == Filing.objects.count()


def test_an_identifier_of_the_sum_is_none_of_the_own_report(city: City, client: Client) -> None:
    first = send(client, of_county(9), city.secret, "k", "?scope=aggregate")

    assert send(client, of_county(9), city.secret, "k", "?scope=own").status_code == 409
    for query in ("?scope=aggregate", ""):
        again = send(client, of_county(9), city.secret, "k", query)
        assert (again.status_code, again.json()) == (200, first.json())


def test_the_identifiers_of_one_organ_are_none_of_anothers(city: City, client: Client) -> None:
    _row, secret = issue_key(city.far, label="平台", by=city.supervisor, at=THEN)

    assert send(client, of_county(9), city.secret, "2025", "?scope=own").status_code == 201
    assert send(client, as_json(a_report()), secret, "2025").status_code == 201


# What was set right


def with_note(note: Any, count: int = 1) -> bytes:
    return simplejson.dumps({**simplejson.loads(as_json(a_report(count=count))), "note": note}).encode()


@pytest.fixture
def public(city: City, client: Client) -> str:
    """The secret of an organ of which a report is public."""
    _row, secret = issue_key(city.far, label="平台", by=city.supervisor, at=THEN)
    send(client, as_json(a_report()), secret, "first")
    version = Version.objects.get(filing__organ=city.far)
    explain_all(version, city.supervisor, city.second)
    accept(version.filing, by=city.supervisor, at=THEN)
    released(city, version)
    return secret


def amended(city: City) -> FiledReport:
    version = Version.objects.filter(filing__organ=city.far).latest("number")
    explain_all(version, city.supervisor, city.second)
    accept(version.filing, by=city.supervisor, at=THEN)
    return released(city, version)


def test_what_was_set_right_is_said_by_the_sender_and_shown(city: City, client: Client, public: str) -> None:
    assert send(client, with_note("补登一件\n上年漏登的申请。"), public).status_code == 201
    amended(city)

    shown = page(client, "/organs/far-ju/reports/2025/")
    assert "更正说明（第2版）：补登一件 上年漏登的申请。" in text(shown)
    assert (
        "补登一件 上年漏登的申请。"
        in client.get("/organs/far-ju/reports/2025/2/report.json").content.decode()
    )


def test_where_the_sender_does_not_say_it_that_is_said(city: City, client: Client, public: str) -> None:
    assert send(client, as_json(a_report(count=1)), public).status_code == 201
    amended(city)

    assert f"更正说明（第2版）：{UNTOLD}" in text(page(client, "/organs/far-ju/reports/2025/"))


def test_a_first_report_needs_no_note_and_shows_none(city: City, client: Client) -> None:
    _row, secret = issue_key(city.far, label="平台", by=city.supervisor, at=THEN)

    assert send(client, with_note("第一次报送。"), secret).status_code == 201
    assert Version.objects.get().note == ""


@pytest.mark.parametrize("note", ["字" * 501, 7, ["更正"], {"says": "更正"}, "甲\u0007乙"])
def test_a_note_that_is_none_is_refused_by_name(city: City, client: Client, public: str, note: Any) -> None:
    answer = send(client, with_note(note), public)

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["note"])
    assert Version.objects.filter(filing__organ=city.far).count() == 1


def test_a_note_is_part_of_what_the_identifier_stands_for(city: City, client: Client, public: str) -> None:
    first = send(client, with_note("补登一件。"), public, "second")

    assert send(client, with_note("更正一件。"), public, "second").status_code == 409
    assert send(client, with_note("补登一件。"), public, "second").json() == first.json()


def test_the_schema_knows_the_note_and_how_long_it_may_be(client: Client) -> None:
    schema = client.get("/api/v1/annual/report.schema.json").json()

    jsonschema_rs.validate(schema, simplejson.loads(with_note("补登一件。")))
    assert not jsonschema_rs.is_valid(schema, simplejson.loads(with_note("字" * 501)))

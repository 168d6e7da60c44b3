"""The authority holds organs and years side by side, over what was submitted to it: never a draft."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from gongkai.service.annual.actions.judge import send_back
from gongkai.service.organs.models import Duty
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.conftest import a_report
from tests.service.desk import a_post, an_organ, sign_in
from tests.service.test_pages import page, text
from tests.service.test_portal_years import filed_as, lines

pytestmark = pytest.mark.django_db
URL = "/desk/annual/compare/"
THEN = at("2026-01-08")
NUMBERS = {"T3.R1.C1": 3, "T3.R1.C7": 3, "T3.R4.C1": 3, "T3.R4.C7": 3}


@pytest.fixture
def county() -> County:
    return County()


def table(client: Client, asked: str = "") -> list[str]:
    return lines(page(client, f"{URL}{asked}").xpath("//div[@class='figures']//table//tr"))


def test_what_was_submitted_is_compared_with_where_it_stands_and_a_draft_is_not(
    county: County, client: Client
) -> None:
    sent, back, draft = (county.child(f"{key}-ju", name) for key, name in zip("abc", "甲乙丙", strict=True))
    sent.filed(THEN, NUMBERS)
    back.filed(THEN)
    send_back(back.filing(), by=county.supervisor, at=THEN, says="请补充第五部分。")
    draft.drafted_whole(NUMBERS)
    rows = table(sign_in(client, county.supervisor))
    assert rows[1:] == ["甲 3已报送，待主管部门审核", "乙 0主管部门退回，待修改"]


def test_after_a_return_the_next_draft_stays_with_its_organ_until_it_is_submitted(
    county: County, client: Client
) -> None:
    child = county.child("a-ju", "甲局")
    child.filed(THEN)
    send_back(child.filing(), by=county.supervisor, at=THEN, says="请补充。")
    child.drafted(2025, NUMBERS)
    assert table(sign_in(client, county.supervisor))[1:] == ["甲局 0主管部门退回，待修改"]


def test_what_is_public_only_is_compared_too(county: County, client: Client) -> None:
    child = county.child("a-ju", "甲局")
    filed_as(child.organ, a_report(2023, "甲局"))
    child.filed(THEN, NUMBERS)
    assert table(sign_in(client, county.supervisor)) == ["机关 2023 2025", "甲局 1 3已报送，待主管部门审核"]


def test_several_rows_are_several_tables_and_one_file(county: County, client: Client) -> None:
    county.child("a-ju", "甲局").filed(THEN, NUMBERS)
    asked = "?what=received&what=T3.R4&what=nothing"
    shown = page(sign_in(client, county.supervisor), f"{URL}{asked}")
    assert len(shown.xpath("//div[@class='figures'][@aria-labelledby]")) == 2
    every = shown.xpath("//@id")
    assert len(every) == len(set(every))
    file = client.get(f"{URL}table.csv{asked}").content.decode("utf-8-sig")
    assert [row[1:] for row in csv.reader(io.StringIO(file))] == [
        ["机关", "2025"],
        ["甲局", "3"],
        ["甲局", "3"],
    ]
    data = client.get(f"{URL}data.csv{asked}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert [(row["measure"], row["state"], row["value"]) for row in rows] == [
        ("received", "submitted", "3"),
        ("T3.R4", "submitted", "3"),
    ]
    book = client.get(f"{URL}table.xlsx{asked}")
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert client.get(f"{URL}people.csv").status_code == 404


def test_another_authority_and_the_organs_own_clerk_see_nothing_of_it(county: County, client: Client) -> None:
    child = county.child("a-ju", "甲局")
    child.filed(THEN, NUMBERS)
    stranger = a_post(an_organ("elsewhere", "别处", kind="county"), Duty.SUPERVISOR)
    shown = text(page(sign_in(client, stranger), f"{URL}?organ=a-ju"))
    assert "甲局" not in shown
    assert "甲局" not in client.get(f"{URL}data.csv?organ=a-ju").content.decode()
    for address in (URL, f"{URL}data.csv"):
        assert sign_in(client, child.clerk).get(address).status_code == 403, address

"""Files and pages of everybody's reports ask the database as much for many reports as for few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.report import interchange
from gongkai.service.annual.models import (
    Closing,
    Explanation,
    ExplanationAnswer,
    FiledReport,
    Filing,
    Version,
)
from gongkai.service.api import open_data, reading
from gongkai.service.organs.models import Duty, Organ, Post
from tests.service.annual_children import County
from tests.service.api.test_open_data import objects, text
from tests.service.cases import at
from tests.service.desk import a_post, an_organ
from tests.service.reporting import became
from tests.service.test_portal_years import carrying, filed_as

SAID = at("2026-01-20")
LIST = "/organs/qingshan/reports/all/2025/"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.GONGKAI_DATA = tmp_path


@pytest.fixture
def county(db: None) -> County:
    return County()


def explained(organ: Organ, by: Post, kind: str) -> None:
    """File two years of an organ: what the second carries in differs by one, and was explained."""
    filed_as(organ, carrying(2024, out=0, organ=organ.name))
    report = carrying(2025, into=1, organ=organ.name)
    content = interchange.dumps(interchange.to_json(report))
    filing = Filing.objects.create(organ=organ, year=2025)
    given: dict[str, Any] = {"filing": filing, "number": 1, "form": report.edition, "by": by, "at": SAID}
    closing = Closing.objects.create(cells=content, **given)
    version = Version.objects.create(
        origin="drafted", closing=closing, content=content, findings="[]", **given
    )
    filed_as(organ, report, version=version)
    own = Explanation.objects.create(
        closing=closing,
        rule="X1",
        address="T3.R2.C1",
        kind=kind,
        amount=1,
        says="上年度漏登一件。",
        by=by,
        at=SAID,
    )
    ExplanationAnswer.objects.create(explanation=own, approves=True, by=by, at=SAID)


def organs(county: County, first: int, last: int, kind: str = "registered_late") -> list[Organ]:
    """Return organs that report to the county, each with two explained years."""
    made = []
    for n in range(first, last):
        organ = an_organ(f"ju-{n}", f"第{n}局", parent="qingshan", supervisor="qingshan")
        county.register(organ)
        explained(organ, a_post(organ, Duty.OFFICE_HEAD), kind)
        made.append(organ)
    return made


def questions(asked: Callable[[], object]) -> int:
    """Return how many questions the database is asked; those of the memory of pages come with the clock."""
    with CaptureQueriesContext(connection) as found:
        asked()
    return sum("catalogue_change" not in each["sql"] for each in found)


@pytest.mark.parametrize("key", ["reports", "identities"])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_file_asks_as_many_questions_for_twenty_reports_as_for_four(
    county: County, client: Client, key: str, form: str
) -> None:
    organs(county, 0, 2)
    few = questions(lambda: text(client, f"/open-data/{key}.{form}"))
    organs(county, 2, 10)
    many = questions(lambda: text(client, f"/open-data/{key}.{form}"))

    assert many == few
    assert len({(row["organ_code"], row["year"]) for row in objects(client, key)}) == 20


def test_each_identity_stands_with_what_was_said_of_it(county: County, client: Client) -> None:
    organs(county, 0, 1)
    organs(county, 1, 2, kind="other")
    organs(county, 2, 3)
    found = {
        row["organ_code"]: row["explanation"]
        for row in objects(client, "identities")
        if row["verdict"] == "explained"
    }

    assert found == {"ju-0": ["上年度事项补登"], "ju-1": ["其他"], "ju-2": ["上年度事项补登"]}


@pytest.mark.parametrize("key", ["reports", "identities"])
def test_no_more_than_a_batch_is_asked_for_at_a_time_and_the_file_is_the_same(
    county: County, client: Client, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    organs(county, 0, 5)
    whole = text(client, f"/open-data/{key}.csv")
    for file in (tmp_path / f"open-data/{key}.csv").glob("*.gz"):
        file.unlink()
    asked: list[int] = []
    with_content = reading.with_content

    def counting(keys: Sequence[int]) -> list[FiledReport]:
        asked.append(len(keys))
        return with_content(keys)

    monkeypatch.setattr(reading, "with_content", counting)
    monkeypatch.setattr(open_data, "DATA", tuple(replace(each, at_once=2) for each in open_data.DATA))

    assert text(client, f"/open-data/{key}.csv") == whole
    assert asked == [4, 4, 2]  # the reports of two organs, of two, of one


def test_of_a_batch_only_what_is_not_kept_is_written(county: County, client: Client, tmp_path: Path) -> None:
    organs(county, 0, 3)
    whole = text(client, "/open-data/identities.csv")
    folder = tmp_path / "open-data/identities.csv"
    (gone,) = folder.glob("ju-1.*.gz")
    times = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.gz")}
    gone.unlink()

    assert text(client, "/open-data/identities.csv") == whole
    after = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.gz")}
    assert {name for name in times if times[name] != after[name]} == {gone.name}


def test_the_page_of_everybodys_reports_asks_as_much_for_ten_organs_as_for_two(
    county: County, client: Client
) -> None:
    organs(county, 0, 2)
    few = questions(lambda: client.get(LIST))
    organs(county, 2, 10)
    many = questions(lambda: client.get(LIST))

    assert many == few
    assert "第9局" in client.get(LIST).content.decode()


def test_the_page_of_everybodys_reports_asks_as_much_for_six_that_ended_as_for_two(
    county: County, client: Client
) -> None:
    made = organs(county, 0, 8)
    became("merged", made[:2], [made[7]], "2025-07-01", there=True)
    few = questions(lambda: client.get(LIST))
    became("merged", made[2:4], [made[6]], "2025-08-01", there=True)
    became("merged", made[4:6], [made[6]], "2025-09-01", there=True)
    many = questions(lambda: client.get(LIST))

    assert many == few
    assert client.get(LIST).content.decode().count("，承接的机关：") == 6

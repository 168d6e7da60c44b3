"""Open data: whole, current, digit for digit, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import simplejson
from django.test import Client
from django.utils import timezone

from gongkai.service.api.open_data import DATA, cell_of
from gongkai.service.organs.models import Organ
from tests.service.published import BEGAN, publish, withdraw


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.GONGKAI_DATA = tmp_path


def text(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return b"".join(answer).decode()


def rows(client: Client, key: str) -> list[dict[str, str]]:
    whole = text(client, f"/open-data/{key}.csv")
    assert whole.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(whole[1:])))


def objects(client: Client, key: str) -> list[dict[str, Any]]:
    lines = text(client, f"/open-data/{key}.jsonl").splitlines()
    return [simplejson.loads(line, use_decimal=True) for line in lines]


def test_the_catalogue_has_what_is_public_in_both_forms(client: Client, organ: Organ):
    publish(organ, "办法，一“二”", keywords=["档案", "开放"])
    publish(organ, "以后才公开", begins=BEGAN + timedelta(days=99_999))
    withdraw(publish(organ, "已经撤下"), BEGAN + timedelta(hours=1))

    (row,), (given,) = rows(client, "catalogue"), objects(client, "catalogue")

    assert list(row) == list(given) == [name for name, _ in DATA[0].columns]
    assert row["title"] == given["title"] == "办法，一“二”"
    assert (row["keywords"], given["keywords"]) == ("档案、开放", ["档案", "开放"])
    assert row["published_at"] == given["published_at"] == "2026-03-02T09:30:00+08:00"
    assert (row["validity"], given["validity"]) == ("", None)  # nobody asks of it if it is in force


def test_what_is_withdrawn_is_not_in_the_next_download(client: Client, organ: Organ, tmp_path: Path):
    row = publish(organ)
    assert len(rows(client, "catalogue")) == 1

    withdraw(row, BEGAN + timedelta(hours=1))

    assert rows(client, "catalogue") == []
    assert list((tmp_path / "open-data/catalogue.csv").glob("*.gz")) == []


def test_a_file_is_written_once_as_long_as_it_holds(client: Client, organ: Organ, tmp_path: Path):
    publish(organ)
    rows(client, "catalogue")
    (kept,) = (tmp_path / "open-data/catalogue.csv").glob("*.gz")
    written = kept.stat().st_mtime_ns

    answer = client.get("/open-data/catalogue.csv")
    b"".join(answer)

    assert kept.stat().st_mtime_ns == written
    assert (
        client.get("/open-data/catalogue.csv", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    )
    head = client.head("/open-data/catalogue.csv")
    assert (head.status_code, head.content) == (200, b"")


def test_after_a_change_only_the_part_in_which_it_lies_is_written_anew(
    client: Client, organ: Organ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gongkai.service.api.open_data.OF_A_PART", 2)
    made = [publish(organ, f"办法{n}") for n in range(6)]
    titles = [row["title"] for row in rows(client, "catalogue")]
    folder = tmp_path / "open-data/catalogue.csv"
    before = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.gz")}

    withdraw(made[-1], BEGAN + timedelta(hours=1))

    assert [row["title"] for row in rows(client, "catalogue")] == titles[:-1]
    assert len(before) > 2
    after = {file.name: file.stat().st_mtime_ns for file in folder.glob("*.gz")}
    assert len(after.items() & before.items()) >= len(before) - 1
    packed = client.get("/open-data/catalogue.csv", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(b"".join(packed)).decode() == text(client, "/open-data/catalogue.csv")


def test_what_changes_by_the_coming_of_a_day_is_written_anew_on_that_day(
    client: Client, organ: Organ, monkeypatch: pytest.MonkeyPatch
):
    today = timezone.localdate()
    publish(organ, "到期的办法", norm="normative", expires_on=today + timedelta(days=3))
    assert [row["validity"] for row in rows(client, "catalogue")] == ["in_force"]

    now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(days=4))
    assert [row["validity"] for row in rows(client, "catalogue")] == ["lapsed"]


def test_the_cells_of_reports_are_named_and_exact(client: Client, file_report: Callable[..., Any]):
    file_report()
    given = {record["address"]: record for record in objects(client, "reports")}
    table = {row["address"]: row for row in rows(client, "reports")}

    assert given["T3.R1.C1"]["value"] == 1
    assert "自然人" in given["T3.R1.C1"]["name"]
    assert table["T3.R1.C1"]["value"] == "1"
    assert set(given) == set(table)


@pytest.mark.parametrize("title", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "　=1"])
def test_no_cell_begins_a_formula(title: str):
    assert cell_of(title).startswith("'")


@pytest.mark.parametrize(
    ("value", "cell"), [("办法", "办法"), (-15, "-15"), (None, ""), (["=a", "b"], "'=a、b")]
)
def test_other_cells_stand_as_they_are(value: object, cell: str):
    assert cell_of(value) == cell


def test_the_page_explains_every_column(client: Client, db: None):
    said = client.get("/open-data/").content.decode()

    for data in DATA:
        for name, says in data.columns:
            assert f"<code>{name}</code>" in said
            assert says in said
    assert client.get("/open-data/catalogue.exe").status_code == 404
    assert client.get("/open-data/secrets.csv").status_code == 404

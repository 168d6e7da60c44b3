"""A dozen small reports, each with several of the oddities of real ones together."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from gongkai.report.loader import edition
from gongkai.report.model import Report, UnreadableReport
from tests.report.variety.judge import read_file

FOLDER = Path(__file__).resolve().parents[1] / "data" / "messy"
EXPECTED: dict[str, Any] = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"), parse_float=str)
REFUSED = ("14-only-first-zero-left.txt",)


def _cells(told: dict[str, Any]) -> dict[str, str]:
    """Every address with its number or status in words; rows that are not named are 0."""
    places = dict(edition(told["edition"]).places)
    found = dict.fromkeys(places, "0")
    for row, values in told["rows"].items():
        columns = [place.column.code for place in places.values() if place.address.startswith(f"{row}.")]
        columns = columns or [c.code for c in edition(told["edition"]).table("T3").blocks[0].columns]
        found |= {f"{row}.{code}": str(v) for code, v in zip(columns, values, strict=True)}
    return found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_messy_report_is_read_as_a_careful_reader_reads_it(name):
    told = EXPECTED[name]
    report = read_file((FOLDER / name).read_bytes(), name)

    assert isinstance(report, Report), report
    assert (report.organ, report.year, report.edition) == (told["organ"], told["year"], told["edition"])
    read = {a: str(c.status) if c.value is None else f"{c.value}" for a, c in report.cells.items()}
    assert {a: (v, read.get(a)) for a, v in _cells(told).items() if read.get(a) != v} == {}
    assert {a: c.unit for a, c in report.cells.items() if c.unit} == told.get("units", {})


@pytest.mark.parametrize("name", REFUSED)
def test_a_report_that_nobody_can_read_is_refused(name):
    assert isinstance(read_file((FOLDER / name).read_bytes(), name), UnreadableReport)


def test_every_file_of_the_folder_has_its_expectation():
    assert {path.name for path in FOLDER.iterdir()} == {*EXPECTED, *REFUSED, "expected.toml"}

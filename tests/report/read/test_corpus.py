"""Real published reports give exactly the cells a careful reader takes from them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from gongkai.report.model import Status
from gongkai.report.read import read
from tests.components import SHARED

CORPUS = SHARED / "corpus"

pytestmark = pytest.mark.shared


@cache
def expected() -> dict[str, Any]:
    file = CORPUS / "expected.json"
    return json.loads(file.read_text("utf-8")) if file.is_file() else {}


@pytest.mark.parametrize("name", sorted(expected()) or ["expected.json"])
def test_a_real_report_gives_exactly_the_cells_a_careful_reader_takes(name):
    wanted = expected()[name]

    report = read(CORPUS / "reports" / name)

    assert (report.organ, report.year, report.edition) == (wanted["organ"], wanted["year"], wanted["edition"])
    for address, number in wanted["cells"].items():
        cell = report.cells[address]
        assert (None if cell.value is None else float(cell.value)) == number, (address, cell)


def test_what_cannot_be_parted_with_certainty_stays_ambiguous():
    report = read(CORPUS / "reports" / "20_pingtan_2019.txt")

    for address in ("T2.zfjzcg.count", "T2.gfxwj.made_new", "T2.xzcf.delta"):
        assert report.cells[address].status is Status.AMBIGUOUS
        assert report.cells[address].candidates


def test_the_blank_official_form_is_read_as_blank():
    report = read(CORPUS / "reports" / "90_blank-official-template_2021.docx")

    assert report.edition == "2021"
    assert {cell.status for cell in report.cells.values()} == {Status.BLANK}
    assert [finding.rule for finding in report.findings] == []

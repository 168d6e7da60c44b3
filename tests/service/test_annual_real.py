"""Real reports come out cell for cell, from what happened and what was declared alone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.report.edition import Edition
from gongkai.report.loader import edition_for
from gongkai.report.model import Number, Report
from gongkai.report.read.report import read_bytes
from gongkai.report.write import FORMATS, write
from gongkai.service.annual import composing
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.demo import load
from gongkai.service.annual.facts import report_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Closing
from gongkai.service.annual.norms import addresses as norm_cells
from gongkai.service.annual.openings import opening
from gongkai.service.annual.queries import editions
from gongkai.service.annual.queries import report_of as imported_report
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.models import Case
from gongkai.service.requests.verifying import verify
from tests.service.cases import Bureau
from tests.service.histories import History, at, enter, norms, repeal, story
from tests.service.reporting import asked, check_every_cell_opens, contested, declare, facts_of

pytestmark = pytest.mark.django_db

PRINTED: dict[str, Any] = tomllib.loads(Path(__file__).with_name("real_reports.toml").read_text("utf-8"))
CLASSES = ("natural_person", "business", "research", "public_benefit", "legal_service", "other_org")
WAYS = ("reconsideration", "direct_suit", "suit_after_reconsideration")
RESULTS = ("upheld", "revoked", "withdrawn")  # 维持, 纠正, 其他


def printed(key: str) -> dict[str, Number]:
    """Return the cells a real report prints, totals included, as the addresses of its edition."""
    entry = PRINTED[key]
    form = edition_for(entry["year"])
    cells: dict[str, Number] = dict.fromkeys(form.places, 0)
    for row, numbers in entry["T2"].items():
        places = [a for a, p in form.places.items() if p.table == "T2" and p.row.code == row]
        for address, number in zip(places, numbers, strict=True):
            cells[address] = Decimal(number) if isinstance(number, str) else number
    rows = dict(entry["T3"])
    rows["R3_7"] = [sum(n) for n in zip(*_endings(rows).values(), strict=True)] or [0] * len(CLASSES)
    for row, numbers in rows.items():
        for column, number in enumerate([*numbers, sum(numbers)], 1):
            cells[f"T3.{row}.C{column}"] = number
    fourth = [address for address in form.places if address.startswith("T4.")]
    cells.update(zip(fourth, entry["T4"]["cells"], strict=True))
    return cells


def _endings(rows: dict[str, list[int]]) -> dict[str, list[int]]:
    return {row: numbers for row, numbers in rows.items() if row.startswith("R3_") and row != "R3_7"}


class Place(Bureau):
    """An organ of which a real report is made again."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(code, name)
        self.open: list[tuple[str, Proceeding]] = []  # proceedings that the year before left pending

    def year(self, key: str) -> None:
        """Let happen in a year what its report prints, and declare the rest, by month where it divides."""
        entry = PRINTED[key]
        year, form = entry["year"], edition_for(entry["year"])
        cases = enter(self.organ, self.clerk, list(self._requests(entry["T3"], year, form)))
        self._contests(entry["T4"]["cells"], year, iter(cases))
        cells = printed(key)
        counted = set(norm_cells(form))
        for address, number in cells.items():
            if address.startswith("T2.") and address not in counted:
                self._declared(address, number, year, form)

    def _requests(self, rows: dict[str, list[int]], year: int, form: Edition) -> Iterator[History]:
        (block,) = form.table("T3").blocks
        counts = {row.code: row.counts for row in block.rows}
        for column, kind in enumerate(CLASSES):
            day = date(year, 1, 6)
            for row, numbers in _endings(rows).items():
                for place in range(numbers[column]):
                    outcome = counts[row][place % len(counts[row])]
                    yield History(kind, story(day, day + timedelta(days=50), outcome))
                    day += timedelta(days=1)
            for _ in range(rows.get("R4", [0] * len(CLASSES))[column]):
                yield History(kind, story(date(year, 12, 15), date(year + 1, 1, 8), "not_held"))

    def _contests(self, cells: list[int], year: int, cases: Iterator[Case]) -> None:
        pending, self.open = self.open, []
        for place, way in enumerate(WAYS):
            upheld, corrected, other, left, _total = cells[5 * place : 5 * place + 5]
            results = [r for r, n in zip(RESULTS, (upheld, corrected, other), strict=True) for _ in range(n)]
            for _way, earlier in [each for each in pending if each[0] == way]:
                self._ended(earlier, date(year, 2, 20), results.pop())
            for n, result in enumerate(results):
                day = date(year, 3, 3) + timedelta(days=n)
                self._ended(self._accepted(way, next(cases), day), day + timedelta(days=60), result)
            self.open += [(way, self._accepted(way, next(cases), date(year, 12, 3))) for _ in range(left)]

    def _accepted(self, way: str, case: Case, day: date) -> Proceeding:
        return contested(self, case, day.isoformat(), kind=way, body="某某区人民政府")

    def _ended(self, of: Proceeding, day: date, result: str) -> None:
        from gongkai.service.redress.actions.enter_step import enter_step

        enter_step(of, kind="ended", on=day, by=self.clerk, at=at(day), result=result)

    def _declared(self, address: str, number: Number, year: int, form: Edition) -> None:
        unit = form.places[address].unit or ""
        given = {"year": year, "unit": unit, "at": at(date(year + 1, 1, 5))}
        if isinstance(number, Decimal) or number < 12:
            declare(self, address, number, **given)
            return
        each, rest = divmod(number, 12)
        for month in range(1, 13):
            declare(self, address, each + (month <= rest), month, **given)

    def closed(self, year: int) -> Closing:
        """Close a year in the January after it."""
        return close_year(filing_of(self.organ, year), by=self.clerk, at=at(date(year + 1, 1, 12)))


def composed(closing: Closing) -> Report:
    """Return a closing as a whole report with words."""
    form = edition_for(closing.filing.year)
    words = {
        section.number: f"{section.title}：没有需要说明的。" for section in form.sections if not section.table
    }
    return composing.compose(closing.filing, form.key, composing.cells_of(closing), words)


def test_the_2020_report_of_a_district_bureau_comes_out_cell_for_cell() -> None:
    list(load(at(date(2026, 1, 12))))
    bureau = Place("liubei-gongxinju", "柳北区工业和信息化局")
    norms(bureau.organ, bureau.clerk, date(2018, 6, 1), date(2018, 6, 5), 1)  # the one made public before
    bureau.year("liubei-2020")
    facts = facts_of(bureau.organ, 2020, at(date(2021, 1, 12)))
    (filed,) = editions(bureau.organ, 2020)
    assert facts.faults == []
    assert facts.report.values() == printed("liubei-2020")
    assert facts.report.values() == imported_report(filed).values()
    check_every_cell_opens(facts, facts.report.values())


@pytest.fixture
def island() -> Place:
    """An organ with the two years of 平潭 and what was there before."""
    place = Place("haidao-guanweihui", "某某综合实验区管理委员会")
    before = date(2023, 5, 8)
    old = norms(place.organ, place.clerk, before, before, 440 + 33 - 62)
    repeal(old[:33], date(2024, 9, 2), place.clerk)
    norms(place.organ, place.clerk, date(2024, 5, 8), date(2024, 5, 9), 62)
    place.year("pingtan-2024")
    place.closed(2024)
    repeal(old[33:78], date(2025, 9, 2), place.clerk)
    norms(place.organ, place.clerk, date(2025, 5, 8), date(2025, 5, 9), 58)
    # Of the 93 that X2 misses somebody must have learnt in 2025: norms made before, entered then.
    norms(place.organ, place.clerk, before, date(2025, 6, 3), 546 - (440 + 58 - 45))
    place.year("pingtan-2025")
    place.closed(2025)
    return place


def test_two_years_of_an_island_come_out_cell_for_cell_and_pass_on_what_is_open(island: Place) -> None:
    assert verify() is None
    for year in (2024, 2025):
        closing = filing_of(island.organ, year).closings.get()
        assert report_of(closing).values() == printed(f"pingtan-{year}")
        check_every_cell_opens(closing, printed(f"pingtan-{year}"))
    asked(island, "2026-03-03", "2026-03-20")
    found = opening(filing_of(island.organ, 2026))
    assert found is not None
    carried = facts_of(island.organ, 2026, at(date(2027, 1, 12))).report.values()
    for column in range(1, 8):
        assert carried[f"T3.R2.C{column}"] == found.values()[f"T3.R4.C{column}"]
    assert [carried[f"T3.R2.C{column}"] for column in (1, 2, 7)] == [4, 2, 6]


def test_every_written_format_of_them_reads_back_as_the_same_cells(island: Place) -> None:
    for year in (2024, 2025):
        report = composed(filing_of(island.organ, year).closings.get())
        for form in FORMATS:
            read = read_bytes(write(report, form), f"{year}.{form}")
            assert read.values() == printed(f"pingtan-{year}"), form
            assert (read.organ, read.year) == (report.organ, year), form

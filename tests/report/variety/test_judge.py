"""The judge finds a wrong number, an invented one and a lost one; else nothing here proves anything."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from gongkai.report.model import BLANK, Cell, Report, Status
from tests.report.variety import printing
from tests.report.variety.judge import misled, missed, untrue
from tests.report.variety.sheet import Sheet, busy, dice, flat


def _told(sheet: Sheet) -> Report:
    cells = {
        a: Cell(e.number, unit=e.unit) if e.number is not None else Cell(status=min(e.statuses))
        for a, e in sheet.expected.items()
    }
    return Report(sheet.organ, sheet.year, sheet.edition.key, cells=cells)


def test_a_true_reading_is_without_fault():
    for sheet in (busy("2019"), printing.blanks(busy("2021"), "scattered", dice(1))):
        assert untrue(sheet, _told(sheet)) + missed(sheet, _told(sheet)) == []


def test_a_shifted_an_invented_and_a_lost_number_are_faults():
    sheet = printing.blanks(flat("2021", {"T3.R1.C1": 5}), "totals", dice(1))
    report = _told(sheet)

    report.cells["T3.R1.C1"] = Cell(6)
    report.cells["T3.R1.C7"] = Cell(0)
    report.cells["T3.R2.C1"] = BLANK

    assert [f.split(":")[0] for f in untrue(sheet, report)] == ["T3.R1.C1", "T3.R1.C7"]
    assert [f.split(":")[0] for f in missed(sheet, report)] == ["T3.R1.C7", "T3.R2.C1"]


def test_a_number_in_another_unit_is_a_wrong_number():
    sheet = printing.yuan(flat("2021", {}), Decimal("251000"))
    report = _told(sheet)
    assert untrue(sheet, report) == []

    report.cells["T2.xzsyxsf.amount_wan"] = replace(report.cells["T2.xzsyxsf.amount_wan"], unit=None)

    assert len(untrue(sheet, report)) == 1


def test_candidates_without_the_printed_number_are_a_fault():
    sheet = flat("2021", {"T3.R1.C1": 12})
    report = _told(sheet)

    report.cells["T3.R1.C1"] = Cell(status=Status.AMBIGUOUS, candidates=(1, 2))

    assert untrue(sheet, report) == []
    assert len(misled(sheet, report)) == 1

"""Reports to check: balanced ones of every edition, and the five real ones of tests/report/data."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from gongkai.report.edition import Kind
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Report, Section, Status

DATA = Path(__file__).resolve().parents[1] / "data"
NA = Cell(status=Status.NA)
CLASSES = [f"C{n}" for n in range(1, 7)]  # requester classes; C7 is their total
NUMBERED = "一二三四五六"


def zeros(key: str = "2021", year: int | None = None, organ: str = "测试县档案局") -> Report:
    """A report of that edition whose every cell is 0, with six sections of prose."""
    form = edition(key)
    return Report(
        organ=organ,
        year=year or form.first_year,
        edition=key,
        cells={address: Cell(0) for address in form.places},
        sections=[Section(n, f"{NUMBERED[n - 1]}、", f"第{n}部分。") for n in range(1, 7)],
    )


def leaves(key: str) -> list[str]:
    """The rows of results that （七）总计 adds up."""
    rows = [row.code for block in edition(key).table("T3").blocks for row in block.rows]
    return [row for row in rows if row.startswith("R3_") and row != "R3_7"]


def total_up(report: Report) -> Report:
    """Make every total of the report right, from the parts that stand in it, and R1 from the rest."""
    cells = report.cells

    def number(address: str) -> int:
        return cells[address].value or 0

    for column in CLASSES:
        done = sum(number(f"T3.{row}.{column}") for row in leaves(report.edition))
        cells[f"T3.R3_7.{column}"] = Cell(done)
        cells[f"T3.R1.{column}"] = Cell(done + number(f"T3.R4.{column}") - number(f"T3.R2.{column}"))
    for row in ["R1", "R2", *leaves(report.edition), "R3_7", "R4"]:
        cells[f"T3.{row}.C7"] = Cell(sum(number(f"T3.{row}.{column}") for column in CLASSES))
    for block in "ABC":
        parts = ("upheld", "corrected", "other", "pending")
        cells[f"T4.V.{block}_total"] = Cell(sum(number(f"T4.V.{block}_{part}") for part in parts))
    return report


def fold(report: Report) -> Report:
    """Print （六）其他处理 as one row, as some reports of the 2021 form do."""
    for n in range(1, 8):
        parts = [f"T3.R3_6_{k}.C{n}" for k in (1, 2, 3)]
        report.cells[f"T3.R3_6.C{n}"] = Cell(sum(report.cells[part].value or 0 for part in parts))
        report.cells |= dict.fromkeys(parts, NA)
    return report


@st.composite
def balanced(draw: st.DrawFn, key: str | None = None) -> Report:
    """A report whose numbers fit each other: mostly small ones, some beyond any machine word."""
    report = zeros(key or draw(st.sampled_from(["2019", "2021"])))
    count = st.one_of(st.just(0), st.integers(0, 99), st.integers(0, 10**20))
    for address, place in edition(report.edition).places.items():
        if place.kind is Kind.AMOUNT:
            report.cells[address] = Cell(draw(st.decimals(0, 10**9, places=6)))
        elif place.kind is Kind.CHANGE:
            report.cells[address] = Cell(draw(st.integers(-99, 99)))
        elif not place.row.derived and not place.column.derived:
            report.cells[address] = Cell(draw(count))
    for column in CLASSES:  # carried in is at most what was handled or carried on
        most = sum(report.cells[f"T3.{row}.{column}"].value or 0 for row in leaves(report.edition))
        report.cells[f"T3.R2.{column}"] = Cell(draw(st.integers(0, most)))
    return total_up(report)


@cache
def _data() -> dict[str, Any]:
    found = tomllib.loads((DATA / "real_reports.toml").read_text("utf-8"))["reports"]
    return {entry["id"]: entry for entry in found}


def real_ids() -> list[str]:
    """The names of the real reports."""
    return list(_data())


def real_entry(name: str) -> dict[str, Any]:
    """What tests/report/data/real_reports.toml says of a report."""
    return _data()[name]


def real(name: str) -> Report:
    """A real report, re-typed."""
    entry = real_entry(name)
    report = zeros(entry["edition"], entry["year"], entry["organ"])
    for table in edition(entry["edition"]).tables:
        for block in table.blocks:
            for row in block.rows:
                given = entry["T4"] if table.code == "T4" else entry[table.code].get(row.code)
                for n, column in enumerate(block.columns):
                    address = f"{table.code}.{row.code}.{column.code}"
                    if row.code in entry.get("blank", ()):
                        report.cells[address] = BLANK
                    elif given:
                        value = given[n]
                        report.cells[address] = Cell(Decimal(value) if isinstance(value, str) else value)
    report.prose = entry.get("prose", {})
    report.sections = [Section(n, f"{NUMBERED[n - 1]}、") for n in range(1, 6)]  # prose was not kept
    report.sections.append(Section(6, "六、其他需要报告的事项", entry["section_6"]))
    return report

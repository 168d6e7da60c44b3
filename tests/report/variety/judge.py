"""Whether a reader told the truth about a generated file.

A wrong number is never allowed. What differs between layouts is how much must be read: a `FULL`
layout loses nothing that its table shows, a `SAFE` one may be refused or leave cells marked.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from gongkai.report.model import Cell, Report, Status, UnreadableReport
from gongkai.report.read.report import read_bytes
from tests.report.variety.sheet import Sheet


class Want(Enum):
    """How much of a layout a reader owes."""

    FULL = "every cell"
    SAFE = "no wrong number"


def read_file(data: bytes, name: str) -> Report | UnreadableReport:
    """Read a file in memory; a refusal is a result like another, any other error is a fault."""
    try:
        return read_bytes(data, name)
    except UnreadableReport as refusal:
        return refusal


def untrue(sheet: Sheet, report: Report) -> list[str]:
    """Numbers that the file does not print in that place, in words."""
    faults = []
    if report.edition != sheet.edition.key:
        return [f"edition {report.edition}, printed {sheet.edition.key}"]
    for address, cell in report.cells.items():
        entry = sheet.expected.get(address)
        if cell.status is Status.VALUE:
            if entry is None or entry.number is None:
                faults.append(f"{address}: read {cell.value}, printed {entry and entry.text!r}")
            elif cell.value != entry.number or cell.unit != entry.unit:
                faults.append(f"{address}: read {_shown(cell)}, printed {entry.text!r}")
    return faults


def misled(sheet: Sheet, report: Report) -> list[str]:
    """Cells whose candidates leave out the number that is printed there."""
    return [
        f"{address}: candidates {cell.candidates} without {entry.number}"
        for address, entry in sheet.expected.items()
        if (cell := report.cells.get(address)) is not None
        and cell.candidates
        and entry.number is not None
        and entry.number not in cell.candidates
    ]


def missed(sheet: Sheet, report: Report, addresses: Collection[str] | None = None) -> list[str]:
    """Cells that the file shows plainly and that were not read as such."""
    faults = []
    for address, entry in sheet.expected.items():
        if addresses is not None and address not in addresses:
            continue
        cell = report.cells.get(address)
        if cell is None:
            faults.append(f"{address}: not there, printed {entry.text!r}")
        elif cell.status not in entry.statuses:
            faults.append(f"{address}: {cell.status}, printed {entry.text!r}")
    return faults


def judge(
    sheet: Sheet,
    data: bytes,
    name: str,
    want: Want = Want.FULL,
    plain: Collection[str] | None = None,
    candidates: bool = False,
) -> Report | UnreadableReport:
    """Assert that the file is read truly and as far as `want` asks; return what was read.

    `plain` are addresses of a SAFE layout that must be read all the same; with `candidates` those of
    an ambiguous cell must have the printed number among them.
    """
    found = read_file(data, name)
    if isinstance(found, UnreadableReport):
        assert str(found).strip(), "a refusal must say why"
        assert want is Want.SAFE and not plain, f"refused: {found}\n{_excerpt(data)}"
        return found
    faults = untrue(sheet, found)
    if candidates:
        faults += misled(sheet, found)
    if want is Want.FULL:
        faults += missed(sheet, found)
        if found.year != sheet.year or found.organ != sheet.organ:
            faults.append(f"read {found.organ} {found.year}, printed {sheet.organ} {sheet.year}")
        if sheet.folded and not any(f.rule == "L1" for f in found.findings):
            faults.append("no finding L1 for the single row （六）其他处理")
    elif plain:
        faults += missed(sheet, found, plain)
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:12], _excerpt(data)])
    return found


def _shown(cell: Cell) -> str:
    return f"{cell.value}{cell.unit or ''}"


def _excerpt(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(data)} bytes)"
    return text if len(text) < 6000 else text[:6000] + "…"

"""Cells, reports and findings: what every room of the report floor passes to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

Number = int | Decimal
"""A count is an `int` without bound; money is an exact `Decimal`. Never a float."""


class Status(StrEnum):
    """What a cell holds. Blank, zero and not-applicable are three different things."""

    VALUE = "value"
    BLANK = "blank"  # nothing is printed there, or the cell was lost on the way
    NA = "na"  # `/` or `—` is printed: the item does not apply
    AMBIGUOUS = "ambiguous"  # several numbers are possible and nothing decides between them
    UNREADABLE = "unreadable"  # something is printed that is not a number


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"  # blocks filing, without exception
    ERROR_WITH_OVERRIDE = "error_with_override"  # blocks filing until explained
    WARN = "warn"
    NOT_ASSESSED = "not_assessed"  # an input is missing: the rule neither passed nor failed


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a number was found, in words a reader can follow to the place."""

    source: str  # the file, or "declared", "rollup", …
    place: str = ""  # e.g. "表格3第5行第2列", "第4页"
    raw: str = ""  # as printed, before interpretation


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a report: a number, or the reason why there is none.

    `unit` is given only where the printed unit is not the edition's; the number stands as printed.
    `candidates` are the possible numbers of an ambiguous cell, in ascending order.
    """

    value: Number | None = None
    status: Status = Status.VALUE
    unit: str | None = None
    provenance: Provenance | None = None
    candidates: tuple[Number, ...] = ()

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.status is Status.VALUE):
            raise ValueError(f"a cell has a number exactly when its status is value: {self!r}")


BLANK = Cell(status=Status.BLANK)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the printed report; `text` is its prose, tables left out, paragraphs by newline."""

    number: int
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the older 政府信息公开情况统计表 (report years 2008–2018)."""

    name: str
    unit: str | None
    value: Number | None
    cumulative: Number | None = None
    candidates: tuple[
        tuple[Number, Number], ...
    ] = ()  # (value, cumulative) pairs when they cannot be told apart


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: which rule, where, both numbers, and what to do next.

    Every finding of an identity has both numbers; a finding about a place or a text may have none.
    """

    rule: str
    severity: Severity
    message: str
    cells: tuple[str, ...] = ()
    left: Number | None = None
    right: Number | None = None
    hint: str = ""


STATISTICS = "statistics"
"""The edition key of a report that carries the older statistics table instead of the three tables."""


@dataclass(slots=True)
class Report:
    """One organ's report of one year, whatever it was read from.

    `edition` is the key of the form found ("2019", "2021") or `STATISTICS`. `cells` holds every
    address of that edition; the folded row of the edition (R3_6 in 2021) only when it was printed.
    """

    organ: str
    year: int | None
    edition: str
    title: str = ""
    published: date | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    preamble: str = ""
    prose: dict[str, int] = field(default_factory=dict)
    indicators: list[Indicator] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)  # made while reading, e.g. L1
    source: str = ""

    def values(self) -> dict[str, Number]:
        """Return the numbers by address, cells without a number left out."""
        return {a: c.value for a, c in self.cells.items() if c.value is not None}

    def section(self, number: int) -> Section | None:
        """Return the section of that number, or None if the report lacks it."""
        return next((s for s in self.sections if s.number == number), None)

    def of_status(self, status: Status) -> Iterator[str]:
        """Yield the addresses of the cells with that status, in the order of the form."""
        return (a for a, c in self.cells.items() if c.status is status)


class ReportError(Exception):
    """Base of what the report floor refuses; the message is for the person who gave the input."""


class UnreadableReport(ReportError):
    """A file that cannot be read as one annual report; says why and what to do."""


class NoEdition(ReportError):
    """No edition of the form covers that report year."""


class UnsoundEdition(ReportError):
    """An edition's data contradict themselves; says which file and which entry."""

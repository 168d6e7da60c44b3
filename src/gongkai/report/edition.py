"""The shape of an edition of the annual report: tables, rows, columns, sections, identities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from gongkai.report.model import Severity


class Kind(StrEnum):
    """What may stand in a cell."""

    COUNT = "count"  # 0, 1, 2, …
    CHANGE = "change"  # a signed count, printed +1, -15 or 0
    AMOUNT = "amount"  # money: a non-negative decimal with a unit


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A printed label with its spans."""

    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: str
    key: str = ""  # the glossary's name, where the column has one
    group: tuple[str, ...] = ()  # labels of the header cells above it
    kind: Kind = Kind.COUNT
    unit: str | None = None
    unit_printed: bool = True  # False: the form itself states no unit, `unit` is the default reading
    derived: bool = False  # a total, computed from other columns


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    labels: tuple[LabelCell, ...]  # the label cells that begin in this row, left to right
    group: tuple[str, ...] = ()  # labels of the row groups it belongs to, outermost first
    legal_basis: str = ""
    note: str = ""
    derived: bool = False
    counts: tuple[str, ...] = ()  # the outcomes (gongkai.statute.outcomes) whose requests it counts

    @property
    def label(self) -> str:
        """The row's own label, without those of its groups."""
        return self.labels[-1].text if self.labels else ""


@dataclass(frozen=True, slots=True)
class FoldedRow:
    """A row that some reports print in place of several (R3_6 in the 2021 edition)."""

    code: str
    labels: tuple[LabelCell, ...]
    group: tuple[str, ...]
    stands_for: tuple[str, ...]  # the rows that are not applicable when this one is printed
    rolls_into: str  # the row of an aggregate that receives its numbers

    @property
    def label(self) -> str:
        """The row's own label."""
        return self.labels[-1].text


@dataclass(frozen=True, slots=True)
class Block:
    """A header with the rows below it. Table 2 has several; tables 3 and 4 have one each."""

    key: str
    header: tuple[tuple[LabelCell, ...], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    article: str = ""
    folded: tuple[FoldedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """One cell of the form: where it stands and what may stand in it."""

    address: str
    table: str
    block: Block
    row: Row | FoldedRow
    column: Column

    @property
    def kind(self) -> Kind:
        """What may stand here."""
        return self.column.kind

    @property
    def unit(self) -> str | None:
        """The unit the form gives, None for a plain count."""
        return self.column.unit

    @property
    def label(self) -> str:
        """The cell in words: row, then column, e.g. 「5.属于三类内部事务信息·自然人」."""
        column = "".join((*self.column.group, self.column.label))
        return f"{self.row.label}·{column}" if self.row.label else column


@dataclass(frozen=True)
class Table:
    code: str  # T2, T3, T4
    section: int
    caption: str
    grid_columns: int
    label_columns: int
    blocks: tuple[Block, ...]
    unit: str | None = None
    counting_rules: tuple[str, ...] = ()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every cell of the form in printed order, folded rows left out."""
        return tuple(
            Place(f"{self.code}.{row.code}.{column.code}", self.code, block, row, column)
            for block in self.blocks
            for row in block.rows
            for column in block.columns
        )

    @cached_property
    def folded_places(self) -> tuple[Place, ...]:
        """The cells of the rows that are printed only in place of others."""
        return tuple(
            Place(f"{self.code}.{row.code}.{column.code}", self.code, block, row, column)
            for block in self.blocks
            for row in block.folded
            for column in block.columns
        )


@dataclass(frozen=True, slots=True)
class SectionForm:
    """A section as the form asks for it."""

    number: int
    title: str  # as printed, with its number: 「一、总体情况」
    content: str
    table: str | None = None
    length_limit: int | None = None  # characters
    must_mention: str = ""


class Per(StrEnum):
    """How often an identity is applied."""

    COLUMN = "column"  # its terms are rows; once for each column of the table
    ROW = "row"  # its terms are columns; once for each row (or each of `rows`)
    CELL = "cell"  # once for each cell; the term is `.`


class Source(StrEnum):
    """Whose report a term is taken from."""

    OWN = ""
    LAST_YEAR = "last-year"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True)
class Term:
    key: str  # a row code, a column code, or `.` for the cell itself
    source: Source = Source.OWN


@dataclass(frozen=True, slots=True)
class Identity:
    """Two lists of cell terms whose sums are equal. `says` is the rule in the reader's language."""

    code: str
    says: str
    severity: Severity
    per: Per
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    source: str
    mark: str  # read · inferred · unconfirmed
    hint: str = ""
    table: str | None = None  # None: every table
    rows: tuple[str, ...] = ()  # for Per.ROW: only these rows


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the year after the report year."""

    month: int
    day: int

    def after(self, report_year: int) -> date:
        """Return the last day for the report of `report_year`."""
        return date(report_year + 1, self.month, self.day)


@dataclass(frozen=True, slots=True)
class ReportKind:
    """A kind of reporter: who, to whom, until when."""

    key: str
    who: str
    mark: str
    to: str = ""
    sums: str = ""  # what an aggregate adds up
    deadline: Deadline | None = None
    basis: str = ""
    published: bool = False
    publish_by: Deadline | None = None  # where that is another day than the one of handing in

    def published_until(self, report_year: int) -> date | None:
        """Return the last day on which the report of a year becomes public; None where no rule names one."""
        last = self.publish_by or self.deadline
        return last.after(report_year) if last and self.published else None


@dataclass(frozen=True, slots=True)
class Norm:
    """The notice that prescribes the form."""

    title: str
    number: str
    dated: date
    note: str = ""


@dataclass(frozen=True, eq=False)  # one object an edition: compared and hashed by identity
class Edition:
    """One edition of the form. Cell addresses are public interface and never change."""

    key: str
    norm: Norm
    first_year: int
    last_year: int | None
    title_pattern: str
    sections: tuple[SectionForm, ...]
    tables: tuple[Table, ...]
    identities: tuple[Identity, ...]
    kinds: tuple[ReportKind, ...]
    publication: dict[str, str] = field(default_factory=dict)

    def table(self, code: str) -> Table:
        """Return the table T2, T3 or T4; KeyError if the edition has none of that code."""
        return {table.code: table for table in self.tables}[code]

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every cell by its address, in printed order, folded rows left out."""
        return {place.address: place for table in self.tables for place in table.places}

    @cached_property
    def folded_places(self) -> dict[str, Place]:
        """The cells of folded rows by address."""
        return {place.address: place for table in self.tables for place in table.folded_places}

    def place(self, address: str) -> Place:
        """Return the cell of that address, folded or not; KeyError if the form has none."""
        return self.places.get(address) or self.folded_places[address]

    def covers(self, report_year: int) -> bool:
        """Say whether the form is prescribed for that report year."""
        return self.first_year <= report_year and (self.last_year is None or report_year <= self.last_year)

    def title(self, organ: str, year: int) -> str:
        """Return the report's title as the form words it."""
        return self.title_pattern.format(organ=organ, year=year)

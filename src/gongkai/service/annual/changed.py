"""What changed between two versions of a report: numbers cell by cell, and words paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from gongkai.papers.compare import Change, compare
from gongkai.report.loader import edition
from gongkai.report.model import BLANK, Cell, Report, Status
from gongkai.report.naming import cell_name
from gongkai.report.sums import plain

OTHERS = {
    Status.BLANK: "空白",
    Status.NA: "不适用",
    Status.AMBIGUOUS: "不能确定",
    Status.UNREADABLE: "不能识别",
}


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell whose number is another."""

    address: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WordsChange:
    """A section, or the preamble, with its paragraphs compared."""

    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two versions."""

    cells: tuple[CellChange, ...]
    words: tuple[WordsChange, ...]

    def __bool__(self) -> bool:
        return bool(self.cells or self.words)


def between(old: Report, new: Report) -> Changes:
    """Return what changed from one version to another, in the order of the form."""
    return Changes(tuple(_cells(old, new)), tuple(_words(old, new)))


def _cells(old: Report, new: Report) -> Iterator[CellChange]:
    form = edition(new.edition)
    for address in dict.fromkeys([*new.cells, *old.cells]):
        before, after = old.cells.get(address, BLANK), new.cells.get(address, BLANK)
        if (before.value, before.status, before.unit) != (after.value, after.status, after.unit):
            known = address in form.places or address in form.folded_places
            name = cell_name(form.place(address)) if known else address
            yield CellChange(address, name, _number(before), _number(after))


def _number(cell: Cell) -> str:
    if cell.value is None:
        return OTHERS[cell.status]
    return f"{plain(cell.value)}{cell.unit or ''}"


def _words(old: Report, new: Report) -> Iterator[WordsChange]:
    texts = [("前言", old.preamble, new.preamble)]
    before = {section.number: section for section in old.sections}
    after = {section.number: section for section in new.sections}
    for number in sorted({*before, *after}):
        title = (after.get(number) or before[number]).title
        texts.append(
            (
                title,
                before[number].text if number in before else "",
                after[number].text if number in after else "",
            )
        )
    for title, one, other in texts:
        if one != other:
            found = tuple(change for change in compare(_html(one), _html(other)) if change.kind != "same")
            yield WordsChange(title, found)


def _html(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())

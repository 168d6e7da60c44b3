"""The many ways in which one number, or its absence, is printed in a cell."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

from gongkai.report.edition import Kind, Place
from gongkai.report.model import Status
from tests.report.variety.sheet import NOT_APPLICABLE, NOTHING, Entry, Sheet

FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")


def full_width(sheet: Sheet) -> Sheet:
    """`１２` for 12."""
    return sheet.printed(lambda _, e: replace(e, text=e.text.translate(FULL_WIDTH)))


def thousands(sheet: Sheet, mark: str = ",") -> Sheet:
    """`1,234` for 1234."""

    def change(_: Place, entry: Entry) -> Entry:
        if entry.number is None or abs(entry.number) < 1000:
            return entry
        return replace(entry, text=f"{entry.number:,}".replace(",", mark))

    return sheet.printed(change)


def padded(sheet: Sheet, die: Random) -> Sheet:
    """`\\xa0 0`: blanks of several kinds around the number."""

    def change(_: Place, entry: Entry) -> Entry:
        left, right = (die.choice(("", " ", "\xa0", "\xa0\xa0", "\u3000", " \xa0 ")) for _ in "ab")
        return replace(entry, text=left + entry.text + right)

    return sheet.printed(change)


def signed(sheet: Sheet, die: Random) -> Sheet:
    """`+1`, `减4`, `增3`, `－4` in the column 本年增/减."""

    def change(place: Place, entry: Entry) -> Entry:
        if place.kind is not Kind.CHANGE or not entry.number:
            return entry
        size = abs(entry.number)
        forms = ("+{}", "增{}", "增加{}", "＋{}") if entry.number > 0 else ("减{}", "减少{}", "－{}", "-{}")
        return replace(entry, text=die.choice(forms).format(size))

    return sheet.printed(change)


def with_notes(sheet: Sheet, die: Random) -> Sheet:
    """`22（其中修订16件）`: a remark in brackets that has numbers of its own."""
    notes = ("（其中修订16件）", "(含自然失效29件)", "（含上年结转3件）", "（注：其中2件为联合制发）")

    def change(place: Place, entry: Entry) -> Entry:
        if place.kind is not Kind.COUNT or die.random() > 0.1:
            return entry
        return replace(entry, text=entry.text + die.choice(notes))

    return sheet.printed(change)


def with_units(sheet: Sheet, die: Random) -> Sheet:
    """`12件`, `251000元`, `75.5万元`: the unit stands in the cell and may not be the form's."""

    def change(place: Place, entry: Entry) -> Entry:
        if place.kind is Kind.AMOUNT and entry.number is not None:
            unit = die.choice(("元", "万元"))
            return replace(entry, text=entry.text + unit, unit=None if unit == place.unit else unit)
        if place.kind is Kind.COUNT and place.table == "T2" and die.random() < 0.5:
            return replace(
                entry, text=entry.text + die.choice(("件", "项", "个") if entry.number else ("件",))
            )
        return entry

    return sheet.printed(change)


def not_applicable(sheet: Sheet, die: Random) -> Sheet:
    """`/` or `—` in the row 规章, and in whole rows here and there."""
    rows = sorted({a.rsplit(".", 1)[0] for a in sheet.entries if a.startswith("T2.")})
    chosen = {"T2.gz", *die.sample(rows, k=die.randrange(0, 3))}
    mark = die.choice(("/", "—", "——", "／"))

    def change(place: Place, entry: Entry) -> Entry:
        if place.address.rsplit(".", 1)[0] in chosen:
            return Entry(mark, None, NOT_APPLICABLE)
        return entry

    return sheet.printed(change)


def dashes(sheet: Sheet) -> Sheet:
    """A lone `-` for every zero: nothing, or not applicable, but no number."""
    either = frozenset({Status.NA, Status.BLANK})
    return sheet.printed(lambda _, e: Entry("-", None, either) if e.number == 0 else e)


BLANK_PATTERNS = ("zeros", "organisations", "leaves", "totals", "scattered", "outcome totals")


def blanks(sheet: Sheet, pattern: str, die: Random) -> Sheet:
    """Leave cells empty as offices do: every zero, all organisations, all but totals, totals, at random."""

    def empty(place: Place, entry: Entry) -> bool:
        table, row, column = place.address.split(".")
        total = row == "R3_7" or column == "C7" or column.endswith("_total")
        match pattern:
            case "zeros":
                return entry.number == 0
            case "organisations":
                return table == "T3" and column in ("C2", "C3", "C4", "C5", "C6")
            case "leaves":
                return table != "T2" and not total
            case "totals":
                return table != "T2" and total
            case "outcome totals":
                return table == "T3" and row.startswith("R3_") and column == "C7" and row != "R3_7"
        return die.random() < 0.3

    fill = die.choice(("", " ", "\xa0", "\xa0\xa0\xa0"))
    return sheet.printed(lambda p, e: Entry(fill, None, NOTHING) if empty(p, e) else e)


def words(sheet: Sheet, address: str, text: str) -> Sheet:
    """Put something that is no number into one cell."""
    unreadable = frozenset({Status.UNREADABLE, Status.BLANK, Status.NA, Status.AMBIGUOUS})
    return replace(sheet, entries={**sheet.entries, address: Entry(text, None, unreadable)})


def yuan(sheet: Sheet, number: Decimal) -> Sheet:
    """An amount in 元 in a cell whose header says 万元 (or says nothing)."""
    (address,) = (a for a in sheet.entries if sheet.edition.place(a).kind is Kind.AMOUNT)
    unit = None if sheet.edition.place(address).unit == "元" else "元"
    return replace(sheet, entries={**sheet.entries, address: Entry(f"{number:f}元", number, unit=unit)})

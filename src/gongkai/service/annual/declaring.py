"""The numbers an organ declares: what may stand where, how they are typed, and the year as a grid.

What may be declared are the cells of table 2 that no ledger here counts. Of a cell either each month has a
number or the whole year has one; 上一年项目数量 is a stock, of the whole year only.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from gongkai.report.edition import Edition, Kind, Place
from gongkai.report.loader import edition_for
from gongkai.report.model import Number
from gongkai.service.annual import declared
from gongkai.service.annual.models import Declaration
from gongkai.service.organs.models import Organ
from gongkai.service.organs.queries import forebears

STOCK = "prev"  # the column that says how many there were when the year began
UNITS = ("元", "万元")
LARGEST = Decimal(10) ** 20
PLACES = 6  # after the point, as the column keeps them


@dataclass(frozen=True, slots=True)
class Square:
    """One month of an item in the grid (0: the whole year): its number, or that there should be one."""

    month: int
    row: Declaration | None
    number: Number | None
    is_missing: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its year: the squares of its months, that of the whole year, and their sum so far."""

    place: Place
    name: str
    months: tuple[Square, ...]
    whole: Square
    total: Number | None
    missing: int


def places(form: Edition) -> dict[str, Place]:
    """Return the cells of a form that are declared, by address."""
    return {address: form.places[address] for address in declared.addresses(form)}


def name_of(place: Place) -> str:
    """Return an item as people call it: 行政许可, or 行政许可（上一年项目数量） where its row has several."""
    if len(place.block.columns) == 1:
        return place.row.label
    return f"{place.row.label}（{place.column.label.partition('（')[0]}）"


def of_whole_year(place: Place) -> bool:
    """Say whether an item has no months: what was there when the year began is one number."""
    return place.column.code == STOCK


def standing(organ: Organ, year: int, address: str = "") -> dict[tuple[str, int], Declaration]:
    """Return what counts now of an organ's year, by address and month (0: the whole year)."""
    rows = Declaration.objects.filter(organ=organ, year=year, replaced_by=None, withdrawn=False)
    if address:
        rows = rows.filter(address=address)
    return {(row.address, row.month or 0): row for row in rows.select_related("by__person").order_by("pk")}


def answered_for(organ: Organ, year: int, on: date) -> list[Organ]:
    """Return the organs for whose numbers of a year one answers on a day: itself first, then who ended in it.

    What an organ that was merged or renamed left to be declared is entered in its name, for its own months,
    by who came after it alone. What was split is declared by each for itself (`declared._left`).
    """
    rows = Organ.objects.filter(pk__in=forebears(organ, on, whole=True)).order_by("code")
    return [organ, *(each for each in rows if declared.months_of(each, year))]


def grid(organ: Organ, year: int, on: date) -> list[Line]:
    """Return an organ's year: each item with its months, and what is missing by a day."""
    form = edition_for(year)
    have = standing(organ, year)
    due = [month for month in declared.months_of(organ, year) if is_over(year, month, on)]
    return [_line(place, form, have, due, date(year, 12, 31) <= on) for place in places(form).values()]


def history(organ: Organ, year: int, address: str) -> list[Declaration]:
    """Return everything that was ever declared of an item, the newest first."""
    rows = Declaration.objects.filter(organ=organ, year=year, address=address)
    return list(rows.select_related("by__person", "by__organ", "replaces", "replaced_by").order_by("-pk"))


def is_over(year: int, month: int, on: date) -> bool:
    """Say whether the last day of a month has come, or of the whole year (0)."""
    return date(year, month or 12, monthrange(year, month or 12)[1]) <= on


def read_number(words: str) -> Decimal | None:
    """Return a number as it was typed, in half or full width; None for what only looks like one.

    Commas part groups of three and nothing else: “1,5” may be meant for 1.5 or for 15, and is neither.

    >>> read_number("１，234.50"), read_number("+3"), read_number("三"), read_number("1e5")
    (Decimal('1234.50'), Decimal('3'), None, None)
    >>> read_number("1,5"), read_number("12 34"), read_number("10²"), read_number("③")
    (None, None, None, None)
    """
    plain = words.translate(_HALF_WIDTH).strip()
    return Decimal(plain.replace(",", "")) if _PLAIN_NUMBER.fullmatch(plain) else None


_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: " "}
_PLAIN_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


def faults_of(place: Place, month: int | None, value: Decimal, unit: str, year: int, on: date) -> list[str]:
    """Return what is wrong with a number for its cell and month, in sentences; empty if nothing is."""
    name = name_of(place)
    found = []
    if of_whole_year(place) and month is not None:
        found.append(_("“%(name)s”是上一年的数，按全年填报一个数，不按月填报。") % {"name": name})
    elif not of_whole_year(place) and not is_over(year, month or 0, on):
        when = _("%(month)s月") % {"month": month} if month else _("全年")
        found.append(_("%(year)s年%(when)s还没有结束，最后一天起才能填报。") % {"year": year, "when": when})
    if place.kind is Kind.AMOUNT:
        if unit not in UNITS:
            found.append(_("“%(name)s”是金额，请写明单位：元或者万元。") % {"name": name})
        if value < 0:
            found.append(_("“%(name)s”不能是负数。") % {"name": name})
    else:
        if unit:
            found.append(_("“%(name)s”是件数，不带单位。") % {"name": name})
        if value != value.to_integral_value():
            found.append(_("“%(name)s”应当是整数。") % {"name": name})
        if value < 0 and place.kind is Kind.COUNT:
            found.append(_("“%(name)s”不能是负数。") % {"name": name})
    exponent = value.normalize().as_tuple().exponent
    if abs(value) >= LARGEST or (isinstance(exponent, int) and exponent < -PLACES):
        found.append(_("数太大，或者小数超过六位，请核对。"))
    return found


def _line(
    place: Place,
    form: Edition,
    have: dict[tuple[str, int], Declaration],
    due: list[int],
    is_over: bool,
) -> Line:
    whole = have.get((place.address, 0))
    months = []
    for month in range(1, 13):
        row = have.get((place.address, month))
        lacks = row is None and whole is None and month in due and not of_whole_year(place)
        months.append(Square(month, row, _number(row, form), lacks))
    rows = [square.row for square in months if square.row is not None] + ([whole] if whole else [])
    numbers = [number for row in rows if (number := _number(row, form)) is not None]
    lacks_whole = whole is None and of_whole_year(place) and is_over
    return Line(
        place=place,
        name=name_of(place),
        months=tuple(months),
        whole=Square(0, whole, _number(whole, form), lacks_whole),
        total=sum(numbers[1:], numbers[0]) if numbers else None,
        missing=sum(square.is_missing for square in months) + lacks_whole,
    )


def _number(row: Declaration | None, form: Edition) -> Number | None:
    if row is None or (found := declared.value_of(row, form)) is None:
        return None
    return found if isinstance(found, int) else found.normalize()


__all__ = [
    "STOCK",
    "UNITS",
    "Line",
    "Square",
    "answered_for",
    "faults_of",
    "grid",
    "history",
    "is_over",
    "name_of",
    "of_whole_year",
    "places",
    "read_number",
    "standing",
]

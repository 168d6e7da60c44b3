"""The numbers that were declared for a year, and what is missing of them: a blank is no zero.

A cell that nobody declared is blank. One that was declared for some months is a fault until each month
has its number in which the organ, or one it came after, was there on the first day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, F, QuerySet, Sum, When
from django.db.models import Case as Choice
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from gongkai.report.edition import Edition, Kind
from gongkai.report.model import Number
from gongkai.report.naming import cell_name
from gongkai.report.units import convert
from gongkai.service.annual import norms
from gongkai.service.annual.models import Declaration
from gongkai.service.annual.whose import Division, Whose, begun_on
from gongkai.service.organs.models import Organ, Succession

SUMMED_BELOW = 10**9
"""Whole numbers below this are added up by the database, which holds the sum of 9×10⁹ of them."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is wrong with the numbers of a cell, in words, and the declarations it is about."""

    address: str
    says: str
    declarations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """The declarations in each cell of an organ's table with their values, and what is wrong with them."""

    cells: Mapping[str, tuple[tuple[int, Number], ...]]
    missing: tuple[Missing, ...]

    def numbers(self) -> dict[str, Number]:
        """Return the sum of each cell that somebody declared; of numbers that cannot stand there, none."""
        return {address: sum(value for _, value in rows) for address, rows in self.cells.items() if rows}


class Given(NamedTuple):
    """What counts of a declaration."""

    pk: int
    organ_id: int
    month: int | None
    address: str
    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class _There:
    """From when to when an organ was there, and its name."""

    name: str
    since: date | None
    until: date | None

    def months(self, year: int) -> list[int]:
        """Return the months of a year on whose first day it was there."""
        first = [date(year, month, 1) for month in range(1, 13)]
        return [
            day.month
            for day in first
            if (self.since is None or self.since <= day) and (self.until is None or day < self.until)
        ]


def addresses(form: Edition) -> tuple[str, ...]:
    """Return the cells of a form whose numbers are declared."""
    counted = set(norms.addresses(form))
    return tuple(a for a, place in form.places.items() if place.table == "T2" and a not in counted)


def was_there(organ: Organ, year: int, month: int) -> bool:
    """Say whether an organ was there on any day of a month: only then can it have decided anything."""
    found = _there([organ.pk])[organ.pk]
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return (found.since is None or found.since <= last) and (found.until is None or first < found.until)


def months_of(organ: Organ, year: int) -> list[int]:
    """Return the months of a year of which an organ has its own number: it was there on the first day."""
    return _there([organ.pk])[organ.pk].months(year)


def of_each(of: Division, form: Edition, year: int) -> dict[int, Declared]:
    """Return what was declared for a year for each of these organs, in three queries for all of them."""
    rows: dict[int, list[Given]] = {}
    for each in (
        _in_force(of.organs | of.shared, year).order_by("address", "month", "pk").values_list(*Given._fields)
    ):
        row = Given(*each)
        rows.setdefault(row.organ_id, []).append(row)
    there = _there(of.organs | of.shared) if rows else {}
    return {organ: _declared(whose, rows, there, form, year) for organ, whose in of.each.items()}


def sums_of_each(of: Division, form: Edition, year: int) -> dict[int, dict[str, Number]]:
    """Return what the declared numbers of each of these organs come to, by cell, in one query for all.

    The same as `of_each(…).numbers()`, without the declarations themselves and what is missing. The database
    adds up whole numbers; any other number comes apart and is added here, exactly.
    """
    found: dict[int, dict[str, Number]] = {organ: {} for organ in of.each}
    small = When(value__gte=0, value__lt=SUMMED_BELOW, then=Cast("value", BigIntegerField()))
    rows = (
        _in_force(of.organs, year)
        .annotate(whole=Choice(small, default=None, output_field=BigIntegerField()))
        .annotate(apart=Choice(When(value=F("whole"), then=None), default=F("value")))
        .order_by()
        .values_list("organ", "address", "unit", "apart")
        .annotate(n=Count("pk"), together=Sum("whole"))
    )
    open_ = set(addresses(form))
    for organ, address, unit, apart, n, together in rows:
        times, value = (1, Decimal(together)) if apart is None else (n, apart)
        if address not in open_ or (number := _as_cell(address, value, unit, form)) is None:
            continue
        for owner in of.owners.get(organ, ()):
            cells = found[owner]
            cells[address] = cells.get(address, 0) + times * number
    return found


def value_of(row: Declaration | Given, form: Edition) -> Number | None:
    """Return the number of a declaration as its cell has it; None if it cannot stand there."""
    return _as_cell(row.address, row.value, row.unit, form)


def _as_cell(address: str, value: Decimal, unit: str, form: Edition) -> Number | None:
    place = form.places.get(address)
    if place is None:
        return None
    if place.kind is Kind.AMOUNT:
        found = convert(value.normalize(), unit or None, place.unit)
        return None if found is None or found < 0 else found
    if value != value.to_integral_value() or (place.kind is Kind.COUNT and value < 0):
        return None
    return int(value)


def _in_force(organs: Collection[int], year: int) -> QuerySet[Declaration]:
    """Return what was declared for a year, and neither replaced nor taken back."""
    return Declaration.objects.filter(organ__in=organs, year=year, replaced_by=None, withdrawn=False)


def _declared(
    whose: Whose, rows: Mapping[int, list[Given]], there: Mapping[int, _There], form: Edition, year: int
) -> Declared:
    by_address: dict[str, list[Given]] = {}
    for organ in whose.alone:
        for row in rows.get(organ, ()):
            by_address.setdefault(row.address, []).append(row)
    open_ = addresses(form)
    cells: dict[str, tuple[tuple[int, Number], ...]] = {}
    missing: list[Missing] = []
    for address, given in by_address.items():
        keys = tuple(row.pk for row in given)
        if address not in open_:
            missing.append(
                Missing(
                    address,
                    _("“%(address)s”不是%(form)s年格式中须填报的格，请更正填报的位置。")
                    % {"address": address, "form": form.key},
                    keys,
                )
            )
            continue
        values = [(row, value_of(row, form)) for row in given]
        if wrong := [row for row, value in values if value is None]:
            says = _("%(cell)s填报的数%(number)s不能计入这一格，请更正数或者单位。") % {
                "cell": cell_name(form.places[address]),
                "number": f"{wrong[0].value.normalize():f}{wrong[0].unit}",
            }
            missing.append(Missing(address, says, tuple(row.pk for row in wrong)))
        cells[address] = tuple((row.pk, value) for row, value in values if value is not None)
        if says := _lacks(cell_name(form.places[address]), whose, given, there, year):
            missing.append(Missing(address, says, keys))
    missing += _left(whose, rows, by_address, there, form)
    return Declared({a: cells[a] for a in form.places if a in cells}, tuple(missing))


def _lacks(cell: str, whose: Whose, given: list[Given], there: Mapping[int, _There], year: int) -> str:
    """Say what months are missing, or that months and the whole year were both declared; "" if nothing is."""
    whole = {row.organ_id for row in given if row.month is None}
    months: dict[int, set[int]] = {}
    for row in given:
        if row.month is not None:
            months.setdefault(row.organ_id, set()).add(row.month)
    if both := whole & set(months):
        return _("%(cell)s：%(organs)s既填报了全年的数，又填报了各月的数，请只留一种。") % {
            "cell": cell,
            "organs": _names(both, there),
        }
    if whose.organ in whole:
        if others := {row.organ_id for row in given} - {whose.organ}:
            return _("%(cell)s已填报全年的数，又有%(organs)s的数，请核对是否重复，只留一种。") % {
                "cell": cell,
                "organs": _names(others, there),
            }
        return ""
    lacking = []
    for organ in sorted(whose.alone, key=lambda key: there[key].name):
        wanted = set(there[organ].months(year)) - months.get(organ, set())
        if wanted and organ not in whole:
            given_ = {"organ": there[organ].name, "months": _months(wanted)}
            lacking.append(_("%(organ)s缺%(months)s") % given_)
    if not lacking:
        return ""
    return _("%(cell)s没有填全：%(lacking)s。没有发生的，填报0。") % {
        "cell": cell,
        "lacking": _("；").join(lacking),
    }


def _left(
    whose: Whose,
    rows: Mapping[int, list[Given]],
    own: Mapping[str, list[Given]],
    there: Mapping[int, _There],
    form: Edition,
) -> list[Missing]:
    """Return what an organ that was split had declared, where this one has no whole year of its own."""
    found = []
    for organ in whose.shared:
        undivided: dict[str, list[int]] = {}
        for row in rows.get(organ, ()):
            whole_of_its_own = any(
                each.organ_id == whose.organ and each.month is None for each in own.get(row.address, ())
            )
            if row.address in form.places and not whole_of_its_own:
                undivided.setdefault(row.address, []).append(row.pk)
        for address, keys in undivided.items():
            says = _("%(cell)s：%(organ)s拆分以前填报的数没有划分，请由承接的机关按划分填报全年的数。") % {
                "cell": cell_name(form.places[address]),
                "organ": there[organ].name,
            }
            found.append(Missing(address, says, tuple(keys)))
    return found


def _there(organs: Collection[int]) -> dict[int, _There]:
    ended = dict(
        Succession.objects.filter(predecessors__in=organs).order_by("-on").values_list("predecessors", "on")
    )
    begun = begun_on(organs)
    rows = Organ.objects.filter(pk__in=organs).values_list("pk", "name")
    return {pk: _There(name, begun.get(pk), ended.get(pk)) for pk, name in rows}


def _names(organs: Iterable[int], there: Mapping[int, _There]) -> str:
    return "、".join(sorted(there[organ].name for organ in organs))


def _months(months: Iterable[int]) -> str:
    return _("、").join(_("%(month)s月") % {"month": month} for month in sorted(months))

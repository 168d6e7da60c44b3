"""Organs and years side by side for one measure: as a table, as plots, and with the numbers behind them.

Who may see what is decided by whoever gives the reports: here they are only held against one another. Every
number is one of the form, so that none is left out for being small; no breakdown finer than the form is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.report.model import Number, Report
from gongkai.service.annual import measures
from gongkai.service.annual.charts import Chart, Kind, Series, Text, multiples, said
from gongkai.service.annual.measures import Measure, Taken
from gongkai.service.organs.models import Organ

MOST_PLOTS = 60  # organs plotted; the table has all of them

HEAD = (
    *("organ_code", "organ_name", "year", "scope", "edition", "state", "measure", "column", "value", "unit"),
    *("part", "whole", "part_cells", "whole_cells", "why", "url"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A report of an organ's year as one may see it: public, or on its way; `url` is where it stands."""

    report: Report
    state: str = "public"
    edition: int = 0
    url: str = ""
    says: Text = ""  # where it is not public: what it is


@dataclass(frozen=True, slots=True)
class Square:
    """What one organ's report of one year has of the measure."""

    year: int
    taken: Taken
    given: Given | None

    @property
    def says(self) -> str:
        """The number in words."""
        return said(self.taken.value)


@dataclass(frozen=True)
class Compared:
    """Organs in rows, years in columns."""

    measure: Measure
    column: str
    scope: str
    years: tuple[int, ...]
    organs: tuple[Organ, ...]
    given: Mapping[tuple[int, int], Given]
    place: str = ""  # among several on one page

    @cached_property
    def rows(self) -> list[tuple[Organ, list[Square]]]:
        """The table."""
        return [(organ, [self._square(organ, year) for year in self.years]) for organ in self.organs]

    @property
    def unit(self) -> str | Promise:
        """The unit of the numbers."""
        if self.measure.is_share:
            return "%"
        return next(iter(self._units)) if self.has_unit_of_form else _("件")

    @property
    def has_unit_of_form(self) -> bool:
        """Whether the unit is in the form's own words, which stay Chinese."""
        return not self.measure.is_share and len(self._units) == 1

    @cached_property
    def _units(self) -> set[str]:
        return {square.taken.unit for _organ, squares in self.rows for square in squares if square.taken.unit}

    @property
    def charts(self) -> list[Chart]:
        """The plots: of one year a bar an organ; of several a small plot an organ, all to one scale."""
        shown = self.rows[:MOST_PLOTS]
        if len(self.years) == 1:
            names = tuple(organ.name for organ, _squares in shown)
            series = self._series(squares[0].taken.value for _organ, squares in shown)
            title = f"{self.measure.name} {self.years[0]}"
            chart = Chart(
                *(f"one-year{self.place}", title, names, (series,), Kind.RANKED),
                unit=self.unit,
                corner=_("机关"),
                is_chinese=self.measure.is_chinese,
                chinese_labels=True,
                chinese_unit=self.has_unit_of_form,
            )
            return [] if chart.is_empty else [chart]
        labels = tuple(map(str, self.years))
        return multiples(
            Chart(
                *(f"organ-{organ.pk}{self.place and f'-{self.place}'}", organ.name, labels),
                (self._series(square.taken.value for square in squares),),
                unit=self.unit,
                is_chinese=True,
                chinese_unit=self.has_unit_of_form,
            )
            for organ, squares in shown
        )

    def _series(self, values: Iterable[Number | None]) -> Series:
        return Series(self.measure.name, tuple(values), self.measure.is_chinese)

    @property
    def not_plotted(self) -> int:
        """How many organs stand in the table only."""
        return max(0, len(self.rows) - MOST_PLOTS)

    def _square(self, organ: Organ, year: int) -> Square:
        given = self.given.get((organ.pk, year))
        return Square(year, measures.take(self.measure, given.report if given else None, self.column), given)

    def table(self) -> Iterator[list[Any]]:
        """Yield the table as lines."""
        yield [gettext("机关"), *self.years]
        for organ, squares in self.rows:
            yield [organ.name, *(square.taken.value for square in squares)]

    def records(self) -> Iterator[list[Any]]:
        """Yield what every number is made of: a line for each organ and year."""
        yield list(HEAD)
        for organ, squares in self.rows:
            for square in squares:
                taken, given = square.taken, square.given
                yield [
                    *(organ.code, organ.name, square.year, self.scope),
                    *((given.edition, given.state) if given else ("", "")),
                    *(self.measure.key, self.column if self.measure.has_columns else ""),
                    *(taken.value, taken.unit, taken.part, taken.whole),
                    *(" ".join(taken.part_cells), " ".join(taken.whole_cells), str(taken.why)),
                    given.url if given else "",
                ]


def numbers(values: Iterable[str], known: Sequence[int]) -> tuple[int, ...]:
    """Return the years asked for that there are, in order; the last five if none was asked for."""
    asked = {int(value) for value in values if value.isascii() and value.isdigit() and len(value) == 4}
    found = tuple(sorted(asked & set(known)))
    return found or tuple(sorted(known))[-5:]


__all__ = ["Compared", "Given", "Number", "Square", "numbers"]

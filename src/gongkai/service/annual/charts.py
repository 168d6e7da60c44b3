"""Plots from plain numbers, as SVG drawn here: for the public pages and for the desk.

A plot is a picture with a name and a description (which stands beside it where names in it stay Chinese on an
English page, and have to be marked); the numbers stand beside it as a table, which is what a
reader of the screen is given. Parts differ by pattern and mark as well as by colour, so that a print in black
says the same. What is no number is drawn as none and never as zero. No script, no style of its own: the
colours are in `charts.css`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from math import ceil, floor, log10

from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongkai.report.model import Number

WIDE, SMALL = (420, 268), (280, 182)
TOP, BOTTOM, END = 24, 24, 8  # of the field, to the edges of the picture
LETTER = 6.4  # width of a figure or a Latin letter at the size of the labels
HEIGHT_OF_ROW = 42  # of ranked bars: the name, and the bar below it
PATTERNS = 6
MOST_TICKS = 4
NONE = "—"

Text = str | Promise


class Kind(StrEnum):
    """How a plot shows its numbers."""

    BARS = "bars"  # one number for each label
    STACKED = "stacked"  # parts of a whole, on top of one another
    LINES = "lines"
    RANKED = "ranked"  # one number for each of many names, as bars that lie


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that belong together, one for each label of the plot; None is no number."""

    name: Text
    values: tuple[Number | None, ...]
    is_chinese: bool = False  # the name stays Chinese on an English page


@dataclass(frozen=True)
class Chart:
    """One plot with its numbers. `key` is its own on the page; `top` is the end of a scale several share."""

    key: str
    title: Text
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    kind: Kind = Kind.BARS
    unit: Text = ""
    says: Text = ""  # what the numbers are, for whoever does not see the picture
    corner: Text = ""  # over the labels, in the table
    top: Number | None = None
    small: bool = False
    is_chinese: bool = False  # the title stays Chinese on an English page
    chinese_labels: bool = False
    chinese_unit: bool = False

    @property
    def svg(self) -> SafeString:
        """The picture."""
        return draw(self)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The numbers as a table has them: a row for each label."""
        return [
            (label, [said(series.values[place]) for series in self.series])
            for place, label in enumerate(self.labels)
        ]

    @property
    def numbers(self) -> list[Number]:
        """Every number of the plot."""
        return [value for series in self.series for value in series.values if value is not None]

    @property
    def is_empty(self) -> bool:
        """Whether there is no number to draw."""
        return not self.numbers

    @property
    def most(self) -> Number:
        """The highest point: of the parts of a whole together."""
        if self.kind is Kind.STACKED:
            sums = [_sum(s.values[place] for s in self.series) for place in range(len(self.labels))]
            return max(sums, default=0)
        return max(self.numbers, default=0)

    @property
    def is_told_beside(self) -> bool:
        """Whether what is to be seen is told beside the picture: its own description has no marks, so that
        a name that stays Chinese would be read out as English."""
        return self.chinese_labels or any(series.is_chinese for series in self.series)

    @cached_property
    def described(self) -> SafeString:
        """What is to be seen, in a sentence, with what stays Chinese marked."""
        parts = [escape(str(self.says))] if self.says else []
        for series in self.series:
            known = [
                (value, label)
                for value, label in zip(series.values, self.labels, strict=True)
                if value is not None
            ]
            if known:
                (low, when_low), (high, when_high) = min(known), max(known)
                given = {
                    "name": _marked(series.name, series.is_chinese),
                    "low": said(low),
                    "when_low": _marked(when_low, self.chinese_labels),
                    "high": said(high),
                    "when_high": _marked(when_high, self.chinese_labels),
                }
                says = _("%(name)s：最少%(low)s（%(when_low)s），最多%(high)s（%(when_high)s）。")
                parts.append(mark_safe(escape(says) % given))  # noqa: S308 - each of them is escaped
        return SafeString("".join(parts))


def said(number: Number | None) -> str:
    """Return a number for people: in groups of three, a dash for none."""
    if number is None:
        return NONE
    if isinstance(number, Decimal):
        number = number.normalize()
        return f"{number:,f}"
    return f"{number:,}"


def multiples(charts: Iterable[Chart]) -> list[Chart]:
    """Return plots of the same kind drawn small and to one scale, so that one may be held against another."""
    given = list(charts)
    top = max((chart.most for chart in given), default=0)
    return [replace(chart, small=True, top=top) for chart in given]


def draw(chart: Chart) -> SafeString:
    """Return a plot as SVG."""
    if chart.kind is Kind.RANKED:
        width, height, body = WIDE[0], _height_of_ranked(chart), list(_ranked(chart))
        legend: list[str] = []
    else:
        width, height = SMALL if chart.small else WIDE
        body = list(_upright(chart, width, height))
        legend, deeper = _legend(chart, width, height)
        height += deeper
    language = ' lang="zh-Hans"' if chart.is_chinese else ""
    key = escape(chart.key)
    named_by, described = f"{key}-t {key}-d", f'<desc id="{key}-d">{chart.described}</desc>'
    if chart.is_told_beside:
        named_by, described = f"{key}-t", ""
    head = (
        f'<svg class="plot {chart.kind}{" small" if chart.small else ""}" viewBox="0 0 {width} {height}" '
        f'role="img" aria-labelledby="{named_by}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{key}-t"{language}>{escape(chart.title)}</title>{described}'
    )
    return mark_safe(head + _patterns(chart) + "".join([*body, *legend]) + "</svg>")  # noqa: S308 - escaped


@dataclass(frozen=True, slots=True)
class _Field:
    """Where numbers stand: the field of a plot and its scale."""

    left: float
    right: float
    top: float
    bottom: float
    ticks: tuple[Number, ...]

    def y(self, value: Number) -> float:
        """Return the height of a number."""
        whole = float(self.ticks[-1]) or 1.0
        return self.bottom - (self.bottom - self.top) * float(value) / whole

    def band(self, place: int, count: int) -> tuple[float, float]:
        """Return the middle and the width of the place of a label."""
        width = (self.right - self.left) / max(count, 1)
        return self.left + width * (place + 0.5), width


def ticks(most: Number) -> tuple[Number, ...]:
    """Return where the lines of a scale stand: from zero past the highest number, in even steps."""
    if most <= 0:
        return (0, 1)
    rough = float(most) / MOST_TICKS
    power = floor(log10(rough))
    step = next(Decimal(n).scaleb(power) for n in (1, 2, 5, 10) if float(Decimal(n).scaleb(power)) >= rough)
    if isinstance(most, int):
        step = max(Decimal(1), step)
    count = ceil(Decimal(most) / step)
    scale = [step * place for place in range(count + 1)]
    return tuple(int(n) if n == n.to_integral_value() else n.normalize() for n in scale)


def _upright(chart: Chart, width: int, height: int) -> Iterator[str]:
    most = chart.most if chart.top is None else chart.top
    scale = ticks(most)
    left = 10 + LETTER * max(len(said(tick)) for tick in scale)
    field = _Field(left, width - END, TOP, height - BOTTOM, scale)
    for tick in scale if most else scale[:1]:
        y = field.y(tick)
        yield _line("rule" if tick else "rule base", left, y, field.right, y)
        yield _text(left - 6, y + 4, said(tick), "end tick")
    every = ceil(
        LETTER
        * max((_width(label) for label in chart.labels), default=1)
        * 1.25
        / field.band(0, len(chart.labels))[1]
    )
    for place, label in enumerate(chart.labels):
        if (len(chart.labels) - 1 - place) % max(every, 1) == 0:
            yield _text(field.band(place, len(chart.labels))[0], height - 7, label, "middle label")
    if chart.unit:
        yield _text(
            *(left - 6, 10, str(chart.unit), "end unit" if left > 40 else "start unit"),
            at_zero=left <= 40,
            lang=chart.chinese_unit,
        )
    match chart.kind:
        case Kind.LINES:
            yield from _lines(chart, field)
        case _:
            yield from _columns(chart, field)


def _columns(chart: Chart, field: _Field) -> Iterator[str]:
    count = len(chart.labels)
    for place in range(count):
        middle, band = field.band(place, count)
        width = min(band * 0.66, 46)
        at: Number = 0
        known = [s.values[place] for s in chart.series if s.values[place] is not None]
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if not value:
                continue
            high, low = field.y(at + value), field.y(at)
            at += value
            yield _bar(chart, number, middle - width / 2, high, width, low - high)
            if len(chart.series) > 1 and low - high >= 15 and LETTER * len(said(value)) < width:
                yield _text(middle, (high + low) / 2 + 4, said(value), "middle inside")
        total = said(at) if known else NONE
        if LETTER * len(total) < band:
            yield _text(middle, field.y(at) - 5, total, "middle value")


def _lines(chart: Chart, field: _Field) -> Iterator[str]:
    count = len(chart.labels)
    for number, series in enumerate(chart.series):
        points = [
            (field.band(place, count)[0], field.y(value), value, place)
            for place, value in enumerate(series.values)
            if value is not None
        ]
        for (x1, y1, _v, at), (x2, y2, _w, then) in pairwise(points):
            if then == at + 1:  # nothing is drawn over a year without a number
                yield _line(f"line s{number % PATTERNS}", x1, y1, x2, y2)
        for x, y, value, place in points:
            yield _marker(number, x, y)
            others = [s.values[place] for s in chart.series if s is not series]
            is_above = all(
                other is None or value > other or (value == other and number == 0) for other in others
            )
            if any(other == value for other in others) and not is_above:
                continue  # said by the one it lies upon
            if LETTER * len(said(value)) < field.band(0, count)[1]:
                below = not is_above and y + 18 < field.bottom
                yield _text(x, y + (18 if below else -9), said(value), "middle value")


def _marker(number: int, x: float, y: float) -> str:
    name = f'class="mark s{number % PATTERNS}"'
    match number % 4:
        case 0:
            return f'<circle {name} cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
        case 1:
            return f'<rect {name} x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9"/>'
        case 2:
            return f'<path {name} d="M{x:.1f} {y - 5.5:.1f}l5.5 10h-11z"/>'
        case _:
            return f'<path {name} d="M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6-6z"/>'


def _height_of_ranked(chart: Chart) -> int:
    return HEIGHT_OF_ROW * len(chart.labels) + 8


def _ranked(chart: Chart) -> Iterator[str]:
    (series,) = chart.series
    most = chart.most if chart.top is None else chart.top
    longest = WIDE[0] - 12 - LETTER * max((len(said(v)) for v in series.values), default=1)
    for place, (label, value) in enumerate(zip(chart.labels, series.values, strict=True)):
        y = HEIGHT_OF_ROW * place
        yield _text(2, y + 15, label, "start name", lang=chart.chinese_labels)
        length = longest * float(value) / float(most) if value and most else 0.0
        if length:
            yield _bar(chart, 0, 2, y + 21, length, 15)
        else:
            yield _line("rule base", 2, y + 21, 2, y + 36)
        yield _text(length + 8, y + 33, said(value), "start value")


def _legend(chart: Chart, width: int, height: int) -> tuple[list[str], int]:
    """Return what the parts are called, under the field, and how much deeper the picture is for it."""
    if len(chart.series) < 2:
        return [], 0
    found, x, y = [], 4.0, height + 12.0
    for number, series in enumerate(chart.series):
        name = str(series.name)
        wide = 34 + LETTER * _width(name)
        if x > 4 and x + wide > width:
            x, y = 4.0, y + 20
        if chart.kind is Kind.LINES:
            found.append(_line(f"line s{number % PATTERNS}", x, y - 4, x + 20, y - 4))
            found.append(_marker(number, x + 10, y - 4))
        else:
            found.append(_bar(chart, number, x, y - 11, 18, 13))
        found.append(_text(x + 24, y, name, "start legend", lang=series.is_chinese))
        x += wide
    return found, int(y - height) + 10


def _patterns(chart: Chart) -> str:
    """Return how the parts are filled: each by lines of its own over its own tone."""
    if chart.kind is Kind.LINES:
        return ""
    drawn = (
        "",
        '<path class="ink" d="M-2 2l4-4M0 8l8-8M6 10l4-4"/>',
        '<circle class="dot" cx="2" cy="2" r="1.3"/><circle class="dot" cx="6" cy="6" r="1.3"/>',
        '<path class="ink" d="M0 2h8M0 6h8"/>',
        '<path class="ink" d="M-2 6l4 4M0 0l8 8M6 -2l4 4M-2 2l4-4M0 8l8-8M6 10l4-4"/>',
        '<path class="ink" d="M2 0v8M6 0v8"/>',
    )
    found = [
        f'<pattern id="{escape(chart.key)}-p{number}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect class="tone t{number}" width="8" height="8"/>{drawn[number]}</pattern>'
        for number in range(min(len(chart.series), PATTERNS))
    ]
    return f"<defs>{''.join(found)}</defs>"


def _text(x: float, y: float, words: str, kind: str, *, at_zero: bool = False, lang: bool = False) -> str:
    anchor, _space, name = kind.partition(" ")
    place = f'text-anchor="{anchor}" x="{2 if at_zero else x:.1f}" y="{y:.1f}"'
    language = ' lang="zh-Hans"' if lang else ""
    return f'<text class="{name}" {place}{language}>{escape(words)}</text>'


def _marked(words: Text, is_chinese: bool) -> SafeString:
    """Return words as they stand in a sentence: marked where they stay Chinese on an English page."""
    text = str(words)
    return format_html('<span lang="zh-Hans">{}</span>', text) if is_chinese else escape(text)


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _bar(chart: Chart, number: int, x: float, y: float, width: float, height: float) -> str:
    filled = f'fill="url(#{escape(chart.key)}-p{number % PATTERNS})"'
    return f'<rect class="bar" {filled} x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _width(text: str) -> float:
    """Return the width of a text in figures: a Chinese character takes about two."""
    return sum(1.9 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _sum(values: Iterable[Number | None]) -> Number:
    return sum((value for value in values if value is not None), start=0)


__all__ = ["Chart", "Kind", "Series", "draw", "multiples", "said", "ticks"]

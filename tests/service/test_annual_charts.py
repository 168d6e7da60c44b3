"""Plots: what is drawn is what was given, and a missing number is drawn as none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from lxml import etree

from gongkai.service.annual.charts import Chart, Kind, Series, multiples, said, ticks

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ("2023", "2024", "2025")


def a_chart(*values: tuple[int | Decimal | None, ...], kind: Kind = Kind.BARS, **given: object) -> Chart:
    names = ("予以公开", "不予公开", "其他")
    series = tuple(Series(name, each) for name, each in zip(names, values, strict=False))
    return Chart("k", "办理结果", YEARS, series, kind, **given)  # type: ignore[arg-type]


def drawn(chart: Chart) -> etree._Element:
    return etree.fromstring(chart.svg)


def words(chart: Chart, kind: str) -> list[str]:
    return [text.text for text in drawn(chart).iter(f"{SVG}text") if text.get("class") == kind]


def heights(chart: Chart) -> list[float]:
    bars = [bar for bar in drawn(chart).iter(f"{SVG}rect") if bar.get("class") == "bar"]
    return [float(bar.get("height")) for bar in bars if bar.get("width") != "18.0"]  # not of the legend


def test_a_plot_has_a_name_and_a_description_that_its_picture_refers_to():
    svg = drawn(a_chart((3, None, 9)))
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "办理结果"
    assert "最少3（2023），最多9（2025）" in desc.text


def test_a_number_that_is_not_there_is_a_dash_and_zero_is_zero():
    chart = a_chart((0, None, 4))

    assert words(chart, "value") == ["0", "—", "4"]
    assert len(heights(chart)) == 1
    assert chart.rows == [("2023", ["0"]), ("2024", ["—"]), ("2025", ["4"])]


def test_bars_are_as_high_as_their_numbers():
    low, high = heights(a_chart((5, None, 20)))

    assert high == pytest.approx(4 * low, abs=0.2)


def test_parts_stand_on_one_another_up_to_their_sum():
    chart = a_chart((3, 1, None), (2, 0, None), kind=Kind.STACKED)
    first, second, alone = heights(chart)

    assert chart.most == 5
    assert words(chart, "value") == ["5", "1", "—"]
    assert first / second == pytest.approx(1.5, abs=0.01) and first / alone == pytest.approx(3, abs=0.02)


def test_parts_differ_by_pattern_and_not_by_colour_alone():
    svg = drawn(a_chart((3, 1, 2), (2, 4, 1), (1, 1, 1), kind=Kind.STACKED))
    patterns = {p.get("id"): etree.tostring(p) for p in svg.iter(f"{SVG}pattern")}
    fills = {bar.get("fill") for bar in svg.iter(f"{SVG}rect") if bar.get("class") == "bar"}

    assert fills == {f"url(#{key})" for key in patterns} and len(fills) == 3
    assert len({text.split(b"/>", 1)[1] for text in patterns.values()}) == 3


def test_no_line_is_drawn_over_a_year_without_a_number():
    lines = lambda chart: [  # noqa: E731
        one for one in drawn(chart).iter(f"{SVG}line") if one.get("class", "").startswith("line")
    ]

    assert len(lines(a_chart((1, 2, 3), kind=Kind.LINES))) == 2
    assert lines(a_chart((1, None, 3), kind=Kind.LINES)) == []


def test_small_plots_of_several_share_one_scale():
    first, second = multiples([a_chart((1, 2, 3)), a_chart((10, 20, 30))])

    assert first.top == second.top == 30
    assert max(heights(first)) < max(heights(second)) / 9


def test_a_name_with_markup_is_text_in_the_picture():
    assert "<b>" not in Chart("k", "<b>甲</b>", ("<i>",), (Series("<u>", (1,)),)).svg


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        (0, (0, 1)),
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (240, (0, 100, 200, 300)),
        (Decimal("0.4"), (0, Decimal("0.1"))),
    ],
)
def test_a_scale_begins_at_zero_and_passes_the_highest_number(
    most: int | Decimal, expected: tuple[object, ...]
):
    scale = ticks(most)

    assert scale[: len(expected)] == expected
    assert scale[-1] >= most


def test_numbers_are_said_in_groups_and_without_superfluous_zeros():
    assert [said(11398889), said(Decimal("4166.2400")), said(Decimal("100")), said(None)] == [
        "11,398,889",
        "4,166.24",
        "100",
        "—",
    ]

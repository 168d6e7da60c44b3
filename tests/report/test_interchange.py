"""The JSON form of a report loses nothing, and refuses what it would have to guess."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.edition import Kind
from gongkai.report.interchange import PROSE, dumps, from_json, loads, to_json
from gongkai.report.loader import editions
from gongkai.report.model import (
    STATISTICS,
    Cell,
    Finding,
    Indicator,
    Report,
    Section,
    Severity,
    Status,
    UnreadableReport,
)

texts = st.text(st.characters(codec="utf-8"), max_size=20)
counts = st.integers(0, 10**40)
amounts = st.decimals(0, 10**12, places=2) | st.integers(0, 10**12)
NUMBERLESS = [status for status in Status if status is not Status.VALUE]


def numbers(kind: Kind) -> st.SearchStrategy:
    """Return what may stand in a cell of that kind."""
    return {Kind.COUNT: counts, Kind.CHANGE: st.integers(-(10**6), 10**6), Kind.AMOUNT: amounts}[kind]


@st.composite
def cells(draw: st.DrawFn, kind: Kind) -> Cell:
    unit = draw(st.none() | st.sampled_from(["元", "万元"])) if kind is Kind.AMOUNT else None
    if draw(st.booleans()):
        return Cell(draw(numbers(kind)), unit=unit)
    status = draw(st.sampled_from(NUMBERLESS))
    candidates = draw(st.lists(numbers(kind), max_size=3)) if status is Status.AMBIGUOUS else []
    return Cell(status=status, unit=unit, candidates=tuple(candidates))


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    numbers = st.none() | counts | amounts
    return Finding(
        rule=draw(texts),
        severity=draw(st.sampled_from(Severity)),
        message=draw(texts),
        cells=tuple(draw(st.lists(texts, max_size=3))),
        left=draw(numbers),
        right=draw(numbers),
        hint=draw(texts),
    )


@st.composite
def reports(draw: st.DrawFn) -> Report:
    form = draw(st.sampled_from(editions()))
    # A few cells of each report are drawn, the rest are one and the same: the search stays short.
    chosen = draw(st.sets(st.sampled_from(list(form.places)), max_size=8))
    chosen |= set(form.folded_places) if draw(st.booleans()) else set()
    found = {address: Cell(7) for address in form.places}
    found |= {a: draw(cells(form.place(a).kind)) for a in (*form.places, *form.folded_places) if a in chosen}
    return Report(
        organ=draw(texts),
        year=draw(st.none() | st.integers(1000, 9999)),
        edition=form.key,
        title=draw(texts),
        published=draw(st.none() | st.dates(date(1000, 1, 1))),
        cells=found,
        sections=draw(st.lists(st.builds(Section, st.integers(1, 9), texts, texts), max_size=3)),
        preamble=draw(texts),
        prose=draw(st.dictionaries(st.sampled_from(sorted(PROSE)), counts)),
        findings=draw(st.lists(findings(), max_size=3)),
        source=draw(texts),
    )


@st.composite
def statistics(draw: st.DrawFn) -> Report:
    numbers = st.none() | counts | amounts
    pairs = st.lists(st.tuples(counts, counts), max_size=2).map(tuple)
    indicator = st.builds(Indicator, texts, st.none() | texts, numbers, numbers, pairs)
    return Report("某机关", 2014, STATISTICS, indicators=draw(st.lists(indicator, max_size=4)))


@given(reports() | statistics())
def test_a_report_written_as_json_is_read_back_the_same(report):
    back = from_json(loads(dumps(to_json(report))))

    assert back == report
    assert [str(c.value) for c in back.cells.values()] == [str(c.value) for c in report.cells.values()]


@given(reports())
def test_only_cells_without_a_number_have_a_status_in_the_json(report):
    written = to_json(report)

    assert all((written["cells"][a] is None) == (a in written["status"]) for a in written["cells"])


def minimal(**other: object) -> dict[str, object]:
    """Return the smallest object that is a report."""
    return {"organ": "某机关", "year": 2021, "edition": "2021", "cells": {}, **other}


def test_an_amount_keeps_its_digits():
    text = dumps(to_json(from_json(minimal(cells={"T2.xzsyxsf.amount_wan": Decimal("1234567890123.10")}))))

    assert '"T2.xzsyxsf.amount_wan": 1234567890123.10' in text


def test_a_count_written_with_a_point_is_the_whole_number():
    cell = from_json(minimal(cells={"T3.R1.C1": Decimal("3.0")})).cells["T3.R1.C1"]

    assert cell == Cell(3)
    assert isinstance(cell.value, int)


def test_a_cell_that_is_not_given_is_blank():
    assert from_json(minimal()).cells["T4.V.A_total"] == Cell(status=Status.BLANK)


def test_the_folded_row_is_there_only_when_it_is_named():
    assert "T3.R3_6.C1" not in from_json(minimal()).cells
    assert from_json(minimal(cells={"T3.R3_6.C1": 2})).cells["T3.R3_6.C1"] == Cell(2)
    assert from_json(minimal(status={"T3.R3_6.C1": "blank"})).cells["T3.R3_6.C1"].status is Status.BLANK


def test_the_file_given_by_the_caller_counts_more_than_the_one_in_the_json():
    assert from_json(minimal(file="old.html"), source="new.json").source == "new.json"
    assert from_json(minimal(file="old.html")).source == "old.html"


C1 = "T3.R1.C1"
REFUSED = {
    "a list": ([], "没有“cells”"),
    "no cells": ({"organ": "x"}, "没有“cells”"),
    "an unknown key": (minimal(colour=1), "这个JSON有不认识的键：colour"),
    "no organ": ({"cells": {}, "edition": "2021"}, "“organ”应为文字"),
    "no edition": ({"cells": {}, "organ": "x"}, "“edition”应为文字"),
    "an unknown edition": (minimal(edition="2020"), "没有“2020”格式"),
    "a year in words": (minimal(year="2021"), "“year”应为四位年份"),
    "a year that is true": (minimal(year=True), "“year”应为四位年份"),
    "a year of five digits": (minimal(year=20210), "“year”应为四位年份"),
    "a title that is none": (minimal(title=5), "“title”应为文字"),
    "a day without hyphens": (minimal(published="20220131"), "“published”应为YYYY-MM-DD"),
    "a day there is not": (minimal(published="2022-02-30"), "“published”应为YYYY-MM-DD"),
    "a day that is a number": (minimal(published=20220131), "“published”应为YYYY-MM-DD"),
    "cells in a list": (minimal(cells=[]), "“cells”应为对象"),
    "an unknown address": (minimal(cells={"T3.R9.C1": 1}), "“cells”中有表格没有的格：T3.R9.C1"),
    "an address of the other form": (minimal(cells={"T2.zfjzcg.count": 1}), "没有的格：T2.zfjzcg.count"),
    "an unknown address in status": (minimal(status={"x": "na"}), "“status”中有表格没有的格：x"),
    "an unknown address in candidates": (minimal(candidates={"x": [1]}), "“candidates”中有表格没有的格"),
    "an unknown address in units": (minimal(units={"x": "元"}), "“units”中有表格没有的格"),
    "cells in a statistics table": (minimal(edition=STATISTICS, cells={C1: 1}), "没有的格：T3.R1.C1"),
    "far too many cells": (minimal(cells={str(n): n for n in range(10_001)}), "超过任何年度报告"),
    "a number in words": (minimal(cells={C1: "3"}), "T3.R1.C1：应为数或null，实为'3'"),
    "a number that is true": (minimal(cells={C1: True}), "应为数或null"),
    "a number that is a float": (minimal(cells={C1: 1.5}), "应为数或null"),
    "a number of a billion digits": (minimal(cells={C1: Decimal("1e999999999")}), "不是年度报告中会有的数"),
    "a number that is none": (minimal(cells={C1: Decimal("nan")}), "不是年度报告中会有的数"),
    "a value and na": (minimal(cells={C1: 1}, status={C1: "na"}), "数与状态不符"),
    "no value and value": (minimal(status={C1: "value"}), "数与状态不符"),
    "an unknown status": (minimal(status={C1: "lost"}), "status只能是value、blank"),
    "a status that is a list": (minimal(status={C1: ["na"]}), "status只能是value、blank"),
    "a unit that is a number": (minimal(units={C1: 5}), "单位应为文字"),
    "an empty unit": (minimal(units={C1: " "}), "单位应为文字"),
    "candidates that are a number": (minimal(candidates={C1: 5}), "candidates应为一列数"),
    "a candidate that is null": (minimal(candidates={C1: [None]}), "此处应为数，实为null"),
    "an unknown number in prose": (minimal(prose={"recieved": 5}), "“prose”有不认识的键：recieved"),
    "half a case in prose": (minimal(prose={"received": Decimal("1.5")}), "prose·received：应为整数"),
    "sections in an object": (minimal(sections={}), "“sections”应为数组"),
    "a section that is a text": (minimal(sections=["x"]), "“sections”第1项应为对象"),
    "a section with an unknown key": (
        minimal(sections=[{"number": 1, "title": "", "txet": ""}]),
        "“sections”第1项有不认识的键：txet",
    ),
    "a section without a number": (minimal(sections=[{"title": "x"}]), "sections·number：应为整数"),
    "a section without a title": (minimal(sections=[{"number": 1}]), "“title”应为文字"),
    "an indicator without a name": (minimal(indicators=[{"unit": "件"}]), "“name”应为文字"),
    "an indicator with a unit of its own kind": (
        minimal(indicators=[{"name": "x", "unit": 1}]),
        "“unit”应为文字",
    ),
    "an indicator in words": (minimal(indicators=[{"name": "x", "value": "1"}]), "x：应为数或null"),
    "an indicator with single candidates": (
        minimal(indicators=[{"name": "x", "candidates": [1]}]),
        "x：candidates应为一列",
    ),
    "a finding that is a text": (minimal(findings=["x"]), "“findings”第1项应为对象"),
    "a finding of unknown weight": (
        minimal(findings=[{"rule": "N1", "severity": "bad", "message": ""}]),
        "severity只能是error",
    ),
    "a finding with a text for cells": (
        minimal(findings=[{"rule": "N1", "severity": "warn", "message": "", "cells": C1}]),
        "“cells”应为数组",
    ),
    "a finding with numbers for cells": (
        minimal(findings=[{"rule": "N1", "severity": "warn", "message": "", "cells": [1]}]),
        "cells应为一列地址",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_would_have_to_be_guessed_is_refused_by_name(fault):
    data, words = REFUSED[fault]

    with pytest.raises(UnreadableReport) as refused:
        from_json(data)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "第1行第1列"),
        ('{"a": 1', "第1行"),
        ('{\n"a": 1,\n}', "第2行第7列"),
        ('{"a": 1} {"a": 2}', "第1行第10列"),
        ('{"a": NaN}', "不是有效的JSON|无效的数"),
        ('{"a": Infinity}', "不是有效的JSON|无效的数"),
        ("[" * 100_000, "嵌套过深"),
        ('{"a": ' + "9" * 5000 + "}", "无效的数"),
        ('{"cells": {"T3.R1.C1": 1, "T3.R1.C1": 2}}', "键“T3.R1.C1”出现两次"),
    ],
)
def test_malformed_json_is_refused_with_the_place(text, words):
    with pytest.raises(UnreadableReport, match=words):
        loads(text)


@pytest.mark.parametrize(
    "text",
    [r'{"a": "\ud800"}', r'{"\udfff": 1}', r'["远\uDC00郊"]', r'{"\ud800": 1, "\ud800": 2}'],
)
def test_half_a_sign_is_no_text(text):
    with pytest.raises(UnreadableReport) as fault:
        loads(text)

    assert str(fault.value).encode()


def test_a_sign_written_as_its_two_halves_is_read_and_a_backslash_is_only_one():
    assert loads(r'["\ud840\udc00", "\\ud800"]') == ["𠀀", r"\ud800"]

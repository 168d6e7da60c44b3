"""The generator itself: what it writes is what it says, seen without the reader it is to judge."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from gongkai.report.edition import Edition, Per
from gongkai.report.loader import edition
from gongkai.report.model import Number
from tests.report.variety import drawing, markup, office, plain
from tests.report.variety.effort import examples
from tests.report.variety.sheet import Sheet, dice, of_numbers, seeds, sheets


def _sums(sheet: Sheet, form: Edition) -> list[tuple[str, Number, Number]]:
    """Both sides of every identity within one report, over the printed rows."""
    numbers = {a: e.number or 0 for a, e in sheet.entries.items()}
    found: list[tuple[str, Number, Number]] = []
    for identity in form.identities:
        if identity.table is None or any(t.source for t in (*identity.left, *identity.right)):
            continue
        table = form.table(identity.table)
        columns = [c.code for b in table.blocks for c in b.columns]
        rows = list(sheet.rows(identity.table))
        for key in columns if identity.per is Per.COLUMN else identity.rows or rows:
            sides = []
            for terms in (identity.left, identity.right):
                codes = [t.key for t in terms]
                if sheet.folded and identity.code == "A1" and "R3_6_1" in codes:
                    codes.append("R3_6")
                pairs = [(c, key) if identity.per is Per.COLUMN else (key, c) for c in codes]
                sides.append(sum(numbers.get(f"{table.code}.{r}.{c}", 0) for r, c in pairs))
            found.append((f"{identity.code} {key}", *sides))
    return found


@examples(40)
@given(sheets())
def test_generated_figures_satisfy_every_identity_of_their_edition(sheet):
    sums = _sums(sheet, sheet.edition)

    assert len(sums) > 35
    assert [s for s in sums if s[1] != s[2]] == []


@pytest.mark.parametrize(("form", "folded"), [("2019", False), ("2021", False), ("2021", True)])
def test_a_drawn_table_fills_its_grid_whatever_is_done_to_it(form, folded):
    form = edition(form)
    sheet = of_numbers(form, {}, "演示区教育局", form.first_year, folded)
    for block in drawing.paper(sheet).blocks:
        if isinstance(block, str):
            continue
        shapes = [block, drawing.without_header_spans(block), drawing.totals_first(block)]
        shapes += [drawing.with_local_rows(block), drawing.label_again(block, len(block.rows) - 1)]
        shapes += drawing.over_pages(block, len(block.rows) - 1, True, True)
        for shape in shapes:
            covered = [
                (y + dy, x + dx)
                for y, x, c in shape.placed()
                for dy in range(c.rowspan)
                for dx in range(c.colspan)
            ]
            assert len(covered) == len(set(covered)) == block.width * len(shape.rows), block.code


def _grid(table: html.HtmlElement) -> dict[tuple[int, int], str]:
    """A second, simple way to lay out an HTML table: each grid place with the text that covers it."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table.iter("tr")):
        x = 0
        for cell in row.iterchildren("td", "th"):
            while (y, x) in grid:
                x += 1
            text = re.sub(r"\s+", "", cell.text_content())
            for dy in range(int(cell.get("rowspan", 1))):
                for dx in range(int(cell.get("colspan", 1))):
                    grid[y + dy, x + dx] = text
            x += int(cell.get("colspan", 1))
    return grid


@examples(15)
@given(sheets(), seeds, st.booleans())
def test_written_pages_hold_every_figure_in_its_row_and_column(sheet, seed, word):
    paper = drawing.paper(sheet)
    page = markup.from_word(paper, dice(seed)) if word else markup.clean(paper)

    first, third, fourth = (_grid(t) for t in html.fromstring(page).iter("table"))

    rows = sheet.rows("T3")
    for y, (row, addresses) in enumerate(rows.items(), start=3):
        assert [third[y, x] for x in range(3, 10)] == [sheet.entries[a].text for a in addresses], row
        label = sheet.edition.place(addresses[0]).row.label
        assert third[y, 2] == label.replace(" ", "")
    assert [fourth[3, x] for x in range(15)] == [sheet.entries[a].text for a in sheet.rows("T4")["V"]]
    labels = {first[y, 0]: y for y, x in first if x == 0}
    for addresses in sheet.rows("T2").values():
        y = labels[sheet.edition.place(addresses[0]).row.label]
        assert [first[y, x] for x in range(1, len(addresses) + 1)] == [
            sheet.entries[a].text for a in addresses
        ]


@examples(10)
@given(sheets())
def test_text_layouts_print_every_figure_as_often_as_the_sheet_does(sheet):
    paper = drawing.paper(sheet)
    due = sorted(e.text for e in sheet.entries.values())

    for text in (
        plain.one_cell_a_line(paper),
        plain.one_cell_a_line(paper, "wrapped"),
        plain.markdown(paper),
    ):
        found = [w for w in re.split(r"[|\n]", text) if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", w)]
        assert sorted(w.strip() for w in found) == due


@examples(5)
@given(sheets())
def test_a_written_workbook_holds_the_figures_in_order(sheet):
    book = openpyxl.load_workbook(io.BytesIO(office.xlsx(drawing.paper(sheet), as_text=True)))

    printed = [c for row in book.active.iter_rows(values_only=True) for c in row if c is not None]
    figures = [w for w in printed if re.fullmatch(r"-?\d+(\.\d+)?", w)]
    assert figures == [e.text for e in sheet.entries.values()]

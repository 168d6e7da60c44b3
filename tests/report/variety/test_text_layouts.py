"""Annual reports as plain text and Markdown, as they are copied, exported and recognised.

Where every cell stands apart, every cell is read; where cells run together, what cannot be told is
marked. A wrong number never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.model import Report, UnreadableReport
from tests.report.variety import damage, drawing, plain, printing, wording
from tests.report.variety.dressing import ALL, EMPTY, PLAIN, dressed
from tests.report.variety.effort import examples
from tests.report.variety.judge import Want, judge, read_file, untrue
from tests.report.variety.sheet import (
    NOTHING,
    Entry,
    Sheet,
    busy,
    dice,
    flat,
    seeds,
    sheets,
    small,
    unbalanced,
)

whole = st.one_of(sheets(), sheets(busy=True), unbalanced())
# Where a layout loses cells or joins them, the identities may decide: that is right only of figures
# that balance, and nobody can tell by looking.
even = st.one_of(sheets(), sheets(count=small), sheets(busy=True))


@examples(60)
@given(dressed(PLAIN), st.sampled_from(plain.LINE_STYLES))
def test_one_cell_a_line_is_read_whole(sheet, style):
    judge(sheet, plain.one_cell_a_line(drawing.paper(sheet), style).encode(), "report.txt")


@examples(25)
@given(whole, st.sampled_from(plain.LINE_STYLES), seeds)
def test_page_numbers_between_rows_are_not_figures(sheet, style, seed):
    text = plain.one_cell_a_line(drawing.paper(sheet), style, noise=dice(seed))

    judge(sheet, text.encode(), "report.txt")


@examples(30)
@given(dressed(EMPTY, even), st.sampled_from(plain.LINE_STYLES))
def test_one_cell_a_line_with_blanks_never_shifts_a_number_into_another_column(sheet, style):
    judge(sheet, plain.one_cell_a_line(drawing.paper(sheet), style).encode(), "report.txt", Want.SAFE)


@examples(60)
@given(dressed(ALL), st.sampled_from(plain.PIPE_STYLES), st.booleans())
def test_pipes_inline_are_read_whole_with_blanks(sheet, style, keep_merged):
    text = plain.pipes(drawing.paper(sheet), style, keep_merged)
    # Without a closing pipe and without the places of merged cells a blank at the end leaves no trace.
    lossy = style == "leading" and not keep_merged

    judge(sheet, text.encode(), "report.txt", Want.SAFE if lossy else Want.FULL)


@examples(40)
@given(dressed(ALL), st.booleans())
def test_markdown_tables_are_read_whole_with_blanks(sheet, repeat_merged):
    judge(sheet, plain.markdown(drawing.paper(sheet), repeat_merged).encode(), "report.md")


@examples(25)
@given(dressed(PLAIN), st.sampled_from(("\t", "  ", " | ")))
def test_one_row_a_line_is_read_whole(sheet, separator):
    judge(sheet, plain.rows_on_lines(drawing.paper(sheet), separator).encode(), "report.txt")


@examples(20)
@given(dressed(EMPTY, even), st.booleans())
def test_rows_on_lines_with_blanks_never_shift_a_number(sheet, grid):
    paper = drawing.paper(sheet)
    text = plain.tabbed_grid(paper) if grid else plain.rows_on_lines(paper)

    judge(sheet, text.encode(), "report.txt", Want.SAFE)


@examples(25)
@given(whole)
def test_words_set_upright_are_read_whole(sheet):
    judge(sheet, plain.upright(drawing.paper(sheet)).encode(), "report.txt")


# Cells that run together


def _splits(run: str, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to cut a run of digits into that many numbers without leading zeros."""
    for cuts in combinations(range(1, len(run)), parts - 1):
        pieces = [run[a:b] for a, b in zip((0, *cuts), (*cuts, len(run)), strict=True)]
        if all(len(p) == 1 or p[0] != "0" for p in pieces):
            yield tuple(map(int, pieces))


def _certain(sheet: Sheet) -> set[str]:
    """The addresses of rows of table 3 whose digits can be cut in one way only that adds up."""
    found: set[str] = set()
    for addresses in sheet.rows("T3").values():
        run = "".join(sheet.entries[a].text for a in addresses)
        if not run.isascii() or not run.isdecimal() or len(run) > 20:
            continue
        ways = list(_splits(run, 7))
        if len(run) == 7 or len([w for w in ways if sum(w[:6]) == w[6]]) == 1:
            found |= set(addresses)
    return found


@examples(60)
@given(
    st.one_of(sheets(), sheets(count=small), sheets(count=st.integers(0, 120))),
    seeds,
    st.booleans(),
    st.sampled_from((0.0, 0.0, 0.15)),
)
def test_rows_without_separators_are_read_where_one_reading_adds_up(sheet, seed, one_line, gaps):
    text = plain.run_together(drawing.paper(sheet), dice(seed), gaps, one_line)

    judge(sheet, text.encode(), "report.txt", Want.SAFE, _certain(sheet), candidates=True)


@examples(20)
@given(sheets(busy=True), seeds, st.booleans())
def test_long_runs_of_large_numbers_are_never_cut_wrongly(sheet, seed, one_line):
    text = plain.run_together(drawing.paper(sheet), dice(seed), 0.0, one_line)

    judge(sheet, text.encode(), "report.txt", Want.SAFE)


@examples(25)
@given(sheets(count=small), st.sampled_from(printing.BLANK_PATTERNS), seeds)
def test_a_run_shorter_than_its_row_is_never_spread_over_the_columns(sheet, pattern, seed):
    thin = printing.blanks(sheet, pattern, dice(seed))
    for addresses in (*thin.rows("T2").values(), *thin.rows("T3").values()):
        run = "".join(thin.entries[a].text.strip() for a in addresses)
        empty = any(thin.entries[a].number is None for a in addresses)
        if empty and len(run) >= len(addresses) > 1:  # such a run cannot be told from a full one
            return
    judge(thin, plain.run_together(drawing.paper(thin), dice(seed)).encode(), "report.txt", Want.SAFE)


def test_money_run_into_a_count_is_ambiguous_with_the_true_reading_among_its_candidates():
    sheet = flat("2019", {"T2.zfjzcg.count": 1357, "T2.zfjzcg.amount": 5394432})

    found = judge(
        sheet, plain.run_together(drawing.paper(sheet), dice(1)).encode(), "r.txt", Want.SAFE, candidates=True
    )

    assert isinstance(found, Report)
    cell = found.cells["T2.zfjzcg.count"]
    assert cell.status == "ambiguous"
    assert 1357 in cell.candidates


# Recognised or converted


@examples(30)
@given(dressed(PLAIN))
def test_a_two_line_table_for_each_row_is_read_whole(sheet):
    judge(sheet, plain.two_line_tables(drawing.paper(sheet)).encode(), "report.md")


@examples(40)
@given(st.one_of(sheets(), sheets(busy=True)), seeds, st.booleans())
def test_rows_torn_from_their_labels_are_marked_or_right(sheet, seed, lose_last):
    text, lost = plain.wreck(drawing.paper(sheet), dice(seed), lose_last)
    torn = replace(
        sheet,
        entries={a: Entry("(lost)", None, NOTHING) if a in lost else e for a, e in sheet.entries.items()},
    )

    judge(torn, text.encode(), "report.md", Want.SAFE)


@examples(15)
@given(sheets(count=st.integers(0, 2)), st.sampled_from(plain.LINE_STYLES[:2]))
def test_text_in_which_only_the_first_zero_is_left_is_refused(sheet, style):
    text = plain.deduplicated(plain.one_cell_a_line(drawing.paper(sheet), style))

    assert isinstance(read_file(text.encode(), "report.txt"), UnreadableReport)


@examples(10)
@given(sheets(busy=True))
def test_text_whose_repeated_lines_were_dropped_gives_no_wrong_number(sheet):
    kept: dict[str, str | None] = {}
    for text, address in damage.lines_of(drawing.paper(sheet)):
        kept.setdefault(text, address)
    lost = [address for address in sheet.entries if address not in kept.values()]

    judge(damage.without(sheet, lost), damage.text_of(list(kept.items())), "report.txt", Want.SAFE)


@examples(10)
@given(sheets("2021", folded=False, busy=True), sheets("2021", folded=False, busy=True))
def test_two_years_side_by_side_are_refused_or_read_of_one_year_alone(one, other):
    left, right = replace(one, year=2022), replace(other, year=2023, organ=one.organ)
    text = plain.side_by_side(drawing.paper(left), drawing.paper(right))

    found = read_file(text.encode(), "report.txt")

    if isinstance(found, Report) and found.values():
        assert found.year in (2022, 2023)
        assert untrue(left if found.year == 2022 else right, found) == []


# Wording


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("name", sorted(wording.REPLACEMENTS))
@pytest.mark.parametrize("writer", [plain.one_cell_a_line, plain.markdown, plain.upright])
def test_a_known_misprint_in_a_label_loses_no_cell(form, name, writer):
    sheet = busy(form)

    judge(sheet, writer(drawing.paper(sheet).words(wording.replaced(name))).encode(), "report.txt")


@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("name", sorted(wording.NUMBERING))
def test_other_ways_to_number_the_items_lose_no_cell(form, name):
    sheet = busy(form)
    paper = drawing.paper(sheet).words(wording.NUMBERING[name])

    judge(sheet, plain.one_cell_a_line(paper).encode(), "report.txt")
    judge(sheet, plain.pipes(paper).encode(), "report.txt")


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_normative_documents_by_either_name_are_one_row(form):
    sheet = busy(form)

    judge(sheet, plain.one_cell_a_line(drawing.paper(sheet).words(wording.other_kind_name)).encode(), "r.txt")


def test_two_columns_whose_second_half_was_lost_are_told_apart_by_their_place():
    sheet = busy("2019")

    judge(sheet, plain.one_cell_a_line(drawing.paper(sheet).words(wording.halves_lost)).encode(), "r.txt")


@examples(15)
@given(sheets(busy=True), seeds)
def test_white_space_inside_labels_loses_no_cell(sheet, seed):
    paper = drawing.paper(sheet).tables(lambda t: t.labels(wording.spaced(dice(seed))))

    judge(sheet, plain.one_cell_a_line(paper).encode(), "report.txt")


@examples(20)
@given(sheets(busy=True), seeds)
def test_rows_of_a_province_s_own_do_not_shift_the_others(sheet, seed):
    paper = drawing.paper(sheet).tables(drawing.with_local_rows)

    judge(sheet, plain.one_cell_a_line(paper).encode(), "report.txt")
    judge(sheet, plain.markdown(paper).encode(), "report.md")
    judge(sheet, plain.run_together(paper, dice(seed)).encode(), "report.txt", Want.SAFE)


@examples(10)
@given(sheets(busy=True), st.booleans())
def test_table_four_with_its_totals_first_is_not_read_in_the_usual_order(sheet, table):
    paper = drawing.paper(sheet).tables(drawing.totals_first)
    text = plain.markdown(paper) if table else plain.one_cell_a_line(paper)

    judge(sheet, text.encode(), "report.md", Want.FULL if table else Want.SAFE)

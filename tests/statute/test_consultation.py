"""Days left out of a term: each once, and none after the term has run out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongkai.statute.consultation import left_out

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 30)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    max_size=5,
)


def by_walking(since: int, term: int, left: list[tuple[int, int]]) -> int:
    """The same, one day after the other: the last day on which no more than `term` days have counted."""
    out = {day for start, end in left for day in range(start + 1, end + 1)}
    day, counted = since, 0
    while True:
        if day + 1 not in out:
            if counted == term:
                return day
            counted += 1
        day += 1


@given(st.integers(0, 20), st.integers(1, 40), spans)
def test_leaving_out_spans_is_walking_over_them(since, term, left):
    assert left_out(since, term, left) == by_walking(since, term, left)


def test_a_span_after_the_term_has_run_out_leaves_nothing_out():
    assert left_out(0, 20, [(21, 30)]) == 20
    assert left_out(0, 20, [(20, 30)]) == 30


def test_a_span_begun_before_the_term_counts_from_its_start():
    assert left_out(10, 20, [(5, 15)]) == 35

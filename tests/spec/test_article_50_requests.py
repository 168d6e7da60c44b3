"""条例50(2)：年底以前作出、还没有发出的答复计入哪一年（30号；235号；决定L-0040）。"""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.statute.clock import Clock
from gongkai.statute.counting import counted
from gongkai.statute.law import law
from tests.spec import clock

DECIDED = "received, on: 2025-12-10, channel: in_person\nanswered, on: 2025-12-30, outcome: not_held"
SENT_LATER = f"{DECIDED}\nsent, on: 2026-01-09"
Cell = tuple[int | None, int | None]


def years(found: Clock) -> list[Cell]:
    return [(one.received, one.ended) for one in counted(found)]


def test_a_reply_that_has_not_left_by_the_end_of_the_year_is_carried_over() -> None:
    assert years(clock(DECIDED)) == [(2025, None)]
    assert years(clock(SENT_LATER)) == [(2025, 2026)]
    assert years(clock(f"{DECIDED}\ndelivered, on: 2025-12-31")) == [(2025, 2025)]


@pytest.mark.parametrize("history", [DECIDED, SENT_LATER])
def test_an_installation_may_count_it_in_the_year_it_was_decided(history: str, tmp_path: Path) -> None:
    (tmp_path / "readings.toml").write_text(
        '[[choices]]\nreading = "year_of_ending"\nvalue = "when_decided"\nfrom = 2020-01-01\n'
        'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    assert years(clock(history, law(tmp_path))) == [(2025, 2025)]


def test_the_reply_that_left_is_counted_and_not_the_one_before_it_that_never_did() -> None:
    ordered = f"{DECIDED}\nredo_ordered, on: 2026-02-02, by: reconsideration, until: 2026-03-02"
    again = f"{ordered}\nanswered, on: 2026-02-20, outcome: full_disclosure\nsent, on: 2026-02-24"
    assert [(one.ended, one.outcome) for one in counted(clock(again))] == [(2026, "full_disclosure")]

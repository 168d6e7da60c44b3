"""The figures of the desk count as table 3 does: what was split off with its whole (reading L-0025)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.service.requests import figures, worklist
from gongkai.service.requests.actions.split import split
from gongkai.service.requests.counting import FAULTY
from gongkai.service.requests.models import Case, CountedAgain, Standing
from tests.service.cases import Bureau, at
from tests.service.requests_acts import choose
from tests.service.test_requests_desk import answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    return Bureau()


def counts(bureau: Bureau, year: int = 2025) -> dict[str, int]:
    calendar = worklist.law_here().calendar
    found = {}
    for part in figures.parts(bureau.organ, year, date(2025, 12, 1), calendar):
        for key, n in [(part.key, part.total), *((figure.key, figure.count) for figure in part.figures)]:
            found[key] = n
            assert len(figures.keys(bureau.organ, year, key, calendar)) == n, key
    return found


def in_two(bureau: Bureau) -> list[Case]:
    whole = bureau.received("2025-09-01")
    words = {"says": "两件不同的事项", "on": date(2025, 9, 2), "by": bureau.clerk, "at": at("2025-09-02")}
    cases = [whole, *split(whole, ["2024年预算", "2024年决算"], **words)]
    for case in cases:
        answered(bureau, case, "2025-09-10", "full_disclosure")
    return cases


def test_what_was_split_off_counts_with_its_whole(bureau: Bureau) -> None:
    in_two(bureau)
    found = counts(bureau)
    assert (found["received"], found["ended.full_disclosure"], found["kept.in_time"]) == (1, 1, 1)


def test_each_part_counts_where_the_organ_chose_so(bureau: Bureau, tmp_path: Path) -> None:
    choose(tmp_path, split_requests="each")
    in_two(bureau)
    found = counts(bureau)
    assert (found["received"], found["ended.full_disclosure"], found["kept.in_time"]) == (2, 2, 2)


def test_what_is_counted_once_more_after_an_order_is_there_twice(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    answered(bureau, case, "2025-09-10", "full_disclosure")
    once_more = {"received": 2025, "ended": 2025, "outcome": "partial_disclosure"}
    CountedAgain.objects.create(case=case, organ=bureau.organ, again=1, **once_more)
    found = counts(bureau)
    assert (found["received"], found["received.natural_person"]) == (2, 2)
    assert (found["ended.full_disclosure"], found["ended.partial_disclosure"]) == (1, 1)


def test_what_cannot_be_counted_is_in_no_figure_of_the_table(bureau: Bureau) -> None:
    case = bureau.received("2025-09-01")
    Standing.objects.filter(case=case).update(counted_outcome=FAULTY, counted_fault="无法计入")
    assert counts(bureau).get("received") == 0

"""Whatever happened, a year's table holds together, follows the year before, and changes where it must.

The cells are held against a count of their own, made from the histories alone: which year a request came in,
which year and how it ended. `GONGKAI_VARIETY=20` tries twenty times as much, anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.check import check
from gongkai.report.loader import edition_for
from gongkai.report.model import Severity
from gongkai.service.annual.actions.allot import allot
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.facts import report_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.openings import opening
from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.models import Organ
from gongkai.service.requests.verifying import verify
from gongkai.statute import clock
from gongkai.statute.errors import StatuteError
from gongkai.statute.events import (
    Answered,
    Corrected,
    CorrectionAsked,
    CorrectionLapsed,
    Delivered,
    Event,
    Extended,
    PassedOn,
    Received,
    RedoOrdered,
    Sent,
    Withdrawn,
)
from tests.report.variety.effort import examples
from tests.service.cases import Bureau
from tests.service.histories import History, at, enter, story
from tests.service.reporting import asked, became, check_every_cell_opens, facts_of

pytestmark = pytest.mark.django_db

YEARS = range(2022, 2027)
JANUARY = at(date(2027, 1, 12))
CLASSES = ("natural_person", "business", "research", "public_benefit", "legal_service", "other_org")
OUTCOMES = sorted(  # those that a reply can have
    {outcome for row in edition_for(2024).table("T3").blocks[0].rows for outcome in row.counts}
    - {"correction_lapsed", "fee_unpaid"}
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """One request that goes its way as the statute lets it: what has no place is left out."""
    day = draw(st.dates(date(2022, 1, 1), date(2026, 12, 31)))
    found: list[Event] = [Received(on=day, channel="in_person", evidence="当面递交")]
    for kind in draw(st.lists(st.sampled_from(_STEPS), max_size=5)):
        day += timedelta(days=draw(st.integers(0, 60)))
        found = _with(found, kind(draw, day))
    return History(draw(st.sampled_from(CLASSES)), tuple(found))


def _with(found: list[Event], more: Sequence[Event]) -> list[Event]:
    longer = [*found, *more]
    try:
        clock.read([replace(event, entry=n) for n, event in enumerate(longer, 1)], law_here())
    except StatuteError:
        return found
    return longer


def _answered(draw: st.DrawFn, day: date) -> list[Event]:
    return [Answered(on=day, outcome=draw(st.sampled_from(OUTCOMES))), Sent(on=day, means="邮寄")]


def _corrected(draw: st.DrawFn, day: date) -> list[Event]:
    asked_ = CorrectionAsked(on=day, by=day + timedelta(days=20), items="写明年度")
    after = day + timedelta(days=draw(st.integers(0, 60)))
    return [
        asked_,
        draw(st.sampled_from([Corrected(on=after), CorrectionLapsed(on=after, confirmed_by="负责人")])),
    ]


_STEPS: list[Callable[[st.DrawFn, date], list[Event]]] = [
    _answered,
    _answered,
    _corrected,
    lambda _, day: [Extended(on=day, days=20, consented_by="负责人", notified=day)],
    lambda _, day: [PassedOn(on=day, to="其他机关")],
    lambda _, day: [Withdrawn(on=day)],
    lambda _, day: [Delivered(on=day)],
    lambda _, day: [RedoOrdered(on=day, by="court", served=day)],
]
_ENDS = {"passed_on": "not_held", "withdrawn": "other", "correction_lapsed": "correction_lapsed"}


def plainly(history: History) -> tuple[int, int | None, str]:
    """Return the year a request came in, the year it first ended and how, read from its events alone."""
    for event in history.events:
        if event.kind == "answered":
            return history.events[0].on.year, event.on.year, event.outcome or ""  # type: ignore[union-attr]
        if event.kind in _ENDS:
            return history.events[0].on.year, event.on.year, _ENDS[event.kind]
    return history.events[0].on.year, None, ""


def expected(found: Iterable[History], year: int) -> Counter[str]:
    """Return the cells of table 3, counted from the histories alone, totals included."""
    form = edition_for(year)
    (block,) = form.table("T3").blocks
    rows = {outcome: row.code for row in block.rows for outcome in row.counts}
    columns = {column.key: column.code for column in block.columns}
    cells: Counter[str] = Counter()
    for history in found:
        received, ended, outcome = plainly(history)
        if received > year or (ended is not None and ended < year):
            continue
        for column in (columns[history.requester_class], columns["total"]):
            cells[f"T3.{'R1' if received == year else 'R2'}.{column}"] += 1
            for row in (rows[outcome], "R3_7") if ended == year else ("R4",):
                cells[f"T3.{row}.{column}"] += 1
    return cells


def cells(bureau: Bureau, year: int) -> dict[str, int]:
    """Return the cells of table 3 that are not zero, as the year is known now."""
    found = facts_of(bureau.organ, year, JANUARY)
    assert found.faults == []
    return {a: int(n) for a, n in found.report.values().items() if a.startswith("T3.") and n}


class Undone:
    """What is entered here is gone afterwards, for the next example."""

    def __enter__(self) -> Bureau:
        self.block = transaction.atomic()
        self.block.__enter__()
        return Bureau()

    def __exit__(self, *_fault: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


@examples(15)
@given(st.lists(histories(), max_size=12))
def test_any_histories_balance_in_every_year_and_each_year_opens_with_what_was_carried_out(
    found: list[History],
) -> None:
    with Undone() as bureau:
        enter(bureau.organ, bureau.clerk, found)
        assert verify() is None
        carried = dict.fromkeys(range(1, 8), 0)
        for year in YEARS:
            facts = facts_of(bureau.organ, year, JANUARY)
            numbers = facts.report.values()
            assert facts.faults == []
            assert {a: n for a, n in numbers.items() if a.startswith("T3.") and n} == expected(found, year)
            broken = [f for f in check(facts.report) if f.severity is Severity.ERROR and f.rule[0] in "NA"]
            assert broken == []
            if year == 2024:
                check_every_cell_opens(facts, numbers)
            assert {c: numbers[f"T3.R2.C{c}"] for c in carried} == carried
            carried = {c: int(numbers[f"T3.R4.C{c}"]) for c in carried}


@examples(20)
@given(st.lists(histories(), max_size=5), histories(), histories())
def test_another_history_of_one_request_changes_the_cells_it_stood_and_stands_in_and_no_others(
    others: list[History], one: History, other: History
) -> None:
    seen: list[dict[int, dict[str, int]]] = []
    for history in (one, other):
        with Undone() as bureau:
            enter(bureau.organ, bureau.clerk, [*others, history])
            seen.append({year: cells(bureau, year) for year in YEARS})
    for year in YEARS:
        changed = _changed(seen[0][year], seen[1][year])
        assert changed == _changed(expected([one], year), expected([other], year))


def _changed(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    found = {a: after.get(a, 0) - before.get(a, 0) for a in {*before, *after}}
    return {a: n for a, n in found.items() if n}


DAY, REPLY = date(2024, 11, 20), date(2024, 12, 12)
FIRST = story(DAY, REPLY, "not_held")


def _both(row: str, column: int = 1) -> set[str]:
    return {f"T3.{row}.C{column}", f"T3.{row}.C7"}


def _at_another_day(place: int, day: date) -> tuple[Event, ...]:
    return tuple(replace(e, on=day) if n >= place else e for n, e in enumerate(FIRST))


@pytest.mark.parametrize(
    ("events", "kind", "before", "year", "after"),
    [
        pytest.param(  # another ending: from one row to another
            (*FIRST[:1], replace(FIRST[1], outcome="duplicate"), FIRST[2]),
            CLASSES[0],
            set(),
            _both("R3_4_1") | _both("R3_5_2"),
            set(),
            id="outcome",
        ),
        pytest.param(  # the reply left after the end of the year: carried out, and in
            _at_another_day(1, date(2025, 1, 2)),
            CLASSES[0],
            set(),
            _both("R3_4_1") | _both("R3_7") | _both("R4"),
            _both("R2") | _both("R3_4_1") | _both("R3_7"),
            id="reply after the year",
        ),
        pytest.param(  # came in the year before: no longer new
            (replace(FIRST[0], on=date(2023, 12, 20)), *FIRST[1:]),
            CLASSES[0],
            _both("R1") | _both("R4"),
            _both("R1") | _both("R2"),
            set(),
            id="received in the year before",
        ),
        pytest.param(  # never answered: open from then on
            FIRST[:1],
            CLASSES[0],
            set(),
            _both("R3_4_1") | _both("R3_7") | _both("R4"),
            _both("R2") | _both("R4"),
            id="no reply",
        ),
        pytest.param(  # another requester: from one column to another, the total as it was
            FIRST,
            CLASSES[1],
            set(),
            {f"T3.{row}.C{column}" for row in ("R1", "R3_4_1", "R3_7") for column in (1, 2)},
            set(),
            id="class",
        ),
        pytest.param(  # a day within the year, an extension, the delivery: nothing
            (
                FIRST[0],
                Extended(on=date(2024, 12, 4), days=20, consented_by="负责人", notified=date(2024, 12, 4)),
                *_at_another_day(1, date(2024, 12, 30))[1:],
                Delivered(on=date(2025, 1, 3)),
            ),
            CLASSES[0],
            set(),
            set(),
            set(),
            id="what no cell asks",
        ),
        pytest.param(  # an order to answer anew: the request stands where it first ended (reading L-0028)
            (*FIRST, RedoOrdered(on=date(2025, 3, 3), by="court", served=date(2025, 3, 3))),
            CLASSES[0],
            set(),
            set(),
            set(),
            id="redo",
        ),
    ],
)
def test_one_event_otherwise_changes_exactly_these_cells(
    events: tuple[Event, ...], kind: str, before: set[str], year: set[str], after: set[str]
) -> None:
    rest = [History(CLASSES[0], story(date(2024, 3, 4), date(2024, 3, 20)))]
    seen: list[dict[int, dict[str, int]]] = []
    for history in (History(CLASSES[0], FIRST), History(kind, events)):
        with Undone() as bureau:
            enter(bureau.organ, bureau.clerk, [*rest, history])
            seen.append({each: cells(bureau, each) for each in (2023, 2024, 2025)})
    for each, changed in zip((2023, 2024, 2025), (before, year, after), strict=True):
        assert set(_changed(seen[0][each], seen[1][each])) == changed, each


def test_a_reform_of_a_county_passes_every_open_request_on_once() -> None:
    """Two merge, one splits with a keeper, one takes another name, one stays, one takes another in."""
    names = ("史志办", "档案馆", "工信局", "文旅局", "财政局", "审计局", "统计局")
    history, archive, industry, culture, finance, audit, counting = old = [
        Bureau(f"qingshan-{n}", f"青山区{name}") for n, name in enumerate(names)
    ]
    for n, bureau in enumerate(old, 1):
        open_ones = [History(CLASSES[m % 6], story(date(2024, 12, 16), None)) for m in range(n + 1)]
        ended = [History(CLASSES[0], story(date(2024, 3, 4), date(2024, 3, 20)))] * n
        enter(bureau.organ, bureau.clerk, [*open_ones, *ended])
        _closed(bureau, 2024)
    merged = Bureau("qingshan-shizhiju", "青山区史志档案局")
    first, second = Bureau("qingshan-gongyeju", "青山区工业局"), Bureau("qingshan-shujuju", "青山区数据局")
    renamed = Bureau("qingshan-lvyouju", "青山区旅游局")
    became("merged", [history.organ, archive.organ], [merged.organ], "2025-07-01")
    became("split", [industry.organ], [first.organ, second.organ], "2025-07-01", first.organ)
    became("renamed", [culture.organ], [renamed.organ], "2025-07-01")
    became("merged", [counting.organ], [audit.organ], "2025-07-01", there=True)
    given = list(industry.organ.cases.order_by("pk")[1:3])
    allot(to=second.organ, cases=given, basis="划转清单", by=first.clerk, at=JANUARY)
    new = [merged, first, second, renamed, finance, audit]
    asked(merged, "2025-08-04", "2025-08-20", requester_class="business")
    for bureau in new:
        _closed(bureau, 2025)
        came = opening(filing_of(bureau.organ, 2025))
        assert came is not None
        closing = report_of(filing_of(bureau.organ, 2025).closings.get()).values()
        for column in range(1, 8):
            assert closing[f"T3.R2.C{column}"] == came.values()[f"T3.R4.C{column}"], (bureau.organ, column)
    for column in range(1, 8):
        assert _sum(old, 2024, f"T3.R4.C{column}") == _sum(new, 2025, f"T3.R2.C{column}")
    assert _sum(new, 2025, "T3.R2.C7") == 2 + 3 + 4 + 5 + 6 + 7 + 8
    assert _numbers(audit.organ, 2025)["T3.R2.C7"] == 7 + 8
    assert _numbers(second.organ, 2025)["T3.R2.C7"] == 2
    check = facts_of(industry.organ, 2025, JANUARY)
    assert [fault.needs for fault in check.faults] == ["organ"]  # who has ended reports no more


def _closed(bureau: Bureau, year: int) -> None:
    close_year(filing_of(bureau.organ, year), by=bureau.clerk, at=at(date(year + 1, 1, 12)))


def _numbers(organ: Organ, year: int) -> dict[str, int]:
    return {a: int(n) for a, n in report_of(filing_of(organ, year).closings.get()).values().items()}


def _sum(bureaus: Iterable[Bureau], year: int, address: str) -> int:
    return sum(_numbers(bureau.organ, year)[address] for bureau in bureaus)

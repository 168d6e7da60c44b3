"""What was decided and had not left on 31 December is carried over, and the closing says so (L-0040)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gongkai.service.annual.facts import Facts
from gongkai.service.requests.models import Case
from gongkai.statute.events import Answered, PassedOn, Received, Sent
from tests.service.cases import Bureau, at
from tests.service.histories import History, enter
from tests.service.reporting import check_every_cell_opens, facts_of, numbers
from tests.service.requests_acts import choose

pytestmark = pytest.mark.django_db

RECEIVED = Received(on=date(2025, 12, 10), channel="in_person", evidence="当面递交")
DECIDED = (RECEIVED, Answered(on=date(2025, 12, 30), outcome="not_held"))
SENT = Sent(on=date(2026, 1, 9), means="邮寄")


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    return Bureau()


def entered(bureau: Bureau, *histories: tuple[Any, ...]) -> list[Case]:
    return enter(bureau.organ, bureau.clerk, [History("business", each) for each in histories])


def table3(facts: Facts) -> dict[str, Any]:
    check_every_cell_opens(facts, facts.report.values())
    return {a[3:-3]: n for a, n in numbers(facts).items() if a.startswith("T3.") and a.endswith(".C7")}


def of(bureau: Bureau, year: int) -> Facts:
    return facts_of(bureau.organ, year, at("2027-01-05"))


def test_the_year_carries_it_over_and_the_next_ends_it(bureau: Bureau) -> None:
    sent, unsent = entered(bureau, (*DECIDED, SENT), DECIDED)
    old, new = of(bureau, 2025), of(bureau, 2026)
    assert table3(old) == {"R1": 2, "R4": 2}
    assert table3(new) == {"R2": 2, "R3_4_1": 1, "R3_7": 1, "R4": 1}
    (told,) = old.doubts
    assert "有2件申请2025年底以前已经作出决定、年底还没有发出" in told.says
    assert told.cases == (sent.pk, unsent.pk)
    assert [doubt.cases for doubt in new.doubts] == [(unsent.pk,)]


def test_an_installation_that_counts_the_day_of_decision_is_told_of_them_too(
    bureau: Bureau, tmp_path: Path
) -> None:
    choose(tmp_path, year_of_ending="when_decided")
    sent, unsent = entered(bureau, (*DECIDED, SENT), DECIDED)
    found = of(bureau, 2025)
    assert table3(found) == {"R1": 2, "R3_4_1": 2, "R3_7": 2}
    (told,) = found.doubts
    assert "文书年底还没有发出，计入本年度办理结果" in told.says and told.cases == (sent.pk, unsent.pk)
    assert (table3(of(bureau, 2026)), of(bureau, 2026).doubts) == ({}, [])


def test_what_left_in_time_is_in_no_doubt_and_what_ends_without_a_reply_ends_on_its_day(
    bureau: Bureau,
) -> None:
    left = (*DECIDED, Sent(on=date(2025, 12, 31), means="邮寄"))
    _, passed = entered(bureau, left, (RECEIVED, PassedOn(on=date(2025, 12, 30), to="市税务局"), SENT))
    found = of(bureau, 2025)
    assert table3(found) == {"R1": 2, "R3_4_1": 2, "R3_7": 2}
    assert [doubt.cases for doubt in found.doubts] == [(passed.pk,)]

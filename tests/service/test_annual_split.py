"""What one request was split into is one request in the report, over with its last part (L-0025; 30号)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.service.annual.changes import since
from gongkai.service.annual.facts import Facts, cells_of
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.requests.actions.entering import enter
from gongkai.service.requests.actions.order_redo import order_redo
from gongkai.service.requests.actions.settle_result import settle_result
from gongkai.service.requests.models import Case
from gongkai.statute.events import Answered, Sent
from tests.service.cases import Bureau, at
from tests.service.desk import sign_in
from tests.service.reporting import check_every_cell_opens, facts_of, numbers
from tests.service.requests_acts import choose
from tests.service.test_annual_closing import closed
from tests.service.test_requests_desk import answered
from tests.service.test_requests_together import parted

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Bureau:
    settings.GONGKAI_DATA = tmp_path
    return Bureau()


def in_two(bureau: Bureau, received: str = "2025-12-10", on: str = "2025-12-12") -> tuple[Case, Case]:
    whole = bureau.received(received)
    (part,) = parted(bureau, whole, on=on)
    return whole, part


def table3(bureau: Bureau, year: int) -> dict[str, Any]:
    """Return the totals of table 3 that are not zero, once the quick way and the cells' lists agree."""
    facts = facts_of(bureau.organ, year, at("2027-01-05"))
    check_every_cell_opens(facts, facts.report.values())
    quick = cells_of([bureau.organ], year, at("2027-01-05"))[bureau.organ.pk]
    assert {a: cell.value for a, cell in quick.items()} == {a: c.value for a, c in facts.cells.items()}
    return {a[3:-3]: n for a, n in numbers(facts).items() if a.startswith("T3.") and a.endswith(".C7")}


def says(facts: Facts) -> list[str]:
    return [fault.says for fault in facts.faults]


def test_it_is_carried_over_while_a_part_is_open_and_partly_disclosed_in_the_end(bureau: Bureau) -> None:
    whole, part = in_two(bureau)
    answered(bureau, whole, "2025-12-29", "full_disclosure")
    answered(bureau, part, "2026-01-06", "refused_third_party")
    assert table3(bureau, 2025) == {"R1": 1, "R4": 1}
    assert table3(bureau, 2026) == {"R2": 1, "R3_2": 1, "R3_7": 1}
    assert table3(bureau, 2027) == {}


def test_whichever_part_is_answered_last_ends_it(bureau: Bureau) -> None:
    whole, part = in_two(bureau)
    (third,) = parted(bureau, part, on="2025-12-13")
    answered(bureau, part, "2025-12-20", "not_held")
    answered(bureau, third, "2025-12-20", "not_held")
    assert table3(bureau, 2025) == {"R1": 1, "R4": 1}
    answered(bureau, whole, "2026-01-06", "not_held")
    assert table3(bureau, 2026) == {"R2": 1, "R3_4_1": 1, "R3_7": 1}


def test_what_makes_no_result_together_is_a_fault_that_a_person_settles(bureau: Bureau) -> None:
    whole, part = in_two(bureau, "2025-09-01", "2025-09-02")
    answered(bureau, whole, "2025-09-10", "full_disclosure")
    answered(bureau, part, "2025-09-10", "not_held")
    found = facts_of(bureau.organ, 2025)
    assert "各部分结果不同" in says(found)[0] and found.faults[0].cases == (whole.pk,)
    assert numbers(found) == {}
    settle = {"by": bureau.clerk, "at": at("2025-12-01"), "says": "主要部分已经提供"}
    with pytest.raises(CannotDo):
        settle_result(whole, outcome="refused_third_party", **settle)  # no part ended so
    with pytest.raises(CannotDo):
        settle_result(part, outcome="not_held", **settle)  # it counts with the whole
    with pytest.raises(NotAllowed):
        settle_result(whole, outcome="not_held", **{**settle, "by": bureau.reviewer})
    settle_result(whole, outcome="partial_disclosure", **settle)
    assert not facts_of(bureau.organ, 2025).faults
    assert table3(bureau, 2025) == {"R1": 1, "R3_2": 1, "R3_7": 1}
    settle_result(whole, outcome="not_held", **settle)
    assert table3(bureau, 2025) == {"R1": 1, "R3_4_1": 1, "R3_7": 1}


def test_the_page_shows_what_is_asked_and_settles_it(bureau: Bureau) -> None:
    whole, part = in_two(bureau, "2025-09-01", "2025-09-02")
    answered(bureau, whole, "2025-09-10", "full_disclosure")
    answered(bureau, part, "2025-09-10", "not_held")
    client = sign_in(Client(), bureau.clerk)
    address = reverse("desk-case-settled", args=[whole.pk])
    assert address in client.get(reverse("desk-case", args=[whole.pk])).content.decode()
    assert 'value="partial_disclosure"' in client.get(address).content.decode()
    assert client.post(address, {"outcome": "not_held", "says": ""}).status_code == 200
    assert client.post(address, {"outcome": "not_held", "says": "以检索为主"}).status_code == 302
    assert not facts_of(bureau.organ, 2025).faults
    assert "已经确定" in client.get(reverse("desk-case", args=[whole.pk])).content.decode()
    assert "不需要另行确定" in client.get(reverse("desk-case-settled", args=[part.pk])).content.decode()


def test_where_orders_count_anew_an_order_over_a_part_counts_one_more(bureau: Bureau, tmp_path: Path) -> None:
    choose(tmp_path, redone_requests="received_again")
    whole, part = in_two(bureau, "2025-03-03", "2025-03-04")
    answered(bureau, whole, "2025-03-10", "full_disclosure")
    answered(bureau, part, "2025-03-10", "refused_third_party")
    ordered = {"ordered_by": "reconsideration", "on": date(2025, 6, 2), "by": bureau.clerk}
    order_redo(part, **ordered, at=at("2025-06-02"))
    assert table3(bureau, 2025) == {"R1": 2, "R3_2": 1, "R3_7": 1, "R4": 1}
    answered(bureau, part, "2026-01-05", "full_disclosure")
    assert table3(bureau, 2026) == {"R2": 1, "R3_1": 1, "R3_7": 1}


def test_an_unreadable_part_keeps_the_whole_from_being_counted(bureau: Bureau, monkeypatch: Any) -> None:
    from gongkai.service.requests import index

    whole, part = in_two(bureau)
    answered(bureau, whole, "2025-12-29", "full_disclosure")
    read = index.clock.read
    count = len(part.entries.all())

    def refuse(events: Any, law: Any) -> Any:
        if len(events) == count:
            raise index.StatuteError("读不出来")
        return read(events, law)

    monkeypatch.setattr(index.clock, "read", refuse)
    index.refresh(part, date(2025, 12, 30))
    assert says(facts_of(bureau.organ, 2025)) == ["读不出来", "读不出来"]
    assert numbers(facts_of(bureau.organ, 2025)) == {}


def test_each_part_counts_for_itself_where_the_organ_chose_so(bureau: Bureau, tmp_path: Path) -> None:
    choose(tmp_path, split_requests="each")
    whole, part = in_two(bureau)
    answered(bureau, whole, "2025-12-29", "full_disclosure")
    assert table3(bureau, 2025) == {"R1": 2, "R3_1": 1, "R3_7": 1, "R4": 1}
    answered(bureau, part, "2026-01-06", "not_held")
    assert table3(bureau, 2026) == {"R2": 1, "R3_4_1": 1, "R3_7": 1}


def test_a_part_answered_after_the_closing_is_what_was_learnt_of_the_whole(bureau: Bureau) -> None:
    whole, part = in_two(bureau)
    answered(bureau, whole, "2025-12-20", "not_held")
    closing = closed(bureau)
    for event in (Answered(on=date(2025, 12, 29), outcome="not_held"), Sent(on=date(2025, 12, 29))):
        enter(part, event, by=bureau.clerk, at=at("2026-01-14"))
    (found,) = since(closing, at("2026-01-15"))
    assert (found.key, found.before, found.after) == (
        whole.pk,
        ("T3.R1.C1", "T3.R4.C1"),
        ("T3.R1.C1", "T3.R3_4_1.C1"),
    )
    assert [learnt.kind for learnt in found.learnt] == ["answered", "sent"]

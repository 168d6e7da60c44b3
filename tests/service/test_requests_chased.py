"""An opinion without a last day is asked after: nobody waits for ever for a delivery that nobody entered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from gongkai.service.requests import desk_due, ledger, urgency
from gongkai.service.requests.actions.add_party import add_party
from gongkai.service.requests.actions.consult import consult, letter_delivered
from gongkai.service.requests.case_page import CasePage
from gongkai.service.requests.case_ways import Visit
from gongkai.service.requests.intake import Who
from gongkai.service.requests.models import Case, Party, Standing
from gongkai.service.requests.reminding import feeds, gathering, nightly
from tests.service.cases import Bureau, at
from tests.service.requests_acts import day

pytestmark = pytest.mark.django_db

ROLES = ("third_party", "co_producer", "other_organ")
# Asked on Wednesday 2025-09-10: the seventh working day after it, and the fourteenth.
FIRST, SECOND = date(2025, 9, 19), date(2025, 9, 29)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def asked(bureau: Bureau, role: str, delivered: str = "") -> tuple[Case, Party]:
    case = bureau.received("2025-09-01")
    party = add_party(case, role=role, who=Who(name="青山区税务局"), by=bureau.clerk, at=at("2025-09-10"))
    reached = {"delivered": day(delivered)} if delivered else {}
    consult(case, party, on=day("2025-09-10"), by=bureau.clerk, at=at("2025-09-10"), **reached)
    return case, party


def owed(bureau: Bureau, on: date) -> list[tuple[str, date, str]]:
    lines = gathering.by_person(on).get(bureau.clerk.person_id, [])
    return [(line.owed.kind, line.owed.since, line.owed.about) for line in lines]


def page(bureau: Bureau, case: Case, on: date) -> CasePage:
    return CasePage(case, Visit(bureau.clerk, at(on.isoformat()), on))


@pytest.mark.parametrize("role", ROLES)
def test_an_opinion_whose_delivery_nobody_entered_is_asked_after_again_and_again(
    bureau: Bureau, role: str
) -> None:
    _case, party = asked(bureau, role)
    kind = "unanswered" if role == "other_organ" else "undelivered"
    assert owed(bureau, date(2025, 9, 18)) == []
    assert owed(bureau, FIRST) == owed(bureau, date(2025, 9, 28)) == [(kind, FIRST, party.key)]
    assert owed(bureau, SECOND) == [(kind, SECOND, party.key)]


def test_how_long_is_waited_is_set(bureau: Bureau, settings: Any) -> None:
    settings.GONGKAI_CHASE_DAYS = 2
    asked(bureau, "third_party")
    assert owed(bureau, date(2025, 9, 11)) == []
    assert [since for _kind, since, _about in owed(bureau, date(2025, 9, 12))] == [date(2025, 9, 12)]


def test_a_delivery_that_was_entered_has_its_term_and_is_not_asked_after(bureau: Bureau) -> None:
    case, party = asked(bureau, "third_party")
    letter_delivered(case, party, on=day("2025-09-12"), by=bureau.clerk, at=at("2025-09-19"))
    assert owed(bureau, FIRST) == []
    assert page(bureau, case, FIRST).urgency.key == "waiting"


def test_an_organ_without_a_term_is_asked_after_though_the_letter_reached_it(bureau: Bureau) -> None:
    case, party = asked(bureau, "other_organ", delivered="2025-09-11")
    assert owed(bureau, FIRST) == [("unanswered", FIRST, party.key)]
    (branch,) = page(bureau, case, FIRST).branches
    assert (branch.shape, str(branch.says)) == ("chase", "没有期限，请催问")


def test_the_work_list_and_the_case_say_so_in_words_and_shape(bureau: Bureau) -> None:
    case, _party = asked(bureau, "third_party")
    before, then = page(bureau, case, date(2025, 9, 18)), page(bureau, case, FIRST)
    assert (before.urgency.key, before.urgency.day) == ("waiting", FIRST)
    assert "尚无期限" in before.urgency.says
    assert before.urgency.of_day == "届时查问"
    assert (then.urgency.key, str(then.urgency.name)) == ("chase", "送达、回复待查问")
    (branch,) = then.branches
    assert (branch.shape, str(branch.says)) == ("chase", "送达没有登记，请登记送达或者查问")


@pytest.mark.parametrize("role", ROLES)
def test_the_index_has_the_same_group_as_the_ledger(bureau: Bureau, role: str) -> None:
    case, _party = asked(bureau, role)
    calendar = ledger.clock_of(case).law.calendar
    for on in (date(2025, 9, 10), date(2025, 9, 18), FIRST, date(2025, 12, 1)):
        nightly.recompute(at(on.isoformat()))
        place = urgency.in_index(on, calendar.after(on, urgency.SOON))
        found = Standing.objects.annotate(place=place).get(case=case).place
        assert found == urgency.PLACES[page(bureau, case, on).urgency.key]


def test_the_first_page_and_the_calendar_have_it(bureau: Bureau, settings: Any) -> None:
    settings.GONGKAI_CHASE_DAYS = 1
    asked(bureau, "third_party")
    waiting = [str(due.says) for due in desk_due.due(bureau.clerk, timezone.now())]
    assert "征求意见的送达或者回复没有登记，请登记或者催问" in waiting
    secret = feeds.make(bureau.clerk, at("2025-09-10"))
    assert "查问征求意见的送达和回复" in feeds.calendar(secret, at("2025-09-10")).decode()

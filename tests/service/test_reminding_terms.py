"""The last days of proceedings are told as those of replies are: once, to who owes them, naming nobody."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from gongkai.service.organs.models import Person
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.models import Proceeding
from gongkai.service.requests.actions.answer import answer, mark_sent
from gongkai.service.requests.models import Case
from gongkai.service.requests.reminding import feeds, gathering
from gongkai.service.requests.reminding.actions.remind import remind
from gongkai.service.requests.reminding.models import Mail, Reminder
from tests.service.cases import Bureau, at
from tests.service.test_reminding import Kept, reached

pytestmark = pytest.mark.django_db

LAST = date(2025, 11, 4)  # ten working days from the copy of 2025-10-21 (复议法 48, 88)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def answered(bureau: Bureau) -> Case:
    case = bureau.received("2025-09-01")
    answer(case, outcome="refused_deliberative", on=date(2025, 9, 10), by=bureau.clerk, at=at("2025-09-10"))
    mark_sent(case, on=date(2025, 9, 10), means="post", by=bureau.clerk, at=at("2025-09-10"))
    return case


def step(bureau: Bureau, proceeding: Proceeding, kind: str, day: str, **facts: Any) -> None:
    enter_step(proceeding, kind=kind, on=date.fromisoformat(day), by=bureau.clerk, at=at(day), **facts)


def contested(
    bureau: Bureau, case: Case | None, kind: str = "reconsideration", over: str = "reply"
) -> Proceeding:
    given = {"over": over, "body": "青山区人民政府", "by": bureau.clerk, "at": at("2025-10-20")}
    found = open_proceeding(bureau.organ, kind=kind, case=case, **given)
    procedure = "ordinary" if kind == "reconsideration" else ""
    step(bureau, found, "accepted", "2025-10-20", procedure=procedure)
    step(bureau, found, "served", "2025-10-21")
    return found


def owed(on: date, person: Person) -> list[tuple[str, date]]:
    return [(line.owed.kind, line.owed.since) for line in gathering.by_person(on).get(person.pk, [])]


@pytest.mark.parametrize(
    ("on", "kinds"),
    [
        (date(2025, 10, 29), []),
        (date(2025, 11, 3), [("evidence_soon", date(2025, 10, 30))]),
        (LAST, [("evidence_today", LAST)]),
        (date(2025, 11, 10), [("evidence_overdue", date(2025, 11, 5))]),
    ],
)
def test_the_answer_in_a_reconsideration_is_owed_until_it_is_given(bureau: Bureau, on, kinds) -> None:
    proceeding = contested(bureau, answered(bureau))
    assert owed(on, bureau.clerk.person) == kinds
    overdue = [kind for kind in kinds if kind[0] == "evidence_overdue"]
    assert owed(on, bureau.leader.person) == overdue
    step(bureau, proceeding, "answered", "2025-10-22")
    assert owed(on, bureau.clerk.person) == []


@pytest.mark.parametrize(("kind", "last"), [("direct_suit", date(2025, 11, 5)), ("complaint", None)])
def test_a_suit_has_fifteen_days_and_a_complaint_has_no_term(bureau: Bureau, kind, last) -> None:
    contested(bureau, answered(bureau), kind)
    assert owed(date(2025, 11, 5), bureau.clerk.person) == ([("evidence_today", last)] if last else [])


def test_an_order_to_answer_anew_is_told_from_the_ledger_of_its_request(bureau: Bureau) -> None:
    proceeding = contested(bureau, answered(bureau))
    step(bureau, proceeding, "answered", "2025-10-22")
    order = {"result": "revoked", "orders": True, "order_served": date(2025, 12, 1)}
    step(bureau, proceeding, "ended", "2025-12-01", order_until=date(2025, 12, 19), **order)
    assert owed(date(2025, 12, 19), bureau.clerk.person) == [("today", date(2025, 12, 19))]
    assert owed(date(2025, 12, 22), bureau.head.person)[-1] == ("overdue", date(2025, 12, 20))


def test_a_proceeding_of_no_request_is_told_once_and_names_nobody(bureau: Bureau) -> None:
    proceeding = contested(bureau, None, over="publication")
    reached(bureau.clerk.person)
    way = Kept()
    assert remind(at("2025-11-10"), [way]) == 1
    assert remind(at("2025-11-11"), [way]) == 0
    row = Reminder.objects.get()
    assert (row.case, row.kind, row.about) == (None, "evidence_overdue", f"z{proceeding.pk}")
    text = Mail.objects.get().text
    assert "行政复议（2025-11-04）" in text
    assert "张三" not in text
    with pytest.raises(IntegrityError), transaction.atomic():
        row.pk = None
        row.save()


def test_each_proceeding_of_no_request_is_told_by_itself(bureau: Bureau, settings: Any) -> None:
    settings.GONGKAI_SITE = "https://www.example"
    first, second = (contested(bureau, None, over="publication") for _ in range(2))
    reached(bureau.clerk.person)
    assert remind(at("2025-11-10"), [Kept()]) == 1
    assert Reminder.objects.count() == 2
    text = Mail.objects.get().text
    for proceeding in (first, second):
        assert "https://www.example" + reverse("desk-proceeding", args=[proceeding.pk]) in text


def test_one_proceeding_that_cannot_be_read_keeps_nobody_from_the_others(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gongkai.service.organs.actions.refusal import CannotDo
    from gongkai.service.redress import owing

    broken, sound = contested(bureau, None, over="publication"), contested(bureau, answered(bureau))
    courses = owing.courses

    def read(rows: list[Proceeding], law: Any) -> Any:
        if rows[0].pk == broken.pk:
            raise CannotDo("顺序不对")
        return courses(rows, law)

    monkeypatch.setattr(owing, "courses", read)
    lines = gathering.by_person(LAST)[bureau.clerk.person_id]
    assert [line.owed.about for line in lines] == [f"z{sound.pk}"]


def test_the_calendar_of_a_desk_has_the_last_day_too(bureau: Bureau) -> None:
    contested(bureau, answered(bureau))
    calendar = feeds.calendar(feeds.make(bureau.clerk, at("2025-10-22")), at("2025-10-22")).decode()
    assert "提交答复和证据最迟" in calendar
    assert "20251104" in calendar
    other = Bureau("wushan-danganju", "乌山区档案局")
    assert (
        "提交答复" not in feeds.calendar(feeds.make(other.clerk, at("2025-10-22")), at("2025-10-22")).decode()
    )

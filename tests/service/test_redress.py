"""Proceedings: stages and terms, the result that took effect, the order that starts a clock, table 4."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from gongkai.service.catalogue.desk_law import law_here
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.policy import NotAllowed
from gongkai.service.redress.actions.enter_step import enter_step
from gongkai.service.redress.actions.open_proceeding import open_proceeding
from gongkai.service.redress.course import Course, course
from gongkai.service.redress.models import Proceeding
from gongkai.service.redress.queries import table4
from gongkai.service.requests import ledger
from gongkai.service.requests.actions.answer import answer, mark_sent
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.propose import propose_annulment
from gongkai.service.requests.models import Case
from tests.service.cases import Bureau, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def _answered(bureau: Bureau) -> Case:
    case = bureau.received("2025-09-01")
    answer(case, outcome="refused_deliberative", on=date(2025, 9, 10), by=bureau.clerk, at=at("2025-09-10"))
    mark_sent(case, on=date(2025, 9, 10), means="post", by=bureau.clerk, at=at("2025-09-10"))
    return case


def _opened(bureau: Bureau, case: Case | None, kind: str = "reconsideration", **facts: Any) -> Proceeding:
    given = {"over": "reply", "body": "青山区人民政府", "by": bureau.clerk, "at": at("2025-10-20"), **facts}
    return open_proceeding(bureau.organ, kind=kind, case=case, **given)


def _step(bureau: Bureau, proceeding: Proceeding, kind: str, day: str, **facts: Any) -> None:
    enter_step(
        proceeding, kind=kind, on=date.fromisoformat(day), by=bureau.clerk, at=at(day, "16:00"), **facts
    )


def _now(proceeding: Proceeding) -> Course:
    return course(proceeding, proceeding.steps.all(), law_here())


def test_the_answer_to_a_reconsideration_is_due_by_the_procedure(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau))
    _step(bureau, proceeding, "accepted", "2025-10-20", procedure="summary")
    _step(bureau, proceeding, "served", "2025-10-21")
    found = _now(proceeding)
    assert found.state == "answer_owed"
    assert found.answer_due is not None
    assert found.answer_due.day == date(2025, 10, 28)
    _step(bureau, proceeding, "answered", "2025-10-29")
    assert _now(proceeding).answer_is_late(date(2025, 11, 1))


def test_a_refusal_that_is_corrected_starts_a_new_duty_with_its_own_clock(bureau: Bureau) -> None:
    case = _answered(bureau)
    proceeding = _opened(bureau, case)
    _step(bureau, proceeding, "accepted", "2025-10-20")
    _step(
        bureau,
        proceeding,
        "ended",
        "2025-12-01",
        result="revoked",
        orders=True,
        order_served=date(2025, 12, 1),
        order_until=date(2025, 12, 19),
    )
    clock = ledger.clock_of(case)
    assert (clock.redo, clock.due) == (True, date(2025, 12, 19))
    assert table4([bureau.organ], 2025) == {("reconsideration", "corrected"): 1}


def test_a_court_orders_within_twenty_working_days(bureau: Bureau) -> None:
    case = _answered(bureau)
    proceeding = _opened(bureau, case, "direct_suit", body="青山区人民法院")
    _step(bureau, proceeding, "accepted", "2025-10-20")
    _step(bureau, proceeding, "ended", "2025-12-01", result="ordered", orders=True)
    assert ledger.clock_of(case).redo
    assert ledger.clock_of(case).due is not None


def test_two_instances_are_one_case_with_the_result_that_took_effect(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau), "direct_suit", body="青山区人民法院")
    _step(bureau, proceeding, "accepted", "2025-10-20")
    _step(bureau, proceeding, "ended", "2025-12-01", result="request_dismissed")
    _step(bureau, proceeding, "appealed", "2025-12-10")
    assert table4([bureau.organ], 2025) == {("direct_suit", "pending"): 1}
    _step(bureau, proceeding, "ended", "2026-03-02", result="revoked")
    assert table4([bureau.organ], 2025) == {("direct_suit", "pending"): 1}
    assert table4([bureau.organ], 2026) == {("direct_suit", "corrected"): 1}


def test_what_was_upheld_orders_nothing(bureau: Bureau) -> None:
    case = _answered(bureau)
    proceeding = _opened(bureau, case)
    with pytest.raises(CannotDo, match="不会责令重新答复"):
        _step(bureau, proceeding, "ended", "2025-12-01", result="upheld", orders=True)
    assert not ledger.clock_of(case).redo


def test_a_wrong_end_is_taken_back_once_the_order_it_made_is_annulled(bureau: Bureau) -> None:
    case = _answered(bureau)
    proceeding = _opened(bureau, case)
    _step(bureau, proceeding, "ended", "2025-12-01", result="revoked", orders=True)
    with pytest.raises(CannotDo, match="先在申请页撤销"):
        _step(bureau, proceeding, "annulled", "2025-12-02", annuls=1, says="录错了案件")
    place = ledger.events_of(case)[-1].entry
    proposal = propose_annulment(case, place=place, reason="录错了案件", by=bureau.clerk, at=at("2025-12-02"))
    consent(proposal, by=bureau.head, at=at("2025-12-02", "15:00"))
    _step(bureau, proceeding, "annulled", "2025-12-02", annuls=1, says="录错了案件")
    assert _now(proceeding).state == "filed"


def test_a_complaint_stands_in_no_table(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau), "complaint", body="青山区人民政府办公室")
    _step(bureau, proceeding, "accepted", "2025-10-20")
    assert table4([bureau.organ], 2025) == {}


@pytest.mark.parametrize("kind", ["served", "answered", "heard"])
def test_what_follows_only_on_acceptance_makes_it_pending_though_nobody_entered_that(
    bureau: Bureau, kind: str
) -> None:
    """复议法48、54，行诉法67: the copy is sent once the case is accepted."""
    proceeding = _opened(bureau, _answered(bureau), "direct_suit", body="青山区人民法院")
    assert table4([bureau.organ], 2025) == {}
    _step(bureau, proceeding, kind, "2025-12-22")
    assert _now(proceeding).accepted_on is None
    assert table4([bureau.organ], 2025) == {("direct_suit", "pending"): 1}
    _step(bureau, proceeding, "ended", "2026-02-10", result="upheld")
    assert table4([bureau.organ], 2025) == {("direct_suit", "pending"): 1}
    assert table4([bureau.organ], 2026) == {("direct_suit", "upheld"): 1}
    _step(bureau, proceeding, "accepted", "2026-01-05")  # the day it was says more than what followed
    assert table4([bureau.organ], 2025) == {}


def test_one_that_was_not_accepted_ends_and_counts_as_other(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau))
    _step(bureau, proceeding, "ended", "2025-11-03", result="not_accepted")
    assert table4([bureau.organ], 2025) == {("reconsideration", "other"): 1}


def test_an_appeal_before_the_end_is_refused_and_nothing_is_entered(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau), "direct_suit", body="青山区人民法院")
    with pytest.raises(CannotDo, match="还没有审结"):
        _step(bureau, proceeding, "appealed", "2025-12-10")
    assert proceeding.steps.count() == 0


def test_a_wrong_step_is_annulled_by_another_with_its_reason(bureau: Bureau) -> None:
    proceeding = _opened(bureau, _answered(bureau))
    _step(bureau, proceeding, "ended", "2025-11-03", result="upheld")
    with pytest.raises(CannotDo, match="为什么"):
        _step(bureau, proceeding, "annulled", "2025-11-04", annuls=1)
    _step(bureau, proceeding, "annulled", "2025-11-04", annuls=1, says="录错了案件")
    assert _now(proceeding).state == "filed"
    assert proceeding.steps.count() == 2


def test_over_a_reply_the_request_has_to_be_named_and_be_the_organs_own(bureau: Bureau) -> None:
    with pytest.raises(CannotDo, match="登记号"):
        _opened(bureau, None)
    other = Bureau("qingshan-jiaoyuju", "青山区教育局")
    with pytest.raises(CannotDo, match="不是本机关的"):
        _opened(bureau, _answered(other))
    with pytest.raises(NotAllowed):
        _opened(bureau, _answered(bureau), by=other.clerk)


@pytest.mark.parametrize("statement", ["UPDATE redress_step SET kind='heard'", "DELETE FROM redress_step"])
def test_the_database_itself_keeps_the_steps(bureau: Bureau, statement: str) -> None:
    proceeding = _opened(bureau, _answered(bureau))
    _step(bureau, proceeding, "accepted", "2025-10-20")
    with (
        pytest.raises((IntegrityError, OperationalError), match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

"""A request whose history cannot be read is in no cell, and is told to whoever has to report it."""

from __future__ import annotations

from typing import Any

import pytest

from gongkai.service.annual.actions.allot import allot
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.facts import Needs
from gongkai.service.annual.filings import filing_of
from gongkai.service.requests import counting, index
from gongkai.service.requests.models import Case, Standing
from tests.service.cases import Bureau, at
from tests.service.reporting import JANUARY, asked, facts_of, numbers
from tests.service.test_annual_facts import heirs

pytestmark = pytest.mark.django_db

NEXT = at("2027-01-12")


def spoilt(case: Case) -> Case:
    """Leave the index of a request as a history that cannot be read leaves it."""
    row: dict[str, Any] = {"counted_received": None, "counted_ended": None}
    row |= {"counted_outcome": counting.FAULTY, "counted_fault": "读不出来", "state": index.UNREADABLE}
    Standing.objects.filter(case=case).update(**row)
    return case


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_of_a_split_organ_it_stays_a_fault_of_its_heirs_until_one_has_it(bureau: Bureau) -> None:
    case = spoilt(asked(bureau, "2025-03-03", "2025-03-20"))
    first, second = heirs(bureau.organ, keeper=False)
    for heir in (first, second):
        (fault,) = facts_of(heir.organ).faults
        assert (fault.needs, fault.cases) == (Needs.ALLOTMENT, (case.pk,))
    allot(to=second.organ, cases=[case], basis="划转清单", by=first.clerk, at=JANUARY)
    assert facts_of(first.organ).faults == []
    (fault,) = facts_of(second.organ).faults
    assert (fault.needs, fault.says, fault.cases) == (Needs.CASE, "读不出来", (case.pk,))


def test_that_receipt_is_not_confirmed_is_told_to_every_heir_of_a_split(bureau: Bureau) -> None:
    case = bureau.received("2025-03-03", channel="ordinary_mail")
    for heir in heirs(bureau.organ, keeper=False):
        assert [doubt.cases for doubt in facts_of(heir.organ).doubts] == [(case.pk,)]


def test_what_was_closed_as_over_keeps_no_later_year_open_and_is_told(bureau: Bureau) -> None:
    over, open_ = asked(bureau, "2025-03-03", "2025-03-20"), asked(bureau, "2025-12-01")
    close_year(filing_of(bureau.organ, 2025), by=bureau.clerk, at=JANUARY)
    spoilt(over), spoilt(open_)
    assert [fault.cases for fault in facts_of(bureau.organ, 2025).faults] == [(over.pk,), (open_.pk,)]
    later = facts_of(bureau.organ, 2026, NEXT)
    assert [fault.cases for fault in later.faults] == [(open_.pk,)]  # was carried over: nobody knows
    assert [doubt.cases for doubt in later.doubts] == [(over.pk,)]
    assert numbers(later) == {}


def test_the_last_closing_says_whether_it_was_over(bureau: Bureau) -> None:
    case = asked(bureau, "2025-12-01")
    filing = filing_of(bureau.organ, 2025)
    close_year(filing, by=bureau.clerk, at=JANUARY)
    row = Standing.objects.get(case=case)
    Standing.objects.filter(case=case).update(counted_ended=2025, counted_outcome="not_held")
    close_year(filing, by=bureau.clerk, at=JANUARY, reason="补登12月的答复")
    spoilt(case)
    assert facts_of(bureau.organ, 2026, NEXT).faults == []
    row.save()
    close_year(filing, by=bureau.clerk, at=JANUARY, reason="补登有误")
    spoilt(case)
    assert [fault.cases for fault in facts_of(bureau.organ, 2026, NEXT).faults] == [(case.pk,)]

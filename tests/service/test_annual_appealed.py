"""A judgment that could still be appealed on 31 December is counted by its result, and told (D13, D14)."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.service.redress.actions.enter_step import enter_step
from tests.service.cases import Bureau, at
from tests.service.reporting import asked, contested, facts_of, numbers

pytestmark = pytest.mark.django_db


def test_what_was_decided_in_the_last_fifteen_days_is_told_until_an_appeal_makes_it_pending() -> None:
    bureau = Bureau()
    case = asked(bureau, "2025-06-02", "2025-06-20")
    suit = {"kind": "direct_suit", "body": "青山区人民法院"}
    fresh = contested(bureau, case, "2025-08-04", "2025-12-20", **suit)
    contested(bureau, case, "2025-08-04", "2025-12-16", **suit)  # served that day, it took effect in time
    contested(bureau, case, "2025-08-04", "2025-12-20", "withdrawn", **suit)
    contested(bureau, case, "2025-08-04", "2025-12-20", "upheld")  # nobody appeals to a reconsideration body
    second = contested(bureau, case, "2025-03-03", "2025-06-02", **suit)
    for kind, on, facts in (("appealed", "2025-06-10", {}), ("ended", "2025-12-22", {"result": "revoked"})):
        enter_step(second, kind=kind, on=date.fromisoformat(on), by=bureau.clerk, at=at(on), **facts)
    found = facts_of(bureau.organ)
    (told,) = found.doubts
    assert "年底还在上诉期内" in told.says and told.proceedings == (fresh.pk,)
    assert numbers(found)["T4.V.B_upheld"] == 2
    enter_step(fresh, kind="appealed", on=date(2026, 1, 4), by=bureau.clerk, at=at("2026-01-10"))
    found = facts_of(bureau.organ)
    assert not found.doubts
    assert (numbers(found)["T4.V.B_upheld"], numbers(found)["T4.V.B_pending"]) == (1, 1)

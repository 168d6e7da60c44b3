"""A request carried over whose requester turns out, after the year was closed, to be of another class."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from gongkai.service.annual import composing
from gongkai.service.annual.actions.close_year import close_year
from gongkai.service.annual.actions.make_version import make_version
from gongkai.service.annual.actions.publish import publish
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.models import Version
from gongkai.service.requests.actions.consent import consent
from gongkai.service.requests.actions.correct_class import propose_class
from gongkai.service.requests.actions.entering import enter
from gongkai.statute.events import Answered, Sent
from tests.service.annual_children import explain_all
from tests.service.cases import at
from tests.service.filings import OTHER_WORDS, WORDS, Reporting
from tests.service.reporting import asked, declare
from tests.service.test_annual_closing import WHOLE

pytestmark = pytest.mark.django_db

PEOPLE, BUSINESS = "C1", "C2"


@pytest.fixture
def bureau(settings: Any, tmp_path: Path) -> Reporting:
    settings.GONGKAI_DATA = tmp_path
    return Reporting()


def counted(bureau: Reporting, year: int, moment: datetime, reason: str = "") -> Version:
    """Return a version of a year as the ledgers give it at a moment."""
    close_year(bureau.filing(year), by=bureau.clerk, at=moment, reason=reason)
    for section, words in WORDS.items():
        text = OTHER_WORDS if section == 5 and year == 2024 else words.format(year=year, last=year - 1)
        write_section(bureau.filing(year), section, text, by=bureau.clerk, at=moment)
    return make_version(bureau.filing(year), by=bureau.clerk, at=moment, note=reason)


def published(bureau: Reporting, version: Version, moment: datetime) -> None:
    bureau.accepted(version, moment)
    publish(version.filing, by=bureau.clerk, at=moment)


def across(version: Version) -> dict[str, float]:
    """Return where last year's closing is not this year's opening: the cell, and by how much."""
    found = [each for each in verdicts_of(version) if each.finding.rule == "X1" and each.blocks]
    return {each.address: each.difference for each in found}


def test_it_opens_the_next_year_under_its_right_class_and_differs_until_the_earlier_year_is_amended(
    bureau: Reporting,
) -> None:
    case = asked(bureau, "2024-12-20")
    for year in (2024, 2025):
        for address, unit in WHOLE.items():
            declare(bureau, address, 0, unit=unit, year=year, at=at(f"{year + 1}-01-03"))
    first = counted(bureau, 2024, at("2025-01-06"))
    explain_all(first, bureau.clerk, bureau.head)
    published(bureau, first, at("2025-01-08"))

    found = propose_class(
        case, requester_class="business", says="申请书上盖的是公司的章", by=bureau.clerk, at=at("2025-02-10")
    )
    consent(found, by=bureau.head, at=at("2025-02-10", "11:00"))
    for event in (Answered(on=date(2025, 2, 12), outcome="not_held"), Sent(on=date(2025, 2, 12))):
        enter(case, event, by=bureau.clerk, at=at("2025-02-12"))

    of_year = counted(bureau, 2025, at("2026-01-06"))
    cells = composing.report_of(of_year).values()
    assert (cells[f"T3.R2.{PEOPLE}"], cells[f"T3.R2.{BUSINESS}"]) == (0, 1)
    assert cells[f"T3.R3_4_1.{BUSINESS}"] == 1
    assert across(of_year) == {f"T3.R2.{PEOPLE}": -1, f"T3.R2.{BUSINESS}": 1}

    again = counted(bureau, 2024, at("2026-01-07"), "申请人类别登记有误，经同意更正")
    explain_all(again, bureau.clerk, bureau.head)
    published(bureau, again, at("2026-01-08"))
    assert across(of_year) == {}

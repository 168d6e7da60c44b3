"""Norms as of a day: what happens to the page afterwards does not change a year that is over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from gongkai.report.model import Number
from gongkai.service.catalogue.models import Showing
from tests.service.cases import Bureau, at
from tests.service.published import publish
from tests.service.reporting import facts_of, numbers

pytestmark = pytest.mark.django_db

FORMED = date(2023, 5, 1)


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def norm(bureau: Bureau, **facts: Any) -> Showing:
    return publish(
        bureau.organ,
        "办法",
        **{"begins": at("2023-05-06"), "norm": "normative", "formed_on": FORMED, **facts},
    )


def end(showing: Showing, day: str, how: str, bureau: Bureau) -> None:
    showing.ends = showing.ended_at = at(day)
    showing.ended_how, showing.ended_by, showing.reason = how, bureau.clerk, "版式有误"
    showing.save()


def counted(bureau: Bureau, year: int, day: str) -> dict[str, Number]:
    found = numbers(facts_of(bureau.organ, year, at(day)))
    return {address: n for address, n in found.items() if address.startswith("T2.gfxwj") and n}


def test_a_norm_revised_in_january_was_in_force_on_the_last_day_of_the_year_before(bureau: Bureau) -> None:
    one = norm(bureau)
    before = {year: counted(bureau, year, "2026-01-02") for year in (2023, 2024, 2025)}

    end(one, "2026-01-04", "superseded", bureau)
    norm(bureau, begins=at("2026-01-04"), document=one.edition.document, formed_on=date(2026, 1, 3))

    assert {year: counted(bureau, year, "2026-01-10") for year in (2023, 2024, 2025)} == before
    assert before[2025] == {"T2.gfxwj.in_force": 1}
    assert counted(bureau, 2026, "2027-01-10") == {"T2.gfxwj.made": 1, "T2.gfxwj.in_force": 1}


def test_a_norm_whose_page_was_taken_down_in_january_was_in_force_before(bureau: Bureau) -> None:
    end(norm(bureau), "2026-01-04", "withdrawn", bureau)

    assert counted(bureau, 2025, "2026-01-10") == {"T2.gfxwj.in_force": 1}
    assert counted(bureau, 2026, "2027-01-10") == {}


def test_a_norm_taken_down_and_published_again_as_another_document_is_counted_once(bureau: Bureau) -> None:
    number = "青政规〔2023〕1号"
    end(norm(bureau, document_number=number), "2026-01-04", "withdrawn", bureau)
    norm(bureau, document_number=number, begins=at("2026-01-05"))

    assert counted(bureau, 2025, "2026-01-10") == {"T2.gfxwj.in_force": 1}


def test_what_was_taken_down_within_the_year_is_not_counted_at_its_end(bureau: Bureau) -> None:
    end(norm(bureau), "2025-12-31", "withdrawn", bureau)

    assert counted(bureau, 2025, "2026-01-10") == {}


def test_an_edition_that_corrects_one_of_the_year_takes_its_place(bureau: Bureau) -> None:
    one = norm(bureau)
    end(one, "2026-01-04", "superseded", bureau)
    norm(bureau, begins=at("2026-01-04"), document=one.edition.document, norm="")  # it was no norm after all

    assert counted(bureau, 2025, "2026-01-10") == {}

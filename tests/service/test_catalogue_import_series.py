"""An import keeps the index numbers that an organ's papers have borne, and takes none of another's series."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.service.catalogue.imports.series import year_in
from gongkai.service.catalogue.models import IndexPattern
from gongkai.service.organs.models import Organ
from tests.service.catalogue_desk import NOW, Desk
from tests.service.catalogue_import import row_of, tried


@pytest.fixture
def desk(organ: Organ) -> Desk:
    return Desk(organ)


@pytest.fixture
def other(organ: Organ) -> Organ:
    added = Organ.objects.get(pk=organ.pk)
    added.pk, added.code, added.name, added.uscc = None, "qs-caizheng", "青山区财政局", "11330000014258125X"
    added._state.adding = True
    added.save()
    return Organ.objects.get(code="qs-caizheng")


def at_number(desk: Desk, number: str) -> tuple[str, str, str]:
    row = row_of(tried(desk.clerk, {"索引号": number, "成文日期": "2024-02-26"}))
    return row.outcome, "".join(says for _l, says in row.reasons), "".join(says for _l, says in row.warnings)


@pytest.mark.parametrize(
    "number",
    [
        "qs-caizheng/2024-00099",
        "014258125/2024-00099",
        "01425812-5/2024-00099",
        "11330000014258125X/2024-00099",
        "CZ.QS/2024-00099",
    ],
)
def test_a_number_of_another_organs_series_is_refused(desk: Desk, other: Organ, number: str) -> None:
    IndexPattern.objects.create(
        organ=other,
        pattern="CZ.QS/{year}-{serial:05}",
        since=date(2020, 1, 1),
        entered_by=desk.leader,
        entered_at=NOW,
    )
    outcome, reasons, _warnings = at_number(desk, number)

    assert outcome == "refused"
    assert "是青山区财政局的号段" in reasons


def test_an_organs_own_number_is_kept_though_its_governments_code_begins_it(desk: Desk) -> None:
    government = desk.organ.parent
    assert government is not None
    Organ.objects.filter(pk=desk.organ.pk).update(code=f"{government.code}-own")
    desk.clerk.refresh_from_db()

    assert at_number(desk, f"{government.code}-own/2024-00001") == ("new", "", "")
    assert at_number(desk, "X1/2024-00001") == ("new", "", "")


@pytest.mark.parametrize(
    ("number", "words"), [("X1/2030-00001", "这一年还没有到"), ("X1/2021-00001", "都不同年")]
)
def test_a_year_that_is_not_the_papers_is_told(desk: Desk, number: str, words: str) -> None:
    outcome, _reasons, warnings = at_number(desk, number)

    assert outcome == "new"
    assert words in warnings


def test_a_serial_is_no_year() -> None:
    assert [year_in(number) for number in ("A/2024-2019", "A1-00001", "A/202401-1")] == [2024, None, None]

"""Which years an organ may begin, and what is not owed though somebody opened it."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.service.annual import deadlines, listed, owed
from gongkai.service.annual.actions.explain import explain
from gongkai.service.annual.actions.register_reporter import set_deadline
from gongkai.service.annual.actions.write_section import write_section
from gongkai.service.annual.deciding import verdicts_of
from gongkai.service.annual.filings import filing_of
from gongkai.service.annual.models import Explanation, Filing
from gongkai.service.annual.register import State, reporters
from gongkai.service.organs.actions.refusal import CannotDo
from gongkai.service.organs.models import Duty, Organ
from tests.service.annual_children import County
from tests.service.cases import at
from tests.service.desk import a_post, an_organ
from tests.service.filings import Reporting
from tests.service.reporting import became

pytestmark = pytest.mark.django_db

MARCH = at("2026-03-02")


def says(bureau: Reporting) -> list[str]:
    return [str(line.says) for line in owed.due(bureau.clerk, MARCH)]


def test_a_year_is_offered_in_which_the_organ_was_there() -> None:
    organ = an_organ("hou-ju", "后设局")
    assert listed.years_to_begin(organ, MARCH.date())[:2] == [2025, 2026]
    assert 2019 in listed.years_to_begin(organ, MARCH.date())
    Organ.objects.filter(pk=organ.pk).update(established_on=date(2024, 5, 1))
    assert listed.years_to_begin(organ, MARCH.date()) == [2025, 2026, 2024]
    became("renamed", [organ], [an_organ("xin-ju", "新局")], "2025-07-01")
    assert listed.years_to_begin(organ, MARCH.date()) == [2024]


def test_an_earlier_year_that_was_opened_by_mistake_is_owed_by_nobody_and_one_with_words_is() -> None:
    bureau = Reporting()
    filing = filing_of(bureau.organ, 2021)
    assert not any("2021" in each for each in says(bureau))
    write_section(filing, 5, "问题。", by=bureau.clerk, at=MARCH)
    assert any("2021" in each for each in says(bureau))


def test_an_earlier_year_that_the_register_asks_for_is_owed_though_nothing_is_there() -> None:
    county = County()
    child = county.child("a-ju", "甲局")
    county.register(child.organ, since=2021)
    filing_of(child.organ, 2021)
    assert any("2021" in str(line.says) for line in owed.due(child.clerk, MARCH))


def test_a_day_that_an_authority_sets_under_its_new_name_is_for_who_is_registered_to_the_old_one() -> None:
    county = County()
    child = county.child("jia-ju", "甲局")
    county.register(child.organ, since=2024)
    renamed = an_organ("xin-qingshan", "新青山区人民政府", kind="county")
    became("renamed", [county.organ], [renamed], "2026-01-05")
    supervisor = a_post(renamed, Duty.SUPERVISOR)
    given = {"kind": "organ", "basis": "新青政办函〔2026〕1号", "by": supervisor, "at": at("2026-01-08")}
    set_deadline(renamed, 2025, submit_by=date(2026, 1, 20), **given)  # type: ignore[arg-type]

    assert deadlines.until(Filing(pk=1, organ=child.organ, year=2025)).submit_by == date(2026, 1, 20)
    (row,) = (row for row in reporters(renamed, 2025, date(2026, 1, 21)).rows if row.organ == child.organ)
    assert (row.state, row.until.basis) == (State.LATE, "新青政办函〔2026〕1号")


def test_what_has_no_number_is_explained_once_until_it_was_answered() -> None:
    bureau = Reporting()
    version = bureau.drafted(2025)
    blocked = next(each for each in verdicts_of(version) if each.blocks and each.difference is None)
    given = {"rule": blocked.finding.rule, "address": blocked.address, "kind": "other", "amount": None}

    def said() -> Explanation:
        return explain(version, says="首次报送", by=bureau.clerk, at=at("2026-01-07"), **given)  # type: ignore[arg-type]

    said()
    with pytest.raises(CannotDo, match="正等另一位负责人答复"):
        said()
    assert Explanation.objects.count() == 1

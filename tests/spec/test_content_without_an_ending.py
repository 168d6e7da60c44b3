"""第二条、第三十六条：content for which no ending is provided is proposed one, by a reading."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.statute.errors import NoRule
from gongkai.statute.law import law
from gongkai.statute.unprovided import proposed
from tests.spec import LAW

DAY = date(2025, 9, 1)


def chosen(folder, reading: str, value: str):
    (folder / "readings.toml").write_text(
        f'[[choices]]\nreading = "{reading}"\nvalue = "{value}"\nfrom = 2025-01-01\n'
        f'decided_by = "甲"\nreason = "乙"\n',
        "utf-8",
    )
    return law(folder)


@pytest.mark.parametrize(
    ("matter", "value", "number", "ground"),
    [
        ("not_government_information", "not_held", "L-0020", "条例36(4)"),
        ("not_government_information", "petition_or_complaint", "L-0020", "条例39(1)"),
        ("party_information", "not_held", "L-0021", "条例36(5)"),
    ],
)
def test_what_is_proposed_is_the_installation_s_choice_and_the_note_names_it(
    tmp_path, matter, value, number, ground
):
    usual = proposed(matter, DAY, DAY, LAW)
    local = proposed(matter, DAY, DAY, chosen(tmp_path, matter, value))

    assert (usual.outcome.key, usual.ground.article, usual.ground.needs) == ("other", "条例36", ("note",))
    assert (local.outcome.key, local.ground.article) == (value, ground)
    assert usual.readings == local.readings == (number,)
    assert f"（决定{number}），由经办人选定" in local.note and local.note != usual.note


def test_the_day_of_receipt_chooses_the_reading_and_the_day_of_the_reply_the_outcome(tmp_path):
    local = chosen(tmp_path, "not_government_information", "not_held")

    assert proposed("not_government_information", date(2024, 12, 31), DAY, local).outcome.key == "other"
    assert proposed("not_government_information", date(2025, 1, 1), DAY, local).outcome.key == "not_held"

    # Received under the old Regulations, answered under the present: the outcome is of the answer's day.
    straddling = proposed("not_government_information", date(2019, 5, 10), date(2019, 5, 16), LAW)
    assert straddling.outcome.key == "other"


def test_what_falls_under_the_rules_of_the_party_has_its_fixed_sentence():
    assert proposed("party_information", DAY, DAY, LAW).letter == (
        "申请信息适用《中国共产党党务公开条例（试行）》，本机关不予公开，特此告知"
    )
    assert proposed("not_government_information", DAY, DAY, LAW).letter == ""


def test_a_matter_nobody_knows_or_a_day_without_a_rule_is_refused():
    with pytest.raises(NoRule, match="没有“weather”这种情形；可用：not_government_information"):
        proposed("weather", DAY, DAY, LAW)
    with pytest.raises(NoRule, match="2020年1月9日没有关于“适用党务公开规定的信息”的答复的规定"):
        proposed("party_information", date(2020, 1, 9), date(2020, 1, 9), LAW)

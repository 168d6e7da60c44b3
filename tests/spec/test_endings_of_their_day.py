"""第二十七条、第三十条、第三十六条：an ending has the outcome of its day, and an old case can be closed."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from gongkai.statute import dated, ending, entry
from gongkai.statute.counting import counted
from gongkai.statute.errors import NoRule
from gongkai.statute.outcomes import refuse_unknown
from tests.spec import LAW, clock, codes, says

OLD = "received, on: 2018-05-14, channel: in_person"
NEW = "received, on: 2019-05-15, channel: in_person"


@pytest.mark.parametrize(
    ("event", "article"),
    [("passed_on", "2008年《条例》第二十一条第三项"), ("withdrawn", "2008年《条例》第十三条")],
)
def test_an_old_case_is_closed_without_an_outcome_of_the_present_law(event, article):
    history = f"{OLD}\n{event}, on: 2018-05-21"

    assert clock(history).ending.outcome is None
    assert codes(history) == ["outcome_not_recorded_then"]
    assert "2019年5月15日以前的办理结果没有收录" in clock(history).findings[0].says
    assert article in says(history)


def test_an_old_case_is_closed_by_a_reply_without_an_outcome():
    assert clock(f"{OLD}\nanswered, on: 2018-05-21").ending.on == date(2018, 5, 21)
    with pytest.raises(NoRule, match="2019年5月15日以前的办理结果没有收录；当时办结的，登记作出答复"):
        clock(f"{OLD}\nanswered, on: 2018-05-21, outcome: full_disclosure")


def test_what_ended_before_the_outcomes_begin_stands_in_no_row_of_the_report():
    for end in ("answered, on: 2018-05-21\nsent, on: 2018-05-21", "withdrawn, on: 2018-05-21"):
        with pytest.raises(NoRule, match="当时的办理结果没有收录，要由人按实际结果确定"):
            counted(clock(f"{OLD}\n{end}"))


def test_nobody_was_taken_to_have_given_up_before_the_present_regulations():
    asked = f"{OLD}\ncorrection_asked, on: 2018-05-15, by: 2018-06-05"

    with pytest.raises(NoRule, match=r"当日没有这样办结的规定.*2019年5月15日起.*登记作出答复"):
        clock(f"{asked}\ncorrection_lapsed, on: 2018-06-06")


def test_an_old_case_that_ends_under_the_present_regulations_has_their_outcome():
    assert clock("received, on: 2019-05-14\nwithdrawn, on: 2019-05-15").ending.outcome == "other"
    assert clock("received, on: 2019-05-13\nwithdrawn, on: 2019-05-14").ending.outcome is None
    first = "received, on: 2019-05-13\nanswered, on: 2019-05-15"
    assert clock(f"{first}, outcome: not_held").ending.outcome == "not_held"
    with pytest.raises(NoRule, match="没有登记办理结果"):
        counted(clock(f"{first}\nsent, on: 2019-05-16"))


def test_an_ending_whose_outcome_is_not_in_force_that_day_is_refused(tmp_path, monkeypatch):
    copy = tmp_path / "data"
    shutil.copytree(entry.DATA, copy)
    text = (copy / "endings.toml").read_text("utf-8")
    (copy / "endings.toml").write_text(text.replace('outcome = "other"', 'outcome = "fee_unpaid"'), "utf-8")
    monkeypatch.setattr(dated, "DATA", copy)
    monkeypatch.setattr(ending, "_closings", ending._closings.__wrapped__)

    with pytest.raises(NoRule, match=r"2020年12月31日没有关于办理结果.*缴纳费用"):
        clock("received, on: 2020-12-28\nwithdrawn, on: 2020-12-31")


@pytest.mark.parametrize(
    ("event", "outcome"),
    [("passed_on, on: 2019-05-16, to: 市公安局", "not_held"), ("withdrawn, on: 2019-05-16", "other")],
)
def test_since_the_present_regulations_each_ending_has_its_outcome(event, outcome):
    assert clock(f"{NEW}\n{event}").ending.outcome == outcome
    assert codes(f"{NEW}\n{event}") == []


def test_every_outcome_an_ending_leaves_is_in_force_when_it_is_left():
    for closings in ending._closings().values():
        for closing in closings:
            left = LAW.readings.reading(closing.reading).values if closing.reading else [closing.outcome]
            for outcome in filter(None, left):
                assert refuse_unknown(outcome, closing.force.since).key == outcome

"""The guided way to an ending: every way ends, and nothing is refused before separation was considered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from gongkai.statute.deciding import ACTS, Way, steps, way
from gongkai.statute.errors import NoRule, OutOfTurn
from gongkai.statute.outcomes import in_force, missing

DAY = date(2026, 3, 2)
# What no way chooses: the ledger enters these by events of their own.
BY_EVENT = {"correction_lapsed", "fee_unpaid", "other"}


def _ways(answers: dict[str, str]) -> Iterator[Way]:
    found = way(answers, DAY)
    if found.step is None:
        yield found
        return
    for answer in found.step.answers:
        yield from _ways({**answers, found.step.key: answer.key})


def test_every_way_ends_and_every_outcome_that_is_chosen_is_reached() -> None:
    ends = list(_ways({}))
    assert {found.outcome for found in ends if found.outcome} == {o.key for o in in_force(DAY)} - BY_EVENT
    for found in ends:
        assert bool(found.outcome) + bool(found.do) + bool(found.matter) == 1
        if found.outcome:
            missing(found.outcome, found.article, (), DAY)  # the ground exists
    assert {found.do for found in ends if found.do} == set(ACTS)


def test_nothing_is_refused_whole_before_separation_was_considered() -> None:
    refused = [found for found in _ways({}) if found.withheld and found.outcome == found.withheld]
    assert len({found.outcome for found in refused}) == 7
    for found in refused:
        assert found.asked[-1][0].key == "separable"


def test_what_may_not_be_disclosed_is_asked_before_what_need_not_be() -> None:
    order = list(steps())
    assert order.index("forbidden") < order.index("third_party") < order.index("discretionary")


def test_a_refusal_for_a_third_party_is_not_reached_before_the_consultation() -> None:
    answers = {
        "clear": "yes",
        "nature": "information",
        "repeated": "no",
        "ours": "yes",
        "special": "no",
        "exists": "ready",
        "public": "no",
        "forbidden": "none",
    }
    assert way({**answers, "third_party": "consult"}, DAY).do == "consult_third_party"
    part = way({**answers, "third_party": "protected", "separable": "yes"}, DAY)
    assert (part.outcome, part.article, part.withheld) == (
        "partial_disclosure",
        "条例37",
        "refused_third_party",
    )


def test_who_changes_an_early_answer_is_led_anew() -> None:
    answers = {"clear": "still_unclear", "nature": "petition"}
    assert way(answers, DAY).outcome == "still_unclear"
    assert way({**answers, "clear": "yes"}, DAY).outcome == "petition_or_complaint"


def test_an_answer_that_the_step_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(OutOfTurn, match="已经告知补正"):
        way({"clear": "perhaps"}, DAY)


def test_before_the_regulations_of_2019_there_is_no_such_way() -> None:
    with pytest.raises(NoRule):
        way({}, date(2019, 5, 14))

"""What the data say on an article, as its page shows it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gongkai.statute import rulebook
from gongkai.statute.articles import articles
from gongkai.statute.errors import NoRule
from gongkai.statute.remedies import organ_kinds, period_rule, reconsideration_bodies
from gongkai.statute.rulebook import Function, Rule, functions_named, readings_of, rules_of


@pytest.fixture(autouse=True)
def rules_read_afresh():
    """What the data say is read again in each test."""
    rulebook._rules.cache_clear()


def named(rule: Rule) -> str:
    return f"{rule.file}·{rule.key}"


def test_the_rules_and_readings_of_every_article_are_those_the_docs_list():
    for number, article in articles().items():
        rules, readings = rules_of(number), readings_of(number)
        listed = [re.split("[（， ]", sentence)[0] for sentence in article.applied.rules]
        assert listed == [*map(named, rules), *(reading.number for reading in readings)]


def test_a_rule_has_its_name_its_number_with_its_unit_and_its_time_of_force():
    by_name = {named(rule): rule for number in articles() for rule in rules_of(number)}

    reply = by_name["terms·reply"]
    assert (reply.name, reply.measure) == ("答复期限", "20个工作日")
    assert (reply.force.since, reply.force.until) == (date(2019, 5, 15), None)
    assert by_name["channels·fax"].name == "传真"
    assert by_name["channels·fax"].measure == ""
    assert by_name["limits·publication"].measure == "20个工作日"
    assert by_name["terms·suspension_third_party"].measure == ""
    assert by_name["outcomes·duplicate"].name == "重复申请"


def test_an_article_without_rules_or_readings_has_none():
    assert (rules_of(1), readings_of(1), rules_of(57), readings_of(57)) == ((), (), (), ())


def test_the_readings_of_an_article_stand_by_their_numbers():
    assert [reading.number for reading in readings_of(33)][:4] == ["L-0001", "L-0002", "L-0003", "L-0004"]


def test_a_function_comes_with_the_first_sentence_of_its_docstring_and_no_other_words():
    found = functions_named(["gongkai.statute.clock.read", "gongkai.statute.law.Law"])

    assert found == (
        Function(
            "gongkai.statute.clock.read",
            "Fold the legal events of one request into the state of its reply term.",
        ),
        Function(
            "gongkai.statute.law.Law",
            "What the clock asks: working days, terms, channels and readings, all by day.",
        ),
    )
    assert functions_named(["gongkai.statute.remedies._Order"])[0].says == ""  # its signature is no sentence
    for number in articles():
        functions_named(articles()[number].applied.functions)


def test_every_kind_of_organ_has_who_reconsiders_its_acts():
    kinds = organ_kinds()

    assert kinds[0] == ("department", "县级以上地方人民政府工作部门")
    assert len(kinds) == len(dict(kinds)) == 10
    for key, name in kinds:
        bodies = reconsideration_bodies(key, date(2025, 9, 1))
        assert bodies.organ == name and bodies.bodies


def test_a_remedy_period_names_its_article():
    day = date(2025, 9, 1)

    assert period_rule("reconsideration", day).article == "复议法20(1)"
    assert period_rule("direct_suit", day).article == "行诉法46"
    with pytest.raises(NoRule, match="没有“appeal”这一救济期限；现有：reconsideration、direct_suit"):
        period_rule("appeal", day)
    with pytest.raises(NoRule, match="2018年1月1日没有关于救济期限的规定"):
        period_rule("direct_suit", date(2018, 1, 1))

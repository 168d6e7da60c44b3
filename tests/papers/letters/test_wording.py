"""What a clerk may change in a letter, and what must go on being said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gongkai.papers.letters import LetterIncomplete, compose, kinds, lacking, offered
from tests.papers.letters.cases import DAY, case

KINDS_OF_LETTER = sorted(kinds())


def test_a_clerk_rewrites_an_editable_paragraph_in_her_own_words():
    own = {"by": "请在{补正期限}以前把补正内容送来，节假日也收。"}

    said = "".join(compose("correction", case("correction"), DAY, own).words())

    assert "请在2026年11月27日以前把补正内容送来，节假日也收。" in said


def test_the_words_of_a_clerk_may_name_the_day_itself():
    own = {"by": "请在2026年11月27日以前把补正内容送来。"}

    assert lacking("correction", case("correction"), DAY, own) == []


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ({"by": "请尽快补正。"}, "没有写明补正期限的最后一日"),
        ({"by": "请在{补正期限}以前补正{"}, "花括号"),
        ({"by": "请在{补正期限}以前补正{费用}"}, "没有“{费用}”这一事项"),
        ({"consequence": "不补正也没有关系。"}, "固定文字不能改写"),
        ({"nothing": "有话要说。"}, "固定文字不能改写"),
        ({"why": "因为{延迟答复日期}。{查询码}"}, "缺少查询码"),
    ],
)
def test_a_clerk_cannot_write_away_what_the_letter_must_say(own, told):
    facts = replace(case("correction"), query_code=None)

    sentences = lacking("correction", facts, DAY, own)

    assert len(sentences) == 1 and told in sentences[0]
    with pytest.raises(LetterIncomplete):
        compose("correction", facts, DAY, own)


def test_no_paragraph_with_the_decision_the_remedies_or_a_consequence_may_be_changed():
    kept = {
        "处理决定",
        "法律依据",
        "申请人复议诉讼的权利和期限",
        "救济途径",
        "逾期后果",
        "后果",
        "逾期的后果",
        "申请事实",
    }
    free = {"other"}  # what is done is the clerk's to say: only that it is said is fixed

    for template in kinds().values():
        for part in template.editable:
            assert not kept & set(part.elements) or template.key in free, (template.key, part.key)


def test_every_element_that_an_editable_paragraph_carries_must_still_be_said():
    for template in kinds().values():
        for part in template.editable:
            assert not part.elements or part.must_say, (template.key, part.key)


@pytest.mark.parametrize("kind", KINDS_OF_LETTER)
def test_what_is_put_before_a_clerk_and_left_as_it_is_changes_nothing(kind):
    facts = case(kind)
    put = offered(kind, facts, DAY)

    assert all("[" not in text for text in put.values())
    assert compose(kind, facts, DAY, put) == compose(kind, facts, DAY)

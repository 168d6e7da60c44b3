"""The dictionary cuts a query and nothing else."""

from __future__ import annotations

from gongkai.service.catalogue.search.asked import read
from gongkai.service.catalogue.search.cutting import cut


def texts(typed: str) -> list[str]:
    """Return the words a query is read as."""
    return [term.text for term in read(typed).terms]


def test_a_query_without_blanks_is_cut_into_words():
    assert texts("公共租赁住房保障办法") == ["公共", "租赁", "住房", "保障", "办法"]


def test_words_of_a_question_ask_for_nothing():
    assert texts("怎么申请低保的") == ["申请", "低保"]
    assert texts("怎么") == ["怎么"]


def test_a_digit_keeps_the_character_beside_it():
    assert texts("2025年第3号公告") == ["2025年", "第3号", "公告"]


def test_nothing_is_lost_in_cutting():
    assert "".join(cut("柳荫区公共租赁住房保障办法")) == "柳荫区公共租赁住房保障办法"

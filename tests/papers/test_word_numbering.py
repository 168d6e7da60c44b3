"""The numbers that Word counts: every format of official documents, and when a count begins again."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongkai.papers.word.numbering import BULLET, Numbering, number_shown


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, overrides: str = "") -> Numbering:
    """Return the lists 1 and 2, which count on together, and 3, which has overrides of its own."""
    return Numbering(
        parse_xml(
            f"<w:numbering {nsdecls('w')}>"
            f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
            '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
            f'<w:num w:numId="3"><w:abstractNumId w:val="7"/>{overrides}</w:num></w:numbering>'
        )
    )


def test_a_lower_level_begins_again_below_each_higher_one():
    lists = numbering(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))

    labels = [lists.label("1", depth) for depth in (0, 1, 1, 0, 1)]

    assert labels == ["一、", "（一）", "（二）", "二、", "（一）"]


def test_articles_that_never_restart_count_on_through_the_chapters():
    lists = numbering(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    )

    labels = [lists.label("1", depth) for depth in (0, 1, 1, 0, 1)]

    assert labels == ["第一章", "第一条", "第二条", "第二章", "第三条"]


def test_a_number_of_two_levels_names_both():
    lists = numbering(level(0, "chineseCounting", "%1、"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))

    assert [lists.label("1", depth) for depth in (0, 0, 1)] == ["一、", "二、", "2.1"]


def test_two_lists_of_one_kind_count_on_and_one_with_a_start_of_its_own_does_not():
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = numbering(level(0, "decimal", "%1."), overrides=start)

    assert [lists.label(key, 0) for key in ("1", "2", "3", "1")] == ["1.", "2.", "5.", "3."]


def test_a_mark_is_no_number_and_an_unknown_list_has_none():
    lists = numbering(level(0, "bullet", "-"), level(1, "none", ""))

    assert [lists.label("1", 0), lists.label("1", 1), lists.label("9", 0)] == [BULLET, "", ""]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"),
        (20, "japaneseCounting", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1010, "chineseCountingThousand", "一千零一十"),
        (12, "ideographDigital", "一二"),
        (2, "chineseLegalSimplified", "贰"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "decimalFullWidth", "３"),
        (7, "decimalZero", "07"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (2, "ideographTraditional", "乙"),
        (5, "a format of another time", "5"),
    ],
)
def test_a_number_looks_as_its_format_says(number, form, shown):
    assert number_shown(number, form) == shown

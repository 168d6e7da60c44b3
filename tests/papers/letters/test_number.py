"""Numbers of letters (文号)."""

from __future__ import annotations

import pytest

from gongkai.papers.errors import PaperError
from gongkai.papers.letters import format_number


def test_a_number_has_the_year_in_hexagonal_brackets_and_no_leading_zeros():
    assert format_number("{机关代字}公开〔{年}〕第{号}号", "虚工信", 2026, 12) == "虚工信公开〔2026〕第12号"
    assert format_number("{机关代字}〔{年}〕{号}号", "虚政公开", 2026, 3) == "虚政公开〔2026〕3号"


@pytest.mark.parametrize(
    ("pattern", "short", "year", "serial"),
    [
        ("{机关代字}[{年}]第{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第号", "虚工信", 2026, 1),
        ("{机关代字} 〔{年}〕第{号}号", "虚工信", 2026, 1),
        ("{机关代字}（试）〔{年}〕第{号}号", "虚工信", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信1", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚{年}", 2026, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信", 26, 1),
        ("{机关代字}〔{年}〕第{号}号", "虚工信", 2026, 0),
    ],
)
def test_a_number_of_another_form_is_refused(pattern, short, year, serial):
    with pytest.raises(PaperError):
        format_number(pattern, short, year, serial)

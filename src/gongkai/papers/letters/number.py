"""The number of a letter (文号): the organ's code, the year in hexagonal brackets, the serial."""

from __future__ import annotations

import re

from gongkai.papers.errors import PaperError

_PLACES = ("{机关代字}", "{年}", "{号}")
_TYPED = re.compile(r"[\[\]【】［］()（）]")  # brackets that are not those of a document number


def format_number(series_pattern: str, organ_short: str, year: int, serial: int) -> str:
    """Return a letter's number, by the pattern of its series; PaperError says what is wrong with it.

    A pattern names the organ's code, the year and the serial, the year in 〔〕 (GB/T 9704-2012, 7.2.5).

    >>> format_number("{机关代字}公开〔{年}〕第{号}号", "虚工信", 2026, 12)
    '虚工信公开〔2026〕第12号'
    """
    rest = series_pattern
    for place in _PLACES:
        if rest.count(place) != 1:
            raise PaperError(f"文号格式应当各有一处{'、'.join(_PLACES)}，“{series_pattern}”不是这样。")
        rest = rest.replace(place, "")
    if "〔{年}〕" not in series_pattern:
        raise PaperError("文号中的年份用六角括号“〔〕”括入（GB/T 9704—2012），请改正文号格式。")
    if re.search(r"[{}\s]", rest) or _TYPED.search(rest) or not series_pattern.endswith("{号}号"):
        raise PaperError("文号格式中不能有空格和其他括号，并应当以“{号}号”结尾，请改正。")
    if not organ_short or re.search(r"[\s\d〔〕{}]", organ_short) or _TYPED.search(organ_short):
        raise PaperError("机关代字不能为空，也不能有空格、数字和括号，请改正。")
    if not 1949 <= year <= 9999 or serial < 1:
        raise PaperError(f"文号的年份应为四位数、序号应自1起，实为{year}年第{serial}号。")
    return (
        series_pattern.replace("{机关代字}", organ_short)
        .replace("{年}", str(year))
        .replace("{号}", str(serial))
    )

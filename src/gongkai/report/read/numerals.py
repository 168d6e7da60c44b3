"""Numbers and dates as Chinese papers print them: 二〇二〇年, 一千二百三十, １，２９５, 2021年1月15日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_HALFWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALFWIDTH_DIGITS = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_FULLWIDTH_DIGIT = re.compile("[０-９]")

_DIGITS = dict(zip("〇○◯零一二三四五六七八九", (0, 0, 0, 0, *range(1, 10)), strict=True)) | dict(
    zip("两壹贰叁肆伍陆柒捌玖", (2, *range(1, 10)), strict=True)
)
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ZERO_AS_LETTER = re.compile("(?<=[一二三四五六七八九〇○零])[OoΟО0]|[OoΟО0](?=[一二三四五六七八九〇○零])")
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")

CHINESE_DIGITS = "〇○◯零一二三四五六七八九OΟО"
"""The characters a year is spelled with, letters in place of a zero too; for a regular expression's class."""

_SPELLED = re.compile("[〇○◯零一二三四五六七八九]+")
_COUNTED = re.compile("[〇○◯零一二三四五六七八九两壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿]+")

YEAR = rf"(?:(?:19|20)\d\d|[{CHINESE_DIGITS}]{{4}}|[一二][{CHINESE_DIGITS}0]{{3}})"
"""A year as papers print it, 二0二四 too; for regular expressions over half-width text."""

_DATE = re.compile(
    rf"(?<!\d)(?P<y>{YEAR})\s?(?:年\s?(?P<m>\d{{1,2}}|[{CHINESE_DIGITS}十元]{{1,3}})\s?月"
    rf"\s?(?P<d>\d{{1,2}}|[{CHINESE_DIGITS}十]{{1,4}})\s?[日号]"
    r"|\s?(?P<s>[-/.－／．])\s?(?P<m2>\d{1,2})\s?(?P=s)\s?(?P<d2>\d{1,2})(?!\d))"
)


def to_halfwidth(text: str) -> str:
    """Return `text` with full-width letters, digits, punctuation and spaces as their ASCII forms."""
    return text.translate(_HALFWIDTH)


def halfwidth_digits(text: str) -> str:
    """Return `text` with full-width digits as ASCII and its Chinese punctuation as it is."""
    return text.translate(_HALFWIDTH_DIGITS) if _FULLWIDTH_DIGIT.search(text) else text


def chinese_number(text: str) -> int | None:
    """Return the whole number that `text` prints in Chinese or Arabic numerals, None if it is none.

    Digit by digit (二〇二〇, 二零二〇) and counted (一千二百三十, 三十五, 1万) alike. A thousands
    separator must part groups of three: 1,295 is a number, 1,29 is not.

    >>> chinese_number("二○一二"), chinese_number("一百零五"), chinese_number("１，２９５")
    (2012, 105, 1295)
    """
    text = to_halfwidth(text).strip()
    if _ZERO_AS_LETTER.search(text):
        text = _ZERO_AS_LETTER.sub("〇", text)
    if text.isascii():
        return int(text.replace(",", "")) if len(text) <= 4000 and _ARABIC.fullmatch(text) else None
    if _SPELLED.fullmatch(text):
        return int("".join(str(_DIGITS[c]) for c in text)) if len(text) <= 4000 else None
    if text[0].isascii() and text[-1] in _MYRIADS:  # 3万, the form of a round figure
        return int(text[:-1]) * _MYRIADS[text[-1]] if text[:-1].isdecimal() else None
    return _counted(text) if _COUNTED.fullmatch(text) and len(text) <= 40 else None


def _counted(text: str) -> int | None:
    """Read a number with its units spoken: 一千二百三十, 十二, 三万零五."""
    total = section = 0
    digit: int | None = None
    for char in text:
        if char in _DIGITS:
            if digit:  # two digits side by side (二三百) are an estimate or a slip, not a number
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        else:
            total = (total + section + (digit or 0)) * _MYRIADS[char]
            section, digit = 0, None
    return total + section + (digit or 0)


def dates(text: str) -> Iterator[tuple[int, date]]:
    """Yield the position and the value of each date printed in `text`; impossible days are left out."""
    for found in _DATE.finditer(to_halfwidth(text)):
        year = chinese_number(found["y"])
        month = _day_number(found["m"] or found["m2"])
        day = _day_number(found["d"] or found["d2"])
        if year is None or month is None or day is None or year < 1:
            continue
        try:
            value = date(year, month, day)
        except ValueError:  # the paper prints a day that does not exist, e.g. 2月30日
            continue
        yield found.start(), value


def parse_date(text: str) -> date | None:
    """Return the first date in `text`, None if it prints none that exists.

    Reads 2021-01-15 17:55, 2021/1/15, 2021.1.15, 2021年1月15日, 二〇二一年一月十五日, 二○一二年元月五日.
    """
    return next((value for _, value in dates(text)), None)


def year_number(text: str) -> int | None:
    """Return the year that four digits or four Chinese digits name, None outside 1990–2099."""
    year = chinese_number(text)
    return year if year is not None and 1990 <= year <= 2099 else None


def _day_number(text: str) -> int | None:
    return 1 if text == "元" else chinese_number(text)

"""Document numbers (发文字号) and the dates of documents (成文日期), as organs really write them.

The standard of official documents (GB/T 9704-2012) has 发文机关代字, the year in hexagonal brackets, and
the serial without 第 and without leading zeros: 云政办发〔2025〕3号. What is typed has other brackets, wide
digits, spaces and zeros; all of them name the same document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_WIDE = str.maketrans("０１２３４５６７８９（）［］－．", "0123456789()[]-.")
_OPEN, _CLOSE = "〔[(【{〈<﹝［（", "〕])】}〉>﹞］）"
_SPACE = r"[\s\u3000\u00a0]*"
_LETTERS = r"[\u3400-\u9fffA-Za-z·、\-]"  # what an organ's code is made of

_BRACKETED = re.compile(
    rf"(?P<agency>{_LETTERS}{{1,20}}?){_SPACE}[{re.escape(_OPEN)}]{_SPACE}(?P<year>(?:19|20)\d\d){_SPACE}年?{_SPACE}"
    rf"[{re.escape(_CLOSE)}]{_SPACE}第?{_SPACE}(?P<serial>\d{{1,5}}){_SPACE}号"
)
_OF_YEAR = re.compile(
    rf"(?P<agency>{_LETTERS}{{1,20}}?){_SPACE}(?P<year>(?:19|20)\d\d){_SPACE}年{_SPACE}第{_SPACE}(?P<serial>\d{{1,5}}){_SPACE}号"
)
_ORDER = re.compile(
    rf"(?P<agency>{_LETTERS}{{1,20}}?令){_SPACE}[((]?{_SPACE}第{_SPACE}(?P<serial>\d{{1,5}}){_SPACE}号"
)
_FORMS = (_BRACKETED, _OF_YEAR, _ORDER)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number: the organ's code, the year (none for an order, 令), the serial."""

    agency: str
    year: int | None
    serial: int
    is_announcement: bool = False  # 公告2025年第3号, not 〔2025〕3号

    def __str__(self) -> str:
        if self.year is None:
            return f"{self.agency}第{self.serial}号"
        if self.is_announcement:
            return f"{self.agency}{self.year}年第{self.serial}号"
        return f"{self.agency}〔{self.year}〕{self.serial}号"


def parse(text: str) -> DocumentNumber | None:
    """Return the number that a text is, None if the text is something else or says more than a number.

    >>> str(parse("云政办发 [２０２５] 第03号"))
    '云政办发〔2025〕3号'
    >>> parse("无〔〕号") is None
    True
    """
    plain = _plain(text).strip(" ()")
    for form in _FORMS:
        if (match := form.fullmatch(plain)) is not None:
            return _number(match, form)
    return None


def find(text: str) -> Iterator[DocumentNumber]:
    """Yield the numbers that a running text mentions, in its order.

    The code is cut before what cannot belong to it: 根据云政办发〔2025〕3号 mentions 云政办发〔2025〕3号.
    """
    plain = _plain(text)
    found = []
    for form in _FORMS:
        for match in form.finditer(plain):
            number = _number(match, form)
            found.append((match.start("serial"), number))
    for _, number in sorted(found, key=lambda one: one[0]):
        agency = _BEFORE.sub("", number.agency)
        if agency:
            yield DocumentNumber(agency, number.year, number.serial, number.is_announcement)


def same(one: str, other: str) -> bool:
    """Say whether two texts are one document number, however typed; what is no number never is."""
    first, second = parse(one), parse(other)
    return first is not None and first == second


def normal(text: str) -> str:
    """Return a number as the standard writes it, and a text that is none as it was, without outer space."""
    number = parse(text)
    return text.strip() if number is None else str(number)


def meant(text: str, known: Iterable[str], most: int = 5) -> list[str]:
    """Return the known numbers that somebody who typed `text` may have meant, the likeliest first.

    One slip is forgiven: another year, another serial, or a code that differs by a character or is
    part of the other. The same number typed otherwise comes first.
    """
    from rapidfuzz.distance import DamerauLevenshtein

    asked = parse(text) or next(find(text), None)
    if asked is None:
        return []
    ranked = []
    for place, candidate in enumerate(known):
        number = parse(candidate)
        if number is None:
            continue
        steps = DamerauLevenshtein.distance(asked.agency, number.agency)
        if asked.agency in number.agency or number.agency in asked.agency:
            steps = min(steps, 1)
        year = DamerauLevenshtein.distance(str(asked.year or ""), str(number.year or ""))
        serial = DamerauLevenshtein.distance(str(asked.serial), str(number.serial))
        slips = [step for step in (steps, year, serial) if step]
        if not slips or (len(slips) == 1 and slips[0] <= 1 + (len(asked.agency) > 4 and steps == 2)):
            ranked.append((sum(slips), place, str(number)))
    best = [number for _, _, number in sorted(ranked)]
    return list(dict.fromkeys(best))[:most]


def _plain(text: str) -> str:
    """Return a text in narrow digits, and single spaces: long runs would cost the forms their time."""
    return re.sub(r"[\s\u3000\u00a0]+", " ", text.translate(_WIDE))


# What stands before a number in a sentence and is not part of the organ's code.
_BEFORE = re.compile(
    r"^.*(?:根据|按照|依据|参照|印发|转发|执行|废止|落实|贯彻|以及|详见|文号|字号|[、和与及见])"
)


def _number(match: re.Match[str], form: re.Pattern[str]) -> DocumentNumber:
    year = None if form is _ORDER else int(match["year"])
    agency = re.sub(r"[\s\u3000\u00a0]", "", match["agency"])
    return DocumentNumber(agency, year, int(match["serial"]), form is _OF_YEAR)


# Dates

_ZERO = "〇○◯零０0OoＯ"
_DIGIT = {**dict.fromkeys(_ZERO, 0), **{c: n for n, c in enumerate("一二三四五六七八九", 1)}, "元": 1}
_CHINESE_DATE = re.compile(
    rf"(?<![一二三四五六七八九{_ZERO}])(?P<year>[一二][一二三四五六七八九{_ZERO}]{{3}}){_SPACE}年{_SPACE}"
    rf"(?P<month>[一二三四五六七八九十元正]{{1,2}}){_SPACE}月{_SPACE}(?P<day>[一二三四五六七八九十廿卅]{{1,3}}){_SPACE}日"
)
_WESTERN_DATE = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d){_SPACE}(?:年|[-./])"
    rf"{_SPACE}(?P<month>\d{{1,2}}){_SPACE}(?:月|[-./]){_SPACE}(?P<day>\d{{1,2}})(?!\d){_SPACE}日?"
)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in a text: the words it was read from, and the day, None where no calendar has it (2月30日)."""

    words: str
    day: date | None


def dates_in(text: str) -> list[DateFound]:
    """Return the dates that a text names, in its order: 2025年3月4日, 二〇二五年三月四日, 2025-03-04.

    >>> [str(found.day) for found in dates_in("二○二五年十二月二十一日")]
    ['2025-12-21']
    """
    plain = text.translate(_WIDE)
    found = []
    for match in _WESTERN_DATE.finditer(plain):
        parts = int(match["year"]), int(match["month"]), int(match["day"])
        found.append((match.start(), DateFound(text[match.start() : match.end()].strip(), _day(*parts))))
    for match in _CHINESE_DATE.finditer(plain):
        year = int("".join(str(_DIGIT[c]) for c in match["year"]))
        parts = year, _counted(match["month"].replace("正", "一")), _counted(match["day"])
        found.append((match.start(), DateFound(text[match.start() : match.end()].strip(), _day(*parts))))
    return [one for _, one in sorted(found, key=lambda one: one[0])]


def date_of(text: str) -> date | None:
    """Return the day of a text that is a date and nothing else, None for any other text."""
    found = dates_in(text)
    if len(found) != 1 or re.sub(r"\s", "", found[0].words) != re.sub(r"\s", "", text):
        return None
    return found[0].day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _counted(words: str) -> int:
    """Return the number that 一 to 三十一 is, 0 for what is none."""
    words = words.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_DIGIT.get(tens, 1) * 10 if ten else 0) + _DIGIT.get(ones, 0)

"""Numbers of persons in a text: resident identity, bank card, mobile telephone; by checksum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from gongkai.papers.scan.hits import Certainty, Finding, HitKind, ScanSettings
from gongkai.papers.scan.plain import HIDDEN_SPACE, clip, plain

_GAP = rf"[ \-{HIDDEN_SPACE}\n]?"
_START = r"(?<![0-9])(?<![0-9]\.)"
_RESIDENT = re.compile(rf"(?={_START}([1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_OLD_RESIDENT = re.compile(rf"{_START}[1-9][0-9]{{14}}(?![0-9Xx])")
_CARD = re.compile(rf"(?={_START}([3-9](?:{_GAP}[0-9]){{15,18}})(?![0-9]))")
_MOBILE = re.compile(
    rf"{_START}(?:(?:\+|00)?86[ \-]?)?"
    rf"(1[3-9][0-9]{{9}}|1[3-9][0-9][ \-{HIDDEN_SPACE}][0-9]{{4}}[ \-{HIDDEN_SPACE}][0-9]{{4}}"
    rf"|1[3-9][0-9]{{2}}[ \-][0-9]{{3}}[ \-][0-9]{{4}})(?![0-9]|\.[0-9])"
)
_AMOUNT = re.compile(r"\s?(?:元|万|亿|吨|人次|户|千|公里|公斤|公顷|平方|立方|%|‰|亩)")
_ID_LABEL = re.compile(r"身份证|身份号|公民身份|证件号|居民证|ID\s?(?:No|number|card)", re.I)
_CARD_LABEL = re.compile(r"卡号|帐号|账号|银行|账户|帐户|存折|开户")
_MOBILE_LABEL = re.compile(r"手机|电话|联系|移动|微信|Tel|mobile|phone", re.I)
_UNION = re.compile(r"62|9558")
_OTHER_CARD = re.compile(r"4|5[1-5]|35(?:2[89]|[3-8])|60|9[0-9]{3}")
_LEAD = 24  # characters before a number in which its name is looked for


def numbers(text: str, place: str, settings: ScanSettings, before: str = "") -> Iterator[Finding]:
    """Yield the numbers of persons in one paragraph, cell or page; each place in the text counts once.

    `before` is the cell to the left, which may name what stands in this one.
    """
    line, taken = plain(text), list[tuple[int, int]]()
    lead = f"{plain(before)[-_LEAD:]} "
    if not re.search(r"[0-9]", line):
        return
    public = settings.public_numbers
    for start, end, finding in (*_residents(text, line, place, lead), *_cards(text, line, place, lead)):
        if not _overlaps(start, end, taken) and _digits(line[start:end]) not in public:
            taken.append((start, end))
            yield finding
    for start, end, finding in _mobiles(text, line, place, lead):
        if not _overlaps(start, end, taken) and _digits(line[start:end])[-11:] not in public:
            yield finding


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in taken)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _grouped(found: str, line: str, start: int) -> bool:
    """Say whether a number is grouped as people do it, and not cut out of a row of numbers or a code."""
    gaps = re.findall(r"[^0-9Xx]", found)
    single = len(gaps) == len(_digits(found)) - 1
    if len(gaps) > 5 and not single:
        return False
    if "-" in gaps:  # not out of a longer number with hyphens
        end = start + len(found)
        if re.search(r"[0-9A-Za-z]-$", line[:start]) or re.match(r"-[0-9A-Za-z]", line[end:]):
            return False
    return found.count("\n") <= 1


def _residents(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    from stdnum.cn import ric

    for found in _RESIDENT.finditer(line):
        start, end = found.span(1)
        number = _digits(found.group(1))
        if not _grouped(found.group(1), line, start) or not _birthday(number[6:14]):
            continue
        named = _ID_LABEL.search((lead + line[:start])[-_LEAD:])
        if number[-1] == ric.calc_check_digit(number):
            certainty = Certainty.CERTAIN if _place_known(number[:6]) or named else Certainty.LIKELY
            says = "这是居民身份证号码（校验码正确）。请删去或遮盖后再公开。"
        elif named and found.group(1).isalnum():
            certainty = Certainty.POSSIBLE
            says = "这里写明是身份证号，但校验码不对，可能有错字。请删去或遮盖后再公开。"
        else:
            continue
        yield start, end, Finding(HitKind.RESIDENT_ID, place, clip(text, start, end), says, certainty)
    for found in _OLD_RESIDENT.finditer(line):
        number, (start, end) = found.group(), found.span()
        named = _ID_LABEL.search((lead + line[:start])[-_LEAD:])
        if _birthday(f"19{number[6:12]}") and (named or _place_known(number[:6])):
            certainty = Certainty.LIKELY if named else Certainty.POSSIBLE
            says = "这像是15位的旧居民身份证号码（没有校验码可核对）。如果是，请删去或遮盖后再公开。"
            yield start, end, Finding(HitKind.RESIDENT_ID, place, clip(text, start, end), says, certainty)


def _birthday(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year <= 2099
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def _place_known(code: str) -> bool:
    """Say whether a number's first six digits are those of a county, present or past."""
    from stdnum import numdb

    return any("county" in found for _, found in numdb.get("cn/loc").info(code))


def _cards(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    from stdnum import luhn

    for found in _CARD.finditer(line):
        start, end = found.span(1)
        number = _digits(found.group(1))
        if not _grouped(found.group(1), line, start) or not luhn.is_valid(number) or len(set(number)) < 3:
            continue
        if not (_UNION.match(number) or _OTHER_CARD.match(number)):
            continue
        named = _CARD_LABEL.search((lead + line[:start])[-_LEAD:])
        sure = Certainty.CERTAIN if named and _UNION.match(number) else Certainty.LIKELY
        certainty = sure if named or _UNION.match(number) else Certainty.POSSIBLE
        says = "这像是银行卡号（校验位正确）。如果是个人的，请删去或遮盖后再公开。"
        yield start, end, Finding(HitKind.BANK_CARD, place, clip(text, start, end), says, certainty)


def _mobiles(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    for found in _MOBILE.finditer(line):
        start, end = found.span(1)
        if _AMOUNT.match(line[end:]):
            continue
        named = _MOBILE_LABEL.search((lead + line[: found.start()])[-_LEAD:])
        in_code = re.search(r"[A-Za-z_/=]$", line[: found.start()]) and not named
        whole = found.group(1).isdigit()
        certainty = Certainty.CERTAIN if named else Certainty.LIKELY
        if in_code or (not whole and not named):
            certainty = Certainty.POSSIBLE
        says = "这是手机号码。个人的请删去或遮盖；单位对外公布的值班手机，请说明后保留。"
        yield start, end, Finding(HitKind.MOBILE, place, clip(text, start, end), says, certainty)

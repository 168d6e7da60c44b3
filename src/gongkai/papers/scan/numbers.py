"""Numbers of persons in a text: resident identity, bank card, mobile telephone; by checksum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import accumulate

from gongkai.papers.scan.hits import Certainty, Finding, HitKind, ScanSettings
from gongkai.papers.scan.plain import HIDDEN_SPACE, clip, plain

_SIGNS = rf" \-·•・._/{HIDDEN_SPACE}\n"  # what people set between the groups of a number
_GAP = rf"[{_SIGNS}]{{0,3}}"
_ITEM = re.compile(r"(?:^|[^0-9.\-A-Za-z])[1-9][0-9]{0,2}\.$")  # "1." before a number: an item of a list
_RESIDENT = re.compile(rf"(?=(?<![0-9])([1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx])(?![0-9]))")
_OLD_RESIDENT = re.compile(r"(?<![0-9])(?<![0-9]\.)[1-9][0-9]{14}(?![0-9Xx])")
_CARD = re.compile(rf"(?=(?<![0-9])([3-9](?:{_GAP}[0-9]){{15,18}})(?![0-9]))")
_MOBILE = re.compile(
    rf"(?=(?<![0-9])(?:(?:\+|00)?86[ \-]?|0[ \-]?)?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})(?![0-9]))"
)
_GLUED = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]{22,}[0-9Xx]?(?![0-9Xx])")
_GROUPS = frozenset(
    {(3, 4, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (5, 6), (6, 5), (3, 8), (7, 4), (8, 3), (4, 7)}
)
_AMOUNT = re.compile(r"\s?(?:元|万|亿|吨|人次|户|千|公里|公斤|公顷|平方|立方|%|‰|亩)")
_ID_LABEL = re.compile(r"身份证|身份号|公民身份|证件号|居民证|ID\s?(?:No|number|card)", re.I)
_CARD_LABEL = re.compile(r"卡号|帐号|账号|银行|账户|帐户|存折|开户")
_MOBILE_LABEL = re.compile(r"手机|电话|联系|移动|微信|Tel|mobile|phone", re.I)
_UNION = re.compile(r"62|9558")
_OTHER_CARD = re.compile(r"4|5[1-5]|35(?:2[89]|[3-8])|60|9[0-9]{3}")
_LEAD = 24  # characters before a number in which its name is looked for


def numbers(
    text: str, place: str, settings: ScanSettings, before: str = "", broken: bool = False
) -> Iterator[Finding]:
    """Yield the numbers of persons in one paragraph, cell or page; each place in the text counts once.

    `before` is the cell to the left, which may name what stands in this one. Of a text `broken` over a
    line's end only what runs over that end is told: the rest is told with its own line.
    """
    line, taken = plain(text), list[tuple[int, int]]()
    lead = f"{plain(before)[-_LEAD:]} "
    if not re.search(r"[0-9]", line):
        return
    public = settings.public_numbers
    checked = (*_residents(text, line, place, lead), *_cards(text, line, place, lead))
    for start, end, finding in (*checked, *_glued(text, line, place, lead)):
        if not _overlaps(start, end, taken) and _digits(line[start:end]) not in public:
            taken.append((start, end))
            if not broken or "\n" in line[start:end]:
                yield finding
    for start, end, finding in _mobiles(text, line, place, lead):
        if not _overlaps(start, end, taken) and _digits(line[start:end])[-11:] not in public:
            taken.append((start, end))
            if not broken or "\n" in line[start:end]:
                yield finding


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < b and a < end for a, b in taken)


def _digits(text: str) -> str:
    return re.sub(r"[^0-9Xx]", "", text).upper()


def _gaps(found: str) -> list[str]:
    return re.findall(r"[^0-9Xx]+", found)


def _sizes(found: str) -> list[int]:
    """Return the lengths of a number's groups, regardless of the end of a line and of signs without width."""
    return [len(part) for part in re.split(r"[^0-9Xx]+", re.sub(rf"[\n{HIDDEN_SPACE}]", "", found)) if part]


def _grouped(found: str, line: str, start: int) -> bool:
    """Say whether a number is grouped as people do it, and not cut out of a row of numbers or a code."""
    gaps = _gaps(found)
    single = len(gaps) == len(_digits(found)) - 1
    if len(gaps) > 5 and not single:
        return False
    blank = [gap for gap in gaps if not gap.strip(f" {HIDDEN_SPACE}\n")]
    signs = {gap.strip(f" {HIDDEN_SPACE}\n") for gap in gaps} - {""}
    if signs - {"-"} and (len(signs) > 1 or any("\n" not in gap for gap in blank)):
        return False  # decimals beside each other, not the groups of one number
    if re.search(r"[0-9]\.$", line[:start]) and not _ITEM.search(line[:start]):
        return False
    for sign in signs:  # not out of a longer number with the same signs
        end = start + len(found)
        before, after = line[:start][-2:], line[end : end + 2]
        if re.search(rf"[0-9A-Za-z]{re.escape(sign)}$", before) and not _ITEM.search(line[:start]):
            return False
        if re.match(rf"{re.escape(sign)}[0-9A-Za-z]", after):
            return False
    return found.count("\n") <= 1


def _among_numbers(line: str, start: int, end: int) -> bool:
    """Say whether other bare numbers stand beside this one: then its groups may be the cells of a row."""
    before, after = re.search(r"(\S+)\s+$", line[:start]), re.match(r"\s+(\S+)", line[end:])
    if after and re.fullmatch(r"[0-9.,%\-]+", after.group(1)):
        return True
    if before is None or not re.fullmatch(r"[0-9.,%\-]+", before.group(1)):
        return False
    return len(before.group(1)) > 3 or bool(line[: before.start(1)].strip())  # a row's own number may lead


def _residents(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    from stdnum.cn import ric

    for found in _RESIDENT.finditer(line):
        start, end = found.span(1)
        number = _digits(found.group(1))
        if not _grouped(found.group(1), line, start) or not _birthday(number[6:14]):
            continue
        named = _ID_LABEL.search((lead + line[:start])[-_LEAD:])
        if number[-1] == ric.calc_check_digit(number):
            known = bool(_place_known(number[:6]) or named)
            if not known and not _cut_as_written(_sizes(found.group(1))):
                continue  # figures of a row that happen to fit
            certainty = Certainty.CERTAIN if known else Certainty.LIKELY
            says = "这是居民身份证号码（校验码正确）。请删去或遮盖后再公开。"
        elif named and found.group(1).isalnum() and not re.search(r"[0-9]\.$", line[:start]):
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


def _cut_as_written(sizes: list[int]) -> bool:
    """Say whether a resident number is whole, digit by digit, or cut at its parts: place, birthday, order."""
    cuts = set(accumulate(sizes))
    return len(sizes) <= 1 or max(sizes) == 1 or {6, 14} <= cuts


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
    for found in _CARD.finditer(line):
        start, end = found.span(1)
        number = _digits(found.group(1))
        if not _grouped(found.group(1), line, start) or not _is_card(number):
            continue
        named = _CARD_LABEL.search((lead + line[:start])[-_LEAD:])
        if not named and not _by_fours(found.group(1)):
            continue
        if not named and _gaps(found.group(1)) and _among_numbers(line, start, end):
            continue
        yield start, end, _card_finding(text, place, start, end, number, bool(named))


def _is_card(number: str) -> bool:
    from stdnum import luhn

    known = _UNION.match(number) or _OTHER_CARD.match(number)
    return bool(known) and number.isdigit() and len(set(number)) >= 3 and luhn.is_valid(number)


def _by_fours(found: str) -> bool:
    """Say whether a card's number is in one piece, digit by digit, or in groups as on the card."""
    sizes = [len(part) for part in re.split(r"[^0-9]+", found.replace("\n", ""))]
    return len(sizes) == 1 or set(sizes) == {1} or set(sizes[:-1]) == {4} or sizes[0] == 6


def _card_finding(text: str, place: str, start: int, end: int, number: str, named: bool) -> Finding:
    sure = Certainty.CERTAIN if named and _UNION.match(number) else Certainty.LIKELY
    certainty = sure if named or _UNION.match(number) else Certainty.POSSIBLE
    says = "这像是银行卡号（校验位正确）。如果是个人的，请删去或遮盖后再公开。"
    return Finding(HitKind.BANK_CARD, place, clip(text, start, end), says, certainty)


def _glued(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    """Yield resident numbers written one after the other without anything between, or beside a mobile."""
    for found in _GLUED.finditer(line):
        run, at = found.group().upper(), found.start()
        named = bool(_MOBILE_LABEL.search((lead + line[:at])[-_LEAD:]))
        sizes = _cuts(run)
        if 18 not in sizes and not named:
            continue  # without a checksum digits alone say nothing
        for size in sizes:
            finding = Finding(HitKind.MOBILE, place, clip(text, at, at + size, 0), _MOBILE_SAYS)
            if size == 18:
                says = "这是居民身份证号码（校验码正确），与别的号码连写。请删去或遮盖后再公开。"
                finding = finding._replace(kind=HitKind.RESIDENT_ID, says=says)
            yield at, at + size, finding._replace(certainty=Certainty.LIKELY)
            at += size


def _cuts(run: str) -> list[int]:
    """Return how a run of digits falls into resident and mobile numbers without a rest, [] if it does not."""
    for size in (18, 11):
        part, rest = run[:size], run[size:]
        fits = _is_resident(part) if size == 18 else re.fullmatch(r"1[3-9][0-9]{9}", part)
        if fits and (not rest or (after := _cuts(rest))):
            return [size, *after] if rest else [size]
    return []


def _is_resident(number: str) -> bool:
    from stdnum.cn import ric

    well = re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number) and _birthday(number[6:14])
    return bool(well) and number[-1] == ric.calc_check_digit(number)


_MOBILE_SAYS = "这是手机号码。个人的请删去或遮盖；单位对外公布的值班手机，请说明后保留。"


def _mobiles(text: str, line: str, place: str, lead: str) -> Iterator[tuple[int, int, Finding]]:
    for found in _MOBILE.finditer(line):
        (start, end), written = found.span(1), found.group(1)
        named = bool(_MOBILE_LABEL.search((lead + line[: found.start()])[-_LEAD:]))
        if _AMOUNT.match(line[end:]) or not _is_mobile(line, start, end, named):
            continue
        trunk = line[:start].rstrip(" -").endswith("0") and not written.startswith("0")
        in_code = re.search(r"[A-Za-z_/=]$", line[:start]) and not named
        certainty = Certainty.CERTAIN if named else Certainty.LIKELY
        item = re.search(r"[0-9]\.$", line[:start]) or re.match(r"\.[0-9]", line[end:])
        if in_code or ((not written.isdigit() or trunk or item) and not named):
            certainty = Certainty.POSSIBLE
        yield start, end, Finding(HitKind.MOBILE, place, clip(text, start, end), _MOBILE_SAYS, certainty)


def _is_mobile(line: str, start: int, end: int, named: bool) -> bool:
    """Say whether eleven digits may be a mobile number: not a decimal, not cells beside each other."""
    written, before, after = line[start:end], line[:start], line[end:]
    if not _grouped(written, line, start):
        return False
    if re.search(r"[0-9]\.$", before) and not after.strip() and not named:
        return False  # 1.13…: a decimal, unless something follows that shows it is an item
    decimals = re.match(r"\.[0-9]+", after)
    if decimals and not named and not re.match(r"[月日.、]|\s?[\u4e00-\u9fff]", after[decimals.end() :]):
        return False
    if decimals and _AMOUNT.match(after[decimals.end() :]):
        return False
    parts = [part for part in re.split(r"[^0-9]+", re.sub(rf"[\n{HIDDEN_SPACE}]", "", written)) if part]
    sizes = tuple(len(part) for part in parts)
    if sizes == (11,):
        return True
    if set(sizes) == {1}:  # one digit to a box; a row of counts looks the same
        return named or (len(set(parts)) >= 5 and not _among_numbers(line, start, end))
    if sizes not in _GROUPS:
        return False
    if named or not any(gap.isspace() for gap in _gaps(written)):
        return True
    if len(sizes) == 2:  # two numbers beside each other, unless nothing else stands there
        return not before.strip() and not after.strip()
    return any(part.startswith("0") for part in parts[1:]) or not _among_numbers(line, start, end)


def in_cells(cells: list[tuple[str, str]], settings: ScanSettings, before: str = "") -> Iterator[Finding]:
    """Yield the numbers of persons spread over cells beside each other: one digit, or one group, to a cell.

    `cells` are texts of digits with their places, `before` the cell that stands before them. Counts
    stand in cells too: without a checksum only boxes of one digit, or what is named, are told.
    """
    if len(cells) < 2 or sum(len(text) for text, _ in cells) < 11:
        return
    texts, count = [_digits(plain(text)) for text, _ in cells], len(cells)
    named_mobile = bool(_MOBILE_LABEL.search(plain(before)[-_LEAD:]))
    named_card = bool(_CARD_LABEL.search(plain(before)[-_LEAD:]))
    boxes = all(len(text) == 1 for text in texts)
    start = 0
    while start < count:
        end, number = start, ""
        while end < count and len(number) < 18:
            number += texts[end]
            end += 1
        sizes = [len(text) for text in texts[start:end]]
        fits = len(number) == 18 and len(sizes) > 1 and (max(sizes) == 1 or len(sizes) <= 6)
        if fits and _is_resident(number) and (_cut_as_written(sizes) or _place_known(number[:6])):
            if number not in settings.public_numbers:
                says = "这些格子连起来是居民身份证号码（校验码正确）。请删去或遮盖后再公开。"
                sure = Certainty.CERTAIN if _place_known(number[:6]) or boxes else Certainty.LIKELY
                where = _span(cells, start, end)
                yield Finding(HitKind.RESIDENT_ID, where, clip(number, 0, 18), says, sure)
            start = end
        else:
            start += 1
    whole = "".join(texts)
    if whole in settings.public_numbers:
        return
    where = _span(cells, 0, count)
    if re.fullmatch(r"1[3-9][0-9]{9}", whole) and (named_mobile or (boxes and len(set(whole)) >= 5)):
        certainty = Certainty.LIKELY if named_mobile else Certainty.POSSIBLE
        says = f"这些格子连起来像是手机号码。{_MOBILE_SAYS.partition('。')[2]}"
        yield Finding(HitKind.MOBILE, where, clip(whole, 0, 11), says, certainty)
    elif 16 <= len(whole) <= 19 and (boxes or named_card) and not _is_resident(whole) and _is_card(whole):
        yield _card_finding(whole, where, 0, len(whole), whole, named_card)


def _span(cells: list[tuple[str, str]], start: int, end: int) -> str:
    return f"{cells[start][1]}起的{end - start}格"

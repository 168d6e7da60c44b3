"""Homes, children, vehicles and passports in a text: found by the words around them, so never certain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.papers.scan.children import child_in
from gongkai.papers.scan.hits import Certainty, Finding, HitKind
from gongkai.papers.scan.plain import clip, plain

_HOME = re.compile(
    r"(?:家庭住址|家庭地址|现住址|住址|户籍地址|户籍所在地|户籍地|居住地址|常住地址|家住)\s?(?:为|是|:|在)?\s?"
    r"(?P<where>[^，,。；;\s]{0,16}(?:省|市|区|县|旗|镇|乡|街道|村|社区|路|街|巷|号|室|栋|幢|组|小区)[^，,。；;\s]{0,24})"
)
_HOME_LABEL = re.compile(
    r"\s*(?:家庭|现|户籍|居住|常住)?(?:住址|家庭地址|户籍地址|户籍所在地|居住地址)\s?:?\s*"
)
_DWELLING = re.compile(
    r"[0-9]{1,4}\s?(?:号楼|栋|幢|座|楼)\s?[0-9]{1,2}\s?单元\s?[0-9]{1,2}?[0-9]{2}\s?[室号]?"
)
_MINOR = re.compile(
    r"(?:学生|幼儿|儿童|未成年人|孩子|小孩|婴儿|新生儿|孤儿|留守儿童|困境儿童)(?:的)?(?:姓名|名字)\s?[:为]?\s?"
    r"(?P<name>[\u4e00-\u9fff·]{2,5})?"
)
_MINOR_LABEL = re.compile(
    r"\s*(?:学生|幼儿|儿童|未成年人|孩子|小孩|婴儿|新生儿|孤儿|留守儿童|困境儿童)(?:姓名|名字|名单)\s?:?\s*"
)
_MINOR_WORDS = re.compile(r"[\u4e00-\u9fff·]{2,5}")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z]\s?[·•・\-]?\s?"
    r"(?=[A-HJ-NP-Z0-9]{0,5}[0-9])(?:[A-HJ-NP-Z0-9]{5}|[DF][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[DF])"
    r"(?![A-Za-z0-9])"
)
# E12345678, EA1234567, G12345678, D/DE/SE/PE…, permits C12345678 and CA1234567, H and M with 8 or 10 digits.
_PASSPORT = re.compile(
    r"(?<![A-Za-z0-9])(?:E[A-HJ-NP-Z][ \-]?[0-9]{7}|[DSP]E?[ \-]?[0-9]{7,8}|[EG][ \-]?[0-9]{8}"
    r"|C[A-HJ-NP-Z0-9][ \-]?[0-9]{7}|[HM][ \-]?[0-9]{10}|[HMLT][ \-]?[0-9]{8}|1[45][0-9]{7})(?![A-Za-z0-9])",
    re.I,
)
_PASSPORT_LABEL = re.compile(r"护照|通行证|回乡证|台胞证|passport", re.I)
_LEAD = 24  # characters before a number in which its name is looked for


def people(text: str, place: str, before: str = "") -> Iterator[Finding]:
    """Yield the home addresses, names of children and number plates that a text seems to hold."""
    line, label = plain(text), plain(before)
    labelled = bool(_HOME_LABEL.fullmatch(label)) and re.search(r"[省市区县镇乡村路街号室]", line)
    if found := _HOME.search(line) or _DWELLING.search(line):
        yield _home(text, place, found.start(), found.end())
    elif labelled:
        yield _home(text, place, 0, len(text))
    for found in _MINOR.finditer(line):
        if found.group("name") or _MINOR_LABEL.fullmatch(line):
            says = "这里像是未成年人的姓名，或填写、列出姓名的栏目。请核对，删去姓名后再公开。"
            excerpt = clip(text, found.start(), found.end(), 4)
            yield Finding(HitKind.MINOR, place, excerpt, says, Certainty.POSSIBLE)
            break
    else:
        if child := child_in(line):
            says = "这里像是儿童、学生的姓名（有的写明了年龄）。请核对，删去姓名或者改为“某某”后再公开。"
            yield Finding(HitKind.MINOR, place, clip(text, *child, 4), says, Certainty.POSSIBLE)
        elif _MINOR_LABEL.fullmatch(label) and _MINOR_WORDS.fullmatch(line.strip()):
            says = "这里像是未成年人的姓名。请核对，删去姓名后再公开。"
            yield Finding(HitKind.MINOR, place, clip(text, 0, 1, 0), says, Certainty.POSSIBLE)
    yield from _passports(line, place, label)
    for found in _PLATE.finditer(line):
        says = "这像是机动车号牌。个人车辆的，请删去或遮盖后再公开。"
        plate = found.group()
        yield Finding(
            HitKind.PLATE, place, f"{plate[:2]}{'*' * (len(plate) - 4)}{plate[-2:]}", says, Certainty.POSSIBLE
        )


def _passports(line: str, place: str, label: str) -> Iterator[Finding]:
    """Yield the numbers of passports and travel permits: without a check digit, so only those named."""
    for found in _PASSPORT.finditer(line):
        near = f"{label[-_LEAD:]} {line[max(0, found.start() - _LEAD) : found.start()]}"
        if not _PASSPORT_LABEL.search(near):
            continue
        number = re.sub(r"[ \-]", "", found.group())
        says = "这是护照、通行证等出入境证件的号码。请删去或遮盖后再公开。"
        yield Finding(
            HitKind.PASSPORT,
            place,
            f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}",
            says,
            Certainty.LIKELY,
        )


def _home(text: str, place: str, start: int, end: int) -> Finding:
    says = "这里像是个人住址。请核对，个人的请删去，或只写到乡镇（街道）。"
    return Finding(
        HitKind.ADDRESS, place, clip(text, start, min(end, start + 12), 4), says, Certainty.POSSIBLE
    )

"""Marks of secrecy (密级标志) and of internal papers, told from running text that only speaks of secrets.

A mark stands at the upper corner of the first page: the level, ★, the period (机密★1年), GB/T 9704-2012,
7.2.2; on a disk or in a system also as a field (密级：秘密). The words 国家秘密 and 商业秘密 in a sentence
are no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.papers.scan.hits import Certainty, Finding, HitKind
from gongkai.papers.scan.plain import clip, plain, seen

_LEVEL = r"(?:绝\s?密|机\s?密|秘\s?密)"
_PERIOD = (
    r"(?:长\s?期|启\s?用\s?前|解\s?密|[0-9]{1,3}\s?(?:年|个?月|天)|[一二三四五六七八九十]{1,3}\s?(?:年|个月)"
    r"|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日前?)"
)
_DOT = "[·•・‧∙⋅●]"
_STAR = re.compile(rf"{_LEVEL}\s?级?\s?(?:★\s?{_PERIOD}?|(?:\*|{_DOT})\s?{_PERIOD})")
_ALONE = re.compile(
    rf"\s*(?:[0-9]{{1,8}}\s+)?[\[(【〔「]?\s?{_LEVEL}\s?级?\s?(?:[★*]|{_DOT}(?=\s?{_PERIOD}))?\s?{_PERIOD}?\s?[\])】〕」]?"
    r"(?:\s+(?:特\s?急|加\s?急|平\s?急|特\s?提|急\s?件))?\s*"
)
_PAPER = re.compile(rf"\s*[\[(【〔]?{_LEVEL}\s?(?:文\s?件|资\s?料|材\s?料|件)[\])】〕]?\s*")
_HEAD = re.compile(rf"\s*[\[【〔]\s?{_LEVEL}\s?级?\s?[\]】〕]")
_TAIL = re.compile(rf"[(（]\s?{_LEVEL}\s?级?\s?[)）]\s*$")
_FIELD_NAME = (
    r"(?:密\s?级|保密等级|秘密等级|涉密等级|涉密级别|保密级别|涉密程度)(?:\s?[和及与、]\s?(?:保密)?期限)?"
)
_FIELD = re.compile(rf"{_FIELD_NAME}\s?[:=|\t ]\s*(?:[■√✓✔☑☒●]\s?)?(?P<level>{_LEVEL})(?P<after>.{{0,8}})")
_TICKED = re.compile(
    rf"{_FIELD_NAME}.{{0,24}}?(?:[■√✓✔☑☒●]\s?(?P<a>{_LEVEL})|(?P<b>{_LEVEL})\s?(?:\(\s?)?[√✓✔☑☒])"
)
_LABEL = re.compile(rf"\s*{_FIELD_NAME}\s?:?\s*")
_STATES = re.compile(
    rf"国家秘密\s?(?:[:★*|/\-]|{_DOT})\s?{_LEVEL}\s?级?|(?:本|此|该)(?:件|文件|资料|材料|文)\s?(?:属于?|为|是|系|定为|确定为)\s?{_LEVEL}"
    r"|(?:本|此|该)\s?(?:报告|方案|稿|表|册|文件|件)[^，。；,;]{0,6}(?:属于|属|系|为|是|定为|列为|确定为)\s?"
    rf"(?:国家秘密[^，。；,;]{{0,4}})?{_LEVEL}\s?级?(?:\s?(?:的\s?)?(?:国家秘密|文件|资料|材料|件|事项))?"
    r"\s?(?=[\s，。；,;!)）]|$)"
)
_LIST = re.compile(rf"\s?级?\s?[、/,，或及和\s□○☐]+\s?{_LEVEL}")
_QUOTED = re.compile(
    r"(?:[“\"'‘「『《〈]|(?:如|例如|比如|标注为?|标明|标为|注明|形式为|标志为|字样)[:：]?)\s?$"
)
_NOT_OF_STATE = re.compile(r"(?:商业|企业|技术|个人|工作|国家|通信|军事|审判|工业)\s?$")

_MARKED = (
    "这里有国家秘密标志的样子。本系统不得存放、处理涉密文件：如确属涉密，请立即停止上传，按保密规定处理并移送"
    "保密工作机构；如已解密，请先办理解密并去掉标志。"
)
_SPEAKS = "这里写着密级标志的字样，可能只是在说明标志。请核对这份文件本身是否涉密。"
_STATED = "这里写着这份文件是国家秘密。请核对：确属涉密的，停止上传，按保密规定处理；已经解密的，请先改正。"

_INTERNAL = r"内\s?部\s?(?:资\s?料|文\s?件|使用|参考|材\s?料|刊物|传阅|掌握|事项)"
_KEEP = (
    r"(?:注意保[存管]|妥善保[存管]|(?:请勿|严禁|不得|禁止|切勿)(?:外传|外泄|扩散|公开|对外提供)"
    r"|仅供(?:内部)?(?:参考|使用))"
)
_INTERNAL_MARKS = (
    re.compile(rf"^[\s\[(【〔]*{_INTERNAL}[\s★*]*(?:[,，:、;；.。\s]*{_KEEP})*[\s\])】〕.。!]*$"),
    re.compile(rf"{_INTERNAL}[\s★*,，、:;；]*{_KEEP}"),
    re.compile(rf"{_INTERNAL}\s?★"),
    re.compile(rf"(?:商\s?密|商业秘密)\s?(?:[★*]|{_DOT})"),
    re.compile(r"[\[(【〔]\s?(?:请勿|严禁|不得|禁止)(?:外传|外泄|扩散)[^)\]】〕]{0,6}[\])】〕]"),
    re.compile(rf"^\s*工\s?作\s?秘\s?密\s?(?:★.*)?$|{_FIELD_NAME}\s?[:=|]\s?(?:工作秘密|内部)"),
    re.compile(r"^\s*(?:TOP\s+SECRET|SECRET|CONFIDENTIAL)\s*$", re.I),
)
_NOT_PUBLIC = (
    re.compile(
        r"此\s?件\s?(?:不\s?(?:予\s?)?公\s?开|不\s?宜\s?公\s?开|依\s?申\s?请\s?公\s?开|不\s?予\s?公\s?布)"
    ),
    re.compile(
        r"(?:公开属性|公开方式|公开选项|公开类别|公开形式|公开类型|公开性质)\s?[:=|\t ]\s*"
        r"(?:[■√✓✔☑☒●]\s?)?(?:不予公开|不公开|依申请公开|免予公开)(?!\s?[、/,，□☐])"
    ),
)
_CHOICES = re.compile(r"(?:□|☐|○).*(?:公开)")


_SIMPLE = str.maketrans(
    "絕機祕級國業屬為係確內資長啟個開請傳擴嚴參閱項將註標報稿該稱與對讀會",
    "绝机秘级国业属为系确内资长启个开请传扩严参阅项将注标报稿该称与对读会",
)


def marks(text: str, place: str, row: tuple[int, int] | None = None, before: str = "") -> Iterator[Finding]:
    """Yield the marks in one line, paragraph or cell.

    `row` is the table and the row of a cell, `before` the cell to its left. A level alone on its line
    is a mark; alone in a cell far down a table it may be a word of a list, and does not refuse.
    """
    text = seen(text)
    line, left = plain(text).translate(_SIMPLE), plain(before).translate(_SIMPLE)
    yield from _secrecy(text, line, place, row, left)
    yield from _lesser(text, line, place, left)


def _secrecy(text: str, line: str, place: str, row: tuple[int, int] | None, before: str) -> Iterator[Finding]:
    if "密" not in line:
        return
    alone = bool(_ALONE.fullmatch(line) or _PAPER.fullmatch(line))
    labelled = bool(before and _LABEL.fullmatch(before))
    if alone or (labelled and re.match(rf"\s*{_LEVEL}", line)):
        in_list = row is not None and row[1] > 3 and not labelled and not _STAR.search(line)
        if in_list:
            says = "单元格里只有密级的名称。请核对这份文件本身是否涉密，表中所列是否可以公开。"
            yield Finding(HitKind.SECRECY, place, clip(text), says, Certainty.LIKELY)
        else:
            yield Finding(HitKind.SECRECY, place, clip(text), _MARKED, Certainty.CERTAIN, refuses=True)
        return
    for found in _STAR.finditer(line):
        lead = line[: found.start()]
        if _NOT_OF_STATE.search(lead) and not re.search(_PERIOD, found.group()):
            continue
        excerpt = clip(text, found.start(), found.end())
        if _QUOTED.search(lead) or _NOT_OF_STATE.search(lead):
            yield Finding(HitKind.SECRECY, place, excerpt, _SPEAKS, Certainty.POSSIBLE)
        else:
            yield Finding(HitKind.SECRECY, place, excerpt, _MARKED, Certainty.CERTAIN, refuses=True)
        return
    if field := _TICKED.search(line) or _FIELD.search(line):
        listed = "after" in field.groupdict() and _LIST.match(field.group("after") or "")
        excerpt = clip(text, field.start(), field.end())
        if listed:
            yield Finding(HitKind.SECRECY, place, excerpt, _SPEAKS, Certainty.POSSIBLE)
        else:
            yield Finding(HitKind.SECRECY, place, excerpt, _MARKED, Certainty.CERTAIN, refuses=True)
        return
    if states := _STATES.search(line):
        excerpt = clip(text, states.start(), states.end())
        yield Finding(HitKind.SECRECY, place, excerpt, _STATED, Certainty.LIKELY)
        return
    if _HEAD.match(line):
        yield Finding(HitKind.SECRECY, place, clip(text), _MARKED, Certainty.LIKELY, refuses=True)
    elif tail := _TAIL.search(line):
        excerpt = clip(text, tail.start(), tail.end())
        yield Finding(HitKind.SECRECY, place, excerpt, _SPEAKS, Certainty.LIKELY)


def _lesser(text: str, line: str, place: str, before: str) -> Iterator[Finding]:
    for pattern in _INTERNAL_MARKS:
        if found := pattern.search(line):
            says = "这里有内部文件的标志。请核对能否公开；可以公开的，请去掉标志。"
            yield Finding(
                HitKind.INTERNAL, place, clip(text, found.start(), found.end()), says, Certainty.LIKELY
            )
            break
    joined = f"{before} {line}" if before and len(before) < 12 else line
    for pattern in _NOT_PUBLIC:
        if (found := pattern.search(joined)) and not _CHOICES.search(joined):
            says = "文件上注明不公开或依申请公开，与主动公开不符。请核对公开属性，经原定机构同意后再公开。"
            yield Finding(HitKind.NOT_PUBLIC, place, clip(joined, found.start(), found.end()), says)
            break

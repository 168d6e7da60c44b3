"""The prose of a report: its preamble and its sections, without tables, signature and site furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise

from rapidfuzz import fuzz

from gongkai.report.loader import editions
from gongkai.report.model import Section
from gongkai.report.read.flow import GRID, squeeze
from gongkai.report.read.numerals import CHINESE_DIGITS, halfwidth_digits, parse_date
from gongkai.report.read.outline import Head, Outlined, outlined, restarts
from gongkai.report.read.representation import Representation
from gongkai.report.read.titles import inline_title, names_an_organ, title_of, titles_in

_PRINTED_FORMATS = {"text", "markdown", "pdf"}  # whose lines may be a page's lines, not paragraphs
_NARROWEST, _WIDEST = 40, 130  # columns of a page's line
_SLACK = 13  # a first line is indented by two characters, and a mark may not begin a line
_SLACK_ENDED = 3

_COMPARED = 500  # characters of a section compared with its copy
_THE_SAME = 90.0  # likeness, of 100, of a copy

_FIRST_EXTRA = 7  # sections the form does not know are numbered from here, in their order

_NUMBERS = r"[\s|]*[-+—–/\d][\s|\d.,，+\-—–/]*+(?:万?元)?(?! ?[件项条宗次起余个家份])"
_TABLES: tuple[tuple[tuple[str, ...], re.Pattern[str], re.Pattern[str]], ...] = (
    # words one of which stands where the table begins, how it begins, how it ends
    (
        ("二十条",),
        re.compile(r"第? ?二十条 ?(?:第 ?)?[（(] ?一 ?[)）] ?项"),
        re.compile(
            rf"(?:行政许可|服务事项|行政处罚|行政强制|行政事业性收费|集中采购|规范性文件|规章){_NUMBERS}"
        ),
    ),
    (
        ("本列数据", "本年新收", "申请人情况"),
        re.compile(
            r"[（(]? ?本列数据的[勾钩]稽关系|一、 ?本年新收政府信息"
            r"|申请人情况[\s|]*(?:自然人|法人|[（(]?本列)"
        ),
        re.compile(rf"(?:继续办理|[）)] ?总 ?计|其他处理|[）)] ?其他|3 ?[.．、] ?其他){_NUMBERS}"),
    ),
    (
        ("行政诉讼", "持"),
        re.compile(
            r"行政复议[\s|]*行政诉讼[\s|]*(?:未经复议|结 ?果|尚未|总 ?计)|结 ?果 ?维 ?持[\s|]*结 ?果 ?纠 ?正"
        ),
        re.compile(rf"(?:总 ?计|尚未 ?审 ?结|审 ?结|结 ?果|维持|纠正){_NUMBERS}"),
    ),
    (
        ("指标",),
        re.compile(r"(?:统计)?指标(?:名称)?[\s|]*(?:计量)?单位"),
        re.compile(r"(?:万元|元|条|件|次|篇|个|人|份)[\s|]*\d[\s|\d.,，]*+"),
    ),
)
_TABLE_LINE = re.compile(  # numbers, pipes, or nothing but pieces of 表四's header
    r"[\s\d.,，+\-—–/%|]*+|\|.*|.*\||[\s\d|结果维持纠正其他尚未审总计行政复议诉讼经直接起后]+"
)
_TABLE_CAPTION = re.compile(
    r"^(?:表[一二三四\d] ?[:：]?[^。\n]{0,30}|[^。\n]{0,30}政府信息公开(?:工作)?情况统计表"
    r"|[（(]?单位 ?[:：][^。\n]{0,10})$",
    re.M,
)
_NOTE = re.compile(r"^[（(]?(?:注|说明|备注)[:：1-9]")

FURNITURE = re.compile(
    r"(?:^|(?<=[\s。！”）)\]])) ?(?:相关附件|附件下载|附件 ?[:：]|[主承]办单位|主管单位|主办[:：]|网站标识码"
    r"|版权所有|【?打印|【?关闭|分享到|分享[:：]|扫一扫|扫码|[上下]一[篇条]|相关(?:链接|文档|阅读|解读|信息)|备案号"
    r"|[^\s。]{0,3}ICP备|[^\s。]{0,3}公网安备|责任编辑|编辑[:：]|责编|返回顶部|网站地图|联系我们|信息来源[:：]"
    r"|浏览(?:次数|量)|阅读次数|点击数|(?i:copyright)|©|技术支持|您访问的|建议使用|全真版|文字版|文件下载"
    r"|微信 ?微博)",
    re.M,
)
"""Words of a web page around a report: what begins with one of them is not the report's."""

_HEAD_FURNITURE = re.compile(
    r"^(?:来源|信息来源|发布日期|发布时间|发布机构|公开日期|时间|日期|索引号|文号|栏目|原文链接|采集时间|标题|名称|当前位置|浏览|字体|字号"
    r"|作者|生成日期|成文日期|主题词|分类|关键词|时效|文件下载|打印|分享|访问量|点击|阅读|=+|保护视力|正文|目录$|首页)"
)
_BEGINS = re.compile(
    r"(?:本(?:年度|年|次)?报告|根据|按照|依据|遵照|现将|现公布|为(?:进一步|深入|贯彻|全面|切实|了)|\d{4}年，|我[局委办市县区镇乡院厅室])"
)
_DATE = (  # at the end of a line, where 日 may be lost, or as machines print it: 2021.1.15, 2021-1-15 10:20
    rf"(?:[\d{CHINESE_DIGITS}]{{4}} ?年 ?[\d{CHINESE_DIGITS}十元]{{1,3}} ?月 ?[\d{CHINESE_DIGITS}十]{{1,4}}"
    r"(?: ?日|(?=[）)]?\s*$))"
    r"|(?<![\w.:/-])(?:19|20)\d\d ?(?P<sign>[-/.－／．]) ?\d{1,2} ?(?P=sign) ?\d{1,2}(?!\d))"
)
_TIME = r"(?: ?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_DATE_LINE = re.compile(rf"^[（(]?{_DATE}{_TIME}[）)]?$", re.M)
_SIGNED = re.compile(
    rf"(?P<organ>(?:^|(?<=[。！”）)\s]))[^\s。，；：]{{3,40}})?\s*[（(]?(?P<date>{_DATE}){_TIME}[）)]?\s*$"
)
_MARKER = re.compile(  # what begins a paragraph of its own
    r"^(?:[（(〔﹝][一二三四五六七八九十\d]{1,3}[)）〕﹞]|[一二三四五六七八九十]{1,2}[、.．]"
    r"|\d{1,2} ?[、.．)）]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、])"
)
_ENDS = re.compile(r"[。！？；：:;…]$|\]$")


def sections(representation: Representation, found_in: Outlined | None = None) -> tuple[str, list[Section]]:
    """Return the preamble and the sections of a report, paragraphs parted by newlines.

    A section has the number of the form's section that its title names, whatever numeral is printed;
    one that the form does not know has a number from 7 on. The reports with the older statistics table
    have a form of their own and keep their numerals. Titles are as printed. A table is no part of a
    section's text, nor is the signature, nor what the web page adds. `found_in` is the outline of the
    same representation, for a caller who has it already.
    """
    text, heads = found_in or outlined(representation)
    if not heads:
        return _preamble(text[:20_000], None) if _has_title(text) else "", []
    width = page_width(text) if representation.format in _PRINTED_FORMATS else None
    preamble = _preamble(text[: heads[0].start], width)
    found: list[Section] = []
    bounds = [0, *restarts(heads), len(heads)]
    for at, (head, number) in enumerate(zip(heads, _numbers(heads), strict=True)):
        body = text[head.end : heads[at + 1].start if at + 1 < len(heads) else len(text)]
        if at + 1 in bounds:  # the last section of a report: below it stands its signature
            body = signature(body)[0]
        found.append(Section(number, head.title, _paragraphs(_without_tables(body), width)))
    return preamble, _without_copies(found, bounds)


def _without_copies(found: list[Section], bounds: Sequence[int]) -> list[Section]:
    """Leave out the same sections printed again: a page may carry a true copy and a text version."""
    first = {section.number: squeeze(section.text)[:_COMPARED] for section in found[: bounds[1]]}
    kept = found[: bounds[1]]
    for start, end in pairwise(bounds[1:]):
        again = [squeeze(section.text)[:_COMPARED] for section in found[start:end]]
        mine = [first.get(section.number, "") for section in found[start:end]]
        if fuzz.ratio("".join(mine), "".join(again)) < _THE_SAME:
            kept += found[start:end]
    return kept


def _numbers(heads: Sequence[Head]) -> list[int]:
    if any("统计表" in head.title for head in heads):
        return [head.printed or head.kind or 0 for head in heads]
    numbers: list[int] = []
    extra = _FIRST_EXTRA
    for head in heads:
        numbers.append(head.kind or extra)
        extra += head.kind is None
    return numbers


def _has_title(text: str) -> bool:
    return bool(titles_in(text[:3000].split("\n"))) or inline_title(text[:3000]) is not None


# -- tables in running text ---------------------------------------------------------------------------


def _without_tables(body: str) -> str:
    """Cut the tables out of a section, keeping the notes printed between their pieces."""
    for words, begin, row in _TABLES:
        if not any(word in body for word in words):  # a fifth of the time of the search
            continue
        started = begin.search(body)
        if started is None:
            continue
        start, end = started.span()
        rows = list(row.finditer(body, start))
        last_grid = body.rfind(GRID)
        if rows:
            end = rows[-1].end()
        elif last_grid < end and "。" in _line_around(body, start):  # the words of the form in a sentence
            continue
        if last_grid >= 0:  # one table that came partly as a grid, partly as lines
            start, end = min(start, body.find(GRID)), max(end, last_grid + 1)
        body = _cut(body, start, end)
    first, last = body.find(GRID), body.rfind(GRID)
    if first >= 0:
        body = _cut(body, first, last + 1)
    body = _TABLE_CAPTION.sub("", body)
    return "\n".join(line for line in body.split("\n") if squeeze(line) not in _captions())


@cache
def _captions() -> frozenset[str]:
    """The captions that an accessible page gives the form's tables; the section's title says the same."""
    return frozenset(table.caption for form in editions() for table in form.tables)


def _line_around(body: str, at: int) -> str:
    end = body.find("\n", at)
    return body[body.rfind("\n", 0, at) + 1 : end if end >= 0 else len(body)]


def _cut(body: str, start: int, end: int) -> str:
    """Cut body[start:end] and the lines of numbers right behind it; whole sentences inside stay."""
    while end < len(body):
        stop = body.find("\n", end + 1)
        stop = len(body) if stop < 0 else stop
        if not _TABLE_LINE.fullmatch(body[end:stop].strip("\n " + GRID)):
            break
        end = stop
    inside = body[start:end].split("\n")
    kept = [line for line in inside if _is_note(line)] if len(inside) > 1 else []
    return body[:start] + "\n" + "\n".join(kept) + "\n" + body[end:]


def _is_note(line: str) -> bool:
    if "稽关系" in line or GRID in line:
        return False
    return bool(_NOTE.match(line)) or ("。" in line and len(line) > 15)


# -- around the prose ---------------------------------------------------------------------------------


def _without_furniture(body: str) -> str:
    found = FURNITURE.search(body)
    return body[: found.start()] if found else body


def _without_what_follows(body: str) -> str:
    """Cut what stands below the line of the date, or a list of other reports below the last section."""
    dated = _DATE_LINE.search(halfwidth_digits(body))
    if dated:
        body = body[: dated.end()]
    at = 0
    for line in body.split("\n"):
        if at and title_of(line):
            return body[:at]
        at += len(line) + 1
    return body


def signature(body: str) -> tuple[str, str, date | None]:
    """Part the end of a report from its signature block: the rest, the organ, the date.

    Organ and date may stand on one line or several, in either order; what is missing is "" or None.
    """
    body = _without_what_follows(_without_furniture(body)).rstrip()
    organ, signed_on = "", None
    signed = _SIGNED.search(halfwidth_digits(body), max(0, len(body) - 120))
    if signed:
        day = signed["date"].replace(" ", "")
        signed_on = parse_date(day if "年" not in day or day.endswith("日") else f"{day}日")
        before = signed["organ"] or ""
        organ = before if names_an_organ(before) else ""
        body = body[: signed.start("organ") if organ else signed.start("date")].rstrip("（( \n")
    lines = body.split("\n")
    while len(lines) > 1 and names_an_organ(lines[-1]):
        organ = lines.pop()
    return "\n".join(lines), squeeze(organ), signed_on


def _preamble(text: str, width: int | None) -> str:
    """Return what the report says before its first section, without title and the page's head."""
    lines = text.split("\n")
    titles = titles_in(lines)
    if titles:
        lines = lines[titles[-1].last + 1 :]
    joined = "\n".join(lines)
    inside = inline_title(joined)
    if inside is not None:
        joined = joined[inside[1] :]
    joined = "\n".join(
        line
        for line in joined.split("\n")
        if line != GRID and ("。" in line or not _HEAD_FURNITURE.match(line))
    )
    begins = _BEGINS.search(joined)
    if begins and "。" not in joined[: begins.start()]:
        joined = joined[begins.start() :]
    elif begins is None and "。" not in joined:
        return ""
    return _paragraphs(joined, width)


def _paragraphs(body: str, width: int | None) -> str:
    """Return the paragraphs of a text, lines that a page's width broke put together again."""
    lines = [line for line in (line.strip() for line in body.replace(GRID, "\n").split("\n")) if line]
    return "\n".join(lines if width is None else _unwrapped(lines, width))


def page_width(text: str) -> int | None:
    """Return the width that running text is broken at, in columns; None if its lines are paragraphs."""
    widths = Counter(
        width
        for line in text.split("\n")
        if len(line) <= _WIDEST
        and not _ENDS.search(line)
        and _NARROWEST <= (width := _width(line)) <= _WIDEST
    )
    near = {
        width: sum(widths[width - less] for less in range(_SLACK + 1))
        for width in widths
        if widths[width] + widths[width - 1] + widths[width - 2] >= 2
    }
    best = max(near, key=lambda width: (near[width], width), default=None)
    return best if best is not None and near[best] >= 3 else None


def _unwrapped(lines: Sequence[str], page: int) -> Iterator[str]:
    paragraph = ""
    for line in lines:
        if paragraph and _MARKER.match(line):
            yield paragraph
            paragraph = ""
        paragraph += line
        short = _width(line) < page - (_SLACK_ENDED if _ENDS.search(line) else _SLACK)
        if short:
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _width(line: str) -> int:
    """The columns a line takes in print: two for a Chinese character."""
    return len(line) + sum(char > "\u2e7f" for char in line)

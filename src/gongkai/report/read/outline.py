"""The headings of a report's sections: where they stand, what each is, whatever their wording.

A heading is known by its words, not by its numeral: offices leave out 五, put a section of their own
between, number twice, or print the whole report as one line with the headings in the middle of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from rapidfuzz import fuzz

from gongkai.report.read.flow import GRID, flow, squeeze
from gongkai.report.read.representation import Representation

_NUMERALS = "一二三四五六七八九十"
_MARK = re.compile(
    rf"(?<![第其十(（“《「\"{_NUMERALS}])"
    rf"(?:(?P<n>[{_NUMERALS}]) ?[、.．]|第(?P<p>[一二三四五六七八])部分[、:： \n]) ?"
)
_BARE = re.compile(r"^[^\s\d（(，。；：]{2}[^\d，。；：\n]{2,26}$", re.M)
_LONGEST = 45  # characters of a heading on its own line, white space left out
_MOST_MARKS = 5000  # numerals looked at; beyond that a file is no report
_WINDOW = 90  # characters looked at behind a numeral

_SUBJECT = r"(?:(?:政府|政务)?信息公开|政务公开|信息公开)?(?:的)?(?:工作)?(?:的)?"
_TITLES: dict[int, re.Pattern[str]] = {
    1: re.compile(
        rf"{_SUBJECT}(?:(?:总体|基本|整体|总的|主要)(?:工作)?(?:开展|进展)?情况|工作(?:总体|基本|整体|开展|推进)?情况"
        r"|(?:推进|开展|进展)情况|(?:总体|情况)?(?:概述|概况|综述))(?:概述|概况)?"
    ),
    2: re.compile(
        r"(?:行政机关|政府信息)?主动公开(?:的)?(?:政府|政务)?(?:信息)?(?:的)?(?:工作)?(?:的)?(?:有关)?情况"
    ),
    3: re.compile(
        r"(?:(?:政府)?信息)?(?:(?:收到|受理|接收|接受|办理)(?:[和及与、]?(?:处理|办理|答复))?|处理)(?:的)?(?:政府|政务)?信息(?:依申请)?公开"
        r"(?:的)?(?:申请)?(?:的)?(?:工作)?(?:办理)?情况"
        r"|(?:政府)?(?:信息)?依申请公开(?:的)?(?:政府)?(?:信息)?(?:的)?(?:工作|办理|处理|受理|和|及)*(?:的)?情况"
        r"|政府信息公开申请(?:的)?(?:收到|受理|办理|处理|和|及)+(?:的)?情况"
    ),
    4: re.compile(
        r"(?:因)?(?:政府)?(?:信息)?(?:公开)?(?:工作)?(?:被)?(?:申请|引起|引发|产生|提起|而)*(?:的)?行政.?复议(?:案件)?"
        r"[、，和与及以或]*(?:被)?(?:提起)?(?:的)?(?:行政.?)?诉讼(?:的)?(?:案件)?(?:的)?(?:有关)?情况"
    ),
    5: re.compile(
        r"(?:政府|政务)?(?:信息公开|政务公开)?(?:工作)?(?:中)?(?:的)?(?:目前)?(?:存在|面临)?(?:的)?(?:主要)?(?:的)?"
        r"(?:困难|不足)?(?:和|与|及|、)?(?:主要)?问题(?:和不足|与不足|及不足|和困难)?(?:、|和|及|与|以及|，)?(?:其)?"
        r"(?:下一步)?(?:的)?(?:工作)?(?:主要)?(?:改进|整改|解决|努力)?(?:的)?(?:工作)?(?:的)?"
        r"(?:情况|措施|方向|计划|打算|办法|建议|思路|安排)?"
    ),
    6: re.compile(
        r"(?:其他|其它)(?:有关)?(?:需要?|应当?)?(?:的)?(?:报告|说明|公开)?(?:的)?(?:有关|重要|相关)?(?:事项|情况|问题|内容)"
    ),
}
_OWN = re.compile(  # headings of the reports before 2019 that are none of the six
    r"政府信息公开(?:的)?(?:工作)?(?:收费|费用)[^，。；\d]{0,8}情况|[^，。；\d（(]{0,16}?政府信息公开(?:工作)?(?:情况)?统计表"
)
_KEYWORDS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (6, re.compile(r"其[他它].{0,6}(?:报告|说明|事项|情况)|^其[他它]$")),
    (4, re.compile(r"复议|诉讼")),
    (3, re.compile(r"(?:收到|受理|接收|处理|办理).{0,10}申请|依申请公开|申请公开.{0,4}情况")),
    (5, re.compile(r"问题|不足|改进|整改|下一步|今后")),
    (2, re.compile(r"主动公开")),
    (1, re.compile(r"总体|概述|概况|基本情况|工作情况|开展情况|整体情况")),
)
_CANONICAL: tuple[tuple[int, str], ...] = (
    (1, "总体情况"),
    (1, "政府信息公开工作总体情况"),
    (2, "主动公开政府信息情况"),
    (3, "收到和处理政府信息公开申请情况"),
    (4, "政府信息公开行政复议、行政诉讼情况"),
    (5, "存在的主要问题及改进情况"),
    (6, "其他需要报告的事项"),
)
_ENOUGH = 70.0  # likeness, of 100, at which a misspelt heading is still that heading
_TABLE_ROW = re.compile(r"本年新收|上年结转|办理结果|结转下|^本|^上年|年度$")
_SENTENCE = re.compile(r"[。；！？]")
_LEADERS = re.compile(r"[\s.．…·\d、；;，,。：:]+")  # what stands between the titles of a list of contents


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: `start` and `end` in the flow, its numeral, its words, and which of the six it is.

    `kind` is 1 to 6, None for a section that the form does not know; `printed` is 0 without a numeral.
    """

    start: int
    end: int
    printed: int
    title: str
    kind: int | None


class Outlined(NamedTuple):
    """The flow of a file and the headings in it: heading.py and sections.py both begin from them."""

    text: str
    heads: tuple[Head, ...]


def outlined(representation: Representation) -> Outlined:
    """Return the flow of a representation with its headings."""
    text = flow(representation)
    return Outlined(text, outline(text))


def outline(text: str) -> tuple[Head, ...]:
    """Return the section headings of a flow, in order; table rows and lists of contents are none."""
    heads = list(_numbered(text))
    if len({head.kind for head in heads if head.kind}) < 3:  # automatic numbering, lost on the way
        bare = list(_bare(text))
        if len(bare) > len(heads):
            heads = bare
    return tuple(_in_sequence(_without_contents(heads, text)))


def _numbered(text: str) -> Iterator[Head]:
    taken = 0
    for mark in islice(_MARK.finditer(text), _MOST_MARKS):
        if mark.start() < taken:
            continue
        printed = _NUMERALS.index(mark["n"] or mark["p"]) + 1
        own_line = mark.start() == 0 or text[mark.start() - 1] in "\n" + GRID
        head = _read_head(text, mark.start(), mark.end(), printed, own_line)
        if head is not None:
            taken = head.end
            yield head


def _read_head(text: str, start: int, after: int, printed: int, own_line: bool) -> Head | None:
    window = text[after : after + _WINDOW].split(GRID, 1)[0]
    words = squeeze(window)
    line = squeeze(window.split("\n", 1)[0])
    if not words:
        return None
    matched = _match(words)
    if matched is not None:
        kind, length = matched
        rest = line[length:].rstrip("、：:．. ")
        if own_line and rest and len(rest) <= 12 and not re.search(r"[，。；：\d（(\[]", rest):
            length = len(line)  # the heading says a little more than the form's words
        length += words[length : length + 1] in ("、", "：", ":") and length < len(words)
        end = after + _raw_length(window, length)
        return Head(start, end, printed, _shown(text[start:end]), kind)
    if not own_line or not 2 <= len(line) <= _LONGEST:
        return None
    if _SENTENCE.search(line) or _TABLE_ROW.search(line):
        return None
    end = after + window.find("\n") if "\n" in window else after + len(window)
    return Head(start, end, printed, _shown(text[start:end]), _kind_of(line))


def _match(words: str) -> tuple[int | None, int] | None:
    """Return which section's title `words` begins with, and how many characters the title has."""
    best: tuple[int | None, int] | None = None
    for kind, pattern in _TITLES.items():
        found = pattern.match(words)
        if found and (best is None or found.end() > best[1]):
            best = kind, found.end()
    if best is None and (own := _OWN.match(words)):
        best = None, own.end()
    return best


def _kind_of(line: str) -> int | None:
    """Tell which of the six a heading on its own line is, by its words, then by likeness."""
    for kind, pattern in _KEYWORDS:
        if pattern.search(line):
            return kind
    score, kind = max((fuzz.ratio(line.rstrip("、：:"), title), kind) for kind, title in _CANONICAL)
    return kind if score >= _ENOUGH else None


def _raw_length(window: str, squeezed: int) -> int:
    """Return how many characters of `window` hold its first `squeezed` characters that are not blank."""
    seen = 0
    for at, char in enumerate(window):
        if seen == squeezed:
            return at
        seen += not char.isspace()
    return len(window)


def _shown(printed: str) -> str:
    """Return a heading as printed, blanks between its characters left out, a stray final mark too."""
    return squeeze(printed).rstrip("、：:．.")


def _bare(text: str) -> Iterator[Head]:
    """Yield the lines that are a form's title word for word, without a numeral."""
    for line in _BARE.finditer(text):
        words = squeeze(line[0])
        matched = _match(words)
        if matched is not None and matched[1] == len(words) and matched[0] is not None:
            yield Head(line.start(), line.end(), 0, words, matched[0])


def _without_contents(heads: list[Head], text: str) -> list[Head]:
    """Leave out a list of contents: three headings or more with nothing between them that come again."""
    kept: list[Head] = []
    run: list[Head] = []
    for at, head in enumerate(heads):
        run.append(head)
        after = heads[at + 1].start if at + 1 < len(heads) else len(text)
        if at + 1 < len(heads) and not _LEADERS.sub("", text[head.end : min(after, head.end + 200)]):
            continue
        repeated = {h.kind for h in run} & {h.kind for h in heads[at + 1 :] if h.kind}
        kept += [] if len(run) >= 3 and len(repeated) >= 2 else run
        run = []
    return kept


def _in_sequence(heads: list[Head]) -> list[Head]:
    """Leave out what only numbers a list inside a section, as 一、…二、… under 五."""
    kept: list[Head] = []
    latest = 0  # the furthest of the six so far, in this report
    for head in heads:
        begins_anew = head.kind == 1 and latest >= 3 and head.printed <= 1  # another report, or part
        if begins_anew or _follows(head, kept[-1] if kept else None, latest):
            latest = (head.kind or 0) if begins_anew else max(latest, head.kind or 0)
            kept.append(head)
    return kept


def _follows(head: Head, last: Head | None, latest: int) -> bool:
    if last is None:
        return head.kind is not None or head.printed == 1
    next_numeral = head.printed == last.printed + 1
    if head.kind is None:
        return next_numeral
    return head.kind != last.kind and (head.kind > latest or next_numeral)


def restarts(heads: Sequence[Head]) -> list[int]:
    """Return the places in `heads` where the sections begin anew: where a second report may stand."""
    found: list[int] = []
    latest = 0
    for at, head in enumerate(heads):
        if head.kind == 1 and latest >= 3:
            found.append(at)
            latest = 0
        latest = max(latest, head.kind or 0)
    return found

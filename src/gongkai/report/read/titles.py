"""Titles of annual reports: recognised in a line or over several, and taken apart into organ and year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.report.read.flow import squeeze
from gongkai.report.read.numerals import CHINESE_DIGITS, YEAR, to_halfwidth, year_number

_LONGEST = 90  # characters of a title without white space
_MOST_LINES = 4  # that one title is broken over
_WORD = "报"  # in every title: 年度报告, 年报

_LABEL = re.compile(r"^(?:标题|名称|题名|信息名称|文件名称|文章标题)[:：]?")
_BRACKETED = re.compile(r"^【[^】]{1,12}】")
_CORE = re.compile(
    r"(?:(?:政府|政务)信息|政务|信息|政府)公开"
    r"(?P<middle>[^，。；：《》]{0,30}?)"
    r"(?P<end>工作告年度报|告年度报|年度?工作报告|年度?报告|年报|报告)"
    r"(?P<tail>书?(?:[(][^()]{0,14}[)]|[-_—–|][^，。；]{0,40}|\.\w{3,4})*)$"
)
_YEAR = re.compile(rf"(?<![\d{CHINESE_DIGITS}])(?P<year>{YEAR})(?!\d)(?:年年度|年度|年)?(?:的)?")
_NO_YEAR = re.compile(r"(?<!第)\d+(?:年年度|年度|年)(?:的)?")  # 202020年, 20201年: digits lost or doubled
_NOT_A_REPORT = re.compile(
    r"指南|目录|制度|办法|规定|通知|格式|条例|[《》〈〉]|报表|模板|范本|方案|计划|印发|根据|按照|共和国政|^关于(?:报送|印发|公布|编制|上报|发布|做好|编报|转发)"
)
_ORGAN_END = re.compile(
    r"(?:政府|局|委|会|办|室|厅|院|中心|街道|办事处|镇|乡|区|县|市|省|州|盟|旗|处|队|所|站|部|署"
    r"|行|公司|大学|学院|学校|小学|中学|集团|社|团|馆|园|台|段|厂|分局)$"
)
_INLINE = re.compile(
    rf"(?:(?<=\s)|^)(?P<title>(?:[^\s，。；：:>》《|]{{2,30}} ?)?{YEAR} ?(?:年度|年)?"
    r" ?[^\s，。；：:>》《|]{0,24}公开 ?(?:工作)? ?(?:情况)? ?的?(?:年度|年)? ?(?:工作)? ?(?:报告|年报))"
    r"(?=\s|$|本报告|根据|为|按照|\[)"
)
_GOES_ON = re.compile(r"^(?:格 ?式|[》〉]|的|制 ?度|有 ?关|编 ?制)")
_SEPARATORS = re.compile(r"^[^>»›]*[>»›]")
_ORGAN_FILLERS = {
    "",
    "度",
    "年",
    "的",
    "工作",
    "本级",
    "关于",
    "全市",
    "全县",
    "全区",
    "我局",
    "本机关",
    "一、",
}


@dataclass(frozen=True, slots=True)
class Title:
    """A title of an annual report as printed (white space left out) and what it names.

    `first` and `last` are the lines it stands on, `organ` may be "" and `year` None where it does not say.
    """

    text: str
    organ: str
    year: int | None
    first: int = 0
    last: int = 0

    @property
    def whole(self) -> bool:
        """Whether the title names both the organ and the year."""
        return bool(self.organ) and self.year is not None


def title_of(text: str) -> Title | None:
    """Read `text` as the title of an annual report on information disclosure, None if it is none.

    >>> title_of("2025 年上海市人民政府办公厅政府信息公开工作年度报告").organ
    '上海市人民政府办公厅'
    """
    if len(text) > 4 * _LONGEST or _WORD not in text:
        return None
    printed = _BRACKETED.sub("", _LABEL.sub("", squeeze(text)))
    while _SEPARATORS.match(printed):  # a path through the site: 首页>政务公开>…
        printed = _SEPARATORS.sub("", printed, count=1)
    if not 8 <= len(printed) <= _LONGEST or "公开" not in printed:
        return None
    half = to_halfwidth(printed)  # the same length, so positions hold for both
    core = _CORE.search(half)
    if core is None or _NOT_A_REPORT.search(half):
        return None
    body = half[: core.end("end")]
    before = body[: core.start()]
    if re.search(r"[|:。,;!?]", before):
        return None
    years = list(_YEAR.finditer(body))
    year = year_number(years[0]["year"]) if years else None
    if year is None and (in_tail := _YEAR.search(core["tail"])):
        year = year_number(in_tail["year"])
    organ = _organ(_NO_YEAR.sub("", _YEAR.sub("", before, count=1)))
    if len(years) > 1 and years[1].start() < core.start():  # two papers' titles in one line
        return None
    return Title(printed[: core.end("end")], organ, year)


def _organ(before: str) -> str:
    organ = re.sub(r"^(?:关于)+|(?:关于|的|年度|[-_—–]+)+$", "", before).strip("·、，“”\"'【】[]()（） ")
    organ = re.sub(r"关于$", "", organ)
    return "" if organ in _ORGAN_FILLERS else organ


def names_an_organ(line: str) -> bool:
    """Tell whether a short line by itself is the name of an organ (the end of its name says so)."""
    name = squeeze(line)
    return (
        3 <= len(name) <= 30 and not re.search(r"[，。；：:、|>\d]", name) and bool(_ORGAN_END.search(name))
    )


def titles_in(lines: Sequence[str]) -> list[Title]:
    """Return the titles printed on `lines`, in order; one that is broken over lines is put together."""
    found: list[Title] = []
    free = 0  # the first line that is not part of a title
    near = {
        first
        for last, line in enumerate(lines)
        if _WORD in line
        for first in range(max(0, last - _MOST_LINES + 1), last + 1)
    }
    for at in sorted(near):
        if at >= free and (title := _title_at(lines, at)):
            found.append(title)
            free = title.last + 1
    return found


def _title_at(lines: Sequence[str], at: int) -> Title | None:
    """Read the title that begins on line `at`; a first line that only happens to stand above is not taken."""
    joined = ""
    for last in range(at, min(at + _MOST_LINES, len(lines))):
        joined += lines[last]
        if len(joined) > 4 * _LONGEST:
            return None
        title = title_of(joined)
        if title is None:
            continue
        if last > at:
            inner = _title_at(lines, at + 1)
            if inner is not None and (inner.whole or not _belongs(lines[at])):
                return None  # the title proper begins further down
        if last + 1 < len(lines) and _GOES_ON.match(lines[last + 1]):
            return None  # the name of a norm, broken in its middle: …年度报告 / 格式〉的通知
        return Title(title.text, title.organ, title.year, at, last)
    return None


def _belongs(line: str) -> bool:
    """Tell whether a line above a title without organ or year is the missing part of it."""
    return names_an_organ(line) or bool(_YEAR.search(to_halfwidth(squeeze(line))))


def inline_title(text: str) -> tuple[Title, int] | None:
    """Return the last title that stands inside running `text`, and where it ends; None if there is none."""
    last: tuple[Title, int] | None = None
    for found in _INLINE.finditer(text):
        title = title_of(found["title"])
        if title is not None:
            last = title, found.end()
    return last

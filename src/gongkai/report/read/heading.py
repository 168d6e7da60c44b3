"""What a file says of itself: whose report it is, of which year, when it was published.

Also whether it is one annual report at all: a guide, a notice, a piece of news, a budget and two reports
in one file are told apart here, for the reader to refuse with a sentence that helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from gongkai.report.model import Finding, Severity
from gongkai.report.read.flow import even, squeeze
from gongkai.report.read.numerals import YEAR, dates, halfwidth_digits, year_number
from gongkai.report.read.outline import Head, Outlined, outlined, restarts
from gongkai.report.read.representation import Grid, Representation
from gongkai.report.read.sections import signature
from gongkai.report.read.titles import Title, inline_title, names_an_organ, title_of, titles_in

_HEAD_LINES = 400  # lines looked through for a title
_HEAD_CHARS = 40_000
_PREAMBLE_CHARS = 4000  # before and behind the first heading, where the reporting period stands

_PERIOD = re.compile(  # over text without white space, digits half-width; 年, 月, 日 get lost
    rf"(?<!\d)(?P<first>{YEAR})[年./-]?(?:0?1|一|元)[月./-]?(?:0?1|一)日?(?:起|开始|零时)?[^。；\d]{{0,6}}?(?:至|到|[-—–~～－]+)"
    rf"(?P<last>{YEAR})?[年./-]?(?:12|十二)[月./-]?(?:31日?|三十一日?|底)"
)
_DATE_LABELS = (  # the more it means publication, the earlier it stands
    re.compile(r"(?:发布日期|发布时间|公开日期|公布日期|公开时间|公布时间)[:：\s|】\]]{0,6}"),
    re.compile(r"(?<![更新采集修改下载统计编制起止生成文办公])(?:时 ?间|日 ?期)[:：\s|】\]]{1,6}"),
    re.compile(r"(?:生成日期|成文日期|发文日期|印发日期)[:：\s|】\]]{0,6}"),
)
_PUBLICATION_METAS = ("pubdate", "publishdate", "publishtime")
_TITLE_METAS = ("articletitle", "title")
_ORGAN_LABEL = re.compile(
    r"(?:发布机构|公开主体|发布单位|公开机构|发文机关)[:：\s|】\]]{0,6}([^\s|：:，。]{2,30})"
)
_COMPILED_BY = re.compile(r"由([^，。；由]{3,30}?)(?:负责)?(?:根据|按照|依据|编制|编写|组织编)")
_PLACE_GOVERNMENT = re.compile(r"^(?P<place>.{1,12}(?:省|自治区|市|区|县|旗|州|盟))人民政府$")
_COUNTY = re.compile(r"[区县旗]$")
_STOP_WORDS = re.compile(r"^.*(?:[由与和向对在请为经据及按至省]|自治区)")

_FORM_WORDS = (
    "本年新收政府信息公开申请",
    "结转下年度继续办理",
    "行政事业性收费",
    "尚未审结",
    "历年累计",
    "统计指标",
)
_OTHER_PAPERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"公开(?:工作)?指南"), "政府信息公开指南"),
    (re.compile(r"(?:部门|单位|财政)?(?:预算|决算|三公经费)"), "预算、决算"),
    (re.compile(r"法治政府建设"), "法治政府建设年度报告"),
    (re.compile(r"网站(?:工作|监管)?(?:年度)?(?:工作)?(?:报表|年度报告|年报)"), "政府网站工作年度报表"),
    (re.compile(r"公开(?:基本)?目录"), "政府信息公开目录"),
    (re.compile(r"申请表|告知书|答复书"), "依申请公开的文书"),
    (re.compile(r"的(?:通知|通报|意见|函|批复|公告|通告)$|通知$|公告$"), "通知、公告一类的公文"),
    (re.compile(r"制度|办法|规定|条例|细则"), "制度、规定"),
    (re.compile(r"召开|举办|开展|举行|部署|推进会|培训|调研|会议|座谈|启动"), "工作动态（新闻）"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Organ, year, title and publication date of a report, and what speaks against its being one.

    `organ` is "" and `year` or `published` None where the file does not say; nothing is made up.
    `refusal` says in Chinese why the file is not an annual report, "" where it is one. `others` are the
    titles of further reports found in the same file. `findings` are H1 (the years named contradict each
    other) and H2 (published before the year was over).
    """

    organ: str
    title: str
    year: int | None
    published: date | None
    period: int | None = None
    refusal: str = ""
    others: tuple[Title, ...] = ()
    findings: tuple[Finding, ...] = ()


def heading(representation: Representation, year: int | None, found_in: Outlined | None = None) -> Heading:
    """Read organ, year, title and publication date; `year` is what the caller says, and wins.

    `found_in` is the outline of the same representation, for a caller who has it already.

    The year is the title's, else the reporting period's (统计期限自2020年1月1日起…); never that of a cited
    norm or of publication. The date is the page's own (meta, 发布日期), else the signature's.
    """
    text, heads = found_in or outlined(representation)
    front = text[: min(heads[0].start if heads else len(text), _HEAD_CHARS)]
    back = text[heads[-1].end if heads else max(0, len(text) - 600) :]
    _, signer, signed_on = signature(back)

    titles = _titles(representation, front)
    title = _chosen(titles, _meta_title(representation))
    begins = heads[0].end if heads else 0
    period, broken = _period(text[max(0, begins - _PREAMBLE_CHARS) : begins + _PREAMBLE_CHARS])
    found = title.year if title and title.year is not None else period
    settled = year if year is not None else found
    organ = next((t.organ for t in ([title] if title else []) + titles[::-1] if t.organ), "")
    organ = organ or _organ_elsewhere(front, signer)

    published = _published(representation, front, back, signed_on, settled)
    findings = [*_year_findings(title, period, broken, year), *_date_findings(published, settled)]
    return Heading(
        organ=_place(organ, text[:_HEAD_CHARS]),
        title=title.text if title else "",
        year=settled,
        published=published,
        period=period,
        refusal=_refusal(representation, text, heads, title),
        others=_others(text, heads, title),
        findings=tuple(findings),
    )


# -- title and organ ----------------------------------------------------------------------------------


def _titles(representation: Representation, front: str) -> list[Title]:
    """Return the titles above the first section in order; those of the file's head only if none is there."""
    found = titles_in(front.split("\n", _HEAD_LINES)[:_HEAD_LINES])
    if not any(title.whole for title in found):
        inside = inline_title(front[-8000:])
        found += [inside[0]] if inside else []
    if not any(title.whole for title in found):
        boxes = (
            box.text for grid in _front_grids(representation) for box in grid.boxes if len(box.text) < 200
        )
        found = [title for title in map(title_of, boxes) if title] + found
        declared = _meta_title(representation)
        found = ([declared] if declared else []) + found
    return found


def _meta_title(representation: Representation) -> Title | None:
    metas = {name.lower(): value for name, value in representation.meta.items()}
    return next((title for name in _TITLE_METAS if (title := title_of(metas.get(name, "")))), None)


def _chosen(titles: list[Title], declared: Title | None) -> Title | None:
    """Choose the report's title: a list of other years' reports may stand above it, not below."""
    if declared is not None and declared.year is not None:
        titles = [title for title in titles if title.year == declared.year] or titles
    whole = [title for title in titles if title.whole]
    best = whole or [title for title in titles if title.year is not None] or titles
    return best[-1] if best else None


def _organ_elsewhere(front: str, signer: str) -> str:
    """Return the organ that the signature, the page's head or the preamble names."""
    if signer:
        return signer
    for pattern in (_ORGAN_LABEL, _COMPILED_BY):
        for found in pattern.finditer(front):
            name = squeeze(found[1])
            if names_an_organ(name) and not re.match(r"^[本我各]", name):
                return name
    return ""


def _place(organ: str, text: str) -> str:
    """Name the report of a whole area after the area, a district with its city where the text has it.

    The report of 淮安市人民政府 is that of 淮安市; a township's government is itself the organ. A district's
    name alone is not unique in the country, so 淮安市 is put before 洪泽区 if the report prints it there.
    """
    government = _PLACE_GOVERNMENT.match(organ)
    if government is None:
        return organ
    place = government["place"]
    if not _COUNTY.search(place):
        return place
    for found in re.finditer(rf"([\u4e00-\u9fff]{{2,12}}(?:市|州|盟|地区)){re.escape(place)}", text):
        city = _STOP_WORDS.sub("", found[1])
        if 3 <= len(city) <= 10:
            return city + place
    return place


# -- year ---------------------------------------------------------------------------------------------


def _period(text: str) -> tuple[int | None, bool]:
    """Return the year of the reporting period, and whether its two ends contradict each other."""
    for found in _PERIOD.finditer(halfwidth_digits(squeeze(text))):
        first = year_number(found["first"])
        last = year_number(found["last"]) if found["last"] else first
        return (first, False) if first == last else (None, True)
    return None, False


def _year_findings(
    title: Title | None, period: int | None, broken: bool, given: int | None
) -> Iterator[Finding]:
    titled = title.year if title else None
    hint = "核对标题和统计期限；读错年度的，指明年度后重读。"
    if titled is not None and period is not None and titled != period:
        yield Finding(
            "H1",
            Severity.WARN,
            f"标题写{titled}年，统计期限写{period}年，年度以标题为准。",
            (),
            titled,
            period,
            hint,
        )
    if broken:
        yield Finding("H1", Severity.WARN, "统计期限的起止年份不同，不能据以认定年度。", hint=hint)
    found = titled if titled is not None else period
    if given is not None and found is not None and given != found:
        yield Finding(
            "H1",
            Severity.WARN,
            f"指明的年度是{given}年，报告自称{found}年，以指明的为准。",
            (),
            given,
            found,
            hint,
        )


# -- publication --------------------------------------------------------------------------------------


def _published(
    representation: Representation, front: str, back: str, signed_on: date | None, year: int | None
) -> date | None:
    """Return the publication date: the most official statement of one that is not before the year itself."""
    first = None
    for day in chain(_stated_dates(representation, front, back), (signed_on,)):
        if day is not None and (year is None or day.year >= year):
            return day
        first = first or day
    return first


def _stated_dates(representation: Representation, front: str, back: str) -> Iterator[date]:
    metas = {name.lower(): value for name, value in representation.meta.items()}
    for name in _PUBLICATION_METAS:
        yield from (day for _, day in dates(metas.get(name, "")[:60]))
    grids = "\n".join(
        even("\n".join(box.text for box in grid.boxes)) for grid in _front_grids(representation)
    )
    for label in _DATE_LABELS:
        for part in (front, grids, back):
            for found in label.finditer(part):
                yield from (day for at, day in dates(part[found.end() : found.end() + 30]) if at <= 2)


def _front_grids(representation: Representation) -> list[Grid]:
    """Return the small grids at the head of a page: 索引号, 发布机构, 公开日期."""
    grids: list[Grid] = []
    for block in representation.blocks[:_HEAD_LINES]:
        if isinstance(block, Grid):
            if len(block.boxes) > 40:  # a table of the report
                break
            grids.append(block)
    return grids


def _date_findings(published: date | None, year: int | None) -> Iterator[Finding]:
    if published is not None and year is not None and published <= date(year, 12, 30):
        yield Finding(
            "H2",
            Severity.WARN,
            f"公布日期{published:%Y-%m-%d}早于{year}年度结束。",
            hint="核对公布日期和报告年度；统计截止12月31日的报告，不应在此前公布。",
        )


# -- one annual report, or something else -------------------------------------------------------------


def _refusal(representation: Representation, text: str, heads: Sequence[Head], title: Title | None) -> str:
    """Say why the file is no annual report; "" where its sections, tables or words show that it is one."""
    sections = len({head.kind for head in heads if head.kind})
    words = sum(word in text for word in _FORM_WORDS)
    if sections >= 3 or words >= 2 or (title is not None and sections >= 1):
        return ""
    grids = (block for block in representation.blocks if isinstance(block, Grid))
    if words + len({w for grid in grids for box in grid.boxes for w in _FORM_WORDS if w in box.text}) >= 2:
        return ""
    if title is not None:
        if len(text) > 1500:  # prose of the years before 2014, without headings we know
            return ""
        return "文件只有年度报告的标题，没有正文和表格；正文可能在附件或图片里，请取得附件后再读。"
    for pattern, name in _OTHER_PAPERS:
        if any(pattern.search(line) for line in _first_lines(representation, text)):
            return f"这不是政府信息公开工作年度报告，看来是{name}；请核对文件。"
    return "这不是政府信息公开工作年度报告：没有年度报告的标题、章节和表格；请核对文件。"


def _first_lines(representation: Representation, text: str) -> list[str]:
    """Return what stands where a title stands: the head's title, the first short lines."""
    lines = [squeeze(line) for line in text[:2000].split("\n")]
    declared = squeeze(representation.meta.get("title", "")[:200])
    return [line for line in [declared, *lines[:12]] if 4 <= len(line) <= 60 and "。" not in line]


def _others(text: str, heads: Sequence[Head], title: Title | None) -> tuple[Title, ...]:
    """Return the titles of further reports: sections that begin anew under another organ or year."""
    found: list[Title] = []
    for at in restarts(heads):
        between = text[heads[at - 1].end : heads[at].start]
        titles = titles_in(between.split("\n")) or [t[0] for t in [inline_title(between)] if t]
        if titles and (title is None or _differ(titles[-1], title)):
            found.append(titles[-1])
    return tuple(found)


def _differ(one: Title, other: Title) -> bool:
    return any(a and b and a != b for a, b in ((one.organ, other.organ), (one.year, other.year)))

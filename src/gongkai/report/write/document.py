"""The printed report from title to date, in no particular format: what stands in it, in which order.

HTML, DOCX, PDF and the text sheet of XLSX all draw the same parts, so that a report reads the same
whatever it was downloaded as.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from gongkai.report.edition import Edition
from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Indicator, Report, Section
from gongkai.report.write.layout import DrawnTable, Unwritable, draw, draw_indicators


class Style(StrEnum):
    """How a paragraph is set."""

    HEAD = "head"  # 一、总体情况
    SUBHEAD = "subhead"  # （一）主动公开
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without its indentation; `lead` of a body paragraph: so many characters are a head."""

    text: str
    style: Style = Style.BODY
    lead: int = 0


@dataclass(frozen=True, slots=True)
class Signature:
    """The organ and the date under the report, with their distance from the right edge in characters."""

    organ: str
    day: str
    organ_indent: float = 2
    day_indent: float = 2


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it is printed. `title` is broken over lines where its sense allows."""

    title: str
    title_lines: tuple[str, ...]
    organ: str
    year: int | None
    published: date | None
    parts: tuple[Paragraph | DrawnTable, ...]
    signature: Signature | None


TITLE_LINE = 20  # characters of 22 point in the width of the text
NUMERALS = "一二三四五六七八九十"
SUBHEAD = re.compile(rf"[（(〔﹝][{NUMERALS}]+[）)〕﹞]")
SUBHEAD_LIMIT = 34  # longer, and it is a paragraph that begins with a head
LEAD = re.compile(rf"[（(〔﹝][{NUMERALS}]+[）)〕﹞][^。；;！？]{{1,30}}[。：:]")
SENTENCE_END = tuple("。；;，,、：:！!？?")
TABLE_NOTE = re.compile(r"(?:[*＊※]|(?:附)?注(?:\d|[一二三四五])?[：:．.]|备注|说明[：:])")
NUMBERED = re.compile(rf"[（(]?(?:[{NUMERALS}]+|\d+)\s*[、，,．.）)]|第[{NUMERALS}\d]+(?:部分|章|节)")
# What XML 1.0 cannot hold, and halves of a character that no encoding can write.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
SURROGATE = re.compile("[\ud800-\udfff]")


def document(report: Report) -> Document:
    """Return the document of a report; Unwritable if a cell cannot be printed faithfully.

    Sections stand under the titles they were read with, else under those of the form. A section of
    the form that the report lacks keeps its title, so that an omission shows.
    """
    form = None if report.edition == STATISTICS else edition(report.edition)
    _refuse_strange_cells(report, form)
    title = _clean(report.title).strip() or title_of(report, form)
    title = " ".join(title.split())
    organ = " ".join(_clean(report.organ).split())
    return Document(
        title=title,
        title_lines=break_title(title),
        organ=organ,
        year=report.year,
        published=report.published,
        parts=tuple(_parts(report, form)),
        signature=_signature(organ, report.published),
    )


def title_of(report: Report, form: Edition | None) -> str:
    """Return the title as the form words it, without a year where none is known."""
    organ = _clean(report.organ).strip()
    if report.year is None:
        return f"{organ}政府信息公开工作年度报告"
    if form is None:
        return f"{organ}{report.year}年政府信息公开工作年度报告"
    return form.title(organ, report.year)


def _refuse_strange_cells(report: Report, form: Edition | None) -> None:
    """A cell the form has no place for would be lost on paper."""
    strange = [
        a for a in report.cells if form is None or (a not in form.places and a not in form.folded_places)
    ]
    if strange:
        raise Unwritable(f"表格中没有这些格，无法写出：{'、'.join(strange[:5])}。请核对报告所用的格式。")


def _parts(report: Report, form: Edition | None) -> Iterator[Paragraph | DrawnTable]:
    yield from paragraphs(report.preamble)
    tables = {} if form is None else {s.number: s.table for s in form.sections if s.table}
    for section in sections(report, form):
        yield Paragraph(section.title, Style.HEAD)
        body = list(paragraphs(section.text))
        code = tables.pop(section.number, None)
        if form is None or code is None:
            yield from body
            continue
        notes = _notes_at_end(body)
        yield from body[: len(body) - notes]
        yield draw(form, code, report)
        yield from body[len(body) - notes :]
    if report.indicators:
        yield draw_indicators([_clean_indicator(item) for item in report.indicators])


def _clean_indicator(item: Indicator) -> Indicator:
    name = " ".join(_clean(item.name).split())
    return replace(item, name=name, unit=" ".join(_clean(item.unit).split()) if item.unit else None)


def sections(report: Report, form: Edition | None) -> list[Section]:
    """Return the sections to print: the form's, and those the report has beyond them, at their place."""
    printed = [_titled(section, form) for section in report.sections]
    if form is None:
        return printed
    for wanted in form.sections:
        if all(section.number != wanted.number for section in printed):
            place = next((n for n, s in enumerate(printed) if s.number > wanted.number), len(printed))
            printed.insert(place, Section(wanted.number, wanted.title))
    return printed


def _titled(section: Section, form: Edition | None) -> Section:
    """Give a section the form's title if it has none, and a number if its title lacks one."""
    title = " ".join(_clean(section.title).split())
    wanted = next((s.title for s in form.sections if s.number == section.number), "") if form else ""
    if not title:
        title = wanted or chinese_number(section.number)
    elif not NUMBERED.match(title):
        title = f"{chinese_number(section.number)}、{title}"
    return Section(section.number, title, section.text)


def chinese_number(number: int) -> str:
    """Return 一 … 九十九 for a section's number; larger or negative numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = " " + NUMERALS[:9]
    head = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return head + (digits[ones] if ones else "")


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, a line each, sub-heads such as （一）… marked."""
    for line in _clean(text).splitlines():
        line = " ".join(line.split())
        if not line:
            continue
        if SUBHEAD.match(line) and len(line) <= SUBHEAD_LIMIT and not line.endswith(SENTENCE_END):
            yield Paragraph(line, Style.SUBHEAD)
        elif lead := LEAD.match(line):
            whole = lead.end() == len(line)
            yield Paragraph(line, Style.SUBHEAD if whole else Style.BODY, 0 if whole else lead.end())
        else:
            yield Paragraph(line)


def _notes_at_end(body: list[Paragraph]) -> int:
    """Count the last paragraphs that are notes to the table (注：…): they stand below it."""
    count = 0
    while count < len(body) and TABLE_NOTE.match(body[-1 - count].text):
        count += 1
    return count


def _clean(text: str) -> str:
    """Drop control characters, which no printed form has, and mark halves of a character with �."""
    return SURROGATE.sub("\ufffd", UNPRINTABLE.sub("", text))


def break_title(title: str) -> tuple[str, ...]:
    """Break a title too long for one line before 政府信息公开, as official documents do; else nowhere."""
    if len(title) <= TITLE_LINE:
        return (title,)
    place = title.find("政府信息公开")
    return (title[:place], title[place:]) if place > 0 else (title,)


def _signature(organ: str, published: date | None) -> Signature | None:
    """Set organ and date as GB/T 9704 has it for documents without a seal.

    The organ stands two characters from the right edge, the date begins two characters to the right
    of the organ; where the date is the longer one, it stands two from the edge and the organ gives way.
    """
    if not organ and published is None:
        return None
    if published is None:
        return Signature(organ, "")
    day = chinese_date(published)
    wide = sum(0.5 if c.isascii() else 1 for c in day)
    name = sum(0.5 if c.isascii() else 1 for c in organ)
    if name >= 26:  # nearly a line of its own: both at the edge
        return Signature(organ, day, 0, 2)
    day_indent = name - wide
    if day_indent >= 2:
        return Signature(organ, day, 2, day_indent)
    return Signature(organ, day, max(2.0, 4 + wide - name), 2)


def chinese_date(day: date) -> str:
    """Return 2021年1月15日."""
    return f"{day.year}年{day.month}月{day.day}日"

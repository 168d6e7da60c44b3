"""P6: section 一 is short, section 五 is not last year's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.model import Finding, Report, Severity

PROBLEMS = 5
"""The section on problems and improvements."""

COMPARED = 20_000
"""Characters of each text that are compared; no section 五 is as long."""

_WORD_OR_SIGN = re.compile(r"[\x21-\x7e\xa1-\u024f]+|\S")


def p6(matter: Matter) -> Iterator[Finding]:
    """“总体情况”原则上不超过一千字；“存在的主要问题及改进情况”不得年年雷同。

    Source: 国办公开办函〔2021〕30号 一（一）, 一（五）; 60号 一（五）. The notices give no measure of
    likeness; the project's is in settings.py.
    """
    if matter.edition is None:
        return
    yield from _too_long(matter)
    yield from _like_last_year(matter)


def _too_long(matter: Matter) -> Iterator[Finding]:
    for asked in matter.edition.sections if matter.edition else ():
        if asked.length_limit is None:
            continue
        section = matter.report.section(asked.number)
        if section is None or not section.text.strip():
            says = f"“{asked.title}”不超过{asked.length_limit}字"
            yield not_assessed("P6", says, "没有读到这一部分的正文")
        elif (length := characters(section.text)) > asked.length_limit:
            yield Finding(
                "P6",
                Severity.WARN,
                f"“{asked.title}”过长（{length}字，原则上不超过{asked.length_limit}字）",
                (),
                length,
                asked.length_limit,
                hint="压缩文字；数据已在表格中的，不必在正文重复。",
            )


def _like_last_year(matter: Matter) -> Iterator[Finding]:
    says = "第五部分不与上一年度雷同"
    mine, theirs = _problems(matter.report), _problems(matter.previous)
    why = matter.no_last_year or (
        "没有读到本报告的第五部分" if not mine else "没有读到上一年度报告的第五部分" if not theirs else ""
    )
    if why:
        yield not_assessed("P6", says, why)
        return
    from rapidfuzz.fuzz import ratio  # only here: the command line must start quickly

    alike = int(ratio(mine, theirs))
    if alike >= matter.settings.alike_percent:
        yield Finding(
            "P6",
            Severity.WARN,
            f"第五部分与上一年度几乎相同（相同程度{alike}%）",
            (),
            alike,
            matter.settings.alike_percent,
            hint="写明本年度新的问题、上年问题改进到什么程度、下一步措施；不得敷衍了事。",
        )


def characters(text: str) -> int:
    """Return the length of a text as word processors count 字数, by which a limit in 字 is kept.

    A Chinese character and a full-width sign count one each; a run of figures or Latin letters
    counts one; white space counts nothing.

    >>> characters("2025年，收到申请 154件。")
    10
    """
    return len(_WORD_OR_SIGN.findall(text))


def _problems(report: Report | None) -> str:
    """Return the text of section 五 without white space and figures (a new year is no new text)."""
    section = report.section(PROBLEMS) if report else None
    return re.sub(r"[\s\d]", "", section.text)[:COMPARED] if section else ""

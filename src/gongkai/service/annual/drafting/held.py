"""P8 and P9: a number in the words of a report is that of the cell it names, or has another known source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Finding, Report, Severity
from gongkai.report.naming import listed
from gongkai.service.annual.composing import PREAMBLE, texts_of
from gongkai.service.annual.drafting import records
from gongkai.service.annual.drafting.numbers import NOTHING, FoundNumber, Known, State, numbers
from gongkai.service.annual.models import Filing

RULE, UNTIED = "P8", "P9"
NAMED = 5  # so many numbers of a section are named, with their words
FACTS = {
    "documents": "本年度登记的主动公开政府信息条数",
    "notices": "收费台账中发出的收费通知件数",
    "noticed_yuan": "收费台账中收费通知的总金额（元）",
    "paid_yuan": "收费台账中实际收取的信息处理费（元）",
    "reconsiderations": "登记的本年度申请、尚未审结或者审结的行政复议件数",
    "suits": "登记的本年度起诉、尚未审结或者审结的行政诉讼件数",
}


def sources_of(filing: Filing) -> dict[int, Known] | None:
    """Return what the numbers of each section may come from beside the cells, at this moment.

    None for a report of which no word was written here: neither are its fees and works recorded here.
    """
    written = texts_of(filing)
    if not written:
        return None
    found = records.records(filing)
    return {section: records.known(filing, section, found) for section in written}


def held(report: Report, known: Mapping[int, Known] | None) -> Iterator[Finding]:
    """正文中写明属于哪一格的数，与那一格一致；写明收费的，与收费台账一致；其他的数有出处。

    Source: practice (统得出、报得准、可核查); 国办公开办函〔2021〕30号 一（六）. Both block filing: a wrong
    number until it is set right or somebody else approved why the words mean another, one without a source
    until its source is entered or explained. Each fault of a cell is found once.
    """
    if report.edition == STATISTICS or not report.edition:
        return
    form = edition(report.edition)
    seen: set[tuple[tuple[str, ...], str, object]] = set()
    texts = [(PREAMBLE, "前言", report.preamble)]
    texts += [(each.number, f"“{each.title}”", each.text) for each in report.sections]
    for section, name, text in texts:
        found = numbers(text, report.cells, form, (known or {}).get(section, NOTHING))
        for each in found:
            if each.state is not State.WRONG or (each.cells, each.fact, each.value) in seen:
                continue
            seen.add((each.cells, each.fact, each.value))
            of = FACTS[each.fact] if each.is_fact else listed(form, each.cells)
            yield Finding(
                RULE,
                Severity.ERROR_WITH_OVERRIDE,
                f"{name}写“{each.text}”，{of}是{each.expected}（{each.context[:60]}）",
                () if each.is_fact else each.cells,
                each.value,
                each.expected,
                hint="改正文字；文字说的是另一件事的，写明它指什么，不与表格的项目混同。",
            )
        if known is not None:
            yield from _untied(name, [each for each in found if each.state is State.UNTIED])


def _untied(name: str, found: list[FoundNumber]) -> Iterator[Finding]:
    if not found:
        return
    said = "、".join(f"“{each.text}”（{each.context[:30]}）" for each in found[:NAMED])
    rest = "等" if len(found) > NAMED else ""
    yield Finding(
        UNTIED,
        Severity.WARN,
        f"{name}有{len(found)}个数没有核对：{said}{rest}",
        hint="在“年度报告的文字”中写明每个数的出处，或者改用与表格项目一致的写法。",
    )

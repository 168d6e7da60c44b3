"""P8: a number in the words of a report that names a cell says what the cell says."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.loader import edition
from gongkai.report.model import STATISTICS, Finding, Report, Severity
from gongkai.report.naming import listed
from gongkai.service.annual.drafting.numbers import State, numbers

RULE = "P8"


def wrong_numbers(report: Report) -> Iterator[Finding]:
    """正文中写明属于哪一格的数，与那一格一致。

    Source: practice (统得出、报得准、可核查). It blocks filing until it is set right, or until somebody else
    has approved why the words mean another number. Each fault of a cell is found once.
    """
    if report.edition == STATISTICS or not report.edition:
        return
    form = edition(report.edition)
    seen: set[tuple[tuple[str, ...], object]] = set()
    texts = [("前言", report.preamble), *((f"“{s.title}”", s.text) for s in report.sections)]
    for name, text in texts:
        for each in numbers(text, report.cells, form):
            if each.state is not State.WRONG or (each.cells, each.value) in seen:
                continue
            seen.add((each.cells, each.value))
            yield Finding(
                RULE,
                Severity.ERROR_WITH_OVERRIDE,
                f"{name}写“{each.text}”，{listed(form, each.cells)}是{each.expected}（{each.context[:60]}）",
                each.cells,
                each.value,
                each.expected,
                hint="改正文字；文字说的是另一件事的，写明它指什么，不与表格的项目混同。",
            )

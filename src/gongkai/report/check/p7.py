"""P7: what is counted over the years does not become less."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.report.check.matter import Matter, not_assessed
from gongkai.report.model import STATISTICS, Finding, Indicator, Report, Severity
from gongkai.report.sums import plain
from gongkai.report.units import convert


def p7(matter: Matter) -> Iterator[Finding]:
    """统计表的历年累计不应减少；确有减少的，应当说明。

    Source: practice; for the statistics tables of report years up to 2018 (公开数、申请数等的历年累计).
    Any earlier year may be given for comparison. Figures are compared by name and unit.
    """
    report, previous = matter.report, matter.previous
    if report.edition != STATISTICS:
        return
    says = "历年累计不减少"
    if why := _no_earlier(matter):
        yield not_assessed("P7", says, why, "给出以前年度的统计表后再查。")
        return
    earlier = _by_name(previous) if previous else {}
    compared = False
    for indicator in report.indicators:
        before = earlier.get(_name(indicator))
        if before is None or before.cumulative is None or indicator.cumulative is None:
            continue
        then = convert(before.cumulative, before.unit, indicator.unit)
        if then is None:
            continue
        compared = True
        if indicator.cumulative < then:
            yield Finding(
                "P7",
                Severity.WARN,
                f"历年累计减少（{indicator.name}：{plain(indicator.cumulative)} ＜ "
                f"{previous.year if previous else ''}年度的{plain(then)}）",
                (),
                indicator.cumulative,
                then,
                hint="核对累计数；统计口径有变化的，应当说明。",
            )
    if not compared:
        yield not_assessed("P7", says, "两份统计表没有可比的历年累计")


def _no_earlier(matter: Matter) -> str:
    report, previous = matter.report, matter.previous
    if previous is None:
        return matter.unread or "没有给出以前年度的统计表"
    if previous.edition != STATISTICS:
        return "所给以前年度的报告不是统计表"
    if report.year is None or previous.year is None:
        return "报告的年度不明"
    if previous.year >= report.year:
        return f"所给的是{previous.year}年度，不早于本报告"
    return matter.another_organ


def _by_name(report: Report) -> dict[str, Indicator]:
    """Return indicators by name; a name that occurs twice is not compared."""
    found: dict[str, Indicator] = {}
    twice: set[str] = set()
    for indicator in report.indicators:
        name = _name(indicator)
        if name in found:
            twice.add(name)
        found[name] = indicator
    return {name: indicator for name, indicator in found.items() if name not in twice}


def _name(indicator: Indicator) -> str:
    """Return the name without the marks by which editions of the table differ (1. and 1、)."""
    return indicator.name.translate(str.maketrans("", "", " 　、.．：:（）()"))

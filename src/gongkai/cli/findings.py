"""Findings for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gongkai.report.model import Finding, Report, Severity

WORDS = {
    Severity.ERROR: "错误",
    Severity.ERROR_WITH_OVERRIDE: "错误（可说明）",
    Severity.WARN: "提示",
    Severity.NOT_ASSESSED: "未评估",
}
SHOWN_CELLS = 4  # of a finding; --json has them all


def heading(name: str, report: Report) -> str:
    """Return a file with what is in it: 「01.pdf　测试县档案局　2024年度（2021年格式）」."""
    year = f"{report.year}年度" if report.year else "年度不明"
    form = "统计表" if report.edition == "statistics" else f"{report.edition}年格式"
    return f"{name}　{report.organ or '机关名称不明'}　{year}（{form}）"


def lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the findings, the gravest first, and after them what was not assessed, by reason."""
    found = list(findings)
    for severity in (Severity.ERROR, Severity.ERROR_WITH_OVERRIDE, Severity.WARN):
        for finding in found:
            if finding.severity is severity:
                yield from _finding(finding)
    yield from _not_assessed(f for f in found if f.severity is Severity.NOT_ASSESSED)


def grave(findings: Iterable[Finding]) -> bool:
    """Say whether there is an error among them, explained away or not."""
    return any(f.severity in (Severity.ERROR, Severity.ERROR_WITH_OVERRIDE) for f in findings)


def _finding(finding: Finding) -> Iterator[str]:
    yield f"  {WORDS[finding.severity]}　{finding.rule}　{finding.message}"
    if finding.cells:
        more = f" 等{len(finding.cells)}格" if len(finding.cells) > SHOWN_CELLS else ""
        yield f"      格：{'、'.join(finding.cells[:SHOWN_CELLS])}{more}"
    if finding.hint:
        yield f"      办法：{finding.hint}"


def _not_assessed(findings: Iterable[Finding]) -> Iterator[str]:
    from gongkai.report.check.matter import reason

    rules: dict[str, list[str]] = {}
    for finding in findings:
        codes = rules.setdefault(reason(finding), [])
        if finding.rule not in codes:
            codes.append(finding.rule)
    for why, codes in rules.items():
        yield f"  未评估　{'、'.join(codes)}　{why}"

"""`gongkai report check`: what is wrong in a report, where, and what to do."""

from __future__ import annotations

import argparse
from collections import Counter

from gongkai.cli.findings import WORDS, heading, lines
from gongkai.cli.reading import Reader
from gongkai.report.check.settings import OrganKind
from gongkai.report.model import Finding, Report, Severity

HELP = "检查年度报告：勾稽关系、跨年度、汇总、正文与表格，说明错在哪里、怎么改"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    kinds = "；".join(f"{kind}＝{kind.says}" for kind in OrganKind)
    parser.epilog = (
        "退出码：有文件读不出为2；否则有错误为1；否则为0。"
        "检查汇总报告时把 --children 写在最后：gongkai report check 汇总.json --children 甲.pdf 乙.html"
    )
    parser.add_argument(
        "files", nargs="+", metavar="文件", help="年度报告：网页、文本、Word、PDF、Excel、JSON"
    )
    parser.add_argument(
        "--previous",
        metavar="文件",
        help="上一年度的报告（X1、X2、P6；统计表为P7）；检查几份的，只与同一机关的那份比对",
    )
    parser.add_argument(
        "--children", nargs="+", action="extend", default=[], metavar="文件", help="所汇总的全部报告（G1）"
    )
    parser.add_argument("--year", type=int, metavar="年度", help="报告年度，文件没有写明时指定")
    parser.add_argument(
        "--organ-kind",
        choices=[str(kind) for kind in OrganKind],
        metavar="种类",
        help=f"机关种类（P2）：{kinds}",
    )
    parser.add_argument("--json", action="store_true", help="每项结果输出一行JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check each file; return 2 if one could not be read, else 1 if one has an error, else 0."""
    from gongkai.report.check import Previous, check

    reader = Reader(arguments.json)
    previous = next(reader.reports([arguments.previous] if arguments.previous else []), None)
    children = dict(reader.reports(arguments.children))
    severities: Counter[Severity] = Counter()
    for name, report in reader.reports(arguments.files, arguments.year):
        findings = check(
            report,
            previous=previous[1] if previous else None,
            children=list(children.values()),
            children_unread=[child for child in arguments.children if child not in children],
            previous_unread=arguments.previous if arguments.previous and not previous else "",
            previous_is=Previous.SHARED if len(arguments.files) > 1 else Previous.GIVEN,
            organ_kind=OrganKind(arguments.organ_kind) if arguments.organ_kind else None,
        )
        severities.update(finding.severity for finding in findings)
        _say(name, report, findings, arguments.json)
    if not arguments.json and (len(arguments.files) > 1 or reader.unreadable):
        counts = "，".join(f"{WORDS[s]}{severities[s]}项" for s in WORDS if severities[s])
        lost = f"，读不出{reader.unreadable}份" if reader.unreadable else ""
        print(f"共{len(arguments.files)}份{lost}；{counts or '没有发现问题'}")  # noqa: T201
    if reader.unreadable:
        return 2
    return int(any(severities[s] for s in (Severity.ERROR, Severity.ERROR_WITH_OVERRIDE)))


def _say(name: str, report: Report, findings: list[Finding], as_json: bool) -> None:
    from gongkai.report.interchange import dumps, finding_json

    if as_json:
        for finding in findings:
            print(dumps({"file": name, **finding_json(finding)}), flush=True)  # noqa: T201
        return
    said = list(lines(findings))
    clean = not any(f.severity is not Severity.NOT_ASSESSED for f in findings)
    verdict = ["  没有发现问题"] if clean else []
    print("\n".join([heading(name, report), *verdict, *said, ""]), flush=True)  # noqa: T201

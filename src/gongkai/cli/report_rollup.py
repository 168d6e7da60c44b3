"""`gongkai report rollup`: many reports added up into one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from gongkai.cli.files import put
from gongkai.cli.findings import grave, heading, lines
from gongkai.cli.reading import Reader
from gongkai.report.model import ReportError

HELP = "汇总：把同一年度、同一格式的多份报告逐格相加，说明哪些不能相加"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.epilog = "退出码：有文件读不出或写不成为2；有报告没有计入汇总为1；否则为0。"
    parser.add_argument("files", nargs="+", metavar="文件", help="所汇总的报告，格式不限")
    parser.add_argument("--to", required=True, metavar="OUT.json", help="汇总结果写到哪个JSON文件")
    parser.add_argument("--organ", default="", metavar="机关", help="汇总报告的机关名称")
    parser.add_argument("--year", type=int, metavar="年度", help="汇总哪一年度；不给则取多数报告的年度")


def run(arguments: argparse.Namespace) -> int:
    """Write the sum; return 2 if a file could not be read or written, 1 if a report is not in it."""
    from gongkai.report.interchange import dumps, to_json
    from gongkai.report.rollup import rollup

    target = Path(arguments.to)
    reader = Reader()
    try:
        if target.suffix.lower() != ".json":
            raise ReportError(
                "汇总结果只写成JSON，请用.json结尾的文件名；再用 gongkai report write 写成其他格式。"
            )
        reports = [report for _, report in reader.reports(arguments.files)]
        total = rollup(reports, organ=arguments.organ, year=arguments.year)
        put(target, (dumps(to_json(total), indent=2) + "\n").encode())
    except ReportError as fault:
        print(f"没有写出{target}：{fault}", file=sys.stderr)  # noqa: T201
        return 2
    print("\n".join([heading(str(target), total), *lines(total.findings)]))  # noqa: T201
    if reader.unreadable:
        return 2
    return int(grave(total.findings))

"""`gongkai report read`: published reports in, one JSON object a line out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "读取已发布的年度报告（网页、文本、Word、PDF、Excel、JSON），每份输出一行JSON"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("files", nargs="+", metavar="文件", help="年度报告文件")
    parser.add_argument("--year", type=int, metavar="年度", help="报告年度，文件没有写明时指定")


def run(arguments: argparse.Namespace) -> int:
    """Print one JSON object for each file; 2 if any could not be read, else 0."""
    from gongkai.cli.progress import progress
    from gongkai.report.interchange import dumps, to_json
    from gongkai.report.model import UnreadableReport
    from gongkai.report.read import read

    status = 0
    for name in progress(arguments.files):
        try:
            report = read(Path(name), arguments.year)
        except UnreadableReport as refusal:
            print(f"{name}：{refusal}", file=sys.stderr)  # noqa: T201
            print(dumps({"file": name, "rule": "unreadable", "message": str(refusal)}))  # noqa: T201
            status = 2
        else:
            report.source = name
            print(dumps(to_json(report)), flush=True)  # noqa: T201
    return status

"""`gongkai fee --pages N | --items N`: the information processing fee and its tiers."""

from __future__ import annotations

import argparse
import sys

from gongkai.cli.installation import day, law_here, today

HELP = "信息处理费：按量（页）或者按件计算，逐档列出"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--pages", type=_count, metavar="N", help="一件申请提供的页数")
    which.add_argument("--items", type=_count, metavar="N", help="同一申请人一个自然月内的申请件数")
    parser.add_argument("--on", type=day, metavar="日期", help="哪一天的标准（默认今天）")


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"“{text}”不是数量，请填写非负整数。")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Print the yuan alone on the first line, the tiers after it; return 0."""
    from gongkai.statute.fees import fee, in_use

    when = arguments.on or today()
    standard = "items" if arguments.pages is None else "pages"
    found = fee(standard, arguments.items if arguments.pages is None else arguments.pages, when)
    print(found.yuan)  # noqa: T201
    for sentence in found.says():
        print(sentence)  # noqa: T201
    print(f"依据：{found.scale.force.norm}（{found.scale.name}）")  # noqa: T201
    if not in_use(law_here(), when):
        print("本机关没有启用信息处理费，以上仅供测算（决定L-0023）。", file=sys.stderr)  # noqa: T201
    return 0

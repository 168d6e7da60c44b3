"""`gongkai workdays FROM N | FROM TO`: the date N working days on, or the working days between."""

from __future__ import annotations

import argparse
import sys

from gongkai.cli.installation import day, law_here

HELP = "工作日计算：某日之后第N个工作日，或者两日之间的工作日数"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument("start", type=day, metavar="FROM", help="起始日（第0日，不计算）")
    parser.add_argument("to", type=_days_or_day, metavar="N|TO", help="工作日数，或者终止日（计算在内）")


def _days_or_day(text: str) -> object:
    if text.isdecimal() and len(text) <= 5:
        return int(text)
    try:
        return day(text)
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError(f"“{text}”既不是天数，也不是日期（如2025-09-01）。") from None


def run(arguments: argparse.Namespace) -> int:
    """Print the date or the number alone; a provisional one is said so on stderr. Return 0."""
    from gongkai.statute.errors import StatuteError

    calendar = law_here().calendar
    if isinstance(arguments.to, int):
        last = calendar.after(arguments.start, arguments.to)
        answer = f"{last}"
    else:
        last = arguments.to
        if last < arguments.start:
            raise StatuteError(f"起始日{arguments.start}晚于终止日{last}，请核对。")
        answer = f"{calendar.between(arguments.start, last)}"
    for year in range(arguments.start.year, last.year + 1):
        seen = min(last, last.replace(year=year, month=12, day=31))
        if calendar.is_provisional(seen):
            print(f"provisional 暂定：{calendar.why_provisional(seen)}", file=sys.stderr)  # noqa: T201
            break
    print(answer)  # noqa: T201
    return 0
